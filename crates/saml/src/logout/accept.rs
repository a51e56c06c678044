//! What is made of a logout message.

use jiff::{SignedDuration, Timestamp};

use crate::binding::RelayState;
use crate::error::Rejected;
use crate::message::{LogoutEnvelope, LogoutRequest, LogoutResponse, NameId, Status, Unverified};
use crate::rules::logout as rules;
use crate::rules::request::sender;
use crate::rules::response::status;
use crate::rules::response::time::{self, AGE_LIMIT, Clock};
use crate::service_provider::Expectations;
use crate::signature::TrustedKeys;
use crate::signature::carried::verify_carried;

/// Who judges.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// An identity provider, of what an application sends. Where it has no keys of that application, messages need
    /// no signature, and one that is there is passed over.
    IdentityProvider,
    /// A service provider, of what its identity provider sends. Requests have to be signed.
    ServiceProvider,
}

/// Everything a logout message is held against. The values are configuration, never taken from the message.
#[derive(Debug, Clone, Copy)]
pub struct LogoutExpectations<'a> {
    /// Who judges.
    pub role: Role,
    /// Our entity id.
    pub entity_id: &'a str,
    /// The entity ids of the partner; a service provider's identity provider has one.
    pub partner: &'a [String],
    /// Our address for logout messages.
    pub location: &'a str,
    /// The partner's keys, if any are known.
    pub keys: Option<&'a TrustedKeys>,
    /// The time, read once for the message.
    pub now: Timestamp,
    /// How far the clocks may be apart, 0 to 300 seconds.
    pub clock_skew: SignedDuration,
}

impl<'a> LogoutExpectations<'a> {
    /// Expectations with the default skew of clocks.
    pub fn new(
        role: Role,
        entity_id: &'a str,
        partner: &'a [String],
        location: &'a str,
        keys: Option<&'a TrustedKeys>,
        now: Timestamp,
    ) -> Self {
        Self {
            role,
            entity_id,
            partner,
            location,
            keys,
            now,
            clock_skew: Expectations::DEFAULT_CLOCK_SKEW,
        }
    }
}

/// The names of a session: what stood in the assertion that began it.
#[derive(Debug, Clone, Copy)]
pub struct SessionName<'a> {
    /// The name of the person as it was issued. Qualifiers at their defaults count as absent.
    pub name_id: &'a NameId,
    /// The identity provider's name for the session.
    pub session_index: Option<&'a str>,
}

/// A logout request that holds. Which sessions it means, [`check_session`](Self::check_session) says.
#[derive(Debug, Clone)]
pub struct AcceptedLogout {
    role: Role,
    entity_id: String,
    id: String,
    issuer: String,
    name_id: NameId,
    session_indexes: Vec<String>,
    reason: Option<String>,
    relay_state: Option<RelayState>,
    verified_by: Option<String>,
    replay_until: Timestamp,
}

/// A logout response that holds: it answers the request that is outstanding.
#[derive(Debug, Clone)]
pub struct AcceptedLogoutResponse {
    status: Status,
    is_signed: bool,
}

impl Unverified<'_, LogoutRequest> {
    /// Judges the request: signature, version, issuer, destination, times, subject.
    ///
    /// # Errors
    /// The first rule that does not hold.
    pub fn accept(&self, expected: &LogoutExpectations<'_>) -> Result<AcceptedLogout, Rejected> {
        let root = self.document.root();
        let signed = verify_carried(self.carriage, root, expected.keys)?;
        match expected.role {
            Role::ServiceProvider => rules::logout_request_signed(signed.is_some())?,
            Role::IdentityProvider => rules::logout_signature(signed.is_some(), expected.keys.is_some())?,
        }
        let verified_by = signed.map(|signed| signed.verified_by().to_owned());
        let request = LogoutRequest::read(signed.map_or(root, |signed| signed.element()))?;
        let clock = Clock {
            now: expected.now,
            skew: time::clock_skew(expected.clock_skew)?,
        };
        let issuer = judge(
            "LogoutRequest",
            &request.envelope,
            signed.is_some(),
            expected,
            clock,
        )?;
        time::not_on_or_after(None, request.not_on_or_after, clock)?;
        let name_id = rules::named_subject(expected.role, &request)?;
        let issued = request.envelope.issue_instant.unwrap_or(expected.now);
        let age = AGE_LIMIT.checked_add(clock.skew).unwrap_or(AGE_LIMIT);
        Ok(AcceptedLogout {
            role: expected.role,
            entity_id: expected.entity_id.to_owned(),
            name_id: without_defaults(name_id, expected.role, expected.entity_id, &issuer),
            id: request.envelope.id,
            issuer,
            session_indexes: request.session_indexes,
            reason: request.reason,
            relay_state: self.relay_state().cloned(),
            verified_by,
            replay_until: issued.checked_add(age).unwrap_or(Timestamp::MAX),
        })
    }
}

impl Unverified<'_, LogoutResponse> {
    /// The request that the response claims to answer. For looking it up, and for nothing else.
    pub fn claims_in_response_to(&self) -> Option<&str> {
        self.claimed.in_response_to.as_deref()
    }

    /// Judges the response to the request with the id `outstanding`: signature where there is one, request, version,
    /// issuer, destination, age. What it says became of the request is the partner's word, success or not.
    ///
    /// # Errors
    /// The first rule that does not hold.
    pub fn accept(
        &self,
        outstanding: &str,
        expected: &LogoutExpectations<'_>,
    ) -> Result<AcceptedLogoutResponse, Rejected> {
        let root = self.document.root();
        let signed = verify_carried(self.carriage, root, expected.keys)?;
        let response = LogoutResponse::read(signed.map_or(root, |signed| signed.element()))?;
        let clock = Clock {
            now: expected.now,
            skew: time::clock_skew(expected.clock_skew)?,
        };
        rules::logout_response_solicited(expected.role, response.in_response_to.as_deref(), outstanding)?;
        judge(
            "LogoutResponse",
            &response.envelope,
            signed.is_some(),
            expected,
            clock,
        )?;
        Ok(AcceptedLogoutResponse {
            status: response.status,
            is_signed: signed.is_some(),
        })
    }
}

/// What every message is judged by. Returns the partner's entity id that the message names.
fn judge(
    name: &str,
    envelope: &LogoutEnvelope,
    is_signed: bool,
    expected: &LogoutExpectations<'_>,
    clock: Clock,
) -> Result<String, Rejected> {
    status::version(name, envelope.version.as_deref())?;
    let named = envelope.issuer.as_ref().map(|issuer| issuer.value.as_str());
    let issuer = match expected.role {
        Role::IdentityProvider => sender::application_by_issuer(named, expected.partner)?,
        Role::ServiceProvider => {
            let provider = expected.partner.first().map_or("", String::as_str);
            status::issuer(envelope.issuer.as_ref(), provider)?;
            provider
        }
    };
    status::destination(envelope.destination.as_deref(), is_signed, expected.location)?;
    time::freshness(name, envelope.issue_instant, clock)?;
    Ok(issuer.to_owned())
}

/// Qualifiers at their defaults say nothing new (`[saml-core]` 2.2.2, 8.3.7).
fn without_defaults(mut name_id: NameId, role: Role, own: &str, partner: &str) -> NameId {
    let (provider, application) = match role {
        Role::IdentityProvider => (own, partner),
        Role::ServiceProvider => (partner, own),
    };
    name_id.name_qualifier.take_if(|qualifier| qualifier == provider);
    name_id
        .sp_name_qualifier
        .take_if(|qualifier| qualifier == application);
    name_id
}

impl AcceptedLogout {
    /// The id of the request, for InResponseTo.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The entity id of the partner that the request named.
    pub fn issuer(&self) -> &str {
        &self.issuer
    }

    /// Whose session is meant. Qualifiers that say nothing new are left out.
    pub fn name_id(&self) -> &NameId {
        &self.name_id
    }

    /// Which of his sessions; none for all.
    pub fn session_indexes(&self) -> &[String] {
        &self.session_indexes
    }

    /// Why, as the URI that was sent.
    pub fn reason(&self) -> Option<&str> {
        self.reason.as_deref()
    }

    /// What goes back with the answer, untouched.
    pub fn relay_state(&self) -> Option<&RelayState> {
        self.relay_state.as_ref()
    }

    /// Thumbprint of the certificate whose key verified the request; `None` if nothing did.
    pub fn verified_by(&self) -> Option<&str> {
        self.verified_by.as_deref()
    }

    /// Until when the request's id has to be remembered as used: after that it is refused for its age.
    pub fn replay_until(&self) -> Timestamp {
        self.replay_until
    }

    /// Holds a session against the request.
    ///
    /// # Errors
    /// `logout_request_checked` at an identity provider, `logout_matches_session` at a service provider, if it is
    /// not meant.
    pub fn check_session(&self, session: &SessionName<'_>) -> Result<(), Rejected> {
        let known = without_defaults(session.name_id.clone(), self.role, &self.entity_id, &self.issuer);
        let session = SessionName {
            name_id: &known,
            ..*session
        };
        rules::logout_matches_session(self.role, &self.name_id, &self.session_indexes, &session)
    }
}

impl AcceptedLogoutResponse {
    /// What the partner says became of the request.
    pub fn status(&self) -> &Status {
        &self.status
    }

    /// Whether the partner's key vouches for the response.
    pub fn is_signed(&self) -> bool {
        self.is_signed
    }
}
