-- When a certificate is to become the active one; at most one of an application has such a time.
ALTER TABLE signing_certificates ADD COLUMN activates_at BIGINT;
CREATE INDEX signing_certificates_due ON signing_certificates (activates_at) WHERE activates_at IS NOT NULL;
