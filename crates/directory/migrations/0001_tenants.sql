-- Tenants and their verified domains.
CREATE TABLE tenants (
    id KEYTEXT PRIMARY KEY,
    display_name TEXT NOT NULL,
    display_name_key KEYTEXT NOT NULL,
    -- Keys the pairwise identifiers; sealed, context = id. Never changes.
    pairwise_salt BYTES NOT NULL,
    created_at BIGINT NOT NULL
) STRICT;

CREATE TABLE domains (
    name KEYTEXT PRIMARY KEY,
    tenant_id KEYTEXT NOT NULL REFERENCES tenants (id),
    is_initial BOOLEAN NOT NULL,
    created_at BIGINT NOT NULL
) STRICT;

CREATE INDEX domains_by_tenant ON domains (tenant_id);
