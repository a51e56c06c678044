//! Keys fit their certificates, and algorithms fit their keys.

use vestibule_saml::signature::{KeyError, SignatureAlgorithm, SigningKey};

fn pair_and_certificate(algorithm: &'static rcgen::SignatureAlgorithm) -> (Vec<u8>, Vec<u8>) {
    let pair = rcgen::KeyPair::generate_for(algorithm).unwrap();
    let params = rcgen::CertificateParams::new(Vec::<String>::new()).unwrap();
    let certificate = params.self_signed(&pair).unwrap();
    (pair.serialize_der(), certificate.der().to_vec())
}

#[test]
fn a_key_under_the_certificate_of_another_is_refused() {
    let (one, of_one) = pair_and_certificate(&rcgen::PKCS_ECDSA_P256_SHA256);
    let (other, of_other) = pair_and_certificate(&rcgen::PKCS_ECDSA_P256_SHA256);
    let (larger, of_larger) = pair_and_certificate(&rcgen::PKCS_ECDSA_P384_SHA384);
    for (key, certificate) in [(&one, &of_one), (&other, &of_other), (&larger, &of_larger)] {
        SigningKey::from_pkcs8(key, certificate).unwrap();
    }
    for (key, certificate) in [
        (&one, &of_other),
        (&other, &of_one),
        (&one, &of_larger),
        (&larger, &of_one),
    ] {
        let refused = SigningKey::from_pkcs8(key, certificate);
        assert_eq!(refused.map(drop), Err(KeyError::Mismatch));
    }
}

#[test]
fn an_algorithm_of_another_kind_of_key_is_refused() {
    let kinds = [
        (&rcgen::PKCS_ECDSA_P256_SHA256, "P-256", "ecdsa-sha256"),
        (&rcgen::PKCS_ECDSA_P384_SHA384, "P-384", "ecdsa-sha384"),
    ];
    for (kind, name, fitting) in kinds {
        let (key, certificate) = pair_and_certificate(kind);
        for algorithm in SignatureAlgorithm::ALL {
            let key = SigningKey::from_pkcs8(&key, &certificate).unwrap();
            let result = key.with_algorithm(algorithm).map(|key| key.algorithm());
            let expected = if algorithm.uri().ends_with(fitting) {
                Ok(algorithm)
            } else {
                Err(KeyError::Algorithm)
            };
            assert_eq!(result, expected, "{name} and {}", algorithm.uri());
        }
    }
}
