//! An edit of a person.

use jiff::Timestamp;
use vestibule_store::Tx;

use super::operations::{
    RESTORABLE, change_of, get_manageable, refuse_foreign_domain, refuse_foreign_mail, refuse_taken_name,
};
use super::{User, UserChange, rows, snapshot};
use crate::audit::{Activity, Recorded, record};
use crate::directory::Act;
use crate::failure::{Conflict, Noun};
use crate::roles::refuse_last_global_administrator;
use crate::{Caller, Directory, Failure};

/// Changes what is named and leaves the rest.
///
/// # Errors
///
/// `Forbidden`, also for stronger people; `NotFound`; `Invalid`; `Conflict::{Stale, Taken, Oneself, LastGlobalAdministrator}`.
pub async fn update(
    directory: &Directory,
    caller: &Caller,
    tenant_id: &str,
    user_id: &str,
    change: UserChange,
) -> Result<User, Failure> {
    let act = directory.act(caller);
    directory
        .change(async |mut tx| {
            let before = get_manageable(&mut tx, act, tenant_id, user_id).await?;
            if before.deleted_at.is_some() {
                return Err(Failure::not_found(Noun::User, user_id));
            }
            if change.version.is_some_and(|version| version != before.version) {
                return Err(Conflict::Stale { noun: Noun::User }.into());
            }
            let mut after = applied(&before, &change);
            if after == before {
                return Ok((before, Recorded::nothing_changed()));
            }
            after.version = before.version + 1;
            check(&mut tx, act, &before, &after, &change).await?;
            rows::update(&mut tx, &after).await?;
            if before.is_enabled && !after.is_enabled {
                rows::revoke_sessions(&mut tx, user_id, act.now).await?;
            }
            let recorded = write_down(&mut tx, act, &before, &after).await?;
            Ok((rows::get(&mut tx, tenant_id, user_id).await?, recorded))
        })
        .await
}

/// The person as he will be.
fn applied(before: &User, change: &UserChange) -> User {
    fn optional<T: ToString>(slot: &mut Option<String>, wanted: Option<&Option<T>>) {
        if let Some(value) = wanted {
            *slot = value.as_ref().map(ToString::to_string);
        }
    }
    let mut after = before.clone();
    if let Some(name) = &change.user_principal_name {
        after.user_principal_name = name.to_string();
    }
    if let Some(name) = &change.display_name {
        after.display_name = name.to_string();
    }
    optional(&mut after.given_name, change.given_name.as_ref());
    optional(&mut after.surname, change.surname.as_ref());
    optional(&mut after.mail, change.mail.as_ref());
    optional(&mut after.job_title, change.job_title.as_ref());
    optional(&mut after.department, change.department.as_ref());
    after.is_enabled = change.is_enabled.unwrap_or(before.is_enabled);
    after
}

async fn check(
    tx: &mut Tx,
    act: Act<'_>,
    before: &User,
    after: &User,
    change: &UserChange,
) -> Result<(), Failure> {
    if let Some(name) = &change.user_principal_name
        && after.user_principal_name != before.user_principal_name
    {
        refuse_foreign_domain(tx, &before.tenant_id, name).await?;
        refuse_taken_name(tx, after, act.now).await?;
        let held_until = act.now.checked_add(RESTORABLE).unwrap_or(Timestamp::MAX);
        rows::retire_name(tx, before, held_until).await?;
    }
    refuse_foreign_mail(
        tx,
        &before.tenant_id,
        change.mail.as_ref().and_then(Option::as_ref),
    )
    .await?;
    if before.is_enabled && !after.is_enabled {
        if act.caller.is_person(&before.id) {
            return Err(Conflict::Oneself.into());
        }
        refuse_last_global_administrator(tx, before).await?;
    }
    Ok(())
}

/// Switching an account on or off has an entry of its own beside that of the other values.
async fn write_down(tx: &mut Tx, act: Act<'_>, before: &User, after: &User) -> Result<Recorded, Failure> {
    let values = || (Some(snapshot(before)), Some(snapshot(after)));
    let mut recorded = None;
    if before.is_enabled != after.is_enabled {
        let activity = if after.is_enabled {
            Activity::EnableAccount
        } else {
            Activity::DisableAccount
        };
        let (old, new) = values();
        recorded = Some(record(tx, act, change_of(after, activity, old, new)).await?);
    }
    let mut otherwise_same = after.clone();
    otherwise_same.is_enabled = before.is_enabled;
    otherwise_same.version = before.version;
    match recorded {
        Some(recorded) if otherwise_same == *before => Ok(recorded),
        _ => {
            let (old, new) = values();
            record(tx, act, change_of(after, Activity::UpdateUser, old, new)).await
        }
    }
}
