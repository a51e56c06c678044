//! One certificate more or less: how a provider changes its key while people sign in.

use jiff::Timestamp;

use super::operations::{MOST_CERTIFICATES, NO_CERTIFICATE, read_certificate};
use super::{Provider, ProviderCertificate, rows};
use crate::customers::Customer;
use crate::failure::{Failure, Problem};
use crate::manager::Manager;

/// Adds a certificate beside those that are there: DER, PEM or the Base64 of one. From the next message on it verifies
/// like the others.
///
/// # Errors
/// [`Failure::NotFound`] if no provider is set up; [`Failure::Invalid`] if it is no certificate that can be used;
/// [`Failure::Conflict`] if it is there already, or four are.
pub async fn add_certificate(
    manager: &Manager,
    customer: &Customer,
    upload: &[u8],
) -> Result<Provider, Failure> {
    let certificate = read_certificate(manager, upload)
        .map_err(|received| Failure::Invalid(vec![Problem::new("certificate", NO_CERTIFICATE, received)]))?;
    let now = manager.environment().now();
    let new = &certificate;
    manager
        .db()
        .write(async |mut tx| {
            let provider = current(rows::find_current(&mut tx, &customer.id).await?)?;
            if provider.certificates.iter().any(|known| known.thumbprint == new.thumbprint) {
                return Err(Failure::Conflict(format!("the provider has the certificate {} already", new.thumbprint)));
            }
            if provider.certificates.len() >= MOST_CERTIFICATES {
                return Err(Failure::Conflict(
                    "the provider has four certificates, and more are not taken: remove one that is not used any more first"
                        .to_owned(),
                ));
            }
            rows::insert_certificate(&mut tx, &provider.id, new, now).await?;
            current(rows::find_current(&mut tx, &customer.id).await?)
        })
        .await
}

/// Takes the certificate with this thumbprint away: the next message that is signed under it is refused.
///
/// # Errors
/// [`Failure::NotFound`] if there is no such certificate or no provider; [`Failure::Conflict`] if it is the last one,
/// without which nobody could sign in.
pub async fn remove_certificate(
    manager: &Manager,
    customer: &Customer,
    thumbprint: &str,
) -> Result<Provider, Failure> {
    let thumbprint = thumbprint.to_ascii_uppercase();
    let thumbprint = thumbprint.as_str();
    manager
        .db()
        .write(async |mut tx| {
            let provider = current(rows::find_current(&mut tx, &customer.id).await?)?;
            if !provider.certificates.iter().any(|known| known.thumbprint == thumbprint) {
                return Err(Failure::NotFound(format!("certificate {}", crate::failure::shown(thumbprint))));
            }
            if provider.certificates.len() == 1 {
                return Err(Failure::Conflict(
                    "this is the provider's only certificate, and nobody could sign in without it: add the next one first"
                        .to_owned(),
                ));
            }
            rows::delete_certificate(&mut tx, &provider.id, thumbprint).await?;
            current(rows::find_current(&mut tx, &customer.id).await?)
        })
        .await
}

/// A provider's certificate that ends soon.
#[derive(Debug, Clone)]
pub struct Ending {
    /// The name of the customer.
    pub customer: String,
    /// The issuer of its provider.
    pub issuer: String,
    /// The certificate.
    pub certificate: ProviderCertificate,
}

/// The certificates of enabled providers that end before this instant: a thousand at most, those that end first.
///
/// # Errors
/// [`Failure::Unavailable`] if the database does not answer.
pub async fn ending(manager: &Manager, before: Timestamp) -> Result<Vec<Ending>, Failure> {
    manager
        .db()
        .read(async |mut tx| Ok(rows::ending(&mut tx, before).await?))
        .await
}

fn current(provider: Option<Provider>) -> Result<Provider, Failure> {
    provider.ok_or_else(|| Failure::NotFound("provider".to_owned()))
}
