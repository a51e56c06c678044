//! The home: what needs attention, and what a search in the header found.

mod page;

use axum::extract::RawQuery;
use axum::response::{IntoResponse as _, Response};
use jiff::SignedDuration;
use vestibule_directory::applications::{self, ApplicationSummary};
use vestibule_directory::certificates::{self, Ending, NOTICE_DAYS};
use vestibule_directory::sign_ins::{self, Outcome, SignIn, SignInFilter};
use vestibule_directory::users::{self, User, UserFilter};
use vestibule_directory::{Failure, PageRequest, Permission};

use super::visit::AdminVisit;
use crate::sign_in::flow::query_fields;

/// What the home shows; `None` is what the administrator may not see.
#[derive(Default)]
struct Home {
    /// Active certificates that end soon.
    endings: Option<Vec<Ending>>,
    /// Sign-ins that failed within a day, the newest first.
    failures: Option<Vec<SignIn>>,
}

/// What a search found.
#[derive(Default)]
struct Found {
    applications: Vec<ApplicationSummary>,
    people: Vec<User>,
}

/// The most of each kind that the home shows.
const MOST: u16 = 10;

/// `GET /admin`, and with `q` the search in the header.
pub(crate) async fn show(visit: AdminVisit, RawQuery(query): RawQuery) -> Response {
    let fields = query_fields(query.as_deref());
    let words = fields.trimmed("q");
    let result = if words.is_empty() {
        home(&visit).await
    } else {
        search(&visit, words).await
    };
    visit.conclude(result)
}

async fn home(visit: &AdminVisit) -> Result<Response, Failure> {
    let (directory, caller, tenant_id) = (visit.directory(), &visit.caller, visit.tenant_id());
    let mut home = Home::default();
    if visit.may(Permission::ReadApplications) {
        let [first, ..] = NOTICE_DAYS;
        let before = visit.page.now + SignedDuration::from_hours(24 * first);
        home.endings = Some(certificates::ending_in(directory, caller, tenant_id, before).await?);
    }
    if visit.may(Permission::ReadSignIns) {
        let filter = SignInFilter {
            since: Some(visit.page.now - SignedDuration::from_hours(24)),
            outcome: Some(Outcome::Failure),
            ..SignInFilter::default()
        };
        let failures =
            sign_ins::list(directory, caller, tenant_id, &filter, &PageRequest::first(MOST)).await?;
        home.failures = Some(failures.items);
    }
    Ok(page::home(visit, &home).into_response())
}

async fn search(visit: &AdminVisit, words: &str) -> Result<Response, Failure> {
    let (directory, caller, tenant_id) = (visit.directory(), &visit.caller, visit.tenant_id());
    let part = PageRequest::first(MOST);
    let mut found = Found::default();
    if visit.may(Permission::ReadApplications) {
        found.applications = applications::search(directory, caller, tenant_id, words, &part)
            .await?
            .items;
    }
    if visit.may(Permission::ReadUsers) {
        let filter = UserFilter {
            starts_with: Some(words.to_owned()),
        };
        found.people = users::list(directory, caller, tenant_id, &filter, &part)
            .await?
            .items;
    }
    Ok(page::found(visit, words, &found).into_response())
}
