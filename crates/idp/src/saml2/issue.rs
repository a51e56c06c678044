//! From a granted sign-on to the signed response: claims, message, signature, log entry. Nothing slow happens inside a
//! transaction, and nothing leaves before the entry is durable.

use jiff::SignedDuration;
use vestibule_directory::Failure;
use vestibule_directory::applications;
use vestibule_directory::claims::{self, Claims, NameIdFormat};
use vestibule_directory::sign_in::Granted;
use vestibule_directory::sign_ins::{self, Success};
use vestibule_saml::identity_provider::{
    AcceptedRequest, ResponseContent, SignedResponse, SigningOption, issue,
};
use vestibule_saml::message::{Attribute, NameId, NameIdFormat as SamlNameIdFormat};

use super::context::{self, PERFORMED};
use super::entry::Entry;
use super::self_check::{is_due, self_check};
use crate::refusal::{Refused, Stop, stop};
use crate::routes;
use crate::visit::Visit;

/// How long before now an assertion is valid already: other clocks are slow.
const BEFORE: SignedDuration = SignedDuration::from_mins(5);
/// How long an assertion is valid.
const LIFETIME: SignedDuration = SignedDuration::from_mins(60);

/// Issues the response to a granted sign-on and makes it durable.
pub(crate) async fn respond(
    visit: &Visit,
    entry: &Entry,
    granted: &Granted,
    is_interactive: bool,
) -> Result<SignedResponse, Stop> {
    let refused = |refusal| {
        Refused::new(refusal, entry.start)
            .knowing(granted.facts())
            .interactive(is_interactive)
    };
    let environment = visit.services.environment();
    let (key, is_first_of_key) = visit
        .services
        .signing_key(granted.facts())
        .await
        .map_err(|failure| stop(failure, refused))?;
    let issuer = routes::issuer(visit.services.settings(), &granted.tenant().id);
    let accepted = &entry.accepted;
    let claims = claims::for_grant(granted, &issuer, wish(accepted), &environment.token());
    for warning in &claims.warnings {
        tracing::warn!(claim = warning.name, reason = ?warning.reason, "a claim was left out or replaced");
    }
    // The entry of the log is named after the assertion, so that one can be found by the other. (`issue_logged`)
    let id = environment.unguessable_id();
    let success = Success {
        id: id.clone(),
        attempt: visit.attempt(entry.start, is_interactive),
        identifier: accepted.identifier().to_owned(),
        reply_url: accepted.reply_url().to_owned(),
        name_id: claims.name_id.clone(),
    };
    let ids = Ids {
        response: format!("_{}", environment.unguessable_id()),
        assertion: format!("_{id}"),
    };
    let content = content(ids, issuer, accepted, granted, claims);
    let option = signing_option(granted.application().signing_option);
    let response =
        issue(&content, &key, option).map_err(|error| Stop::Failed(Failure::Unavailable(Box::new(error))))?;
    if is_due(environment, is_first_of_key) {
        self_check(&response, &content, option, key.certificate_der())?;
    }
    sign_ins::record_success(visit.directory(), granted, &success)
        .await
        .map_err(|failure| stop(failure, refused))?;
    Ok(response)
}

/// Fresh for every answer. (`response_fresh`)
struct Ids {
    response: String,
    assertion: String,
}

/// The content of the response; every time in it comes from the moment of the decision. (`times_and_session_index`)
fn content(
    ids: Ids,
    issuer: String,
    accepted: &AcceptedRequest,
    granted: &Granted,
    claims: Claims,
) -> ResponseContent {
    let now = granted.decided_at();
    ResponseContent {
        response_id: ids.response,
        session_index: ids.assertion.clone(),
        assertion_id: ids.assertion,
        issuer,
        destination: accepted.reply_url().to_owned(),
        in_response_to: accepted.id().map(str::to_owned),
        audience: audience(accepted.identifier()),
        name_id: NameId::new(
            claims.name_id.value,
            SamlNameIdFormat::from_uri(claims.name_id.format.uri()),
        ),
        attributes: claims
            .attributes
            .into_iter()
            .map(|claim| Attribute::new(claim.name, claim.values))
            .collect(),
        issue_instant: now,
        not_before: now.saturating_sub(BEFORE).unwrap_or(now),
        not_on_or_after: now.saturating_add(LIFETIME).unwrap_or(now),
        authn_instant: granted.session().authenticated_at,
        authn_context_class: context::answered(accepted.requested_contexts(), &PERFORMED)
            .unwrap_or(PERFORMED)
            .uri()
            .to_owned(),
    }
}

/// The audience is the identifier by which the application was found. One that is no URI gets Entra's prefix, since
/// an audience is a URI, `[saml-core] 2.5.1.4`.
fn audience(identifier: &str) -> String {
    if url::Url::parse(identifier).is_ok() {
        identifier.to_owned()
    } else {
        format!("spn:{identifier}")
    }
}

fn wish(accepted: &AcceptedRequest) -> Option<NameIdFormat> {
    accepted
        .name_id_format()
        .and_then(|format| NameIdFormat::from_uri(format.uri()))
}

fn signing_option(option: applications::SigningOption) -> SigningOption {
    match option {
        applications::SigningOption::Assertion => SigningOption::Assertion,
        applications::SigningOption::Response => SigningOption::Response,
        applications::SigningOption::ResponseAndAssertion => SigningOption::ResponseAndAssertion,
    }
}

#[cfg(test)]
mod tests {
    use super::audience;

    #[test]
    fn an_identifier_that_is_no_uri_becomes_an_audience_with_a_prefix() {
        assert_eq!(
            audience("https://contoso.saasit.com/"),
            "https://contoso.saasit.com/"
        );
        assert_eq!(audience("urn:contoso:ism"), "urn:contoso:ism");
        assert_eq!(audience("ism"), "spn:ism");
    }
}
