//! Verification certificates of an application, and what goes with them.

use std::sync::LazyLock;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use vestibule_directory::applications::{
    self, Application, ApplicationChange, RequestSignatures, VerificationCertificate, shared_certificates,
};
use vestibule_directory::audit::{self, AuditFilter};
use vestibule_directory::sign_in::{self, Looking};
use vestibule_directory::{Failure, PageRequest, Problem};
use vestibule_store::store_test;

use crate::SCHEMA;
use crate::world::{IDENTIFIER, World, system};

/// RSA, P-256, P-384 and RSA once more, which ended in 2020.
static CERTIFICATES: LazyLock<[Vec<u8>; 4]> = LazyLock::new(|| {
    let rsa = || rcgen::KeyPair::generate_rsa_for(&rcgen::PKCS_RSA_SHA256, rcgen::RsaKeySize::_2048).unwrap();
    let made = |pair: rcgen::KeyPair, year| {
        let mut parameters = rcgen::CertificateParams::default();
        parameters.not_before = rcgen::date_time_ymd(2019, 1, 1);
        parameters.not_after = rcgen::date_time_ymd(year, 1, 1);
        parameters.self_signed(&pair).unwrap().der().to_vec()
    };
    [
        made(rsa(), 2040),
        made(
            rcgen::KeyPair::generate_for(&rcgen::PKCS_ECDSA_P256_SHA256).unwrap(),
            2040,
        ),
        made(
            rcgen::KeyPair::generate_for(&rcgen::PKCS_ECDSA_P384_SHA384).unwrap(),
            2040,
        ),
        made(rsa(), 2020),
    ]
});

fn certificate(number: usize) -> VerificationCertificate {
    VerificationCertificate::parse(&CERTIFICATES[number]).unwrap()
}

fn adding(numbers: &[usize]) -> ApplicationChange {
    ApplicationChange {
        added_verification_certificates: numbers.iter().map(|number| certificate(*number)).collect(),
        ..ApplicationChange::default()
    }
}

fn removing(number: usize) -> ApplicationChange {
    ApplicationChange {
        removed_verification_certificates: vec![certificate(number).thumbprint().to_owned()],
        ..ApplicationChange::default()
    }
}

fn requiring(is_required: bool) -> ApplicationChange {
    ApplicationChange {
        require_signed_requests: Some(is_required),
        ..ApplicationChange::default()
    }
}

async fn changed(
    world: &World,
    application: &Application,
    change: ApplicationChange,
) -> Result<RequestSignatures, Failure> {
    let (directory, tenant) = (&world.directory, world.tenant_id());
    let after = applications::update(directory, &system(), tenant, &application.id, change).await?;
    let read = applications::get(directory, &system(), tenant, &application.id).await?;
    assert_eq!(read, after);
    Ok(after.request_signatures)
}

/// The one problem of a refused change.
fn problem<T: std::fmt::Debug>(result: Result<T, Failure>) -> Problem {
    match result {
        Err(Failure::Invalid(mut problems)) if problems.len() == 1 => problems.remove(0),
        other => panic!("{other:?}"),
    }
}

#[test]
fn rsa_and_both_curves_are_read_as_der_pem_and_base64() {
    for der in CERTIFICATES.iter() {
        let base64 = STANDARD.encode(der);
        let pem = format!("-----BEGIN CERTIFICATE-----\r\n{base64}\r\n-----END CERTIFICATE-----\r\n");
        for octets in [der.as_slice(), base64.as_bytes(), pem.as_bytes()] {
            let read = VerificationCertificate::parse(octets).unwrap();
            assert_eq!(read.der(), der);
            assert_eq!(read.thumbprint().len(), 40);
        }
    }
}

#[test]
fn what_cannot_verify_is_refused_with_a_sentence() {
    let pair = rcgen::KeyPair::generate_for(&rcgen::PKCS_ED25519).unwrap();
    let other = rcgen::CertificateParams::default().self_signed(&pair).unwrap();
    let refused = VerificationCertificate::parse(other.der()).unwrap_err();
    assert_eq!(refused.id, "verification-key");
    let weak = VerificationCertificate::parse(include_bytes!("fixtures/rsa1024.der")).unwrap_err();
    assert_eq!(
        (weak.id, weak.received.as_str()),
        ("verification-key", "1024 bits")
    );
    let pem = format!(
        "-----BEGIN CERTIFICATE-----\n{}\n-----END CERTIFICATE-----\n{}",
        STANDARD.encode(&CERTIFICATES[0]),
        pair.serialize_pem(),
    );
    let pasted = VerificationCertificate::parse(pem.as_bytes()).unwrap_err();
    assert!(
        pasted.received.starts_with("a private key"),
        "{}",
        pasted.received
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
            VerificationCertificate::parse(octets).unwrap_err().id,
            "verification-certificate"
        );
    }
}

#[test]
fn the_certificate_that_is_shown_is_tried_else_the_two_newest() {
    let signatures = RequestSignatures {
        certificates: vec![certificate(0), certificate(1), certificate(2)],
        ..RequestSignatures::default()
    };
    let tried = |shown: Option<&str>| -> Vec<String> {
        let candidates = signatures.candidates(shown).iter();
        candidates
            .map(|certificate| certificate.thumbprint().to_owned())
            .collect()
    };
    let [oldest, second, newest] = [0, 1, 2].map(|number| certificate(number).thumbprint().to_owned());
    assert_eq!(tried(None), [second.clone(), newest.clone()]);
    assert_eq!(tried(Some(&oldest)), [oldest]);
    assert_eq!(tried(Some(certificate(3).thumbprint())), [second, newest]);
    assert_eq!(RequestSignatures::default().candidates(None), []);
}

store_test! {
    async fn certificates_are_added_and_removed_in_one_change_that_is_audited(world: World) {
        let application = world.application().await;
        assert_eq!(application.request_signatures, RequestSignatures::default());
        // One that has ended is taken: it holds a key, and the day is shown.
        let after = changed(&world, &application, adding(&[0, 3, 1, 0])).await.unwrap();
        assert_eq!(after.certificates, [certificate(0), certificate(3), certificate(1)]);
        let change = ApplicationChange {
            added_verification_certificates: vec![certificate(2)],
            removed_verification_certificates: vec![
                certificate(0).thumbprint().to_lowercase(),
                certificate(3).thumbprint().chars().flat_map(|digit| [digit, ':']).collect(),
            ],
            require_signed_requests: Some(true),
            allow_weak_request_signatures: Some(true),
            ..ApplicationChange::default()
        };
        let after = changed(&world, &application, change).await.unwrap();
        assert_eq!(after.certificates, [certificate(1), certificate(2)]);
        assert!(after.is_required && after.allows_weak);
        let (filter, page) = (AuditFilter::default(), PageRequest::first(20));
        let entries = audit::list(&world.directory, &system(), world.tenant_id(), &filter, &page).await.unwrap();
        let values = entries.items.iter().map(|entry| {
            [&entry.before, &entry.after].map(|values| {
                let values = values.as_deref().unwrap_or("null");
                let values: serde_json::Value = serde_json::from_str(values).unwrap();
                values["requestSignatureVerification"].clone()
            })
        });
        let is_meant = |[before, _]: &[serde_json::Value; 2]| before["certificates"].as_array().is_some_and(|all| all.len() == 3);
        let [before, after] = values.into_iter().find(is_meant).unwrap();
        assert_eq!(before["allowedWeakAlgorithms"], serde_json::Value::Null);
        assert_eq!(after["certificates"][0], certificate(1).thumbprint());
        assert_eq!(after["isSignedRequestRequired"], true);
        assert_eq!(after["allowedWeakAlgorithms"], "rsaSha1");
        let instead = ApplicationChange {
            verification_certificates: Some(vec![certificate(0)]),
            ..ApplicationChange::default()
        };
        assert_eq!(changed(&world, &application, instead).await.unwrap().certificates, [certificate(0)]);
    }

    async fn nothing_is_removed_that_is_not_there(world: World) {
        let application = world.application().await;
        changed(&world, &application, adding(&[0])).await.unwrap();
        let refused = problem(changed(&world, &application, removing(1)).await);
        assert_eq!(refused.id, "verification-certificate-unknown");
        assert_eq!(refused.expected, certificate(0).thumbprint());
    }

    async fn signed_requests_are_not_required_without_a_certificate(world: World) {
        let application = world.application().await;
        let refused = problem(changed(&world, &application, requiring(true)).await);
        assert_eq!(refused.id, "verification-certificate-missing");
        changed(&world, &application, adding(&[0])).await.unwrap();
        changed(&world, &application, requiring(true)).await.unwrap();
        let refused = problem(changed(&world, &application, removing(0)).await);
        assert_eq!(refused.id, "verification-certificate-missing");
        changed(&world, &application, requiring(false)).await.unwrap();
        assert_eq!(changed(&world, &application, removing(0)).await.unwrap(), RequestSignatures::default());
    }

    async fn a_sign_on_knows_the_certificates_as_they_are(world: World) {
        let application = world.application().await;
        for (change, count) in [(adding(&[0, 1]), 2), (removing(0), 1)] {
            changed(&world, &application, change).await.unwrap();
            let looking = Looking::ByIdentifier(IDENTIFIER);
            let facts = sign_in::load(&world.directory, world.tenant_id(), looking, None).await.unwrap();
            assert_eq!(facts.application().unwrap().request_signatures.certificates.len(), count);
        }
    }

    async fn an_application_can_begin_with_certificates_and_takes_them_along(world: World) {
        let mut new = world.new_application("ISM", IDENTIFIER);
        new.verification_certificates = vec![certificate(0)];
        let (directory, tenant) = (&world.directory, world.tenant_id());
        let created = applications::create(directory, &system(), new).await.unwrap();
        let read = applications::get(directory, &system(), tenant, &created.id).await.unwrap();
        assert_eq!(read.request_signatures.certificates, [certificate(0)]);
        applications::delete(directory, &system(), tenant, &created.id).await.unwrap();
        applications::purge(directory, &system(), tenant, &created.id).await.unwrap();
    }

    async fn the_same_certificate_at_two_applications_is_told(world: World) {
        let application = world.application().await;
        changed(&world, &application, adding(&[0, 1])).await.unwrap();
        let mut new = world.new_application("Wiki", "https://wiki.example/");
        new.verification_certificates = vec![certificate(1)];
        let (directory, tenant) = (&world.directory, world.tenant_id());
        let wiki = applications::create(directory, &system(), new).await.unwrap();
        let shared = shared_certificates(directory, &system(), tenant, &application.id).await.unwrap();
        assert_eq!(shared.len(), 1);
        assert_eq!(shared[0].thumbprint, certificate(1).thumbprint());
        assert_eq!(shared[0].application, "Wiki");
        applications::delete(directory, &system(), tenant, &wiki.id).await.unwrap();
        assert_eq!(shared_certificates(directory, &system(), tenant, &application.id).await.unwrap(), []);
    }
}
