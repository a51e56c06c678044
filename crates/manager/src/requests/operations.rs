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
    manager
        .db()
        .write(async |mut tx| {
            rows::delete_expired(&mut tx, request.sent_at, PURGED_AT_ONCE).await?;
            let open = rows::count_of_source(&mut tx, &customer.id, source).await?;
            if open >= PER_SOURCE && rules::REQUEST_STATE_BOUNDED.is_on() {
                return Err(Failure::refused(
                    &catalogue::TOO_MANY_STARTED,
                    format!("at most {PER_SOURCE} unfinished sign-ins from one address"),
                    open.to_string(),
                ));
            }
            if rules::REQUEST_STATE_BOUNDED.is_on() {
                rows::make_room(&mut tx, &customer.id, &request.browser_hash, PER_BROWSER - 1).await?;
            }
            rows::insert(&mut tx, &customer.id, request, source).await?;
            Ok(())
        })
        .await
}

const PURGED_AT_ONCE: i64 = 20;
