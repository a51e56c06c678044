-- People who may sign in. `login_key` is the Login ID with case folded away, `login_skeleton` what is left when
-- letters that look alike are made one.
CREATE TABLE employees (
    id KEYTEXT PRIMARY KEY,
    customer_id KEYTEXT NOT NULL REFERENCES customers (id) ON DELETE CASCADE,
    login_id TEXT NOT NULL,
    login_key KEYTEXT NOT NULL,
    login_skeleton KEYTEXT NOT NULL,
    display_name TEXT NOT NULL,
    first_name TEXT NOT NULL,
    last_name TEXT NOT NULL,
    primary_email TEXT NOT NULL,
    email_key KEYTEXT NOT NULL,
    status KEYTEXT NOT NULL,
    is_disabled BOOLEAN NOT NULL,
    password_hash TEXT,
    failed_sign_ins BIGINT NOT NULL,
    locked_until BIGINT,
    is_hard_locked BOOLEAN NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    UNIQUE (customer_id, login_key)
) STRICT;

CREATE INDEX employees_skeleton ON employees (customer_id, login_skeleton);
CREATE INDEX employees_email ON employees (customer_id, email_key);

CREATE TABLE employee_roles (
    employee_id KEYTEXT NOT NULL REFERENCES employees (id) ON DELETE CASCADE,
    role KEYTEXT NOT NULL,
    source KEYTEXT NOT NULL,
    granted_at BIGINT NOT NULL,
    PRIMARY KEY (employee_id, role)
) STRICT;

-- Who a provider's subject is. Nothing else ever leads from a message to an account.
CREATE TABLE identity_links (
    id KEYTEXT PRIMARY KEY,
    customer_id KEYTEXT NOT NULL REFERENCES customers (id) ON DELETE CASCADE,
    provider_id KEYTEXT NOT NULL REFERENCES providers (id) ON DELETE CASCADE,
    key_source KEYTEXT NOT NULL,
    subject_key KEYTEXT NOT NULL,
    employee_id KEYTEXT NOT NULL REFERENCES employees (id) ON DELETE CASCADE,
    is_declared BOOLEAN NOT NULL,
    created_at BIGINT NOT NULL,
    last_seen_at BIGINT,
    last_name_id TEXT,
    UNIQUE (customer_id, provider_id, key_source, subject_key)
) STRICT;

CREATE INDEX identity_links_employee ON identity_links (employee_id);
