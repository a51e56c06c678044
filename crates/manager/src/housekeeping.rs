//! Dropping what is over: open requests, marks of used assertions, sessions, wrong passwords of long ago, the log of
//! long ago.

use jiff::{SignedDuration, Timestamp};

use crate::failure::Failure;
use crate::identities;
use crate::logouts;
use crate::manager::Manager;
use crate::people;
use crate::requests;
use crate::sessions;
use crate::sign_ins;

/// Drops all rows that are over and says how many, entries of the log if they are older than `log`. Safe to run in several
/// processes and at any time: it drops them in batches, so that nobody waits long.
///
/// # Errors
/// [`Failure::Unavailable`] if the database does not answer.
pub async fn sweep(manager: &Manager, log: SignedDuration) -> Result<u64, Failure> {
    let now = manager.environment().now();
    let mut sum = sweep_expired(manager).await?;
    loop {
        let entries = manager
            .db()
            .write(async |mut tx| {
                Ok::<_, Failure>(sign_ins::delete_old(&mut tx, before(now, log), BATCH).await?)
            })
            .await?;
        sum += entries;
        if entries == 0 {
            return Ok(sum);
        }
    }
}

/// As [`sweep`], leaving the log alone: what every sign-in and every stranger's visit leaves behind, to be run every minute.
///
/// # Errors
/// [`Failure::Unavailable`] if the database does not answer.
pub async fn sweep_expired(manager: &Manager) -> Result<u64, Failure> {
    let mut sum = 0;
    loop {
        let dropped = sweep_some(manager).await?;
        sum += dropped;
        if dropped == 0 {
            return Ok(sum);
        }
    }
}

fn before(now: Timestamp, age: SignedDuration) -> Timestamp {
    now.checked_sub(age).unwrap_or(Timestamp::MIN)
}

/// Drops a batch of each kind, each in a transaction of its own.
async fn sweep_some(manager: &Manager) -> Result<u64, Failure> {
    let now = manager.environment().now();
    let db = manager.db();
    let requests = db
        .write(async |mut tx| Ok::<_, Failure>(requests::rows::delete_expired(&mut tx, now, BATCH).await?))
        .await?;
    let logouts = db
        .write(async |mut tx| Ok::<_, Failure>(logouts::rows::delete_expired(&mut tx, now, BATCH).await?))
        .await?;
    let marks = db
        .write(async |mut tx| Ok::<_, Failure>(identities::rows::delete_expired(&mut tx, now, BATCH).await?))
        .await?;
    let sessions = db
        .write(async |mut tx| Ok::<_, Failure>(sessions::rows::delete_expired(&mut tx, now, BATCH).await?))
        .await?;
    let attempts = db
        .write(async |mut tx| {
            let forgotten = people::local_sign_in::forgotten(now);
            let locked = before(now, LOCKED_NAMES);
            Ok::<_, Failure>(people::rows::delete_forgotten(&mut tx, forgotten, locked, BATCH).await?)
        })
        .await?;
    Ok(requests + logouts + marks + sessions + attempts)
}

/// How long a name that nobody has stays locked for good: whoever waits for that long has learnt that nobody has it.
const LOCKED_NAMES: SignedDuration = SignedDuration::from_hours(24 * 30);
const BATCH: i64 = 1_000;
