-- Wrong passwords by name, whether somebody has the name or not: what is counted must not tell which names there are.
CREATE TABLE local_attempts (
    customer_id KEYTEXT NOT NULL REFERENCES customers (id) ON DELETE CASCADE,
    login_key KEYTEXT NOT NULL,
    failed BIGINT NOT NULL,
    locked_until BIGINT,
    is_hard_locked BOOLEAN NOT NULL,
    last_failed_at BIGINT NOT NULL,
    PRIMARY KEY (customer_id, login_key)
) STRICT;

CREATE INDEX local_attempts_age ON local_attempts (last_failed_at);

INSERT INTO local_attempts (customer_id, login_key, failed, locked_until, is_hard_locked, last_failed_at)
    SELECT customer_id, login_key, failed_sign_ins, locked_until, is_hard_locked, updated_at FROM employees
    WHERE failed_sign_ins > 0 OR is_hard_locked;

ALTER TABLE employees DROP COLUMN failed_sign_ins;
ALTER TABLE employees DROP COLUMN locked_until;
ALTER TABLE employees DROP COLUMN is_hard_locked;
