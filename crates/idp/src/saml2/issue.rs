//! From a granted sign-on to the signed response: claims, message, log entry, signature. Nothing slow happens inside a
//! transaction, and nothing is signed, let alone leaves, before the entry is durable. (`issue_logged`)

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::SignedDuration;
use vestibule_directory::Environment;
use vestibule_directory::applications;
use vestibule_directory::claims::{self, Claims, NameIdFormat, Warning};
use vestibule_directory::sign_in::Granted;
use vestibule_directory::sign_ins::{self, Success};
use vestibule_saml::identity_provider::{AcceptedRequest, ResponseContent, SignedResponse, SigningOption};
use vestibule_saml::message::{Attribute, NameId, NameIdFormat as SamlNameIdFormat};
use vestibule_web::href::plain_origin;

use super::context::{self, PERFORMED};
use super::encrypt::{readable, written};
use super::entry::Entry;
use super::self_check::{is_due, self_check};
use crate::refusal::{Refused, Stop, stop};
use crate::routes;
use crate::sign_in::plan::Planned;
use crate::visit::Visit;

/// How long before now an assertion is valid already: other clocks are slow.
const BEFORE: SignedDuration = SignedDuration::from_mins(5);
/// How long an assertion is valid.
const LIFETIME: SignedDuration = SignedDuration::from_mins(60);

/// An answer that is decided upon: what the log says of it, and what it will say.
pub(crate) struct Answer {
    /// The entry of the log. It is named after the assertion, so that one can be found by the other.
    pub(crate) success: Success,
    content: ResponseContent,
    warnings: Vec<Warning>,
    sample: u8,
}

impl Answer {
    /// The answer to a granted sign-on: pure.
    pub(crate) fn to(visit: &Visit, entry: &Entry, granted: &Granted, is_interactive: bool) -> Self {
        let drawn = Drawn::from(visit.services.environment());
        let issuer = routes::issuer(visit.services.settings(), &granted.tenant().id);
        let accepted = &entry.accepted;
        let mut claims = claims::for_grant(granted, &issuer, wish(accepted), &drawn.transient);
        let warnings = std::mem::take(&mut claims.warnings);
        let ids = Ids {
            response: ["_", &drawn.response].concat(),
            assertion: ["_", &drawn.assertion].concat(),
        };
        Self {
            success: Success {
                id: drawn.assertion,
                attempt: visit.attempt(entry.start, is_interactive),
                identifier: accepted.identifier().to_owned(),
                reply_url: accepted.reply_url().to_owned(),
                name_id: claims.name_id.clone(),
            },
            content: content(ids, issuer, accepted, granted, claims),
            warnings,
            sample: drawn.sample,
        }
    }
}

/// Signs an answer that is in the log. What fails here is written down as not sent.
pub(crate) async fn respond(visit: &Visit, planned: &Planned) -> Result<SignedResponse, Stop> {
    for warning in &planned.answer.warnings {
        tracing::warn!(claim = warning.name, reason = ?warning.reason, "a claim was left out or replaced");
    }
    let signed = sign(visit, planned).await;
    if signed.is_err() {
        let (granted, success) = (&planned.granted, &planned.answer.success);
        if let Err(failure) = sign_ins::retract_success(visit.directory(), granted, success, UNSENT).await {
            let cause = std::error::Error::source(&failure).map(ToString::to_string);
            tracing::error!(
                entry = success.id,
                cause,
                "an answer that was not sent is in the log as sent"
            );
        }
    }
    signed
}

async fn sign(visit: &Visit, planned: &Planned) -> Result<SignedResponse, Stop> {
    let Planned {
        entry,
        granted,
        answer,
        ..
    } = planned;
    let refused = |refusal| {
        Refused::new(refusal, entry.start)
            .knowing(granted.facts())
            .interactive(answer.success.attempt.is_interactive)
    };
    let (key, is_first_of_key) = visit
        .services
        .signing_key(granted.facts())
        .await
        .map_err(|failure| stop(failure, refused))?;
    let option = signing_option(granted.application().signing_option);
    let encryption = granted.application().encryption.as_ref();
    let response = written(&visit.services, &answer.content, (&key, option), encryption)
        .map_err(|failure| stop(failure, refused))?;
    if is_due(answer.sample, is_first_of_key) {
        let readable =
            readable(&response, &answer.content, (&key, option), encryption).map_err(Stop::Failed)?;
        self_check(&readable, &answer.content, option, key.certificate_der())?;
    }
    Ok(response)
}

/// What the log says of an answer that could not be made.
const UNSENT: &str = "The answer was granted, but it could not be signed; nothing was sent.";

/// What an answer has of its own, drawn at once, since a draw costs more than its octets. Nobody can foresee it.
struct Drawn {
    response: String,
    assertion: String,
    /// The name of a person who is given another one every time.
    transient: String,
    /// Whether the answer is read again.
    sample: u8,
}

impl Drawn {
    fn from(environment: &Environment) -> Self {
        let mut octets = [[0; 16]; 5];
        environment.fill(octets.as_flattened_mut());
        let [response, assertion, first, second, [sample, ..]] = octets;
        let id = |octets| uuid::Builder::from_random_bytes(octets).into_uuid().to_string();
        Self {
            response: id(response),
            assertion: id(assertion),
            transient: URL_SAFE_NO_PAD.encode([first, second].as_flattened()),
            sample,
        }
    }
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
    if plain_origin(identifier).is_some() || url::Url::parse(identifier).is_ok() {
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
