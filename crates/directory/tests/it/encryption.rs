//! Token encryption of an application.

use std::sync::LazyLock;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use vestibule_directory::applications::{
    self, Application, ApplicationChange, EncryptionAlgorithm, EncryptionCertificate, KeyTransport,
    SigningOption, TokenEncryption,
};
use vestibule_directory::{Failure, Problem};
use vestibule_store::store_test;

use crate::SCHEMA;
use crate::world::{IDENTIFIER, World, system};

/// Valid until 2040, and until 2020.
static CERTIFICATES: LazyLock<[Vec<u8>; 2]> = LazyLock::new(|| {
    let pair = rcgen::KeyPair::generate_rsa_for(&rcgen::PKCS_RSA_SHA256, rcgen::RsaKeySize::_2048).unwrap();
    [2040, 2020].map(|year| {
        let mut parameters = rcgen::CertificateParams::default();
        parameters.not_before = rcgen::date_time_ymd(2019, 1, 1);
        parameters.not_after = rcgen::date_time_ymd(year, 1, 1);
        parameters.self_signed(&pair).unwrap().der().to_vec()
    })
});

fn certificate() -> EncryptionCertificate {
    EncryptionCertificate::parse(&CERTIFICATES[0]).unwrap()
}

fn to(certificate: EncryptionCertificate) -> ApplicationChange {
    ApplicationChange {
        encryption_certificate: Some(Some(certificate)),
        ..ApplicationChange::default()
    }
}

async fn changed(
    world: &World,
    application: &Application,
    change: ApplicationChange,
) -> Result<Application, Failure> {
    applications::update(
        &world.directory,
        &system(),
        world.tenant_id(),
        &application.id,
        change,
    )
    .await
}

/// The one problem of a refused change.
fn problem(result: Result<Application, Failure>) -> Problem {
    match result {
        Err(Failure::Invalid(mut problems)) if problems.len() == 1 => problems.remove(0),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_certificate_is_read_as_der_pem_and_base64() {
    let der = &CERTIFICATES[0];
    let base64 = STANDARD.encode(der);
    let pem = format!("-----BEGIN CERTIFICATE-----\r\n{base64}\r\n-----END CERTIFICATE-----\r\n");
    for octets in [der.as_slice(), base64.as_bytes(), pem.as_bytes()] {
        let read = EncryptionCertificate::parse(octets).unwrap();
        assert_eq!(read.der(), der);
        assert_eq!(read.thumbprint().len(), 40);
    }
}

#[test]
fn what_cannot_be_encrypted_to_is_refused_with_a_sentence() {
    let pair = rcgen::KeyPair::generate().unwrap();
    let elliptic = rcgen::CertificateParams::default().self_signed(&pair).unwrap();
    let refused = EncryptionCertificate::parse(elliptic.der()).unwrap_err();
    assert_eq!(
        (refused.id, refused.received.as_str()),
        ("encryption-key", "an elliptic curve")
    );
    let mut longer = CERTIFICATES[0].clone();
    longer.push(0);
    for octets in [
        b"".as_slice(),
        b"nothing",
        &CERTIFICATES[0][..200],
        &longer,
        &vec![0x30; 70_000],
    ] {
        assert_eq!(
            EncryptionCertificate::parse(octets).unwrap_err().id,
            "encryption-certificate"
        );
    }
}

store_test! {
    async fn encryption_is_set_changed_and_taken_away(world: World) {
        let application = world.application().await;
        assert_eq!(application.encryption, None);
        let set = changed(&world, &application, to(certificate())).await.unwrap();
        assert_eq!(set.encryption, Some(TokenEncryption::to(certificate())));
        let change = ApplicationChange {
            encryption_algorithm: Some(EncryptionAlgorithm::Aes128Gcm),
            encryption_key_transport: Some(KeyTransport::RsaOaepSha256),
            ..ApplicationChange::default()
        };
        changed(&world, &application, change).await.unwrap();
        let read = applications::get(&world.directory, &system(), world.tenant_id(), &application.id).await.unwrap();
        let encryption = read.encryption.unwrap();
        assert_eq!(encryption.algorithm, EncryptionAlgorithm::Aes128Gcm);
        assert_eq!(encryption.key_transport, KeyTransport::RsaOaepSha256);
        assert_eq!(encryption.certificate, certificate());
        let change = ApplicationChange { encryption_certificate: Some(None), ..ApplicationChange::default() };
        let after = changed(&world, &application, change).await.unwrap();
        assert_eq!(after.encryption, None);
        let read = applications::get(&world.directory, &system(), world.tenant_id(), &application.id).await.unwrap();
        assert_eq!(read, after);
    }

    async fn an_application_can_begin_with_encryption(world: World) {
        let mut new = world.new_application("ISM", IDENTIFIER);
        new.encryption = Some(TokenEncryption::to(certificate()));
        let created = applications::create(&world.directory, &system(), new).await.unwrap();
        let read = applications::get(&world.directory, &system(), world.tenant_id(), &created.id).await.unwrap();
        assert_eq!(read.encryption, Some(TokenEncryption::to(certificate())));
    }

    async fn an_expired_certificate_is_refused(world: World) {
        let application = world.application().await;
        let expired = EncryptionCertificate::parse(&CERTIFICATES[1]).unwrap();
        let refused = problem(changed(&world, &application, to(expired.clone())).await);
        assert_eq!(refused.id, "encryption-certificate-expired");
        assert!(refused.received.contains("2020-01-01"), "{}", refused.received);
        let mut new = world.new_application("Other", "https://other.example/");
        new.encryption = Some(TokenEncryption::to(expired));
        assert_eq!(problem(applications::create(&world.directory, &system(), new).await).id, "encryption-certificate-expired");
    }

    async fn a_cipher_that_notices_no_change_needs_a_signed_response(world: World) {
        let application = world.application().await;
        changed(&world, &application, to(certificate())).await.unwrap();
        let chained = || ApplicationChange {
            encryption_algorithm: Some(EncryptionAlgorithm::Aes256Cbc),
            ..ApplicationChange::default()
        };
        assert_eq!(problem(changed(&world, &application, chained()).await).id, "encryption-unsigned");
        let covered = ApplicationChange { signing_option: Some(SigningOption::Response), ..chained() };
        changed(&world, &application, covered).await.unwrap();
        let uncovered = ApplicationChange { signing_option: Some(SigningOption::Assertion), ..ApplicationChange::default() };
        assert_eq!(problem(changed(&world, &application, uncovered).await).id, "encryption-unsigned");
    }

    async fn a_way_of_encrypting_needs_a_certificate(world: World) {
        let application = world.application().await;
        let change = ApplicationChange {
            encryption_key_transport: Some(KeyTransport::RsaOaepSha256),
            ..ApplicationChange::default()
        };
        assert_eq!(problem(changed(&world, &application, change).await).id, "encryption-certificate-missing");
    }
}
