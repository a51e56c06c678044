//! What the pages of one application share: how it is found, and its own navigation.

use i18n_embed_fl::fl;
use maud::{Markup, html};
use vestibule_directory::applications::{self, Application};
use vestibule_directory::{Failure, Noun};
use vestibule_web::Href;
use vestibule_web::ui::navigation::{NavigationLink, tabs};

use crate::admin::routes;
use crate::admin::shell::{Part, Shell};
use crate::admin::visit::AdminVisit;

/// One of the pages of an application.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tab {
    Overview,
    Properties,
    SingleSignOn,
    UsersAndGroups,
}

/// The application with this id, unless it was deleted.
pub(super) async fn find(visit: &AdminVisit, id: &str) -> Result<Application, Failure> {
    let found = applications::get(visit.directory(), &visit.caller, visit.tenant_id(), id).await?;
    if found.deleted_at.is_some() {
        return Err(Failure::not_found(Noun::Application, id));
    }
    Ok(found)
}

impl Tab {
    fn href(self, id: &str) -> Href {
        match self {
            Self::Overview => routes::application(id),
            Self::Properties => routes::properties(id),
            Self::SingleSignOn => routes::single_sign_on(id),
            Self::UsersAndGroups => routes::assignments(id),
        }
    }

    /// What the page is called.
    pub(super) fn label(self, visit: &AdminVisit) -> String {
        let loader = visit.loader();
        match self {
            Self::Overview => fl!(loader, "tab-overview"),
            Self::Properties => fl!(loader, "tab-properties"),
            Self::SingleSignOn => fl!(loader, "tab-single-sign-on"),
            Self::UsersAndGroups => fl!(loader, "tab-users-and-groups"),
        }
    }
}

/// The page `tab` of an application; its overview is called like the application itself.
pub(super) fn page(
    visit: &AdminVisit,
    application: &Application,
    tab: Tab,
    actions: Option<Markup>,
    body: &Markup,
) -> Markup {
    let title = match tab {
        Tab::Overview => application.display_name.clone(),
        other => other.label(visit),
    };
    let mut shell = below(visit, &title);
    if tab != Tab::Overview {
        shell = shell.below(&application.display_name, routes::application(&application.id));
    }
    if let Some(actions) = actions {
        shell = shell.actions(actions);
    }
    shell.around(&html! { (navigation(visit, application, tab)) (body) })
}

/// A page below one of them: a form that is called up there.
pub(super) fn form<'a>(
    visit: &'a AdminVisit,
    application: &Application,
    tab: Option<Tab>,
    title: &'a str,
) -> Shell<'a> {
    let shell = below(visit, title).below(&application.display_name, routes::application(&application.id));
    match tab {
        Some(tab) => shell.below(&tab.label(visit), tab.href(&application.id)),
        None => shell,
    }
}

fn below<'a>(visit: &'a AdminVisit, title: &'a str) -> Shell<'a> {
    let list = fl!(visit.loader(), "nav-enterprise-applications");
    Shell::new(visit, Part::Applications, title).below(&list, routes::applications())
}

fn navigation(visit: &AdminVisit, application: &Application, current: Tab) -> Markup {
    let all = [
        Tab::Overview,
        Tab::Properties,
        Tab::SingleSignOn,
        Tab::UsersAndGroups,
    ];
    let links: Vec<NavigationLink> = all
        .into_iter()
        .map(|tab| {
            NavigationLink::new(tab.label(visit), tab.href(&application.id), None).current(tab == current)
        })
        .collect();
    tabs(&application.display_name, &links)
}
