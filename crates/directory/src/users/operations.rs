//! The life of a person: created, found, deleted, restored.

use jiff::{SignedDuration, Timestamp};
use vestibule_store::Tx;

use super::{Created, NewUser, User, rows};
use crate::audit::{Activity, Change, Recorded, Target, record};
use crate::directory::Act;
use crate::failure::{Conflict, Noun, Problem};
use crate::passwords::{self, PersonalWords};
use crate::roles::{self, refuse_last_global_administrator};
use crate::value::{Mail, Upn};
use crate::{Caller, Directory, Failure, Permission};

/// How long a deleted person or application can be restored.
pub(crate) const RESTORABLE: SignedDuration = SignedDuration::from_hours(24 * 30);

/// Creates a person, with a password of his own or a generated one.
///
/// # Errors
///
/// `Forbidden` without the role, or when a role is given that the caller may not give; `Invalid` when the domain is not
/// the tenant's or the mail is in another tenant's domain; `Refused` when the password breaks the rules; `Conflict::Taken`
/// when the name is taken or held for a deleted person.
pub async fn create(directory: &Directory, caller: &Caller, new: NewUser) -> Result<Created, Failure> {
    caller.require(Permission::ManageUsers, &new.tenant_id)?;
    if !new.roles.is_empty() {
        caller.require(Permission::AssignRoles, &new.tenant_id)?;
    }
    let act = directory.act(caller);
    let user = User {
        id: act.environment.id(),
        tenant_id: new.tenant_id.clone(),
        user_principal_name: new.user_principal_name.to_string(),
        display_name: new.display_name.to_string(),
        given_name: new.given_name.as_ref().map(ToString::to_string),
        surname: new.surname.as_ref().map(ToString::to_string),
        mail: new.mail.as_ref().map(ToString::to_string),
        job_title: None,
        department: None,
        is_enabled: new.is_enabled,
        must_change_password: new.must_change_password,
        password_changed_at: Some(act.now),
        sessions_valid_from: act.now,
        created_at: act.now,
        deleted_at: None,
        version: 1,
    };
    let (password, generated_password) = passwords::given_or_generated(new.password, act.environment);
    passwords::check_rules(&password, &PersonalWords::of(&user))?;
    let phc = directory.hasher.hash(&password, act.environment).await?;
    directory
        .change(async |mut tx| {
            insert(&mut tx, act.now, &user, Some(&phc)).await?;
            for role in &new.roles {
                roles::rows::insert(&mut tx, &user.tenant_id, &user.id, *role, act.now).await?;
            }
            let mut after = super::snapshot(&user);
            if let Some(object) = after.as_object_mut().filter(|_| !new.roles.is_empty()) {
                object.insert(
                    "roles".to_owned(),
                    new.roles.iter().map(|role| role.name()).collect(),
                );
            }
            let change = change_of(&user, Activity::AddUser, None, Some(after));
            Ok(((), record(&mut tx, act, change).await?))
        })
        .await?;
    Ok(Created {
        user,
        generated_password,
    })
}

/// Saves a new person with the hash of his password, if his names can be had.
pub(super) async fn insert(
    tx: &mut Tx,
    now: Timestamp,
    user: &User,
    phc: Option<&str>,
) -> Result<(), Failure> {
    let upn = user.user_principal_name.parse()?;
    let mail = user.mail.as_deref().map(str::parse).transpose()?;
    refuse_foreign_domain(tx, &user.tenant_id, &upn).await?;
    refuse_foreign_mail(tx, &user.tenant_id, mail.as_ref()).await?;
    refuse_taken_name(tx, user, now).await?;
    rows::insert(tx, user).await?;
    if let Some(phc) = phc {
        passwords::rows::set(tx, &user.id, phc).await?;
    }
    Ok(())
}

/// The person with that object id, deleted ones too.
///
/// # Errors
///
/// `Forbidden`, except for oneself; `NotFound`.
pub async fn get(
    directory: &Directory,
    caller: &Caller,
    tenant_id: &str,
    user_id: &str,
) -> Result<User, Failure> {
    caller.require_or_self(Permission::ReadUsers, tenant_id, user_id)?;
    directory
        .db
        .read(async |mut tx| rows::get(&mut tx, tenant_id, user_id).await)
        .await
}

/// The person of that name who is not deleted.
///
/// # Errors
///
/// `Forbidden`.
pub async fn find_by_upn(
    directory: &Directory,
    caller: &Caller,
    tenant_id: &str,
    user_principal_name: &str,
) -> Result<Option<User>, Failure> {
    Ok(find_any_by_upn(directory, caller, tenant_id, user_principal_name)
        .await?
        .filter(|user| user.deleted_at.is_none()))
}

/// The deleted person who holds that name and can still be restored.
///
/// # Errors
///
/// `Forbidden`.
pub async fn find_deleted_by_upn(
    directory: &Directory,
    caller: &Caller,
    tenant_id: &str,
    user_principal_name: &str,
) -> Result<Option<User>, Failure> {
    let now = directory.environment().now();
    Ok(find_any_by_upn(directory, caller, tenant_id, user_principal_name)
        .await?
        .filter(|user| {
            user.deleted_at
                .is_some_and(|deleted_at| is_restorable(deleted_at, now))
        }))
}

async fn find_any_by_upn(
    directory: &Directory,
    caller: &Caller,
    tenant_id: &str,
    user_principal_name: &str,
) -> Result<Option<User>, Failure> {
    caller.require(Permission::ReadUsers, tenant_id)?;
    directory
        .db
        .read(async |mut tx| Ok(rows::find_by_upn(&mut tx, tenant_id, user_principal_name).await?))
        .await
}

/// Deletes a person; he can be restored for 30 days, and his name is held that long.
///
/// # Errors
///
/// `Forbidden`, also for stronger people; `NotFound`; `Conflict::{Oneself, LastGlobalAdministrator}`.
pub async fn delete(
    directory: &Directory,
    caller: &Caller,
    tenant_id: &str,
    user_id: &str,
) -> Result<(), Failure> {
    let act = directory.act(caller);
    directory
        .change(async |mut tx| {
            let user = get_manageable(&mut tx, act, tenant_id, user_id).await?;
            if user.deleted_at.is_some() {
                return Err(Failure::not_found(Noun::User, user_id));
            }
            if caller.is_person(user_id) {
                return Err(Conflict::Oneself.into());
            }
            refuse_last_global_administrator(&mut tx, &user).await?;
            let held_until = act.now.checked_add(RESTORABLE).unwrap_or(Timestamp::MAX);
            rows::retire_name(&mut tx, &user, held_until).await?;
            rows::set_deleted_at(&mut tx, user_id, Some(act.now)).await?;
            rows::revoke_sessions(&mut tx, user_id, act.now).await?;
            Ok(((), recorded(&mut tx, act, Activity::DeleteUser, &user).await?))
        })
        .await
}

/// Restores a deleted person with his groups, roles and assignments. His sessions stay ended.
///
/// # Errors
///
/// `Forbidden`, also for stronger people; `NotFound`, also after 30 days; `Conflict::NotDeleted`.
pub async fn restore(
    directory: &Directory,
    caller: &Caller,
    tenant_id: &str,
    user_id: &str,
) -> Result<User, Failure> {
    let act = directory.act(caller);
    directory
        .change(async |mut tx| {
            let user = get_manageable(&mut tx, act, tenant_id, user_id).await?;
            match user.deleted_at {
                None => return Err(Conflict::NotDeleted { noun: Noun::User }.into()),
                Some(deleted_at) if !is_restorable(deleted_at, act.now) => {
                    return Err(Failure::not_found(Noun::User, user_id));
                }
                Some(_) => {}
            }
            rows::set_deleted_at(&mut tx, user_id, None).await?;
            let recorded = recorded(&mut tx, act, Activity::RestoreUser, &user).await?;
            Ok((rows::get(&mut tx, tenant_id, user_id).await?, recorded))
        })
        .await
}

/// Removes a deleted person for good. His name stays held until the 30 days are over.
///
/// # Errors
///
/// `Forbidden`, also for stronger people; `NotFound`; `Conflict::NotDeleted`.
pub async fn purge(
    directory: &Directory,
    caller: &Caller,
    tenant_id: &str,
    user_id: &str,
) -> Result<(), Failure> {
    let act = directory.act(caller);
    directory
        .change(async |mut tx| {
            let user = get_manageable(&mut tx, act, tenant_id, user_id).await?;
            if user.deleted_at.is_none() {
                return Err(Conflict::NotDeleted { noun: Noun::User }.into());
            }
            rows::delete(&mut tx, user_id).await?;
            Ok(((), recorded(&mut tx, act, Activity::HardDeleteUser, &user).await?))
        })
        .await
}

/// The person, if the caller may change him: neither another tenant's nor stronger.
pub(super) async fn get_manageable(
    tx: &mut Tx,
    act: Act<'_>,
    tenant_id: &str,
    user_id: &str,
) -> Result<User, Failure> {
    act.caller.require(Permission::ManageUsers, tenant_id)?;
    let user = rows::get(tx, tenant_id, user_id).await?;
    let roles = roles::rows::of(tx, user_id).await?;
    act.caller.require_not_stronger(Permission::ManageUsers, &roles)?;
    Ok(user)
}

/// Whether what was deleted then can be restored now.
pub(crate) fn is_restorable(deleted_at: Timestamp, now: Timestamp) -> bool {
    now.duration_since(deleted_at) < RESTORABLE
}

pub(super) async fn refuse_foreign_domain(tx: &mut Tx, tenant_id: &str, upn: &Upn) -> Result<(), Failure> {
    let domain = upn.domain();
    let holder = crate::tenants::rows::holder_of_domain(tx, &domain).await?;
    if holder.as_deref() == Some(tenant_id) {
        return Ok(());
    }
    let tenant = crate::tenants::rows::find(tx, tenant_id)
        .await?
        .ok_or_else(|| Failure::not_found(Noun::Tenant, tenant_id))?;
    let expected: Vec<&str> = tenant.domains.iter().map(|domain| domain.name.as_str()).collect();
    Err(Problem::new(
        "userPrincipalName",
        "upn-domain-foreign",
        "the domain is not one of the tenant's verified domains",
        expected.join(", "),
        &domain,
    )
    .into())
}

/// Another tenant's addresses stay with it: an application that links people by mail must not be led to them.
pub(super) async fn refuse_foreign_mail(
    tx: &mut Tx,
    tenant_id: &str,
    mail: Option<&Mail>,
) -> Result<(), Failure> {
    let Some(mail) = mail else { return Ok(()) };
    let domain = mail.domain();
    match crate::tenants::rows::holder_of_domain(tx, &domain).await? {
        Some(holder) if holder != tenant_id => Err(Problem::new(
            "mail",
            "mail-domain-foreign",
            "the domain of the mail address belongs to another tenant",
            "an address in a domain of this tenant or in none of another",
            &domain,
        )
        .into()),
        _ => Ok(()),
    }
}

pub(super) async fn refuse_taken_name(tx: &mut Tx, user: &User, now: Timestamp) -> Result<(), Failure> {
    let upn = &user.user_principal_name;
    let taken = |holder: String| -> Result<(), Failure> {
        Err(Conflict::Taken {
            field: "userPrincipalName",
            value: upn.clone(),
            holder,
        }
        .into())
    };
    match rows::find_by_upn(tx, &user.tenant_id, upn).await? {
        Some(other) if other.id != user.id && other.deleted_at.is_some() => {
            return taken(format!(
                "{}, who was deleted and can be restored or removed",
                other.display_name
            ));
        }
        Some(other) if other.id != user.id => return taken(other.display_name),
        _ => {}
    }
    match rows::name_held_until(tx, &user.tenant_id, upn, &user.id, now).await? {
        Some(until) => taken(format!(
            "a person who had the name until recently; it is held until {until:.0}"
        )),
        None => Ok(()),
    }
}

pub(super) fn change_of(
    user: &User,
    activity: Activity,
    before: Option<serde_json::Value>,
    after: Option<serde_json::Value>,
) -> Change<'_> {
    let target = Target {
        kind: "user",
        id: &user.id,
        name: &user.user_principal_name,
    };
    Change {
        tenant_id: &user.tenant_id,
        activity,
        target,
        before,
        after,
    }
}

/// An entry that needs no values besides its name.
pub(crate) async fn recorded(
    tx: &mut Tx,
    act: Act<'_>,
    activity: Activity,
    user: &User,
) -> Result<Recorded, Failure> {
    record(tx, act, change_of(user, activity, None, None)).await
}
