//! The gallery: one data file an application, embedded in the binary.
//!
//! The files lie in `gallery/` at the root of the repository; `gallery/schema.json` describes them and `gallery/README.md`
//! tells how to add one.

mod file;
#[cfg(test)]
mod gallery_tests;
mod pattern;
#[cfg(test)]
mod tests;

use std::sync::LazyLock;

use crate::Loopback;
use crate::applications::{Application, SigningOption};
use crate::failure::Problem;

pub use file::TemplateError;
pub use pattern::Pattern;

/// A gallery entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template {
    /// The entry's GUID, which applications keep.
    pub id: String,
    /// Its short name, such as `ivanti-service-manager`: the file's name.
    pub slug: String,
    /// The application's name.
    pub display_name: String,
    /// Who makes it.
    pub publisher: String,
    /// What kind of application it is, such as `it-infrastructure`.
    pub category: String,
    /// A sentence about it.
    pub description: String,
    /// Where sign-ons can begin.
    pub modes: Vec<Mode>,
    /// Whether the application makes accounts at the first sign-on by itself.
    pub just_in_time_provisioning: bool,
    /// What identifiers look like.
    pub identifier: Field,
    /// What reply URLs look like.
    pub reply_url: Field,
    /// What sign-on URLs look like.
    pub sign_on_url: Field,
    /// What is signed.
    pub signing_option: SigningOption,
    /// The download that the other side wants.
    pub certificate_download: Download,
    /// The roles that the application is created with.
    pub app_roles: Vec<TemplateRole>,
    /// What to do on the other side, step by step, in English.
    pub steps: Vec<String>,
}

/// Where a sign-on can begin.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// At the application.
    ServiceProvider,
    /// At the identity provider.
    IdentityProvider,
}

/// The downloads of the certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Download {
    /// Certificate (Base64).
    Base64,
    /// Certificate (Raw).
    Raw,
    /// Federation Metadata XML.
    Metadata,
}

/// What the values of a field look like.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// Whether the application cannot do without.
    pub is_required: bool,
    /// A value fits if it fits one of these; any value fits if there are none.
    pub patterns: Vec<Pattern>,
    /// Patterns of the demo's hosts on this machine, counted in the demo alone.
    pub loopback_patterns: Vec<Pattern>,
}

/// A role that an application of this kind is created with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TemplateRole {
    /// Its name.
    pub display_name: String,
    /// What the role claim says.
    pub value: Option<String>,
}

/// All entries, by name.
pub fn gallery() -> &'static [Template] {
    static GALLERY: LazyLock<Vec<Template>> = LazyLock::new(|| {
        // A test reads every file; one that could not be read would only be missing here.
        let mut templates: Vec<Template> = file::read_all().into_iter().filter_map(Result::ok).collect();
        templates.sort_by(|one, other| one.display_name.cmp(&other.display_name));
        templates
    });
    &GALLERY
}

/// The entry with this id or slug.
pub fn find(id_or_slug: &str) -> Option<&'static Template> {
    gallery().iter().find(|template| {
        template.id.eq_ignore_ascii_case(id_or_slug) || template.slug.eq_ignore_ascii_case(id_or_slug)
    })
}

impl Template {
    /// What in an application's settings does not fit the entry. Values in `known` were accepted before and stay so.
    pub(crate) fn misfits(
        &self,
        application: &Application,
        known: Option<&Application>,
        loopback: Loopback,
    ) -> Vec<Problem> {
        let sign_on_url = |application: &Application| {
            application
                .sign_on_url
                .iter()
                .map(ToString::to_string)
                .collect::<Vec<_>>()
        };
        let reply_urls = |application: &Application| {
            application
                .reply_urls
                .iter()
                .map(|reply_url| reply_url.url.to_string())
                .collect::<Vec<_>>()
        };
        let known_identifiers = known.map(|known| known.identifiers.clone()).unwrap_or_default();
        let known_reply_urls = known.map(reply_urls).unwrap_or_default();
        let known_sign_on = known.map(sign_on_url).unwrap_or_default();
        let mut problems = self.identifier.misfits(
            "identifierUris",
            &application.identifiers,
            &known_identifiers,
            loopback,
        );
        problems.extend(self.reply_url.misfits(
            "replyUrls",
            &reply_urls(application),
            &known_reply_urls,
            loopback,
        ));
        problems.extend(self.sign_on_url.misfits(
            "signOnUrl",
            &sign_on_url(application),
            &known_sign_on,
            loopback,
        ));
        problems
    }
}

impl Field {
    /// Whether a value fits one of the patterns.
    pub fn admits(&self, value: &str, loopback: Loopback) -> bool {
        let has_no_pattern = self.patterns.is_empty();
        let fits = |patterns: &[Pattern]| patterns.iter().any(|pattern| pattern.matches(value));
        has_no_pattern
            || fits(&self.patterns)
            || loopback == Loopback::Allowed && fits(&self.loopback_patterns)
    }

    fn misfits(
        &self,
        field: &'static str,
        values: &[String],
        known: &[String],
        loopback: Loopback,
    ) -> Vec<Problem> {
        let expected = || {
            self.patterns
                .iter()
                .map(Pattern::as_str)
                .collect::<Vec<_>>()
                .join(" or ")
        };
        values
            .iter()
            .filter(|value| !known.contains(value) && !self.admits(value, loopback))
            .map(|value| {
                let message = "the value does not fit the pattern of the gallery entry";
                Problem::new(field, "pattern", message, expected(), value)
            })
            .collect()
    }
}
