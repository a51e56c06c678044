//! The values of `vestibule app update` that are named one by one: instead of those that are there, or beside them.

use vestibule_directory::applications::{Application, CompatibilityProfile, PROFILES};
use vestibule_directory::value::{EntityId, ReplyUrl, WebUrl};

/// The identifiers as they will be, if they change: those that are named, or those that are there and some more.
pub(super) fn identifiers(
    application: &Application,
    instead: Vec<EntityId>,
    added: Vec<EntityId>,
) -> anyhow::Result<Option<Vec<EntityId>>> {
    if !instead.is_empty() {
        return Ok(Some(instead));
    }
    if added.is_empty() {
        return Ok(None);
    }
    let present = application
        .identifiers
        .iter()
        .map(|identifier| identifier.parse());
    let mut all = present.collect::<Result<Vec<EntityId>, _>>()?;
    for identifier in added {
        if !all.contains(&identifier) {
            all.push(identifier);
        }
    }
    Ok(Some(all))
}

/// The same of reply URLs. Those that are there keep their indexes and which of them is the default.
pub(super) fn reply_urls(
    application: &Application,
    instead: Vec<WebUrl>,
    added: Vec<WebUrl>,
) -> Option<Vec<ReplyUrl>> {
    if !instead.is_empty() {
        return Some(instead.into_iter().map(ReplyUrl::plain).collect());
    }
    if added.is_empty() {
        return None;
    }
    let mut all = application.reply_urls.clone();
    for url in added {
        if !all.iter().any(|present| present.url == url) {
            all.push(ReplyUrl::plain(url));
        }
    }
    Some(all)
}

/// A value that an empty text takes away.
#[expect(
    clippy::option_option,
    reason = "the directory's own way to say: leave, take away, set"
)]
pub(super) fn removable<T: std::str::FromStr>(text: Option<String>) -> Result<Option<Option<T>>, T::Err> {
    match text {
        None => Ok(None),
        Some(text) if text.is_empty() => Ok(Some(None)),
        Some(text) => Ok(Some(Some(text.parse()?))),
    }
}

/// A compatibility profile, or none.
#[derive(Debug, Clone, Copy)]
pub(super) struct Profile(pub(super) Option<CompatibilityProfile>);

/// Reads the name of a profile, or `none`.
pub(super) fn profile(text: &str) -> Result<Profile, String> {
    if text == "none" {
        return Ok(Profile(None));
    }
    let found = CompatibilityProfile::find(text).map(|profile| Profile(Some(profile)));
    found.ok_or_else(|| {
        let known: Vec<String> = PROFILES
            .iter()
            .map(|row| format!("{} ({})", row.name, row.reason))
            .collect();
        format!("expected none, or {}", known.join(" or "))
    })
}
