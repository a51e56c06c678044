//! The page of a refusal: what happened, expected, received, what to change, and under which id the log has it.

use http::StatusCode;
use i18n_embed_fl::fl;
use vestibule_web::failure::command;
use vestibule_web::ui::Link;
use vestibule_web::{FailurePage, Href, Language};

use super::texts;
use crate::catalogue::{self, Code};
use crate::customers::Customer;
use crate::failure::{ClockDifference, Failure, Refusal, shown};
use crate::routes;
use crate::saml::acs;
use crate::services::Visit;

/// The page of any failure.
pub(crate) fn failure(language: Language, customer: Option<&Customer>, failure: Failure) -> FailurePage {
    let page = match failure {
        Failure::Refused(refusal) => of_refusal(language, customer, &refusal),
        Failure::NotFound(_) => FailurePage::not_found(language),
        Failure::Invalid(_) | Failure::Conflict(_) => {
            tracing::error!(error = %failure, "an operation refused what a page had let through");
            FailurePage::internal(language)
        }
        Failure::Unavailable(source) => {
            tracing::error!(error = &*source as &dyn std::error::Error, "not available");
            unavailable(language)
        }
    };
    FailurePage {
        organisation: customer.map(|customer| customer.name.clone()),
        ..page
    }
}

/// The page of a message that was refused: besides the reason it offers to start again.
pub(crate) fn of_message(visit: &Visit, failure: Failure) -> FailurePage {
    let loader = visit.texts().loader();
    let page = self::failure(visit.page.language, Some(&visit.customer), failure);
    if page.code.is_empty() || !page.code.starts_with("SSO-") {
        return page;
    }
    FailurePage {
        ways_on: vec![Link::new(fl!(loader, "start-again"), Href::fixed(routes::HOME))],
        ..page
    }
}

/// The commands that put it right at this customer.
fn commands(code: &Code, customer: Option<&Customer>) -> Vec<String> {
    let values = [("CUSTOMER", customer.map_or("", |customer| customer.name.as_str()))];
    let templates = code.commands.iter();
    templates.map(|template| command(template, &values)).collect()
}

/// Every failure page of this crate: the catalogue's, and those that stand in none.
pub fn failure_pages(language: Language) -> Vec<FailurePage> {
    let of_catalogue = catalogue::ALL
        .iter()
        .map(|code| of_refusal(language, None, &Refusal::new(code, "", "")));
    let others = [
        unknown_host(language, ""),
        no_session(language),
        unavailable(language),
    ];
    of_catalogue.chain(others).collect()
}

fn of_refusal(language: Language, customer: Option<&Customer>, refusal: &Refusal) -> FailurePage {
    let texts = texts(language);
    let sentence = |part: &str| {
        let id = format!("sso-{}-{part}", refusal.code.number);
        texts.find(&id, &[]).unwrap_or_default()
    };
    let mut details = Vec::new();
    if let Some(rule) = refusal.rule {
        details.push((fl!(texts.loader(), "rule"), rule.to_owned()));
    }
    let what_happened = match &refusal.clock {
        Some(clock) => format!("{} {}", sentence("happened"), difference(language, clock)),
        None => sentence("happened"),
    };
    FailurePage {
        status: acs::status(refusal),
        code: refusal.code.to_string(),
        title: sentence("title"),
        what_happened,
        expected: Some(refusal.expected.clone()).filter(|text| !text.is_empty()),
        received: Some(refusal.received.clone()).filter(|text| !text.is_empty()),
        what_to_change: sentence("change"),
        commands: commands(refusal.code, customer),
        details,
        ..FailurePage::default()
    }
}

/// How far the time in a message is from ours.
fn difference(language: Language, clock: &ClockDifference) -> String {
    let loader = texts(language).loader();
    let seconds = clock.seconds_ahead();
    let (minutes, rest) = ((seconds.abs() / 60).to_string(), (seconds.abs() % 60).to_string());
    if seconds > 0 {
        fl!(loader, "clock-ahead", minutes = minutes, seconds = rest)
    } else {
        fl!(loader, "clock-behind", minutes = minutes, seconds = rest)
    }
}

/// The page of a host that no customer has.
pub(crate) fn unknown_host(language: Language, host: &str) -> FailurePage {
    let loader = texts(language).loader();
    FailurePage {
        status: StatusCode::MISDIRECTED_REQUEST,
        code: "WEB-UNKNOWN-HOST".to_owned(),
        title: fl!(loader, "unknown-host-title"),
        what_happened: fl!(loader, "unknown-host-happened"),
        expected: Some(fl!(loader, "unknown-host-expected")),
        received: Some(shown(host)),
        what_to_change: fl!(loader, "unknown-host-change"),
        ..FailurePage::default()
    }
}

/// The command that sets single sign-on up.
const SET_UP: &str =
    "vestibule manager sso set --customer CUSTOMER --issuer URI --login-url URL --certificate FILE";

/// The page of a customer whose provider is not set up, or is switched off.
pub(crate) fn no_provider(visit: &Visit, is_disabled: bool) -> FailurePage {
    let loader = visit.texts().loader();
    let name = visit.customer.name.as_str();
    let (title, happened, change, commands) = if is_disabled {
        (
            fl!(loader, "sso-101-title"),
            fl!(loader, "sso-101-happened"),
            fl!(loader, "sso-101-change"),
            self::commands(&catalogue::PROVIDER_UNUSABLE, Some(&visit.customer)),
        )
    } else {
        (
            fl!(loader, "not-set-up-title"),
            fl!(loader, "not-set-up-happened"),
            fl!(loader, "not-set-up-change"),
            vec![command(SET_UP, &[("CUSTOMER", name)])],
        )
    };
    FailurePage {
        status: acs::status(&Refusal::new(&catalogue::PROVIDER_UNUSABLE, "", "")),
        code: catalogue::PROVIDER_UNUSABLE.to_string(),
        title,
        what_happened: happened,
        what_to_change: change,
        commands,
        details: vec![
            (fl!(loader, "our-entity-id"), visit.entity_id()),
            (fl!(loader, "our-acs-url"), visit.acs_url()),
        ],
        ways_on: vec![Link::new(
            fl!(loader, "local-sign-in"),
            Href::fixed(routes::LOCAL_SIGN_IN),
        )],
        organisation: Some(visit.customer.name.clone()),
        ..FailurePage::default()
    }
}

/// The page of a `GET` of the assertion consumer service.
pub(crate) fn only_by_post(visit: &Visit) -> FailurePage {
    let loader = visit.texts().loader();
    FailurePage {
        status: StatusCode::METHOD_NOT_ALLOWED,
        code: catalogue::TRANSPORT.to_string(),
        title: fl!(loader, "only-by-post-title"),
        what_happened: fl!(loader, "only-by-post-happened"),
        expected: Some("POST".to_owned()),
        received: Some("GET".to_owned()),
        what_to_change: fl!(loader, "only-by-post-change"),
        organisation: Some(visit.customer.name.clone()),
        ..FailurePage::default()
    }
}

/// The answer to a picture or a script that wants a session: no sign-in starts for it.
pub(crate) fn signed_out(visit: &Visit) -> FailurePage {
    FailurePage {
        organisation: Some(visit.customer.name.clone()),
        ..no_session(visit.page.language)
    }
}

fn no_session(language: Language) -> FailurePage {
    let loader = texts(language).loader();
    FailurePage {
        status: StatusCode::UNAUTHORIZED,
        code: "WEB-SIGNED-OUT".to_owned(),
        title: fl!(loader, "not-signed-in-title"),
        what_happened: fl!(loader, "not-signed-in-happened"),
        what_to_change: fl!(loader, "not-signed-in-change"),
        ..FailurePage::default()
    }
}

fn unavailable(language: Language) -> FailurePage {
    let loader = texts(language).loader();
    FailurePage {
        status: StatusCode::SERVICE_UNAVAILABLE,
        code: "WEB-UNAVAILABLE".to_owned(),
        title: fl!(loader, "unavailable-title"),
        what_happened: fl!(loader, "unavailable-happened"),
        what_to_change: fl!(loader, "unavailable-change"),
        ..FailurePage::default()
    }
}
