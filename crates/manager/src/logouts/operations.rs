//! End what a provider's request means; ask a provider, and take its answer.

use jiff::Timestamp;
use vestibule_saml::logout::{AcceptedLogout, SessionName};

use super::{OutstandingLogout, rows};
use crate::catalogue;
use crate::customers::Customer;
use crate::failure::{Failure, Refusal};
use crate::identities;
use crate::manager::Manager;
use crate::providers::Provider;
use crate::rules;

/// A request of a provider that passed every check.
pub(crate) struct Ending<'a> {
    pub(crate) customer: &'a Customer,
    pub(crate) provider: &'a Provider,
    pub(crate) request: &'a AcceptedLogout,
    pub(crate) now: Timestamp,
}

/// What a request ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Ended {
    /// Hashes of the tokens of the sessions that were ended.
    pub(crate) tokens: Vec<Vec<u8>>,
}

/// Marks the request as used and ends the sessions that it means: those of this provider, of that name, and, where it
/// names any, of those indexes. None is no error. (SP-LGO-02, SP-LGO-03)
///
/// # Errors
/// [`Failure::Refused`] if the request was used before; [`Failure::Unavailable`].
pub(crate) async fn end(manager: &Manager, ending: &Ending<'_>) -> Result<Ended, Failure> {
    let (customer_id, provider_id) = (ending.customer.id.as_str(), ending.provider.id.as_str());
    let (request, now) = (ending.request, ending.now);
    // Assertions are marked in the same table, under ids that begin otherwise.
    let mark = format!("logout:{}", request.id());
    manager
        .db()
        .write(async |mut tx| {
            let used = identities::rows::mark_used(
                &mut tx,
                customer_id,
                provider_id,
                &mark,
                now,
                request.replay_until(),
            )
            .await?;
            if let Some(first) = used.filter(|_| rules::REPLAY.is_on()) {
                let received = format!("{}, first used at {first}", request.id());
                let refusal = Refusal::new(
                    &catalogue::REPLAYED,
                    "a logout request that was not used before",
                    received,
                );
                return Err(Failure::from(refusal.by_rule(rules::REPLAY.id)));
            }
            let mut tokens = Vec::new();
            for session in rows::sessions_of(&mut tx, customer_id, provider_id).await? {
                if is_meant(request, &session) {
                    crate::sessions::rows::delete(&mut tx, customer_id, &session.token_hash).await?;
                    tokens.push(session.token_hash);
                }
            }
            Ok(Ended { tokens })
        })
        .await
}

fn is_meant(request: &AcceptedLogout, session: &rows::ProvidedSession) -> bool {
    let name = SessionName {
        name_id: &session.name_id,
        session_index: session.session_index.as_deref(),
    };
    request.check_session(&name).is_ok()
}

/// Remembers that a provider was asked.
///
/// # Errors
/// [`Failure::Unavailable`] if the database does not answer.
pub(crate) async fn start(
    manager: &Manager,
    customer: &Customer,
    logout: &OutstandingLogout,
) -> Result<(), Failure> {
    manager
        .db()
        .write(async |mut tx| Ok(rows::insert(&mut tx, &customer.id, logout).await?))
        .await
}

/// Takes the sign-out out that was asked for with this id; `None` if none is open.
///
/// # Errors
/// [`Failure::Unavailable`] if the database does not answer.
pub(crate) async fn take(
    manager: &Manager,
    customer: &Customer,
    id: &str,
    now: Timestamp,
) -> Result<Option<OutstandingLogout>, Failure> {
    if id.contains('\0') {
        return Ok(None);
    }
    manager
        .db()
        .write(async |mut tx| {
            let found = rows::find(&mut tx, &customer.id, id, now).await?;
            rows::delete(&mut tx, &customer.id, id).await?;
            Ok(found)
        })
        .await
}
