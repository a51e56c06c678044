-- Keys that were made elsewhere are marked for ever: nobody knows who else has them.
ALTER TABLE signing_certificates ADD COLUMN is_imported BOOLEAN NOT NULL DEFAULT FALSE;
