//! Signed requests, on the command line.

use serde_json::{Value, json};

use crate::commands::Place;

/// A certificate in a file beside the configuration.
fn certificate(place: &Place, file: &str, until: i32) {
    let pair = rcgen::KeyPair::generate_rsa_for(&rcgen::PKCS_RSA_SHA256, rcgen::RsaKeySize::_2048).unwrap();
    let mut parameters = rcgen::CertificateParams::default();
    parameters.not_before = rcgen::date_time_ymd(2001, 1, 1);
    parameters.not_after = rcgen::date_time_ymd(until, 1, 1);
    let pem = parameters.self_signed(&pair).unwrap().pem();
    std::fs::write(place.folder().join(file), pem).unwrap();
}

fn thumbprints(application: &Value) -> Vec<String> {
    let certificates = application["verificationCertificates"].as_array().unwrap();
    let thumbprint = |certificate: &Value| certificate["thumbprint"].as_str().unwrap().to_owned();
    certificates.iter().map(thumbprint).collect()
}

#[test]
fn verification_certificates_are_set_added_shown_and_removed() {
    let place = Place::new();
    let wiki = place.wiki();
    assert_eq!(thumbprints(&wiki), [""; 0]);
    let off = json!({ "isSignedRequestRequired": false, "allowedWeakAlgorithms": null });
    assert_eq!(wiki["requestSignatureVerification"], off);
    certificate(&place, "first.cer", 2101);
    certificate(&place, "second.cer", 2002);
    place.json("app update --app Wiki --verification-certificate first.cer", &[]);
    let wiki = place.json(
        "app update --app Wiki --add-verification-certificate second.cer",
        &[],
    );
    let [first, second] = <[String; 2]>::try_from(thumbprints(&wiki)).unwrap();
    assert_eq!(
        wiki["verificationCertificates"][0]["notAfter"],
        "2101-01-01T00:00:00Z"
    );
    assert_eq!(wiki["verificationCertificates"][0]["expiry"], "valid");
    assert_eq!(wiki["verificationCertificates"][1]["expiry"], "expired");
    place.json(
        "app update --app Wiki --require-signed-requests on --allow-weak-request-signatures on",
        &[],
    );
    let shown = place.json("app show --app Wiki", &[]);
    let on = json!({ "isSignedRequestRequired": true, "allowedWeakAlgorithms": "rsaSha1" });
    assert_eq!(shown["requestSignatureVerification"], on);
    let text = place.text("app show --app Wiki");
    assert!(
        text.contains("required; RSA-SHA1 is allowed, which is weak"),
        "{text}"
    );
    assert!(text.contains(&format!("{second}  until 2002-01-01; ")), "{text}");
    let remove = format!("app update --app Wiki --remove-verification-certificate {second}");
    assert_eq!(
        thumbprints(&place.json(&remove, &[])),
        std::slice::from_ref(&first)
    );
    let again = place.refused(&remove);
    assert!(
        again.contains("no verification certificate with this thumbprint"),
        "{again}"
    );
    let last = format!("app update --app Wiki --remove-verification-certificate {first}");
    let refused = place.refused(&last);
    assert!(
        refused.contains("cannot be required without a certificate"),
        "{refused}"
    );
    place.json(&format!("{last} --require-signed-requests off"), &[]);
}

#[test]
fn what_is_no_certificate_is_refused_and_one_that_another_application_has_is_told() {
    let place = Place::new();
    place.wiki();
    std::fs::write(place.folder().join("text.cer"), "no certificate").unwrap();
    let refused = place.refused("app update --app Wiki --verification-certificate text.cer");
    assert!(refused.contains("text.cer cannot verify requests"), "{refused}");
    certificate(&place, "wiki.cer", 2101);
    place.json("app update --app Wiki --verification-certificate wiki.cer", &[]);
    place.json(
        "app create --name Other --identifier https://other.example/ --reply-url https://other.example/acs",
        &[],
    );
    let other = place.json("app update --app Other --verification-certificate wiki.cer", &[]);
    assert_eq!(
        other["verificationCertificates"][0]["sharedWith"],
        json!(["Wiki"])
    );
}
