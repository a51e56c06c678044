//! An edit of an application.

use vestibule_store::Tx;

use super::operations::recorded;
use super::settings::{check_settings, refuse_taken_identifiers, with_one_default};
use super::{Application, ApplicationChange, encryption, request_signatures, rows, snapshot};
use crate::audit::{Activity, Recorded};
use crate::directory::Act;
use crate::failure::{Conflict, Noun};
use crate::{Caller, Directory, Failure, Permission};

/// Changes what is named and leaves the rest.
///
/// # Errors
///
/// `Forbidden`; `NotFound`; `Invalid` when a value does not fit the gallery entry's patterns or is reserved;
/// `Conflict::{Stale, Taken, Deleted}`.
pub async fn update(
    directory: &Directory,
    caller: &Caller,
    tenant_id: &str,
    application_id: &str,
    change: ApplicationChange,
) -> Result<Application, Failure> {
    caller.require(Permission::ManageApplications, tenant_id)?;
    let act = directory.act(caller);
    directory
        .change(async |mut tx| {
            let before = rows::get(&mut tx, tenant_id, application_id).await?;
            if before.deleted_at.is_some() {
                return Err(Conflict::Deleted {
                    noun: Noun::Application,
                }
                .into());
            }
            if change.version.is_some_and(|version| version != before.version) {
                return Err(Conflict::Stale {
                    noun: Noun::Application,
                }
                .into());
            }
            changed(&mut tx, (directory, act), before, &change).await
        })
        .await
}

/// Changes an application that was read in this transaction.
pub(super) async fn changed(
    tx: &mut Tx,
    (directory, act): (&Directory, Act<'_>),
    before: Application,
    change: &ApplicationChange,
) -> Result<(Application, Recorded), Failure> {
    let mut after = applied(&before, change)?;
    if after == before {
        return Ok((before, Recorded::nothing_changed()));
    }
    after.version = before.version + 1;
    check_settings(directory, &after, Some(&before), act.now)?;
    refuse_taken_identifiers(tx, &after).await?;
    rows::update(tx, &after).await?;
    if after.encryption != before.encryption {
        encryption::rows::save(tx, &after).await?;
    }
    if after.request_signatures != before.request_signatures {
        request_signatures::rows::save(tx, &after).await?;
    }
    if after.identifiers != before.identifiers {
        rows::replace_identifiers(tx, &after).await?;
    }
    if after.reply_urls != before.reply_urls {
        rows::replace_reply_urls(tx, &after).await?;
    }
    let values = (Some(snapshot(&before)), Some(snapshot(&after)));
    let recorded = recorded(tx, act, Activity::UpdateApplication, &after, values).await?;
    Ok((after, recorded))
}

/// The application as it will be.
fn applied(before: &Application, change: &ApplicationChange) -> Result<Application, Failure> {
    let mut after = before.clone();
    after.encryption =
        encryption::changed(before, change).map_err(|problem| Failure::Invalid(vec![problem]))?;
    after.request_signatures = request_signatures::changed(&before.request_signatures, change)
        .map_err(|problem| Failure::Invalid(vec![problem]))?;
    let change = change.clone();
    if let Some(name) = change.display_name {
        after.display_name = name.to_string();
    }
    if let Some(identifiers) = change.identifiers {
        after.identifiers = identifiers.iter().map(ToString::to_string).collect();
    }
    if let Some(reply_urls) = change.reply_urls {
        after.reply_urls = with_one_default(reply_urls);
    }
    if let Some(relay_state) = change.relay_state {
        after.relay_state = relay_state.map(|text| text.to_string());
    }
    after.sign_on_url = change.sign_on_url.unwrap_or(after.sign_on_url);
    after.logout_url = change.logout_url.unwrap_or(after.logout_url);
    after.signing_option = change.signing_option.unwrap_or(after.signing_option);
    after.name_id = change.name_id.unwrap_or(after.name_id);
    after.assignment_required = change.assignment_required.unwrap_or(after.assignment_required);
    after.visible_to_users = change.visible_to_users.unwrap_or(after.visible_to_users);
    after.is_enabled = change.is_enabled.unwrap_or(after.is_enabled);
    Ok(after)
}
