//! What arrives encrypted.

use vestibule_saml::Rejected;
use vestibule_saml::encryption::{CbcPolicy, DataCipher, DecryptionKeys, KeyTransport};
use vestibule_saml::rules::switch::work_of;
use vestibule_saml::service_provider::SignaturePolicy;
use vestibule_saml::signature::{Certificate, KeyError};

use super::{Row, attack_with, kept, legal_with};
use crate::forge::{self, replace, stranger, trusted};
use crate::sealed::{self, SEAL, Seal, assertion, decryption, receive, response};

type Build = fn() -> String;

pub(super) fn rows() -> Vec<Row> {
    let mut rows = signatures();
    rows.extend(one_error());
    rows.extend(ciphers());
    rows.extend(transports());
    rows.extend(shapes());
    rows.extend(plaintexts());
    rows.extend(keys());
    rows
}

/// Signed, then encrypted.
fn good() -> String {
    response(&SEAL.around(&assertion(Some(trusted()))), None)
}

fn bad(rule: &'static str, name: &'static str, build: Build, also: &'static [&'static str]) -> Row {
    attack_with(
        rule,
        name,
        || receive(&good()).map(drop),
        move || receive(&build()).map(drop),
        also,
    )
}

fn fine(rule: &'static str, name: &'static str, build: Build) -> Row {
    legal_with(rule, name, move || receive(&build()).map(drop))
}

/// The good message with its markup changed; nothing of it is signed but the Assertion inside.
fn changed(from: &str, to: &str) -> String {
    replace(&good(), from, to)
}

fn signatures() -> Vec<Row> {
    vec![
        bad(
            "SP-ENC-01",
            "A0: a forged Assertion that is encrypted to us, unsigned",
            || response(&SEAL.around(&assertion(None)), None),
            &[],
        )
        .refused_by("SP-ENC-03"),
        bad(
            "SP-ENC-01",
            "A0: a forged Assertion that is encrypted to us, signed by a stranger",
            || response(&SEAL.around(&assertion(Some(stranger()))), None),
            &["SP-ENC-03"],
        )
        .refused_by("SP-ENC-03"),
        fine("SP-ENC-01", "signed, then encrypted", good),
        fine("SP-ENC-01", "unsigned inside a signed Response", || {
            response(&SEAL.around(&assertion(None)), Some(trusted()))
        }),
        fine("SP-ENC-01", "signed, encrypted, and the Response signed", || {
            response(&SEAL.around(&assertion(Some(trusted()))), Some(trusted()))
        }),
        bad(
            "SP-ISS-02",
            "no Issuer on the Response around an EncryptedAssertion",
            || {
                let issuer = format!(
                    "<Issuer xmlns=\"urn:oasis:names:tc:SAML:2.0:assertion\">{}</Issuer>",
                    forge::ISSUER
                );
                changed(&issuer, "")
            },
            &[],
        ),
        kept(
            "SP-ENC-02",
            "A0: a Response with a bad signature costs no decryption",
            a_bad_signature_around_is_refused_before_anything_is_decrypted,
        ),
    ]
}

#[test]
fn a_bad_signature_around_is_refused_before_anything_is_decrypted() {
    let spoilt = SEAL.around("no assertion");
    let by_stranger = response(&spoilt, Some(stranger()));
    let later = replace(
        &response(&spoilt, Some(trusted())),
        "Version=\"2.0\"",
        "Version=\"2.1\"",
    );
    let demanded = good();
    let keys = decryption(CbcPolicy::UnderSignature);
    for (xml, policy, rule) in [
        (by_stranger, SignaturePolicy::Any, "SP-KEY-01"),
        (later, SignaturePolicy::Any, "SP-REF-06"),
        (demanded, SignaturePolicy::Response, "SP-SIG-08"),
    ] {
        let (outcome, work) = work_of(|| sealed::receive_with(&xml, policy, &keys));
        assert_eq!(outcome.unwrap_err().rule.id, rule);
        assert_eq!(work.decryptions, 0, "{rule}");
    }
}

/// Everything that can fail between the first use of the key and a good signature.
fn failures() -> Vec<(&'static str, String)> {
    let unsigned = |plaintext: &str| response(&SEAL.around(plaintext), None);
    let signed = assertion(Some(trusted()));
    let other = Seal {
        recipient: sealed::theirs,
        ..SEAL
    };
    let mut spoilt_tag = SEAL.octets(signed.as_bytes());
    *spoilt_tag.last_mut().unwrap() ^= 1;
    let with_octets = |octets: &[u8]| response(&SEAL.around_octets(octets), None);
    vec![
        ("another recipient", response(&other.around(&signed), None)),
        ("a bad tag", with_octets(&spoilt_tag)),
        ("not UTF-8", with_octets(&SEAL.octets(b"<\xff>"))),
        ("not XML", unsigned("<<<")),
        ("a document type", unsigned(&format!("<!DOCTYPE x>{signed}"))),
        (
            "not an Assertion",
            unsigned("<Response xmlns=\"urn:oasis:names:tc:SAML:2.0:protocol\"/>"),
        ),
        ("an Assertion without signature", unsigned(&assertion(None))),
        (
            "an Assertion signed by a stranger",
            unsigned(&assertion(Some(stranger()))),
        ),
        (
            "an Assertion changed",
            unsigned(&replace(&signed, "b.simon@", "victim@")),
        ),
        (
            "an Assertion with a second Subject",
            unsigned(&replace(&signed, "<Conditions ", "<Subject/><Conditions ")),
        ),
    ]
}

#[test]
fn all_failures_of_decryption_look_alike_and_cost_alike() {
    // Loading the key uses it once.
    decryption(CbcPolicy::Refused);
    let outcomes: Vec<_> = failures()
        .into_iter()
        .map(|(name, xml)| {
            let (outcome, work) = work_of(|| receive(&xml));
            let rejected: Rejected = outcome.unwrap_err();
            assert_eq!(rejected.rule.id, "SP-ENC-03", "{name}: {rejected}");
            (name, rejected, work.decryptions)
        })
        .collect();
    for pair in outcomes.windows(2) {
        assert_eq!(
            (&pair[0].1, pair[0].2),
            (&pair[1].1, pair[1].2),
            "{} and {}",
            pair[0].0,
            pair[1].0
        );
    }
}

/// Under a signed Response as well, whatever goes wrong with the octets.
#[test]
fn failures_of_cipher_block_chaining_look_alike() {
    let seal = Seal {
        cipher: DataCipher::Aes256Cbc,
        ..SEAL
    };
    let signed = |plaintext: &str| response(&seal.around(plaintext), Some(trusted()));
    let elsewhere = Seal {
        recipient: sealed::theirs,
        ..seal
    };
    let refusals: Vec<_> = [
        signed("not XML"),
        signed("<x/>"),
        response(&elsewhere.around(&assertion(None)), Some(trusted())),
    ]
    .iter()
    .map(|xml| receive(xml).unwrap_err())
    .collect();
    assert!(refusals.windows(2).all(|pair| pair[0] == pair[1]), "{refusals:?}");
    assert_eq!(refusals[0].rule.id, "SP-ENC-03");
}

fn one_error() -> Vec<Row> {
    let failure = |wanted: &'static str, also| {
        attack_with(
            "SP-ENC-03",
            wanted,
            || receive(&good()).map(drop),
            move || {
                let (_, xml) = failures().into_iter().find(|(name, _)| *name == wanted).unwrap();
                receive(&xml).map(drop)
            },
            also,
        )
    };
    vec![
        failure("another recipient", &["SP-ENC-04"]),
        failure("a bad tag", &["SP-ENC-04"]),
        failure("not UTF-8", &["SP-TRA-04"]),
        failure("not XML", &["SP-XML-12"]),
        failure("a document type", &["SP-XML-12"]),
        failure("not an Assertion", &["SP-ENC-07"]),
        failure("an Assertion without signature", &["SP-ENC-01"]),
        failure("an Assertion signed by a stranger", &["SP-KEY-01"]),
        failure("an Assertion changed", &["SP-REF-06"]),
        failure("an Assertion with a second Subject", &["SP-XML-13"]),
        fine("SP-ENC-03", "a good one", good),
        legal_with(
            "SP-ENC-03",
            "a refusal of its own for a bad Assertion in a signed Response",
            || {
                let xml = response(&SEAL.around(&assertion(Some(stranger()))), Some(trusted()));
                let rejected = receive(&xml).unwrap_err();
                assert_eq!(rejected.rule.id, "SP-SIG-07", "{rejected}");
                Ok(())
            },
        ),
    ]
}

fn sealed_with(cipher: DataCipher, signer: bool) -> String {
    let seal = Seal { cipher, ..SEAL };
    response(&seal.around(&assertion(Some(trusted()))), signer.then(trusted))
}

fn ciphers() -> Vec<Row> {
    vec![
        bad(
            "SP-ENC-04",
            "AES-256-CBC without a signature around it",
            || sealed_with(DataCipher::Aes256Cbc, false),
            &[],
        ),
        bad(
            "SP-ENC-04",
            "AES-128-CBC without a signature around it",
            || sealed_with(DataCipher::Aes128Cbc, false),
            &[],
        ),
        attack_with(
            "SP-ENC-04",
            "CBC in a signed Response where the connection does not take it",
            || receive(&sealed_with(DataCipher::Aes256Cbc, true)).map(drop),
            || {
                let xml = sealed_with(DataCipher::Aes256Cbc, true);
                sealed::receive_with(&xml, SignaturePolicy::Any, &decryption(CbcPolicy::Refused)).map(drop)
            },
            &[],
        ),
        bad(
            "SP-ENC-04",
            "triple DES",
            || {
                changed(
                    "http://www.w3.org/2009/xmlenc11#aes256-gcm",
                    "http://www.w3.org/2001/04/xmlenc#tripledes-cbc",
                )
            },
            &[],
        ),
        bad(
            "SP-ENC-04",
            "no cipher named",
            || {
                changed(
                    "<e:EncryptionMethod Algorithm=\"http://www.w3.org/2009/xmlenc11#aes256-gcm\"/>",
                    "",
                )
            },
            &[],
        ),
        bad(
            "SP-ENC-04",
            "GCM with a short tag",
            || {
                let xml = good();
                let from = xml.rfind("<e:CipherValue>").unwrap() + "<e:CipherValue>".len();
                let to = xml.rfind("</e:CipherValue>").unwrap();
                format!("{}{}{}", &xml[..from], &xml[from..from + 36], &xml[to..])
            },
            &["SP-ENC-03"],
        ),
        fine("SP-ENC-04", "AES-128-GCM", || {
            sealed_with(DataCipher::Aes128Gcm, false)
        }),
        fine("SP-ENC-04", "AES-256-GCM", || {
            sealed_with(DataCipher::Aes256Gcm, false)
        }),
        fine("SP-ENC-04", "AES-128-CBC in a signed Response", || {
            sealed_with(DataCipher::Aes128Cbc, true)
        }),
        fine("SP-ENC-04", "AES-256-CBC in a signed Response", || {
            sealed_with(DataCipher::Aes256Cbc, true)
        }),
    ]
}

const MGF1P: &str = "http://www.w3.org/2001/04/xmlenc#rsa-oaep-mgf1p";
const SHA1_METHOD: &str = "<ds:DigestMethod Algorithm=\"http://www.w3.org/2000/09/xmldsig#sha1\"/>";

fn transported(transport: KeyTransport) -> String {
    let seal = Seal { transport, ..SEAL };
    response(&seal.around(&assertion(Some(trusted()))), None)
}

fn transports() -> Vec<Row> {
    let rule = "SP-ENC-05";
    vec![
        bad(
            rule,
            "RSA 1.5",
            || changed(MGF1P, "http://www.w3.org/2001/04/xmlenc#rsa-1_5"),
            &[],
        ),
        bad(
            rule,
            "RSA 1.5 in a signed Response",
            || {
                let sealed = SEAL.around(&assertion(None));
                let sealed = replace(&sealed, MGF1P, "http://www.w3.org/2001/04/xmlenc#rsa-1_5");
                response(&sealed, Some(trusted()))
            },
            &[],
        ),
        bad(
            rule,
            "AES key wrap",
            || changed(MGF1P, "http://www.w3.org/2001/04/xmlenc#kw-aes256"),
            &[],
        ),
        bad(
            rule,
            "an unknown method",
            || changed(MGF1P, "urn:example:transport"),
            &[],
        ),
        bad(
            rule,
            "no method",
            || {
                changed(
                    &format!("<e:EncryptionMethod Algorithm=\"{MGF1P}\">{SHA1_METHOD}</e:EncryptionMethod>"),
                    "",
                )
            },
            &[],
        ),
        bad(
            rule,
            "SHA-256 with the mask of SHA-1",
            || {
                changed(
                    SHA1_METHOD,
                    "<ds:DigestMethod Algorithm=\"http://www.w3.org/2001/04/xmlenc#sha256\"/>",
                )
            },
            &[],
        ),
        bad(
            rule,
            "a label",
            || changed(SHA1_METHOD, "<e:OAEPparams>AAAA</e:OAEPparams>"),
            &[],
        ),
        fine(rule, "rsa-oaep-mgf1p", || transported(KeyTransport::RsaOaepMgf1p)),
        fine(rule, "rsa-oaep-mgf1p without a digest named", || {
            changed(SHA1_METHOD, "")
        }),
        fine(rule, "rsa-oaep with SHA-1, the default", || {
            transported(KeyTransport::RsaOaepSha1)
        }),
        fine(rule, "rsa-oaep with SHA-256", || {
            transported(KeyTransport::RsaOaepSha256)
        }),
    ]
}

/// The good message with these EncryptedKeys inside of KeyInfo and these beside the data.
fn with_keys(inside: &[Seal], beside: &[Seal]) -> String {
    let keys = |seals: &[Seal]| seals.iter().map(|seal| seal.encrypted_key()).collect::<String>();
    let info = format!(
        "<ds:KeyInfo xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\">{}</ds:KeyInfo>",
        keys(inside)
    );
    let data = SEAL.data(&SEAL.octets(assertion(Some(trusted())).as_bytes()), &info);
    let content = format!(
        "<EncryptedAssertion xmlns=\"urn:oasis:names:tc:SAML:2.0:assertion\">{data}{}</EncryptedAssertion>",
        keys(beside)
    );
    response(&content, None)
}

const THEIRS: Seal = Seal {
    cipher: DataCipher::Aes256Gcm,
    transport: KeyTransport::RsaOaepMgf1p,
    recipient: sealed::theirs,
};

fn shapes() -> Vec<Row> {
    let rule = "SP-ENC-06";
    vec![
        bad(
            rule,
            "five EncryptedKeys",
            || with_keys(&[THEIRS, THEIRS, SEAL], &[THEIRS, THEIRS]),
            &[],
        ),
        bad(rule, "no EncryptedKey", || with_keys(&[], &[]), &["SP-ENC-03"]),
        bad(
            rule,
            "two EncryptedData",
            || {
                let second = SEAL.data(&SEAL.octets(b"<x/>"), "");
                changed("</EncryptedAssertion>", &format!("{second}</EncryptedAssertion>"))
            },
            &[],
        ),
        bad(
            rule,
            "a CipherReference",
            || {
                changed(
                    "</e:CipherData></e:EncryptedData>",
                    "<e:CipherReference URI=\"http://x.example/\"/></e:CipherData></e:EncryptedData>",
                )
            },
            &[],
        ),
        bad(
            rule,
            "content instead of an element",
            || changed("xmlenc#Element", "xmlenc#Content"),
            &[],
        ),
        bad(
            rule,
            "a foreign element beside the data",
            || {
                changed(
                    "</EncryptedAssertion>",
                    "<x xmlns=\"urn:x\"/></EncryptedAssertion>",
                )
            },
            &[],
        ),
        kept_shape(),
        fine(rule, "the EncryptedKey beside the data", || {
            with_keys(&[], &[SEAL])
        }),
        fine(rule, "no KeyInfo", || {
            with_keys(&[], &[SEAL]).replace(
                "<ds:KeyInfo xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\"></ds:KeyInfo>",
                "",
            )
        }),
        fine(rule, "the first key for somebody else", || {
            with_keys(&[THEIRS, SEAL], &[])
        }),
        fine(rule, "a Recipient", || {
            changed(
                "<e:EncryptedKey ",
                "<e:EncryptedKey Id=\"k\" Recipient=\"https://sp.example/\" ",
            )
        }),
        fine(rule, "no Type", || {
            changed(" Type=\"http://www.w3.org/2001/04/xmlenc#Element\"", "")
        }),
        fine(rule, "a RetrievalMethod, which is not followed", || {
            with_keys(&[], &[SEAL]).replace(
                "xmldsig#\"></ds:KeyInfo>",
                "xmldsig#\"><ds:RetrievalMethod URI=\"#k\" Type=\"http://www.w3.org/2001/04/xmlenc#EncryptedKey\"/></ds:KeyInfo>",
            )
        }),
        fine(rule, "a folded CipherValue", || {
            let xml = good();
            let at = xml.rfind("</e:CipherValue>").unwrap() - 40;
            format!("{}\r\n  {}", &xml[..at], &xml[at..])
        }),
    ]
}

/// Not a row of its own kind: a second attack of the rule, with what it costs.
fn kept_shape() -> Row {
    legal_with("SP-ENC-06", "too many keys cost nothing", || {
        let xml = with_keys(&[THEIRS, THEIRS, SEAL], &[THEIRS, THEIRS]);
        let (outcome, work) = work_of(|| receive(&xml));
        assert_eq!((outcome.unwrap_err().rule.id, work.decryptions), ("SP-ENC-06", 0));
        Ok(())
    })
}

fn plaintexts() -> Vec<Row> {
    let inside = |name, build: Build, also| bad("SP-ENC-07", name, build, also).refused_by("SP-ENC-03");
    vec![
        inside(
            "text beside the Assertion",
            || plain(|it| format!("text{it}")),
            &[],
        ),
        inside(
            "a comment beside the Assertion",
            || plain(|it| format!("{it}<!--x-->")),
            &[],
        ),
        inside(
            "two Assertions",
            || plain(|it| format!("{it}<Assertion xmlns=\"urn:oasis:names:tc:SAML:2.0:assertion\"/>")),
            &["SP-ENC-03"],
        ),
        inside(
            "a Response",
            || {
                plain(|it| {
                    format!(
                        "<samlp:Response xmlns:samlp=\"urn:oasis:names:tc:SAML:2.0:protocol\">{it}</samlp:Response>"
                    )
                })
            },
            &["SP-ENC-03"],
        ),
        inside(
            "an EncryptedAssertion",
            || plain(|it| SEAL.around(&it)),
            &["SP-ENC-03"],
        ),
        inside(
            "a NameID",
            || plain(|_| "<NameID>x</NameID>".to_owned()),
            &["SP-ENC-03"],
        ),
        inside("text", || plain(|_| "text".to_owned()), &["SP-ENC-03"]),
        inside("nothing", || plain(|_| " ".to_owned()), &["SP-ENC-03"]),
        inside(
            "half an Assertion",
            || plain(|it| it[..it.len() / 2].to_owned()),
            &["SP-ENC-03"],
        ),
        inside(
            "an end tag that breaks out",
            || plain(|it| format!("{it}</decrypted><decrypted>")),
            &["SP-ENC-03"],
        ),
        inside(
            "an XML declaration",
            || plain(|it| format!("<?xml version=\"1.0\"?>{it}")),
            &["SP-ENC-03"],
        ),
        inside(
            "a depth bomb",
            || plain(|it| "<a>".repeat(70) + &it + &"</a>".repeat(70)),
            &["SP-ENC-03"],
        ),
        inside(
            "an entity",
            || plain(|it| replace(&it, "b.simon", "&x;")),
            &["SP-ENC-03"],
        ),
        fine("SP-ENC-07", "line ends around it", || {
            plain(|it| format!("\r\n  {it}\n"))
        }),
        fine("SP-ENC-07", "prefixes that are declared outside", || {
            let inner = assertion(Some(trusted()));
            let inner = replace(
                &inner,
                "<Assertion xmlns=\"urn:oasis:names:tc:SAML:2.0:assertion\"",
                "<Assertion",
            );
            response(&SEAL.around(&inner), None)
        }),
    ]
}

/// The good message with something else inside.
fn plain(make: impl Fn(String) -> String) -> String {
    response(&SEAL.around(&make(assertion(Some(trusted())))), None)
}

fn collected(count: usize, signing: &[Certificate]) -> Result<(), Rejected> {
    let keys = vec![sealed::ours().key(); count];
    match DecryptionKeys::new(keys, signing, CbcPolicy::Refused) {
        Ok(_) => Ok(()),
        Err(KeyError::Separate(rejected)) => Err(rejected),
        Err(other) => panic!("{other}"),
    }
}

fn keys() -> Vec<Row> {
    let rule = "SP-ENC-08";
    let own = || Certificate::from_der(&sealed::ours().certificate).unwrap();
    let another = || Certificate::from_der(trusted().certificate_der()).unwrap();
    vec![
        attack_with(
            rule,
            "one key to sign and to decrypt",
            move || collected(1, &[another()]),
            move || collected(1, &[own()]),
            &[],
        ),
        attack_with(
            rule,
            "three keys that decrypt",
            || collected(1, &[]),
            || collected(3, &[]),
            &[],
        ),
        legal_with(rule, "two keys that decrypt", || {
            let keys = vec![sealed::theirs().key(), sealed::ours().key()];
            let keys = DecryptionKeys::new(keys, &[], CbcPolicy::Refused).unwrap();
            sealed::receive_with(&good(), SignaturePolicy::Any, &keys).map(drop)
        }),
    ]
}
