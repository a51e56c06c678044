//! What a service provider may believe.

use jiff::{SignedDuration, Timestamp};

use super::{Expectations, Solicited};
use crate::error::Rejected;
use crate::message::{AttributeValues, NameId, ReceivedAttribute, Response};
use crate::rules::response::time::Clock;
use crate::rules::response::{conditions, correlation, name_id_format_pinned, status, subject, time};

/// A login: signed by the provider, for us, for now, in answer to what we asked.
///
/// It is good once. Whoever starts a session on it marks [`assertion_id`](Self::assertion_id) as used in the same
/// transaction.
#[derive(Debug)]
pub struct Accepted {
    assertion_id: String,
    name_id: NameId,
    name_id_as_sent: NameId,
    attributes: Vec<ReceivedAttribute>,
    authn_instant: Timestamp,
    authn_context_class: Option<String>,
    session_index: Option<String>,
    session_not_on_or_after: Option<Timestamp>,
    replay_until: Timestamp,
    in_response_to: Option<String>,
    verified_by: String,
}

impl Accepted {
    pub(super) fn judge(
        response: Response,
        verified_by: String,
        expected: &Expectations<'_>,
    ) -> Result<Self, Rejected> {
        let clock = Clock {
            now: expected.now,
            skew: time::clock_skew(expected.clock_skew)?,
        };
        judge_envelope(&response, expected)?;
        judge_conditions(&response, expected)?;
        correlation::in_response_to(&response, &expected.solicited)?;
        correlation::unsolicited_allowed(&response, &expected.solicited)?;
        let name_id = subject::subject_name_id(&response.assertion)?;
        name_id_format_pinned(&name_id, expected.accepted_name_id_formats)?;
        let name_id_as_sent = name_id.clone();
        let name_id = subject::name_qualifiers(name_id, expected)?;
        let confirmed = subject::bearer_confirmation(&response.assertion, expected, clock)?;
        let not_on_or_after = judge_time(&response, clock)?;
        let statements = &response.assertion.authn_statements;
        conditions::authn_statement(statements, clock)?;
        let session_end = statements
            .iter()
            .filter_map(|statement| statement.session_not_on_or_after)
            .min();
        time::session_not_on_or_after(session_end, clock)?;
        let (classes, forced_since) = wishes(&expected.solicited);
        let statement = conditions::authn_context(statements, classes, forced_since, clock)?;
        let ends = [not_on_or_after, confirmed.not_on_or_after];
        Ok(Self {
            name_id,
            name_id_as_sent,
            // `authn_statement` has made sure of it; the time of arrival stands in when a test takes that out.
            authn_instant: statement
                .and_then(|statement| statement.authn_instant)
                .unwrap_or(expected.now),
            authn_context_class: statement.and_then(|statement| statement.class.clone()),
            session_index: statement.and_then(|statement| statement.session_index.clone()),
            session_not_on_or_after: session_end,
            replay_until: replay_until(ends.into_iter().flatten().max(), clock),
            in_response_to: match expected.solicited {
                Solicited::Request { id, .. } => Some(id.to_owned()),
                Solicited::Unsolicited { .. } => None,
            },
            assertion_id: response.assertion.id,
            attributes: response.assertion.attributes,
            verified_by,
        })
    }

    /// The signed id of the assertion: what a memory of used assertions is keyed by.
    pub fn assertion_id(&self) -> &str {
        &self.assertion_id
    }

    /// Who signed in. Qualifiers that say nothing new are left out; one that is here belongs to the account's key.
    pub fn name_id(&self) -> &NameId {
        &self.name_id
    }

    /// Who signed in, with every qualifier that came: a request for logout names him in the very same way
    /// (`[saml-profiles]` 4.4.4.1, `[saml-core]` 3.3.4).
    pub fn name_id_as_sent(&self) -> &NameId {
        &self.name_id_as_sent
    }

    /// The values that came under this Name, compared octet by octet.
    pub fn attribute<'a>(&'a self, name: &'a str) -> AttributeValues<'a> {
        AttributeValues::collect(name, &self.attributes)
    }

    /// All attributes in document order.
    pub fn attributes(&self) -> &[ReceivedAttribute] {
        &self.attributes
    }

    /// The provider's name for its session, needed for single logout.
    pub fn session_index(&self) -> Option<&str> {
        self.session_index.as_deref()
    }

    /// When the provider wants our session to end at the latest.
    pub fn session_not_on_or_after(&self) -> Option<Timestamp> {
        self.session_not_on_or_after
    }

    /// Until when the assertion has to be remembered as used: after that it is refused for its age.
    pub fn replay_until(&self) -> Timestamp {
        self.replay_until
    }

    /// When the person signed in at the provider; maybe long ago.
    pub fn authn_instant(&self) -> Timestamp {
        self.authn_instant
    }

    /// How the person signed in, as the URI that was sent.
    pub fn authn_context_class(&self) -> Option<&str> {
        self.authn_context_class.as_deref()
    }

    /// Thumbprint of the certificate whose key verified the signature.
    pub fn verified_by(&self) -> &str {
        &self.verified_by
    }

    /// The request of ours that is answered.
    pub fn in_response_to(&self) -> Option<&str> {
        self.in_response_to.as_deref()
    }
}

fn judge_envelope(response: &Response, expected: &Expectations<'_>) -> Result<(), Rejected> {
    let Response { envelope, assertion } = response;
    status::version("Response", envelope.version.as_deref())?;
    status::version("Assertion", assertion.version.as_deref())?;
    status::status_success(&envelope.status)?;
    status::destination(
        envelope.destination.as_deref(),
        envelope.is_signed,
        expected.acs_url,
    )?;
    status::issuer(assertion.issuer.as_ref(), expected.provider_entity_id)?;
    status::response_issuer(envelope, assertion.issuer.as_ref())
}

fn judge_conditions(response: &Response, expected: &Expectations<'_>) -> Result<(), Rejected> {
    conditions::conditions_present(&response.assertion)?;
    let Some(present) = &response.assertion.conditions else {
        return Ok(());
    };
    conditions::condition_known(present)?;
    conditions::audience(present, expected.entity_id)
}

/// Returns the end of the conditions.
fn judge_time(response: &Response, clock: Clock) -> Result<Option<Timestamp>, Rejected> {
    let Response { envelope, assertion } = response;
    time::freshness("Response", envelope.issue_instant, clock)?;
    time::freshness("Assertion", assertion.issue_instant, clock)?;
    let Some(conditions) = &assertion.conditions else {
        return Ok(None);
    };
    time::not_before(conditions.not_before, clock)?;
    time::not_on_or_after(conditions.not_before, conditions.not_on_or_after, clock)?;
    if let Some(bound) = conditions.not_on_or_after {
        time::validity_capped(assertion.issue_instant, bound)?;
    }
    Ok(conditions.not_on_or_after)
}

fn wishes<'a>(solicited: &Solicited<'a>) -> (&'a [crate::message::AuthnContextClass], Option<Timestamp>) {
    match *solicited {
        Solicited::Request {
            force_authn,
            requested_contexts,
            sent_at,
            ..
        } => (requested_contexts, force_authn.then_some(sent_at)),
        Solicited::Unsolicited { .. } => (&[], None),
    }
}

/// The end of the assertion plus the skew; without an end, as long as its age would let it pass.
fn replay_until(end: Option<Timestamp>, clock: Clock) -> Timestamp {
    let later = |instant: Timestamp, by: SignedDuration| instant.checked_add(by).unwrap_or(Timestamp::MAX);
    later(
        end.unwrap_or_else(|| later(clock.now, time::VALIDITY_LIMIT)),
        clock.skew,
    )
}
