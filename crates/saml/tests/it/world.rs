//! Keys, messages and the service provider that judges them.

use std::sync::LazyLock;

use aws_lc_rs::signature::{self, EcdsaKeyPair};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use rcgen::{CertificateParams, KeyPair, RsaKeySize};
use vestibule_saml::{
    Rejected,
    binding::post,
    identity_provider::{ResponseContent, SigningOption, issue},
    message::NameId,
    service_provider::{Accepted, Expectations, SignaturePolicy, Solicited},
    signature::{Certificate, DigestAlgorithm, SignatureAlgorithm, SigningKey, TrustedKeys},
    xml::{Limits, Source, canonical, ns},
};

/// A key with a self-signed certificate.
pub(crate) struct TestKey {
    pub(crate) pkcs8: Vec<u8>,
    pub(crate) certificate: Vec<u8>,
    pub(crate) signing: SigningKey,
}

impl TestKey {
    fn new(pair: &KeyPair, name: &str) -> Self {
        let mut parameters = CertificateParams::default();
        parameters
            .distinguished_name
            .push(rcgen::DnType::CommonName, name);
        let certificate = parameters.self_signed(pair).unwrap().der().to_vec();
        let pkcs8 = pair.serialize_der();
        let signing = SigningKey::from_pkcs8(&pkcs8, &certificate).unwrap();
        Self {
            pkcs8,
            certificate,
            signing,
        }
    }

    pub(crate) fn trusted(&self) -> TrustedKeys {
        TrustedKeys::new(vec![certificate(&self.certificate).verification_key().unwrap()]).unwrap()
    }
}

pub(crate) fn certificate(der: &[u8]) -> Certificate {
    Certificate::from_der(der).unwrap()
}

pub(crate) fn rsa_pair(size: RsaKeySize) -> KeyPair {
    KeyPair::generate_rsa_for(&rcgen::PKCS_RSA_SHA256, size).unwrap()
}

/// The key of the provider.
pub(crate) static RSA: LazyLock<TestKey> =
    LazyLock::new(|| TestKey::new(&rsa_pair(RsaKeySize::_2048), "provider"));
/// A second key of the provider.
pub(crate) static P256: LazyLock<TestKey> = LazyLock::new(|| {
    TestKey::new(
        &KeyPair::generate_for(&rcgen::PKCS_ECDSA_P256_SHA256).unwrap(),
        "provider",
    )
});
/// And a third.
pub(crate) static P384: LazyLock<TestKey> = LazyLock::new(|| {
    TestKey::new(
        &KeyPair::generate_for(&rcgen::PKCS_ECDSA_P384_SHA384).unwrap(),
        "provider",
    )
});
/// The key of a stranger who names himself like the provider.
pub(crate) static STRANGER: LazyLock<TestKey> =
    LazyLock::new(|| TestKey::new(&rsa_pair(RsaKeySize::_2048), "provider"));

pub(crate) const IDP: &str = "https://idp.example/tenant/";
pub(crate) const SP: &str = "https://contoso.example/";
pub(crate) const ACS: &str = "https://contoso.example/handlers/sso/SamlAssertionConsumerHandler.ashx";
pub(crate) const NOW: &str = "2026-11-24T10:00:10Z";

/// A response with places where signatures go, as markup.
pub(crate) const RESPONSE: &str = concat!(
    r#"<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" ID="_r" Version="2.0" "#,
    r#"IssueInstant="2026-11-24T10:00:00.000Z" "#,
    r#"Destination="https://contoso.example/handlers/sso/SamlAssertionConsumerHandler.ashx" InResponseTo="_q">"#,
    r#"<Issuer xmlns="urn:oasis:names:tc:SAML:2.0:assertion">https://idp.example/tenant/</Issuer>{response}"#,
    r#"<samlp:Status><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"/></samlp:Status>"#,
    r#"<Assertion xmlns="urn:oasis:names:tc:SAML:2.0:assertion" ID="_a" IssueInstant="2026-11-24T10:00:00.000Z" "#,
    r#"Version="2.0"><Issuer>https://idp.example/tenant/</Issuer>{assertion}"#,
    r#"<Subject><NameID Format="urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress">b.simon@contoso.example</NameID>"#,
    r#"<SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer"><SubjectConfirmationData "#,
    r#"InResponseTo="_q" NotOnOrAfter="2026-11-24T11:00:00.000Z" "#,
    r#"Recipient="https://contoso.example/handlers/sso/SamlAssertionConsumerHandler.ashx"/></SubjectConfirmation></Subject>"#,
    r#"<Conditions NotBefore="2026-11-24T09:55:00.000Z" NotOnOrAfter="2026-11-24T11:00:00.000Z">"#,
    r#"<AudienceRestriction><Audience>https://contoso.example/</Audience></AudienceRestriction></Conditions>"#,
    r#"<AttributeStatement><Attribute Name="http://schemas.xmlsoap.org/ws/2005/05/identity/claims/givenname">"#,
    r#"<AttributeValue>B</AttributeValue></Attribute></AttributeStatement>"#,
    r#"<AuthnStatement AuthnInstant="2026-11-24T09:59:00.000Z" SessionIndex="_a"><AuthnContext>"#,
    r#"<AuthnContextClassRef>urn:oasis:names:tc:SAML:2.0:ac:classes:Password</AuthnContextClassRef></AuthnContext>"#,
    r#"</AuthnStatement></Assertion></samlp:Response>"#,
);

type Edit = Box<dyn Fn(String) -> String>;
type Signer = Box<dyn Fn(&[u8]) -> Vec<u8>>;

/// How a signature is made. The default is a good one; attacks change a field.
pub(crate) struct Recipe {
    pub(crate) key: &'static TestKey,
    pub(crate) algorithm: SignatureAlgorithm,
    /// What SignatureMethod says instead.
    pub(crate) algorithm_uri: Option<&'static str>,
    pub(crate) digest: DigestAlgorithm,
    /// Rewrites SignedInfo before it is signed.
    pub(crate) edit: Edit,
    /// Rewrites the Signature after it was made.
    pub(crate) after: Edit,
    /// Prefixes that the Reference treats as inclusive.
    pub(crate) prefixes: &'static [&'static str],
    /// Makes the signature value from the octets of SignedInfo instead.
    pub(crate) value: Option<Signer>,
    /// The certificate that KeyInfo shows instead.
    pub(crate) shown: Option<Vec<u8>>,
}

impl Default for Recipe {
    fn default() -> Self {
        Self {
            key: &RSA,
            algorithm: SignatureAlgorithm::RsaSha256,
            algorithm_uri: None,
            digest: DigestAlgorithm::Sha256,
            edit: Box::new(|text| text),
            after: Box::new(|text| text),
            prefixes: &[],
            value: None,
            shown: None,
        }
    }
}

impl Recipe {
    pub(crate) fn edited(edit: impl Fn(String) -> String + 'static) -> Self {
        Self {
            edit: Box::new(edit),
            ..Self::default()
        }
    }

    pub(crate) fn afterwards(after: impl Fn(String) -> String + 'static) -> Self {
        Self {
            after: Box::new(after),
            ..Self::default()
        }
    }

    /// Signs the element `local_name` of `document`, which holds the text `place` where its Signature goes.
    pub(crate) fn sign(&self, document: &str, local_name: &str, place: &str) -> String {
        let bare = document.replace("{response}", "").replace("{assertion}", "");
        let (id, octets) = canonical_octets(&bare, local_name, self.prefixes);
        let digest = STANDARD.encode(digest(self.digest, &octets));
        let list = match self.prefixes {
            [] => String::new(),
            list => format!(
                r#"<e:InclusiveNamespaces xmlns:e="{}" PrefixList="{}"/>"#,
                ns::EXC_C14N,
                list.join(" ")
            ),
        };
        let signed_info = (self.edit)(format!(
            concat!(
                r#"<ds:SignedInfo xmlns:ds="{dsig}"><ds:CanonicalizationMethod Algorithm="{c14n}"></ds:CanonicalizationMethod>"#,
                r##"<ds:SignatureMethod Algorithm="{method}"></ds:SignatureMethod><ds:Reference URI="#{id}"><ds:Transforms>"##,
                r#"<ds:Transform Algorithm="{dsig}enveloped-signature"></ds:Transform>"#,
                r#"<ds:Transform Algorithm="{c14n}">{list}</ds:Transform></ds:Transforms>"#,
                r#"<ds:DigestMethod Algorithm="{digest_method}"></ds:DigestMethod><ds:DigestValue>{digest}</ds:DigestValue>"#,
                r#"</ds:Reference></ds:SignedInfo>"#
            ),
            dsig = ns::DSIG,
            c14n = ns::EXC_C14N,
            id = id,
            list = list,
            digest = digest,
            method = self.algorithm_uri.unwrap_or(self.algorithm.uri()),
            digest_method = self.digest.uri(),
        ));
        let octets = canonical_octets(&signed_info, "SignedInfo", &[]).1;
        let value = match &self.value {
            Some(value) => value(&octets),
            None => self
                .key
                .signing
                .clone()
                .with_algorithm(self.algorithm)
                .unwrap()
                .sign_octets(&octets),
        };
        let signature = (self.after)(format!(
            concat!(
                r#"<ds:Signature xmlns:ds="{dsig}">{signed_info}<ds:SignatureValue>{value}</ds:SignatureValue>"#,
                r#"<ds:KeyInfo><ds:X509Data><ds:X509Certificate>{certificate}</ds:X509Certificate></ds:X509Data></ds:KeyInfo>"#,
                r#"</ds:Signature>"#
            ),
            dsig = ns::DSIG,
            signed_info = signed_info,
            value = STANDARD.encode(value),
            certificate = STANDARD.encode(self.shown.as_ref().unwrap_or(&self.key.certificate)),
        ));
        document.replace(place, &signature)
    }

    /// Signs the assertion of `document`; what else has a place stays unsigned.
    pub(crate) fn on_assertion(&self, document: &str) -> Vec<u8> {
        self.sign(document, "Assertion", "{assertion}")
            .replace("{response}", "")
            .into_bytes()
    }

    /// Signs the response alone.
    pub(crate) fn on_response(&self, document: &str) -> Vec<u8> {
        let document = document.replace("{assertion}", "");
        self.sign(&document, "Response", "{response}").into_bytes()
    }
}

/// Signs assertion and response, the assertion by `inner` and then the response by `outer`.
pub(crate) fn signed_twice(document: &str, inner: &Recipe, outer: &Recipe) -> Vec<u8> {
    let once = inner.sign(document, "Assertion", "{assertion}");
    outer.sign(&once, "Response", "{response}").into_bytes()
}

/// `document` with its assertion signed well.
pub(crate) fn signed(document: &str) -> Vec<u8> {
    Recipe::default().on_assertion(document)
}

/// Identifier and canonical form of the first element of that name.
pub(crate) fn canonical_octets(document: &str, local_name: &str, prefixes: &[&str]) -> (String, Vec<u8>) {
    // What an attacker signs need not be a good document.
    let source = Source::check(document.as_bytes(), &Limits::METADATA).unwrap();
    let document = vestibule_saml::rules::switch::without("SP-REF-03", || source.parse()).unwrap();
    let element = document
        .root()
        .descendants()
        .find(|element| element.local_name() == local_name)
        .unwrap();
    let mut octets = Vec::new();
    canonical::exclusive(element, None, prefixes, &mut octets).unwrap();
    (element.attribute("ID").unwrap_or_default().to_owned(), octets)
}

pub(crate) fn digest(algorithm: DigestAlgorithm, octets: &[u8]) -> Vec<u8> {
    use aws_lc_rs::digest;
    let algorithm = match algorithm {
        DigestAlgorithm::Sha256 => &digest::SHA256,
        DigestAlgorithm::Sha384 => &digest::SHA384,
        DigestAlgorithm::Sha512 => &digest::SHA512,
        DigestAlgorithm::Sha1 => &digest::SHA1_FOR_LEGACY_USE_ONLY,
    };
    digest::digest(algorithm, octets).as_ref().to_vec()
}

/// What a browser posts.
pub(crate) fn form(xml: &[u8]) -> Vec<u8> {
    form_urlencoded::Serializer::new(String::new())
        .append_pair("SAMLResponse", &STANDARD.encode(xml))
        .finish()
        .into_bytes()
}

/// The keys that the service provider trusts.
pub(crate) static TRUSTED: LazyLock<TrustedKeys> = LazyLock::new(|| {
    let keys = [&RSA, &P256, &P384].map(|key| certificate(&key.certificate).verification_key().unwrap());
    TrustedKeys::new(keys.to_vec()).unwrap()
});

/// The whole way of a response through the service provider.
pub(crate) fn accept_with(xml: &[u8], keys: &TrustedKeys) -> Result<Accepted, Rejected> {
    let now = NOW.parse().unwrap();
    let solicited = Solicited::Request {
        id: "_q",
        force_authn: false,
        requested_contexts: &[],
        sent_at: "2026-11-24T09:59:30Z".parse().unwrap(),
    };
    let (response, _) = post::decode_response(&form(xml))?;
    response
        .read()?
        .verify(keys, SignaturePolicy::Any)?
        .accept(&Expectations::new(SP, ACS, IDP, now, solicited))
}

pub(crate) fn accept(xml: &[u8]) -> Result<Accepted, Rejected> {
    accept_with(xml, &TRUSTED)
}

/// An ECDSA signature in DER, as XML Signature does not want it.
pub(crate) fn p256_sign(pkcs8: &[u8], octets: &[u8]) -> Vec<u8> {
    let pair = EcdsaKeyPair::from_pkcs8(&signature::ECDSA_P256_SHA256_ASN1_SIGNING, pkcs8).unwrap();
    pair.sign(&aws_lc_rs::rand::SystemRandom::new(), octets)
        .unwrap()
        .as_ref()
        .to_vec()
}

/// A form whose Base64 has a line end after 76 characters, form-encoded.
pub(crate) fn fold(form: &[u8]) -> Vec<u8> {
    let (name, value) = form_urlencoded::parse(form).next().unwrap();
    let lines: Vec<&str> = value
        .as_bytes()
        .chunks(76)
        .map(|line| std::str::from_utf8(line).unwrap())
        .collect();
    form_urlencoded::Serializer::new(String::new())
        .append_pair(&name, &lines.join("\r\n"))
        .finish()
        .into_bytes()
}

/// A certificate around the same key that expired long ago.
pub(crate) fn expired(key: &TestKey) -> Vec<u8> {
    let pair =
        KeyPair::from_pkcs8_der_and_sign_algo(&key.pkcs8.as_slice().into(), &rcgen::PKCS_RSA_SHA256).unwrap();
    let mut parameters = CertificateParams::default();
    parameters.not_before = rcgen::date_time_ymd(2001, 1, 1);
    parameters.not_after = rcgen::date_time_ymd(2004, 1, 1);
    parameters.self_signed(&pair).unwrap().der().to_vec()
}

/// A response as our identity provider issues it, signed by the library.
pub(crate) fn enveloped_by_us(key: &TestKey, algorithm: SignatureAlgorithm, option: &str) -> Vec<u8> {
    let at = |time: &str| time.parse().unwrap();
    let content = ResponseContent {
        response_id: "_r".to_owned(),
        assertion_id: "_a".to_owned(),
        issuer: IDP.to_owned(),
        destination: ACS.to_owned(),
        in_response_to: Some("_q".to_owned()),
        audience: SP.to_owned(),
        name_id: NameId {
            value: "b.simon@contoso.example".to_owned(),
            ..crate::forge::content().name_id
        },
        attributes: crate::forge::content().attributes,
        issue_instant: at("2026-11-24T10:00:00Z"),
        not_before: at("2026-11-24T09:55:00Z"),
        not_on_or_after: at("2026-11-24T11:00:00Z"),
        authn_instant: at("2026-11-24T09:59:00Z"),
        session_index: "_a".to_owned(),
        authn_context_class: crate::forge::content().authn_context_class,
    };
    let option = match option {
        "Assertion" => SigningOption::Assertion,
        "Response" => SigningOption::Response,
        _ => SigningOption::ResponseAndAssertion,
    };
    let key = key.signing.clone().with_algorithm(algorithm).unwrap();
    issue(&content, &key, option).unwrap().xml().as_bytes().to_vec()
}
