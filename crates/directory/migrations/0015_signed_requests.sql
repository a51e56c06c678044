-- Which signatures an application's requests bear. Certificates are kept in the order in which they were added, as Base64 of
-- the DER, so that they can be read together with the other parts of an application.
ALTER TABLE applications ADD COLUMN requires_signed_requests BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE applications ADD COLUMN allows_weak_signatures BOOLEAN NOT NULL DEFAULT FALSE;

CREATE TABLE verification_certificates (
    application_id KEYTEXT NOT NULL REFERENCES applications (id) ON DELETE CASCADE,
    position BIGINT NOT NULL,
    thumbprint KEYTEXT NOT NULL,
    certificate TEXT NOT NULL,
    not_after BIGINT NOT NULL,
    PRIMARY KEY (application_id, position)
) STRICT;

-- The same certificate at two applications is shown.
CREATE INDEX verification_certificates_by_thumbprint ON verification_certificates (thumbprint);
