-- People, their passwords and roles.
CREATE TABLE users (
    id KEYTEXT PRIMARY KEY,
    tenant_id KEYTEXT NOT NULL REFERENCES tenants (id),
    user_principal_name TEXT NOT NULL,
    upn_key KEYTEXT NOT NULL,
    display_name TEXT NOT NULL,
    display_name_key KEYTEXT NOT NULL,
    given_name TEXT,
    surname TEXT,
    mail TEXT,
    job_title TEXT,
    department TEXT,
    is_enabled BOOLEAN NOT NULL,
    must_change_password BOOLEAN NOT NULL,
    password_changed_at BIGINT,
    sessions_valid_from BIGINT NOT NULL,
    -- A session is alive only under the number it began with: counting up ends them all.
    session_epoch BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    deleted_at BIGINT,
    version BIGINT NOT NULL,
    -- Deleted people hold their names until they are removed for good.
    UNIQUE (tenant_id, upn_key)
) STRICT;

CREATE INDEX users_by_name ON users (tenant_id, display_name_key, id);

CREATE TABLE password_credentials (
    user_id KEYTEXT PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
    phc TEXT NOT NULL
) STRICT;

-- Names that somebody gave up, held for him until they may be used again.
CREATE TABLE retired_names (
    tenant_id KEYTEXT NOT NULL REFERENCES tenants (id),
    name_key KEYTEXT NOT NULL,
    user_id KEYTEXT NOT NULL,
    held_until BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, name_key)
) STRICT;

CREATE TABLE role_assignments (
    user_id KEYTEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    role_id KEYTEXT NOT NULL,
    tenant_id KEYTEXT NOT NULL REFERENCES tenants (id),
    created_at BIGINT NOT NULL,
    PRIMARY KEY (user_id, role_id)
) STRICT;

CREATE INDEX role_assignments_by_role ON role_assignments (tenant_id, role_id);
