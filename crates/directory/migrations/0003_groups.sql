-- Groups; people and groups in them.
CREATE TABLE directory_groups (
    id KEYTEXT PRIMARY KEY,
    tenant_id KEYTEXT NOT NULL REFERENCES tenants (id),
    display_name TEXT NOT NULL,
    display_name_key KEYTEXT NOT NULL,
    description TEXT,
    created_at BIGINT NOT NULL,
    UNIQUE (tenant_id, display_name_key)
) STRICT;

CREATE TABLE group_users (
    group_id KEYTEXT NOT NULL REFERENCES directory_groups (id) ON DELETE CASCADE,
    user_id KEYTEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (group_id, user_id)
) STRICT;

CREATE INDEX group_users_by_user ON group_users (user_id);

CREATE TABLE group_groups (
    group_id KEYTEXT NOT NULL REFERENCES directory_groups (id) ON DELETE CASCADE,
    member_id KEYTEXT NOT NULL REFERENCES directory_groups (id) ON DELETE CASCADE,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (group_id, member_id)
) STRICT;

CREATE INDEX group_groups_by_member ON group_groups (member_id);
