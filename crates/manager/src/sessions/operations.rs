//! What can be done with sessions.

use aws_lc_rs::digest;
use jiff::SignedDuration;
use vestibule_store::Environment;

use super::{Session, rows};
use crate::customers::Customer;
use crate::failure::Failure;
use crate::manager::Manager;
use crate::settings::Settings;

/// What a cookie holds, and what the database knows of it.
pub(crate) struct Token {
    /// For the cookie alone.
    pub(crate) text: String,
    /// For the database.
    pub(crate) hash: Vec<u8>,
}

impl Token {
    /// A token nobody can guess.
    pub(crate) fn generate(environment: &Environment) -> Self {
        Self::of(environment.token())
    }

    /// The token that a cookie brought.
    pub(crate) fn of(text: impl Into<String>) -> Self {
        let text = text.into();
        let hash = digest::digest(&digest::SHA256, text.as_bytes()).as_ref().to_vec();
        Self { text, hash }
    }
}

/// The live session of this token at this customer, noting that it was used.
///
/// # Errors
/// [`Failure::Unavailable`] if the database does not answer.
pub(crate) async fn resume(
    manager: &Manager,
    settings: &Settings,
    customer: &Customer,
    token: &Token,
) -> Result<Option<Session>, Failure> {
    let now = manager.environment().now();
    let idle_since = now - settings.idle_timeout;
    let found = manager
        .db()
        .read(async |mut tx| {
            Ok::<_, Failure>(rows::find(&mut tx, &customer.id, &token.hash, now, idle_since).await?)
        })
        .await?;
    if let Some(session) = &found
        && now.duration_since(session.last_seen_at) >= TOUCHED_EVERY
    {
        manager
            .db()
            .write(async |mut tx| Ok::<_, Failure>(rows::touch(&mut tx, &token.hash, now).await?))
            .await?;
    }
    Ok(found)
}

/// Ends the session of this token.
///
/// # Errors
/// [`Failure::Unavailable`] if the database does not answer.
pub(crate) async fn end(manager: &Manager, customer: &Customer, token: &Token) -> Result<(), Failure> {
    manager
        .db()
        .write(async |mut tx| Ok(rows::delete(&mut tx, &customer.id, &token.hash).await?))
        .await
}

/// A session's last use is written once a minute, not for every page.
const TOUCHED_EVERY: SignedDuration = SignedDuration::from_mins(1);
