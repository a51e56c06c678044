//! *All users*: a list to search.

use axum::extract::RawQuery;
use axum::response::{IntoResponse as _, Response};
use i18n_embed_fl::fl;
use maud::{Markup, html};
use vestibule_directory::users::{self, User, UserFilter};
use vestibule_directory::{Failure, Page, Permission};
use vestibule_web::flash::Gravity;
use vestibule_web::ui::icon::Icon;
use vestibule_web::ui::table::{Empty, Table};
use vestibule_web::ui::{avatar, badge, button};

use crate::admin::listing::Listing;
use crate::admin::routes;
use crate::admin::shell::{Part, Shell, day};
use crate::admin::visit::AdminVisit;
use crate::sign_in::flow::query_fields;

/// `GET /admin/users`.
pub(crate) async fn show(visit: AdminVisit, RawQuery(query): RawQuery) -> Response {
    let result = shown(&visit, query.as_deref()).await;
    visit.conclude(result)
}

async fn shown(visit: &AdminVisit, query: Option<&str>) -> Result<Response, Failure> {
    let (fields, part) = (query_fields(query), AdminVisit::part(query));
    let words = fields.trimmed("q");
    let filter = UserFilter {
        starts_with: Some(words.to_owned()).filter(|words| !words.is_empty()),
    };
    let found = users::list(
        visit.directory(),
        &visit.caller,
        visit.tenant_id(),
        &filter,
        &part,
    )
    .await?;
    Ok(page(visit, words, part.after.is_none(), &found).into_response())
}

fn page(visit: &AdminVisit, words: &str, is_first: bool, found: &Page<User>) -> Markup {
    let loader = visit.loader();
    let title = fl!(loader, "nav-all-users");
    let listing = Listing {
        label: fl!(loader, "users-search"),
        list: routes::users(),
        region: "users",
        words,
        is_first,
    };
    let body = listing.around(visit, found, &table(visit, words, &found.items));
    let shell = Shell::new(visit, Part::Users, &title);
    let shell = if visit.may(Permission::ManageUsers) {
        shell.actions(new(visit))
    } else {
        shell
    };
    shell.around(&body)
}

/// *New user*, which unfolds into what can be made: today a new account of one's own.
fn new(visit: &AdminVisit) -> Markup {
    let loader = visit.loader();
    let label = fl!(loader, "new-user");
    html! {
        details class="menu" {
            summary class="button button-primary" role="button" {
                (vestibule_web::ui::icon::icon(Icon::Add)) span { (label) }
            }
            div class="menu-items" { (button::quiet_link(&fl!(loader, "create-user"), &routes::new_user())) }
        }
    }
}

fn table(visit: &AdminVisit, words: &str, found: &[User]) -> Markup {
    let loader = visit.loader();
    let columns = [
        fl!(loader, "display-name"),
        fl!(loader, "user-principal-name"),
        fl!(loader, "column-created"),
    ];
    let columns: Vec<&str> = columns.iter().map(String::as_str).collect();
    let caption = fl!(loader, "nav-all-users");
    let (title, text) = (
        fl!(loader, "search-none", words = words),
        fl!(loader, "search-none-text"),
    );
    let empty = Empty {
        title: &title,
        text: &text,
        action: None,
    };
    let rows = found.iter().map(|user| {
        vec![
            html! {
                div class="cell-person" {
                    (avatar::person(&user.display_name))
                    span {
                        (link(user))
                        @if !user.is_enabled { " " (badge::badge(Gravity::Warning, &fl!(loader, "disabled"))) }
                    }
                }
            },
            html! { (user.user_principal_name) },
            day(user.created_at),
        ]
    });
    html! { (Table::new(&caption, &columns, empty).rows(rows)) }
}

/// A person's name that leads to him.
pub(in crate::admin) fn link(user: &User) -> Markup {
    html! { a class="link" href=(routes::user(&user.id)) { (user.display_name) } }
}
