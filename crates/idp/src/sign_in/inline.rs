//! A refusal that leaves the person where he is: what is wrong beside the field, and below the form what his
//! administrator will ask for.

use i18n_embed_fl::fl;
use maud::{Markup, html};
use vestibule_directory::Refusal;
use vestibule_web::ui::list;

use crate::refusal::sentence;
use crate::visit::Visit;

/// What an administrator will ask for: code, what to change, correlation id, time.
pub(super) fn details(visit: &Visit, refusal: Option<&Refusal>) -> Markup {
    let Some(refusal) = refusal else { return html! {} };
    let loader = visit.texts.loader();
    let code = refusal.code;
    let rows = [
        (fl!(loader, "inline-code"), html! { code { (code.label()) } }),
        (
            fl!(loader, "inline-happened"),
            html! { (sentence(visit, code, code.what_happened_id, code.what_happened)) },
        ),
        (fl!(loader, "inline-expected"), html! { (refusal.expected) }),
        (fl!(loader, "inline-received"), html! { (refusal.received) }),
        (
            fl!(loader, "inline-change"),
            html! { (sentence(visit, code, code.what_to_change_id, code.what_to_change)) },
        ),
        (
            fl!(loader, "inline-correlation-id"),
            html! { code { (visit.page.correlation_id) } },
        ),
        (
            fl!(loader, "inline-time"),
            html! { (visit.page.now.strftime("%Y-%m-%d %H:%M:%S UTC")) },
        ),
    ];
    html! {
        details class="inline-refusal" open {
            summary { (fl!(loader, "inline-title")) }
            (list::definitions(&rows))
        }
    }
}
