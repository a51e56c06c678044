-- The sign-in log under one number that says tenant and time: an entry goes to the end of its tenant's stretch, and a sign-on
-- changes one page of the file where it changed three. See `sign_ins/position.rs`.
ALTER TABLE sign_ins RENAME TO sign_ins_before;
DROP INDEX sign_ins_by_user;

CREATE TABLE sign_ins (
    -- The first three digits of the tenant's id, then 51 bits of microseconds since 2020.
    position BIGINT PRIMARY KEY,
    id KEYTEXT NOT NULL,
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

-- Entries of one instant are moved apart by their number in the order of time.
INSERT INTO sign_ins (
    position, id, tenant_id, created_at, correlation_id, outcome, error_code, failure_reason, additional_details, user_id,
    user_principal_name, upn_key, user_display_name, application_id, app_id, app_display_name, identifier,
    reply_url, source, user_agent, is_interactive, started_at_application, session_id, name_id, name_id_format,
    certificate_thumbprint
)
WITH digits (digit, amount) AS (
    VALUES ('0', 0), ('1', 1), ('2', 2), ('3', 3), ('4', 4), ('5', 5), ('6', 6), ('7', 7),
        ('8', 8), ('9', 9), ('a', 10), ('b', 11), ('c', 12), ('d', 13), ('e', 14), ('f', 15)
), stretches AS (
    SELECT t.id AS tenant_id, CAST(a.amount * 256 + b.amount * 16 + c.amount AS BIGINT) * 2251799813685248 AS beginning
    FROM tenants t
    JOIN digits a ON a.digit = SUBSTR(t.id, 1, 1)
    JOIN digits b ON b.digit = SUBSTR(t.id, 2, 1)
    JOIN digits c ON c.digit = SUBSTR(t.id, 3, 1)
)
SELECT
    s.beginning + e.created_at - 1577836800000000
        + ROW_NUMBER() OVER (PARTITION BY s.beginning ORDER BY e.created_at, e.id),
    e.id, e.tenant_id, e.created_at, e.correlation_id, e.outcome, e.error_code, e.failure_reason, e.additional_details,
    e.user_id, e.user_principal_name, e.upn_key, e.user_display_name, e.application_id, e.app_id, e.app_display_name,
    e.identifier, e.reply_url, e.source, e.user_agent, e.is_interactive, e.started_at_application, e.session_id, e.name_id,
    e.name_id_format, e.certificate_thumbprint
FROM sign_ins_before e JOIN stretches s ON s.tenant_id = e.tenant_id;

DROP TABLE sign_ins_before;

CREATE INDEX sign_ins_by_user ON sign_ins (upn_key, position);
