use vestibule_web::Language;

use crate::catalogue;

#[test]
fn both_languages_have_the_same_texts() {
    vestibule_web::text::assert_complete::<super::Assets>("vestibule_manager");
}

#[test]
fn every_code_says_what_happened_and_what_to_change_in_both_languages() {
    for code in catalogue::ALL {
        for language in Language::ALL {
            for part in ["title", "happened", "change"] {
                let id = format!("sso-{}-{part}", code.number);
                assert!(
                    super::texts(language).find(&id, &[]).is_some(),
                    "{id} in {language:?}"
                );
            }
        }
    }
}
