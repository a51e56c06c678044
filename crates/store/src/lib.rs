//! One interface and one SQL text for SQLite and PostgreSQL; clock, randomness and sealed secrets.
