//! Answers that only the application can read.

use vestibule_directory::applications::{
    ApplicationChange, EncryptionAlgorithm, EncryptionCertificate, KeyTransport, SigningOption,
};
use vestibule_saml::encryption::{CbcPolicy, DecryptionKey, DecryptionKeys};
use vestibule_saml::service_provider::SignaturePolicy;

use crate::partner::{accepts_encrypted, xml};
use crate::world::{B_SIMON, World};

/// A key pair of the application: PKCS#8 and certificate.
fn pair() -> (Vec<u8>, Vec<u8>) {
    let pair = rcgen::KeyPair::generate_rsa_for(&rcgen::PKCS_RSA_SHA256, rcgen::RsaKeySize::_2048).unwrap();
    let certificate = rcgen::CertificateParams::default().self_signed(&pair).unwrap();
    (pair.serialize_der(), certificate.der().to_vec())
}

fn encrypted_to(certificate: &[u8]) -> ApplicationChange {
    ApplicationChange {
        encryption_certificate: Some(Some(EncryptionCertificate::parse(certificate).unwrap())),
        ..ApplicationChange::default()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_application_with_a_certificate_gets_what_it_alone_can_read() {
    let world = World::new().await;
    let (pkcs8, certificate) = pair();
    let key = DecryptionKey::from_pkcs8(&pkcs8, &certificate).unwrap();
    let decryption = DecryptionKeys::new(vec![key], &[], CbcPolicy::UnderSignature).unwrap();
    world.changes_application(encrypted_to(&certificate)).await;
    let browser = world.browser_of_b_simon().await;
    let mut seen = Vec::new();
    for (signing, policy) in [
        (SigningOption::Assertion, SignaturePolicy::Assertion),
        (SigningOption::Response, SignaturePolicy::Response),
        (SigningOption::ResponseAndAssertion, SignaturePolicy::Both),
    ] {
        for algorithm in EncryptionAlgorithm::ALL {
            let is_chained = algorithm.name().ends_with("-cbc");
            if signing == SigningOption::Assertion && is_chained {
                continue;
            }
            for transport in KeyTransport::ALL {
                let change = ApplicationChange {
                    signing_option: Some(signing),
                    encryption_algorithm: Some(algorithm),
                    encryption_key_transport: Some(transport),
                    ..ApplicationChange::default()
                };
                world.changes_application(change).await;
                let page = browser.gets(&world.launch_path()).await;
                let text = xml(&page);
                assert!(text.contains("<xenc:EncryptedData "), "{text}");
                assert!(text.contains(algorithm.name()), "{}: {text}", algorithm.name());
                assert!(!text.contains(B_SIMON) && !text.contains("<NameID"), "{text}");
                let received = accepts_encrypted(&world, &page, policy, &decryption).await;
                assert_eq!(received.accepted.name_id().value, B_SIMON);
                seen.push(text.rsplit("<xenc:CipherValue>").next().unwrap()[..16].to_owned());
            }
        }
    }
    seen.sort();
    seen.dedup();
    assert_eq!(seen.len(), 20, "the same vector twice: {seen:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn without_encryption_the_answer_is_plain_again() {
    let world = World::new().await;
    let (_, certificate) = pair();
    world.changes_application(encrypted_to(&certificate)).await;
    let plain = ApplicationChange {
        encryption_certificate: Some(None),
        ..ApplicationChange::default()
    };
    world.changes_application(plain).await;
    let browser = world.browser_of_b_simon().await;
    assert!(xml(&browser.gets(&world.launch_path()).await).contains(B_SIMON));
}

/// A certificate whose key is RSA by its size, and no key: its modulus is even.
fn spoilt() -> Vec<u8> {
    let pair = rcgen::KeyPair::generate_rsa_for(&rcgen::PKCS_RSA_SHA256, rcgen::RsaKeySize::_2048).unwrap();
    let mut certificate = rcgen::CertificateParams::default()
        .self_signed(&pair)
        .unwrap()
        .der()
        .to_vec();
    // The exponent 65537 follows the modulus.
    let exponent = [2, 3, 1, 0, 1];
    let at = certificate
        .windows(5)
        .position(|octets| octets == exponent)
        .unwrap();
    certificate[at - 1] &= 0xfe;
    certificate
}

#[tokio::test(flavor = "multi_thread")]
async fn where_the_certificate_cannot_be_used_there_is_a_refusal_and_no_plain_answer() {
    let world = World::new().await;
    world.changes_application(encrypted_to(&spoilt())).await;
    let browser = world.browser_of_b_simon().await;
    let page = browser.gets(&world.launch_path()).await;
    page.assert_refused(500, "AADSTS50007");
    assert!(!page.body.contains("SAMLResponse"), "{}", page.body);
    world.logged(50007).await;
    assert!(!world.has_logged(0).await, "a success is in the log");
}
