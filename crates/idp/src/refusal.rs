//! The last step of a request that does not succeed: it is recorded, logged once, and answered, to the application as
//! a SAML status where the refusal is one of the protocol and the reply URL is trusted, else on a page.

use axum::response::{IntoResponse as _, Response};
use http::StatusCode;
use i18n_embed_fl::fl;
use vestibule_directory::failure::{Code, LogLevel, code};
use vestibule_directory::sign_in::Facts;
use vestibule_directory::sign_ins::{self, Start, Who};
use vestibule_directory::{Failure, Refusal};
use vestibule_saml::identity_provider::AnswerTo;
use vestibule_web::answer::with_retry_after;
use vestibule_web::failure::command;
use vestibule_web::{FailurePage, Language};

use crate::saml2::answer;
use crate::saml2::self_check::Unsound;
use crate::text::texts;
use crate::visit::Visit;

/// Why a request does not go on.
#[derive(Debug)]
pub(crate) enum Stop {
    /// Refused, with a code.
    Refused(Box<Refused>),
    /// Refused like too many before from the same address: it is recorded nowhere.
    TooMany {
        /// The seconds to wait.
        retry_after: u32,
    },
    /// It could not be done; the cause is for the log alone.
    Failed(Failure),
    /// An answer was written that must not leave; the cause is for the log alone.
    Unsound(Unsound),
}

impl From<Unsound> for Stop {
    fn from(unsound: Unsound) -> Self {
        Self::Unsound(unsound)
    }
}

/// A refusal and what is known around it.
#[derive(Debug)]
pub(crate) struct Refused {
    pub(crate) refusal: Refusal,
    /// The facts that were read, if it came so far.
    pub(crate) facts: Option<Facts>,
    /// Where a SAML status may go: only a reply URL that was found registered.
    pub(crate) answer_to: Option<AnswerTo>,
    /// The name that was typed.
    pub(crate) account: Option<String>,
    pub(crate) start: Start,
    pub(crate) is_interactive: bool,
}

impl Refused {
    pub(crate) fn new(refusal: Refusal, start: Start) -> Self {
        Self {
            refusal,
            facts: None,
            answer_to: None,
            account: None,
            start,
            is_interactive: false,
        }
    }

    pub(crate) fn knowing(mut self, facts: &Facts) -> Self {
        self.facts = Some(facts.clone());
        self
    }

    pub(crate) fn answerable(mut self, answer_to: Option<AnswerTo>) -> Self {
        self.answer_to = answer_to;
        self
    }

    pub(crate) fn of_account(mut self, account: &str) -> Self {
        self.account = Some(account.to_owned());
        self.is_interactive = true;
        self
    }

    pub(crate) fn interactive(mut self, is_interactive: bool) -> Self {
        self.is_interactive = is_interactive;
        self
    }
}

impl From<Refused> for Stop {
    fn from(refused: Refused) -> Self {
        Self::Refused(Box::new(refused))
    }
}

/// A failure of the directory as a reason to stop: `refused` says what is known if it is a refusal.
pub(crate) fn stop(failure: Failure, refused: impl FnOnce(Refusal) -> Refused) -> Stop {
    match failure {
        Failure::Refused(refusal) => refused(*refusal).into(),
        other => Stop::Failed(other),
    }
}

impl From<Failure> for Stop {
    fn from(failure: Failure) -> Self {
        stop(failure, |refusal| Refused::new(refusal, Start::OwnPages))
    }
}

/// The answer to a request, whatever became of it.
pub(crate) async fn conclude(visit: &Visit, result: Result<Response, Stop>) -> Response {
    match result {
        Ok(response) => response,
        Err(Stop::Refused(refused)) => refuse(visit, *refused).await,
        Err(Stop::TooMany { retry_after }) => too_many(visit, retry_after),
        Err(Stop::Failed(failure)) => unavailable(visit, &failure),
        Err(Stop::Unsound(unsound)) => {
            let cause = std::error::Error::source(&unsound).map(ToString::to_string);
            tracing::error!(cause, "{unsound}");
            FailurePage::internal(visit.page.language).into_response()
        }
    }
}

/// Records the refusal and answers.
async fn refuse(visit: &Visit, refused: Refused) -> Response {
    match record(visit, &refused).await {
        // A refusal that is not in the log did not happen: somebody has to look at why first.
        Err(Unrecorded::Failed(failure)) => unavailable(visit, &failure),
        Err(Unrecorded::TooMany { retry_after }) => too_many(visit, retry_after),
        Ok(request_id) => match &refused.answer_to {
            Some(answer_to) if refused.refusal.code.saml_status.is_some() => {
                answer::status(visit, answer_to, &refused)
            }
            _ => page(visit, &refused, request_id.as_deref()).into_response(),
        },
    }
}

/// Why a refusal is in no log.
pub(crate) enum Unrecorded {
    /// There were too many from the same address.
    TooMany {
        /// The seconds to wait.
        retry_after: u32,
    },
    /// The log could not be written.
    Failed(Failure),
}

impl From<Unrecorded> for Stop {
    fn from(unrecorded: Unrecorded) -> Self {
        match unrecorded {
            Unrecorded::TooMany { retry_after } => Self::TooMany { retry_after },
            Unrecorded::Failed(failure) => Self::Failed(failure),
        }
    }
}

/// Records a refusal unless there were too many from the same address: strangers do not fill the log. What succeeds is
/// never held up, for it does not come here.
pub(crate) async fn record(visit: &Visit, refused: &Refused) -> Result<Option<String>, Unrecorded> {
    let (throttle, now) = (visit.services.throttle(), visit.page.now);
    throttle
        .check(visit.source(), now)
        .map_err(|retry_after| Unrecorded::TooMany { retry_after })?;
    throttle.count(visit.source(), now);
    write(visit, refused).await.map_err(Unrecorded::Failed)
}

/// Writes the refusal into the tenant's sign-in log and ours. Without a tenant there is only ours.
pub(crate) async fn write(visit: &Visit, refused: &Refused) -> Result<Option<String>, Failure> {
    log(refused);
    let Some(facts) = &refused.facts else {
        return Ok(None);
    };
    let who = match (&refused.account, facts.person()) {
        (Some(account), _) => Who::Typed(account),
        (None, Some(person)) => Who::Person(person),
        (None, None) => Who::Nobody,
    };
    let entry = sign_ins::Refused {
        tenant_id: &facts.tenant().id,
        attempt: &visit.attempt(refused.start, refused.is_interactive),
        refusal: &refused.refusal,
        who,
        application: facts.application(),
    };
    sign_ins::record_failure(visit.directory(), &entry)
        .await
        .map(Some)
}

/// Once, at the level that the catalogue says. The correlation id is in the span.
fn log(refused: &Refused) {
    let refusal = &refused.refusal;
    let tenant = refused.facts.as_ref().map(|facts| facts.tenant().id.as_str());
    let application = refused
        .facts
        .as_ref()
        .and_then(Facts::application)
        .map(|application| application.id.as_str());
    macro_rules! refused_at {
        ($level:ident) => {
            tracing::$level!(
                code = refusal.code.number,
                tenant.id = tenant,
                application.id = application,
                expected = refusal.expected,
                received = refusal.received,
                reason = refusal.detail("reason"),
                "sign-in refused: {}",
                refusal.code.what_happened
            )
        };
    }
    match refusal.code.level {
        LogLevel::Info => refused_at!(info),
        LogLevel::Warning => refused_at!(warn),
        LogLevel::Error => refused_at!(error),
    }
}

/// The page of a refusal.
fn page(visit: &Visit, refused: &Refused, request_id: Option<&str>) -> FailurePage {
    let refusal = &refused.refusal;
    let loader = visit.texts.loader();
    let application = refused.facts.as_ref().and_then(Facts::application);
    let account = refused.account.as_deref().or_else(|| person_name(refused));
    let rows = [
        (
            fl!(loader, "failure-application"),
            application.map(|known| format!("{} ({})", known.display_name, known.app_id)),
        ),
        (fl!(loader, "failure-account"), account.map(str::to_owned)),
        (
            fl!(loader, "failure-tenant"),
            tenant_name(refused).map(str::to_owned),
        ),
        (fl!(loader, "failure-request-id"), request_id.map(str::to_owned)),
    ];
    FailurePage {
        status: StatusCode::from_u16(refusal.code.http_status).unwrap_or(StatusCode::BAD_REQUEST),
        code: refusal.code.label(),
        title: match refusal.code.number {
            50_061 | 50_071 => fl!(loader, "failure-sign-out-title"),
            _ => fl!(loader, "failure-title"),
        },
        what_happened: sentence(
            visit,
            refusal.code,
            refusal.code.what_happened_id,
            refusal.code.what_happened,
        ),
        expected: shown(&refusal.expected),
        received: shown(&refusal.received),
        what_to_change: sentence(
            visit,
            refusal.code,
            refusal.code.what_to_change_id,
            refusal.code.what_to_change,
        ),
        commands: commands(refused),
        details: rows
            .into_iter()
            .filter_map(|(name, value)| Some((name, value?)))
            .collect(),
        signed_in: refused
            .facts
            .as_ref()
            .and_then(Facts::person)
            .map(crate::sign_out::person),
        organisation: tenant_name(refused).map(str::to_owned),
        ..FailurePage::default()
    }
}

/// The commands that put it right, for this application and this person where they are known.
fn commands(refused: &Refused) -> Vec<String> {
    let application = refused.facts.as_ref().and_then(Facts::application);
    let values = [
        ("APP", application.map_or("", |known| known.app_id.as_str())),
        ("UPN", person_name(refused).unwrap_or_default()),
    ];
    let templates = refused.refusal.code.commands.iter();
    templates.map(|template| command(template, &values)).collect()
}

fn tenant_name(refused: &Refused) -> Option<&str> {
    refused
        .facts
        .as_ref()
        .map(|facts| facts.tenant().display_name.as_str())
}

fn person_name(refused: &Refused) -> Option<&str> {
    refused
        .facts
        .as_ref()
        .and_then(Facts::person)
        .map(|person| person.user_principal_name.as_str())
}

fn shown(value: &str) -> Option<String> {
    (!value.is_empty()).then(|| value.to_owned())
}

/// The catalogue's sentence in the reader's language.
pub(crate) fn sentence(visit: &Visit, code: &Code, id: &str, english: &str) -> String {
    visit.texts.find(id, &[]).unwrap_or_else(|| {
        tracing::error!(
            code = code.number,
            text = id,
            "a sentence of the catalogue has no text"
        );
        english.to_owned()
    })
}

/// The answer to an address that was refused too often.
fn too_many(visit: &Visit, retry_after: u32) -> Response {
    with_retry_after(too_many_page(visit.page.language), retry_after)
}

/// The page for an address that was refused too often.
pub(crate) fn too_many_page(language: Language) -> FailurePage {
    let texts = texts(language);
    let loader = texts.loader();
    FailurePage {
        status: StatusCode::TOO_MANY_REQUESTS,
        code: "WEB-TOO-MANY".to_owned(),
        title: fl!(loader, "too-many-title"),
        what_happened: fl!(loader, "too-many-happened"),
        what_to_change: fl!(loader, "too-many-change"),
        ..FailurePage::default()
    }
}

/// The page for a fault of ours. The log alone gets the chain of causes.
pub(crate) fn unavailable(visit: &Visit, failure: &Failure) -> Response {
    let chain = std::iter::successors(std::error::Error::source(failure), |cause| cause.source());
    let causes: Vec<String> = chain.map(ToString::to_string).collect();
    tracing::error!(causes = causes.join(": "), "{failure}");
    let loader = visit.texts.loader();
    FailurePage {
        status: StatusCode::SERVICE_UNAVAILABLE,
        code: code::BUSY.label(),
        title: fl!(loader, "unavailable-title"),
        what_happened: fl!(loader, "unavailable-happened"),
        what_to_change: fl!(loader, "unavailable-change"),
        ..FailurePage::default()
    }
    .into_response()
}
