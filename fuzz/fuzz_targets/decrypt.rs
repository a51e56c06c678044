//! Encrypted assertions: a good response that was edited on the way, and a plaintext of the attacker's own, rightly encrypted.
//! No panic; what is accepted is what was issued; nothing that nobody signed is accepted.
#![no_main]

use std::sync::LazyLock;

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use aws_lc_rs::rsa::{OAEP_SHA1_MGF1SHA1, OaepPublicEncryptingKey, PublicEncryptingKey};
use libfuzzer_sys::fuzz_target;
use rcgen::PublicKeyData as _;
use vestibule_saml::binding::post;
use vestibule_saml::encryption::{
    CbcPolicy, ContentSecret, DataCipher, DecryptionKey, DecryptionKeys, Encryption, EncryptionKey,
    KeyTransport,
};
use vestibule_saml::identity_provider::{ResponseContent, SigningOption, issue_encrypted};
use vestibule_saml::message::{Attribute, NameId, NameIdFormat};
use vestibule_saml::service_provider::{Expectations, SignaturePolicy, Solicited};
use vestibule_saml::signature::{Certificate, SigningKey, TrustedKeys};

const ISSUER: &str = "https://idp.example/t/";
const ENTITY_ID: &str = "https://sp.example/";
const ACS: &str = "https://sp.example/acs";
const PERSON: &str = "b.simon@acme.example";
const CONTENT_KEY: [u8; 32] = [0x42; 32];

struct World {
    trusted: TrustedKeys,
    decryption: DecryptionKeys,
    /// Good responses: assertion signed, both signed; authenticated cipher, chained cipher.
    good: Vec<String>,
    /// The content key above, wrapped for the service provider.
    wrapped: String,
}

static WORLD: LazyLock<World> = LazyLock::new(|| {
    let pair = || {
        let pair =
            rcgen::KeyPair::generate_rsa_for(&rcgen::PKCS_RSA_SHA256, rcgen::RsaKeySize::_2048).unwrap();
        let certificate = rcgen::CertificateParams::default().self_signed(&pair).unwrap();
        (
            pair.serialize_der(),
            certificate.der().to_vec(),
            pair.subject_public_key_info(),
        )
    };
    let (signing, recipient) = (pair(), pair());
    let key = SigningKey::from_pkcs8(&signing.0, &signing.1).unwrap();
    let certificate = Certificate::from_der(&signing.1).unwrap();
    let encryption_key =
        EncryptionKey::from_certificate(&Certificate::from_der(&recipient.1).unwrap()).unwrap();
    let decryption_key = DecryptionKey::from_pkcs8(&recipient.0, &recipient.1).unwrap();
    let mut good = Vec::new();
    for option in [
        SigningOption::Assertion,
        SigningOption::Response,
        SigningOption::ResponseAndAssertion,
    ] {
        for cipher in [DataCipher::Aes256Gcm, DataCipher::Aes128Cbc] {
            let encryption = Encryption {
                key: &encryption_key,
                cipher,
                transport: KeyTransport::RsaOaepMgf1p,
                secret: ContentSecret::draw(|octets| octets.fill(7)),
            };
            let response = issue_encrypted(&content(), &key, option, encryption).unwrap();
            good.push(response.xml().to_owned());
        }
    }
    let public = OaepPublicEncryptingKey::new(PublicEncryptingKey::from_der(&recipient.2).unwrap()).unwrap();
    let mut wrapped = vec![0; public.ciphertext_size()];
    public
        .encrypt(&OAEP_SHA1_MGF1SHA1, &CONTENT_KEY, &mut wrapped, None)
        .unwrap();
    World {
        trusted: TrustedKeys::new(vec![certificate.verification_key().unwrap()]).unwrap(),
        decryption: DecryptionKeys::new(vec![decryption_key], &[certificate], CbcPolicy::UnderSignature)
            .unwrap(),
        good,
        wrapped: base64(&wrapped),
    }
});

fuzz_target!(|octets: &[u8]| {
    let Some((kind, rest)) = octets.split_first() else {
        return;
    };
    let world = &*WORLD;
    let kind = usize::from(*kind);
    let (xml, is_issued) = match world.good.get(kind % (world.good.len() + 1)) {
        Some(good) => (edited(good, rest), true),
        None => (around(world, rest), false),
    };
    let form: String = form_urlencoded::Serializer::new(String::new())
        .append_pair("SAMLResponse", &post::encode(&xml))
        .finish();
    let Ok((decoded, _)) = post::decode_response(form.as_bytes()) else {
        return;
    };
    let Ok(response) = decoded.read() else { return };
    let Ok(verified) = response.verify_decrypting(&world.trusted, SignaturePolicy::Any, &world.decryption)
    else {
        return;
    };
    assert!(is_issued, "nobody signed it");
    let now = "2025-04-01T08:00:06Z".parse().unwrap();
    let expected = Expectations::new(
        ENTITY_ID,
        ACS,
        ISSUER,
        now,
        Solicited::Unsolicited { allowed: true },
    );
    if let Ok(accepted) = verified.accept(&expected) {
        assert_eq!(accepted.name_id().value, PERSON);
        assert_eq!(accepted.attributes().len(), 1);
    }
});

/// The document with pieces replaced: four octets an edit, where, how long, by what.
fn edited(xml: &str, edits: &[u8]) -> String {
    let mut xml = xml.to_owned();
    for edit in edits.chunks_exact(4).take(8) {
        let [high, low, length, by] = *edit else { continue };
        let from = usize::from(u16::from_be_bytes([high, low])) % (xml.len() + 1);
        let to = (from + usize::from(length % 8)).min(xml.len());
        if xml.is_char_boundary(from) && xml.is_char_boundary(to) {
            xml.replace_range(from..to, char::from(by & 0x7f).encode_utf8(&mut [0; 4]));
        }
    }
    xml
}

/// A response around a plaintext, encrypted as it should be: the first value is that of the wrapped key, the last that of the
/// assertion.
fn around(world: &World, plaintext: &[u8]) -> String {
    let key = LessSafeKey::new(UnboundKey::new(&AES_256_GCM, &CONTENT_KEY).unwrap());
    let mut sealed = plaintext.to_vec();
    key.seal_in_place_append_tag(Nonce::assume_unique_for_key([3; 12]), Aad::empty(), &mut sealed)
        .unwrap();
    let sealed = base64(&[&[3; 12], sealed.as_slice()].concat());
    let (before, rest) = world.good[0].split_once(BEGIN).unwrap();
    let (_, rest) = rest.split_once(END).unwrap();
    let (between, rest) = rest.rsplit_once(BEGIN).unwrap();
    let (_, behind) = rest.split_once(END).unwrap();
    format!(
        "{before}{BEGIN}{}{END}{between}{BEGIN}{sealed}{END}{behind}",
        world.wrapped
    )
}

const BEGIN: &str = "<xenc:CipherValue>";
const END: &str = "</xenc:CipherValue>";

fn base64(octets: &[u8]) -> String {
    use base64::Engine as _;
    base64::engine::general_purpose::STANDARD.encode(octets)
}

fn content() -> ResponseContent {
    let issued = "2025-04-01T08:00:05.799Z".parse().unwrap();
    ResponseContent {
        response_id: "_r".to_owned(),
        assertion_id: "_a".to_owned(),
        issuer: ISSUER.to_owned(),
        destination: ACS.to_owned(),
        in_response_to: None,
        audience: ENTITY_ID.to_owned(),
        name_id: NameId::new(PERSON, NameIdFormat::EmailAddress),
        attributes: vec![Attribute::new("displayname", ["B.Simon"])],
        issue_instant: issued,
        not_before: "2025-04-01T07:55:05.648Z".parse().unwrap(),
        not_on_or_after: "2025-04-01T09:00:05.648Z".parse().unwrap(),
        authn_instant: "2025-04-01T07:41:10.039Z".parse().unwrap(),
        session_index: "_a".to_owned(),
        authn_context_class: "urn:oasis:names:tc:SAML:2.0:ac:classes:Password".to_owned(),
    }
}
