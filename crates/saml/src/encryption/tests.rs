//! The ciphers alone.

use super::{DataCipher, cipher};

const KEY: [u8; 32] = [7; 32];
const VECTOR: [u8; 16] = [9; 16];

fn key(data_cipher: DataCipher) -> &'static [u8] {
    &KEY[..data_cipher.key_length()]
}

#[test]
fn every_cipher_opens_what_it_closed_at_every_length() {
    for data_cipher in DataCipher::ALL {
        for length in 0..70 {
            let plaintext = vec![b'x'; length];
            let octets = cipher::encrypt(data_cipher, key(data_cipher), &VECTOR, &plaintext).unwrap();
            assert!(octets.len() >= data_cipher.least_length());
            let opened = cipher::decrypt(data_cipher, key(data_cipher), &octets).unwrap();
            assert_eq!(*opened, plaintext, "{data_cipher:?} {length}");
        }
    }
}

#[test]
fn cut_changed_and_empty_ciphertexts_do_not_panic() {
    for data_cipher in DataCipher::ALL {
        let octets = cipher::encrypt(data_cipher, key(data_cipher), &VECTOR, b"an assertion").unwrap();
        for length in 0..octets.len() {
            assert!(
                cipher::decrypt(data_cipher, key(data_cipher), &octets[..length]).is_none(),
                "{data_cipher:?} {length}"
            );
        }
        if data_cipher.is_authenticated() {
            for place in 0..octets.len() {
                let mut changed = octets.clone();
                changed[place] ^= 1;
                assert!(cipher::decrypt(data_cipher, key(data_cipher), &changed).is_none());
            }
        }
        assert!(cipher::decrypt(data_cipher, &KEY[..5], &octets).is_none());
    }
}
