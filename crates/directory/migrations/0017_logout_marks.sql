-- Requests for sign-out that have ended a session, for as long as they are young enough to be taken: each is used once, at
-- whichever server it arrives.
CREATE TABLE logout_marks (
    application_id KEYTEXT NOT NULL REFERENCES applications (id) ON DELETE CASCADE,
    -- SHA-256 of the id of the request.
    request_hash BYTES NOT NULL,
    used_until BIGINT NOT NULL,
    PRIMARY KEY (application_id, request_hash)
) STRICT;

CREATE INDEX logout_marks_by_time ON logout_marks (used_until);
