//! What a record may narrow its provider's messages down to: one tenant, some formats of names, some domains of
//! people. Nothing of it is asked unless the record says so.

use vestibule_saml::message::NameIdFormat;

use super::ProviderChange;
use crate::failure::Problem;

/// Whether a name or a mail address ends in one of these domains. A domain is compared as a whole, without regard to
/// the case of ASCII letters and of nothing else: one that only folds to an allowed one is another.
pub(crate) fn is_in_domain(address: &str, domains: &[String]) -> bool {
    address.rsplit_once('@').is_some_and(|(local, domain)| {
        !local.is_empty() && domains.iter().any(|allowed| allowed.eq_ignore_ascii_case(domain))
    })
}

/// What cannot be taken as it stands.
pub(super) fn check(change: &ProviderChange, problems: &mut Vec<Problem>) {
    if let Some(id) = change.tenant_id.as_deref().filter(|id| !is_word(id, 256)) {
        problems.push(Problem::new(
            "tenant_id",
            "1 to 256 characters without white space",
            id,
        ));
    }
    for format in &change.name_id_formats {
        if !is_word(format.uri(), 1_024) || !format.uri().contains(':') {
            problems.push(Problem::new(
                "name_id_formats",
                "the URI of a NameID format",
                format.uri(),
            ));
        }
    }
    for domain in change.allowed_domains.iter().filter(|domain| !is_domain(domain)) {
        problems.push(Problem::new(
            "allowed_domains",
            "the name of a domain without @, such as contoso.com",
            domain,
        ));
    }
    let lists = [
        ("name_id_formats", change.name_id_formats.len()),
        ("allowed_domains", change.allowed_domains.len()),
    ];
    for (field, count) in lists.into_iter().filter(|(_, count)| *count > LONGEST_LIST) {
        problems.push(Problem::new(field, "at most 100 values", count.to_string()));
    }
}

fn is_word(text: &str, longest: usize) -> bool {
    let is_unreadable = |character: char| {
        character.is_whitespace() || character.is_control() || crate::identities::is_invisible(character)
    };
    !text.is_empty() && text.chars().count() <= longest && !text.chars().any(is_unreadable)
}

fn is_domain(name: &str) -> bool {
    is_word(name, 253)
        && name.split('.').all(|label| {
            !label.is_empty()
                && !label.starts_with('-')
                && !label.ends_with('-')
                && label
                    .chars()
                    .all(|character| character.is_alphanumeric() || character == '-')
        })
}

/// A list as it is stored; nothing for an empty one.
pub(super) fn joined<'a>(values: impl Iterator<Item = &'a str>) -> Option<String> {
    let values: Vec<&str> = values.collect();
    (!values.is_empty()).then(|| values.join(" "))
}

/// The domains that were stored.
pub(super) fn domains(stored: Option<&str>) -> Vec<String> {
    words(stored).map(str::to_owned).collect()
}

/// The formats that were stored.
pub(super) fn formats(stored: Option<&str>) -> Vec<NameIdFormat> {
    words(stored).map(NameIdFormat::from_uri).collect()
}

fn words(stored: Option<&str>) -> impl Iterator<Item = &str> {
    stored
        .unwrap_or_default()
        .split(' ')
        .filter(|word| !word.is_empty())
}

const LONGEST_LIST: usize = 100;
