//! What a sign-in must remember from page to page. It travels sealed through the browser: no replica keeps anything,
//! any replica goes on, and nobody can change or swap what was asked for. (`request_state_sealed`)

use std::io::{Read as _, Write as _};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use flate2::Compression;
use flate2::read::DeflateDecoder;
use flate2::write::DeflateEncoder;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use vestibule_directory::Sealer;
use vestibule_directory::sign_outs::AskedBy;
use vestibule_saml::binding::ReceivedMessage;

/// How long a person may take between the request and the answer.
pub(crate) const LIFETIME: SignedDuration = SignedDuration::from_mins(30);

/// The most characters that a sealed state may have: it stands in addresses, and a header block ends at 32 KiB.
const LONGEST: usize = 20 * 1024;

/// The most octets that a state may hold once it is inflated.
const LARGEST: u64 = 1024 * 1024;

/// Where a sign-in is to lead.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Wish {
    /// An application's request, in the octets in which it came: it is decoded and checked anew at each step, so
    /// that no step relies on what an earlier one has found.
    Request {
        /// The tenant as the path named it.
        tenant: String,
        /// The request.
        message: Received,
    },
    /// The start of an application without a request of its own.
    Launch {
        /// The tenant as the address named it.
        tenant: String,
        /// The application's id.
        app_id: String,
    },
    /// The portal.
    MyApps,
    /// A page of the admin center.
    Admin {
        /// Its path and query.
        path: String,
    },
}

/// A sign-on request as it was received: what [`ReceivedMessage`] holds, in a form that can be sealed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Received {
    /// HTTP-Redirect: the raw query.
    Redirect {
        /// The query without its question mark.
        query: String,
    },
    /// HTTP-POST: the two fields of the form.
    Post {
        /// `SAMLRequest`, in Base64.
        saml: String,
        /// `RelayState`, if there was one.
        relay_state: Option<String>,
    },
}

impl From<ReceivedMessage> for Received {
    fn from(message: ReceivedMessage) -> Self {
        match message {
            ReceivedMessage::Redirect { query } => Self::Redirect { query },
            ReceivedMessage::Post { saml, relay_state } => Self::Post { saml, relay_state },
        }
    }
}

impl From<&Received> for ReceivedMessage {
    fn from(message: &Received) -> Self {
        match message.clone() {
            Received::Redirect { query } => Self::Redirect { query },
            Received::Post { saml, relay_state } => Self::Post { saml, relay_state },
        }
    }
}

/// The state of one sign-in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct SignInState {
    /// Where it is to lead.
    pub(crate) wish: Wish,
    /// When the request came in.
    #[serde(with = "milliseconds")]
    pub(crate) received_at: Timestamp,
    /// The user name that was typed, or that the application suggested.
    pub(crate) account: Option<String>,
    /// The id of the session that was picked.
    pub(crate) picked: Option<String>,
    /// The id of the session that was made by credentials within this very sign-in; what `ForceAuthn` asks for.
    pub(crate) proved: Option<String>,
}

impl SignInState {
    /// The state of a sign-in that begins now.
    pub(crate) fn begin(wish: Wish, received_at: Timestamp) -> Self {
        Self {
            wish,
            received_at,
            account: None,
            picked: None,
            proved: None,
        }
    }

    /// Seals the state for the browser that holds `browser`.
    ///
    /// # Errors
    /// [`TooLong`] if the request is too big to travel in an address.
    pub(crate) fn seal(&self, sealer: &Sealer, browser: &str) -> Result<String, TooLong> {
        seal(self, sealer, SIGN_IN, browser)
    }

    /// Opens a state that this browser was given at most [`LIFETIME`] ago.
    ///
    /// # Errors
    /// [`Unusable`] if it was not.
    pub(crate) fn open(text: &str, sealer: &Sealer, browser: &str, now: Timestamp) -> Result<Self, Unusable> {
        let state: Self = open(text, sealer, SIGN_IN, browser)?;
        state.wish.is_alive(state.received_at, now).map(|()| state)
    }
}

/// A request that came by a form of another site, which carries no Lax cookie: it is handed on to an address of our
/// own host, where the browser shows who it is. It is bound to no browser yet, like the request itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct PostedRequest {
    /// The tenant as the path named it.
    pub(crate) tenant: String,
    /// The request.
    pub(crate) message: Received,
    /// When it came in.
    #[serde(with = "milliseconds")]
    pub(crate) received_at: Timestamp,
    /// The user name that the application suggested.
    pub(crate) account: Option<String>,
}

impl PostedRequest {
    /// Seals the request for an address.
    ///
    /// # Errors
    /// [`TooLong`] if it does not fit.
    pub(crate) fn seal(&self, sealer: &Sealer) -> Result<String, TooLong> {
        seal(self, sealer, POSTED, &self.tenant)
    }

    /// Opens a request that was posted to this tenant at most [`LIFETIME`] ago.
    ///
    /// # Errors
    /// [`Unusable`] if it was not.
    pub(crate) fn open(text: &str, sealer: &Sealer, tenant: &str, now: Timestamp) -> Result<Self, Unusable> {
        let posted: Self = open(text, sealer, POSTED, tenant)?;
        is_alive(posted.received_at, now).map(|()| posted)
    }
}

/// A sign-out that an application asked for, and about which the person is asked first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct AskedSignOut {
    tenant_id: String,
    application_id: String,
    app_id: String,
    request_id: String,
    relay_state: Option<String>,
    #[serde(with = "milliseconds")]
    asked_at: Timestamp,
}

impl AskedSignOut {
    pub(crate) fn of(asked_by: &AskedBy, asked_at: Timestamp) -> Self {
        let AskedBy {
            tenant_id,
            application_id,
            app_id,
            request_id,
            relay_state,
        } = asked_by.clone();
        Self {
            tenant_id,
            application_id,
            app_id,
            request_id,
            relay_state,
            asked_at,
        }
    }

    /// Seals it for the browser that holds `browser`.
    ///
    /// # Errors
    /// [`TooLong`] if it does not fit.
    pub(crate) fn seal(&self, sealer: &Sealer, browser: &str) -> Result<String, TooLong> {
        seal(self, sealer, SIGN_OUT, browser)
    }

    /// Opens what this browser was given at most [`LIFETIME`] ago.
    ///
    /// # Errors
    /// [`Unusable`] if it was not.
    pub(crate) fn open(text: &str, sealer: &Sealer, browser: &str, now: Timestamp) -> Result<Self, Unusable> {
        let asked: Self = open(text, sealer, SIGN_OUT, browser)?;
        is_alive(asked.asked_at, now).map(|()| asked)
    }
}

impl From<AskedSignOut> for AskedBy {
    fn from(asked: AskedSignOut) -> Self {
        Self {
            tenant_id: asked.tenant_id,
            application_id: asked.application_id,
            app_id: asked.app_id,
            request_id: asked.request_id,
            relay_state: asked.relay_state,
        }
    }
}

impl Wish {
    /// A wish for the portal never expires: nothing was asked for that could be answered too late.
    fn is_alive(&self, received_at: Timestamp, now: Timestamp) -> Result<(), Unusable> {
        match self {
            Self::MyApps | Self::Admin { .. } => Ok(()),
            Self::Request { .. } | Self::Launch { .. } => is_alive(received_at, now),
        }
    }
}

/// The state is too long for an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct TooLong {
    /// The characters that it would have.
    pub(crate) characters: usize,
}

impl TooLong {
    /// The most characters there may be.
    pub(crate) const LIMIT: usize = LONGEST;
}

/// Why a state cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unusable {
    /// There is none.
    Missing,
    /// It was altered, made for another browser or tenant, or sealed under a key that is no longer here.
    Foreign,
    /// It was made too long ago, at this time.
    Expired(Timestamp),
}

fn is_alive(received_at: Timestamp, now: Timestamp) -> Result<(), Unusable> {
    let age = now.duration_since(received_at);
    if age > LIFETIME {
        Err(Unusable::Expired(received_at))
    } else {
        Ok(())
    }
}

fn seal<T: Serialize>(
    value: &T,
    sealer: &Sealer,
    purpose: &'static str,
    context: &str,
) -> Result<String, TooLong> {
    let sealed = sealer.seal(purpose, context, &deflated(value));
    let text = URL_SAFE_NO_PAD.encode(sealed);
    if text.len() > LONGEST {
        Err(TooLong {
            characters: text.len(),
        })
    } else {
        Ok(text)
    }
}

fn open<T: for<'de> Deserialize<'de>>(
    text: &str,
    sealer: &Sealer,
    purpose: &'static str,
    context: &str,
) -> Result<T, Unusable> {
    if text.is_empty() {
        return Err(Unusable::Missing);
    }
    if text.len() > LONGEST {
        return Err(Unusable::Foreign);
    }
    let sealed = URL_SAFE_NO_PAD.decode(text).map_err(|_| Unusable::Foreign)?;
    let opened = sealer
        .open(purpose, context, &sealed)
        .map_err(|_| Unusable::Foreign)?;
    let mut json = Vec::new();
    DeflateDecoder::new(opened.expose().as_slice())
        .take(LARGEST)
        .read_to_end(&mut json)
        .map_err(|_| Unusable::Foreign)?;
    serde_json::from_slice(&json).map_err(|_| Unusable::Foreign)
}

/// Requests are text that repeats itself; deflated they fit into addresses.
#[expect(
    clippy::expect_used,
    reason = "neither writing to memory nor serializing strings can fail"
)]
fn deflated<T: Serialize>(value: &T) -> Vec<u8> {
    let json = serde_json::to_vec(value).expect("strings and instants serialize");
    let mut encoder = DeflateEncoder::new(Vec::with_capacity(json.len()), Compression::default());
    encoder.write_all(&json).expect("memory takes it");
    encoder.finish().expect("memory takes it")
}

const SIGN_IN: &str = "idp sign-in state";
const POSTED: &str = "idp posted request";
const SIGN_OUT: &str = "idp asked sign-out";

/// Instants as milliseconds since 1970.
mod milliseconds {
    use jiff::Timestamp;
    use serde::de::Error as _;
    use serde::{Deserialize as _, Deserializer, Serializer};

    pub(super) fn serialize<S: Serializer>(instant: &Timestamp, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_i64(instant.as_millisecond())
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Timestamp, D::Error> {
        Timestamp::from_millisecond(i64::deserialize(deserializer)?).map_err(D::Error::custom)
    }
}

#[cfg(test)]
#[path = "state_tests.rs"]
mod tests;
