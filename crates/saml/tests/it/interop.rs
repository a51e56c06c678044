//! Signatures to and from `xmlsec1`, for every algorithm. Set `VESTIBULE_TEST_XMLSEC1=off` where it is not installed.

use std::process::Command;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use vestibule_saml::{
    signature::{DigestAlgorithm, SignatureAlgorithm},
    xml::ns,
};

use crate::world::{P256, P384, RESPONSE, RSA, Recipe, TestKey, accept, enveloped_by_us};

/// Keys are made when they are first needed.
type Key = fn() -> &'static TestKey;

const KEYS: [(Key, SignatureAlgorithm); 5] = [
    (|| &RSA, SignatureAlgorithm::RsaSha256),
    (|| &RSA, SignatureAlgorithm::RsaSha384),
    (|| &RSA, SignatureAlgorithm::RsaSha512),
    (|| &P256, SignatureAlgorithm::EcdsaP256Sha256),
    (|| &P384, SignatureAlgorithm::EcdsaP384Sha384),
];

#[expect(
    clippy::disallowed_methods,
    reason = "a test asks whether a program may be missing"
)]
pub(crate) fn is_off() -> bool {
    std::env::var("VESTIBULE_TEST_XMLSEC1").is_ok_and(|value| value == "off")
}

/// Runs xmlsec1 with the files in a directory of its own; whether it succeeded, and what it printed.
pub(crate) fn xmlsec1(arguments: &[&str], files: &[(&str, Vec<u8>)]) -> (bool, String) {
    let directory = tempfile::tempdir().unwrap();
    for (name, content) in files {
        std::fs::write(directory.path().join(name), content).unwrap();
    }
    let ids = [
        format!("{}:Assertion", ns::SAML),
        format!("{}:Response", ns::SAMLP),
    ];
    let output = Command::new("xmlsec1")
        .current_dir(directory.path())
        .arg(arguments[0])
        .args(ids.iter().flat_map(|id| ["--id-attr:ID", id]))
        .args(&arguments[1..])
        .output()
        .expect("xmlsec1 is installed (or VESTIBULE_TEST_XMLSEC1=off)");
    let text = if output.status.success() {
        output.stdout
    } else {
        output.stderr
    };
    (
        output.status.success(),
        String::from_utf8_lossy(&text).into_owned(),
    )
}

/// Whether xmlsec1 finds the first signature of `xml` good.
fn is_valid(xml: &[u8], key: &TestKey) -> bool {
    let files = [
        ("message.xml", xml.to_vec()),
        ("key.der", key.certificate.clone()),
    ];
    let (is_valid, said) = xmlsec1(
        &["--verify", "--pubkey-cert-der", "key.der", "message.xml"],
        &files,
    );
    if !is_valid {
        eprintln!("{said}");
    }
    is_valid
}

#[test]
fn xmlsec1_verifies_what_we_sign() {
    if is_off() {
        return;
    }
    for (key, algorithm) in KEYS {
        for option in ["Assertion", "Response"] {
            let xml = enveloped_by_us(key(), algorithm, option);
            accept(&xml).unwrap();
            assert!(is_valid(&xml, key()), "{algorithm:?} {option}");
            let changed = String::from_utf8(xml).unwrap().replace("b.simon@", "victim@");
            assert!(
                !is_valid(changed.as_bytes(), key()),
                "{algorithm:?} {option}, changed"
            );
        }
    }
}

#[test]
fn we_verify_what_xmlsec1_signs() {
    if is_off() {
        return;
    }
    for (key, algorithm) in KEYS {
        for digest in DigestAlgorithm::ALL {
            for (element, id) in [("assertion", "_a"), ("response", "_r")] {
                let xml = signed_by_xmlsec1(key(), algorithm, digest, element, id);
                accept(xml.as_bytes())
                    .unwrap_or_else(|rejected| panic!("{algorithm:?} {digest:?}: {rejected}\n{xml}"));
            }
        }
    }
}

fn signed_by_xmlsec1(
    key: &TestKey,
    algorithm: SignatureAlgorithm,
    digest: DigestAlgorithm,
    element: &str,
    id: &str,
) -> String {
    let template = format!(
        "<ds:Signature xmlns:ds=\"{dsig}\">\n <ds:SignedInfo>\n  <ds:CanonicalizationMethod Algorithm=\"{c14n}\"/>\
         <ds:SignatureMethod Algorithm=\"{}\"/><ds:Reference URI=\"#{id}\"><ds:Transforms>\
         <ds:Transform Algorithm=\"{dsig}enveloped-signature\"/><ds:Transform Algorithm=\"{c14n}\">\
         <ec:InclusiveNamespaces xmlns:ec=\"{c14n}\" PrefixList=\"xs #default\"/></ds:Transform></ds:Transforms>\
         <ds:DigestMethod Algorithm=\"{}\"/><ds:DigestValue/></ds:Reference></ds:SignedInfo><ds:SignatureValue/>\
         </ds:Signature>",
        algorithm.uri(),
        digest.uri(),
        dsig = ns::DSIG,
        c14n = ns::EXC_C14N,
    );
    let message = RESPONSE.replacen(
        "<samlp:Response ",
        "<samlp:Response xmlns:xs=\"http://www.w3.org/2001/XMLSchema\" ",
        1,
    );
    let message = message
        .replace(&format!("{{{element}}}"), &template)
        .replace("{response}", "")
        .replace("{assertion}", "");
    let pem = format!(
        "-----BEGIN PRIVATE KEY-----\n{}\n-----END PRIVATE KEY-----\n",
        STANDARD.encode(&key.pkcs8)
    );
    let files = [
        ("message.xml", message.into_bytes()),
        ("key.pem", pem.into_bytes()),
    ];
    let (is_signed, said) = xmlsec1(&["--sign", "--privkey-pem", "key.pem", "message.xml"], &files);
    assert!(is_signed, "{said}");
    said
}

/// The attacks that leave the signature valid really do: otherwise their tests would meet the digest, not the rule.
#[test]
fn xmlsec1_calls_the_surviving_signatures_valid() {
    if is_off() {
        return;
    }
    let good = String::from_utf8(Recipe::default().on_assertion(RESPONSE)).unwrap();
    for (from, to) in [
        ("b.simon@", "b.<!---->simon@"),
        (
            "</ds:Signature>",
            "<ds:Object><x xmlns=\"\"/></ds:Object></ds:Signature>",
        ),
        ("<ds:KeyInfo>", "<ds:KeyInfo><ds:KeyName>x</ds:KeyName>"),
        (
            "</samlp:Status>",
            "<samlp:StatusDetail><x xmlns=\"\"/></samlp:StatusDetail></samlp:Status>",
        ),
    ] {
        assert!(good.contains(from));
        assert!(is_valid(good.replacen(from, to, 1).as_bytes(), &RSA), "{to}");
    }
}
