-- The key with which a customer's service provider signs what it sends; made when it is first needed.
CREATE TABLE customer_keys (
    id KEYTEXT PRIMARY KEY,
    customer_id KEYTEXT NOT NULL UNIQUE REFERENCES customers (id) ON DELETE CASCADE,
    der BYTES NOT NULL,
    -- PKCS#8, sealed, context = id.
    sealed_key BYTES NOT NULL,
    created_at BIGINT NOT NULL
) STRICT;

-- Sign-outs at a provider that were asked for and not yet answered.
CREATE TABLE logout_requests (
    id KEYTEXT PRIMARY KEY,
    customer_id KEYTEXT NOT NULL REFERENCES customers (id) ON DELETE CASCADE,
    provider_id KEYTEXT NOT NULL REFERENCES providers (id) ON DELETE CASCADE,
    browser_hash BYTES NOT NULL,
    expires_at BIGINT NOT NULL
) STRICT;

CREATE INDEX logout_requests_expiry ON logout_requests (expires_at);
