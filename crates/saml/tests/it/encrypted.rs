//! Encrypted assertions: what we issue is what we accept, and `xmlsec1` and `openssl` read and write the same.

use std::process::{Command, Stdio};
use std::sync::LazyLock;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use proptest::prelude::*;
use vestibule_saml::encryption::{
    CbcPolicy, ContentSecret, DataCipher, Encryption, EncryptionKey, KeyTransport,
};
use vestibule_saml::identity_provider::{SigningOption, issue_encrypted};
use vestibule_saml::service_provider::SignaturePolicy;
use vestibule_saml::signature::{Certificate, KeyError};
use vestibule_saml::xml::ns;

use crate::forge::{self, trusted};
use crate::interop::{is_off, xmlsec1};
use crate::sealed::{self, SEAL, ours};

const OPTIONS: [SigningOption; 3] = [
    SigningOption::Assertion,
    SigningOption::Response,
    SigningOption::ResponseAndAssertion,
];

fn encryption_key() -> EncryptionKey {
    EncryptionKey::from_certificate(&Certificate::from_der(&ours().certificate).unwrap()).unwrap()
}

/// As the identity provider issues it.
fn issued(cipher: DataCipher, transport: KeyTransport, option: SigningOption) -> String {
    let mut next = 0_u8;
    let secret = ContentSecret::draw(|octets| {
        octets.fill_with(|| {
            next = next.wrapping_add(29);
            next
        });
    });
    let encryption = Encryption {
        key: &encryption_key(),
        cipher,
        transport,
        secret,
    };
    issue_encrypted(&forge::content(), trusted(), option, encryption)
        .unwrap()
        .xml()
        .to_owned()
}

#[test]
fn what_we_encrypt_we_accept() {
    for cipher in DataCipher::ALL {
        for transport in KeyTransport::ALL {
            for option in OPTIONS {
                let xml = issued(cipher, transport, option);
                assert!(
                    !xml.contains(forge::PERSON) && !xml.contains(forge::ASSERTION_ID),
                    "{xml}"
                );
                let outcome = sealed::receive(&xml);
                let is_covered = option != SigningOption::Assertion;
                if cipher.is_authenticated() || is_covered {
                    let accepted = outcome.unwrap();
                    assert_eq!(accepted.name_id().value, forge::PERSON);
                    assert_eq!(accepted.assertion_id(), forge::ASSERTION_ID);
                } else {
                    assert_eq!(outcome.unwrap_err().rule.name, "data_cipher");
                }
            }
        }
    }
}

#[test]
fn a_policy_counts_the_signature_inside() {
    let keys = sealed::decryption(CbcPolicy::Refused);
    let policies = [
        SignaturePolicy::Assertion,
        SignaturePolicy::Response,
        SignaturePolicy::Both,
    ];
    let met: Vec<Vec<bool>> = OPTIONS
        .iter()
        .map(|option| {
            let xml = issued(DataCipher::Aes256Gcm, KeyTransport::RsaOaepMgf1p, *option);
            let is_met = |policy| sealed::receive_with(&xml, policy, &keys).is_ok();
            policies.into_iter().map(is_met).collect()
        })
        .collect();
    assert_eq!(
        met,
        [[true, false, false], [false, true, false], [true, true, true]]
    );
}

#[test]
fn only_rsa_can_be_encrypted_to() {
    let certificate = Certificate::from_der(trusted().certificate_der()).unwrap();
    let refused = EncryptionKey::from_certificate(&certificate).unwrap_err();
    let KeyError::Strength(rejected) = refused else {
        panic!("{refused}")
    };
    assert_eq!(rejected.received, "P-256");
}

fn pem(label: &str, der: &[u8]) -> Vec<u8> {
    format!(
        "-----BEGIN {label}-----\n{}\n-----END {label}-----\n",
        STANDARD.encode(der)
    )
    .into_bytes()
}

#[test]
fn xmlsec1_decrypts_what_we_encrypt() {
    if is_off() {
        return;
    }
    for cipher in DataCipher::ALL {
        for option in OPTIONS {
            let xml = issued(cipher, KeyTransport::RsaOaepMgf1p, option);
            let files = [
                ("message.xml", xml.into_bytes()),
                ("key.pem", pem("PRIVATE KEY", &ours().pkcs8)),
            ];
            let (is_decrypted, said) =
                xmlsec1(&["--decrypt", "--privkey-pem", "key.pem", "message.xml"], &files);
            assert!(is_decrypted, "{cipher:?}: {said}");
            assert!(said.contains(forge::PERSON), "{said}");
            // In its place again it is a response like any other.
            let plain = said
                .replace(
                    "<EncryptedAssertion xmlns=\"urn:oasis:names:tc:SAML:2.0:assertion\">",
                    "",
                )
                .replace("</EncryptedAssertion>", "");
            if option == SigningOption::Assertion {
                forge::receive(plain.trim()).unwrap();
            }
        }
    }
}

#[test]
fn we_decrypt_what_xmlsec1_encrypts() {
    if is_off() {
        return;
    }
    for cipher in DataCipher::ALL {
        for digest in [false, true] {
            let encrypted = by_xmlsec1(cipher, digest);
            let authenticated = sealed::response(&encrypted, None);
            let covered = sealed::response(&encrypted, Some(trusted()));
            if cipher.is_authenticated() {
                sealed::receive(&authenticated).unwrap_or_else(|rejected| panic!("{cipher:?} {rejected}"));
            }
            sealed::receive(&covered).unwrap_or_else(|rejected| panic!("{cipher:?} {rejected}"));
        }
    }
}

/// The `EncryptedAssertion` of the good assertion.
fn by_xmlsec1(cipher: DataCipher, digest: bool) -> String {
    let digest = if digest {
        "<ds:DigestMethod Algorithm=\"http://www.w3.org/2000/09/xmldsig#sha1\"/>"
    } else {
        ""
    };
    let template = format!(
        "<xenc:EncryptedData xmlns:xenc=\"{xenc}\" Type=\"{xenc}Element\">\n <xenc:EncryptionMethod Algorithm=\"{}\"/>\
         <ds:KeyInfo xmlns:ds=\"{}\"><xenc:EncryptedKey><xenc:EncryptionMethod Algorithm=\"{}\">{digest}</xenc:EncryptionMethod>\
         <ds:KeyInfo><ds:X509Data/></ds:KeyInfo><xenc:CipherData><xenc:CipherValue/></xenc:CipherData></xenc:EncryptedKey>\
         </ds:KeyInfo><xenc:CipherData><xenc:CipherValue/></xenc:CipherData></xenc:EncryptedData>",
        cipher.uri(),
        ns::DSIG,
        KeyTransport::RsaOaepMgf1p.uri(),
        xenc = ns::XENC,
    );
    let document = format!(
        "<EncryptedAssertion xmlns=\"{}\">{}</EncryptedAssertion>",
        ns::SAML,
        sealed::assertion(Some(trusted()))
    );
    let size = match cipher {
        DataCipher::Aes128Gcm | DataCipher::Aes128Cbc => "aes-128",
        DataCipher::Aes256Gcm | DataCipher::Aes256Cbc => "aes-256",
    };
    let files = [
        ("template.xml", template.into_bytes()),
        ("document.xml", document.into_bytes()),
        ("certificate.pem", pem("CERTIFICATE", &ours().certificate)),
    ];
    let arguments = [
        "--encrypt",
        "--pubkey-cert-pem",
        "certificate.pem",
        "--session-key",
        size,
        "--xml-data",
        "document.xml",
        "--node-xpath",
        "/*/*[local-name()='Assertion']",
        "template.xml",
    ];
    let (is_encrypted, said) = xmlsec1(&arguments, &files);
    assert!(is_encrypted, "{said}");
    said.split_once("?>")
        .map_or(said.clone(), |(_, rest)| rest.trim().to_owned())
}

/// This xmlsec1 does not know OAEP with SHA-256; OpenSSL does.
#[test]
fn openssl_unwraps_the_key_for_every_transport() {
    if is_off() {
        return;
    }
    for transport in KeyTransport::ALL {
        let xml = issued(DataCipher::Aes256Cbc, transport, SigningOption::Assertion);
        let values: Vec<Vec<u8>> = xml
            .split("<xenc:CipherValue>")
            .skip(1)
            .map(|rest| STANDARD.decode(rest.split('<').next().unwrap()).unwrap())
            .collect();
        let [wrapped, octets] = values.as_slice() else {
            panic!("{xml}")
        };
        let hash = if transport == KeyTransport::RsaOaepSha256 {
            "sha256"
        } else {
            "sha1"
        };
        let (oaep, mask) = (format!("rsa_oaep_md:{hash}"), format!("rsa_mgf1_md:{hash}"));
        let key = openssl(
            &[
                "pkeyutl",
                "-decrypt",
                "-inkey",
                "key.pem",
                "-in",
                "in",
                "-pkeyopt",
                "rsa_padding_mode:oaep",
                "-pkeyopt",
                &oaep,
                "-pkeyopt",
                &mask,
            ],
            &[
                ("key.pem", pem("PRIVATE KEY", &ours().pkcs8)),
                ("in", wrapped.clone()),
            ],
        );
        assert_eq!(key.len(), 32);
        let (vector, ciphertext) = octets.split_at(16);
        let plaintext = openssl(
            &[
                "enc",
                "-d",
                "-aes-256-cbc",
                "-K",
                &hex(&key),
                "-iv",
                &hex(vector),
                "-in",
                "in",
            ],
            &[("in", ciphertext.to_vec())],
        );
        let plaintext = String::from_utf8(plaintext).unwrap();
        assert!(
            plaintext.starts_with("<Assertion ") && plaintext.contains(forge::PERSON),
            "{plaintext}"
        );
    }
}

fn hex(octets: &[u8]) -> String {
    octets.iter().map(|octet| format!("{octet:02x}")).collect()
}

fn openssl(arguments: &[&str], files: &[(&str, Vec<u8>)]) -> Vec<u8> {
    let directory = tempfile::tempdir().unwrap();
    for (name, content) in files {
        std::fs::write(directory.path().join(name), content).unwrap();
    }
    let output = Command::new("openssl")
        .current_dir(directory.path())
        .args(arguments)
        .stderr(Stdio::inherit())
        .output()
        .expect("openssl is installed (or VESTIBULE_TEST_XMLSEC1=off)");
    assert!(output.status.success());
    output.stdout
}

/// Without the one part of a signed element that is not signed.
fn without_key_info(assertion: &str) -> String {
    let parts = assertion
        .split_once("<ds:KeyInfo>")
        .zip(assertion.split_once("</ds:KeyInfo>"));
    parts.map_or_else(
        || assertion.to_owned(),
        |((before, _), (_, behind))| format!("{before}{behind}"),
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever somebody without the provider's key encrypts to us: no panic, one refusal, and nobody signs in but on
    /// what the provider has signed.
    #[test]
    fn whatever_a_stranger_encrypts_is_refused_alike(
        noise in "\\PC{0,40}",
        octets in proptest::collection::vec(any::<u8>(), 0..60),
        from in 0_usize..6_000,
        length in 0_usize..80,
    ) {
        static ASSERTION: LazyLock<String> = LazyLock::new(|| sealed::assertion(Some(trusted())));
        let from = from % ASSERTION.len();
        let to = (from + length).min(ASSERTION.len());
        let spoilt = format!("{}x{noise}{}", &ASSERTION[..from], &ASSERTION[to..]);
        for plaintext in [spoilt.as_bytes(), &octets] {
            let content = SEAL.around_octets(&SEAL.octets(plaintext));
            match sealed::receive(&sealed::response(&content, None)) {
                Ok(_) => prop_assert_eq!(without_key_info(&spoilt), without_key_info(&ASSERTION)),
                Err(refused) => prop_assert_eq!(refused.rule.name, "decryption_one_error"),
            }
        }
    }
}
