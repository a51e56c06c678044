-- Keys that open what identity providers encrypt to a customer. The newest is published; the one before it still opens.
CREATE TABLE decryption_keys (
    id KEYTEXT PRIMARY KEY,
    customer_id KEYTEXT NOT NULL REFERENCES customers (id),
    generation BIGINT NOT NULL,
    certificate BYTES NOT NULL,
    -- PKCS#8, sealed, context = id.
    sealed_key BYTES NOT NULL,
    created_at BIGINT NOT NULL,
    UNIQUE (customer_id, generation)
) STRICT;
