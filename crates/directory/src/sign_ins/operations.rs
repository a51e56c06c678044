//! Write and read the sign-in log.

use super::{Outcome, OwnSignIn, Position, Refused, SignIn, SignInFilter, Success, Who, rows};
use crate::failure::{Refusal, code};
use crate::sign_in::Granted;
use crate::{Caller, Directory, Failure, Page, PageRequest, Permission};

/// Corrects the entry of a sign-on that was granted and recorded, but whose answer could not be made: nothing left.
///
/// # Errors
///
/// `Unavailable`.
pub async fn retract_success(
    directory: &Directory,
    granted: &Granted,
    success: &Success,
    reason: &str,
) -> Result<(), Failure> {
    let said = (code::BUSY.number, reason);
    directory
        .db
        .write(async |mut tx| Ok::<_, Failure>(rows::retract(&mut tx, granted, &success.id, said).await?))
        .await?;
    directory
        .sign_ins
        .count(Outcome::Failure.name(), &code::BUSY.number.to_string());
    Ok(())
}

/// Writes down a refusal. Yields the entry's id.
///
/// # Errors
///
/// `Unavailable`.
pub async fn record_failure(directory: &Directory, refused: &Refused<'_>) -> Result<String, Failure> {
    let entry = entry_of(directory, refused);
    insert(directory, &entry).await?;
    Ok(entry.id)
}

/// Writes down that somebody signed in at one of our own pages, or on the way to an application: a session began. Yields the
/// entry's id.
///
/// # Errors
///
/// `Unavailable`.
pub async fn record_own(directory: &Directory, own: &OwnSignIn<'_>) -> Result<String, Failure> {
    let mut entry = blank(directory, &own.session.tenant_id, own.attempt);
    entry.user_id = Some(own.person.id.clone());
    entry.user_principal_name = Some(own.person.user_principal_name.clone());
    entry.user_display_name = Some(own.person.display_name.clone());
    entry.session_id = Some(own.session.id.clone());
    insert(directory, &entry).await?;
    Ok(entry.id)
}

async fn insert(directory: &Directory, entry: &SignIn) -> Result<(), Failure> {
    directory
        .db
        .write_together(async |mut tx| {
            let position = directory.positions.next(&entry.tenant_id, entry.created_at);
            Ok::<_, Failure>(rows::insert(&mut tx, position, entry).await?)
        })
        .await?;
    let code = entry.error_code.to_string();
    directory.sign_ins.count(entry.outcome.name(), &code);
    Ok(())
}

/// The entry with this id.
///
/// # Errors
///
/// `Forbidden`.
pub async fn find(
    directory: &Directory,
    caller: &Caller,
    tenant_id: &str,
    id: &str,
) -> Result<Option<SignIn>, Failure> {
    caller.require(Permission::ReadSignIns, tenant_id)?;
    directory
        .db
        .read(async |mut tx| Ok(rows::find(&mut tx, tenant_id, id).await?))
        .await
}

/// Entries, the newest first.
///
/// # Errors
///
/// `Forbidden`.
pub async fn list(
    directory: &Directory,
    caller: &Caller,
    tenant_id: &str,
    filter: &SignInFilter,
    page: &PageRequest,
) -> Result<Page<SignIn>, Failure> {
    caller.require(Permission::ReadSignIns, tenant_id)?;
    let before = page.after.as_deref().and_then(|cursor| cursor.parse().ok());
    let before = before.map_or_else(|| Position::end(tenant_id), Position::from_number);
    let entries = directory
        .db
        .read(async |mut tx| {
            Ok::<_, Failure>(rows::list(&mut tx, tenant_id, filter, before, page.limit()).await?)
        })
        .await?;
    let page = Page::cut(entries, page.bounded_size(), |(position, _)| {
        position.number().to_string()
    });
    Ok(Page {
        items: page.items.into_iter().map(|(_, entry)| entry).collect(),
        next: page.next,
    })
}

/// An entry of a success without person and application.
fn blank(directory: &Directory, tenant_id: &str, attempt: &super::Attempt) -> SignIn {
    SignIn {
        id: directory.environment().unguessable_id(),
        tenant_id: tenant_id.to_owned(),
        created_at: directory.environment().now(),
        correlation_id: attempt.correlation_id.clone(),
        outcome: Outcome::Success,
        error_code: 0,
        failure_reason: String::new(),
        additional_details: String::new(),
        user_id: None,
        user_principal_name: None,
        user_display_name: None,
        application_id: None,
        app_id: None,
        app_display_name: None,
        identifier: None,
        reply_url: None,
        source: attempt.source.to_string(),
        user_agent: rows::cut(attempt.user_agent.as_deref(), rows::LONGEST_USER_AGENT),
        is_interactive: attempt.is_interactive,
        start: attempt.start,
        session_id: None,
        certificate_thumbprint: None,
    }
}

fn entry_of(directory: &Directory, refused: &Refused<'_>) -> SignIn {
    let refusal = refused.refusal;
    let mut entry = blank(directory, refused.tenant_id, refused.attempt);
    entry.outcome = outcome_of(refusal);
    entry.error_code = refusal.code.number;
    refusal.code.what_happened.clone_into(&mut entry.failure_reason);
    let details = refusal
        .details
        .iter()
        .map(|(name, value)| format!("; {name}: {value}"));
    entry.additional_details = format!("expected: {}; received: {}", refusal.expected, refusal.received);
    entry.additional_details.extend(details);
    match refused.who {
        Who::Nobody => {}
        Who::Typed(name) => entry.user_principal_name = Some(crate::failure::shown(name)),
        Who::Person(person) => {
            entry.user_id = Some(person.id.clone());
            entry.user_principal_name = Some(person.user_principal_name.clone());
            entry.user_display_name = Some(person.display_name.clone());
        }
    }
    if let Some(application) = refused.application {
        entry.application_id = Some(application.id.clone());
        entry.app_id = Some(application.app_id.clone());
        entry.app_display_name = Some(application.display_name.clone());
    }
    entry
}

/// Refusals that wait for the person rather than end the attempt.
fn outcome_of(refusal: &Refusal) -> Outcome {
    match refusal.code.number {
        50_055 | 50_140 => Outcome::Interrupted,
        _ => Outcome::Failure,
    }
}
