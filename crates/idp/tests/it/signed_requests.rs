//! Requests that an application signs.

use std::process::Command;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use vestibule_directory::applications::{ApplicationChange, VerificationCertificate};
use vestibule_saml::binding::{post, redirect};
use vestibule_saml::service_provider::authn_request;
use vestibule_saml::signature::SigningKey;

use crate::browser::{Form, Page, Site};
use crate::partner::{accepts, request};
use crate::world::{ACS, B_SIMON, DOMAIN, PASSWORD, World};

/// A key of the application, as PKCS#8, and its certificate.
pub(crate) struct Pair {
    pub(crate) pkcs8: Vec<u8>,
    pub(crate) certificate: Vec<u8>,
}

impl Pair {
    pub(crate) fn rsa() -> Self {
        Self::of(
            &rcgen::KeyPair::generate_rsa_for(&rcgen::PKCS_RSA_SHA256, rcgen::RsaKeySize::_2048).unwrap(),
        )
    }

    fn of(pair: &rcgen::KeyPair) -> Self {
        let certificate = rcgen::CertificateParams::default().self_signed(pair).unwrap();
        Self {
            pkcs8: pair.serialize_der(),
            certificate: certificate.der().to_vec(),
        }
    }

    pub(crate) fn signer(&self) -> SigningKey {
        SigningKey::from_pkcs8(&self.pkcs8, &self.certificate).unwrap()
    }

    pub(crate) fn verification(&self) -> VerificationCertificate {
        VerificationCertificate::parse(&self.certificate).unwrap()
    }
}

/// The application has these certificates and no others.
pub(crate) async fn verified_with(world: &World, pairs: &[&Pair], is_required: bool) {
    let change = ApplicationChange {
        verification_certificates: Some(pairs.iter().map(|pair| pair.verification()).collect()),
        require_signed_requests: Some(is_required),
        ..ApplicationChange::default()
    };
    world.changes_application(change).await;
}

/// The path of a request that is signed in the query.
fn signed(world: &World, pair: &Pair, relay_state: Option<&str>) -> String {
    let xml = authn_request(&request(world)).unwrap();
    redirect::encode_request(&world.sso_path(), &xml, relay_state, Some(&pair.signer()))
}

fn unsigned(world: &World) -> String {
    let xml = authn_request(&request(world)).unwrap();
    redirect::encode_request(&world.sso_path(), &xml, None, None)
}

fn refused(page: &Page, code: &str) {
    page.assert_refused(400, code);
    assert!(!page.body.contains("SAMLResponse"), "{}", page.body);
}

/// A request that xmlsec1 signed; `None` where it is not installed (`VESTIBULE_TEST_XMLSEC1=off`).
fn enveloped(world: &World, pair: &Pair, hash: &str) -> Option<String> {
    #[expect(
        clippy::disallowed_methods,
        reason = "a test asks whether a program may be missing"
    )]
    if std::env::var("VESTIBULE_TEST_XMLSEC1").is_ok_and(|value| value == "off") {
        return None;
    }
    let (method, digest) = match hash {
        "sha1" => (
            "http://www.w3.org/2000/09/xmldsig#rsa-sha1",
            "http://www.w3.org/2000/09/xmldsig#sha1",
        ),
        _ => (
            "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256",
            "http://www.w3.org/2001/04/xmlenc#sha256",
        ),
    };
    let content = request(world);
    let template = format!(
        "</saml:Issuer><ds:Signature xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\"><ds:SignedInfo>\
         <ds:CanonicalizationMethod Algorithm=\"{C14N}\"/><ds:SignatureMethod Algorithm=\"{method}\"/>\
         <ds:Reference URI=\"#{}\"><ds:Transforms>\
         <ds:Transform Algorithm=\"http://www.w3.org/2000/09/xmldsig#enveloped-signature\"/>\
         <ds:Transform Algorithm=\"{C14N}\"/></ds:Transforms><ds:DigestMethod Algorithm=\"{digest}\"/><ds:DigestValue/>\
         </ds:Reference></ds:SignedInfo><ds:SignatureValue/><ds:KeyInfo><ds:X509Data><ds:X509Certificate>{}\
         </ds:X509Certificate></ds:X509Data></ds:KeyInfo></ds:Signature>",
        content.id,
        STANDARD.encode(&pair.certificate),
    );
    let xml = authn_request(&content).unwrap();
    assert!(xml.contains("</saml:Issuer>"), "{xml}");
    Some(signed_by_xmlsec1(
        pair,
        &xml.replacen("</saml:Issuer>", &template, 1),
    ))
}

/// What xmlsec1 makes of a message with an empty signature.
fn signed_by_xmlsec1(pair: &Pair, message: &str) -> String {
    let folder = tempfile::tempdir().unwrap();
    let pem = format!(
        "-----BEGIN PRIVATE KEY-----\n{}\n-----END PRIVATE KEY-----\n",
        STANDARD.encode(&pair.pkcs8)
    );
    std::fs::write(folder.path().join("key.pem"), pem).unwrap();
    std::fs::write(folder.path().join("message.xml"), message).unwrap();
    let output = Command::new("xmlsec1")
        .current_dir(folder.path())
        .args([
            "--sign",
            "--id-attr:ID",
            "urn:oasis:names:tc:SAML:2.0:protocol:AuthnRequest",
        ])
        .args(["--privkey-pem", "key.pem", "message.xml"])
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let signed = String::from_utf8(output.stdout).unwrap();
    let behind_declaration = signed.split_once("?>").map(|(_, rest)| rest.trim().to_owned());
    behind_declaration.unwrap_or(signed)
}

fn form(world: &World, xml: &str) -> Form {
    Form {
        action: world.sso_path(),
        fields: vec![("SAMLRequest".to_owned(), post::encode(xml))],
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_that_the_application_signed_is_answered_by_redirect() {
    let world = World::new().await;
    let pair = Pair::rsa();
    verified_with(&world, &[&pair], true).await;
    let browser = world.browser_of_b_simon().await;
    let page = browser.gets(&signed(&world, &pair, Some("r s+%2b"))).await;
    let received = accepts(&world, &page, Some(&request(&world))).await;
    assert_eq!(received.relay_state.as_deref(), Some("r s+%2b"));
    // In the spelling of the address that the application was given: a domain stands for the tenant.
    let mut content = request(&world);
    content.destination = format!("http://localhost:8400/{DOMAIN}/saml2");
    let xml = authn_request(&content).unwrap();
    let path = redirect::encode_request(&format!("/{DOMAIN}/saml2"), &xml, None, Some(&pair.signer()));
    accepts(&world, &browser.gets(&path).await, Some(&content)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn keys_on_curves_sign_as_well() {
    let world = World::new().await;
    let browser = world.browser_of_b_simon().await;
    for algorithm in [&rcgen::PKCS_ECDSA_P256_SHA256, &rcgen::PKCS_ECDSA_P384_SHA384] {
        let pair = Pair::of(&rcgen::KeyPair::generate_for(algorithm).unwrap());
        verified_with(&world, &[&pair], true).await;
        accepts(
            &world,
            &browser.gets(&signed(&world, &pair, None)).await,
            Some(&request(&world)),
        )
        .await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_signed_request_is_good_for_as_long_as_the_person_takes() {
    let world = World::new().await;
    let pair = Pair::rsa();
    verified_with(&world, &[&pair], true).await;
    let browser = world.browser();
    let content = request(&world);
    let page = browser.opens(&signed(&world, &pair, None)).await;
    world.minutes_pass(12);
    let page = browser.sends_form(&page, &[("username", B_SIMON)]).await;
    let page = browser.sends_form(&page, &[("password", PASSWORD)]).await;
    let page = browser.sends_form(&page, &[("keep", "no")]).await;
    accepts(&world, &page, Some(&content)).await;
    world.minutes_pass(1);
    let late = redirect::encode_request(
        &world.sso_path(),
        &authn_request(&content).unwrap(),
        None,
        Some(&pair.signer()),
    );
    refused(&browser.gets(&late).await, "AADSTS76026");
}

#[tokio::test(flavor = "multi_thread")]
async fn where_signatures_are_required_nothing_else_is_answered() {
    let world = World::new().await;
    let pair = Pair::rsa();
    verified_with(&world, &[&pair], true).await;
    let browser = world.browser_of_b_simon().await;
    let good = signed(&world, &pair, Some("r"));
    for path in [
        unsigned(&world),
        good.split("&SigAlg").next().unwrap().to_owned(),
        good.split("&Signature").next().unwrap().to_owned(),
    ] {
        refused(&browser.gets(&path).await, "AADSTS76021");
    }
    let xml = authn_request(&request(&world)).unwrap();
    let page = browser.posts(&form(&world, &xml), Site::Other).await;
    refused(&page, "AADSTS76021");
    let entry = world.logged(76021).await;
    assert!(entry.app_display_name.is_some());
}

#[tokio::test(flavor = "multi_thread")]
async fn where_signatures_are_required_a_start_here_is_none() {
    let world = World::new().await;
    let pair = Pair::rsa();
    verified_with(&world, &[&pair], true).await;
    let browser = world.browser_of_b_simon().await;
    refused(&browser.gets(&world.launch_path()).await, "AADSTS76021");
    // An application that starts sign-on itself is led to where it does.
    let change = ApplicationChange {
        sign_on_url: Some(Some("https://contoso.saasit.example/start".parse().unwrap())),
        ..ApplicationChange::default()
    };
    world.changes_application(change).await;
    let page = browser.gets(&world.launch_path()).await;
    assert_eq!(
        page.location().as_deref(),
        Some("https://contoso.saasit.example/start")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_signature_that_is_there_has_to_be_good_even_where_none_is_required() {
    let world = World::new().await;
    let (pair, stranger) = (Pair::rsa(), Pair::rsa());
    verified_with(&world, &[&pair], false).await;
    let browser = world.browser_of_b_simon().await;
    accepts(
        &world,
        &browser.gets(&unsigned(&world)).await,
        Some(&request(&world)),
    )
    .await;
    accepts(
        &world,
        &browser.gets(&signed(&world, &pair, None)).await,
        Some(&request(&world)),
    )
    .await;
    let good = signed(&world, &pair, Some("r"));
    for path in [
        signed(&world, &stranger, None),
        good.replace("RelayState=r", "RelayState=x"),
        good.replace("&RelayState=r", ""),
        good.replace("rsa-sha256", "rsa-sha512"),
    ] {
        refused(&browser.gets(&path).await, "AADSTS50006");
    }
    let twice = format!("{good}&{}", unsigned(&world).split_once('?').unwrap().1);
    assert_eq!(browser.gets(&twice).await.status, 400);
    // Without a certificate there is nothing to verify with, as in the original.
    verified_with(&world, &[], false).await;
    accepts(
        &world,
        &browser.gets(&signed(&world, &stranger, None)).await,
        Some(&request(&world)),
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_refusal_says_which_keys_are_known() {
    let world = World::new().await;
    let (pair, stranger) = (Pair::rsa(), Pair::rsa());
    verified_with(&world, &[&pair], true).await;
    let browser = world.browser_of_b_simon().await;
    let page = browser.gets(&signed(&world, &stranger, None)).await;
    refused(&page, "AADSTS50006");
    assert!(
        page.body.contains(pair.verification().thumbprint()),
        "{}",
        page.body
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn old_and_new_key_verify_and_those_before_do_not() {
    let world = World::new().await;
    let pairs = [Pair::rsa(), Pair::rsa(), Pair::rsa()];
    verified_with(&world, &[&pairs[0], &pairs[1], &pairs[2]], true).await;
    let browser = world.browser_of_b_simon().await;
    for pair in &pairs[1..] {
        accepts(
            &world,
            &browser.gets(&signed(&world, pair, None)).await,
            Some(&request(&world)),
        )
        .await;
    }
    refused(
        &browser.gets(&signed(&world, &pairs[0], None)).await,
        "AADSTS50006",
    );
    // One that shows its certificate is tried with that one, if it is known.
    let Some(xml) = enveloped(&world, &pairs[0], "sha256") else {
        return;
    };
    let page = browser.posts(&form(&world, &xml), Site::Other).await;
    assert_eq!(page.status, 303, "{}", page.body);
    let page = browser.follows(page).await;
    assert_eq!(page.form().action, ACS);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_posted_request_is_verified_in_its_document() {
    let world = World::new().await;
    let (pair, stranger) = (Pair::rsa(), Pair::rsa());
    verified_with(&world, &[&pair], true).await;
    let browser = world.browser_of_b_simon().await;
    let Some(xml) = enveloped(&world, &pair, "sha256") else {
        return;
    };
    let page = browser.posts(&form(&world, &xml), Site::Other).await;
    let page = browser.follows(page).await;
    accepts(&world, &page, Some(&request(&world))).await;
    let changed = xml.replace(ACS, "https://contoso.saasit.example/second");
    assert_ne!(changed, xml);
    refused(
        &browser.posts(&form(&world, &changed), Site::Other).await,
        "AADSTS50006",
    );
    // A certificate that the message brings along is no key of the application.
    let xml = enveloped(&world, &stranger, "sha256").unwrap();
    refused(
        &browser.posts(&form(&world, &xml), Site::Other).await,
        "AADSTS50006",
    );
    // In the document of a redirect it is in no place.
    let xml = enveloped(&world, &pair, "sha256").unwrap();
    let path = redirect::encode_request(&world.sso_path(), &xml, None, None);
    refused(&browser.gets(&path).await, "AADSTS76021");
}

#[tokio::test(flavor = "multi_thread")]
async fn rsa_sha1_is_verified_only_where_the_application_was_given_leave() {
    let world = World::new().await;
    let pair = Pair::rsa();
    verified_with(&world, &[&pair], true).await;
    let browser = world.browser_of_b_simon().await;
    let Some(xml) = enveloped(&world, &pair, "sha1") else {
        return;
    };
    refused(
        &browser.posts(&form(&world, &xml), Site::Other).await,
        "AADSTS50006",
    );
    let leave = ApplicationChange {
        allow_weak_request_signatures: Some(true),
        ..ApplicationChange::default()
    };
    world.changes_application(leave).await;
    let page = browser.posts(&form(&world, &xml), Site::Other).await;
    accepts(&world, &browser.follows(page).await, Some(&request(&world))).await;
    let changed = xml.replace(ACS, "https://contoso.saasit.example/second");
    refused(
        &browser.posts(&form(&world, &changed), Site::Other).await,
        "AADSTS50006",
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_certificate_that_has_expired_verifies_all_the_same() {
    let world = World::new().await;
    let key = rcgen::KeyPair::generate_rsa_for(&rcgen::PKCS_RSA_SHA256, rcgen::RsaKeySize::_2048).unwrap();
    let mut parameters = rcgen::CertificateParams::default();
    parameters.not_before = rcgen::date_time_ymd(2001, 1, 1);
    parameters.not_after = rcgen::date_time_ymd(2002, 1, 1);
    let pair = Pair {
        certificate: parameters.self_signed(&key).unwrap().der().to_vec(),
        pkcs8: key.serialize_der(),
    };
    verified_with(&world, &[&pair], true).await;
    let browser = world.browser_of_b_simon().await;
    accepts(
        &world,
        &browser.gets(&signed(&world, &pair, None)).await,
        Some(&request(&world)),
    )
    .await;
}

const C14N: &str = "http://www.w3.org/2001/10/xml-exc-c14n#";
