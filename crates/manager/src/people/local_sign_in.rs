//! Sign-in with a password of this system, and the lock that guards it.
//!
//! The lock belongs to the name and not to the account: a name that nobody has is counted, locked and answered like
//! any other, so that no number of tries tells which names there are.

use jiff::{SignedDuration, Timestamp};
use vestibule_store::Secret;

use super::{Employee, password, password::Hasher, rows};
use crate::catalogue;
use crate::customers::Customer;
use crate::failure::Failure;
use crate::identities::names;
use crate::manager::Manager;
use crate::roles::Role;
use crate::sessions::{self, NewSession};
use crate::sign_ins::{self, SignIn};

/// A password was right: who signed in, and as what.
pub(crate) struct LocalSignIn {
    /// The person.
    pub(crate) employee: Employee,
    /// The role of the session.
    pub(crate) role: Role,
}

/// Checks a password and opens a session.
///
/// # Errors
/// [`Failure::Refused`] with the same reason for an unknown person and a wrong password.
pub(crate) async fn sign_in(
    manager: &Manager,
    hasher: &Hasher,
    customer: &Customer,
    typed: (&str, Secret<String>),
    session: &NewSession,
    entry: &SignIn,
) -> Result<LocalSignIn, Failure> {
    let (login_id, typed_password) = typed;
    let is_too_long =
        login_id.len() > password::LONGEST * 2 || typed_password.expose().len() > password::LONGEST;
    // No Login ID holds a NUL, and PostgreSQL cannot even be asked for one.
    if is_too_long || login_id.contains('\0') || names::folded(login_id).len() > LONGEST_COMPARED {
        return Err(wrong());
    }
    let account = manager
        .db()
        .read(async |mut tx| Ok::<_, Failure>(rows::find_local(&mut tx, &customer.id, login_id).await?))
        .await?;
    let hash = account.as_ref().and_then(|account| account.password_hash.clone());
    let is_right = hasher.verify(typed_password, hash).await?;
    let now = session.now;
    manager
        .db()
        .write(async |mut tx| {
            // Read again: others may have tried meanwhile, on this or another replica.
            let account = rows::find_local(&mut tx, &customer.id, login_id).await?;
            let lock = rows::lock(&mut tx, &customer.id, login_id, forgotten(now)).await?;
            match (decide(&lock, is_right, now), account) {
                (Verdict::Locked(failure), _) => Ok(Err(failure)),
                (Verdict::Wrong(lock), _) => {
                    rows::set_lock(&mut tx, &customer.id, login_id, lock, now).await?;
                    Ok(Err(wrong()))
                }
                (Verdict::Right, None) => Ok(Err(wrong())),
                (Verdict::Right, Some(account)) => {
                    let signed_in = match admit(account.employee) {
                        Ok(signed_in) => signed_in,
                        Err(failure) => return Ok(Err(failure)),
                    };
                    rows::forget_attempts(&mut tx, &customer.id, login_id).await?;
                    sessions::insert_local(&mut tx, customer, &signed_in, session).await?;
                    let entry = SignIn {
                        employee_id: Some(signed_in.employee.id.clone()),
                        ..entry.clone()
                    };
                    sign_ins::insert(&mut tx, &customer.id, &entry).await?;
                    Ok::<_, Failure>(Ok(signed_in))
                }
            }
        })
        .await?
        .inspect(|_| manager.sign_ins.count("success", "0"))
}

/// Who may come in once the password was right.
fn admit(employee: Employee) -> Result<LocalSignIn, Failure> {
    if !employee.is_active() {
        return Err(Failure::refused(
            &catalogue::DISABLED,
            "an account that is enabled",
            employee.status.name(),
        ));
    }
    match employee.roles.first().copied() {
        Some(role) => Ok(LocalSignIn { employee, role }),
        None => Err(Failure::refused(
            &catalogue::NO_ROLE,
            "an account with a role",
            "none",
        )),
    }
}

/// The state of a name's lock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Lock {
    /// Wrong passwords since the last right one, none of them a day after the one before.
    pub(crate) failed_sign_ins: i64,
    /// Nobody gets in before this.
    pub(crate) locked_until: Option<Timestamp>,
    /// Nobody gets in until an administrator says so.
    pub(crate) is_hard_locked: bool,
}

impl Lock {
    /// Nobody has tried.
    pub(crate) const OPEN: Self = Self {
        failed_sign_ins: 0,
        locked_until: None,
        is_hard_locked: false,
    };
}

/// Tries up to then are forgotten, unless they have locked the name for good.
pub(crate) fn forgotten(now: Timestamp) -> Timestamp {
    now.checked_sub(MEMORY).unwrap_or(Timestamp::MIN)
}

/// What a password comes to, given the lock.
#[derive(Debug)]
pub(crate) enum Verdict {
    /// The lock holds, whatever the password.
    Locked(Failure),
    /// Wrong; the lock is to be written.
    Wrong(Lock),
    /// Right.
    Right,
}

/// Every fifth wrong password closes the name for five minutes, the twentieth until an administrator opens it.
pub(crate) fn decide(lock: &Lock, is_right: bool, now: Timestamp) -> Verdict {
    if lock.is_hard_locked {
        return Verdict::Locked(Failure::refused(
            &catalogue::HARD_LOCKED,
            "an account that is not locked",
            "locked",
        ));
    }
    if let Some(until) = lock.locked_until.filter(|until| now < *until) {
        let minutes = until.duration_since(now).as_secs() / 60 + 1;
        return Verdict::Locked(Failure::refused(
            &catalogue::LOCKED,
            format!("a new try in {minutes} min"),
            "locked",
        ));
    }
    if is_right {
        return Verdict::Right;
    }
    let failed = lock.failed_sign_ins.saturating_add(1);
    Verdict::Wrong(Lock {
        failed_sign_ins: failed,
        locked_until: (failed % SOFT_LOCK_AFTER == 0).then(|| now + SOFT_LOCK),
        is_hard_locked: failed >= HARD_LOCK_AFTER,
    })
}

fn wrong() -> Failure {
    Failure::refused(&catalogue::WRONG_PASSWORD, "", "")
}

const SOFT_LOCK_AFTER: i64 = 5;
const HARD_LOCK_AFTER: i64 = 20;
const SOFT_LOCK: SignedDuration = SignedDuration::from_mins(5);
const MEMORY: SignedDuration = SignedDuration::from_hours(24);
/// Octets of a name in its compared form: both databases can still index it. A few characters of a name become eighteen.
const LONGEST_COMPARED: usize = 2_000;
