//! What arrives as a request, and what is answered.

mod answers;
mod bindings;
mod content;
mod reply_urls;
mod signatures;
mod wishes;

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use vestibule_saml::identity_provider::RequestRefusal;

use super::{Outcome, Row, attack_with, legal_with};
use crate::forge::{self, Registered};

pub(super) fn rows() -> Vec<Row> {
    let mut rows = bindings::rows();
    rows.extend(content::rows());
    rows.extend(wishes::rows());
    rows.extend(signatures::rows());
    rows.extend(reply_urls::rows());
    rows.extend(answers::rows());
    rows
}

type Edits = &'static [(&'static str, &'static str)];

fn good() -> Outcome {
    ask(&forge::request())
}

fn ask(xml: &str) -> Outcome {
    plain(forge::ask(xml).map(drop))
}

fn ask_query(query: &str) -> Outcome {
    plain(forge::ask_as(query, &Registered::default()).map(drop))
}

fn plain(outcome: Result<(), RequestRefusal>) -> Outcome {
    outcome.map_err(|refusal| refusal.rejected)
}

fn edited(edits: Edits) -> String {
    edits
        .iter()
        .fold(forge::request(), |xml, (from, to)| forge::replace(&xml, from, to))
}

fn bad(rule: &'static str, name: &'static str, edits: Edits, also: &'static [&'static str]) -> Row {
    attack_with(rule, name, good, move || ask(&edited(edits)), also)
}

fn fine(rule: &'static str, name: &'static str, edits: Edits) -> Row {
    legal_with(rule, name, move || ask(&edited(edits)))
}

/// A query of `{}`, the good message ready for a query, and what is around it.
fn pattern(pattern: &'static str) -> impl Fn() -> Outcome {
    move || {
        let query = forge::query(&forge::request(), None, None);
        ask_query(&pattern.replace("{}", query.strip_prefix("SAMLRequest=").unwrap()))
    }
}

fn escape(value: &str) -> String {
    utf8_percent_encode(value, NON_ALPHANUMERIC).to_string()
}

const ISSUER: &str =
    "<saml:Issuer xmlns:saml=\"urn:oasis:names:tc:SAML:2.0:assertion\">https://sp.example/</saml:Issuer>";

const END: &str = "</samlp:AuthnRequest>";
