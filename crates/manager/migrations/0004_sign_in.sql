-- Requests sent to a provider and not yet answered; taken out by the answer, or after thirty minutes.
CREATE TABLE authn_requests (
    id KEYTEXT PRIMARY KEY,
    customer_id KEYTEXT NOT NULL REFERENCES customers (id) ON DELETE CASCADE,
    provider_id KEYTEXT NOT NULL REFERENCES providers (id) ON DELETE CASCADE,
    browser_hash BYTES NOT NULL,
    source KEYTEXT NOT NULL,
    relay_handle KEYTEXT NOT NULL,
    target TEXT NOT NULL,
    sent_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
) STRICT;

CREATE INDEX authn_requests_browser ON authn_requests (customer_id, browser_hash, sent_at);
CREATE INDEX authn_requests_source ON authn_requests (customer_id, source);
CREATE INDEX authn_requests_expiry ON authn_requests (expires_at);

-- Assertions that were used. A second use of one fails here, whoever is first.
CREATE TABLE replay_marks (
    customer_id KEYTEXT NOT NULL REFERENCES customers (id) ON DELETE CASCADE,
    provider_id KEYTEXT NOT NULL REFERENCES providers (id) ON DELETE CASCADE,
    assertion_id KEYTEXT NOT NULL,
    first_used_at BIGINT NOT NULL,
    keep_until BIGINT NOT NULL,
    PRIMARY KEY (customer_id, provider_id, assertion_id)
) STRICT;

CREATE INDEX replay_marks_expiry ON replay_marks (keep_until);

CREATE TABLE sessions (
    token_hash BYTES PRIMARY KEY,
    customer_id KEYTEXT NOT NULL REFERENCES customers (id) ON DELETE CASCADE,
    employee_id KEYTEXT NOT NULL REFERENCES employees (id) ON DELETE CASCADE,
    role KEYTEXT NOT NULL,
    provider_id KEYTEXT REFERENCES providers (id) ON DELETE CASCADE,
    link_id KEYTEXT REFERENCES identity_links (id) ON DELETE CASCADE,
    name_id TEXT,
    name_id_format TEXT,
    session_index TEXT,
    assertion_id TEXT,
    certificate_thumbprint TEXT,
    certificate_expired BOOLEAN NOT NULL,
    authenticated_at BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    last_seen_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
) STRICT;

CREATE INDEX sessions_employee ON sessions (employee_id);
CREATE INDEX sessions_provider ON sessions (provider_id);
CREATE INDEX sessions_expiry ON sessions (expires_at);

-- Every attempt to sign in, good or bad.
CREATE TABLE sign_ins (
    id KEYTEXT PRIMARY KEY,
    customer_id KEYTEXT NOT NULL REFERENCES customers (id) ON DELETE CASCADE,
    occurred_at BIGINT NOT NULL,
    method KEYTEXT NOT NULL,
    code KEYTEXT,
    rule KEYTEXT,
    expected TEXT NOT NULL,
    received TEXT NOT NULL,
    warning KEYTEXT,
    provider_id KEYTEXT,
    issuer TEXT,
    subject TEXT,
    employee_id KEYTEXT,
    is_new_person BOOLEAN NOT NULL,
    certificate_thumbprint TEXT,
    correlation_id KEYTEXT NOT NULL,
    source KEYTEXT NOT NULL
) STRICT;

CREATE INDEX sign_ins_by_customer ON sign_ins (customer_id, id);
