//! The one extractor of the admin center's handlers: an administrator, with the permission that the route asks for.

use axum::extract::{FromRequestParts, MatchedPath};
use axum::response::{IntoResponse as _, Response};
use http::request::Parts;
use http::{Method, StatusCode};
use i18n_embed::fluent::FluentLanguageLoader;
use i18n_embed_fl::fl;
use vestibule_directory::sign_ins::Start;
use vestibule_directory::tenants::{self, Tenant};
use vestibule_directory::users::User;
use vestibule_directory::{Caller, Conflict, Directory, Failure, Noun, PageRequest, Permission, Problem};
use vestibule_web::ui::Link;
use vestibule_web::{FailurePage, Href, Notice, PageContext};

use super::routes::{self, AdminRoute};
use crate::refusal::{Refused, conclude, unavailable};
use crate::routes as paths;
use crate::services::Services;
use crate::sign_in::flow::{query_fields, sealed_step};
use crate::sign_in::state::{SignInState, Wish};
use crate::visit::{Present, Visit};

/// How many rows a page of a list has.
const ROWS: u16 = 50;

/// An administrator asks for a page that he may see.
pub(crate) struct AdminVisit {
    visit: Visit,
    /// The page, whose product leads home to the admin center.
    pub(super) page: PageContext,
    /// Who asks.
    pub(super) caller: Caller,
    /// The same, as people know him.
    pub(super) person: User,
    /// His organization.
    pub(super) tenant: Tenant,
}

impl AdminVisit {
    pub(super) fn directory(&self) -> &Directory {
        self.visit.directory()
    }

    pub(super) fn services(&self) -> &Services {
        &self.visit.services
    }

    pub(super) fn tenant_id(&self) -> &str {
        &self.tenant.id
    }

    /// The sentences, for `fl!`.
    pub(super) fn loader(&self) -> &'static FluentLanguageLoader {
        self.visit.texts.loader()
    }

    /// Whether the pages offer it; the operation decides.
    pub(super) fn may(&self, permission: Permission) -> bool {
        self.caller.may(permission, self.tenant_id())
    }

    /// Which part of a list the address asks for.
    pub(super) fn part(query: Option<&str>) -> PageRequest {
        match query_fields(query).find("after") {
            Some(after) if !after.is_empty() => PageRequest::following(after, ROWS),
            _ => PageRequest::first(ROWS),
        }
    }

    /// Goes on with a GET, and says there that it was done.
    pub(super) fn done(&self, to: &Href, sentence: impl Into<String>) -> Response {
        self.page.see_other_with_notice(to, &Notice::success(sentence))
    }

    /// The answer, or the page that says why there is none.
    pub(super) fn conclude(&self, result: Result<Response, Failure>) -> Response {
        match result {
            Ok(response) => response,
            Err(Failure::NotFound { noun, .. }) => self.not_found(noun).into_response(),
            Err(Failure::Forbidden(permission)) => {
                forbidden(&self.visit, &self.person, Some(permission)).into_response()
            }
            Err(failure @ Failure::Unavailable(_)) => unavailable(&self.visit, &failure),
            Err(failure) => self.refused(&failure).into_response(),
        }
    }

    /// What stands in the way, in a sentence below its field or above the form.
    pub(super) fn sentence(&self, problem: &Problem) -> String {
        let (expected, received) = (problem.expected.as_str(), problem.received.as_str());
        let arguments = [("expected", expected), ("received", received)];
        self.visit
            .texts
            .find(&format!("problem-{}", problem.id), &arguments)
            .unwrap_or_else(|| {
                fl!(
                    self.loader(),
                    "problem-other",
                    message = problem.message,
                    expected = expected
                )
            })
    }

    /// The same of a conflict.
    pub(super) fn conflict(&self, conflict: &Conflict) -> String {
        let loader = self.loader();
        match conflict {
            Conflict::Stale { .. } => fl!(loader, "conflict-stale"),
            Conflict::Taken { value, holder, .. } => fl!(
                loader,
                "conflict-taken",
                value = value.as_str(),
                holder = holder.as_str()
            ),
            Conflict::Oneself => fl!(loader, "conflict-oneself"),
            Conflict::LastGlobalAdministrator => fl!(loader, "conflict-last-administrator"),
            Conflict::Deleted { .. } => fl!(loader, "conflict-deleted"),
            other => fl!(loader, "conflict-other", sentence = other.to_string()),
        }
    }

    fn not_found(&self, noun: Noun) -> FailurePage {
        let loader = self.loader();
        let noun = match noun {
            Noun::User => fl!(loader, "noun-user"),
            Noun::Group => fl!(loader, "noun-group"),
            Noun::Application => fl!(loader, "noun-application"),
            _ => fl!(loader, "noun-other"),
        };
        FailurePage {
            status: StatusCode::NOT_FOUND,
            code: "ADMIN-NOT-FOUND".to_owned(),
            title: fl!(loader, "admin-not-found-title"),
            what_happened: fl!(loader, "admin-not-found-happened", noun = noun),
            what_to_change: fl!(loader, "admin-not-found-change"),
            ..self.failure()
        }
    }

    fn refused(&self, failure: &Failure) -> FailurePage {
        let loader = self.loader();
        let (status, what_happened) = match failure {
            Failure::Conflict(conflict) => (StatusCode::CONFLICT, self.conflict(conflict)),
            Failure::Invalid(problems) => (
                StatusCode::UNPROCESSABLE_ENTITY,
                problems
                    .first()
                    .map(|problem| self.sentence(problem))
                    .unwrap_or_default(),
            ),
            other => (StatusCode::UNPROCESSABLE_ENTITY, other.to_string()),
        };
        FailurePage {
            status,
            code: "ADMIN-REFUSED".to_owned(),
            title: fl!(loader, "admin-refused-title"),
            what_happened,
            what_to_change: fl!(loader, "admin-refused-change"),
            ..self.failure()
        }
    }

    fn failure(&self) -> FailurePage {
        FailurePage {
            ways_on: vec![Link::new(fl!(self.loader(), "admin-home-link"), routes::home())],
            signed_in: Some(crate::sign_out::person(&self.person)),
            organisation: Some(self.tenant.display_name.clone()),
            ..FailurePage::default()
        }
    }
}

impl FromRequestParts<Services> for AdminVisit {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, services: &Services) -> Result<Self, Response> {
        let visit = Visit::from_request_parts(parts, services).await?;
        let route = parts
            .extensions
            .get::<MatchedPath>()
            .and_then(|matched| routes::find(matched.as_str()));
        let present = match visit.present().await {
            Ok(present) => present,
            Err(failure) => return Err(unavailable(&visit, &failure)),
        };
        let Some(present) = administrator(present) else {
            return Err(sign_in(&visit, parts).await);
        };
        let caller = Caller::person(&present.resumed);
        let person = present.resumed.person().clone();
        if let Err(permission) = admitted(&caller, &person, route, &parts.method) {
            return Err(forbidden(&visit, &person, permission).into_response());
        }
        let tenant = match tenants::find(visit.directory(), &person.tenant_id).await {
            Ok(Some(tenant)) => tenant,
            Ok(None) => return Err(FailurePage::internal(visit.page.language).into_response()),
            Err(failure) => return Err(unavailable(&visit, &failure)),
        };
        let mut page = PageContext::clone(&visit.page);
        page.product.home = routes::home();
        Ok(Self {
            visit,
            page,
            caller,
            person,
            tenant,
        })
    }
}

/// Of several accounts on one browser the one that was chosen last and has a directory role; without any, the last one.
fn administrator(present: Vec<Present>) -> Option<Present> {
    let at = present
        .iter()
        .position(|present| has_role(&Caller::person(&present.resumed)));
    present.into_iter().nth(at.unwrap_or_default())
}

fn has_role(caller: &Caller) -> bool {
    matches!(caller, Caller::Person(person) if !person.roles().is_empty())
}

/// Whether the page may be shown, or its form be sent; else the permission that is missing, if it is one alone.
fn admitted(
    caller: &Caller,
    person: &User,
    route: Option<&AdminRoute>,
    method: &Method,
) -> Result<(), Option<Permission>> {
    let Some(route) = route.filter(|_| has_role(caller)) else {
        return Err(None);
    };
    let needed = if method.is_safe() {
        route.see
    } else if route.change.is_some() {
        route.change
    } else {
        return Err(None);
    };
    match needed {
        Some(permission) if !caller.may(permission, &person.tenant_id) => Err(Some(permission)),
        _ => Ok(()),
    }
}

/// Nobody is signed in: after that, the browser comes back here. What a form held is lost with the session.
async fn sign_in(visit: &Visit, parts: &Parts) -> Response {
    let path = if parts.method.is_safe() {
        parts
            .uri
            .path_and_query()
            .map_or(routes::HOME.path, |path| path.as_str())
    } else {
        parts.uri.path()
    };
    let path = path.to_owned();
    let state = SignInState::begin(Wish::Admin { path }, visit.page.now);
    let result = sealed_step(visit, paths::ACCOUNT, &state)
        .map_err(|refusal| Refused::new(refusal, Start::OwnPages).into());
    conclude(visit, result).await
}

/// Somebody is signed in who may not see this page.
fn forbidden(visit: &Visit, person: &User, permission: Option<Permission>) -> FailurePage {
    let loader = visit.texts.loader();
    let name = person.user_principal_name.as_str();
    let roles = permission.map(|permission| {
        let names: Vec<&str> = permission.roles().iter().map(|role| role.name()).collect();
        names.join(", ")
    });
    FailurePage {
        status: StatusCode::FORBIDDEN,
        code: "ADMIN-FORBIDDEN".to_owned(),
        title: fl!(loader, "admin-forbidden-title"),
        what_happened: if permission.is_some() {
            fl!(loader, "admin-forbidden-happened", account = name)
        } else {
            fl!(loader, "admin-no-role-happened", account = name)
        },
        expected: Some(roles.unwrap_or_else(|| fl!(loader, "admin-no-role-expected"))),
        what_to_change: fl!(loader, "admin-forbidden-change"),
        signed_in: Some(crate::sign_out::person(person)),
        ..FailurePage::default()
    }
}
