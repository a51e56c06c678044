-- Sign-outs under way: which applications of an ended session were told, and which have answered.
CREATE TABLE sign_outs (
    id KEYTEXT PRIMARY KEY,
    -- SHA-256 of the mark of the browser that it happens in.
    browser_hash BYTES NOT NULL,
    created_at BIGINT NOT NULL,
    -- The application whose request began it, and what its answer needs; nothing if it began on a page of ours.
    tenant_id KEYTEXT,
    app_id KEYTEXT,
    request_id TEXT,
    relay_state TEXT
) STRICT;

CREATE INDEX sign_outs_by_time ON sign_outs (created_at);

CREATE TABLE sign_out_parties (
    -- The id of the request that was sent last.
    request_id KEYTEXT PRIMARY KEY,
    sign_out_id KEYTEXT NOT NULL REFERENCES sign_outs (id) ON DELETE CASCADE,
    position BIGINT NOT NULL,
    tenant_id KEYTEXT NOT NULL,
    application_id KEYTEXT NOT NULL,
    name_id TEXT NOT NULL,
    name_id_format TEXT NOT NULL,
    answered_at BIGINT,
    is_signed_out BOOLEAN NOT NULL,
    UNIQUE (sign_out_id, position)
) STRICT;

CREATE TABLE sign_out_session_indexes (
    sign_out_id KEYTEXT NOT NULL REFERENCES sign_outs (id) ON DELETE CASCADE,
    party BIGINT NOT NULL,
    session_index KEYTEXT NOT NULL,
    PRIMARY KEY (sign_out_id, party, session_index)
) STRICT;
