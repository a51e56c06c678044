-- Counts the changes of an application's certificates, as its version counts those of the rest: a server that has read both
-- before need not read the application again. It is not the version that two administrators edit against.
ALTER TABLE applications ADD COLUMN certificates_version BIGINT NOT NULL DEFAULT 0;
