//! What verifying and signing a response costs, in units of one RSA-2048 operation measured in the same run.
//!
//! `cargo run --release -p vestibule-saml --example timing -- KEY.der CERTIFICATE.der` (PKCS#8 and X.509, DER).
#![expect(clippy::print_stdout, reason = "a program that prints a table")]

use std::{
    error::Error,
    hint::black_box,
    time::{Duration, Instant},
};

use jiff::Timestamp;
use vestibule_saml::{
    binding::post,
    identity_provider::{ResponseContent, SigningOption, issue},
    message::{Attribute, NameId, NameIdFormat},
    service_provider::SignaturePolicy,
    signature::{Certificate, SigningKey, TrustedKeys},
    xml::{Limits, Source, canonical},
};

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let (Some(key), Some(certificate)) = (arguments.next(), arguments.next()) else {
        return Err("usage: timing KEY.der CERTIFICATE.der".into());
    };
    let certificate = std::fs::read(certificate)?;
    let key = SigningKey::from_pkcs8(&std::fs::read(key)?, &certificate)?;
    let keys = TrustedKeys::new(vec![Certificate::from_der(&certificate)?.verification_key()?])?;

    let content = content()?;
    let response = issue(&content, &key, SigningOption::Assertion)?;
    let xml = response.xml().as_bytes().to_vec();
    let form = form_urlencoded::Serializer::new(String::new())
        .append_pair("SAMLResponse", &response.to_base64())
        .finish();
    let source = Source::check(&xml, &Limits::MESSAGE)?;
    let document = source.parse()?;
    let mut octets = Vec::new();

    println!("a response of {} octets", xml.len());
    let sign = time(|| key.sign_octets(black_box(&xml)));
    let raw = raw_verification(&key, &certificate)?;
    let check = time(|| Source::check(black_box(&xml), &Limits::MESSAGE).is_ok());
    let parse = time(|| source.parse().is_ok());
    let canonicalize = time(|| {
        octets.clear();
        canonical::exclusive(document.root(), None, &[], &mut octets).is_ok()
    });
    let decode =
        time(|| post::decode_response(black_box(form.as_bytes())).is_ok_and(|(it, _)| it.read().is_ok()));
    let verify = time(|| {
        let (response, _) = post::decode_response(black_box(form.as_bytes())).ok()?;
        response.read().ok()?.verify(&keys, SignaturePolicy::Any).ok()
    });
    let issued = time(|| issue(&content, &key, SigningOption::Assertion).is_ok());
    for (name, duration) in [
        ("RSA-2048 signature", sign),
        ("RSA-2048 verification", raw),
        ("scan", check),
        ("parse", parse),
        ("canonical form of all", canonicalize),
        ("decode and read the form", decode),
        ("decode, read and verify it", verify),
        ("issue", issued),
    ] {
        println!(
            "{name:28} {:8.1} µs  {:6.2} verifications  {:5.2} signatures",
            duration.as_secs_f64() * 1e6,
            duration.as_secs_f64() / raw.as_secs_f64(),
            duration.as_secs_f64() / sign.as_secs_f64()
        );
    }
    Ok(())
}

fn raw_verification(key: &SigningKey, certificate: &[u8]) -> Result<Duration, Box<dyn Error>> {
    let message = [0x5a; 700];
    let value = key.sign_octets(&message);
    let (_, certificate) = x509_parser::parse_x509_certificate(certificate)?;
    let public = certificate.public_key().raw;
    let parsed = aws_lc_rs::signature::ParsedPublicKey::new(
        &aws_lc_rs::signature::RSA_PKCS1_2048_8192_SHA256,
        public,
    )?;
    Ok(time(|| parsed.verify_sig(black_box(&message), &value).is_ok()))
}

/// The fastest of many runs: what disturbs only adds.
#[expect(clippy::disallowed_methods, reason = "this program measures")]
fn time<R>(mut run: impl FnMut() -> R) -> Duration {
    let mut best = Duration::MAX;
    for _ in 0..300 {
        let start = Instant::now();
        for _ in 0..10 {
            black_box(run());
        }
        best = best.min(start.elapsed() / 10);
    }
    best
}

fn content() -> Result<ResponseContent, Box<dyn Error>> {
    let instant = |text: &str| text.parse::<Timestamp>();
    let attributes = (0..18)
        .map(|number| {
            let name = format!("http://schemas.xmlsoap.org/ws/2005/05/identity/claims/claim{number}");
            Attribute::new(
                name,
                [
                    format!("some value of usual length {number}"),
                    format!("and another {number}"),
                ],
            )
        })
        .collect();
    Ok(ResponseContent {
        response_id: "_1b0d8f0e-6f0d-4d0c-9a61-3f6b7c2a9e10".to_owned(),
        assertion_id: "_7c1e2d3f-4455-4666-8777-0a1b2c3d0100".to_owned(),
        issuer: "https://idp.example/tenant/".to_owned(),
        destination: "https://sp.example/acs".to_owned(),
        in_response_to: Some("_q".to_owned()),
        audience: "https://sp.example/".to_owned(),
        name_id: NameId::new("b.simon@contoso.example", NameIdFormat::EmailAddress),
        attributes,
        issue_instant: instant("2026-11-24T10:00:00Z")?,
        not_before: instant("2026-11-24T09:55:00Z")?,
        not_on_or_after: instant("2026-11-24T11:00:00Z")?,
        authn_instant: instant("2026-11-24T09:59:00Z")?,
        session_index: "_a".to_owned(),
        authn_context_class: "urn:oasis:names:tc:SAML:2.0:ac:classes:Password".to_owned(),
    })
}
