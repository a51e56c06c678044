//! Metadata that somebody was told to trust the signature of.

use vestibule_saml::metadata::{IdentityProviderMetadata, Reading};
use vestibule_saml::signature::SigningKey;

use super::super::{Outcome, Row, attack_with, legal_with};
use super::{aggregate, good, identity_provider, reading};
use crate::forge;

pub(super) fn rows() -> Vec<Row> {
    let bad = |name, build: fn() -> String| {
        attack_with(
            "SP-MET-03",
            name,
            || judged(&signed(forge::trusted())),
            move || judged(&build()),
            &[],
        )
    };
    let fine = |name, build: fn() -> String| legal_with("SP-MET-03", name, move || judged(&build()));
    vec![
        bad("unsigned", good),
        bad("signed by the key it contains, which is another", || {
            signed(forge::stranger())
        }),
        bad("changed after it was signed", || {
            forge::replace(
                &signed(forge::trusted()),
                "https://idp.example/tenant",
                "https://evil.example",
            )
        }),
        bad("the signed document inside another, whose entity is read", || {
            let evil = good().replacen("https://idp.example/tenant", "https://evil.example", 2);
            let kept = format!(
                "<Extensions>{}</Extensions><IDPSSODescriptor",
                signed(forge::trusted())
            );
            evil.replacen("<IDPSSODescriptor", &kept, 1)
        }),
        bad("only the entity of an aggregate is signed", || {
            aggregate(&signed(forge::trusted()), "")
        }),
        fine("signed by the one that is trusted", || signed(forge::trusted())),
        legal_with("SP-MET-03", "no key is configured: unsigned", || {
            read(&good(), false)
        }),
        legal_with("SP-MET-03", "no key is configured: signed by anybody", || {
            read(&signed(forge::stranger()), false)
        }),
        fine(
            "a signed aggregate whose entity is signed by somebody else",
            || {
                let mark = "<!--signature-->";
                let xml = aggregate(&format!("{mark}{}", signed(forge::stranger())), "ID=\"_all\"");
                forge::sign_element(&xml, mark, |_| true, forge::trusted())
            },
        ),
    ]
}

fn signed(key: &SigningKey) -> String {
    identity_provider().write(Some(("_1", key))).unwrap()
}

fn judged(xml: &str) -> Outcome {
    read(xml, true)
}

fn read(xml: &str, is_demanded: bool) -> Outcome {
    let keys = forge::keys_of(forge::trusted());
    let reading = Reading {
        signed_by: is_demanded.then_some(&keys),
        ..reading(None)
    };
    IdentityProviderMetadata::parse(xml.as_bytes(), &reading).map(drop)
}
