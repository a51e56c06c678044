//! The one transaction in which a provider's message becomes a session.

use jiff::Timestamp;
use vestibule_store::Tx;

use super::decide::{Decision, Known, decide};
use super::rows::{self, NewLink};
use super::{Admitted, Halt, Subject, names};
use crate::catalogue;
use crate::customers::Customer;
use crate::failure::{Failure, Problem, Refusal, shown};
use crate::manager::Manager;
use crate::people::{self, Employee};
use crate::providers::{self, Provider, ProviderCertificate};
use crate::requests;
use crate::rules;
use crate::sessions::{self, NewSession, ProviderOrigin, Session};
use crate::sign_ins::{self, SignIn};

/// A message that passed every check, and what it is to become.
pub(crate) struct Arrival<'a> {
    /// The customer of the host it came to.
    pub(crate) customer: &'a Customer,
    /// The provider that it was judged by.
    pub(crate) provider: &'a Provider,
    /// The certificate that it was verified with.
    pub(crate) certificate: &'a ProviderCertificate,
    /// Whom it is about.
    pub(crate) subject: &'a Subject,
    /// What the session will stand on.
    pub(crate) origin: &'a ProviderOrigin,
    /// When the person confirmed who he is to the provider.
    pub(crate) authenticated_at: Timestamp,
    /// How long the assertion has to be remembered.
    pub(crate) replay_until: Timestamp,
    /// The request that it answers.
    pub(crate) request_id: Option<&'a str>,
    /// The session that will be made.
    pub(crate) session: &'a NewSession,
    /// Who may be replaced by the one who comes.
    pub(crate) present: Present<'a>,
    /// The log entry, to be completed with the person.
    pub(crate) entry: &'a SignIn,
}

/// Who is signed in in the browser that brought a message.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Present<'a> {
    /// Nobody, or it was the person at the browser who asked for this sign-in, or who confirmed it.
    DoesNotMatter,
    /// This session; another person is asked about.
    Session(&'a Session),
    /// Nobody knows: the browser did not send its cookies along. Everybody is asked about.
    Unknown,
}

/// Lets somebody in: replay mark, request, account, link, session and log entry, all or nothing.
///
/// # Errors
/// [`Halt`] if nobody is let in; then nothing has changed.
pub(crate) async fn sign_in(manager: &Manager, arrival: &Arrival<'_>) -> Result<Admitted, Halt> {
    let environment = manager.environment();
    let new = NewIds {
        employee: environment.id(),
        link: environment.id(),
    };
    manager
        .db()
        .write(async |mut tx| {
            let tx = &mut tx;
            check_trust(tx, arrival).await?;
            consume(tx, arrival).await?;
            let admitted = link_or_create(tx, arrival, &new).await?;
            sessions::rows::insert_provided(tx, arrival.customer, &admitted, arrival.session).await?;
            providers::mark_verified(tx, arrival.certificate, arrival.session.now).await?;
            let entry = SignIn {
                employee_id: Some(admitted.employee.id.clone()),
                is_new_person: admitted.is_new,
                ..arrival.entry.clone()
            };
            sign_ins::insert(tx, &arrival.customer.id, &entry).await?;
            Ok(admitted)
        })
        .await
        .inspect(|_| manager.sign_ins.count("success", "0"))
}

/// Ids for what may have to be made; drawn before the transaction, which may run twice.
struct NewIds {
    employee: String,
    link: String,
}

/// The provider may have been disabled and the certificate taken away since the message was read.
async fn check_trust(tx: &mut Tx, arrival: &Arrival<'_>) -> Result<(), Halt> {
    let (customer_id, provider_id) = (&arrival.customer.id, &arrival.provider.id);
    let certificate = arrival.certificate;
    let is_trusted = rows::is_still_trusted(tx, customer_id, provider_id, &certificate.id).await?;
    if is_trusted || !rules::PROVIDER_USABLE.is_on() {
        return Ok(());
    }
    Err(Failure::refused(
        &catalogue::PROVIDER_UNUSABLE,
        "an enabled provider with this certificate",
        &certificate.thumbprint,
    )
    .into())
}

/// Finds the person that the key leads to, or makes one.
async fn link_or_create(tx: &mut Tx, arrival: &Arrival<'_>, new: &NewIds) -> Result<Admitted, Halt> {
    let (customer_id, provider) = (arrival.customer.id.as_str(), arrival.provider);
    let link = rows::find_link(tx, customer_id, &provider.id, arrival.subject).await?;
    let mut known = Known {
        linked: None,
        lookalike: None,
    };
    if let Some(link) = &link {
        known.linked = people::rows::find(tx, customer_id, &link.employee_id).await?;
    } else {
        known.lookalike = rows::find_lookalike(tx, customer_id, arrival.subject).await?;
    }
    let before = known.linked.clone();
    let role = provider.default_role;
    let decision = decide(
        arrival.subject,
        known,
        provider.creates_people,
        role,
        &provider.allowed_domains,
        &new.employee,
    )?;
    ask_first(arrival, &decision)?;
    let now = arrival.session.now;
    let (employee, is_new) = match decision {
        Decision::SignIn(employee) => {
            if before.as_ref() != Some(&employee) {
                people::rows::update_provided_fields(tx, &employee, now).await?;
            }
            (employee, false)
        }
        Decision::Create(employee) => {
            create(tx, arrival, &employee, &new.link).await?;
            (employee, true)
        }
    };
    let link_id = link.map_or_else(|| new.link.clone(), |link| link.id);
    rows::mark_seen(tx, &link_id, &arrival.origin.name_id.value, now).await?;
    Ok(Admitted {
        role: employee.roles.first().copied().unwrap_or(role),
        employee,
        is_new,
        link_id,
        provider_id: provider.id.clone(),
        authenticated_at: arrival.authenticated_at,
        origin: arrival.origin.clone(),
    })
}

/// Person, role and link.
async fn create(tx: &mut Tx, arrival: &Arrival<'_>, employee: &Employee, link_id: &str) -> Result<(), Halt> {
    let (customer_id, now) = (arrival.customer.id.as_str(), arrival.session.now);
    let link = NewLink {
        id: link_id,
        customer_id,
        provider_id: &arrival.provider.id,
        key_source: arrival.subject.key_source.name(),
        key: &arrival.subject.key,
        employee_id: &employee.id,
        is_declared: false,
    };
    let is_made = people::rows::insert(tx, customer_id, employee, None, now).await?
        && rows::insert_link(tx, &link, now).await?;
    if !is_made {
        return Err(Failure::refused(
            &catalogue::COLLISION,
            "a Login ID that no other account has",
            &employee.login_id,
        )
        .into());
    }
    for role in &employee.roles {
        people::rows::grant(tx, &employee.id, *role, "default", now).await?;
    }
    Ok(())
}

/// Declares that a subject of the customer's provider is this person, before the first sign-in.
///
/// # Errors
/// [`Failure::NotFound`] if there is no such person or no provider; [`Failure::Invalid`] for a key that no message
/// can carry; [`Failure::Conflict`] if the key leads to somebody already.
pub async fn declare(
    manager: &Manager,
    customer: &Customer,
    login_id: &str,
    subject_key: &str,
) -> Result<(), Failure> {
    if let Some(reason) = names::unusable_as_key(subject_key) {
        return Err(Failure::Invalid(vec![Problem::new(
            "subject",
            reason,
            subject_key,
        )]));
    }
    let (id, now) = (manager.environment().id(), manager.environment().now());
    manager
        .db()
        .write(async |mut tx| {
            let provider = providers::find_current(&mut tx, &customer.id)
                .await?
                .ok_or_else(|| Failure::NotFound("provider".to_owned()))?;
            let account = people::rows::find_local(&mut tx, &customer.id, login_id)
                .await?
                .ok_or_else(|| {
                    Failure::NotFound(format!("person with the Login ID “{}”", shown(login_id)))
                })?;
            let link = NewLink {
                id: &id,
                customer_id: &customer.id,
                provider_id: &provider.id,
                key_source: provider.account_key.name(),
                key: subject_key,
                employee_id: &account.employee.id,
                is_declared: true,
            };
            if rows::insert_link(&mut tx, &link, now).await? {
                Ok(())
            } else {
                Err(Failure::Conflict(format!(
                    "“{}” leads to an account already",
                    shown(subject_key)
                )))
            }
        })
        .await
}

/// Marks the assertion as used and takes the request out that it answers.
async fn consume(tx: &mut Tx, arrival: &Arrival<'_>) -> Result<(), Halt> {
    let (customer_id, provider_id) = (&arrival.customer.id, &arrival.provider.id);
    let assertion_id = &arrival.origin.assertion_id;
    let (now, until) = (arrival.session.now, arrival.replay_until);
    let first_use = rows::mark_used(tx, customer_id, provider_id, assertion_id, now, until).await?;
    if let Some(first) = first_use.filter(|_| rules::REPLAY.is_on()) {
        let refusal = Refusal::new(
            &catalogue::REPLAYED,
            "an assertion that was not used before",
            format!("{assertion_id}, first used at {first}"),
        );
        return Err(Failure::from(refusal.by_rule(rules::REPLAY.id)).into());
    }
    if let Some(id) = arrival.request_id
        && !requests::rows::consume(tx, customer_id, id).await?
        && rules::IN_RESPONSE_TO.is_on()
    {
        let refusal = Refusal::new(&catalogue::UNKNOWN_REQUEST, "a request that is open", id);
        return Err(Failure::from(refusal.by_rule(rules::IN_RESPONSE_TO.id)).into());
    }
    Ok(())
}

/// Refuses to replace the live session of another person without a question.
fn ask_first(arrival: &Arrival<'_>, decision: &Decision) -> Result<(), Halt> {
    let (Decision::SignIn(incoming) | Decision::Create(incoming)) = decision;
    match arrival.present {
        Present::Session(session) if session.employee.id != incoming.id => Err(Halt::AnotherPerson {
            present: Some(Box::new(session.employee.clone())),
            incoming: incoming.login_id.clone(),
        }),
        Present::Unknown => Err(Halt::AnotherPerson {
            present: None,
            incoming: incoming.login_id.clone(),
        }),
        Present::Session(_) | Present::DoesNotMatter => Ok(()),
    }
}
