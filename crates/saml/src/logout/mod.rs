//! Single logout, for both roles (`[saml-profiles]` 4.4): write requests and responses, and judge them.
//!
//! A message is decoded by [`binding::logout`](crate::binding::logout) and judged by
//! [`accept`](crate::message::Unverified::accept) under given [`LogoutExpectations`]; the same functions as for every
//! other message see to version, issuer, destination, times and signature. What needs a memory is the caller's: which
//! sessions there are ([`AcceptedLogout::check_session`] says whether one is meant), which requests of his are
//! outstanding, and which ids of requests were used already ([`AcceptedLogout::replay_until`]).
//!
//! ```
//! use vestibule_saml::binding::logout::{LogoutMessage, decode_query};
//! use vestibule_saml::logout::{LogoutExpectations, LogoutRequestContent, Role, SessionName};
//! use vestibule_saml::message::{NameId, NameIdFormat};
//! use vestibule_saml::signature::{Certificate, SigningKey, TrustedKeys};
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let pair = rcgen::KeyPair::generate()?;
//! # let certificate = rcgen::CertificateParams::new(vec![])?.self_signed(&pair)?;
//! let key = SigningKey::from_pkcs8(&pair.serialize_der(), certificate.der())?;
//! let now: jiff::Timestamp = "2025-04-01T08:00:06Z".parse()?;
//! let name_id = NameId::new("b.simon@acme.example", NameIdFormat::EmailAddress);
//!
//! // The identity provider says that a session is over; the address carries a signature over its query.
//! let request = LogoutRequestContent {
//!     id: "_5f0c".into(),
//!     issuer: "https://idp.example/".into(),
//!     destination: "https://sp.example/saml/logout".into(),
//!     name_id: name_id.clone(),
//!     session_indexes: vec!["_a".into()],
//!     issue_instant: now,
//!     not_on_or_after: None,
//! }
//! .write()?;
//! let address = request.redirect(Some("handle"), Some(&key));
//!
//! // The service provider judges it with the keys of that provider.
//! let query = address.split_once('?').unwrap().1;
//! let LogoutMessage::Request(received) = decode_query(query)? else { panic!() };
//! let certificate = Certificate::from_der(key.certificate_der())?;
//! let keys = TrustedKeys::new(vec![certificate.verification_key()?])?;
//! let accepted = received.read()?.accept(&LogoutExpectations::new(
//!     Role::ServiceProvider,
//!     "https://sp.example/",
//!     &["https://idp.example/".to_owned()],
//!     "https://sp.example/saml/logout",
//!     Some(&keys),
//!     now,
//! ))?;
//! accepted.check_session(&SessionName { name_id: &name_id, session_index: Some("_a") })?;
//! # Ok(())
//! # }
//! ```

mod accept;
mod write;

pub use accept::{AcceptedLogout, AcceptedLogoutResponse, LogoutExpectations, Role, SessionName};
pub use write::{LogoutRequestContent, LogoutResponseContent, Outgoing};
