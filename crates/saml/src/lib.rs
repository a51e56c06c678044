//! SAML 2.0 messages, signatures, bindings, metadata and rules, without I/O, clock or global state.
//!
//! Everything that arrives is a stranger's until it is proven otherwise: octets become a [`xml::Document`] through
//! one front door ([`xml::Source`]), a document becomes a message, a message becomes verified, a verified message
//! becomes accepted, and each step is a type of its own. Every check is one named [`rules::Rule`]; a refusal
//! ([`Rejected`]) names it, with what was expected and what was received.
//!
//! What it refuses on purpose: document types, processing instructions, inclusive canonicalization, SHA-1, HMAC,
//! keys below 2048 bits, several assertions in a response, comments inside a value, and everything else that XML
//! Signature allows and SAML does not need.
//!
//! Where to start reading: [`identity_provider`], [`service_provider`] and [`logout`] are what callers use; [`manual`] says why
//! things are as they are.
//!
//! # An identity provider answers a request
//!
//! ```
//! use vestibule_saml::binding::redirect;
//! use vestibule_saml::identity_provider::{
//!     PlainHttp, Registration, ReplyUrl, ResponseContent, SigningOption, accept, issue,
//! };
//! use vestibule_saml::message::{Attribute, NameId, NameIdFormat};
//! # use vestibule_saml::service_provider::{RequestContent, authn_request};
//! # use vestibule_saml::signature::SigningKey;
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let pair = rcgen::KeyPair::generate()?;
//! # let certificate = rcgen::CertificateParams::new(vec![])?.self_signed(&pair)?;
//! let key = SigningKey::from_pkcs8(&pair.serialize_der(), certificate.der())?;
//! let now: jiff::Timestamp = "2025-04-01T08:00:06Z".parse()?;
//! # let request = authn_request(&RequestContent {
//! #     id: "id5f0c".into(), issue_instant: now, issuer: "https://sp.example/".into(),
//! #     destination: "https://idp.example/saml2".into(), acs_url: "https://sp.example/acs".into(),
//! #     force_authn: false, is_passive: false, name_id_format: None, requested_contexts: vec![],
//! # })?;
//! # let address = redirect::encode_request("https://idp.example/saml2", &request, Some("deep link"), None);
//! # let query = address.split_once('?').unwrap().1;
//!
//! // What arrived: who it says it is from serves to find the registration, and for nothing else.
//! let decoded = redirect::decode_request(query)?;
//! let unverified = decoded.read()?;
//! assert_eq!(unverified.claimed_issuer(), Some("https://sp.example/"));
//!
//! // What is registered decides where the answer goes.
//! let request = accept(
//!     &unverified,
//!     &Registration {
//!         identifiers: &["https://sp.example/".to_owned()],
//!         reply_urls: &[ReplyUrl::parse("https://sp.example/acs", None, true, PlainHttp::Refused)?],
//!         sso_url: "https://idp.example/saml2",
//!         requests_must_be_signed: false,
//!         verification_keys: None,
//!     },
//!     now,
//! )?;
//!
//! // The person signs in; then the answer is written and signed in one pass.
//! let hour = jiff::SignedDuration::from_hours(1);
//! let response = issue(
//!     &ResponseContent {
//!         response_id: "_0e5b6d1c-5d5c-4f0c-8f43-0c1b5f6c7d80".into(),
//!         assertion_id: "_b9a1f7de-9a63-4b64-9f1c-5a4e3d2c1b0a".into(),
//!         issuer: "https://idp.example/".into(),
//!         destination: request.reply_url().into(),
//!         in_response_to: request.id().map(str::to_owned),
//!         audience: request.identifier().into(),
//!         name_id: NameId::new("b.simon@acme.example", NameIdFormat::EmailAddress),
//!         attributes: vec![Attribute::new("groups", ["staff", "desk"])],
//!         issue_instant: now,
//!         not_before: now - hour / 12,
//!         not_on_or_after: now + hour,
//!         authn_instant: now,
//!         session_index: "_b9a1f7de-9a63-4b64-9f1c-5a4e3d2c1b0a".into(),
//!         authn_context_class: "urn:oasis:names:tc:SAML:2.0:ac:classes:Password".into(),
//!     },
//!     &key,
//!     SigningOption::Assertion,
//! )?;
//! let field = response.to_base64(); // the value of `SAMLResponse` in the form that is posted
//! # assert!(!field.is_empty());
//! assert_eq!(request.relay_state().map(|it| it.as_str()), Some("deep link"));
//! # Ok(())
//! # }
//! ```
//!
//! # A service provider accepts the answer
//!
//! ```
//! use vestibule_saml::binding::post;
//! use vestibule_saml::service_provider::{Expectations, SignaturePolicy, Solicited};
//! use vestibule_saml::signature::{Certificate, TrustedKeys};
//! # use vestibule_saml::identity_provider::{ResponseContent, SigningOption, issue};
//! # use vestibule_saml::message::{Attribute, NameId, NameIdFormat};
//! # use vestibule_saml::signature::SigningKey;
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let pair = rcgen::KeyPair::generate()?;
//! # let certificate = rcgen::CertificateParams::new(vec![])?.self_signed(&pair)?;
//! # let key = SigningKey::from_pkcs8(&pair.serialize_der(), certificate.der())?;
//! # let certificate_file = certificate.pem();
//! let now: jiff::Timestamp = "2025-04-01T08:00:06Z".parse()?;
//! # let response = issue(&ResponseContent {
//! #     response_id: "_r".into(), assertion_id: "_a".into(), issuer: "https://idp.example/".into(),
//! #     destination: "https://sp.example/acs".into(), in_response_to: Some("id5f0c".into()),
//! #     audience: "https://sp.example/".into(),
//! #     name_id: NameId::new("b.simon@acme.example", NameIdFormat::EmailAddress),
//! #     attributes: vec![Attribute::new("mail", ["b.simon@acme.example"])], issue_instant: now,
//! #     not_before: now, not_on_or_after: "2025-04-01T09:00:00Z".parse()?, authn_instant: now,
//! #     session_index: "_a".into(), authn_context_class: "urn:x".into(),
//! # }, &key, SigningOption::Assertion)?;
//! # let body = format!("SAMLResponse={}", response.to_base64().replace('+', "%2B"));
//! // Once, when the provider is configured: its certificate pins its key.
//! let certificate = Certificate::from_pem_or_der(certificate_file.as_bytes())?;
//! let keys = TrustedKeys::new(vec![certificate.verification_key()?])?;
//!
//! // What arrived: claims, to look up the provider and the request that is outstanding.
//! let (decoded, _relay_state) = post::decode_response(body.as_bytes())?;
//! let unverified = decoded.read()?;
//! assert_eq!(unverified.claimed_issuer(), Some("https://idp.example/"));
//! assert_eq!(unverified.claims_in_response_to(), Some("id5f0c"));
//!
//! // What the key vouches for, held against what is expected.
//! let verified = unverified.verify(&keys, SignaturePolicy::Any)?;
//! let sent = Solicited::Request {
//!     id: "id5f0c",
//!     force_authn: false,
//!     requested_contexts: &[],
//!     sent_at: "2025-04-01T07:59:00Z".parse()?,
//! };
//! let accepted = verified.accept(&Expectations::new(
//!     "https://sp.example/",
//!     "https://sp.example/acs",
//!     "https://idp.example/",
//!     now,
//!     sent,
//! ))?;
//! assert_eq!(accepted.name_id().value, "b.simon@acme.example");
//! assert_eq!(accepted.attribute("mail").single()?, Some("b.simon@acme.example"));
//! // `accepted.assertion_id()` is marked as used in the transaction that starts the session.
//! # Ok(())
//! # }
//! ```

pub mod binding;
mod encoding;
pub mod encryption;
pub mod error;
pub mod identity_provider;
pub mod instant;
pub mod logout;
pub mod manual;
pub mod message;
pub mod metadata;
pub mod rules;
pub mod service_provider;
pub mod signature;
pub mod xml;

pub use error::Rejected;
