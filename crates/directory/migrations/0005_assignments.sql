-- Who may use an application. `principal_id` repeats the person's or the group's id, whichever is there.
CREATE TABLE assignments (
    id KEYTEXT PRIMARY KEY,
    tenant_id KEYTEXT NOT NULL REFERENCES tenants (id),
    application_id KEYTEXT NOT NULL REFERENCES applications (id) ON DELETE CASCADE,
    principal_id KEYTEXT NOT NULL,
    user_id KEYTEXT REFERENCES users (id) ON DELETE CASCADE,
    group_id KEYTEXT REFERENCES directory_groups (id) ON DELETE CASCADE,
    -- Zeros are Default Access.
    app_role_id KEYTEXT NOT NULL,
    created_at BIGINT NOT NULL,
    UNIQUE (application_id, principal_id, app_role_id),
    CHECK (principal_id = COALESCE(user_id, group_id)),
    CHECK (user_id IS NULL OR group_id IS NULL)
) STRICT;

CREATE INDEX assignments_by_user ON assignments (user_id);
CREATE INDEX assignments_by_group ON assignments (group_id);
