//! Patterns of the gallery, such as `https://<customer>.saasit.com/`.

use std::fmt;

/// Fixed text with placeholders `<name>`; each stands for one or more characters of a host or a path segment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pattern {
    text: String,
    /// Fixed text before, between and behind the placeholders.
    fixed: Vec<String>,
}

impl Pattern {
    /// Reads a pattern; `None` when brackets do not pair or two placeholders touch.
    pub fn parse(text: &str) -> Option<Self> {
        let mut fixed = Vec::new();
        let mut rest = text;
        while let Some((before, behind)) = rest.split_once('<') {
            let (name, next) = behind.split_once('>')?;
            let is_name = !name.is_empty()
                && name
                    .bytes()
                    .all(|octet| octet.is_ascii_lowercase() || octet.is_ascii_digit() || octet == b'-');
            let touches = !fixed.is_empty() && before.is_empty();
            if !is_name || touches || before.contains('>') {
                return None;
            }
            fixed.push(before.to_owned());
            rest = next;
        }
        if rest.contains('>') {
            return None;
        }
        fixed.push(rest.to_owned());
        Some(Self {
            text: text.to_owned(),
            fixed,
        })
    }

    /// The pattern as written.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether the value is the fixed text with something sensible in each placeholder's place. Letters count exactly.
    pub fn matches(&self, value: &str) -> bool {
        match self.fixed.split_first() {
            None => false,
            Some((first, rest)) => value
                .strip_prefix(first.as_str())
                .is_some_and(|tail| fits(rest, tail)),
        }
    }
}

impl fmt::Display for Pattern {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.text)
    }
}

/// Whether `value` is a filled placeholder followed by the first fixed text, and so on. Each placeholder ends where a part of
/// an address ends, so that the search is short; several ends are tried, because a filling may contain the fixed text.
fn fits(fixed: &[String], value: &str) -> bool {
    let Some((next, rest)) = fixed.split_first() else {
        return value.is_empty();
    };
    let longest = value
        .find(|character| !is_filling(character))
        .unwrap_or(value.len());
    if next.is_empty() && rest.is_empty() {
        return longest == value.len() && !value.is_empty();
    }
    value
        .match_indices(next.as_str())
        .take_while(|(at, _)| *at <= longest)
        .filter(|(at, _)| *at > 0)
        .any(|(at, found)| {
            let tail = value.get(at + found.len()..).unwrap_or_default();
            if rest.is_empty() {
                tail.is_empty()
            } else {
                fits(rest, tail)
            }
        })
}

/// What may stand in a placeholder: nothing that ends the host or the segment it stands in.
fn is_filling(character: char) -> bool {
    character.is_ascii_graphic() && !"/?#@\\<>*\"".contains(character)
}
