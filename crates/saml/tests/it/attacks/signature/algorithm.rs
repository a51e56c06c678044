//! Algorithms and the strength of keys.

use super::*;

pub(super) fn algorithms() -> Vec<Row> {
    const RULE: &str = "SP-ALG-01";
    const DIGEST: &str = "SP-ALG-02";
    let mut rows = Vec::new();
    for uri in [
        "http://www.w3.org/2000/09/xmldsig#rsa-sha1",
        "http://www.w3.org/2001/04/xmldsig-more#rsa-md5",
        "http://www.w3.org/2000/09/xmldsig#dsa-sha1",
        "http://www.w3.org/2000/09/xmldsig#hmac-sha1",
        "http://www.w3.org/2001/04/xmldsig-more#hmac-sha256",
        "http://www.w3.org/2007/05/xmldsig-more#sha256-rsa-MGF1",
        "http://www.w3.org/2001/04/xmldsig-more#RSA-SHA256",
        "none",
        "",
    ] {
        // Without the rule the code would take it for RSA with SHA-256, which it was made with.
        rows.push(attack(
            RULE,
            uri,
            &LOGIN,
            move || {
                Recipe {
                    algorithm_uri: Some(uri),
                    ..Recipe::default()
                }
                .on_assertion(RESPONSE)
            },
            &[],
        ));
    }
    for uri in [
        "http://www.w3.org/2000/09/xmldsig#sha1",
        "http://www.w3.org/2001/04/xmldsig-more#md5",
        "http://www.w3.org/2001/04/xmlenc#SHA256",
        "",
    ] {
        rows.push(attack(
            DIGEST,
            uri,
            &LOGIN,
            move || {
                Recipe::edited(move |text| text.replacen(DigestAlgorithm::Sha256.uri(), uri, 1))
                    .on_assertion(RESPONSE)
            },
            &[],
        ));
    }
    let keys: [(&'static TestKey, SignatureAlgorithm); 5] = [
        (&RSA, SignatureAlgorithm::RsaSha256),
        (&RSA, SignatureAlgorithm::RsaSha384),
        (&RSA, SignatureAlgorithm::RsaSha512),
        (&P256, SignatureAlgorithm::EcdsaP256Sha256),
        (&P384, SignatureAlgorithm::EcdsaP384Sha384),
    ];
    for (key, algorithm) in keys {
        for digest in DigestAlgorithm::ALL {
            rows.push(legal(RULE, algorithm.uri(), &LOGIN, move || {
                Recipe {
                    key,
                    algorithm,
                    digest,
                    ..Recipe::default()
                }
                .on_assertion(RESPONSE)
            }));
            rows.push(legal(DIGEST, digest.uri(), &LOGIN, move || {
                Recipe {
                    key,
                    algorithm,
                    digest,
                    ..Recipe::default()
                }
                .on_assertion(RESPONSE)
            }));
        }
    }
    rows.extend([
        kept(
            "SP-ALG-03",
            "HMAC keyed with every public form is refused",
            no_hmac,
        ),
        attack_with(
            "SP-ALG-04",
            "an RSA signature labelled ECDSA",
            || accept_with(&signed(RESPONSE), &RSA.trusted()).map(drop),
            || {
                let uri = Some(SignatureAlgorithm::EcdsaP256Sha256.uri());
                let xml = Recipe {
                    algorithm_uri: uri,
                    ..Recipe::default()
                }
                .on_assertion(RESPONSE);
                accept_with(&xml, &RSA.trusted()).map(drop)
            },
            &["SP-ALG-05"],
        ),
        attack_with(
            "SP-ALG-04",
            "a P-384 signature for a provider with P-256",
            || accept_with(&p256().on_assertion(RESPONSE), &P256.trusted()).map(drop),
            || {
                let recipe = Recipe {
                    key: &P384,
                    algorithm: SignatureAlgorithm::EcdsaP384Sha384,
                    ..Recipe::default()
                };
                accept_with(&recipe.on_assertion(RESPONSE), &P256.trusted()).map(drop)
            },
            &["SP-KEY-01"],
        ),
        legal("SP-ALG-04", "RSA and elliptic keys in one list", &LOGIN, || {
            p256().on_assertion(RESPONSE)
        }),
    ]);
    rows
}

fn no_hmac() {
    let spki =
        KeyPair::from_pkcs8_der_and_sign_algo(&RSA.pkcs8.as_slice().into(), &rcgen::PKCS_RSA_SHA256).unwrap();
    let forms: [Vec<u8>; 5] = [
        RSA.certificate.clone(),
        STANDARD.encode(&RSA.certificate).into_bytes(),
        spki.public_key_pem().into_bytes(),
        spki.public_key_raw().to_vec(),
        Vec::new(),
    ];
    for secret in forms {
        for (uri, algorithm) in [
            (
                "http://www.w3.org/2001/04/xmldsig-more#hmac-sha256",
                aws_lc_rs::hmac::HMAC_SHA256,
            ),
            (
                "http://www.w3.org/2000/09/xmldsig#hmac-sha1",
                aws_lc_rs::hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY,
            ),
        ] {
            let secret = aws_lc_rs::hmac::Key::new(algorithm, &secret);
            let recipe = Recipe {
                algorithm_uri: Some(uri),
                value: Some(Box::new(move |octets| {
                    aws_lc_rs::hmac::sign(&secret, octets).as_ref().to_vec()
                })),
                ..Recipe::default()
            };
            let xml = recipe.on_assertion(RESPONSE);
            assert_eq!(accept(&xml).unwrap_err().rule.name, "signature_algorithm");
        }
    }
}

pub(super) fn elliptic() -> Vec<Row> {
    const RULE: &str = "SP-ALG-05";
    const KEY: &[&str] = &["SP-KEY-01"];
    let with = |value: fn(&[u8]) -> Vec<u8>| {
        move || {
            Recipe {
                value: Some(Box::new(value)),
                ..p256()
            }
            .on_assertion(RESPONSE)
        }
    };
    vec![
        attack(RULE, "all zero", &LOGIN, with(|_| vec![0; 64]), KEY),
        attack(RULE, "s zero", &LOGIN, with(|_| [[1; 32], [0; 32]].concat()), KEY),
        attack(
            RULE,
            "DER",
            &LOGIN,
            with(|octets| world::p256_sign(&P256.pkcs8, octets)),
            KEY,
        ),
        attack(
            RULE,
            "63 octets",
            &LOGIN,
            with(|octets| P256.signing.sign_octets(octets)[..63].to_vec()),
            KEY,
        ),
        attack(
            RULE,
            "65 octets",
            &LOGIN,
            with(|octets| [&[0][..], &P256.signing.sign_octets(octets)].concat()),
            KEY,
        ),
        legal(RULE, "a leading zero octet in r", &LOGIN, || {
            let zero_first = |octets: &[u8]| loop {
                let value = P256.signing.sign_octets(octets);
                if value[0] == 0 {
                    return value;
                }
            };
            Recipe {
                value: Some(Box::new(zero_first)),
                ..p256()
            }
            .on_assertion(RESPONSE)
        }),
    ]
}

pub(super) fn strength() -> Vec<Row> {
    const RULE: &str = "SP-ALG-06";
    let usable = |der: &[u8]| match certificate(der).verification_key() {
        Ok(_) => Ok(()),
        Err(KeyError::Strength(rejected)) => Err(rejected),
        Err(other) => panic!("{other}"),
    };
    let good = move || usable(&RSA.certificate);
    let fixture = |name: &'static str| {
        std::fs::read(format!("{}/tests/it/vectors/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap()
    };
    let mut rows: Vec<Row> = [
        ("RSA-1024", "rsa-1024.der", &[][..]),
        ("exponent 3", "rsa-2048-exponent-3.der", &[]),
        ("RSA-16384", "rsa-16384.der", &[]),
        // For these there is no code that could verify.
        ("secp256k1", "secp256k1.der", &[RULE]),
        ("P-521", "p-521.der", &[RULE]),
        ("Ed25519", "ed25519.der", &[RULE]),
    ]
    .into_iter()
    .map(|(name, file, stops)| attack_with(RULE, name, good, move || usable(&fixture(file)), stops))
    .collect();
    rows.push(legal_with(
        RULE,
        "RSA-2048, P-256, P-384, self-signed",
        move || {
            usable(&RSA.certificate)?;
            usable(&P256.certificate)?;
            usable(&P384.certificate)
        },
    ));
    rows.push(legal_with(RULE, "RSA-4096", move || {
        usable(&fixture("rsa-4096.der"))
    }));
    rows
}
