//! Octets and documents, before anything of SAML is read.

mod encoding;
mod limits;
mod markup;
mod namespace;
mod tree;

use super::{Judge, Outcome, Row, attack, attack_with, elsewhere, kept, legal, legal_with};
use crate::world::{self, RESPONSE, Recipe, accept, form, signed};
use std::{io::ErrorKind, net::TcpListener};
use vestibule_saml::{
    instant,
    rules::document::base64_strict,
    xml::{Limits, Source},
};

pub(super) fn rows() -> Vec<Row> {
    let mut rows = encoding::base64();
    rows.extend(encoding::encodings());
    rows.extend(markup::doctypes());
    rows.extend(markup::references());
    rows.extend(markup::roots_and_instructions());
    rows.extend(tree::values());
    rows.extend(tree::names());
    rows.extend(namespace::namespaces());
    rows.extend(markup::well_formedness());
    rows.extend(tree::order());
    rows.extend(limits::limits());
    rows.extend(encoding::times());
    rows
}

/// The front door alone.
static DOCUMENT: Judge = Judge {
    good: || b"<a/>".to_vec(),
    decide: read,
};

/// The whole way of a response.
static LOGIN: Judge = Judge {
    good: || signed(RESPONSE),
    decide: |xml| accept(xml).map(drop),
};

fn read(octets: &[u8]) -> Outcome {
    Source::check(octets, &Limits::MESSAGE)?.parse().map(drop)
}

/// The response with `from` replaced by `to`, signed after that.
fn resigned(from: &'static str, to: &'static str) -> impl Fn() -> Vec<u8> {
    move || signed(&edited(RESPONSE, from, to))
}

/// The response with `from` replaced by `to` after it was signed.
fn tampered(from: &'static str, to: &'static str) -> impl Fn() -> Vec<u8> {
    move || edited(&String::from_utf8(signed(RESPONSE)).unwrap(), from, to).into_bytes()
}

fn edited(document: &str, from: &str, to: &str) -> String {
    assert!(document.contains(from), "{from} does not occur");
    document.replacen(from, to, 1)
}
