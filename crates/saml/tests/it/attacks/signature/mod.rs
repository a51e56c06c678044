//! Signatures, references, transforms, algorithms, keys and canonical form.

mod algorithm;
mod key;
mod reference;
mod shape;
mod transform;
mod value;

use super::{Judge, Outcome, Row, attack, attack_with, elsewhere, kept, legal, legal_with};
use crate::world::{
    self, P256, P384, RESPONSE, RSA, Recipe, STRANGER, TestKey, accept, accept_with, certificate, signed,
    signed_twice,
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use rcgen::KeyPair;
use std::{io::ErrorKind, net::TcpListener};
use vestibule_saml::{
    Rejected,
    rules::switch,
    signature::{DigestAlgorithm, KeyError, SignatureAlgorithm, TrustedKeys},
    xml::ns,
};

pub(super) fn rows() -> Vec<Row> {
    let mut rows = shape::presence();
    rows.extend(shape::position());
    rows.extend(shape::profile());
    rows.extend(value::values());
    rows.extend(value::both());
    rows.extend(reference::references());
    rows.extend(reference::identifiers());
    rows.extend(reference::content());
    rows.extend(transform::transforms());
    rows.extend(algorithm::algorithms());
    rows.extend(algorithm::elliptic());
    rows.extend(algorithm::strength());
    rows.extend(key::trust());
    rows.extend(key::key_info());
    rows.extend(transform::canonical());
    rows
}

static LOGIN: Judge = Judge {
    good: || signed(RESPONSE),
    decide: |xml| accept(xml).map(drop),
};

static SIGNED_TWICE: Judge = Judge {
    good: || signed_twice(RESPONSE, &Recipe::default(), &Recipe::default()),
    decide: |xml| accept(xml).map(drop),
};

/// The good message with `from` replaced by `to`.
fn tampered(from: &'static str, to: &'static str) -> impl Fn() -> Vec<u8> {
    move || replaced(&signed(RESPONSE), from, to)
}

fn replaced(xml: &[u8], from: &str, to: &str) -> Vec<u8> {
    let xml = std::str::from_utf8(xml).unwrap();
    assert!(xml.contains(from), "{from} does not occur");
    xml.replacen(from, to, 1).into_bytes()
}

/// SignedInfo with `from` replaced by `to`, then signed by the provider.
fn resigned(from: &'static str, to: &'static str) -> impl Fn() -> Vec<u8> {
    move || {
        Recipe::edited(move |text| {
            assert!(text.contains(from), "{from} does not occur");
            text.replacen(from, to, 1)
        })
        .on_assertion(RESPONSE)
    }
}

/// The Signature with `from` replaced by `to`, after it was made.
fn afterwards(from: &'static str, to: &'static str) -> impl Fn() -> Vec<u8> {
    move || {
        Recipe::afterwards(move |text| {
            assert!(text.contains(from), "{from} does not occur");
            text.replacen(from, to, 1)
        })
        .on_assertion(RESPONSE)
    }
}

fn unsigned() -> Vec<u8> {
    RESPONSE
        .replace("{response}", "")
        .replace("{assertion}", "")
        .into_bytes()
}

/// The assertion's signature alone.
fn signature() -> String {
    let xml = String::from_utf8(signed(RESPONSE)).unwrap();
    let start = xml.find("<ds:Signature ").unwrap();
    let end = xml.find("</ds:Signature>").unwrap() + "</ds:Signature>".len();
    xml[start..end].to_owned()
}

fn without_key_info() -> Vec<u8> {
    Recipe::afterwards(|text| {
        let start = text.find("<ds:KeyInfo>").unwrap();
        let end = text.find("</ds:KeyInfo>").unwrap() + "</ds:KeyInfo>".len();
        text[..start].to_owned() + &text[end..]
    })
    .on_assertion(RESPONSE)
}

/// A message whose signature value is `value` instead.
fn with_value(value: impl Fn(&[u8]) -> Vec<u8> + 'static) -> impl Fn() -> Vec<u8> {
    let recipe = Recipe {
        value: Some(Box::new(value)),
        ..Recipe::default()
    };
    move || recipe.on_assertion(RESPONSE)
}

fn p256() -> Recipe {
    Recipe {
        key: &P256,
        algorithm: SignatureAlgorithm::EcdsaP256Sha256,
        ..Recipe::default()
    }
}

fn count(error: KeyError) -> Rejected {
    let KeyError::Count(rejected) = error else {
        panic!("{error}")
    };
    rejected
}
