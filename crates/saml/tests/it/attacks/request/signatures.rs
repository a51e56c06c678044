//! IDP-SIG: who signed it.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use vestibule_saml::binding::RelayState;
use vestibule_saml::signature::SigningKey;

use super::{Edits, ask_query, edited, escape, good, plain};
use crate::attacks::{Outcome, Row, attack_with, kept, legal_with};
use crate::forge::{self, Registered};

pub(super) fn rows() -> Vec<Row> {
    let posted = |must: bool, xml: fn() -> String| {
        move || plain(forge::post_as(&xml(), &signing(must, forge::trusted())).map(drop))
    };
    vec![
        attack_with(
            "IDP-SIG-01",
            "parameters deleted",
            signed(&[]),
            tampered(true, |query| query.split("&SigAlg").next().unwrap().to_owned()),
            &[],
        ),
        attack_with(
            "IDP-SIG-01",
            "only SigAlg left",
            signed(&[]),
            tampered(true, |query| query.split("&Signature").next().unwrap().to_owned()),
            &[],
        ),
        attack_with(
            "IDP-SIG-01",
            "Signature element deleted",
            posted(true, || enveloped(forge::trusted())),
            posted(true, forge::request),
            &[],
        ),
        attack_with(
            "IDP-SIG-01",
            "no certificate stored",
            signed(&[]),
            || {
                let query = forge::query(&forge::request(), None, Some(forge::trusted()));
                let registered = Registered {
                    requests_must_be_signed: true,
                    ..Registered::default()
                };
                plain(forge::ask_as(&query, &registered).map(drop))
            },
            &[],
        ),
        legal_with("IDP-SIG-01", "not required: unsigned", good),
        legal_with(
            "IDP-SIG-01",
            "signed, posted",
            posted(true, || enveloped(forge::trusted())),
        ),
        kept(
            "IDP-SIG-02",
            "any octet changed; the signed order whatever the order in the query",
            signed_octets,
        ),
        kept(
            "IDP-SIG-04",
            "RelayState added, removed, emptied",
            signed_relay_state,
        ),
        attack_with(
            "IDP-SIG-06",
            "enveloped under redirect only",
            signed(&[]),
            || {
                let query = forge::query(&enveloped(forge::trusted()), None, None);
                plain(forge::ask_as(&query, &signing(true, forge::trusted())).map(drop))
            },
            &["IDP-SIG-01"],
        ),
        legal_with("IDP-SIG-06", "enveloped and in the query", || {
            let query = forge::query(&enveloped(forge::trusted()), None, Some(forge::trusted()));
            plain(forge::ask_as(&query, &signing(true, forge::trusted())).map(drop))
        }),
        attack_with(
            "IDP-SIG-08",
            "not required, certificate stored, bad signature",
            tampered(false, |query| query),
            tampered(false, |query| query.replace("RelayState=r", "RelayState=x")),
            &[],
        ),
        attack_with(
            "IDP-SIG-08",
            "not required, a stranger's enveloped signature",
            posted(false, forge::request),
            posted(false, || enveloped(forge::stranger())),
            &[],
        ),
        legal_with("IDP-SIG-08", "no certificate, any signature", || {
            let query = forge::query(&forge::request(), None, Some(forge::stranger()));
            ask_query(&query)
        }),
    ]
}

/// What an application that signs has registered.
fn signing(must: bool, key: &SigningKey) -> Registered {
    Registered {
        requests_must_be_signed: must,
        verification_keys: Some(forge::keys_of(key)),
        ..Registered::default()
    }
}

/// The request edited, then signed in the query.
pub(super) fn signed(edits: Edits) -> impl Fn() -> Outcome {
    move || {
        let query = forge::query(&edited(edits), Some("r s"), Some(forge::trusted()));
        plain(forge::ask_as(&query, &signing(true, forge::trusted())).map(drop))
    }
}

/// The request signed in the query, then the query changed.
fn tampered(must: bool, change: fn(String) -> String) -> impl Fn() -> Outcome {
    move || {
        let query = forge::query(&forge::request(), Some("r s"), Some(forge::trusted()));
        plain(forge::ask_as(&change(query), &signing(must, forge::trusted())).map(drop))
    }
}

/// The request with a signature in the XML, posted.
fn enveloped(key: &'static SigningKey) -> String {
    let xml = forge::request().replace("</saml:Issuer>", "</saml:Issuer><!--here-->");
    forge::sign_element(
        &xml,
        "<!--here-->",
        |element| element.local_name() == "AuthnRequest",
        key,
    )
}

fn signed_octets() {
    let query = forge::query(&forge::request(), Some("r s"), Some(forge::trusted()));
    let registered = signing(true, forge::trusted());
    assert!(forge::ask_as(&query, &registered).unwrap().is_signed());
    let mut parts: Vec<_> = query.split('&').collect();
    parts.reverse();
    assert!(
        forge::ask_as(&parts.join("&"), &registered).is_ok(),
        "the order in the query does not matter"
    );
    assert!(
        forge::ask_as(&format!("{query}&a=b"), &registered).is_ok(),
        "others do not matter"
    );
    for (from, to) in [
        ("%3D&", "%3d&"),
        ("%2B", "%2b"),
        ("RelayState=r%20s", "RelayState=r+s"),
    ] {
        if query.contains(from) {
            assert!(
                forge::ask_as(&query.replacen(from, to, 1), &registered).is_err(),
                "{from} as {to}"
            );
        }
    }
    // Unusual but consistent escapes are the sender's own affair.
    let unusual = query
        .split("&Signature")
        .next()
        .unwrap()
        .replace("%2B", "%2b")
        .replace("RelayState=r%20s", "RelayState=r+s");
    let signature = escape(&STANDARD.encode(forge::trusted().sign_octets(unusual.as_bytes())));
    let accepted = forge::ask_as(&format!("{unusual}&Signature={signature}"), &registered).unwrap();
    assert_eq!(accepted.relay_state().map(RelayState::as_str), Some("r s"));
}

fn signed_relay_state() {
    let registered = signing(true, forge::trusted());
    let with = forge::query(&forge::request(), Some("r"), Some(forge::trusted()));
    let without = forge::query(&forge::request(), None, Some(forge::trusted()));
    let empty = forge::query(&forge::request(), Some(""), Some(forge::trusted()));
    for good in [&with, &without, &empty] {
        assert!(forge::ask_as(good, &registered).is_ok(), "{good}");
    }
    for bad in [
        with.replace("&RelayState=r", ""),
        with.replace("RelayState=r", "RelayState="),
        without.replace("&SigAlg", "&RelayState=&SigAlg"),
        empty.replace("&RelayState=", ""),
    ] {
        assert!(forge::ask_as(&bad, &registered).is_err(), "{bad}");
    }
}
