use super::*;

#[test]
fn uris_are_read_back_and_nothing_near_them() {
    for algorithm in SignatureAlgorithm::ALL {
        assert_eq!(SignatureAlgorithm::from_uri(algorithm.uri()), Some(algorithm));
        assert_eq!(
            SignatureAlgorithm::from_uri(&algorithm.uri().to_uppercase()),
            None
        );
        assert_eq!(
            SignatureAlgorithm::from_uri(&format!(" {}", algorithm.uri())),
            None
        );
    }
    for algorithm in DigestAlgorithm::ALL {
        assert_eq!(DigestAlgorithm::from_uri(algorithm.uri()), Some(algorithm));
        assert_eq!(algorithm.digest(b"").as_ref().len(), algorithm.length());
    }
}

#[test]
fn rubbish_is_no_certificate_and_no_key() {
    for octets in [
        &b""[..],
        b"\x30",
        b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
        b"AAAA",
        &[0x30; 64],
        &[0xff; 3],
    ] {
        assert_eq!(
            Certificate::from_pem_or_der(octets),
            Err(KeyError::NotACertificate)
        );
        assert!(SigningKey::from_pkcs8(octets, octets).is_err());
    }
}
