//! Dropping what has expired: open requests, marks of used assertions, sessions, wrong passwords of
//! long ago.

use jiff::{SignedDuration, Timestamp};

use crate::failure::Failure;
use crate::identities;
use crate::manager::Manager;
use crate::people;
use crate::requests;
use crate::sessions;

/// Drops a batch of expired rows. Each kind has a transaction of its own, so that nobody waits long.
///
/// # Errors
/// [`Failure::Unavailable`] if the database does not answer.
pub(crate) async fn sweep(manager: &Manager) -> Result<(), Failure> {
    let now = manager.environment().now();
    let db = manager.db();
    db.write(async |mut tx| Ok::<_, Failure>(requests::rows::delete_expired(&mut tx, now, BATCH).await?))
        .await?;
    db.write(async |mut tx| Ok::<_, Failure>(identities::rows::delete_expired(&mut tx, now, BATCH).await?))
        .await?;
    db.write(async |mut tx| Ok::<_, Failure>(sessions::rows::delete_expired(&mut tx, now, BATCH).await?))
        .await?;
    let unlocked = now.checked_sub(LOCKED_NAMES).unwrap_or(Timestamp::MIN);
    db.write(async |mut tx| {
        let forgotten = people::local_sign_in::forgotten(now);
        Ok::<_, Failure>(people::rows::delete_forgotten(&mut tx, forgotten, unlocked, BATCH).await?)
    })
    .await?;
    Ok(())
}

/// How often a process sweeps.
pub(crate) const EVERY_SECONDS: i64 = 60;
/// How long a name that nobody has stays locked for good: whoever waits for that long has learnt that nobody has it.
const LOCKED_NAMES: SignedDuration = SignedDuration::from_hours(24 * 30);
const BATCH: i64 = 1_000;
