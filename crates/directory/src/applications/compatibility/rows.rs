//! SQL of compatibility profiles.

use vestibule_store::{Error, Tx, params};

use super::CompatibilityProfile;

/// The profile of an application, if it has one that is known here.
pub(super) async fn find(tx: &mut Tx, application_id: &str) -> Result<Option<CompatibilityProfile>, Error> {
    let row = tx
        .optional(
            "SELECT profile FROM compatibility_profiles WHERE application_id = $1",
            params![application_id],
        )
        .await?;
    let name = row.map(|row| row.get::<String>("profile")).transpose()?;
    Ok(name.as_deref().and_then(CompatibilityProfile::find))
}

/// Sets the profile of an application, or takes it away.
pub(super) async fn save(
    tx: &mut Tx,
    application_id: &str,
    profile: Option<CompatibilityProfile>,
) -> Result<(), Error> {
    tx.execute(
        "DELETE FROM compatibility_profiles WHERE application_id = $1",
        params![application_id],
    )
    .await?;
    if let Some(profile) = profile {
        tx.execute(
            "INSERT INTO compatibility_profiles (application_id, profile) VALUES ($1, $2)",
            params![application_id, profile.name()],
        )
        .await?;
    }
    Ok(())
}
