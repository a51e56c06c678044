//! The markup of a failure page.

use i18n_embed_fl::fl;
use maud::{Markup, html};

use crate::ui::icon::{Icon, icon};
use crate::ui::layout::{self, SignInPage};
use crate::ui::{button, copy, list};
use crate::{FailurePage, PageContext, text};

/// What happened, expected and received side by side, what to change, ways on, details for support.
pub(crate) fn failure(page: &PageContext, failure: &FailurePage) -> Markup {
    let own = text::own(page.language);
    let loader = own.loader();
    let body = html! {
        p class="failure-happened" { (failure.what_happened) }
        (comparison(page, failure))
        section class="failure-change" {
            h2 { (fl!(loader, "failure-what-to-change")) }
            p { (failure.what_to_change) }
            (commands(page, failure))
        }
        div class="button-row" {
            @if let Some(setting) = &failure.setting {
                (button::primary_link(&setting.label, &setting.href))
            }
            @for link in &failure.ways_on { (button::link(&link.label, &link.href)) }
            (button::link(&fl!(loader, "failure-home"), &page.product.home).icon(Icon::Home))
        }
        (details(page, failure))
    };
    let frame = SignInPage {
        title: &failure.title,
        organisation: failure.organisation.as_deref(),
        person: failure.signed_in.as_ref(),
        is_wide: true,
        ..SignInPage::default()
    };
    layout::sign_in_page(page, &frame, &body)
}

fn commands(page: &PageContext, failure: &FailurePage) -> Markup {
    let own = text::own(page.language);
    let label = fl!(own.loader(), "failure-command");
    html! {
        @for (number, command) in failure.commands.iter().enumerate() {
            p class="failure-command" {
                @if number == 0 { span class="failure-command-label" { (label) } }
                (copy::copy_text(page.language, &format!("command-{number}"), &label, command))
            }
        }
    }
}

fn comparison(page: &PageContext, failure: &FailurePage) -> Markup {
    let own = text::own(page.language);
    let loader = own.loader();
    if failure.expected.is_none() && failure.received.is_none() {
        return html! {};
    }
    html! {
        dl class="failure-comparison" {
            @if let Some(expected) = &failure.expected {
                div class="failure-expected" {
                    dt { (icon(Icon::Check)) (fl!(loader, "failure-expected")) }
                    dd { (expected) }
                }
            }
            @if let Some(received) = &failure.received {
                div class="failure-received" {
                    dt { (icon(Icon::Close)) (fl!(loader, "failure-received")) }
                    dd { (received) }
                }
            }
        }
    }
}

fn details(page: &PageContext, failure: &FailurePage) -> Markup {
    let own = text::own(page.language);
    let loader = own.loader();
    let id_label = fl!(loader, "failure-correlation-id");
    let id = page.correlation_id.to_string();
    let mut rows = vec![
        (fl!(loader, "failure-code"), html! { code { (failure.code) } }),
        (
            id_label.clone(),
            copy::copy_text(page.language, "correlation-id", &id_label, &id),
        ),
        (fl!(loader, "failure-timestamp"), timestamp(page)),
    ];
    rows.extend(
        failure
            .details
            .iter()
            .map(|(name, value)| (name.clone(), html! { (value) })),
    );
    html! {
        section class="failure-details" {
            h2 { (fl!(loader, "failure-details")) }
            (list::definitions(&rows))
        }
    }
}

fn timestamp(page: &PageContext) -> Markup {
    let time = page.now.strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
    html! { time datetime=(time) { (page.now.strftime("%Y-%m-%d %H:%M:%S UTC")) } }
}
