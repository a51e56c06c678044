//! *Pick an account*: several people, or one with several accounts, are signed in on this browser.

use i18n_embed_fl::fl;
use maud::{Markup, html};
use vestibule_web::Href;
use vestibule_web::ui::layout::{self, SignInPage};
use vestibule_web::ui::{account, field};

use super::account::OTHER;
use super::flow::Subject;
use super::step::KnownAccount;
use crate::routes;
use crate::visit::Visit;

/// The field that names the session that was picked.
pub(super) const SESSION: &str = "session";

/// The page with the accounts.
pub(super) fn page(visit: &Visit, subject: &Subject, state: &str, accounts: &[KnownAccount]) -> Markup {
    let loader = visit.texts.loader();
    let title = fl!(loader, "picker-title");
    let lead = match subject.application() {
        Some(application) => fl!(loader, "account-to-application", application = application),
        None => fl!(loader, "account-to-my-apps"),
    };
    let frame = SignInPage {
        title: &title,
        lead: Some(&lead),
        organisation: subject.organisation(),
        application: subject.application(),
        ..SignInPage::default()
    };
    let lines = html! {
        @for known in accounts {
            (account::choice(SESSION, &known.session_id, &known.display_name, &known.user_principal_name))
        }
        (account::other(OTHER, "1", &fl!(loader, "picker-use-another")))
    };
    let body = html! {
        form method="post" action=(Href::fixed(routes::ACCOUNT)) {
            (visit.page.csrf.field())
            (field::hidden(routes::STATE, state))
            (account::accounts(&lines))
        }
    };
    layout::sign_in_page(&visit.page, &frame, &body)
}
