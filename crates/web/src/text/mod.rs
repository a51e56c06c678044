//! Languages and texts: which language a reader gets, and the Fluent files that hold the sentences.
//!
//! Each crate that shows pages keeps its own `text/{en,de}/CRATE.ftl` and one [`TextLibrary`] over them.

use std::sync::LazyLock;

use axum::extract::FromRequestParts;
use axum::response::Response;
use http::{HeaderMap, header, request::Parts};
use i18n_embed::fluent::FluentLanguageLoader;
use i18n_embed::{I18nAssets, LanguageLoader as _};
use rust_embed::RustEmbed;
use unic_langid::LanguageIdentifier;

use crate::cookie::{Cookies, LANGUAGE};

/// A language that every page can be read in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Language {
    /// English, the language every text is written in first.
    #[default]
    English,
    /// German.
    German,
}

impl Language {
    /// Every language there is, English first.
    pub const ALL: [Self; 2] = [Self::English, Self::German];

    /// The language's tag as in the `lang` attribute (BCP 47).
    pub fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::German => "de",
        }
    }

    /// The language of a tag, which may name a region (`de-AT`); case does not matter.
    pub fn from_tag(tag: &str) -> Option<Self> {
        let primary = tag.trim().split(['-', '_']).next()?;
        Self::ALL
            .into_iter()
            .find(|language| language.tag().eq_ignore_ascii_case(primary))
    }

    /// Chooses the language of an answer: `?lang=` first, then the language cookie, then `Accept-Language`,
    /// then English.
    pub fn choose(query: Option<&str>, cookies: &Cookies, headers: &HeaderMap) -> Self {
        asked_for(query)
            .or_else(|| cookies.get(&LANGUAGE).and_then(Self::from_tag))
            .or_else(|| accepted(headers))
            .unwrap_or_default()
    }

    #[expect(
        clippy::expect_used,
        reason = "both tags are language identifiers; every text goes through here"
    )]
    fn identifier(self) -> LanguageIdentifier {
        self.tag().parse().expect("a tag of ours")
    }
}

/// The language that the address itself asks for (`?lang=de`), if it is one of ours. No tag of ours has anything to be
/// escaped.
pub(crate) fn asked_for(query: Option<&str>) -> Option<Language> {
    query?
        .split('&')
        .find_map(|pair| pair.strip_prefix("lang="))
        .and_then(Language::from_tag)
}

/// The best of ours by `Accept-Language` (RFC 9110, 12.5.4); weights are compared in thousandths.
fn accepted(headers: &HeaderMap) -> Option<Language> {
    let mut best: Option<(u16, Language)> = None;
    let values = headers
        .get_all(header::ACCEPT_LANGUAGE)
        .into_iter()
        .filter_map(|value| value.to_str().ok());
    for range in values.flat_map(|value| value.split(',')) {
        let mut parts = range.split(';');
        let Some(language) = parts.next().and_then(Language::from_tag) else {
            continue;
        };
        let weight = parts
            .find_map(|part| part.trim().strip_prefix("q="))
            .map_or(Some(1000), thousandths);
        let Some(weight) = weight.filter(|weight| *weight > 0) else {
            continue;
        };
        if best.is_none_or(|(known, _)| weight > known) {
            best = Some((weight, language));
        }
    }
    best.map(|(_, language)| language)
}

fn thousandths(weight: &str) -> Option<u16> {
    let (whole, fraction) = weight.trim().split_once('.').unwrap_or((weight.trim(), ""));
    if fraction.len() > 3 {
        return None;
    }
    let fraction: u16 = format!("{fraction:0<3}").parse().ok()?;
    let whole: u16 = whole.parse().ok()?;
    (whole <= 1).then(|| (whole * 1000 + fraction).min(1000))
}

impl<S: Send + Sync> FromRequestParts<S> for Language {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Self::Rejection> {
        crate::PageContext::from_request_parts(parts, state)
            .await
            .map(|page| page.language)
    }
}

/// The texts of one crate in every language, from files embedded in the binary.
pub struct TextLibrary {
    english: FluentLanguageLoader,
    german: FluentLanguageLoader,
}

impl TextLibrary {
    /// Loads `text/{en,de}/DOMAIN.ftl` out of `Assets`. A text that is missing in a language is shown in
    /// English; [`assert_complete`] keeps that from happening.
    ///
    /// # Panics
    ///
    /// If a file is missing or is not Fluent: the files are part of the binary, and a test loads them.
    pub fn load<Assets: RustEmbed>(domain: &str) -> Self {
        Self {
            english: loader::<Assets>(domain, Language::English),
            german: loader::<Assets>(domain, Language::German),
        }
    }

    /// The texts in one language.
    pub fn texts(&self, language: Language) -> Texts<'_> {
        let loader = match language {
            Language::English => &self.english,
            Language::German => &self.german,
        };
        Texts { language, loader }
    }
}

#[expect(
    clippy::expect_used,
    reason = "the files are embedded in the binary, and each crate's test loads them"
)]
fn loader<Assets: RustEmbed>(domain: &str, language: Language) -> FluentLanguageLoader {
    let loader = FluentLanguageLoader::new(domain, Language::English.identifier());
    let mut wanted = vec![language.identifier()];
    if language != Language::English {
        wanted.push(Language::English.identifier());
    }
    loader
        .load_languages(&Embedded::<Assets>::new(), &wanted)
        .expect("the crate's own text files are Fluent");
    // Isolation marks around arguments would end up in copied text and break comparisons of names.
    loader.set_use_isolating(false);
    loader
}

/// rust-embed's own adapter wants `Assets: I18nAssets`; this one asks the caller for `RustEmbed` alone.
struct Embedded<Assets>(std::marker::PhantomData<fn() -> Assets>);

impl<Assets> Embedded<Assets> {
    fn new() -> Self {
        Self(std::marker::PhantomData)
    }
}

impl<Assets: RustEmbed> I18nAssets for Embedded<Assets> {
    fn get_files(&self, file_path: &str) -> Vec<std::borrow::Cow<'_, [u8]>> {
        Assets::get(file_path).into_iter().map(|file| file.data).collect()
    }

    fn filenames_iter(&self) -> Box<dyn Iterator<Item = String> + '_> {
        Box::new(Assets::iter().map(std::borrow::Cow::into_owned))
    }
}

/// The texts of one crate in one language: what pages are given, and what `fl!(texts.loader(), …)` reads.
#[derive(Clone, Copy)]
pub struct Texts<'a> {
    /// The language these texts are in.
    pub language: Language,
    loader: &'a FluentLanguageLoader,
}

impl<'a> Texts<'a> {
    /// The Fluent loader, for `fl!`.
    pub fn loader(&self) -> &'a FluentLanguageLoader {
        self.loader
    }

    /// A text whose id is data (a row of a catalogue names its sentence). `None` if there is no such text.
    pub fn find(&self, id: &str, arguments: &[(&'static str, &str)]) -> Option<String> {
        if !self.loader.has(id) {
            return None;
        }
        let arguments = arguments
            .iter()
            .map(|(name, value)| (*name, (*value).to_owned()))
            .collect();
        Some(self.loader.get_args::<&'static str, String>(id, arguments))
    }
}

/// Fails a test unless both languages have the same messages with the same arguments.
///
/// # Panics
///
/// With the list of differences.
pub fn assert_complete<Assets: RustEmbed>(domain: &str) {
    let differences = crate::text::compare::differences::<Assets>(domain);
    assert!(
        differences.is_empty(),
        "texts of {domain} differ between languages:\n{}",
        differences.join("\n")
    );
}

mod compare;
mod fixed;

pub use fixed::{Around, Fixed};

#[derive(RustEmbed)]
#[folder = "text/"]
pub(crate) struct OwnTexts;

static OWN: LazyLock<TextLibrary> = LazyLock::new(|| TextLibrary::load::<OwnTexts>("vestibule_web"));

/// This crate's own texts.
pub(crate) fn own(language: Language) -> Texts<'static> {
    OWN.texts(language)
}

#[cfg(test)]
mod tests;
