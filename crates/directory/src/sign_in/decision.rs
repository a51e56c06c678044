//! The decision, pure: facts in, a proof or a refusal out.

use std::sync::Arc;

use jiff::Timestamp;
use vestibule_store::Secret;

use super::facts::Wanted;
use super::{AssignmentFact, CertificateFact, Facts, SessionFact, TenantFact};
use crate::Refusal;
use crate::applications::Application;
use crate::failure::code;
use crate::sessions::Session;
use crate::users::User;

/// Proof that a person may go on to an application now. [`decide`] alone makes it.
#[derive(Debug, Clone)]
pub struct Granted {
    facts: Facts,
    decided_at: Timestamp,
    application: Arc<Application>,
    certificate: Arc<CertificateFact>,
    session: Arc<Session>,
    person: Arc<User>,
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
        let mut values: Vec<&str> = self
            .assignments()
            .iter()
            .filter_map(|assignment| assignment.role_value.as_deref())
            .collect();
        values.sort_unstable();
        values.dedup();
        values
    }

    /// When it was decided.
    pub fn decided_at(&self) -> Timestamp {
        self.decided_at
    }

    /// Keys the pairwise identifiers of the tenant.
    pub(crate) fn pairwise_salt(&self) -> &Secret<Vec<u8>> {
        &self.facts.0.pairwise_salt
    }
}

/// The application of the facts, if people may sign in to it at all: asked before any credential is.
///
/// # Errors
///
/// 700016 or 70001 when it is unknown, 7000112 when it is disabled.
pub fn admitted_application(facts: &Facts) -> Result<&Application, Refusal> {
    admitted(facts).map(AsRef::as_ref)
}

fn admitted(facts: &Facts) -> Result<&Arc<Application>, Refusal> {
    let tenant = facts.tenant();
    let Some(application) = &facts.0.application else {
        let expected = format!(
            "an application of the tenant {} ({})",
            tenant.display_name, tenant.id
        );
        return Err(match &facts.0.wanted {
            Wanted::Identifier(identifier) => {
                let expected = format!("the identifier of {expected}");
                Refusal::new(code::APPLICATION_NOT_FOUND, expected, identifier)
            }
            Wanted::AppId(app_id) => Refusal::new(code::APPLICATION_UNAUTHORIZED, expected, app_id),
            Wanted::Nothing => Refusal::new(code::APPLICATION_UNAUTHORIZED, expected, "none"),
        });
    };
    if application.is_enabled {
        return Ok(application);
    }
    let received = format!("{}: disabled", application.display_name);
    Err(about(
        Refusal::new(code::APPLICATION_DISABLED, "an enabled application", &received),
        application,
    ))
}

/// Decides whether the person of the session may go on to the application.
///
/// # Errors
///
/// 700016, 70001, 7000112 as [`admitted_application`]; 50058 without session; 50132 or 50133 when it is over; 50057 disabled;
/// 50055 when a new password is due; 50105 not assigned; 50003 without a certificate to sign with.
pub fn decide(facts: &Facts, now: Timestamp) -> Result<Granted, Refusal> {
    let application = admitted(facts)?;
    let (session, person) = live_person(facts)?;
    if application.assignment_required && facts.assignments().is_empty() {
        let expected = format!(
            "a person assigned to {}, or a direct member of a group that is",
            application.display_name
        );
        let refusal = Refusal::new(code::NOT_ASSIGNED, expected, &person.user_principal_name);
        return Err(about(refusal, application).with("user", &person.user_principal_name));
    }
    let Some(certificate) = &facts.0.certificate else {
        let refusal = Refusal::new(code::MISSING_SIGNING_KEY, "an active signing certificate", "none");
        return Err(about(refusal, application));
    };
    Ok(Granted {
        facts: facts.clone(),
        decided_at: now,
        application: Arc::clone(application),
        certificate: Arc::clone(certificate),
        session: Arc::clone(session),
        person: Arc::clone(person),
    })
}

/// The person of a live session who may do anything at all.
fn live_person(facts: &Facts) -> Result<(&Arc<Session>, &Arc<User>), Refusal> {
    let (session, person) = match facts.session() {
        SessionFact::None => return Err(Refusal::new(code::NOT_SIGNED_IN, "a live session", "none")),
        SessionFact::Over {
            code,
            user_principal_name,
        } => {
            return Err(Refusal::new(code, "a live session", user_principal_name));
        }
        SessionFact::Live { session, person } => (session, person),
    };
    if !person.is_enabled || person.deleted_at.is_some() {
        let received = format!("{}: disabled", person.user_principal_name);
        return Err(Refusal::new(code::USER_DISABLED, "an enabled account", &received));
    }
    if person.must_change_password {
        let received = &person.user_principal_name;
        return Err(Refusal::new(
            code::PASSWORD_MUST_CHANGE,
            "a password of the person's own choice",
            received,
        ));
    }
    Ok((session, person))
}

fn about(refusal: Refusal, application: &Application) -> Refusal {
    refusal
        .with("application", &application.display_name)
        .with("app_id", &application.app_id)
}
