//! What an identity provider makes of a request.

use jiff::Timestamp;

use super::ReplyUrl;
use crate::binding::RelayState;
use crate::error::Rejected;
use crate::message::{AuthnContextClass, AuthnRequest, Carriage, NameIdFormat, StatusCode, Unverified};
use crate::rules::request::{content, reply_url, sender, wishes};
use crate::signature::TrustedKeys;
use crate::signature::carried::verify_carried;
use crate::signature::verify::signature_of;
use crate::xml::Element;

/// What is registered of an application, as far as requests are held against it.
#[derive(Debug, Clone, Copy)]
pub struct Registration<'a> {
    /// Its identifiers (entity ids); a request names one of them as its Issuer.
    pub identifiers: &'a [String],
    /// Where answers may go.
    pub reply_urls: &'a [ReplyUrl],
    /// Our address at which the request arrived, as configured.
    pub sso_url: &'a str,
    /// Whether unsigned requests are refused.
    pub requests_must_be_signed: bool,
    /// The keys that sign its requests. Where they are known, a signature that is there must be good.
    pub verification_keys: Option<&'a TrustedKeys>,
}

/// A request that holds: who asks, where the answer goes, and what is wished.
#[derive(Debug, Clone)]
pub struct AcceptedRequest {
    id: Option<String>,
    identifier: String,
    reply_url: String,
    relay_state: Option<RelayState>,
    is_signed: bool,
    wishes: Wishes,
}

/// How the sign-in shall be.
#[derive(Debug, Clone, Default)]
struct Wishes {
    force_authn: bool,
    is_passive: bool,
    name_id_format: Option<NameIdFormat>,
    sp_name_qualifier: Option<String>,
    contexts: Vec<AuthnContextClass>,
}

/// A request that does not hold, and how its sender may be told.
#[derive(Debug, Clone)]
pub struct RequestRefusal {
    /// The rule that refused.
    pub rejected: Rejected,
    /// Where a status may be sent: present only after `reply_url_registered` held. Otherwise a page is all there
    /// is, without any link to what was received.
    pub answerable: Option<AnswerTo>,
}

impl std::fmt::Display for RequestRefusal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.rejected.fmt(f)
    }
}

impl std::error::Error for RequestRefusal {}

impl RequestRefusal {
    /// The status codes that tell the refusal to the requester, top level first; `None` where
    /// [`answerable`](Self::answerable) is.
    pub fn status(&self) -> Option<(StatusCode, StatusCode)> {
        self.answerable.as_ref()?;
        match self.rejected.rule.name {
            "name_id_policy" => Some((StatusCode::Requester, StatusCode::InvalidNameIdPolicy)),
            "requested_authn_context" => Some((StatusCode::Responder, StatusCode::NoAuthnContext)),
            "force_authn" => Some((StatusCode::Responder, StatusCode::NoPassive)),
            _ => None,
        }
    }
}

/// Where an answer goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnswerTo {
    /// A registered reply URL.
    pub reply_url: String,
    /// The request that is answered.
    pub in_response_to: String,
    /// The RelayState that goes back untouched.
    pub relay_state: Option<RelayState>,
}

/// Judges a request: first what it is and who may have sent it, then where the answer goes, then what is wished.
///
/// `now` is the time, read once; it matters only for signed requests.
///
/// # Errors
/// The first rule that does not hold. From `reply_url_registered` on the refusal is answerable.
pub fn accept(
    request: &Unverified<'_, AuthnRequest>,
    registration: &Registration<'_>,
    now: Timestamp,
) -> Result<AcceptedRequest, RequestRefusal> {
    let to_page = |rejected| RequestRefusal {
        rejected,
        answerable: None,
    };
    let asking = judge_sender(request, registration, now).map_err(to_page)?;
    let target =
        reply_url::reply_url_registered(&asking.request, registration.reply_urls).map_err(to_page)?;
    let relay_state = request.relay_state().cloned();
    let wishes = judge_wishes(&asking.request, registration).map_err(|rejected| RequestRefusal {
        rejected,
        answerable: Some(AnswerTo {
            reply_url: target.clone(),
            in_response_to: asking.request.id.clone(),
            relay_state: relay_state.clone(),
        }),
    })?;
    Ok(AcceptedRequest {
        id: Some(asking.request.id),
        identifier: asking.identifier,
        reply_url: target,
        relay_state,
        is_signed: asking.is_signed,
        wishes,
    })
}

struct Sender {
    request: AuthnRequest,
    identifier: String,
    is_signed: bool,
}

fn judge_sender(
    unverified: &Unverified<'_, AuthnRequest>,
    registration: &Registration<'_>,
    now: Timestamp,
) -> Result<Sender, Rejected> {
    let root = unverified.document.root();
    let signed = verify_signature(unverified.carriage, root, registration)?;
    let request = AuthnRequest::read(signed.unwrap_or(root))?;
    content::request_version(&request.version)?;
    content::request_id(&request.id)?;
    content::request_unsupported(&request.unsupported)?;
    content::protocol_binding(request.protocol_binding.as_deref())?;
    let issuer = request.issuer.as_ref().map(|issuer| issuer.value.as_str());
    let identifier = sender::application_by_issuer(issuer, registration.identifiers)?.to_owned();
    content::request_issue_instant(&request.issue_instant, signed.is_some(), now)?;
    content::request_destination(
        request.destination.as_deref(),
        signed.is_some(),
        registration.sso_url,
    )?;
    Ok(Sender {
        request,
        identifier,
        is_signed: signed.is_some(),
    })
}

/// Verifies what is signed and returns the element that the signature covers; `None` if nothing is, and nothing
/// need be.
fn verify_signature<'a, 'i>(
    carriage: &Carriage,
    root: Element<'a, 'i>,
    registration: &Registration<'_>,
) -> Result<Option<Element<'a, 'i>>, Rejected> {
    let is_required = registration.requests_must_be_signed;
    let Some(keys) = registration.verification_keys else {
        // Nothing to verify with: a signature is ignored, unless one is demanded.
        if is_required {
            sender::request_signature_required(
                "a verification certificate of the application",
                "none is stored",
            )?;
        }
        return Ok(None);
    };
    if matches!(carriage, Carriage::Redirect { signature: None, .. }) {
        sender::signature_place(true, is_required && signature_of(root)?.is_some())?;
    }
    let verified = verify_carried(carriage, root, Some(keys))
        .map(|signed| signed.map(|signed| signed.element()))
        .transpose();
    match verified {
        Some(verified) => sender::present_signature_checked(is_required, verified),
        None if is_required => sender::request_signature_required("a signature", "none").map(|()| None),
        None => Ok(None),
    }
}

fn judge_wishes(request: &AuthnRequest, registration: &Registration<'_>) -> Result<Wishes, Rejected> {
    let policy = request.name_id_policy.as_ref();
    let name_id_format = wishes::name_id_policy(policy, registration.identifiers)?;
    let contexts = wishes::requested_authn_context(request.requested_context.as_ref())?;
    let (force_authn, is_passive) = wishes::force_authn(request)?;
    let sp_name_qualifier = policy.and_then(|policy| policy.sp_name_qualifier.clone());
    Ok(Wishes {
        force_authn,
        is_passive,
        name_id_format,
        sp_name_qualifier,
        contexts,
    })
}

impl AcceptedRequest {
    /// A request of our own making, for a sign-on that the person starts here: no id, nothing wished. Identifier,
    /// reply URL and RelayState come from the registration.
    pub fn unsolicited(
        identifier: impl Into<String>,
        reply_url: impl Into<String>,
        relay_state: Option<RelayState>,
    ) -> Self {
        Self {
            id: None,
            identifier: identifier.into(),
            reply_url: reply_url.into(),
            relay_state,
            is_signed: false,
            wishes: Wishes::default(),
        }
    }

    /// The id of the request, for InResponseTo; `None` if the person started the sign-on here.
    pub fn id(&self) -> Option<&str> {
        self.id.as_deref()
    }

    /// The identifier that the request named: the audience of the answer.
    pub fn identifier(&self) -> &str {
        &self.identifier
    }

    /// Where the answer goes: a registered reply URL.
    pub fn reply_url(&self) -> &str {
        &self.reply_url
    }

    /// What goes back with the answer, untouched.
    pub fn relay_state(&self) -> Option<&RelayState> {
        self.relay_state.as_ref()
    }

    /// Whether the request carried a signature that was verified.
    pub fn is_signed(&self) -> bool {
        self.is_signed
    }

    /// Whether the person has to sign in anew.
    pub fn force_authn(&self) -> bool {
        self.wishes.force_authn
    }

    /// Whether no page may be shown.
    pub fn is_passive(&self) -> bool {
        self.wishes.is_passive
    }

    /// The kind of name that is wished for.
    pub fn name_id_format(&self) -> Option<NameIdFormat> {
        self.wishes.name_id_format.clone()
    }

    /// The qualifier to be echoed on the name; an identifier of this application.
    pub fn sp_name_qualifier(&self) -> Option<&str> {
        self.wishes.sp_name_qualifier.as_deref()
    }

    /// The classes of sign-in one of which is wished for; empty for any.
    pub fn requested_contexts(&self) -> &[AuthnContextClass] {
        &self.wishes.contexts
    }

    /// Holds how the person signed in against what is wished.
    ///
    /// # Errors
    /// `requested_authn_context`, answerable, if it is none of the classes.
    pub fn check_context(&self, performed: &AuthnContextClass) -> Result<(), RequestRefusal> {
        wishes::context_met(&self.wishes.contexts, performed).map_err(|rejected| RequestRefusal {
            rejected,
            answerable: self.answer_to(),
        })
    }

    /// Where a status would go; `None` if the person started the sign-on here, since nobody waits for one.
    pub fn answer_to(&self) -> Option<AnswerTo> {
        Some(AnswerTo {
            reply_url: self.reply_url.clone(),
            in_response_to: self.id.clone()?,
            relay_state: self.relay_state.clone(),
        })
    }
}
