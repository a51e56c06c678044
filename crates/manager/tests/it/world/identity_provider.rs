//! An identity provider whose key is in our hands.

use std::sync::atomic::{AtomicU32, Ordering};

use jiff::{SignedDuration, Timestamp};
use vestibule_saml::encryption::Encryption;
use vestibule_saml::identity_provider::{ResponseContent, SigningOption, issue, issue_encrypted};
use vestibule_saml::message::{Attribute, NameId, NameIdFormat};
use vestibule_saml::signature::SigningKey;
use vestibule_store::Clock as _;
use vestibule_store::testing::ManualClock;

pub(crate) const OBJECT_ID: &str = "http://schemas.microsoft.com/identity/claims/objectidentifier";
const CLAIMS: &str = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims";

pub(crate) struct IdentityProvider {
    pub(crate) issuer: String,
    key: SigningKey,
    clock: ManualClock,
    issued: AtomicU32,
}

impl IdentityProvider {
    pub(crate) fn new(clock: ManualClock, issuer: &str) -> Self {
        Self {
            issuer: issuer.to_owned(),
            key: key((2024, 2030)),
            clock,
            issued: AtomicU32::new(0),
        }
    }

    /// The same with a key whose certificate is valid from the first day of one year to that of another.
    pub(crate) fn with_certificate_of(mut self, years: (i32, i32)) -> Self {
        self.key = key(years);
        self
    }

    pub(crate) fn key(&self) -> &SigningKey {
        &self.key
    }

    pub(crate) fn certificate(&self) -> Vec<u8> {
        self.key.certificate_der().to_vec()
    }

    pub(crate) fn thumbprint(&self) -> &str {
        self.key.thumbprint()
    }

    pub(crate) fn about_b_simon(&self, acs: &str, audience: &str) -> Answering<'_> {
        let number = self.issued.fetch_add(1, Ordering::Relaxed);
        let now = self.clock.now();
        Answering {
            key: &self.key,
            option: SigningOption::Assertion,
            content: ResponseContent {
                response_id: format!("_response{number}"),
                assertion_id: format!("_assertion{number}"),
                issuer: self.issuer.clone(),
                destination: acs.to_owned(),
                in_response_to: None,
                audience: audience.to_owned(),
                name_id: NameId::new("b.simon@contoso.com", NameIdFormat::EmailAddress),
                attributes: vec![
                    Attribute::new(OBJECT_ID, ["6f1c0000-0000-4000-8000-00000000b510"]),
                    Attribute::new(format!("{CLAIMS}/name"), ["b.simon@contoso.com"]),
                    Attribute::new(format!("{CLAIMS}/givenname"), ["Britta"]),
                    Attribute::new(format!("{CLAIMS}/surname"), ["Simon"]),
                    Attribute::new(format!("{CLAIMS}/emailaddress"), ["b.simon@contoso.com"]),
                ],
                issue_instant: now,
                not_before: now - SignedDuration::from_mins(5),
                not_on_or_after: now + SignedDuration::from_mins(60),
                authn_instant: now,
                session_index: format!("_session{number}"),
                authn_context_class: "urn:oasis:names:tc:SAML:2.0:ac:classes:Password".to_owned(),
            },
        }
    }
}

/// An answer in the making; what is changed is signed afterwards.
#[derive(Clone)]
pub(crate) struct Answering<'a> {
    key: &'a SigningKey,
    pub(crate) option: SigningOption,
    pub(crate) content: ResponseContent,
}

impl<'a> Answering<'a> {
    pub(crate) fn to(mut self, request_id: &str) -> Self {
        self.content.in_response_to = Some(request_id.to_owned());
        self
    }

    pub(crate) fn named(mut self, name_id: &str) -> Self {
        name_id.clone_into(&mut self.content.name_id.value);
        self
    }

    pub(crate) fn format(mut self, format: NameIdFormat) -> Self {
        self.content.name_id.format = Some(format);
        self
    }

    pub(crate) fn object_id(self, value: &str) -> Self {
        self.claim(OBJECT_ID, &[value])
    }

    /// Sets one of the default claims by the last part of its name.
    pub(crate) fn says(self, name: &str, value: &str) -> Self {
        self.claim(&format!("{CLAIMS}/{name}"), &[value])
    }

    /// Sets a claim by its whole name; no values take it away.
    pub(crate) fn claim(mut self, name: &str, values: &[&str]) -> Self {
        self.content.attributes.retain(|attribute| attribute.name != name);
        if !values.is_empty() {
            self.content
                .attributes
                .push(Attribute::new(name, values.iter().copied()));
        }
        self
    }

    pub(crate) fn also(mut self, name: &str, value: &str) -> Self {
        self.content.attributes.push(Attribute::new(name, [value]));
        self
    }

    /// Somebody else altogether.
    pub(crate) fn about(self, login: &str, object_id: &str, first: &str, last: &str) -> Self {
        self.named(login)
            .object_id(object_id)
            .says("name", login)
            .says("emailaddress", login)
            .says("givenname", first)
            .says("surname", last)
    }

    /// Written at another time, with everything in it moved along.
    pub(crate) fn written_at(mut self, at: Timestamp) -> Self {
        let moved = at.duration_since(self.content.issue_instant);
        self.content.issue_instant += moved;
        self.content.not_before += moved;
        self.content.not_on_or_after += moved;
        self.content.authn_instant += moved;
        self
    }

    pub(crate) fn signed_by(mut self, other: &'a IdentityProvider) -> Self {
        self.key = &other.key;
        self
    }

    pub(crate) fn signed(&self) -> String {
        issue(&self.content, self.key, self.option).unwrap().to_base64()
    }

    /// With an assertion that only the holder of a key can read.
    pub(crate) fn encrypted(&self, encryption: Encryption<'_>) -> String {
        issue_encrypted(&self.content, self.key, self.option, encryption)
            .unwrap()
            .xml()
            .to_owned()
    }

    pub(crate) fn xml(&self) -> String {
        issue(&self.content, self.key, self.option)
            .unwrap()
            .xml()
            .to_owned()
    }
}

fn key((from, until): (i32, i32)) -> SigningKey {
    let pair = rcgen::KeyPair::generate().unwrap();
    let mut parameters = rcgen::CertificateParams::new(Vec::new()).unwrap();
    parameters.not_before = rcgen::date_time_ymd(from, 1, 1);
    parameters.not_after = rcgen::date_time_ymd(until, 1, 1);
    let certificate = parameters.self_signed(&pair).unwrap();
    SigningKey::from_pkcs8(&pair.serialize_der(), certificate.der()).unwrap()
}
