//! Avatars and logos made of initials: nothing is fetched, and a name always looks the same.

use maud::{Markup, html};

/// The round picture of a person. It repeats the name beside it, so screen readers skip it.
pub fn person(name: &str) -> Markup {
    html! { span class={ "avatar avatar-round hue-" (hue(name)) } aria-hidden="true" { (initials(name)) } }
}

/// The square picture of an application.
pub fn application(name: &str) -> Markup {
    html! { span class={ "avatar avatar-square hue-" (hue(name)) } aria-hidden="true" { (initials(name)) } }
}

/// The first letters of the first and the last word; `B.Simon` is `BS`, `Ivanti Service Manager (ISM)` is `IM`.
pub(crate) fn initials(name: &str) -> String {
    let plain = name
        .split('(')
        .next()
        .filter(|before| !before.trim().is_empty())
        .unwrap_or(name);
    let mut words = plain
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty());
    let first = words.next().and_then(|word| word.chars().next());
    let last = words.next_back().and_then(|word| word.chars().next());
    let letters: String = first
        .into_iter()
        .chain(last)
        .flat_map(char::to_uppercase)
        .take(2)
        .collect();
    if letters.is_empty() {
        "?".to_owned()
    } else {
        letters
    }
}

/// One of eight hues, by the name (FNV-1a): equal on every machine.
fn hue(name: &str) -> u32 {
    let hash = name.bytes().fold(0x811c_9dc5_u32, |hash, octet| {
        (hash ^ u32::from(octet)).wrapping_mul(0x0100_0193)
    });
    (hash ^ (hash >> 15)) % 8
}
