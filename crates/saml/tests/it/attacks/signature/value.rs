//! Signature values, and which of two signatures count.

use super::*;

pub(super) fn values() -> Vec<Row> {
    const RULE: &str = "SP-SIG-05";
    const KEY: &[&str] = &["SP-KEY-01"];
    vec![
        attack(RULE, "empty", &LOGIN, with_value(|_| Vec::new()), &["SP-TRA-03"]),
        attack(RULE, "all zero", &LOGIN, with_value(|_| vec![0; 256]), KEY),
        attack(
            RULE,
            "one octet short",
            &LOGIN,
            with_value(|octets| RSA.signing.sign_octets(octets)[..255].to_vec()),
            KEY,
        ),
        attack(
            RULE,
            "one octet long",
            &LOGIN,
            with_value(|octets| [&[0][..], &RSA.signing.sign_octets(octets)].concat()),
            KEY,
        ),
        attack(
            RULE,
            "an empty digest, signed",
            &LOGIN,
            || {
                Recipe::edited(|text| {
                    let start = text.find("<ds:DigestValue>").unwrap() + "<ds:DigestValue>".len();
                    let end = text.find("</ds:DigestValue>").unwrap();
                    text[..start].to_owned() + &text[end..]
                })
                .on_assertion(RESPONSE)
            },
            &["SP-TRA-03"],
        ),
        attack(
            RULE,
            "Base64 of another alphabet",
            &LOGIN,
            afterwards("<ds:SignatureValue>", "<ds:SignatureValue>____"),
            &["SP-TRA-03"],
        ),
        legal(RULE, "folded Base64", &LOGIN, || {
            Recipe::afterwards(|text| {
                let start = text.find("<ds:SignatureValue>").unwrap() + "<ds:SignatureValue>".len();
                let end = text.find("</ds:SignatureValue>").unwrap();
                let lines: Vec<&str> = text.as_bytes()[start..end]
                    .chunks(64)
                    .map(|line| std::str::from_utf8(line).unwrap())
                    .collect();
                format!("{}\r\n{}\r\n{}", &text[..start], lines.join("\r\n"), &text[end..])
            })
            .on_assertion(RESPONSE)
        }),
        kept(
            "SP-SIG-06",
            "a bad value and a bad digest: the value is named",
            the_value_comes_first,
        ),
        kept(
            "SP-LIM-07",
            "a stranger's message costs one canonicalization and a try a key",
            strangers_are_cheap,
        ),
    ]
}

fn the_value_comes_first() {
    let bad_digest = replaced(&signed(RESPONSE), "b.simon@", "victim@");
    assert_eq!(accept(&bad_digest).unwrap_err().rule.name, "digest_matches");
    let both = replaced(
        &Recipe {
            key: &STRANGER,
            ..Recipe::default()
        }
        .on_assertion(RESPONSE),
        "b.simon@",
        "victim@",
    );
    assert_eq!(accept(&both).unwrap_err().rule.name, "signed_by_trusted_key");
}

fn strangers_are_cheap() {
    let stranger = Recipe {
        key: &STRANGER,
        ..Recipe::default()
    };
    for xml in [
        stranger.on_assertion(RESPONSE),
        signed_twice(RESPONSE, &stranger, &stranger),
    ] {
        let (result, work) = switch::work_of(|| accept(&xml));
        assert!(result.is_err());
        assert_eq!(work.canonicalizations, 1, "SignedInfo alone");
        assert!(work.verifications <= world::TRUSTED.keys().len());
    }
    let good = (SIGNED_TWICE.good)();
    let (result, work) = switch::work_of(|| accept(&good));
    result.unwrap();
    assert_eq!(work.canonicalizations, 4);
}

pub(super) fn both() -> Vec<Row> {
    const RULE: &str = "SP-SIG-07";
    let good = Recipe::default;
    vec![
        attack(
            RULE,
            "the response changed, its assertion good",
            &SIGNED_TWICE,
            || replaced(&(SIGNED_TWICE.good)(), "<samlp:Status>", "<samlp:Status >\n"),
            &[],
        ),
        attack(
            RULE,
            "the assertion's signature by a stranger, the response good",
            &SIGNED_TWICE,
            move || {
                signed_twice(
                    RESPONSE,
                    &Recipe {
                        key: &STRANGER,
                        ..good()
                    },
                    &good(),
                )
            },
            &[],
        ),
        attack(
            RULE,
            "the assertion changed before the response was signed",
            &SIGNED_TWICE,
            || {
                let inner = Recipe::default().sign(RESPONSE, "Assertion", "{assertion}");
                let changed = inner.replace("b.simon@", "victim@");
                Recipe::default()
                    .sign(&changed, "Response", "{response}")
                    .into_bytes()
            },
            &[],
        ),
        legal(RULE, "both good, by different keys", &SIGNED_TWICE, || {
            let p384 = Recipe {
                key: &P384,
                algorithm: SignatureAlgorithm::EcdsaP384Sha384,
                ..Recipe::default()
            };
            signed_twice(RESPONSE, &p384, &Recipe::default())
        }),
    ]
}
