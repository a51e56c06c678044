//! When two names are the same, when they only look the same, and which ones cannot be used.

use unicode_normalization::UnicodeNormalization;
use unicode_security::confusable_detection;

/// A name with case and compatibility forms folded away, for comparisons that people expect to be lenient: Login IDs
/// and mail addresses. Never for the key of an account.
pub(crate) fn folded(name: &str) -> String {
    name.nfkc().flat_map(char::to_lowercase).nfkc().collect()
}

/// What is left of a name when letters that look alike are made one (UTS 39, section 4) and case does not matter.
///
/// Look-alikes come first: a capital letter of another script looks like a Latin one, its small letter often does
/// not. `I` looks like `l`, and `i` is the same name as `I`: all three are one.
pub(crate) fn skeleton(name: &str) -> String {
    let plain: String = confusable_detection::skeleton(&name.nfkc().collect::<String>()).collect();
    let same: String = confusable_detection::skeleton(&folded(&plain)).collect();
    folded(&same).replace('i', "l")
}

/// Why a value cannot be the key of an account; `None` if it can.
pub(crate) fn unusable_as_key(value: &str) -> Option<&'static str> {
    if value.is_empty() {
        Some("the value is empty")
    } else if value.len() > LONGEST_KEY {
        Some("the value is longer than 512 octets")
    } else if value.trim() != value {
        Some("the value begins or ends with white space")
    } else if value
        .chars()
        .any(|character| character.is_control() || is_invisible(character))
    {
        Some("the value holds characters that cannot be seen")
    } else {
        None
    }
}

/// Why a value cannot be a field of a person; `None` if it can. Joiners are allowed, since names of many languages
/// are written with them.
pub(crate) fn unusable_as_field(value: &str) -> Option<&'static str> {
    let is_hidden = |character: char| {
        character.is_control() || (is_invisible(character) && !matches!(character, '\u{200C}' | '\u{200D}'))
    };
    if value.chars().count() > LONGEST_FIELD {
        Some("the value is longer than 256 characters")
    } else if value.chars().any(is_hidden) {
        Some("the value holds control characters or characters that turn text round")
    } else {
        None
    }
}

/// Characters that take no room or change the direction of their neighbours.
pub(crate) fn is_invisible(character: char) -> bool {
    matches!(
        character,
        '\u{00AD}'
            | '\u{061C}'
            | '\u{115F}'..='\u{1160}'
            | '\u{180E}'
            | '\u{200B}'..='\u{200F}'
            | '\u{2028}'..='\u{202E}'
            | '\u{2060}'..='\u{206F}'
            | '\u{2800}'
            | '\u{3164}'
            | '\u{FEFF}'
            | '\u{FFA0}'
            | '\u{FFF9}'..='\u{FFFB}'
            | '\u{E0000}'..='\u{E007F}'
    )
}

const LONGEST_KEY: usize = 512;
const LONGEST_FIELD: usize = 256;
