//! The sentences of this crate, in every language, embedded in the binary.

use std::sync::LazyLock;

use vestibule_web::{Language, TextLibrary, Texts};

/// The files below `text/`.
#[derive(rust_embed::RustEmbed)]
#[folder = "text/"]
pub(crate) struct TextFiles;

/// The name of the files.
pub(crate) const DOMAIN: &str = "vestibule_idp";

static LIBRARY: LazyLock<TextLibrary> = LazyLock::new(|| TextLibrary::load::<TextFiles>(DOMAIN));

/// The sentences in `language`.
pub(crate) fn texts(language: Language) -> Texts<'static> {
    LIBRARY.texts(language)
}
