//! Makes a key and its certificate, outside any transaction.

use std::error::Error;
use std::time::Duration;

use aws_lc_rs::encoding::{AsDer as _, Pkcs8V1Der};
use aws_lc_rs::rsa::{KeyPair as RsaKeyPair, KeySize};
use jiff::Timestamp;
use rcgen::{CertificateParams, DistinguishedName, DnType, KeyPair, PKCS_RSA_SHA256, SerialNumber};
use vestibule_store::Secret;

use super::{DECRYPTION_KEY, StoredKey};
use crate::failure::Failure;
use crate::manager::Manager;

type Broken = Box<dyn Error + Send + Sync>;

/// RSA-2048 in a self-signed certificate. Takes some 50 ms on a thread of its own.
pub(super) async fn generate(manager: &Manager) -> Result<StoredKey, Failure> {
    let environment = manager.environment();
    let (now, serial) = (environment.now(), environment.octets::<16>());
    let made = tokio::task::spawn_blocking(move || self_signed(now, serial)).await;
    let (pkcs8, certificate) = made
        .map_err(Broken::from)
        .and_then(|made| made)
        .map_err(Failure::Unavailable)?;
    let id = environment.id();
    Ok(StoredKey {
        sealed_key: manager.sealer().seal(DECRYPTION_KEY, &id, pkcs8.expose()),
        certificate,
        id,
    })
}

fn self_signed(now: Timestamp, mut serial: [u8; 16]) -> Result<(Secret<Vec<u8>>, Vec<u8>), Broken> {
    let key = RsaKeyPair::generate(KeySize::Rsa2048)?;
    let pkcs8: Pkcs8V1Der<'static> = key.as_der()?;
    let pkcs8 = Secret::new(pkcs8.as_ref().to_vec());
    let mut parameters = CertificateParams::default();
    let mut name = DistinguishedName::new();
    name.push(DnType::CommonName, COMMON_NAME);
    parameters.distinguished_name = name;
    // Positive and never shorter: no leading zeros to be dropped.
    serial[0] = serial[0] & 0x3f | 0x40;
    parameters.serial_number = Some(SerialNumber::from_slice(&serial));
    let start = Duration::from_secs(u64::try_from(now.as_second())?);
    parameters.not_before = rcgen::date_time_ymd(1970, 1, 1) + start;
    parameters.not_after = rcgen::date_time_ymd(1970, 1, 1) + start + VALIDITY;
    let pair = KeyPair::from_pkcs8_der_and_sign_algo(&pkcs8.expose().as_slice().into(), &PKCS_RSA_SHA256)?;
    let certificate = parameters.self_signed(&pair)?.der().to_vec();
    Ok((pkcs8, certificate))
}

/// Subject and issuer.
const COMMON_NAME: &str = "Vestibule Service Manager Token Decryption";

/// Ten years. It is a container for a key that partners pin: nothing is gained by its end, and some partners stop
/// encrypting on that day.
const VALIDITY: Duration = Duration::from_hours(10 * 365 * 24);
