//! The ciphers over octets: the vector, then the ciphertext, then the tag. `[xmlenc]` 5.2

use aws_lc_rs::{
    aead::{self, LessSafeKey, UnboundKey},
    cipher::{self, DecryptingKey, DecryptionContext, EncryptingKey, EncryptionContext, UnboundCipherKey},
    iv::FixedLength,
};
use zeroize::Zeroizing;

use super::DataCipher;

/// Encrypts; `None` if a length is wrong.
pub(super) fn encrypt(
    data_cipher: DataCipher,
    key: &[u8],
    vector: &[u8],
    plaintext: &[u8],
) -> Option<Vec<u8>> {
    let vector = vector.get(..data_cipher.vector_length())?;
    let mut octets = Zeroizing::new(Vec::with_capacity(plaintext.len() + 2 * BLOCK));
    octets.extend_from_slice(plaintext);
    if data_cipher.is_authenticated() {
        let key = LessSafeKey::new(UnboundKey::new(authenticated(data_cipher), key).ok()?);
        let nonce = aead::Nonce::try_assume_unique_for_key(vector).ok()?;
        key.seal_in_place_append_tag(nonce, aead::Aad::empty(), &mut *octets)
            .ok()?;
    } else {
        // Any octets will do as padding but the last, which counts them; some readers want them all to count.
        let padding = BLOCK - octets.len() % BLOCK;
        let padded = octets.len() + padding;
        octets.resize(padded, u8::try_from(padding).ok()?);
        let key = EncryptingKey::cbc(UnboundCipherKey::new(chained(data_cipher), key).ok()?).ok()?;
        let context = EncryptionContext::Iv128(FixedLength::from(<[u8; BLOCK]>::try_from(vector).ok()?));
        key.less_safe_encrypt(&mut octets, context).ok()?;
    }
    Some([vector, &octets].concat())
}

/// Decrypts; `None` if anything is wrong, and nothing is said of what.
pub(super) fn decrypt(data_cipher: DataCipher, key: &[u8], octets: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    let (vector, ciphertext) = octets.split_at_checked(data_cipher.vector_length())?;
    let mut octets = Zeroizing::new(ciphertext.to_vec());
    let length = if data_cipher.is_authenticated() {
        let key = LessSafeKey::new(UnboundKey::new(authenticated(data_cipher), key).ok()?);
        let nonce = aead::Nonce::try_assume_unique_for_key(vector).ok()?;
        key.open_in_place(nonce, aead::Aad::empty(), &mut octets)
            .ok()?
            .len()
    } else {
        let key = DecryptingKey::cbc(UnboundCipherKey::new(chained(data_cipher), key).ok()?).ok()?;
        let context = DecryptionContext::Iv128(FixedLength::from(<[u8; BLOCK]>::try_from(vector).ok()?));
        key.decrypt(&mut octets, context).ok()?;
        let padding = usize::from(*octets.last()?);
        (1..=BLOCK).contains(&padding).then_some(())?;
        octets.len().checked_sub(padding)?
    };
    octets.truncate(length);
    Some(octets)
}

fn authenticated(data_cipher: DataCipher) -> &'static aead::Algorithm {
    if data_cipher.key_length() == 16 {
        &aead::AES_128_GCM
    } else {
        &aead::AES_256_GCM
    }
}

fn chained(data_cipher: DataCipher) -> &'static cipher::Algorithm {
    if data_cipher.key_length() == 16 {
        &cipher::AES_128
    } else {
        &cipher::AES_256
    }
}

/// Octets of a block of AES.
const BLOCK: usize = 16;
