//! The service provider: send a request, accept a response (`[saml-profiles]` 4.1).
//!
//! A response goes through five types, and none can be skipped: octets of a form become a
//! [`Decoded<Response>`](crate::message::Decoded) by [`decode_response`](crate::binding::post::decode_response), which
//! is parsed once and lends itself to an [`Unverified`](crate::message::Unverified);
//! [`verify`](crate::message::Unverified::verify) makes it [`Verified`] with the keys of the provider it claims to be
//! from, and [`accept`](Verified::accept) makes that [`Accepted`] under given [`Expectations`]. Only the last one
//! tells who signed in.
//!
//! The caller does what needs a memory: it looks the request up that the response claims to answer, and it marks
//! [`assertion_id`](Accepted::assertion_id) as used, in the same transaction that starts the session.

mod accepted;
mod encrypted;
mod expectations;
mod request;
mod verified;

pub use accepted::Accepted;
pub use expectations::{Expectations, SignaturePolicy, Solicited};
pub use request::{RequestContent, authn_request};
pub use verified::Verified;
