-- Sessions, and the brakes on guessing passwords.
CREATE TABLE sessions (
    id KEYTEXT PRIMARY KEY,
    -- SHA-256 of the token; the token itself is only in the browser.
    token_hash BYTES NOT NULL UNIQUE,
    tenant_id KEYTEXT NOT NULL REFERENCES tenants (id),
    user_id KEYTEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    session_epoch BIGINT NOT NULL,
    authenticated_at BIGINT NOT NULL,
    last_used_at BIGINT NOT NULL,
    is_kept BOOLEAN NOT NULL,
    source TEXT NOT NULL,
    user_agent TEXT
) STRICT;

CREATE INDEX sessions_by_user ON sessions (user_id);

CREATE TABLE throttles (
    -- 'account:…', 'source:…' or 'tenant:…'.
    key KEYTEXT PRIMARY KEY,
    failures BIGINT NOT NULL,
    lockouts BIGINT NOT NULL,
    since BIGINT NOT NULL,
    locked_until BIGINT NOT NULL,
    -- Keyed hashes of the last wrong passwords, 32 octets each.
    recent BYTES NOT NULL
) STRICT;

CREATE TABLE familiar_sources (
    user_id KEYTEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    source KEYTEXT NOT NULL,
    last_used_at BIGINT NOT NULL,
    PRIMARY KEY (user_id, source)
) STRICT;
