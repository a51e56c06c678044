//! Messages of logout to applications: signed with the application's own key, to its registered address and no other.
//! (`logout_answer_registered`)

use vestibule_directory::applications::Application;
use vestibule_directory::sign_in::{self, Facts, Looking};
use vestibule_directory::sign_outs::{AskedBy, Party, SignOut};
use vestibule_directory::{Failure, Refusal};
use vestibule_saml::logout::{LogoutRequestContent, LogoutResponseContent, Outgoing};
use vestibule_saml::message::{NameId, NameIdFormat, StatusCode};

use crate::routes;
use crate::visit::Visit;

/// The address that tells a party that the session is over; `None` if it cannot be told: it has no address, or no key
/// to sign with.
pub(super) async fn request(visit: &Visit, party: &Party) -> Result<Option<String>, Failure> {
    let Some((facts, destination)) = reachable(visit, &party.tenant_id, &party.app_id).await? else {
        return Ok(None);
    };
    let content = LogoutRequestContent {
        id: party.request_id.clone(),
        issuer: routes::issuer(visit.services.settings(), &facts.tenant().id),
        destination,
        name_id: NameId::new(&party.name_id, NameIdFormat::from_uri(&party.name_id_format)),
        session_indexes: party.session_indexes.clone(),
        issue_instant: visit.page.now,
        not_on_or_after: None,
    };
    signed(visit, &facts, content.write().map_err(broken)?, None).await
}

/// The address that tells the application which asked for the sign-out what became of it.
pub(super) async fn answer(
    visit: &Visit,
    sign_out: &SignOut,
    asked_by: &AskedBy,
) -> Result<Option<String>, Failure> {
    let reachable = reachable(visit, &asked_by.tenant_id, &asked_by.app_id).await?;
    let Some((facts, destination)) = reachable else {
        return Ok(None);
    };
    let is_partial = sign_out.open().next().is_some();
    let content = LogoutResponseContent {
        id: format!("_{}", visit.services.environment().unguessable_id()),
        issuer: routes::issuer(visit.services.settings(), &facts.tenant().id),
        destination,
        in_response_to: asked_by.request_id.clone(),
        issue_instant: visit.page.now,
        top: StatusCode::Success,
        second: is_partial.then_some(StatusCode::PartialLogout),
        message: None,
    };
    let relay_state = asked_by.relay_state.as_deref();
    signed(visit, &facts, content.write().map_err(broken)?, relay_state).await
}

/// The facts of an application and its address for logout, if it has one.
async fn reachable(visit: &Visit, tenant_id: &str, app_id: &str) -> Result<Option<(Facts, String)>, Failure> {
    let facts = match sign_in::load(visit.directory(), tenant_id, Looking::ById(app_id), None).await {
        // The tenant is gone, and the application with it.
        Err(Failure::Refused(refusal)) => {
            log(&refusal, app_id);
            return Ok(None);
        }
        loaded => loaded?,
    };
    let logout_url = |application: &Application| application.logout_url.clone();
    let destination = facts.application().and_then(logout_url);
    Ok(destination.map(|url| (facts, url.as_str().to_owned())))
}

async fn signed(
    visit: &Visit,
    facts: &Facts,
    message: Outgoing,
    relay_state: Option<&str>,
) -> Result<Option<String>, Failure> {
    match visit.services.signing_key(facts).await {
        Ok((key, _)) => Ok(Some(message.redirect(relay_state, Some(&key)))),
        // Without a key nothing is sent: partners take signed messages alone.
        Err(Failure::Refused(refusal)) => {
            let app_id = facts.application().map_or("", |known| known.app_id.as_str());
            log(&refusal, app_id);
            Ok(None)
        }
        Err(failure) => Err(failure),
    }
}

fn log(refusal: &Refusal, app_id: &str) {
    tracing::warn!(
        code = refusal.code.number,
        application.app_id = app_id,
        "the application cannot be told of a sign-out"
    );
}

fn broken(error: impl std::error::Error + Send + Sync + 'static) -> Failure {
    Failure::Unavailable(Box::new(error))
}
