//! What came from a stranger and was read, but not yet judged.

use std::fmt;
use std::marker::PhantomData;

use crate::binding::RelayState;
use crate::signature::verify::{shown_thumbprint, signature_of};
use crate::xml::Document;

/// A message that was read and whose sender is only claimed. It borrows the text from a
/// [`Decoded`](super::Decoded).
///
/// It tells what is needed to look up the partner, and nothing that could be mistaken for a fact. What a message
/// says is reachable through [`accept`](crate::identity_provider::accept) for a request, through
/// [`verify`](Self::verify) for a response and through [`accept`](Self::accept) for a message of logout.
pub struct Unverified<'i, T> {
    pub(crate) document: Document<'i>,
    pub(crate) claimed: Claimed,
    pub(crate) carriage: &'i Carriage,
    message: PhantomData<fn() -> T>,
}

/// The claims that serve to look something up.
#[derive(Debug, Clone, Default)]
pub(crate) struct Claimed {
    pub(crate) id: Option<String>,
    pub(crate) issuer: Option<String>,
    pub(crate) in_response_to: Option<String>,
}

/// How the message came, as far as its verification depends on it.
#[derive(Debug, Clone)]
pub(crate) enum Carriage {
    /// In a form; a signature, if any, is in the message.
    Post { relay_state: Option<RelayState> },
    /// In a query; a signature, if any, is in the query.
    Redirect {
        relay_state: Option<RelayState>,
        signature: Option<QuerySignature>,
    },
}

/// A signature of the redirect binding with the octets it covers, as received (`[saml-bindings]` 3.4.4.1).
#[derive(Debug, Clone)]
pub(crate) struct QuerySignature {
    /// `SAMLRequest=…[&RelayState=…]&SigAlg=…` (or `SAMLResponse`), cut out of the query.
    pub(crate) octets: String,
    pub(crate) algorithm: String,
    pub(crate) value: String,
}

impl<'i, T> Unverified<'i, T> {
    pub(crate) fn new(document: Document<'i>, claimed: Claimed, carriage: &'i Carriage) -> Self {
        Self {
            document,
            claimed,
            carriage,
            message: PhantomData,
        }
    }

    /// The entity id that the message gives as its Issuer. For looking up the partner, and for nothing else.
    pub fn claimed_issuer(&self) -> Option<&str> {
        self.claimed.issuer.as_deref()
    }

    /// The id that the message gives itself. For the log.
    pub fn claimed_id(&self) -> Option<&str> {
        self.claimed.id.as_deref()
    }

    /// Thumbprint of the certificate that an enveloped signature shows, upper-case hex. Which of a partner's keys to try,
    /// and nothing else: anybody can show any certificate.
    pub fn shown_certificate(&self) -> Option<String> {
        let signature = signature_of(self.document.root()).ok().flatten()?;
        shown_thumbprint(signature)
    }

    /// The RelayState that came with the message, octet by octet.
    pub fn relay_state(&self) -> Option<&RelayState> {
        match self.carriage {
            Carriage::Post { relay_state } | Carriage::Redirect { relay_state, .. } => relay_state.as_ref(),
        }
    }
}

/// Shows the claims, never the message: it holds assertions and names of people.
impl<T> fmt::Debug for Unverified<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Unverified")
            .field("claimed", &self.claimed)
            .finish_non_exhaustive()
    }
}
