//! Token encryption, on the command line and from one end of the wire to the other.

use serde_json::{Value, json};
use vestibule_directory::applications::{
    self, ApplicationChange, EncryptionAlgorithm, EncryptionCertificate, SigningOption,
};
use vestibule_saml::identity_provider::PlainHttp;
use vestibule_saml::metadata::{Reading, ServiceProviderMetadata};
use vestibule_store::store_test;

use crate::commands::Place;
use crate::world::{Person, SCHEMA, World, is_home};

/// A certificate in a file beside the configuration.
fn certificate(place: &Place, file: &str, until: i32) {
    let pair = rcgen::KeyPair::generate_rsa_for(&rcgen::PKCS_RSA_SHA256, rcgen::RsaKeySize::_2048).unwrap();
    let mut parameters = rcgen::CertificateParams::default();
    parameters.not_before = rcgen::date_time_ymd(2001, 1, 1);
    parameters.not_after = rcgen::date_time_ymd(until, 1, 1);
    std::fs::write(
        place.folder().join(file),
        parameters.self_signed(&pair).unwrap().pem(),
    )
    .unwrap();
}

#[test]
fn encryption_is_switched_on_set_shown_and_switched_off() {
    let place = Place::new();
    assert_eq!(place.wiki()["tokenEncryption"], Value::Null);
    certificate(&place, "wiki.cer", 2101);
    let wiki = place.json("app update --app Wiki --encryption-certificate wiki.cer", &[]);
    let encryption = &wiki["tokenEncryption"];
    assert_eq!(encryption["thumbprint"].as_str().unwrap().len(), 40);
    assert_eq!(encryption["notAfter"], "2101-01-01T00:00:00Z");
    assert_eq!(encryption["algorithm"], "aes256-gcm");
    assert_eq!(encryption["keyTransport"], "rsa-oaep-mgf1p");
    let alone = place.refused("app update --app Wiki --encryption-algorithm aes256-cbc");
    assert!(
        alone.contains("AES-CBC is encryption for signed responses only"),
        "{alone}"
    );
    place.json(
        "app update --app Wiki --encryption-algorithm aes256-cbc --signing-option both \
         --encryption-key-transport rsa-oaep-sha256",
        &[],
    );
    let shown = place.json("app show --app Wiki", &[]);
    assert_eq!(shown["tokenEncryption"]["algorithm"], json!("aes256-cbc"));
    assert_eq!(shown["tokenEncryption"]["keyTransport"], json!("rsa-oaep-sha256"));
    let wiki = place.json("app update --app Wiki --no-encryption", &[]);
    assert_eq!(wiki["tokenEncryption"], Value::Null);
}

#[test]
fn a_certificate_that_is_none_or_has_expired_is_refused() {
    let place = Place::new();
    place.wiki();
    certificate(&place, "old.cer", 2002);
    let expired = place.refused("app update --app Wiki --encryption-certificate old.cer");
    assert!(expired.contains("the certificate has expired"), "{expired}");
    std::fs::write(place.folder().join("text.cer"), "no certificate").unwrap();
    let other = place.refused("app update --app Wiki --encryption-certificate text.cer");
    assert!(other.contains("text.cer cannot be encrypted to"), "{other}");
    let missing = place.refused("app update --app Wiki --encryption-algorithm aes128-gcm");
    assert!(missing.contains("assertions are not encrypted"), "{missing}");
}

/// Encrypts what the service manager is sent to the certificate in its own metadata.
async fn encrypts(world: &World, algorithm: EncryptionAlgorithm, signing_option: SigningOption) {
    let address = format!("{}/saml/metadata", world.contoso().trim_end_matches('/'));
    let page = world.person("B.Simon").browser.open(&address).await;
    assert!(page.status.is_success(), "{page}");
    let reading = Reading {
        entity_id: None,
        now: world.now(),
        plain_http: PlainHttp::OnLoopback,
        signed_by: None,
    };
    let metadata = ServiceProviderMetadata::parse(page.body.as_bytes(), &reading).unwrap();
    let certificate = EncryptionCertificate::parse(
        metadata
            .keys
            .iter()
            .find(|key| key.is_for_encryption())
            .unwrap()
            .certificate
            .der(),
    )
    .unwrap();
    let change = ApplicationChange {
        encryption_certificate: Some(Some(certificate)),
        encryption_algorithm: Some(algorithm),
        signing_option: Some(signing_option),
        ..ApplicationChange::default()
    };
    let (object_id, _) = world.demo.application().unwrap();
    let (directory, tenant) = (world.demo.directory(), world.demo.tenant_id());
    applications::update(directory, &World::caller(), tenant, object_id, change)
        .await
        .unwrap();
}

/// The last message that was posted, as XML.
fn posted(person: &Person) -> String {
    use base64::Engine as _;
    let fields = person.browser.posted.last().unwrap();
    let (_, message) = fields.iter().find(|(name, _)| name == "SAMLResponse").unwrap();
    String::from_utf8(base64::engine::general_purpose::STANDARD.decode(message).unwrap()).unwrap()
}

store_test! {
    async fn b_simon_gets_in_by_answers_that_the_service_manager_alone_can_read(world: World) {
        for (algorithm, option) in [
            (EncryptionAlgorithm::Aes256Gcm, SigningOption::Assertion),
            (EncryptionAlgorithm::Aes128Gcm, SigningOption::Response),
            (EncryptionAlgorithm::Aes256Cbc, SigningOption::ResponseAndAssertion),
        ] {
            encrypts(&world, algorithm, option).await;
            let mut simon = world.person("B.Simon");
            let page = simon.opens(&world.contoso()).await;
            let page = simon.signs_in(&page).await;
            is_home(&page, &world);
            let message = posted(&simon);
            assert!(message.contains("<EncryptedAssertion ") && !message.contains(&simon.upn), "{message}");
            let mut elsewhere = world.person("B.Simon");
            let page = elsewhere.opens(&world.launch()).await;
            is_home(&elsewhere.signs_in(&page).await, &world);
            assert!(posted(&elsewhere).contains("<EncryptedAssertion "));
        }
    }
}
