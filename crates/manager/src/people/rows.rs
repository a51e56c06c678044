//! The tables of people and their roles.

use jiff::Timestamp;
use vestibule_store::{Error, Row, Tx, params};

use super::local_sign_in::Lock;
use super::{Employee, Status};
use crate::identities::names;
use crate::page::Page;
use crate::roles::Role;
use crate::stored::unreadable;

/// What the local sign-in needs to know about an account.
pub(crate) struct LocalAccount {
    /// Who it is.
    pub(crate) employee: Employee,
    /// The hash of the password; `None` for people who come from a provider only.
    pub(crate) password_hash: Option<String>,
}

/// Inserts a person without roles; false if the Login ID is taken. What strangers tried under that name does not count.
pub(crate) async fn insert(
    tx: &mut Tx,
    customer_id: &str,
    employee: &Employee,
    password_hash: Option<&str>,
    now: Timestamp,
) -> Result<bool, Error> {
    let inserted = tx
        .execute(
            "INSERT INTO employees (id, customer_id, login_id, login_key, login_skeleton, display_name, first_name,
                 last_name, primary_email, email_key, status, is_disabled, password_hash, created_at, updated_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $14)
             ON CONFLICT DO NOTHING",
            params![
                &employee.id,
                customer_id,
                &employee.login_id,
                names::folded(&employee.login_id),
                names::skeleton(&employee.login_id),
                &employee.display_name,
                &employee.first_name,
                &employee.last_name,
                &employee.primary_email,
                names::folded(&employee.primary_email),
                employee.status.name(),
                employee.is_disabled,
                password_hash,
                now
            ],
        )
        .await?;
    if inserted == 1 {
        forget_attempts(tx, customer_id, &employee.login_id).await?;
    }
    Ok(inserted == 1)
}

/// Gives a person a role.
pub(crate) async fn grant(
    tx: &mut Tx,
    employee_id: &str,
    role: Role,
    source: &str,
    now: Timestamp,
) -> Result<(), Error> {
    tx.execute(
        "INSERT INTO employee_roles (employee_id, role, source, granted_at) VALUES ($1, $2, $3, $4)
         ON CONFLICT DO NOTHING",
        params![employee_id, role.internal_name(), source, now],
    )
    .await?;
    Ok(())
}

/// The person of this customer with this id.
pub(crate) async fn find(tx: &mut Tx, customer_id: &str, id: &str) -> Result<Option<Employee>, Error> {
    let rows = tx
        .all(
            "SELECT e.id, e.login_id, e.display_name, e.first_name, e.last_name, e.primary_email, e.status,
                    e.is_disabled, r.role
             FROM employees e LEFT JOIN employee_roles r ON r.employee_id = e.id
             WHERE e.customer_id = $1 AND e.id = $2 ORDER BY e.id",
            params![customer_id, id],
        )
        .await?;
    Ok(grouped(&rows)?.pop())
}

/// The person of this customer with this Login ID, case aside, and what the local sign-in needs.
pub(crate) async fn find_local(
    tx: &mut Tx,
    customer_id: &str,
    login_id: &str,
) -> Result<Option<LocalAccount>, Error> {
    let rows = tx
        .all(
            "SELECT e.id, e.login_id, e.display_name, e.first_name, e.last_name, e.primary_email, e.status,
                    e.is_disabled, e.password_hash, r.role
             FROM employees e LEFT JOIN employee_roles r ON r.employee_id = e.id
             WHERE e.customer_id = $1 AND e.login_key = $2 ORDER BY e.id",
            params![customer_id, names::folded(login_id)],
        )
        .await?;
    let Some(first) = rows.first() else {
        return Ok(None);
    };
    grouped(&rows)?
        .pop()
        .map(|employee| {
            Ok::<_, Error>(LocalAccount {
                employee,
                password_hash: first.get("password_hash")?,
            })
        })
        .transpose()
}

/// A page of people by Login ID.
pub(super) async fn list(tx: &mut Tx, customer_id: &str, page: &Page) -> Result<Vec<Employee>, Error> {
    let after = page.after.as_deref().map(names::folded).unwrap_or_default();
    let rows = tx
        .all(
            "SELECT e.id, e.login_id, e.display_name, e.first_name, e.last_name, e.primary_email, e.status,
                    e.is_disabled, r.role
             FROM (SELECT id, login_id, login_key, display_name, first_name, last_name, primary_email, status,
                          is_disabled
                   FROM employees WHERE customer_id = $1 AND login_key > $2
                   ORDER BY login_key, id LIMIT $3) e
             LEFT JOIN employee_roles r ON r.employee_id = e.id
             ORDER BY e.login_key, e.id, r.role",
            params![customer_id, after, page.rows()],
        )
        .await?;
    grouped(&rows)
}

/// Writes the fields that the provider owns.
pub(crate) async fn update_provided_fields(
    tx: &mut Tx,
    employee: &Employee,
    now: Timestamp,
) -> Result<(), Error> {
    tx.execute(
        "UPDATE employees SET display_name = $2, first_name = $3, last_name = $4, primary_email = $5,
             email_key = $6, updated_at = $7 WHERE id = $1",
        params![
            &employee.id,
            &employee.display_name,
            &employee.first_name,
            &employee.last_name,
            &employee.primary_email,
            names::folded(&employee.primary_email),
            now
        ],
    )
    .await?;
    Ok(())
}

/// Closes or opens sign-in for a person; the sessions of a closed one end. False if there is no such person.
pub(super) async fn set_disabled(
    tx: &mut Tx,
    customer_id: &str,
    login_id: &str,
    is_disabled: bool,
    now: Timestamp,
) -> Result<bool, Error> {
    let changed = tx
        .execute(
            "UPDATE employees SET is_disabled = $3, updated_at = $4 WHERE customer_id = $1 AND login_key = $2",
            params![customer_id, names::folded(login_id), is_disabled, now],
        )
        .await?;
    if is_disabled {
        tx.execute(
            "DELETE FROM sessions WHERE customer_id = $1 AND employee_id IN
                 (SELECT id FROM employees WHERE customer_id = $1 AND login_key = $2)",
            params![customer_id, names::folded(login_id)],
        )
        .await?;
    }
    Ok(changed == 1)
}

/// The lock of a name, whether somebody has it or not. Tries up to `forgotten` count no more.
pub(super) async fn lock(
    tx: &mut Tx,
    customer_id: &str,
    login_id: &str,
    forgotten: Timestamp,
) -> Result<Lock, Error> {
    let row = tx
        .optional(
            "SELECT failed, locked_until, is_hard_locked FROM local_attempts
             WHERE customer_id = $1 AND login_key = $2 AND (is_hard_locked OR last_failed_at > $3)",
            params![customer_id, names::folded(login_id), forgotten],
        )
        .await?;
    let Some(row) = row else {
        return Ok(Lock::OPEN);
    };
    Ok(Lock {
        failed_sign_ins: row.get("failed")?,
        locked_until: row.get("locked_until")?,
        is_hard_locked: row.get("is_hard_locked")?,
    })
}

/// Writes the lock of a name after a wrong password.
pub(super) async fn set_lock(
    tx: &mut Tx,
    customer_id: &str,
    login_id: &str,
    lock: Lock,
    now: Timestamp,
) -> Result<(), Error> {
    tx.execute(
        "INSERT INTO local_attempts (customer_id, login_key, failed, locked_until, is_hard_locked, last_failed_at)
         VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (customer_id, login_key) DO UPDATE SET failed = excluded.failed,
             locked_until = excluded.locked_until, is_hard_locked = excluded.is_hard_locked,
             last_failed_at = excluded.last_failed_at",
        params![
            customer_id,
            names::folded(login_id),
            lock.failed_sign_ins,
            lock.locked_until,
            lock.is_hard_locked,
            now
        ],
    )
    .await?;
    Ok(())
}

/// Forgets the wrong passwords of a name, and its lock.
pub(super) async fn forget_attempts(tx: &mut Tx, customer_id: &str, login_id: &str) -> Result<(), Error> {
    tx.execute(
        "DELETE FROM local_attempts WHERE customer_id = $1 AND login_key = $2",
        params![customer_id, names::folded(login_id)],
    )
    .await?;
    Ok(())
}

/// Drops tries up to `forgotten`, at most `limit`. A lock for good goes at `unlocked` if nobody has the name; the one of
/// a person is an administrator's to open.
pub(crate) async fn delete_forgotten(
    tx: &mut Tx,
    forgotten: Timestamp,
    unlocked: Timestamp,
    limit: i64,
) -> Result<u64, Error> {
    tx.execute(
        "DELETE FROM local_attempts WHERE (customer_id, login_key) IN
             (SELECT a.customer_id, a.login_key FROM local_attempts a
              WHERE a.last_failed_at <= $1 AND (NOT a.is_hard_locked OR (a.last_failed_at <= $2 AND NOT EXISTS
                  (SELECT 1 FROM employees e WHERE e.customer_id = a.customer_id AND e.login_key = a.login_key)))
              LIMIT $3)",
        params![forgotten, unlocked, limit],
    )
    .await
}

/// Rows of one person after the other, one row a role.
fn grouped(rows: &[Row]) -> Result<Vec<Employee>, Error> {
    let mut people: Vec<Employee> = Vec::new();
    for row in rows {
        let id: String = row.get("id")?;
        if people.last().is_none_or(|person| person.id != id) {
            people.push(employee(row, id)?);
        }
        let role: Option<String> = row.get("role")?;
        if let (Some(person), Some(name)) = (people.last_mut(), role) {
            person
                .roles
                .push(Role::find(&name).ok_or_else(|| unreadable("role", &name))?);
        }
    }
    Ok(people)
}

fn employee(row: &Row, id: String) -> Result<Employee, Error> {
    let status: String = row.get("status")?;
    Ok(Employee {
        id,
        login_id: row.get("login_id")?,
        display_name: row.get("display_name")?,
        first_name: row.get("first_name")?,
        last_name: row.get("last_name")?,
        primary_email: row.get("primary_email")?,
        status: Status::find(&status).ok_or_else(|| unreadable("status", &status))?,
        is_disabled: row.get("is_disabled")?,
        roles: Vec::new(),
    })
}
