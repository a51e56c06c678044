//! What every page of the admin center has around its own content.

use axum::response::{IntoResponse as _, Response};
use http::StatusCode;
use i18n_embed_fl::fl;
use jiff::Timestamp;
use maud::{Markup, html};
use vestibule_directory::Permission;
use vestibule_directory::certificates::Expiry;
use vestibule_web::Href;
use vestibule_web::flash::Gravity;
use vestibule_web::paging::Pages;
use vestibule_web::ui::icon::Icon;
use vestibule_web::ui::layout::{self, AppPage, Search};
use vestibule_web::ui::navigation::{NavigationGroup, NavigationLink};
use vestibule_web::ui::{Link, badge};

use super::routes;
use super::visit::AdminVisit;

/// The part of the admin center that a page belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// The home.
    Home,
    /// *Enterprise applications*.
    Applications,
    /// *All users*.
    Users,
    /// *Groups*.
    Groups,
}

/// A page under construction.
pub(super) struct Shell<'a> {
    visit: &'a AdminVisit,
    part: Part,
    title: &'a str,
    lead: Option<&'a str>,
    way: Vec<Link>,
    actions: Option<Markup>,
    searched: &'a str,
}

impl<'a> Shell<'a> {
    /// A page of this part with this heading.
    pub(super) fn new(visit: &'a AdminVisit, part: Part, title: &'a str) -> Self {
        Self {
            visit,
            part,
            title,
            lead: None,
            way: way_to(visit, part),
            actions: None,
            searched: "",
        }
    }

    /// A sentence below the heading.
    pub(super) fn lead(mut self, lead: &'a str) -> Self {
        self.lead = Some(lead);
        self
    }

    /// One more step of the way here, behind those of the part.
    pub(super) fn below(mut self, label: &str, href: Href) -> Self {
        self.way.push(Link::new(label, href));
        self
    }

    /// Buttons beside the heading.
    pub(super) fn actions(mut self, actions: Markup) -> Self {
        self.actions = Some(actions);
        self
    }

    /// The page around its content.
    pub(super) fn around(self, body: &Markup) -> Markup {
        let label = fl!(self.visit.loader(), "admin-search");
        let who = crate::sign_out::person(&self.visit.person);
        let navigation = navigation(self.visit, self.part);
        let frame = AppPage {
            title: self.title,
            lead: self.lead,
            organisation: Some(&self.visit.tenant.display_name),
            navigation: &navigation,
            breadcrumb: &self.way,
            person: Some(&who),
            search: Some(Search {
                action: routes::home(),
                label: &label,
                value: self.searched,
            }),
            actions: self.actions,
        };
        layout::app_page(&self.visit.page, &frame, body)
    }

    /// What was searched for in the header.
    pub(super) fn searched(mut self, words: &'a str) -> Self {
        self.searched = words;
        self
    }
}

/// The way to the first page of a part, without that page itself where the part has but one.
fn way_to(visit: &AdminVisit, part: Part) -> Vec<Link> {
    let loader = visit.loader();
    let identity = Link::new(fl!(loader, "nav-identity"), routes::home());
    match part {
        Part::Home => Vec::new(),
        Part::Applications => vec![
            identity,
            Link::new(fl!(loader, "nav-applications"), routes::applications()),
        ],
        Part::Users => vec![identity, Link::new(fl!(loader, "nav-users"), routes::users())],
        Part::Groups => vec![identity],
    }
}

fn navigation(visit: &AdminVisit, part: Part) -> Vec<NavigationGroup> {
    let loader = visit.loader();
    let mut below = Vec::new();
    if visit.may(Permission::ReadUsers) {
        let leaf = NavigationLink::new(fl!(loader, "nav-all-users"), routes::users(), None)
            .current(part == Part::Users);
        let label = fl!(loader, "nav-users");
        below.push(NavigationLink::new(label, routes::users(), Some(Icon::Person)).over([leaf]));
    }
    if visit.may(Permission::ReadGroups) {
        let label = fl!(loader, "nav-groups");
        let link = NavigationLink::new(label, routes::groups(), Some(Icon::People));
        below.push(link.current(part == Part::Groups));
    }
    if visit.may(Permission::ReadApplications) {
        let leaf = NavigationLink::new(
            fl!(loader, "nav-enterprise-applications"),
            routes::applications(),
            None,
        )
        .current(part == Part::Applications);
        let label = fl!(loader, "nav-applications");
        below.push(NavigationLink::new(label, routes::applications(), Some(Icon::Applications)).over([leaf]));
    }
    let identity = NavigationLink::new(fl!(loader, "nav-identity"), routes::home(), Some(Icon::Home))
        .current(part == Part::Home)
        .over(below);
    vec![NavigationGroup {
        heading: None,
        links: vec![identity],
    }]
}

/// A form that was not accepted: the same page once more.
pub(super) fn unaccepted(markup: Markup) -> Response {
    (StatusCode::UNPROCESSABLE_ENTITY, markup).into_response()
}

/// Where the pager below a list leads; `here` is the list without a position.
pub(super) fn pages(here: &Href, is_first: bool, next: Option<&str>) -> Pages {
    Pages {
        previous: (!is_first).then(|| here.clone()),
        next: next.map(|after| here.clone().query("after", after)),
    }
}

/// A day as everybody reads it.
pub(super) fn day(at: Timestamp) -> Markup {
    html! { time datetime=(at.strftime("%Y-%m-%dT%H:%M:%SZ")) { (at.strftime("%Y-%m-%d")) } }
}

/// A moment as everybody reads it.
pub(super) fn moment(at: Timestamp) -> Markup {
    html! { time datetime=(at.strftime("%Y-%m-%dT%H:%M:%SZ")) { (at.strftime("%Y-%m-%d %H:%M UTC")) } }
}

/// How near a certificate's end is.
pub(super) fn expiry(visit: &AdminVisit, not_after: Timestamp) -> Markup {
    let loader = visit.loader();
    match Expiry::of(not_after, visit.page.now) {
        Expiry::Far => badge::badge(Gravity::Success, &fl!(loader, "certificate-valid")),
        Expiry::Near { days } => {
            badge::badge(Gravity::Warning, &fl!(loader, "certificate-ending", days = days))
        }
        Expiry::Over => badge::badge(Gravity::Error, &fl!(loader, "certificate-expired")),
    }
}
