//! One sign-on: its facts are read, it is judged, and its entry is in the log, all in one transaction.

use super::load::{Asked, Looking, assembled, read};
use super::{Facts, Granted};
use crate::sessions::{self, TOUCH_INTERVAL, minute_before};
use crate::sign_ins::{self, Outcome, Success};
use crate::{Directory, Failure};

/// What a judge made of the facts.
pub trait Judgement {
    /// The sign-on to be written down, if it was granted and is to be answered.
    fn success(&self) -> Option<(&Granted, &Success)>;
}

/// Reads the facts as [`super::load`] does, lets `judge` decide on them, and writes the success down that it names: facts,
/// decision and log entry are of one moment, and `Ok` is durable. Only then may anything be answered.
///
/// The judge may run several times, when another transaction was in the way; the last time counts. It has no effect
/// of its own and does nothing slow. Without a session token nobody can be granted anything, and nothing is written.
///
/// # Errors
///
/// As [`super::load`].
pub async fn sign_on<J: Judgement + Send>(
    directory: &Directory,
    tenant: &str,
    looking: Looking<'_>,
    session_token: Option<&str>,
    judge: impl Fn(Facts) -> J + Sync,
) -> Result<J, Failure> {
    let asked = Asked::new(tenant, looking, session_token);
    if session_token.is_none() {
        let facts = directory
            .db
            .read(async |mut tx| read(directory, &mut tx, &asked).await)
            .await?;
        return assembled(directory, &asked, facts).map(judge);
    }
    // Together with others, none of which changes what is read here but the last use of a session.
    let judgement = directory
        .db
        .write_together(async |mut tx| {
            let facts = assembled(directory, &asked, read(directory, &mut tx, &asked).await?)?;
            let judgement = judge(facts);
            if let Some((granted, success)) = judgement.success() {
                let position = directory
                    .positions
                    .next(&granted.tenant().id, granted.decided_at());
                sign_ins::rows::insert_success(&mut tx, position, granted, success).await?;
                let (now, session) = (granted.decided_at(), granted.session());
                if now.duration_since(session.last_used_at) >= TOUCH_INTERVAL {
                    sessions::rows::touch(&mut tx, &session.id, now, minute_before(now)).await?;
                }
            }
            Ok::<_, Failure>(judgement)
        })
        .await?;
    if judgement.success().is_some() {
        directory.sign_ins.count(Outcome::Success.name(), "0");
    }
    Ok(judgement)
}
