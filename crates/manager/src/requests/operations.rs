//! Remembering a request before it is sent.

use super::{OutstandingRequest, PER_BROWSER, PER_SOURCE, rows};
use crate::catalogue;
use crate::customers::Customer;
use crate::failure::Failure;
use crate::manager::Manager;
use crate::rules;

/// Remembers a request. A browser's oldest ones make room for it.
///
/// # Errors
/// [`Failure::Refused`] if too many requests of one address are open.
pub(crate) async fn start(
    manager: &Manager,
    customer: &Customer,
    request: &OutstandingRequest,
    source: &str,
) -> Result<(), Failure> {
    if rules::REQUEST_STATE_BOUNDED.is_on() {
        check_source(manager, customer, request, source).await?;
    }
    manager
        .db()
        .write(async |mut tx| {
            if rules::REQUEST_STATE_BOUNDED.is_on() {
                rows::make_room(&mut tx, &customer.id, &request.browser_hash, PER_BROWSER - 1).await?;
            }
            rows::insert(&mut tx, &customer.id, request, source).await?;
            Ok(())
        })
        .await
}

/// Counts apart from the insertion: the limit is a round number, and people behind one address do not have to wait
/// for each other.
async fn check_source(
    manager: &Manager,
    customer: &Customer,
    request: &OutstandingRequest,
    source: &str,
) -> Result<(), Failure> {
    let open = manager
        .db()
        .read(async |mut tx| {
            let now = request.sent_at;
            Ok::<_, Failure>(rows::count_of_source(&mut tx, &customer.id, source, now).await?)
        })
        .await?;
    if open < PER_SOURCE {
        return Ok(());
    }
    Err(Failure::refused(
        &catalogue::TOO_MANY_STARTED,
        format!("at most {PER_SOURCE} unfinished sign-ins from one address"),
        open.to_string(),
    ))
}
