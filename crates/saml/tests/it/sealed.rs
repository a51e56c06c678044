//! Makes encrypted assertions, independently of how the library makes them.

use std::sync::LazyLock;

use aws_lc_rs::aead::{self, Aad, LessSafeKey, Nonce, UnboundKey};
use aws_lc_rs::cipher::{AES_128, AES_256, EncryptingKey, EncryptionContext, UnboundCipherKey};
use aws_lc_rs::iv::FixedLength;
use aws_lc_rs::rsa::{
    OAEP_SHA1_MGF1SHA1, OAEP_SHA256_MGF1SHA256, OaepPublicEncryptingKey, PublicEncryptingKey,
};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rcgen::PublicKeyData as _;
use vestibule_saml::Rejected;
use vestibule_saml::binding::post;
use vestibule_saml::encryption::{CbcPolicy, DataCipher, DecryptionKey, DecryptionKeys, KeyTransport};
use vestibule_saml::service_provider::{Accepted, SignaturePolicy};
use vestibule_saml::signature::SigningKey;
use vestibule_saml::xml::ns;

use crate::forge;

/// An RSA key to encrypt to.
pub(crate) struct Recipient {
    pub(crate) pkcs8: Vec<u8>,
    pub(crate) certificate: Vec<u8>,
    public: Vec<u8>,
}

impl Recipient {
    fn new() -> Self {
        let pair =
            rcgen::KeyPair::generate_rsa_for(&rcgen::PKCS_RSA_SHA256, rcgen::RsaKeySize::_2048).unwrap();
        let certificate = rcgen::CertificateParams::default().self_signed(&pair).unwrap();
        Self {
            pkcs8: pair.serialize_der(),
            certificate: certificate.der().to_vec(),
            public: pair.subject_public_key_info(),
        }
    }

    pub(crate) fn key(&self) -> DecryptionKey {
        DecryptionKey::from_pkcs8(&self.pkcs8, &self.certificate).unwrap()
    }
}

/// The service provider's key.
pub(crate) fn ours() -> &'static Recipient {
    static KEY: LazyLock<Recipient> = LazyLock::new(Recipient::new);
    &KEY
}

/// Somebody else's.
pub(crate) fn theirs() -> &'static Recipient {
    static KEY: LazyLock<Recipient> = LazyLock::new(Recipient::new);
    &KEY
}

/// What the service provider decrypts with.
pub(crate) fn decryption(cbc: CbcPolicy) -> DecryptionKeys {
    static KEY: LazyLock<DecryptionKey> = LazyLock::new(|| ours().key());
    DecryptionKeys::new(vec![KEY.clone()], &[], cbc).unwrap()
}

/// How something is encrypted.
#[derive(Clone, Copy)]
pub(crate) struct Seal {
    pub(crate) cipher: DataCipher,
    pub(crate) transport: KeyTransport,
    pub(crate) recipient: fn() -> &'static Recipient,
}

pub(crate) const SEAL: Seal = Seal {
    cipher: DataCipher::Aes256Gcm,
    transport: KeyTransport::RsaOaepMgf1p,
    recipient: ours,
};

const KEY: [u8; 32] = [0x42; 32];

impl Seal {
    fn content_key(self) -> &'static [u8] {
        match self.cipher {
            DataCipher::Aes128Gcm | DataCipher::Aes128Cbc => &KEY[..16],
            DataCipher::Aes256Gcm | DataCipher::Aes256Cbc => &KEY,
        }
    }

    /// Vector, ciphertext, tag.
    pub(crate) fn octets(self, plaintext: &[u8]) -> Vec<u8> {
        let mut octets = plaintext.to_vec();
        let key = self.content_key();
        if self.cipher.is_authenticated() {
            let algorithm = if key.len() == 16 {
                &aead::AES_128_GCM
            } else {
                &aead::AES_256_GCM
            };
            let key = LessSafeKey::new(UnboundKey::new(algorithm, key).unwrap());
            let nonce = Nonce::assume_unique_for_key([3; 12]);
            key.seal_in_place_append_tag(nonce, Aad::empty(), &mut octets)
                .unwrap();
            return [&[3; 12], octets.as_slice()].concat();
        }
        // As xmlsec1 does: zeros, and the last octet counts.
        let padding = 16 - octets.len() % 16;
        octets.resize(octets.len() + padding, 0);
        *octets.last_mut().unwrap() = u8::try_from(padding).unwrap();
        let algorithm = if key.len() == 16 { &AES_128 } else { &AES_256 };
        let key = EncryptingKey::cbc(UnboundCipherKey::new(algorithm, key).unwrap()).unwrap();
        let context = EncryptionContext::Iv128(FixedLength::from([3; 16]));
        key.less_safe_encrypt(&mut octets, context).unwrap();
        [&[3; 16], octets.as_slice()].concat()
    }

    fn wrapped(self) -> Vec<u8> {
        let public = PublicEncryptingKey::from_der(&(self.recipient)().public).unwrap();
        let public = OaepPublicEncryptingKey::new(public).unwrap();
        let algorithm = match self.transport {
            KeyTransport::RsaOaepMgf1p | KeyTransport::RsaOaepSha1 => &OAEP_SHA1_MGF1SHA1,
            KeyTransport::RsaOaepSha256 => &OAEP_SHA256_MGF1SHA256,
        };
        let mut wrapped = vec![0; public.ciphertext_size()];
        public
            .encrypt(algorithm, self.content_key(), &mut wrapped, None)
            .unwrap();
        wrapped
    }

    /// An `EncryptedKey`.
    pub(crate) fn encrypted_key(self) -> String {
        let hashes = match self.transport {
            KeyTransport::RsaOaepMgf1p => {
                "<ds:DigestMethod Algorithm=\"http://www.w3.org/2000/09/xmldsig#sha1\"/>"
            }
            KeyTransport::RsaOaepSha1 => "",
            KeyTransport::RsaOaepSha256 => {
                "<ds:DigestMethod Algorithm=\"http://www.w3.org/2001/04/xmlenc#sha256\"/>\
                 <n:MGF xmlns:n=\"http://www.w3.org/2009/xmlenc11#\" Algorithm=\"http://www.w3.org/2009/xmlenc11#mgf1sha256\"/>"
            }
        };
        format!(
            "<e:EncryptedKey xmlns:e=\"{}\" xmlns:ds=\"{}\"><e:EncryptionMethod Algorithm=\"{}\">{hashes}</e:EncryptionMethod>\
             <e:CipherData><e:CipherValue>{}</e:CipherValue></e:CipherData></e:EncryptedKey>",
            ns::XENC,
            ns::DSIG,
            self.transport.uri(),
            STANDARD.encode(self.wrapped()),
        )
    }

    /// An `EncryptedAssertion` with its key inside.
    pub(crate) fn around(self, plaintext: &str) -> String {
        self.around_octets(&self.octets(plaintext.as_bytes()))
    }

    /// The same around octets that somebody else has encrypted.
    pub(crate) fn around_octets(self, octets: &[u8]) -> String {
        let info = format!(
            "<ds:KeyInfo xmlns:ds=\"{}\">{}</ds:KeyInfo>",
            ns::DSIG,
            self.encrypted_key()
        );
        format!(
            "<EncryptedAssertion xmlns=\"{}\">{}</EncryptedAssertion>",
            ns::SAML,
            self.data(octets, &info)
        )
    }

    /// An `EncryptedData` of encrypted octets.
    pub(crate) fn data(self, octets: &[u8], key_info: &str) -> String {
        format!(
            "<e:EncryptedData xmlns:e=\"{}\" Type=\"http://www.w3.org/2001/04/xmlenc#Element\">\
             <e:EncryptionMethod Algorithm=\"{}\"/>{key_info}\
             <e:CipherData><e:CipherValue>{}</e:CipherValue></e:CipherData></e:EncryptedData>",
            ns::XENC,
            self.cipher.uri(),
            STANDARD.encode(octets),
        )
    }
}

/// The Assertion of the good message, signed by `signer` or not at all.
pub(crate) fn assertion(signer: Option<&SigningKey>) -> String {
    let mut xml = forge::unsigned(&forge::content());
    if let Some(signer) = signer {
        xml = forge::sign_element(
            &xml,
            forge::ASSERTION_SIGNATURE,
            |element| element.is(ns::SAML, "Assertion"),
            signer,
        );
    }
    let from = xml.find("<Assertion ").unwrap();
    let to = xml.find("</Assertion>").unwrap() + "</Assertion>".len();
    xml[from..to].replace(forge::ASSERTION_SIGNATURE, "")
}

/// The good Response around something else, signed by `signer` or not at all.
pub(crate) fn response(content: &str, signer: Option<&SigningKey>) -> String {
    let xml = forge::unsigned(&forge::content());
    let from = xml.find("<Assertion ").unwrap();
    let to = xml.find("</Assertion>").unwrap() + "</Assertion>".len();
    let xml = format!("{}{content}{}", &xml[..from], &xml[to..]);
    match signer {
        Some(signer) => forge::sign_element(
            &xml,
            forge::RESPONSE_SIGNATURE,
            |element| element.is(ns::SAMLP, "Response"),
            signer,
        ),
        None => xml.replace(forge::RESPONSE_SIGNATURE, ""),
    }
}

/// The whole way of a response, from the form to the login.
pub(crate) fn receive(xml: &str) -> Result<Accepted, Rejected> {
    receive_with(xml, SignaturePolicy::Any, &decryption(CbcPolicy::UnderSignature))
}

pub(crate) fn receive_with(
    xml: &str,
    policy: SignaturePolicy,
    decryption: &DecryptionKeys,
) -> Result<Accepted, Rejected> {
    let (decoded, _) = post::decode_response(&forge::form(xml))?;
    decoded
        .read()?
        .verify_decrypting(&forge::keys_of(forge::trusted()), policy, decryption)?
        .accept(&forge::expectations())
}
