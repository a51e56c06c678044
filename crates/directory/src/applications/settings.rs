//! What an application's settings must be like: by themselves, against its gallery entry, against other applications.

use jiff::Timestamp;
use vestibule_store::Tx;

use super::{Application, encryption, request_signatures, rows};
use crate::failure::{Conflict, Problem};
use crate::value::ReplyUrl;
use crate::{Directory, Failure, templates};

/// How many identifiers or reply URLs an application can have.
const MOST: usize = 256;

/// Prefixes of identifiers that belong to identity providers.
const RESERVED: [&str; 3] = [
    "https://sts.windows.net/",
    "https://login.microsoftonline.com/",
    "urn:federation:MicrosoftOnline",
];

/// Checks all that needs no database, and names every problem. `before` is what it was, if this is an edit.
pub(super) fn check_settings(
    directory: &Directory,
    application: &Application,
    before: Option<&Application>,
    now: Timestamp,
) -> Result<(), Failure> {
    let mut problems = encryption::problems(application, before, now);
    problems.extend(request_signatures::problems(application));
    problems.extend(bounded("identifierUris", application.identifiers.len()));
    problems.extend(bounded("replyUrls", application.reply_urls.len()));
    problems.extend(repeated(
        "identifierUris",
        application.identifiers.iter().map(String::as_str),
    ));
    problems.extend(repeated(
        "replyUrls",
        application
            .reply_urls
            .iter()
            .map(|reply_url| reply_url.url.as_str()),
    ));
    problems.extend(repeated_indexes(&application.reply_urls));
    let own = directory.reserved_identifiers().iter().map(String::as_str);
    let reserved: Vec<&str> = RESERVED.into_iter().chain(own).collect();
    problems.extend(
        application
            .identifiers
            .iter()
            .filter_map(|identifier| refuse_reserved(&reserved, identifier)),
    );
    if let Some(template) = application.template_id.as_deref().and_then(templates::find) {
        problems.extend(template.misfits(application, before, directory.loopback()));
    }
    if problems.is_empty() {
        Ok(())
    } else {
        Err(Failure::Invalid(problems))
    }
}

/// Refuses identifiers that another application of the tenant has: it would receive that one's assertions.
pub(super) async fn refuse_taken_identifiers(tx: &mut Tx, application: &Application) -> Result<(), Failure> {
    for identifier in &application.identifiers {
        let holder =
            rows::holder_of_identifier(tx, &application.tenant_id, identifier, &application.id).await?;
        if let Some((name, is_deleted)) = holder {
            let holder = if is_deleted {
                format!("{name}, which was deleted and can be restored or removed")
            } else {
                name
            };
            return Err(Conflict::Taken {
                field: "identifierUris",
                value: identifier.clone(),
                holder,
            }
            .into());
        }
    }
    Ok(())
}

/// Exactly one reply URL is the default: the first marked one, else the first.
pub(super) fn with_one_default(mut reply_urls: Vec<ReplyUrl>) -> Vec<ReplyUrl> {
    let default = reply_urls
        .iter()
        .position(|reply_url| reply_url.is_default)
        .unwrap_or(0);
    for (at, reply_url) in reply_urls.iter_mut().enumerate() {
        reply_url.is_default = at == default;
    }
    reply_urls.sort_by_key(|reply_url| !reply_url.is_default);
    reply_urls
}

fn bounded(field: &'static str, count: usize) -> Option<Problem> {
    (count > MOST).then(|| {
        Problem::new(
            field,
            "too-many",
            "there are too many values",
            format!("at most {MOST}"),
            &count.to_string(),
        )
    })
}

fn repeated<'a>(field: &'static str, values: impl Iterator<Item = &'a str>) -> Vec<Problem> {
    let mut sorted: Vec<&str> = values.collect();
    sorted.sort_unstable();
    let pairs = sorted.iter().zip(sorted.iter().skip(1));
    pairs
        .filter(|(one, next)| one == next)
        .map(|(one, _)| {
            Problem::new(
                field,
                "repeated",
                "the value is there twice",
                "each value once",
                one,
            )
        })
        .collect()
}

fn repeated_indexes(reply_urls: &[ReplyUrl]) -> Vec<Problem> {
    let mut indexes: Vec<u16> = reply_urls
        .iter()
        .filter_map(|reply_url| reply_url.index)
        .collect();
    indexes.sort_unstable();
    let pairs = indexes.iter().zip(indexes.iter().skip(1));
    pairs
        .filter(|(one, next)| one == next)
        .map(|(one, _)| {
            let (message, expected) = ("two reply URLs have the same index", "each index once");
            Problem::new("replyUrls", "repeated-index", message, expected, &one.to_string())
        })
        .collect()
}

fn refuse_reserved(reserved: &[&str], identifier: &str) -> Option<Problem> {
    let hit = reserved.iter().any(|prefix| {
        identifier
            .get(..prefix.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(prefix))
    });
    hit.then(|| {
        Problem::new(
            "identifierUris",
            "identifier-reserved",
            "the identifier belongs to an identity provider",
            "the application's own identifier",
            identifier,
        )
    })
}
