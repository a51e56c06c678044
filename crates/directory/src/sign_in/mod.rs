//! One sign-on: the facts, the decision, and the proofs that it was made.

mod decision;
mod facts;
mod known;
mod load;
mod password;
mod rows;
mod sign_on;

pub use decision::{Granted, admitted_application, decide};
pub use facts::{AssignmentFact, CertificateFact, Facts, SessionFact, TenantFact};
pub(crate) use known::{ApplicationCache, SaltCache};
pub use load::{Looking, load};
pub use password::{Authenticated, change_password, verify_password};
pub(crate) use rows::{session_and_person, session_epoch};
pub use sign_on::{Judgement, sign_on};

#[cfg(test)]
mod tests;
