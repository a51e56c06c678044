-- What happened. Entries keep names as they were and point at nothing, so that they outlive what they tell of.
CREATE TABLE sign_ins (
    id KEYTEXT PRIMARY KEY,
    tenant_id KEYTEXT NOT NULL,
    created_at BIGINT NOT NULL,
    correlation_id TEXT NOT NULL,
    outcome TEXT NOT NULL,
    error_code BIGINT NOT NULL,
    failure_reason TEXT NOT NULL,
    additional_details TEXT NOT NULL,
    user_id KEYTEXT,
    user_principal_name TEXT,
    upn_key KEYTEXT,
    user_display_name TEXT,
    application_id KEYTEXT,
    app_id TEXT,
    app_display_name TEXT,
    identifier TEXT,
    reply_url TEXT,
    source TEXT NOT NULL,
    user_agent TEXT,
    is_interactive BOOLEAN NOT NULL,
    started_at_application BOOLEAN,
    session_id KEYTEXT,
    -- What was issued, so that a logout can name it: the entry's id is the session index.
    name_id TEXT,
    name_id_format TEXT,
    certificate_thumbprint TEXT
) STRICT;

CREATE INDEX sign_ins_by_time ON sign_ins (tenant_id, created_at, id);
CREATE INDEX sign_ins_by_user ON sign_ins (tenant_id, upn_key, created_at);

CREATE TABLE audit_entries (
    id KEYTEXT PRIMARY KEY,
    tenant_id KEYTEXT NOT NULL,
    occurred_at BIGINT NOT NULL,
    category TEXT NOT NULL,
    activity TEXT NOT NULL,
    actor_id KEYTEXT,
    actor_name TEXT NOT NULL,
    target_kind TEXT NOT NULL,
    target_id KEYTEXT NOT NULL,
    target_name TEXT NOT NULL,
    before_json TEXT,
    after_json TEXT
) STRICT;

CREATE INDEX audit_entries_by_time ON audit_entries (tenant_id, occurred_at, id);
CREATE INDEX audit_entries_by_target ON audit_entries (target_id, occurred_at);
