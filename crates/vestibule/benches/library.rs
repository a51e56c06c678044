//! What the SAML library costs, as one line of JSON for `scripts/bench`: medians of many rounds on one thread.

#![expect(clippy::disallowed_methods, reason = "a benchmark reads the clock")]
#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a benchmark that fails should stop and say where"
)]

use std::hint::black_box;
use std::time::Instant;

use vestibule_saml::binding::post;
use vestibule_saml::identity_provider::{ResponseContent, SigningOption, issue};
use vestibule_saml::message::{Attribute, NameId, NameIdFormat};
use vestibule_saml::service_provider::{Expectations, SignaturePolicy, Solicited};
use vestibule_saml::signature::{Certificate, SigningKey, TrustedKeys};

const ISSUER: &str = "https://idp.example/tenant/";
const ENTITY_ID: &str = "https://sp.example/";
const ACS: &str = "https://sp.example/handlers/sso/SamlAssertionConsumerHandler.ashx";

fn main() {
    let pair = rcgen::KeyPair::generate_rsa_for(&rcgen::PKCS_RSA_SHA256, rcgen::RsaKeySize::_2048).unwrap();
    let certificate = rcgen::CertificateParams::default().self_signed(&pair).unwrap();
    let key = SigningKey::from_pkcs8(&pair.serialize_der(), certificate.der()).unwrap();
    let public = Certificate::from_der(certificate.der())
        .unwrap()
        .verification_key()
        .unwrap();
    let trusted = TrustedKeys::new(vec![public]).unwrap();
    let content = content();
    let response = issue(&content, &key, SigningOption::Assertion).unwrap();
    let form = format!("SAMLResponse={}", form_urlencoded_of(&response.to_base64()));
    let raw = RawVerification::new(&pair.serialize_der());

    let sign = median(|| {
        drop(black_box(
            key.sign_octets(b"one hundred octets or so of SignedInfo"),
        ));
    });
    let verify = median(|| raw.run());
    let issuing = median(|| {
        drop(black_box(
            issue(&content, &key, SigningOption::Assertion).unwrap(),
        ));
    });
    let accepting = median(|| accept(&form, &trusted));
    println!(
        "{{\"rsaSignMicroseconds\":{sign:.2},\"rsaVerifyMicroseconds\":{verify:.2},\"issueMicroseconds\":{issuing:.2},\
         \"responseVerifyMicroseconds\":{accepting:.2},\"responseOctets\":{}}}",
        response.xml().len()
    );
}

fn accept(form: &str, trusted: &TrustedKeys) {
    let (response, _) = post::decode_response(form.as_bytes()).unwrap();
    let verified = response
        .read()
        .unwrap()
        .verify(trusted, SignaturePolicy::Any)
        .unwrap();
    let now = "2025-04-01T08:00:06Z".parse().unwrap();
    let expected = Expectations::new(
        ENTITY_ID,
        ACS,
        ISSUER,
        now,
        Solicited::Unsolicited { allowed: true },
    );
    drop(black_box(verified.accept(&expected).unwrap()));
}

/// A response of about 7.5 kB, as a person with some groups gets it.
fn content() -> ResponseContent {
    let issued = "2025-04-01T08:00:05.799Z".parse::<jiff::Timestamp>().unwrap();
    let groups: Vec<String> = (0..60)
        .map(|n| format!("00000000-aaaa-4bbb-8ccc-{n:012}"))
        .collect();
    ResponseContent {
        response_id: "_1b0d8f0e-6f0d-4d0c-9a61-3f6b7c2a9e10".to_owned(),
        assertion_id: "_7c1e2d3f-4455-4666-8777-0a1b2c3d0100".to_owned(),
        issuer: ISSUER.to_owned(),
        destination: ACS.to_owned(),
        in_response_to: None,
        audience: ENTITY_ID.to_owned(),
        name_id: NameId::new("b.simon@acme.example", NameIdFormat::EmailAddress),
        attributes: vec![
            Attribute::new(
                "http://schemas.microsoft.com/identity/claims/displayname",
                ["B.Simon"],
            ),
            Attribute::new(
                "http://schemas.microsoft.com/ws/2008/06/identity/claims/groups",
                groups,
            ),
        ],
        issue_instant: issued,
        not_before: "2025-04-01T07:55:05.648Z".parse().unwrap(),
        not_on_or_after: "2025-04-01T09:00:05.648Z".parse().unwrap(),
        authn_instant: "2025-04-01T07:41:10.039Z".parse().unwrap(),
        session_index: "_7c1e2d3f-4455-4666-8777-0a1b2c3d0100".to_owned(),
        authn_context_class: "urn:oasis:names:tc:SAML:2.0:ac:classes:Password".to_owned(),
    }
}

/// One bare RSA-2048 verification, the yardstick of accepting.
struct RawVerification {
    public: aws_lc_rs::signature::ParsedPublicKey,
    signature: Vec<u8>,
}

impl RawVerification {
    fn new(pkcs8: &[u8]) -> Self {
        use aws_lc_rs::signature::{
            KeyPair as _, ParsedPublicKey, RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_SHA256, RsaKeyPair,
        };
        let pair = RsaKeyPair::from_pkcs8(pkcs8).unwrap();
        let mut signature = vec![0; pair.public_modulus_len()];
        pair.sign(
            &RSA_PKCS1_SHA256,
            &aws_lc_rs::rand::SystemRandom::new(),
            b"octets",
            &mut signature,
        )
        .unwrap();
        let public = ParsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, pair.public_key().as_ref()).unwrap();
        Self { public, signature }
    }

    fn run(&self) {
        self.public
            .verify_sig(b"octets", black_box(&self.signature))
            .unwrap();
    }
}

fn form_urlencoded_of(value: &str) -> String {
    value.replace('+', "%2B").replace('/', "%2F").replace('=', "%3D")
}

/// Median of 31 rounds, in microseconds for one run.
fn median(mut run: impl FnMut()) -> f64 {
    const RUNS: u32 = 200;
    for _ in 0..RUNS {
        run();
    }
    let mut rounds: Vec<f64> = (0..31)
        .map(|_| {
            let began = Instant::now();
            for _ in 0..RUNS {
                run();
            }
            began.elapsed().as_secs_f64() * 1e6 / f64::from(RUNS)
        })
        .collect();
    rounds.sort_by(f64::total_cmp);
    rounds[15]
}
