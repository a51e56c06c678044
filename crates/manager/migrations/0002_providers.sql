-- The identity providers of a customer. One is current; one that was replaced or removed stays as a row, so that
-- the links made through it are still known when the same issuer is set up again.
CREATE TABLE providers (
    id KEYTEXT PRIMARY KEY,
    customer_id KEYTEXT NOT NULL REFERENCES customers (id) ON DELETE CASCADE,
    issuer KEYTEXT NOT NULL,
    login_url TEXT NOT NULL,
    logout_url TEXT,
    creates_people BOOLEAN NOT NULL,
    default_role KEYTEXT NOT NULL,
    account_key KEYTEXT NOT NULL,
    allows_unsolicited BOOLEAN NOT NULL,
    clock_skew_seconds BIGINT NOT NULL,
    refuses_expired_certificate BOOLEAN NOT NULL,
    is_enabled BOOLEAN NOT NULL,
    is_current BOOLEAN NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    UNIQUE (customer_id, issuer)
) STRICT;

CREATE UNIQUE INDEX providers_current ON providers (customer_id) WHERE is_current;

-- The keys that a provider's messages are verified with: pins, not chains.
CREATE TABLE provider_certificates (
    id KEYTEXT PRIMARY KEY,
    provider_id KEYTEXT NOT NULL REFERENCES providers (id) ON DELETE CASCADE,
    der BYTES NOT NULL,
    thumbprint KEYTEXT NOT NULL,
    subject TEXT NOT NULL,
    not_before BIGINT NOT NULL,
    not_after BIGINT NOT NULL,
    added_at BIGINT NOT NULL,
    last_verified_at BIGINT,
    UNIQUE (provider_id, thumbprint)
) STRICT;
