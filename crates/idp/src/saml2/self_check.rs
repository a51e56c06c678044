//! Whether an answer that was just written is one: it is read by the rules of our own service provider, and has to say
//! there what it was meant to say.

use std::collections::BTreeMap;

use jiff::SignedDuration;
use vestibule_saml::binding::post;
use vestibule_saml::error::Rejected;
use vestibule_saml::identity_provider::{ResponseContent, SignedResponse, SigningOption};
use vestibule_saml::service_provider::{Accepted, Expectations, SignaturePolicy, Solicited};
use vestibule_saml::signature::{Certificate, KeyError, TrustedKeys};

/// A running server draws an octet for each answer and reads those again that draw this one: one in 256.
const SAMPLE: u8 = u8::MAX;
/// The most that clocks may be apart. What is looked for is an answer that can be read in two ways, not a replica whose
/// clock is wrong.
const CLOCK_SKEW: SignedDuration = SignedDuration::from_mins(5);

/// Why an answer must not leave.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Unsound {
    /// Our own service provider refuses it. The rule's name alone: what was received is about a person.
    #[error("an answer of ours breaks the rule {0}")]
    Refused(&'static str),
    /// It reads as something else than it was written for.
    #[error("an answer of ours says another {0} than was meant")]
    Differs(&'static str),
    /// The certificate that applications have been given cannot verify anything.
    #[error("the certificate of an answer of ours cannot be used")]
    Certificate(#[source] KeyError),
}

impl From<Rejected> for Unsound {
    fn from(rejected: Rejected) -> Self {
        Self::Refused(rejected.rule.name)
    }
}

impl From<KeyError> for Unsound {
    fn from(error: KeyError) -> Self {
        Self::Certificate(error)
    }
}

/// Whether this answer is to be read: where the code is tested, each; else the first of a key and one in 256.
pub(crate) fn is_due(drawn: u8, is_first_of_key: bool) -> bool {
    cfg!(debug_assertions) || is_sampled(drawn, is_first_of_key)
}

fn is_sampled(drawn: u8, is_first_of_key: bool) -> bool {
    is_first_of_key || drawn == SAMPLE
}

/// Reads an answer as the application will that knows `certificate` (DER).
pub(crate) fn self_check(
    response: &SignedResponse,
    meant: &ResponseContent,
    option: SigningOption,
    certificate: &[u8],
) -> Result<(), Unsound> {
    let key = Certificate::from_der(certificate)?.verification_key()?;
    let keys = TrustedKeys::new(vec![key])?;
    let policy = match option {
        SigningOption::Assertion => SignaturePolicy::Assertion,
        SigningOption::Response => SignaturePolicy::Response,
        SigningOption::ResponseAndAssertion => SignaturePolicy::Both,
    };
    let solicited = match &meant.in_response_to {
        Some(id) => Solicited::Request {
            id,
            force_authn: false,
            requested_contexts: &[],
            sent_at: meant.issue_instant,
        },
        None => Solicited::Unsolicited { allowed: true },
    };
    let mut expectations = Expectations::new(
        &meant.audience,
        &meant.destination,
        &meant.issuer,
        meant.issue_instant,
        solicited,
    );
    expectations.clock_skew = CLOCK_SKEW;
    let form = form_urlencoded::Serializer::new(String::new())
        .append_pair("SAMLResponse", &response.to_base64())
        .finish();
    let (decoded, _) = post::decode_response(form.as_bytes())?;
    let accepted = decoded.read()?.verify(&keys, policy)?.accept(&expectations)?;
    says(&accepted, meant)
}

/// Whether what was read is what was meant.
fn says(accepted: &Accepted, meant: &ResponseContent) -> Result<(), Unsound> {
    let name_id = accepted.name_id();
    let same = [
        ("assertion id", accepted.assertion_id() == meant.assertion_id),
        (
            "name",
            name_id.value == meant.name_id.value && name_id.format == meant.name_id.format,
        ),
        (
            "session",
            accepted.session_index() == Some(meant.session_index.as_str()),
        ),
        (
            "authentication context",
            accepted.authn_context_class() == Some(meant.authn_context_class.as_str()),
        ),
        ("set of claims", claims_read(accepted) == claims_meant(meant)),
    ];
    match same.iter().find(|(_, is_same)| !is_same) {
        Some((what, _)) => Err(Unsound::Differs(what)),
        None => Ok(()),
    }
}

type ByName<'a> = BTreeMap<&'a str, Vec<Option<&'a str>>>;

fn claims_read(accepted: &Accepted) -> ByName<'_> {
    let mut claims = ByName::new();
    for attribute in accepted.attributes() {
        claims
            .entry(attribute.name())
            .or_default()
            .extend(attribute.values());
    }
    claims
}

/// A claim without values is not written.
fn claims_meant(meant: &ResponseContent) -> ByName<'_> {
    let mut claims = ByName::new();
    for attribute in meant
        .attributes
        .iter()
        .filter(|attribute| !attribute.values.is_empty())
    {
        let values = attribute.values.iter().map(|value| Some(value.as_str()));
        claims.entry(attribute.name.as_str()).or_default().extend(values);
    }
    claims
}

#[cfg(test)]
mod tests;
