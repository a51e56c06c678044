//! Characters and names. `[xml]` 2.2, 2.3; `[xml-names]` 3.

/// `Char`.
pub(crate) fn is_char(character: char) -> bool {
    match character {
        '\t' | '\n' | '\r' => true,
        '\u{fffe}' | '\u{ffff}' => false,
        other => other >= ' ',
    }
}

/// `NameStartChar` without the colon.
pub(super) fn is_name_start(character: char) -> bool {
    match character {
        'A'..='Z' | 'a'..='z' | '_' => true,
        other if other.is_ascii() => false,
        '\u{c0}'..='\u{d6}'
        | '\u{d8}'..='\u{f6}'
        | '\u{f8}'..='\u{2ff}'
        | '\u{370}'..='\u{37d}'
        | '\u{37f}'..='\u{1fff}'
        | '\u{200c}'..='\u{200d}'
        | '\u{2070}'..='\u{218f}'
        | '\u{2c00}'..='\u{2fef}'
        | '\u{3001}'..='\u{d7ff}'
        | '\u{f900}'..='\u{fdcf}'
        | '\u{fdf0}'..='\u{fffd}'
        | '\u{10000}'..='\u{effff}' => true,
        _ => false,
    }
}

/// `NameChar` without the colon.
pub(super) fn is_name(character: char) -> bool {
    match character {
        'A'..='Z' | 'a'..='z' | '0'..='9' | '_' | '-' | '.' => true,
        other if other.is_ascii() => false,
        '\u{b7}' | '\u{300}'..='\u{36f}' | '\u{203f}'..='\u{2040}' => true,
        other => is_name_start(other),
    }
}

/// Prefix and local part of a name; no prefix if it has no colon. Names are short, so this looks at one octet after
/// the other.
pub(crate) fn parts(name: &str) -> (Option<&str>, &str) {
    let colon = name.bytes().position(|octet| octet == b':');
    let cut = colon.and_then(|at| Some((name.get(..at)?, name.get(at + 1..)?)));
    cut.map_or((None, name), |(prefix, local)| (Some(prefix), local))
}

/// Whether `text` is an `NCName`: a name without a colon.
pub(crate) fn is_ncname(text: &str) -> bool {
    let mut characters = text.chars();
    characters.next().is_some_and(is_name_start) && characters.all(is_name)
}
