//! SQL of an application's encryption, which stands in its own row.

use vestibule_store::{Error, Row, Tx, params};

use super::{EncryptionAlgorithm, EncryptionCertificate, KeyTransport, TokenEncryption};
use crate::applications::Application;

/// All columns are there or none: one look tells that there is no encryption.
pub(in crate::applications) fn read(row: &Row) -> Result<Option<TokenEncryption>, Error> {
    let Some(der) = row.get::<Option<Vec<u8>>>("a_encryption_certificate")? else {
        return Ok(None);
    };
    let algorithm = row.get::<Option<&str>>("a_encryption_algorithm")?;
    let transport = row.get::<Option<&str>>("a_encryption_key_transport")?;
    Ok(Some(TokenEncryption {
        certificate: EncryptionCertificate::stored(
            der,
            row.get("a_encryption_thumbprint")?,
            row.get("a_encryption_not_after")?,
        ),
        algorithm: algorithm.and_then(EncryptionAlgorithm::find).unwrap_or_default(),
        key_transport: transport.and_then(KeyTransport::find).unwrap_or_default(),
    }))
}

/// Saves the application's encryption.
pub(in crate::applications) async fn save(tx: &mut Tx, application: &Application) -> Result<(), Error> {
    let encryption = application.encryption.as_ref();
    let certificate = encryption.map(|encryption| &encryption.certificate);
    tx.execute(
        "UPDATE applications SET encryption_certificate = $2, encryption_thumbprint = $3, encryption_not_after = $4, \
         encryption_algorithm = $5, encryption_key_transport = $6 WHERE id = $1",
        params![
            application.id,
            certificate.map(EncryptionCertificate::der),
            certificate.map(EncryptionCertificate::thumbprint),
            certificate.map(EncryptionCertificate::not_after),
            encryption.map(|encryption| encryption.algorithm.name()),
            encryption.map(|encryption| encryption.key_transport.name()),
        ],
    )
    .await?;
    Ok(())
}
