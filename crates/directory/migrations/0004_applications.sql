-- Applications with their identifiers, reply URLs, roles and signing certificates.
CREATE TABLE applications (
    id KEYTEXT PRIMARY KEY,
    app_id KEYTEXT NOT NULL UNIQUE,
    tenant_id KEYTEXT NOT NULL REFERENCES tenants (id),
    display_name TEXT NOT NULL,
    display_name_key KEYTEXT NOT NULL,
    sign_on_url TEXT,
    relay_state TEXT,
    logout_url TEXT,
    signing_option TEXT NOT NULL,
    name_id_format TEXT,
    name_id_source TEXT,
    assignment_required BOOLEAN NOT NULL,
    visible_to_users BOOLEAN NOT NULL,
    is_enabled BOOLEAN NOT NULL,
    template_id TEXT,
    created_at BIGINT NOT NULL,
    deleted_at BIGINT,
    version BIGINT NOT NULL
) STRICT;

CREATE INDEX applications_by_name ON applications (tenant_id, display_name_key, id);

CREATE TABLE application_identifiers (
    tenant_id KEYTEXT NOT NULL REFERENCES tenants (id),
    identifier KEYTEXT NOT NULL,
    application_id KEYTEXT NOT NULL REFERENCES applications (id) ON DELETE CASCADE,
    position BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, identifier)
) STRICT;

CREATE INDEX application_identifiers_by_application ON application_identifiers (application_id, position);

CREATE TABLE reply_urls (
    application_id KEYTEXT NOT NULL REFERENCES applications (id) ON DELETE CASCADE,
    url KEYTEXT NOT NULL,
    position BIGINT NOT NULL,
    reply_index BIGINT,
    is_default BOOLEAN NOT NULL,
    PRIMARY KEY (application_id, url),
    UNIQUE (application_id, reply_index)
) STRICT;

CREATE TABLE app_roles (
    application_id KEYTEXT NOT NULL REFERENCES applications (id) ON DELETE CASCADE,
    id KEYTEXT NOT NULL,
    display_name TEXT NOT NULL,
    value TEXT,
    is_enabled BOOLEAN NOT NULL,
    position BIGINT NOT NULL,
    PRIMARY KEY (application_id, id)
) STRICT;

CREATE TABLE signing_certificates (
    id KEYTEXT PRIMARY KEY,
    application_id KEYTEXT NOT NULL REFERENCES applications (id) ON DELETE CASCADE,
    thumbprint KEYTEXT NOT NULL,
    subject TEXT NOT NULL,
    not_before BIGINT NOT NULL,
    not_after BIGINT NOT NULL,
    is_active BOOLEAN NOT NULL,
    der BYTES NOT NULL,
    -- PKCS#8, sealed, context = id.
    sealed_key BYTES NOT NULL,
    created_at BIGINT NOT NULL,
    UNIQUE (application_id, thumbprint)
) STRICT;

CREATE UNIQUE INDEX signing_certificates_active ON signing_certificates (application_id) WHERE is_active;
