//! The life of an application: created, found, deleted, restored.

use jiff::Timestamp;
use vestibule_store::Tx;

use super::settings::{check_settings, refuse_taken_identifiers, with_one_default};
use super::{AppRole, Application, NewApplication, RequestSignatures, SigningOption, rows, snapshot};
use crate::audit::{Activity, Change, Recorded, Target, record};
use crate::certificates::NewCertificate;
use crate::directory::Act;
use crate::failure::{Conflict, Noun};
use crate::page::{cursor, position};
use crate::users::{RESTORABLE, is_restorable};
use crate::value::name_key;
use crate::{Caller, Directory, Failure, Page, PageRequest, Permission, certificates, templates, tenants};

/// Creates an application with its first signing certificate; only assigned people get in.
///
/// # Errors
///
/// `Forbidden`; `NotFound` for an unknown gallery entry; `Invalid` when a value does not fit the entry's patterns or is
/// reserved; `Conflict::Taken` when an identifier belongs to another application.
pub async fn create(
    directory: &Directory,
    caller: &Caller,
    new: NewApplication,
) -> Result<Application, Failure> {
    caller.require(Permission::ManageApplications, &new.tenant_id)?;
    let act = directory.act(caller);
    let application = first_version(act, new)?;
    check_settings(directory, &application, None, act.now)?;
    let certificate = NewCertificate::generate(directory, &application.id).await?;
    directory
        .change(async |mut tx| {
            if tenants::rows::find(&mut tx, &application.tenant_id)
                .await?
                .is_none()
            {
                return Err(Failure::not_found(Noun::Tenant, application.tenant_id.as_str()));
            }
            refuse_taken_identifiers(&mut tx, &application).await?;
            rows::insert(&mut tx, &application).await?;
            certificates::rows::insert(&mut tx, &certificate, true).await?;
            let after = Some(snapshot(&application));
            recorded(
                &mut tx,
                act,
                Activity::AddApplication,
                &application,
                (None, after),
            )
            .await?;
            let activity = Activity::AddCertificate;
            let recorded =
                certificates::recorded(&mut tx, act, activity, &application, &certificate.public).await?;
            Ok((application.clone(), recorded))
        })
        .await
}

/// The application as it begins.
fn first_version(act: Act<'_>, new: NewApplication) -> Result<Application, Failure> {
    let template = match &new.template {
        Some(wanted) => {
            Some(templates::find(wanted).ok_or_else(|| Failure::not_found(Noun::Template, wanted.as_str()))?)
        }
        None => None,
    };
    Ok(Application {
        id: act.environment.id(),
        app_id: act.environment.unguessable_id(),
        tenant_id: new.tenant_id,
        display_name: new.display_name.to_string(),
        identifiers: new.identifiers.iter().map(ToString::to_string).collect(),
        reply_urls: with_one_default(new.reply_urls),
        sign_on_url: new.sign_on_url,
        relay_state: new.relay_state.map(|text| text.to_string()),
        logout_url: new.logout_url,
        signing_option: template.map_or(SigningOption::Assertion, |template| template.signing_option),
        encryption: new.encryption,
        request_signatures: RequestSignatures {
            certificates: new.verification_certificates,
            ..RequestSignatures::default()
        },
        name_id: None,
        assignment_required: true,
        visible_to_users: true,
        is_enabled: true,
        template_id: template.map(|template| template.id.clone()),
        app_roles: template
            .map(|template| first_roles(act, template))
            .unwrap_or_default(),
        created_at: act.now,
        deleted_at: None,
        version: 1,
    })
}

fn first_roles(act: Act<'_>, template: &templates::Template) -> Vec<AppRole> {
    let roles = template.app_roles.iter();
    roles
        .map(|role| AppRole {
            id: act.environment.id(),
            display_name: role.display_name.clone(),
            value: role.value.clone(),
            is_enabled: true,
        })
        .collect()
}

/// The application with that object id, deleted ones too.
///
/// # Errors
///
/// `Forbidden`; `NotFound`.
pub async fn get(
    directory: &Directory,
    caller: &Caller,
    tenant_id: &str,
    application_id: &str,
) -> Result<Application, Failure> {
    caller.require(Permission::ReadApplications, tenant_id)?;
    directory
        .db
        .read(async |mut tx| rows::get(&mut tx, tenant_id, application_id).await)
        .await
}

/// The application with that object id, application id or display name that is not deleted.
///
/// # Errors
///
/// `Forbidden`; `Conflict::Ambiguous` when several have the name.
pub async fn find(
    directory: &Directory,
    caller: &Caller,
    tenant_id: &str,
    id_or_name: &str,
) -> Result<Option<Application>, Failure> {
    found(directory, caller, tenant_id, id_or_name, false).await
}

/// The deleted application with that object id, application id or display name that can still be restored.
///
/// # Errors
///
/// `Forbidden`; `Conflict::Ambiguous` when several have the name.
pub async fn find_deleted(
    directory: &Directory,
    caller: &Caller,
    tenant_id: &str,
    id_or_name: &str,
) -> Result<Option<Application>, Failure> {
    let now = directory.environment().now();
    let application = found(directory, caller, tenant_id, id_or_name, true).await?;
    Ok(application.filter(|application| application.deleted_at.is_some_and(|at| is_restorable(at, now))))
}

async fn found(
    directory: &Directory,
    caller: &Caller,
    tenant_id: &str,
    id_or_name: &str,
    is_deleted: bool,
) -> Result<Option<Application>, Failure> {
    caller.require(Permission::ReadApplications, tenant_id)?;
    directory
        .db
        .read(async |mut tx| find_in(&mut tx, tenant_id, id_or_name, is_deleted).await)
        .await
}

/// The application with that object id, application id or display name.
pub(crate) async fn find_in(
    tx: &mut Tx,
    tenant_id: &str,
    id_or_name: &str,
    is_deleted: bool,
) -> Result<Option<Application>, Failure> {
    let mut hits = rows::find_by_any(tx, tenant_id, id_or_name, is_deleted).await?;
    let is_id = |application: &Application| {
        application.id.eq_ignore_ascii_case(id_or_name) || application.app_id.eq_ignore_ascii_case(id_or_name)
    };
    // A name that looks like another one's id does not hide it.
    if hits.iter().any(is_id) {
        hits.retain(is_id);
    }
    if hits.len() > 1 {
        return Err(Conflict::Ambiguous {
            noun: Noun::Application,
            name: id_or_name.to_owned(),
            ids: hits.into_iter().map(|application| application.app_id).collect(),
        }
        .into());
    }
    match hits.pop() {
        Some(application) => Ok(Some(rows::with_parts(tx, application).await?)),
        None => Ok(None),
    }
}

/// Applications that are not deleted, by name.
///
/// # Errors
///
/// `Forbidden`.
pub async fn list(
    directory: &Directory,
    caller: &Caller,
    tenant_id: &str,
    page: &PageRequest,
) -> Result<Page<Application>, Failure> {
    caller.require(Permission::ReadApplications, tenant_id)?;
    listed(directory, tenant_id, None, page).await
}

/// Deleted applications that can still be restored, by name.
///
/// # Errors
///
/// `Forbidden`.
pub async fn list_deleted(
    directory: &Directory,
    caller: &Caller,
    tenant_id: &str,
    page: &PageRequest,
) -> Result<Page<Application>, Failure> {
    caller.require(Permission::ReadApplications, tenant_id)?;
    let since = directory
        .environment()
        .now()
        .checked_sub(RESTORABLE)
        .unwrap_or(Timestamp::MIN);
    listed(directory, tenant_id, Some(since), page).await
}

async fn listed(
    directory: &Directory,
    tenant_id: &str,
    deleted_since: Option<Timestamp>,
    page: &PageRequest,
) -> Result<Page<Application>, Failure> {
    let (name, id) = position(page);
    let applications = directory
        .db
        .read(async |mut tx| {
            let after = (name.as_str(), id.as_str());
            Ok::<_, Failure>(rows::list(&mut tx, tenant_id, deleted_since, after, page.limit()).await?)
        })
        .await?;
    Ok(Page::cut(applications, page.bounded_size(), |application| {
        cursor(&name_key(&application.display_name), &application.id)
    }))
}

/// Deletes an application; it can be restored for 30 days with all that belongs to it. Its identifiers stay with it.
///
/// # Errors
///
/// `Forbidden`; `NotFound`.
pub async fn delete(
    directory: &Directory,
    caller: &Caller,
    tenant_id: &str,
    application_id: &str,
) -> Result<(), Failure> {
    caller.require(Permission::ManageApplications, tenant_id)?;
    let act = directory.act(caller);
    directory
        .change(async |mut tx| {
            let application = rows::get_present_bare(&mut tx, tenant_id, application_id).await?;
            rows::set_deleted_at(&mut tx, application_id, Some(act.now)).await?;
            let values = (None, None);
            Ok((
                (),
                recorded(&mut tx, act, Activity::DeleteApplication, &application, values).await?,
            ))
        })
        .await
}

/// Restores a deleted application with its certificates and assignments.
///
/// # Errors
///
/// `Forbidden`; `NotFound`, also after 30 days; `Conflict::NotDeleted`.
pub async fn restore(
    directory: &Directory,
    caller: &Caller,
    tenant_id: &str,
    application_id: &str,
) -> Result<Application, Failure> {
    caller.require(Permission::ManageApplications, tenant_id)?;
    let act = directory.act(caller);
    directory
        .change(async |mut tx| {
            let application = rows::get(&mut tx, tenant_id, application_id).await?;
            match application.deleted_at {
                None => {
                    return Err(Conflict::NotDeleted {
                        noun: Noun::Application,
                    }
                    .into());
                }
                Some(deleted_at) if !is_restorable(deleted_at, act.now) => {
                    return Err(Failure::not_found(Noun::Application, application_id));
                }
                Some(_) => {}
            }
            rows::set_deleted_at(&mut tx, application_id, None).await?;
            let values = (None, None);
            let recorded = recorded(&mut tx, act, Activity::RestoreApplication, &application, values).await?;
            Ok((rows::get(&mut tx, tenant_id, application_id).await?, recorded))
        })
        .await
}

/// Removes a deleted application for good, with its keys.
///
/// # Errors
///
/// `Forbidden`; `NotFound`; `Conflict::NotDeleted`.
pub async fn purge(
    directory: &Directory,
    caller: &Caller,
    tenant_id: &str,
    application_id: &str,
) -> Result<(), Failure> {
    caller.require(Permission::ManageApplications, tenant_id)?;
    let act = directory.act(caller);
    directory
        .change(async |mut tx| {
            let application = rows::get(&mut tx, tenant_id, application_id).await?;
            if application.deleted_at.is_none() {
                return Err(Conflict::NotDeleted {
                    noun: Noun::Application,
                }
                .into());
            }
            rows::delete(&mut tx, application_id).await?;
            let values = (Some(snapshot(&application)), None);
            Ok((
                (),
                recorded(
                    &mut tx,
                    act,
                    Activity::HardDeleteApplication,
                    &application,
                    values,
                )
                .await?,
            ))
        })
        .await
}

/// Writes down what was done to an application, with the values before and after.
pub(super) async fn recorded(
    tx: &mut Tx,
    act: Act<'_>,
    activity: Activity,
    application: &Application,
    (before, after): (Option<serde_json::Value>, Option<serde_json::Value>),
) -> Result<Recorded, Failure> {
    let change = Change {
        tenant_id: &application.tenant_id,
        activity,
        target: target(application),
        before,
        after,
    };
    record(tx, act, change).await
}

/// How the audit log names an application.
pub(crate) fn target(application: &Application) -> Target<'_> {
    Target {
        kind: "application",
        id: &application.id,
        name: &application.display_name,
    }
}
