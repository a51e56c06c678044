//! What is thrown away when its time is over: so that nothing grows for ever, and deleted people are really gone.

mod rows;

use jiff::{SignedDuration, Timestamp};

use crate::audit::{Activity, record};
use crate::sessions::{ABSOLUTE, ABSOLUTE_KEPT, IDLE, IDLE_KEPT};
use crate::users::RESTORABLE;
use crate::{Caller, Directory, Failure, Permission, applications, users};

/// How long the logs are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Retention {
    /// Entries of the sign-in log that are older go.
    pub sign_ins: SignedDuration,
    /// Entries of the audit log that are older go.
    pub audit: SignedDuration,
}

impl Default for Retention {
    /// 30 days of both, as the original keeps.
    fn default() -> Self {
        Self {
            sign_ins: SignedDuration::from_hours(24 * 30),
            audit: SignedDuration::from_hours(24 * 30),
        }
    }
}

/// How long one server keeps the work to itself without saying so again.
const LEASE: SignedDuration = SignedDuration::from_secs(150);

/// Whether this server is the one that sweeps, of all that share the database. To be asked every minute: one that falls silent
/// is replaced after some. `server` is a name that no other server has.
///
/// # Errors
///
/// `Forbidden` for people; `Unavailable`.
pub async fn is_ours(directory: &Directory, caller: &Caller, server: &str) -> Result<bool, Failure> {
    caller.require_system(Permission::ManageTenants)?;
    let now = directory.environment().now();
    let after = |span| now.checked_add(span).unwrap_or(Timestamp::MAX);
    let lease = rows::Lease {
        name: "housekeeping",
        holder: server,
        until: after(LEASE),
        absurd: after(LEASE * 2),
    };
    directory
        .db
        .write(async |mut tx| Ok(rows::take_lease(&mut tx, &lease, now).await?))
        .await
}

/// How much was thrown away.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Swept {
    /// People who could not be restored any more.
    pub users: u64,
    /// Applications that could not be restored any more, with their keys.
    pub applications: u64,
    /// Sessions that were over.
    pub sessions: u64,
    /// Counters, familiar places, held names, sign-outs and used requests of no more use.
    pub notes: u64,
    /// Entries of both logs.
    pub entries: u64,
}

/// Throws away what is over. Safe to run in several processes and at any time; each transaction takes at most a thousand
/// rows, so that nobody waits for it.
///
/// # Errors
///
/// `Forbidden` for people; `Unavailable`.
pub async fn sweep(directory: &Directory, caller: &Caller, retention: Retention) -> Result<Swept, Failure> {
    caller.require_system(Permission::ManageTenants)?;
    let now = directory.environment().now();
    let before = |age: SignedDuration| now.checked_sub(age).unwrap_or(Timestamp::MIN);
    let mut swept = Swept {
        users: purge_users(directory, caller, before(RESTORABLE)).await?,
        applications: purge_applications(directory, caller, before(RESTORABLE)).await?,
        ..Swept::default()
    };
    let limits = rows::SessionLimits {
        used: before(IDLE),
        used_kept: before(IDLE_KEPT),
        begun: before(ABSOLUTE),
        begun_kept: before(ABSOLUTE_KEPT),
    };
    swept.sessions = repeat(async || in_one(directory, rows::What::Sessions(limits)).await).await?;
    for what in [
        rows::What::Counters(before(SignedDuration::from_hours(24)), now),
        rows::What::FamiliarSources(before(SignedDuration::from_hours(24 * 90))),
        rows::What::RetiredNames(now),
        rows::What::SignOuts(before(SignedDuration::from_hours(24))),
        rows::What::LogoutMarks(now),
    ] {
        swept.notes += repeat(async || in_one(directory, what).await).await?;
    }
    for what in [
        rows::What::SignIns(before(retention.sign_ins)),
        rows::What::Audit(before(retention.audit)),
    ] {
        swept.entries += repeat(async || in_one(directory, what).await).await?;
    }
    Ok(swept)
}

async fn in_one(directory: &Directory, what: rows::What) -> Result<u64, Failure> {
    directory
        .db
        .write(async |mut tx| Ok(rows::delete(&mut tx, what).await?))
        .await
}

/// As long as there is more than one transaction takes.
async fn repeat<F: Future<Output = Result<u64, Failure>>>(step: impl Fn() -> F) -> Result<u64, Failure> {
    let mut sum = 0;
    loop {
        let count = step().await?;
        sum += count;
        if count < rows::AT_ONCE {
            return Ok(sum);
        }
    }
}

async fn purge_users(directory: &Directory, caller: &Caller, before: Timestamp) -> Result<u64, Failure> {
    let act = directory.act(caller);
    let mut count = 0;
    loop {
        let due = directory
            .db
            .read(async |mut tx| Ok::<_, Failure>(rows::users_due(&mut tx, before).await?))
            .await?;
        if due.is_empty() {
            return Ok(count);
        }
        for user in &due {
            directory
                .change(async |mut tx| {
                    users::rows::delete(&mut tx, &user.id).await?;
                    Ok((
                        (),
                        users::recorded(&mut tx, act, Activity::HardDeleteUser, user).await?,
                    ))
                })
                .await?;
            count += 1;
        }
    }
}

async fn purge_applications(
    directory: &Directory,
    caller: &Caller,
    before: Timestamp,
) -> Result<u64, Failure> {
    let act = directory.act(caller);
    let mut count = 0;
    loop {
        let due = directory
            .db
            .read(async |mut tx| Ok::<_, Failure>(rows::applications_due(&mut tx, before).await?))
            .await?;
        if due.is_empty() {
            return Ok(count);
        }
        for application in &due {
            directory
                .change(async |mut tx| {
                    applications::rows::delete(&mut tx, &application.id).await?;
                    let change = crate::audit::Change {
                        tenant_id: &application.tenant_id,
                        activity: Activity::HardDeleteApplication,
                        target: applications::target(application),
                        before: None,
                        after: None,
                    };
                    Ok(((), record(&mut tx, act, change).await?))
                })
                .await?;
            count += 1;
        }
    }
}
