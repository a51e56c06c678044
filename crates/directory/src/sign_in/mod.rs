//! One sign-on: the facts, the decision, and the proofs that it was made.

mod decision;
mod facts;
mod load;
mod password;
mod rows;

pub use decision::{Granted, admitted_application, decide};
pub use facts::{AssignmentFact, CertificateFact, Facts, SessionFact, TenantFact};
pub(crate) use load::SaltCache;
pub use load::{Looking, load};
pub use password::{Authenticated, change_password, verify_password};
pub(crate) use rows::{session_and_person, session_epoch};

#[cfg(test)]
mod tests;
