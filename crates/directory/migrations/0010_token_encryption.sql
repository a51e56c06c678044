-- To whom an application's assertions are encrypted, and how; all or none.
ALTER TABLE applications ADD COLUMN encryption_certificate BYTES;
ALTER TABLE applications ADD COLUMN encryption_thumbprint KEYTEXT;
ALTER TABLE applications ADD COLUMN encryption_not_after BIGINT;
ALTER TABLE applications ADD COLUMN encryption_algorithm TEXT;
ALTER TABLE applications ADD COLUMN encryption_key_transport TEXT;
