//! The decision, pure: facts in, a proof or a refusal out.

use jiff::Timestamp;

use super::{AssignmentFact, CertificateFact, Facts, TenantFact};
use crate::Refusal;
use crate::applications::Application;
use crate::sessions::Session;
use crate::users::User;

/// Proof that a person may go on to an application now. [`decide`] alone makes it.
#[derive(Debug, Clone)]
pub struct Granted {
    facts: Facts,
    decided_at: Timestamp,
    application: Application,
    certificate: CertificateFact,
    session: Session,
    person: Box<User>,
}

impl Granted {
    /// The facts it was decided on.
    pub fn facts(&self) -> &Facts {
        &self.facts
    }

    /// The tenant.
    pub fn tenant(&self) -> &TenantFact {
        self.facts.tenant()
    }

    /// The application.
    pub fn application(&self) -> &Application {
        &self.application
    }

    /// The certificate to sign with.
    pub fn certificate(&self) -> &CertificateFact {
        &self.certificate
    }

    /// The session.
    pub fn session(&self) -> &Session {
        &self.session
    }

    /// The person.
    pub fn person(&self) -> &User {
        &self.person
    }

    /// The assignments that apply; empty only where none is required.
    pub fn assignments(&self) -> &[AssignmentFact] {
        self.facts.assignments()
    }

    /// The values of the person's roles at the application, sorted, each once.
    pub fn role_values(&self) -> Vec<&str> {
        todo!()
    }

    /// When it was decided.
    pub fn decided_at(&self) -> Timestamp {
        self.decided_at
    }
}

/// The application of the facts, if people may sign in to it at all: asked before any credential is.
///
/// # Errors
///
/// 700016 or 70001 when it is unknown, 7000112 when it is disabled.
pub fn admitted_application(facts: &Facts) -> Result<&Application, Refusal> {
    todo!()
}

/// Decides whether the person of the session may go on to the application.
///
/// # Errors
///
/// 700016, 70001, 7000112 as [`admitted_application`]; 50058 without session; 50132 or 50133 when it is over; 50057 disabled;
/// 50055 when a new password is due; 50105 not assigned; 50003 without a certificate to sign with.
pub fn decide(facts: &Facts, now: Timestamp) -> Result<Granted, Refusal> {
    todo!()
}
