-- What a record may narrow its provider's messages down to; without a value nothing is asked. Lists are separated by
-- spaces, which neither a URI nor a domain can hold.
ALTER TABLE providers ADD COLUMN tenant_id TEXT;
ALTER TABLE providers ADD COLUMN name_id_formats TEXT;
ALTER TABLE providers ADD COLUMN allowed_domains TEXT;
