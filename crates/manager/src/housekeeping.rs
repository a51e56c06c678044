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

/// Drops all rows that are over and says how many. Safe to run in several processes and at any time: it drops them in
/// batches, so that nobody waits long.
///
/// # Errors
/// [`Failure::Unavailable`] if the database does not answer.
pub async fn sweep(manager: &Manager) -> Result<u64, Failure> {
    let mut sum = 0;
    loop {
        let dropped = sweep_some(manager).await?;
        sum += dropped;
        if dropped == 0 {
            return Ok(sum);
        }
    }
}

/// Drops a batch of rows that are over and says how many. Each kind has a transaction of its own.
///
/// # Errors
/// [`Failure::Unavailable`] if the database does not answer.
pub(crate) async fn sweep_some(manager: &Manager) -> Result<u64, Failure> {
    let now = manager.environment().now();
    let before = |age: SignedDuration| now.checked_sub(age).unwrap_or(Timestamp::MIN);
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
            let locked = before(LOCKED_NAMES);
            Ok::<_, Failure>(people::rows::delete_forgotten(&mut tx, forgotten, locked, BATCH).await?)
        })
        .await?;
    let entries = db
        .write(async |mut tx| Ok::<_, Failure>(sign_ins::delete_old(&mut tx, before(LOG), BATCH).await?))
        .await?;
    Ok(requests + logouts + marks + sessions + attempts + entries)
}

/// How often a process sweeps while people sign in.
pub(crate) const EVERY_SECONDS: i64 = 60;
/// How long the sign-in log is kept.
const LOG: SignedDuration = SignedDuration::from_hours(24 * 30);
/// How long a name that nobody has stays locked for good: whoever waits for that long has learnt that nobody has it.
const LOCKED_NAMES: SignedDuration = SignedDuration::from_hours(24 * 30);
const BATCH: i64 = 1_000;
