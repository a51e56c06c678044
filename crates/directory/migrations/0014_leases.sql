-- Work that one server at a time does for all.
CREATE TABLE leases (
    name KEYTEXT PRIMARY KEY,
    held_by KEYTEXT NOT NULL,
    held_until BIGINT NOT NULL
) STRICT;
