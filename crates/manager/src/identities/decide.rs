//! Link, create or refuse: the decision without the database.

use super::{Halt, Subject};
use crate::catalogue;
use crate::failure::{Failure, Refusal, shown};
use crate::people::{Employee, Status};
use crate::providers;
use crate::roles::Role;
use crate::rules;

/// What the database knows about a subject.
#[derive(Debug, Clone)]
pub(crate) struct Known {
    /// The account that the subject's key leads to.
    pub(crate) linked: Option<Employee>,
    /// The id of an account that has the Login ID or the mail address, or one that looks the same.
    pub(crate) lookalike: Option<String>,
}

/// What is to be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Decision {
    /// Let this person in, with the fields that the provider owns brought up to date.
    SignIn(Employee),
    /// Make an account.
    Create(Employee),
}

/// Decides what a valid message comes to.
///
/// # Errors
/// [`Halt::Failure`] with SSO-201 to SSO-206.
pub(crate) fn decide(
    subject: &Subject,
    known: Known,
    creates_people: bool,
    default_role: Role,
    allowed_domains: &[String],
    new_id: &str,
) -> Result<Decision, Halt> {
    if let Some(employee) = known.linked {
        let employee = refreshed(employee, subject);
        return admit(employee).map(Decision::SignIn);
    }
    if let Some(lookalike) = known.lookalike.filter(|_| rules::JIT_NO_LOOKALIKE.is_on()) {
        return Err(Halt::Failure {
            failure: Failure::refused(
                &catalogue::COLLISION,
                "a Login ID and a mail address that no other account has, and that look like none",
                &subject.login_id,
            ),
            employee_id: Some(lookalike),
        });
    }
    if subject.is_key_transient && rules::JIT_POLICY.is_on() {
        return Err(Failure::refused(
            &catalogue::NO_SUBJECT,
            "a NameID that stays the same from one sign-in to the next",
            "a transient NameID of an unknown person",
        )
        .into());
    }
    if !creates_people && rules::JIT_POLICY.is_on() {
        return Err(Failure::refused(
            &catalogue::UNKNOWN_PERSON,
            "a person who has an account here",
            &subject.login_id,
        )
        .into());
    }
    check_domains(subject, allowed_domains)?;
    Ok(Decision::Create(newcomer(subject, default_role, new_id)))
}

/// SP-ACC-05: the Login ID and the mail address of a newcomer, each if it names a domain at all, and one of them has
/// to.
fn check_domains(subject: &Subject, allowed: &[String]) -> Result<(), Refusal> {
    if allowed.is_empty() || !rules::JIT_POLICY.is_on() {
        return Ok(());
    }
    let mut addresses = [Some(subject.login_id.as_str()), subject.mail.as_deref()]
        .into_iter()
        .flatten()
        .filter(|address| address.contains('@'))
        .peekable();
    let received = if addresses.peek().is_none() {
        Some(subject.login_id.as_str())
    } else {
        addresses.find(|address| !providers::is_in_domain(address, allowed))
    };
    received.map_or(Ok(()), |received| {
        Err(Refusal::new(
            &catalogue::FOREIGN_DOMAIN,
            format!("a Login ID and a mail address of {}", shown(&allowed.join(", "))),
            received,
        )
        .by_rule(rules::JIT_POLICY.id))
    })
}

/// The person with the fields that the provider owns as the message has them. What the message does not mention
/// stays, and so does the Login ID: it is given once.
fn refreshed(mut employee: Employee, subject: &Subject) -> Employee {
    replace(&mut employee.first_name, subject.first_name.as_deref());
    replace(&mut employee.last_name, subject.last_name.as_deref());
    replace(&mut employee.primary_email, subject.mail.as_deref());
    if let Some(name) = display_name(subject) {
        employee.display_name = name;
    }
    employee
}

fn replace(field: &mut String, value: Option<&str>) {
    if let Some(value) = value.filter(|value| !value.is_empty()) {
        value.clone_into(field);
    }
}

fn newcomer(subject: &Subject, role: Role, id: &str) -> Employee {
    Employee {
        id: id.to_owned(),
        login_id: subject.login_id.clone(),
        display_name: display_name(subject).unwrap_or_else(|| subject.login_id.clone()),
        first_name: subject.first_name.clone().unwrap_or_default(),
        last_name: subject.last_name.clone().unwrap_or_default(),
        primary_email: subject.mail.clone().unwrap_or_default(),
        status: Status::Active,
        is_disabled: false,
        roles: vec![role],
    }
}

/// The name to be shown: the one that the message has for that, else given and family name.
fn display_name(subject: &Subject) -> Option<String> {
    let given = subject.display_name.clone().filter(|name| !name.is_empty());
    given.or_else(|| {
        let parts: Vec<&str> = [&subject.first_name, &subject.last_name]
            .into_iter()
            .filter_map(Option::as_deref)
            .filter(|part| !part.is_empty())
            .collect();
        (!parts.is_empty()).then(|| parts.join(" "))
    })
}

fn admit(employee: Employee) -> Result<Employee, Halt> {
    let refusal = if !employee.is_active() && rules::PERSON_ENABLED.is_on() {
        Failure::refused(
            &catalogue::DISABLED,
            "an account that is enabled",
            employee.status.name(),
        )
    } else if employee.roles.is_empty() {
        Failure::refused(&catalogue::NO_ROLE, "an account with a role", "none")
    } else {
        return Ok(employee);
    };
    Err(Halt::Failure {
        failure: refusal,
        employee_id: Some(employee.id),
    })
}
