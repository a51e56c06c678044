//! Secrets: kept out of logs and core dumps while in memory, sealed under the master key while in the database.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use aws_lc_rs::hkdf::{HKDF_SHA256, KeyType, Prk, Salt};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use zeroize::{Zeroize, Zeroizing};

use crate::clock::Environment;

/// A value that is never printed and is overwritten when dropped.
#[derive(Clone)]
pub struct Secret<T: Zeroize>(Zeroizing<T>);

impl<T: Zeroize> Secret<T> {
    /// Keeps `value` from now on.
    pub fn new(value: T) -> Self {
        Self(Zeroizing::new(value))
    }

    /// The value: each call is a place to look at in a review.
    pub fn expose(&self) -> &T {
        &self.0
    }
}

impl<T: Zeroize> From<T> for Secret<T> {
    fn from(value: T) -> Self {
        Self::new(value)
    }
}

impl<T: Zeroize> fmt::Debug for Secret<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret")
    }
}

/// The key above all others, 32 octets from outside the database; with it, if it is being changed, other keys that still open.
pub struct MasterKey {
    octets: Secret<[u8; 32]>,
    others: Vec<Self>,
}

impl MasterKey {
    /// A key of these octets.
    pub fn from_octets(octets: [u8; 32]) -> Self {
        Self {
            octets: Secret::new(octets),
            others: Vec::new(),
        }
    }

    /// The same key, beside others under which nothing is sealed any more, or nothing yet: they open what they sealed.
    #[must_use]
    pub fn beside(self, others: Vec<Self>) -> Self {
        Self { others, ..self }
    }

    /// A key as a file or a variable holds it: 32 octets in Base64 or hexadecimal; white space around it is ignored.
    ///
    /// # Errors
    /// A sentence that says what was met; nothing of the text itself.
    pub fn parse(text: &str) -> Result<Self, MasterKeyError> {
        let text = text.trim();
        if text.is_empty() {
            return Err(MasterKeyError::Empty);
        }
        let octets = Zeroizing::new(hexadecimal(text).map_or_else(|| base64(text), Ok)?);
        let key =
            <[u8; 32]>::try_from(octets.as_slice()).map_err(|_| MasterKeyError::Length(octets.len()))?;
        if key.iter().all(|octet| *octet == key[0]) {
            return Err(MasterKeyError::Constant);
        }
        Ok(Self::from_octets(key))
    }

    /// A new key and its text (Base64, 44 characters) to be kept in a file.
    pub fn generate(environment: &Environment) -> (Self, String) {
        let octets = environment.octets::<32>();
        (Self::from_octets(octets), STANDARD.encode(octets))
    }
}

impl FromStr for MasterKey {
    type Err = MasterKeyError;

    fn from_str(text: &str) -> Result<Self, MasterKeyError> {
        Self::parse(text)
    }
}

impl fmt::Debug for MasterKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MasterKey")
    }
}

fn hexadecimal(text: &str) -> Option<Vec<u8>> {
    let digits: Vec<u8> = text
        .chars()
        .map(|digit| u8::try_from(digit.to_digit(16)?).ok())
        .collect::<Option<_>>()?;
    // 43 or 44 hexadecimal digits could be Base64 as well; a key has 64.
    (digits.len() == 64).then(|| {
        digits
            .chunks_exact(2)
            .map(|pair| pair.iter().fold(0, |sum, digit| sum << 4 | digit))
            .collect()
    })
}

fn base64(text: &str) -> Result<Vec<u8>, MasterKeyError> {
    let unpadded = text.trim_end_matches('=');
    let standard: Zeroizing<String> = Zeroizing::new(unpadded.replace('-', "+").replace('_', "/"));
    base64::engine::general_purpose::STANDARD_NO_PAD
        .decode(standard.as_bytes())
        .map_err(|_| MasterKeyError::Encoding)
}

/// Why a text is no master key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MasterKeyError {
    /// There is nothing.
    #[error(
        "the master key is empty: expected 32 random octets in Base64, as \"openssl rand -base64 32\" writes them"
    )]
    Empty,
    /// Neither Base64 nor hexadecimal.
    #[error(
        "the master key is neither Base64 nor hexadecimal: expected 32 random octets, as \"openssl rand -base64 32\" writes them"
    )]
    Encoding,
    /// Too short or too long.
    #[error("the master key has {0} octets: expected 32, as \"openssl rand -base64 32\" writes them")]
    Length(usize),
    /// All octets are the same: a placeholder.
    #[error(
        "the master key is a placeholder (one octet over and over): expected 32 random octets, as \"openssl rand -base64 32\" writes them"
    )]
    Constant,
}

/// Seals secrets for the database and opens them again; cheap to clone.
///
/// A sealed value is `version (1 octet) ‖ key id (4) ‖ nonce (12) ‖ AES-256-GCM ciphertext and tag`. Each purpose has a
/// key of its own, derived from the master key (HKDF-SHA-256); the context (the id of the row it belongs to) is authenticated,
/// so a value copied into another row or column does not open.
#[derive(Clone)]
pub struct Sealer {
    current: Arc<Root>,
    others: Arc<[Root]>,
    environment: Environment,
}

/// What all keys of one master key are derived from.
struct Root {
    material: Prk,
    key_id: [u8; 4],
}

impl Root {
    fn new(key: &MasterKey) -> Self {
        let material = Salt::new(HKDF_SHA256, b"vestibule master key 1").extract(key.octets.expose());
        let mut key_id = [0; 4];
        fill(&material, &["key id"], &mut key_id);
        Self { material, key_id }
    }

    fn derive(&self, purpose: &str) -> Secret<[u8; 32]> {
        let mut key = Secret::new([0; 32]);
        fill(&self.material, &["derive", purpose], &mut *key.0);
        key
    }

    #[expect(clippy::expect_used, reason = "the length is AES-256's")]
    fn key(&self, purpose: &str) -> LessSafeKey {
        let mut key = Zeroizing::new([0; 32]);
        fill(&self.material, &["seal", purpose], &mut *key);
        LessSafeKey::new(UnboundKey::new(&AES_256_GCM, &*key).expect("32 octets are a key of AES-256"))
    }
}

impl Sealer {
    /// A sealer under this master key; nonces come from the environment's randomness.
    pub fn new(key: &MasterKey, environment: Environment) -> Self {
        Self {
            current: Arc::new(Root::new(key)),
            others: key.others.iter().map(Root::new).collect(),
            environment,
        }
    }

    /// What tells this master key from others, in hexadecimal: every sealed value names it. It says nothing of the key.
    pub fn key_id(&self) -> String {
        hex(self.current.key_id)
    }

    /// The ids of the other master keys that open.
    pub fn other_key_ids(&self) -> Vec<String> {
        self.others.iter().map(|root| hex(root.key_id)).collect()
    }

    /// Whether what was sealed under the master key of this id opens.
    pub fn has_key(&self, key_id: &str) -> bool {
        self.roots().any(|root| hex(root.key_id) == key_id)
    }

    /// The id of the master key that a value was sealed under, read from the value or its first octets.
    pub fn key_id_of(sealed: &[u8]) -> Option<String> {
        let (version, rest) = sealed.split_first()?;
        let (key_id, _) = rest.split_first_chunk::<4>()?;
        (*version == VERSION).then(|| hex(*key_id))
    }

    fn roots(&self) -> impl Iterator<Item = &Root> {
        std::iter::once(&*self.current).chain(self.others.iter())
    }

    /// Seals `plain`: for `purpose` ("signing key") and `context` (the row's id), which must be given again to open it.
    pub fn seal(&self, purpose: &'static str, context: &str, plain: &[u8]) -> Vec<u8> {
        let nonce = self.environment.octets::<NONCE>();
        let mut sealed = Vec::with_capacity(HEADER + plain.len() + AES_256_GCM.tag_len());
        sealed.push(VERSION);
        sealed.extend_from_slice(&self.current.key_id);
        sealed.extend_from_slice(&nonce);
        let mut content = Zeroizing::new(Vec::with_capacity(plain.len() + AES_256_GCM.tag_len()));
        content.extend_from_slice(plain);
        self.encrypt(purpose, context, nonce, &mut content);
        sealed.extend_from_slice(&content);
        sealed
    }

    #[expect(clippy::expect_used, reason = "fails only beyond 64 GiB")]
    fn encrypt(&self, purpose: &str, context: &str, nonce: [u8; NONCE], content: &mut Vec<u8>) {
        let nonce = Nonce::assume_unique_for_key(nonce);
        self.current
            .key(purpose)
            .seal_in_place_append_tag(nonce, Aad::from(context.as_bytes()), content)
            .expect("shorter than AES-GCM's limit");
    }

    /// Opens what [`Self::seal`] made.
    ///
    /// # Errors
    /// [`SealError`]: another master key, another purpose or context, changed or cut octets.
    pub fn open(
        &self,
        purpose: &'static str,
        context: &str,
        sealed: &[u8],
    ) -> Result<Secret<Vec<u8>>, SealError> {
        let (version, rest) = sealed.split_first().ok_or(SealError::Malformed)?;
        let (key_id, rest) = rest.split_first_chunk::<4>().ok_or(SealError::Malformed)?;
        let (nonce, content) = rest.split_first_chunk::<NONCE>().ok_or(SealError::Malformed)?;
        if *version != VERSION {
            return Err(SealError::Malformed);
        }
        let root = self
            .roots()
            .find(|root| root.key_id == *key_id)
            .ok_or(SealError::OtherKey)?;
        let mut content = Zeroizing::new(content.to_vec());
        let length = root
            .key(purpose)
            .open_in_place(
                Nonce::assume_unique_for_key(*nonce),
                Aad::from(context.as_bytes()),
                &mut content,
            )
            .map_err(|_| SealError::Refused)?
            .len();
        content.truncate(length);
        Ok(Secret(content))
    }

    /// The same value sealed under the current master key; `None` if it is already.
    ///
    /// # Errors
    /// As [`Self::open`].
    pub fn reseal(
        &self,
        purpose: &'static str,
        context: &str,
        sealed: &[u8],
    ) -> Result<Option<Vec<u8>>, SealError> {
        let plain = self.open(purpose, context, sealed)?;
        let is_current = sealed.get(1..5) == Some(self.current.key_id.as_slice());
        Ok((!is_current).then(|| self.seal(purpose, context, plain.expose())))
    }

    /// A key for something else than sealing (a cookie's HMAC), the same in every process under this master key.
    pub fn derive(&self, purpose: &'static str) -> Secret<[u8; 32]> {
        self.current.derive(purpose)
    }

    /// The keys of that purpose under the other master keys: what they marked is known while the key is being changed.
    pub fn derive_others(&self, purpose: &'static str) -> Vec<Secret<[u8; 32]>> {
        self.others.iter().map(|root| root.derive(purpose)).collect()
    }
}

fn hex(key_id: [u8; 4]) -> String {
    format!("{:08x}", u32::from_be_bytes(key_id))
}

impl fmt::Debug for Sealer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Sealer")
    }
}

/// Why a sealed value did not open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    /// It was sealed under another master key.
    #[error("it was sealed under another master key than the one this process was given")]
    OtherKey,
    /// It is not what was sealed, or not for this purpose and row.
    #[error("it was changed since it was sealed, or belongs to another row or purpose")]
    Refused,
    /// It is no sealed value at all.
    #[error("it is no sealed value")]
    Malformed,
}

#[expect(
    clippy::expect_used,
    reason = "every length here is far below 255 times 32 octets"
)]
fn fill(root: &Prk, info: &[&str], out: &mut [u8]) {
    // Separated by an octet that no purpose contains.
    let info = info.join("\0");
    root.expand(&[info.as_bytes()], Length(out.len()))
        .and_then(|material| material.fill(out))
        .expect("HKDF-SHA-256 gives as many octets");
}

struct Length(usize);

impl KeyType for Length {
    fn len(&self) -> usize {
        self.0
    }
}

const VERSION: u8 = 1;
const NONCE: usize = 12;
const HEADER: usize = 1 + 4 + NONCE;
