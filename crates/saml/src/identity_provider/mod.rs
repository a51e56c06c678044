//! The identity provider: accept a request, issue a response (`[saml-profiles]` 4.1).
//!
//! A request becomes a [`Decoded<AuthnRequest>`](crate::message::Decoded) by one of the [bindings](crate::binding),
//! which lends itself to an [`Unverified`](crate::message::Unverified), and [`accept`] makes it an [`AcceptedRequest`] for a given [`Registration`]. An answer
//! is written by [`issue`] or [`refuse`]; both write the whole message themselves, and neither signs octets of its
//! caller's making.

mod accept;
mod issue;
mod refuse;
mod reply_url;

pub use accept::{AcceptedRequest, AnswerTo, Registration, RequestRefusal, accept};
pub use issue::{IssueError, ResponseContent, SignedResponse, SigningOption, issue, issue_encrypted};
pub use refuse::{StatusContent, refuse};
pub use reply_url::{PlainHttp, ReplyUrl};
