//! Documents that are read again, and what becomes of their changes. Nothing of a document is ever applied by itself.

use jiff::{SignedDuration, Timestamp};

use super::{DueMetadata, Found, MetadataSource, MetadataState, PartnerMetadata, difference, rows, stored};
use crate::applications::{self, Application, change, operations::recorded};
use crate::audit::{Activity, Recorded};
use crate::failure::{Conflict, Noun};
use crate::{Caller, Directory, Failure, Permission};

/// Has an application's document read again and again from now on. `accepted` is what was read just now and is in force.
///
/// # Errors
///
/// `Forbidden`; `NotFound`.
pub async fn follow_metadata(
    directory: &Directory,
    caller: &Caller,
    (tenant_id, application_id): (&str, &str),
    source: &MetadataSource,
    accepted: &PartnerMetadata,
) -> Result<(), Failure> {
    caller.require(Permission::ManageApplications, tenant_id)?;
    let act = directory.act(caller);
    directory
        .change(async |mut tx| {
            let application =
                applications::rows::get_present_bare(&mut tx, tenant_id, application_id).await?;
            let reading = rows::Reading {
                source,
                accepted,
                checked_at: act.now,
                next_check_at: next_check(act.now, accepted.cache_duration),
            };
            rows::save(&mut tx, application_id, &reading).await?;
            let after =
                serde_json::json!({ "metadataUrl": source.url.as_str(), "metadataEntity": source.entity_id });
            let activity = Activity::SetMetadataAddress;
            let recorded = recorded(&mut tx, act, activity, &application, (None, Some(after))).await?;
            Ok(((), recorded))
        })
        .await
}

/// Has an application's document not read again.
///
/// # Errors
///
/// `Forbidden`; `NotFound` if there is no such application; nothing happens if its document is not read.
pub async fn unfollow_metadata(
    directory: &Directory,
    caller: &Caller,
    tenant_id: &str,
    application_id: &str,
) -> Result<(), Failure> {
    caller.require(Permission::ManageApplications, tenant_id)?;
    let act = directory.act(caller);
    directory
        .change(async |mut tx| {
            let application =
                applications::rows::get_present_bare(&mut tx, tenant_id, application_id).await?;
            if rows::delete(&mut tx, application_id).await? == 0 {
                return Ok(((), Recorded::nothing_changed()));
            }
            let after = serde_json::json!({ "metadataUrl": null });
            let activity = Activity::SetMetadataAddress;
            let recorded = recorded(&mut tx, act, activity, &application, (None, Some(after))).await?;
            Ok(((), recorded))
        })
        .await
}

/// What is known of an application's document, if it is read from an address.
///
/// # Errors
///
/// `Forbidden`; `NotFound`.
pub async fn metadata_state(
    directory: &Directory,
    caller: &Caller,
    tenant_id: &str,
    application_id: &str,
) -> Result<Option<MetadataState>, Failure> {
    caller.require(Permission::ReadApplications, tenant_id)?;
    directory
        .db
        .read(async |mut tx| {
            applications::rows::get_present_bare(&mut tx, tenant_id, application_id).await?;
            Ok(rows::find(&mut tx, application_id).await?.map(|(state, _)| state))
        })
        .await
}

/// The documents that are to be read by now, of all tenants; some of them, if there are many.
///
/// # Errors
///
/// `Forbidden` for people.
pub async fn due_metadata(directory: &Directory, caller: &Caller) -> Result<Vec<DueMetadata>, Failure> {
    caller.require_system(Permission::ManageTenants)?;
    let now = directory.environment().now();
    directory
        .db
        .read(async |mut tx| rows::due(&mut tx, now).await)
        .await
}

/// Takes what was read of a document, or the sentence that says why it could not be. What differs from what was accepted
/// waits for leave, unless it was dismissed already. (`metadata_change_confirmed`)
///
/// # Errors
///
/// `Forbidden` for people; `NotFound`.
pub async fn metadata_read(
    directory: &Directory,
    caller: &Caller,
    due: &DueMetadata,
    read: Result<PartnerMetadata, String>,
) -> Result<Found, Failure> {
    caller.require_system(Permission::ManageTenants)?;
    let act = directory.act(caller);
    let (application_id, read) = (due.application_id.as_str(), &read);
    directory
        .change(async |mut tx| {
            let nothing = |found| Ok((found, Recorded::nothing_changed()));
            let application =
                applications::rows::get_present_bare(&mut tx, &due.tenant_id, application_id).await?;
            let known = rows::find(&mut tx, application_id).await?;
            // Somebody may have named another address meanwhile.
            let Some((state, dismissed)) = known.filter(|(state, _)| state.source == due.source) else {
                return nothing(Found::Unchanged);
            };
            let checked = rows::Checked {
                at: act.now,
                next: next_check(
                    act.now,
                    read.as_ref()
                        .map_or(Some(RETRY), |metadata| metadata.cache_duration),
                ),
                valid_until: read.as_ref().ok().and_then(|metadata| metadata.valid_until),
                failure: read.as_ref().err().map(String::as_str),
            };
            rows::checked(&mut tx, application_id, &checked).await?;
            let Ok(metadata) = read else {
                return nothing(Found::Failed);
            };
            let differences = difference::differences(&state.accepted, metadata);
            if differences.is_empty() {
                rows::set_pending(&mut tx, application_id, None, None).await?;
                return nothing(Found::Unchanged);
            }
            let is_known = match &dismissed {
                Some(dismissed) => difference::differences(&stored::read(dismissed)?, metadata).is_empty(),
                None => false,
            };
            let is_waiting = state
                .pending
                .is_some_and(|pending| pending.differences == differences);
            if is_known || is_waiting {
                return nothing(Found::Unchanged);
            }
            let text = stored::write(metadata)?;
            rows::set_pending(&mut tx, application_id, Some(&text), Some(act.now)).await?;
            let values = super::values(&differences);
            let recorded = recorded(&mut tx, act, Activity::FindMetadataChange, &application, values).await?;
            Ok((Found::Waiting, recorded))
        })
        .await
}

/// Applies the change of a document that waits since `since`: what came or went in the document comes or goes; what was
/// set by hand stays.
///
/// # Errors
///
/// `Forbidden`; `NotFound`; `Conflict::Stale` if no change, or another one, waits; everything that an edit is refused for.
pub async fn approve_metadata(
    directory: &Directory,
    caller: &Caller,
    (tenant_id, application_id): (&str, &str),
    since: Timestamp,
) -> Result<Application, Failure> {
    caller.require(Permission::ManageApplications, tenant_id)?;
    let act = directory.act(caller);
    directory
        .change(async |mut tx| {
            let before = applications::rows::get(&mut tx, tenant_id, application_id).await?;
            let state = waiting(rows::find(&mut tx, application_id).await?, since)?;
            let Some(pending) = &state.pending else {
                return Err(stale());
            };
            let change = difference::change(&before, &state.accepted, &pending.metadata)?;
            let (after, _) = change::changed(&mut tx, (directory, act), before, &change).await?;
            rows::accept(&mut tx, application_id).await?;
            let values = super::values(&pending.differences);
            let recorded = recorded(&mut tx, act, Activity::ApproveMetadata, &after, values).await?;
            Ok((after, recorded))
        })
        .await
}

/// Throws away the change of a document that waits since `since`; it is not asked about again while the document says the
/// same.
///
/// # Errors
///
/// `Forbidden`; `NotFound`; `Conflict::Stale` if no change, or another one, waits.
pub async fn dismiss_metadata(
    directory: &Directory,
    caller: &Caller,
    (tenant_id, application_id): (&str, &str),
    since: Timestamp,
) -> Result<(), Failure> {
    caller.require(Permission::ManageApplications, tenant_id)?;
    let act = directory.act(caller);
    directory
        .change(async |mut tx| {
            let application =
                applications::rows::get_present_bare(&mut tx, tenant_id, application_id).await?;
            let state = waiting(rows::find(&mut tx, application_id).await?, since)?;
            rows::dismiss(&mut tx, application_id).await?;
            let values = super::values(
                &state
                    .pending
                    .map(|pending| pending.differences)
                    .unwrap_or_default(),
            );
            let recorded = recorded(&mut tx, act, Activity::DismissMetadata, &application, values).await?;
            Ok(((), recorded))
        })
        .await
}

/// The state, if it has the change that somebody looked at.
fn waiting(
    known: Option<(MetadataState, Option<String>)>,
    since: Timestamp,
) -> Result<MetadataState, Failure> {
    let state = known.map(|(state, _)| state);
    let is_it = |state: &MetadataState| {
        state
            .pending
            .as_ref()
            .is_some_and(|pending| pending.since == since)
    };
    state.filter(is_it).ok_or_else(stale)
}

fn stale() -> Failure {
    Conflict::Stale {
        noun: Noun::Application,
    }
    .into()
}

/// A document is read once a day; it may ask to be read more often, but not more than once an hour.
fn next_check(now: Timestamp, cache_duration: Option<SignedDuration>) -> Timestamp {
    let time = cache_duration.unwrap_or(LONGEST).clamp(SHORTEST, LONGEST);
    now.checked_add(time).unwrap_or(Timestamp::MAX)
}

const LONGEST: SignedDuration = SignedDuration::from_hours(24);
const SHORTEST: SignedDuration = SignedDuration::from_hours(1);
/// After what failed.
const RETRY: SignedDuration = SHORTEST;
