-- Applications that were set up from the address of their metadata: where it is, how it has to be signed (a JSON array of
-- Base64), what was accepted of it, what it says now and waits for leave, what was dismissed (JSON each), and when it is read
-- again. The newest reading may have failed: then there is a sentence.
CREATE TABLE metadata_sources (
    application_id KEYTEXT NOT NULL PRIMARY KEY REFERENCES applications (id) ON DELETE CASCADE,
    url TEXT NOT NULL,
    entity_id TEXT,
    signed_by TEXT NOT NULL,
    accepted TEXT NOT NULL,
    pending TEXT,
    pending_since BIGINT,
    dismissed TEXT,
    checked_at BIGINT NOT NULL,
    next_check_at BIGINT NOT NULL,
    valid_until BIGINT,
    failure TEXT
) STRICT;

CREATE INDEX metadata_sources_by_next_check ON metadata_sources (next_check_at);
