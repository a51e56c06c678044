//! What can be done with a customer's provider record.

use jiff::SignedDuration;
use url::{Host, Url};
use vestibule_saml::signature::Certificate;

use super::{LARGEST_CLOCK_SKEW, Provider, ProviderCertificate, ProviderChange, pins, rows};
use crate::customers::Customer;
use crate::failure::{Failure, Problem};
use crate::manager::Manager;

/// Sets the customer's provider, in place of the one before. Certificates that stay keep their history; the
/// sessions of a provider that is replaced or disabled end.
///
/// # Errors
/// [`Failure::Invalid`] with every field that cannot be taken; [`Failure::Conflict`] if accounts were linked under
/// the other account key.
pub async fn set(
    manager: &Manager,
    customer: &Customer,
    change: ProviderChange,
) -> Result<Provider, Failure> {
    let certificates = check(manager, &change)?;
    let now = manager.environment().now();
    let new_id = manager.environment().id();
    let (change, certificates, new_id) = (&change, &certificates, new_id.as_str());
    manager
        .db()
        .write(async |mut tx| {
            let record = rows::find_record(&mut tx, &customer.id, &change.issuer).await?;
            let id = match record {
                Some((_, account_key, true)) if account_key != change.account_key => {
                    return Err(Failure::Conflict(format!(
                        "accounts are linked to this issuer by {}; the account key of a provider cannot change after that",
                        account_key.name()
                    )));
                }
                Some((id, ..)) => id,
                None => new_id.to_owned(),
            };
            rows::retire_current(&mut tx, &customer.id, now).await?;
            rows::upsert(&mut tx, &customer.id, &id, change, now).await?;
            let present = rows::thumbprints(&mut tx, &id).await?;
            for thumbprint in &present {
                if !certificates.iter().any(|certificate| certificate.thumbprint == *thumbprint) {
                    rows::delete_certificate(&mut tx, &id, thumbprint).await?;
                }
            }
            for certificate in certificates {
                if !present.contains(&certificate.thumbprint) {
                    rows::insert_certificate(&mut tx, &id, certificate, now).await?;
                }
            }
            rows::end_sessions_of_retired(&mut tx, &customer.id).await?;
            rows::find_current(&mut tx, &customer.id)
                .await?
                .ok_or_else(|| Failure::NotFound("provider".to_owned()))
        })
        .await
}

/// The customer's provider, disabled or not.
///
/// # Errors
/// [`Failure::Unavailable`] if the database does not answer.
pub async fn get(manager: &Manager, customer: &Customer) -> Result<Option<Provider>, Failure> {
    manager
        .db()
        .read(async |mut tx| Ok(rows::find_current(&mut tx, &customer.id).await?))
        .await
}

/// Takes the customer's provider away: nobody signs in through it any more, and its sessions end. The links of
/// people stay, for the day the same issuer is set up again.
///
/// # Errors
/// [`Failure::NotFound`] if none is set up.
pub async fn remove(manager: &Manager, customer: &Customer) -> Result<(), Failure> {
    let now = manager.environment().now();
    manager
        .db()
        .write(async |mut tx| {
            if rows::retire_current(&mut tx, &customer.id, now).await? == 0 {
                return Err(Failure::NotFound("provider".to_owned()));
            }
            Ok(rows::end_sessions_of_retired(&mut tx, &customer.id).await?)
        })
        .await
}

fn check(manager: &Manager, change: &ProviderChange) -> Result<Vec<ProviderCertificate>, Failure> {
    let mut problems = Vec::new();
    if !is_entity_id(&change.issuer) {
        problems.push(Problem::new(
            "issuer",
            "the provider's entity id, 1 to 1,024 characters without white space around it",
            &change.issuer,
        ));
    }
    if !is_endpoint(&change.login_url) {
        problems.push(Problem::new("login_url", ENDPOINT, &change.login_url));
    }
    if let Some(url) = change.logout_url.as_deref().filter(|url| !is_endpoint(url)) {
        problems.push(Problem::new("logout_url", ENDPOINT, url));
    }
    if change.clock_skew < SignedDuration::ZERO || change.clock_skew > LARGEST_CLOCK_SKEW {
        problems.push(Problem::new(
            "clock_skew",
            "0 to 300 seconds",
            change.clock_skew.as_secs().to_string(),
        ));
    }
    pins::check(change, &mut problems);
    let certificates = check_certificates(manager, &change.certificates, &mut problems);
    if problems.is_empty() {
        Ok(certificates)
    } else {
        Err(Failure::Invalid(problems))
    }
}

fn check_certificates(
    manager: &Manager,
    uploads: &[Vec<u8>],
    problems: &mut Vec<Problem>,
) -> Vec<ProviderCertificate> {
    let mut certificates: Vec<ProviderCertificate> = Vec::new();
    for upload in uploads {
        match read_certificate(manager, upload) {
            Ok(certificate) => {
                if !certificates
                    .iter()
                    .any(|other| other.thumbprint == certificate.thumbprint)
                {
                    certificates.push(certificate);
                }
            }
            Err(received) => problems.push(Problem::new("certificate", NO_CERTIFICATE, received)),
        }
    }
    if certificates.is_empty() && problems.iter().all(|problem| problem.field != "certificate") {
        problems.push(Problem::new("certificate", "at least one certificate", ""));
    }
    if certificates.len() > MOST_CERTIFICATES {
        problems.push(Problem::new(
            "certificate",
            "at most four certificates",
            certificates.len().to_string(),
        ));
    }
    certificates
}

/// Reads a certificate that can verify messages.
pub(super) fn read_certificate(manager: &Manager, upload: &[u8]) -> Result<ProviderCertificate, String> {
    if upload.len() > LARGEST_UPLOAD {
        return Err(format!("{} octets", upload.len()));
    }
    let certificate = Certificate::from_pem_or_der(upload).map_err(|error| error.to_string())?;
    certificate
        .verification_key()
        .map_err(|error| error.to_string())?;
    Ok(ProviderCertificate {
        id: manager.environment().id(),
        der: certificate.der().to_vec(),
        thumbprint: certificate.thumbprint().to_owned(),
        subject: certificate.subject().to_owned(),
        not_before: certificate.not_before(),
        not_after: certificate.not_after(),
        last_verified_at: None,
    })
}

fn is_entity_id(issuer: &str) -> bool {
    !issuer.is_empty()
        && issuer.chars().count() <= 1_024
        && issuer.trim() == issuer
        && !issuer.chars().any(char::is_control)
}

/// Whether a browser may be sent there: https, or http on this machine; no fragment, no credentials.
pub(crate) fn is_endpoint(text: &str) -> bool {
    let Ok(url) = Url::parse(text) else {
        return false;
    };
    let is_protected = match url.scheme() {
        "https" => true,
        "http" => url.host().is_some_and(|host| is_loopback(&host)),
        _ => false,
    };
    is_protected
        && text.len() <= 1_024
        && url.fragment().is_none()
        && url.username().is_empty()
        && url.password().is_none()
        && !text
            .chars()
            .any(|character| character.is_control() || character.is_whitespace())
}

fn is_loopback(host: &Host<&str>) -> bool {
    match host {
        Host::Domain(name) => *name == "localhost" || name.ends_with(".localhost"),
        Host::Ipv4(address) => address.is_loopback(),
        Host::Ipv6(address) => address.is_loopback(),
    }
}

const ENDPOINT: &str = "an absolute https: address without fragment (http: on this machine only)";
/// Certificates of a provider at most.
pub(super) const MOST_CERTIFICATES: usize = 4;
/// What is expected of a certificate.
pub(super) const NO_CERTIFICATE: &str =
    "a certificate as DER or PEM, with a key that is strong enough (RSA of 2048 bits and more, P-256, P-384)";
const LARGEST_UPLOAD: usize = 64 * 1024;
