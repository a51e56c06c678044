//! Makes a key and its certificate, outside any transaction.

use std::time::Duration;

use aws_lc_rs::digest::{SHA1_FOR_LEGACY_USE_ONLY, digest};
use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der};
use aws_lc_rs::rsa::{KeyPair as RsaKeyPair, KeySize};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use rcgen::{CertificateParams, DistinguishedName, DnType, DnValue, KeyPair, PKCS_RSA_SHA256, SerialNumber};
use vestibule_store::Secret;

use super::Certificate;
use crate::{Directory, Failure};

/// The purpose under which private keys are sealed; the context is the certificate's id.
pub(super) const SIGNING_KEY: &str = "signing key";

/// The subject and issuer of every certificate made here.
const COMMON_NAME: &str = "Vestibule Federated SSO Certificate";
/// How long it is valid.
const CALENDAR_YEARS: i16 = 3;

/// A certificate that is not stored yet, with its sealed key.
#[derive(Debug)]
pub(crate) struct NewCertificate {
    pub(crate) public: Certificate,
    pub(super) sealed_key: Vec<u8>,
}

impl NewCertificate {
    /// RSA-2048, self-signed, three calendar years from now. Takes some 50 ms on a thread of its own.
    pub(crate) async fn generate(directory: &Directory, application_id: &str) -> Result<Self, Failure> {
        let environment = directory.environment();
        let now = environment.now();
        let serial = environment.octets::<16>();
        let (pkcs8, der, not_before, not_after) =
            tokio::task::spawn_blocking(move || self_signed(now, serial))
                .await
                .map_err(Failure::broken)??;
        let id = environment.id();
        let sealed_key = directory.sealer().seal(SIGNING_KEY, &id, pkcs8.expose());
        let public = Certificate {
            application_id: application_id.to_owned(),
            thumbprint: thumbprint(&der),
            subject: format!("CN={COMMON_NAME}"),
            not_before,
            not_after,
            is_active: false,
            is_imported: false,
            activates_at: None,
            der,
            created_at: now,
            id,
        };
        Ok(Self { public, sealed_key })
    }
}

type Made = (Secret<Vec<u8>>, Vec<u8>, Timestamp, Timestamp);

fn self_signed(now: Timestamp, mut serial: [u8; 16]) -> Result<Made, Failure> {
    let key = RsaKeyPair::generate(KeySize::Rsa2048).map_err(Failure::broken)?;
    let pkcs8: Pkcs8V1Der<'static> = key.as_der().map_err(Failure::broken)?;
    let pkcs8 = Secret::new(pkcs8.as_ref().to_vec());
    let not_before = Timestamp::from_second(now.as_second()).map_err(Failure::broken)?;
    let not_after = years_later(not_before, CALENDAR_YEARS)?;

    let mut params = CertificateParams::default();
    let mut name = DistinguishedName::new();
    let common_name = COMMON_NAME.try_into().map_err(Failure::broken)?;
    name.push(DnType::CommonName, DnValue::PrintableString(common_name));
    params.distinguished_name = name;
    // Positive and never shorter: no leading zeros to be dropped.
    serial[0] = serial[0] & 0x3f | 0x40;
    params.serial_number = Some(SerialNumber::from_slice(&serial));
    params.not_before = rcgen::date_time_ymd(1970, 1, 1) + since_1970(not_before)?;
    params.not_after = rcgen::date_time_ymd(1970, 1, 1) + since_1970(not_after)?;
    let signing_key =
        KeyPair::from_pkcs8_der_and_sign_algo(&pkcs8.expose().as_slice().into(), &PKCS_RSA_SHA256)
            .map_err(Failure::broken)?;
    let certificate = params.self_signed(&signing_key).map_err(Failure::broken)?;
    Ok((pkcs8, certificate.der().to_vec(), not_before, not_after))
}

fn years_later(instant: Timestamp, years: i16) -> Result<Timestamp, Failure> {
    let zoned = instant.to_zoned_datetime(TimeZone::UTC);
    let later = zoned
        .checked_add(jiff::Span::new().years(years))
        .map_err(Failure::broken)?;
    Ok(later.timestamp())
}

fn since_1970(instant: Timestamp) -> Result<Duration, Failure> {
    Ok(Duration::from_secs(
        u64::try_from(instant.as_second()).map_err(Failure::broken)?,
    ))
}

/// SHA-1 over the DER, upper-case hexadecimal: how people compare certificates, not a protection.
pub(crate) fn thumbprint(der: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    let digit = |nibble: u8| char::from(DIGITS[usize::from(nibble & 0x0f)]);
    let hash = digest(&SHA1_FOR_LEGACY_USE_ONLY, der);
    hash.as_ref()
        .iter()
        .flat_map(|octet| [digit(octet >> 4), digit(*octet)])
        .collect()
}
