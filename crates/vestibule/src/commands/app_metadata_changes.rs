//! `vestibule app metadata`: documents that are read again, and what they say now.

use anyhow::Context as _;
use clap::Subcommand;
use serde::Serialize;
use vestibule_directory::Directory;
use vestibule_directory::applications::{
    self, Application, Difference, DueMetadata, MetadataState, PendingMetadata,
};
use vestibule_directory::tenants::Tenant;

use super::app::Named;
use super::caller;
use super::place::{Located, Place};
use crate::{metadata, print};

/// The metadata of applications that were set up by its address. It is read once a day, or more often if it asks for that,
/// at most once an hour; what changes in it counts when it is approved.
#[derive(Debug, Subcommand)]
pub(super) enum MetadataCommand {
    /// Show where the metadata is, and which change of it waits
    Show(Named),
    /// Read the metadata now
    Check(Named),
    /// Let the change that waits count; what was set by hand beside it stays
    Approve(Named),
    /// Throw the change away that waits; it comes back only if the metadata changes again
    Dismiss(Named),
    /// Read the metadata no more; the application keeps what it has
    Forget(Named),
}

impl MetadataCommand {
    pub(super) async fn run(
        self,
        directory: &Directory,
        located: &Located,
        place: &Place,
    ) -> anyhow::Result<()> {
        let (Self::Show(named)
        | Self::Check(named)
        | Self::Approve(named)
        | Self::Dismiss(named)
        | Self::Forget(named)) = &self;
        let (tenant, application) = named.find(directory).await?;
        let key = (tenant.id.as_str(), application.id.as_str());
        let known = state(directory, &tenant, &application).await?;
        match self {
            Self::Show(_) => {}
            Self::Check(_) => {
                let due = DueMetadata {
                    tenant_id: tenant.id.clone(),
                    application_id: application.id.clone(),
                    application: application.display_name.clone(),
                    source: known.source,
                };
                metadata::check(directory, &located.fetcher()?, &caller(), &due).await?;
            }
            Self::Approve(_) => {
                applications::approve_metadata(directory, &caller(), key, waiting(&known)?.since).await?;
            }
            Self::Dismiss(_) => {
                applications::dismiss_metadata(directory, &caller(), key, waiting(&known)?.since).await?;
            }
            Self::Forget(_) => {
                applications::unfollow_metadata(directory, &caller(), key.0, key.1).await?;
                print::note(&format!(
                    "the metadata of {} is read no more",
                    application.display_name
                ));
                return Ok(());
            }
        }
        let view = MetadataView::from(state(directory, &tenant, &application).await?);
        print::answer(place.format(), &view, MetadataView::text)
    }
}

async fn state(
    directory: &Directory,
    tenant: &Tenant,
    application: &Application,
) -> anyhow::Result<MetadataState> {
    let state = applications::metadata_state(directory, &caller(), &tenant.id, &application.id).await?;
    state.with_context(|| {
        format!(
            "{} was not set up by the address of its metadata: `vestibule app update --sp-metadata-url` does that",
            application.display_name
        )
    })
}

fn waiting(state: &MetadataState) -> anyhow::Result<&PendingMetadata> {
    state.pending.as_ref().context("no change of the metadata waits")
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct MetadataView {
    url: String,
    entity_id: Option<String>,
    is_signature_demanded: bool,
    checked_at: String,
    next_check_at: String,
    valid_until: Option<String>,
    /// Why it could not be read the last time.
    failure: Option<String>,
    /// When the change was seen that waits.
    pending_since: Option<String>,
    /// What would change; empty if nothing waits.
    differences: Vec<DifferenceView>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct DifferenceView {
    field: &'static str,
    before: Vec<String>,
    after: Vec<String>,
}

impl From<MetadataState> for MetadataView {
    fn from(state: MetadataState) -> Self {
        let (since, differences) = match state.pending {
            Some(pending) => (Some(pending.since.to_string()), pending.differences),
            None => (None, Vec::new()),
        };
        let difference = |difference: Difference| DifferenceView {
            field: difference.field,
            before: difference.before,
            after: difference.after,
        };
        Self {
            url: state.source.url.to_string(),
            entity_id: state.source.entity_id,
            is_signature_demanded: !state.source.signed_by.is_empty(),
            checked_at: state.checked_at.to_string(),
            next_check_at: state.next_check_at.to_string(),
            valid_until: state.valid_until.map(|until| until.to_string()),
            failure: state.failure,
            pending_since: since,
            differences: differences.into_iter().map(difference).collect(),
        }
    }
}

impl MetadataView {
    fn text(&self) -> String {
        let maybe = |value: &Option<String>| value.clone().into_iter().collect::<Vec<_>>();
        let signed = if self.is_signature_demanded {
            "demanded"
        } else {
            "not demanded"
        };
        let mut lines = vec![print::record(&[
            ("Metadata", print::one(&self.url)),
            ("Entity", &maybe(&self.entity_id)),
            ("Signature", print::one(&signed.to_owned())),
            ("Read", print::one(&self.checked_at)),
            ("Read again", print::one(&self.next_check_at)),
            ("Valid until", &maybe(&self.valid_until)),
            ("Cannot be read", &maybe(&self.failure)),
            ("A change waits since", &maybe(&self.pending_since)),
        ])];
        for difference in &self.differences {
            lines.push(difference.field.to_owned());
            lines.extend(difference.before.iter().map(|value| format!("  - {value}")));
            lines.extend(difference.after.iter().map(|value| format!("  + {value}")));
        }
        lines.join("\n")
    }
}
