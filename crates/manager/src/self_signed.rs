//! Keys of the service manager's own: each in a certificate that it signed itself.

use std::error::Error;
use std::time::Duration;

use aws_lc_rs::encoding::{AsDer as _, Pkcs8V1Der};
use aws_lc_rs::rsa::{KeyPair as RsaKeyPair, KeySize};
use jiff::Timestamp;
use rcgen::{CertificateParams, DistinguishedName, DnType, KeyPair, PKCS_RSA_SHA256, SerialNumber};
use vestibule_store::Secret;

use crate::failure::Failure;
use crate::manager::Manager;

type Broken = Box<dyn Error + Send + Sync>;

/// A key (PKCS#8) and its certificate (DER).
pub(crate) type Made = (Secret<Vec<u8>>, Vec<u8>);

/// RSA-2048, since every partner takes it, in a certificate of this name that is valid from now for this long. Takes some
/// 50 ms on a thread of its own: never within a transaction.
///
/// # Errors
/// [`Failure::Unavailable`] if no key can be made.
pub(crate) async fn make(
    manager: &Manager,
    common_name: &'static str,
    validity: Duration,
) -> Result<Made, Failure> {
    let environment = manager.environment();
    let (now, serial) = (environment.now(), environment.octets::<16>());
    let made = tokio::task::spawn_blocking(move || self_signed(common_name, (now, validity), serial)).await;
    made.map_err(Broken::from)
        .and_then(|made| made)
        .map_err(Failure::Unavailable)
}

fn self_signed(
    common_name: &str,
    (now, validity): (Timestamp, Duration),
    mut serial: [u8; 16],
) -> Result<Made, Broken> {
    let key = RsaKeyPair::generate(KeySize::Rsa2048)?;
    let pkcs8: Pkcs8V1Der<'static> = key.as_der()?;
    let pkcs8 = Secret::new(pkcs8.as_ref().to_vec());
    let mut parameters = CertificateParams::default();
    let mut name = DistinguishedName::new();
    name.push(DnType::CommonName, common_name);
    parameters.distinguished_name = name;
    // Positive and never shorter: no leading zeros to be dropped.
    serial[0] = serial[0] & 0x3f | 0x40;
    parameters.serial_number = Some(SerialNumber::from_slice(&serial));
    let start = Duration::from_secs(u64::try_from(now.as_second())?);
    parameters.not_before = rcgen::date_time_ymd(1970, 1, 1) + start;
    parameters.not_after = parameters.not_before + validity;
    let pair = KeyPair::from_pkcs8_der_and_sign_algo(&pkcs8.expose().as_slice().into(), &PKCS_RSA_SHA256)?;
    let certificate = parameters.self_signed(&pair)?.der().to_vec();
    Ok((pkcs8, certificate))
}
