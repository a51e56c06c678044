-- Applications that are treated in the way of a named profile; the others have no row.
CREATE TABLE compatibility_profiles (
    application_id KEYTEXT NOT NULL PRIMARY KEY REFERENCES applications (id) ON DELETE CASCADE,
    profile KEYTEXT NOT NULL
) STRICT;
