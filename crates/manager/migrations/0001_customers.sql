-- One row a customer. Every other table names its customer, and every query asks for it.
CREATE TABLE customers (
    id KEYTEXT PRIMARY KEY,
    name TEXT NOT NULL,
    name_key KEYTEXT NOT NULL UNIQUE,
    host KEYTEXT NOT NULL UNIQUE,
    created_at BIGINT NOT NULL
) STRICT;
