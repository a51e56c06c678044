//! `vestibule log`.

use clap::{Args, Subcommand};
use serde::Serialize;
use vestibule_directory::sign_ins::{self, Outcome, SignIn, SignInFilter, Start};
use vestibule_directory::{Directory, Failure, Noun, PageRequest, applications};

use super::caller;
use super::given::since;
use super::place::Place;
use super::tenant_choice::TenantChoice;
use super::view::instant;
use crate::print::{self, table};

/// What happened.
#[derive(Debug, Subcommand)]
pub(super) enum LogCommand {
    /// Sign-ins, the newest first: every attempt with its outcome and reason
    SignIns(SignIns),
}

/// Which sign-ins.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  vestibule log sign-ins --since 2h --status failure
  vestibule log sign-ins --user B.Simon@contoso.example --json")]
pub(super) struct SignIns {
    /// Not older than an instant (2026-11-24T08:00:00Z), a day (2026-11-24) or a length of time (2h, 7d)
    #[arg(long, value_name = "T")]
    since: Option<String>,
    /// Only of this person
    #[arg(long, value_name = "UPN")]
    user: Option<String>,
    /// Only to this application
    #[arg(long, value_name = "NAME_OR_ID")]
    app: Option<String>,
    /// Only with this outcome
    #[arg(long, value_name = "success|failure|interrupted", value_parser = parse_outcome)]
    status: Option<Outcome>,
    /// How many at most
    #[arg(long, value_name = "N", default_value_t = 100)]
    limit: usize,
    #[command(flatten)]
    tenant: TenantChoice,
}

fn parse_outcome(text: &str) -> Result<Outcome, String> {
    Outcome::find(text).ok_or_else(|| "expected success, failure or interrupted".to_owned())
}

/// An entry, with the keys of Graph's `signIn`.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct SignInView {
    id: String,
    created_date_time: String,
    correlation_id: String,
    user_id: Option<String>,
    user_principal_name: Option<String>,
    user_display_name: Option<String>,
    app_id: Option<String>,
    app_display_name: Option<String>,
    identifier: Option<String>,
    reply_url: Option<String>,
    ip_address: String,
    user_agent: Option<String>,
    is_interactive: bool,
    initiated_by: &'static str,
    session_id: Option<String>,
    certificate_thumbprint: Option<String>,
    status: StatusView,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct StatusView {
    outcome: &'static str,
    error_code: u32,
    failure_reason: String,
    additional_details: String,
}

impl LogCommand {
    pub(super) async fn run(self, place: &Place) -> anyhow::Result<()> {
        let Self::SignIns(command) = self;
        let directory = place.locate()?.directory().await?;
        let tenant = command.tenant.find(&directory).await?;
        let filter = command.filter(&directory, &tenant.id).await?;
        let entries = newest(&directory, &tenant.id, &filter, command.limit).await?;
        let views: Vec<SignInView> = entries.into_iter().map(SignInView::from).collect();
        print::answer(place.format(), &views, |views| text(views))
    }
}

impl SignIns {
    async fn filter(&self, directory: &Directory, tenant_id: &str) -> anyhow::Result<SignInFilter> {
        let application_id = match &self.app {
            None => None,
            Some(name) => {
                let found = applications::find(directory, &caller(), tenant_id, name).await?;
                Some(
                    found
                        .ok_or_else(|| Failure::not_found(Noun::Application, name))?
                        .id,
                )
            }
        };
        let now = directory.environment().now();
        Ok(SignInFilter {
            since: self.since.as_deref().map(|text| since(text, now)).transpose()?,
            user_principal_name: self.user.clone(),
            application_id,
            outcome: self.status,
            ..SignInFilter::default()
        })
    }
}

async fn newest(
    directory: &Directory,
    tenant_id: &str,
    filter: &SignInFilter,
    limit: usize,
) -> Result<Vec<SignIn>, Failure> {
    let mut entries: Vec<SignIn> = Vec::new();
    let mut after = None;
    while entries.len() < limit {
        let wanted = limit - entries.len();
        let size = u16::try_from(wanted)
            .unwrap_or(PageRequest::MAXIMUM)
            .min(PageRequest::MAXIMUM);
        let page = sign_ins::list(
            directory,
            &caller(),
            tenant_id,
            filter,
            &PageRequest { after, size },
        )
        .await?;
        entries.extend(page.items);
        match page.next {
            Some(next) => after = Some(next),
            None => break,
        }
    }
    Ok(entries)
}

impl From<SignIn> for SignInView {
    fn from(entry: SignIn) -> Self {
        Self {
            id: entry.id,
            created_date_time: entry.created_at.to_string(),
            correlation_id: entry.correlation_id,
            user_id: entry.user_id,
            user_principal_name: entry.user_principal_name,
            user_display_name: entry.user_display_name,
            app_id: entry.app_id,
            app_display_name: entry.app_display_name,
            identifier: entry.identifier,
            reply_url: entry.reply_url,
            ip_address: entry.source,
            user_agent: entry.user_agent,
            is_interactive: entry.is_interactive,
            initiated_by: match entry.start {
                Start::Application => "application",
                Start::IdentityProvider => "identityProvider",
                Start::OwnPages => "ownPages",
            },
            session_id: entry.session_id,
            certificate_thumbprint: entry.certificate_thumbprint,
            status: StatusView {
                outcome: entry.outcome.name(),
                error_code: entry.error_code,
                failure_reason: entry.failure_reason,
                additional_details: entry.additional_details,
            },
        }
    }
}

fn text(entries: &[SignInView]) -> String {
    let rows: Vec<Vec<String>> = entries
        .iter()
        .map(|entry| {
            let outcome = match entry.status.error_code {
                0 => entry.status.outcome.to_owned(),
                code => format!("{} {code}", entry.status.outcome),
            };
            let time = entry
                .created_date_time
                .parse()
                .map_or_else(|_| entry.created_date_time.clone(), instant);
            vec![
                time,
                entry.user_principal_name.clone().unwrap_or_default(),
                entry.app_display_name.clone().unwrap_or_default(),
                outcome,
                entry.status.failure_reason.clone(),
            ]
        })
        .collect();
    table(
        &["Time", "Person", "Application", "Outcome", "Reason"],
        &rows,
        "There is no sign-in.",
    )
}
