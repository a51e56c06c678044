//! Compares the text files of two languages, for the test that nothing is missing.

use std::collections::{BTreeMap, BTreeSet};

use rust_embed::RustEmbed;

use super::Language;

/// One sentence a difference: a missing file, a missing message, arguments that differ.
pub(super) fn differences<Assets: RustEmbed>(domain: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut messages = Vec::new();
    for language in Language::ALL {
        let path = format!("{}/{domain}.ftl", language.tag());
        match Assets::get(&path) {
            Some(file) => messages.push((language, entries(&String::from_utf8_lossy(&file.data)))),
            None => found.push(format!("{path} does not exist")),
        }
    }
    for (language, entries) in &messages {
        for (other, others) in &messages {
            found.extend(entries.iter().filter_map(|(id, arguments)| match others.get(id) {
                None => Some(format!("{id}: in {language:?}, missing in {other:?}")),
                Some(theirs) if theirs != arguments => Some(format!(
                    "{id}: arguments {arguments:?} in {language:?}, {theirs:?} in {other:?}"
                )),
                Some(_) => None,
            }));
        }
    }
    found
}

/// Message ids with the names of their arguments. Reads Fluent's layout (an id at the start of a line,
/// continuation lines indented), which is all that a comparison needs.
fn entries(source: &str) -> BTreeMap<String, BTreeSet<String>> {
    let mut entries: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut current = None;
    for line in source.lines().filter(|line| !line.starts_with('#')) {
        if line.starts_with(|first: char| first.is_ascii_alphabetic() || first == '-')
            && let Some((id, _)) = line.split_once('=')
        {
            current = Some(id.trim().to_owned());
            entries.entry(id.trim().to_owned()).or_default();
        }
        if let Some(arguments) = current.as_ref().and_then(|id| entries.get_mut(id)) {
            arguments.extend(arguments_of(line));
        }
    }
    entries
}

fn arguments_of(line: &str) -> impl Iterator<Item = String> + '_ {
    line.split('$').skip(1).map(|rest| {
        rest.chars()
            .take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-'))
            .collect()
    })
}
