"""What must be true of a directory in SQLite after any crash; prints what it checked.

Usage: invariants.py DIRECTORY.DB
"""

import sqlite3
import sys

# A sentence, and the statement that finds what speaks against it.
INVARIANTS = [
    ("the file is whole", "SELECT * FROM pragma_integrity_check WHERE integrity_check <> 'ok'"),
    ("foreign keys lead somewhere", "SELECT * FROM pragma_foreign_key_check"),
    (
        "no name is two people's",
        "SELECT MIN(user_principal_name) FROM users GROUP BY tenant_id, lower(user_principal_name) HAVING COUNT(*) > 1",
    ),
    (
        "each person's creation is in the audit log, alone or with his batch",
        "SELECT user_principal_name FROM users u WHERE NOT EXISTS (SELECT 1 FROM audit_entries a WHERE a.activity = 'Add user' "
        "AND a.target_id = u.id) AND NOT EXISTS (SELECT 1 FROM audit_entries a WHERE a.activity = 'Bulk create users' "
        "AND a.tenant_id = u.tenant_id AND a.occurred_at = u.created_at)",
    ),
    (
        "each batch created as many people as its entry says",
        # Counted once for all batches: among a million people, once a batch takes for ever.
        "SELECT a.id FROM audit_entries a LEFT JOIN (SELECT tenant_id, created_at, COUNT(*) AS people FROM users "
        "GROUP BY tenant_id, created_at) u ON u.tenant_id = a.tenant_id AND u.created_at = a.occurred_at "
        "WHERE a.activity = 'Bulk create users' AND json_extract(a.after_json, '$.created') <> COALESCE(u.people, 0)",
    ),
    (
        "each change of an application is in the audit log",
        "SELECT p.id FROM applications p WHERE p.version - 1 > (SELECT COUNT(*) FROM audit_entries a WHERE a.target_id = p.id "
        "AND a.activity NOT IN ('Add application') AND a.activity NOT LIKE '%Certificates%')",
    ),
    (
        "each application signs with exactly one certificate",
        "SELECT p.id FROM applications p WHERE (SELECT COUNT(*) FROM signing_certificates c WHERE c.application_id = p.id AND c.is_active) <> 1",
    ),
    (
        "no session is without its person",
        "SELECT s.user_id FROM sessions s WHERE NOT EXISTS (SELECT 1 FROM users u WHERE u.id = s.user_id)",
    ),
]


def check(database):
    """Prints each invariant with the number of what speaks against it; whether all hold."""
    connection = sqlite3.connect(f"file:{database}?mode=ro", uri=True)
    everything = True
    for sentence, statement in INVARIANTS:
        against = connection.execute(statement).fetchall()
        print(f"  {'holds ' if not against else 'BROKEN'}  {sentence}" + (f": {against[:3]}" if against else ""))
        everything = everything and not against
    connection.close()
    return everything


if __name__ == "__main__":
    sys.exit(0 if check(sys.argv[1]) else 1)
