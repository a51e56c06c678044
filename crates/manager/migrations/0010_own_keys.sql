-- A customer's own keys, one table for both uses: one of each is active, one more is next or was active before.
CREATE TABLE own_keys (
    id KEYTEXT PRIMARY KEY,
    customer_id KEYTEXT NOT NULL REFERENCES customers (id) ON DELETE CASCADE,
    key_use KEYTEXT NOT NULL,
    der BYTES NOT NULL,
    -- PKCS#8, sealed, context = id.
    sealed_key BYTES NOT NULL,
    is_active BOOLEAN NOT NULL,
    -- When it became the active one, however long ago; a key that never was is published ahead of its use.
    activated_at BIGINT,
    created_at BIGINT NOT NULL
) STRICT;

CREATE UNIQUE INDEX own_keys_active ON own_keys (customer_id, key_use) WHERE is_active;
CREATE INDEX own_keys_by_customer ON own_keys (customer_id, key_use);

INSERT INTO own_keys (id, customer_id, key_use, der, sealed_key, is_active, activated_at, created_at)
    SELECT id, customer_id, 'signing', der, sealed_key, TRUE, created_at, created_at FROM customer_keys;

INSERT INTO own_keys (id, customer_id, key_use, der, sealed_key, is_active, activated_at, created_at)
    SELECT k.id, k.customer_id, 'encryption', k.certificate, k.sealed_key,
           k.generation = (SELECT MAX(n.generation) FROM decryption_keys n WHERE n.customer_id = k.customer_id),
           k.created_at, k.created_at FROM decryption_keys k;

DROP TABLE customer_keys;
DROP TABLE decryption_keys;
