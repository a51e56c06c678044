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

#[cfg(test)]
mod tests {
    use vestibule_directory::failure::ALL;
    use vestibule_web::Language;
    use vestibule_web::text::assert_complete;

    use super::{DOMAIN, TextFiles, texts};

    #[test]
    fn both_languages_have_every_text() {
        assert_complete::<TextFiles>(DOMAIN);
    }

    #[test]
    fn every_code_of_the_catalogue_says_what_happened_and_what_to_change() {
        for language in Language::ALL {
            for code in ALL {
                for id in [code.what_happened_id, code.what_to_change_id] {
                    assert!(
                        texts(language).find(id, &[]).is_some(),
                        "{id} is missing in {language:?}"
                    );
                }
            }
        }
    }

    #[test]
    fn no_sentence_is_kept_for_a_code_that_is_gone() {
        let file = TextFiles::get("en/vestibule_idp.ftl").unwrap();
        let source = String::from_utf8(file.data.into_owned()).unwrap();
        let ids = source
            .lines()
            .filter_map(|line| line.split_once(" ="))
            .map(|(id, _)| id);
        let of_codes = ids.filter(|id| id.starts_with("aadsts-"));
        let known: Vec<&str> = ALL
            .iter()
            .flat_map(|code| [code.what_happened_id, code.what_to_change_id])
            .collect();
        assert_eq!(
            of_codes.filter(|id| !known.contains(id)).collect::<Vec<_>>(),
            Vec::<&str>::new()
        );
    }
}
