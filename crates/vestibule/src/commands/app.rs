//! `vestibule app`.

use clap::{Args, Subcommand};
use vestibule_directory::applications::{
    self, Application, ApplicationChange, NewApplication, SigningOption,
};
use vestibule_directory::failure::Conflict;
use vestibule_directory::tenants::Tenant;
use vestibule_directory::value::{DisplayName, EntityId, RelayStateText, ReplyUrl, WebUrl};
use vestibule_directory::{Directory, Failure, Noun, certificates, templates};

use super::app_assign::Assign;
use super::app_encryption::EncryptionOptions;
use super::app_metadata::{DOCUMENT, MetadataOptions, follow};
use super::app_metadata_changes::MetadataCommand;
use super::app_signed_requests::SignedRequestsOptions;
use super::app_values::{Profile, identifiers, profile, removable, reply_urls};
use super::app_view::{ApplicationView, applications_text};
use super::caller;
use super::certificate::CertificateCommand;
use super::given::Switch;
use super::import::ImportAssignments;
use super::place::{Located, Place};
use super::tenant_choice::{TenantChoice, every};
use crate::print;

/// Applications.
#[derive(Debug, Subcommand)]
pub(super) enum AppCommand {
    /// Make an application, from the gallery or from its own values
    Create(Box<Create>),
    /// List applications
    List(List),
    /// Show an application and all that its own administrator needs to know
    Show(Named),
    /// Change what is named, leave the rest
    Update(Box<Update>),
    /// Let a person or the members of a group in
    Assign(Assign),
    /// Take an assignment of a person or a group away
    Unassign(Assign),
    /// Let many people and groups in, out of a table
    ImportAssignments(ImportAssignments),
    /// Delete an application; it can be restored for 30 days
    Delete(Named),
    /// Restore a deleted application with its certificates and assignments
    Restore(Named),
    /// Signing certificates
    #[command(subcommand)]
    Certificate(CertificateCommand),
    #[command(subcommand)]
    Metadata(MetadataCommand),
}

/// An application by name or id.
#[derive(Debug, Args)]
pub(super) struct Named {
    /// Name, application id or object id
    #[arg(long, value_name = "NAME_OR_ID")]
    app: String,
    #[command(flatten)]
    pub(super) tenant: TenantChoice,
}

/// A new application.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  vestibule app create --template ivanti-service-manager --identifier https://contoso.saasit.com/ \\
      --reply-url https://contoso.saasit.com/handlers/sso/SamlAssertionConsumerHandler.ashx
  vestibule app create --name Wiki --sp-metadata-url https://wiki.example.com/saml/metadata
  vestibule app create --name Wiki --identifier https://wiki.example.com/ \\
      --reply-url https://wiki.example.com/acs

Only assigned people get in until `vestibule app update --assignment-required off` says otherwise.")]
pub(super) struct Create {
    /// Entry of the gallery, such as ivanti-service-manager
    #[arg(
        long,
        value_name = "ENTRY",
        required_unless_present = "name",
        conflicts_with = "sp_metadata"
    )]
    template: Option<String>,
    /// Name of the application [default: the gallery entry's]
    #[arg(long, value_name = "NAME")]
    name: Option<DisplayName>,
    #[command(flatten)]
    metadata: MetadataOptions,
    /// Encrypt assertions to the certificate that the metadata names for that
    #[arg(long, requires = DOCUMENT)]
    encrypt: bool,
    /// Identifier (entity id); may be repeated, the first is the default
    #[arg(long, value_name = "URI", required_unless_present = DOCUMENT)]
    identifier: Vec<EntityId>,
    /// Reply URL (assertion consumer service URL); may be repeated, the first is the default
    #[arg(long, value_name = "URL", required_unless_present = DOCUMENT)]
    reply_url: Vec<WebUrl>,
    /// Where sign-on starts at the application; without it, it starts here
    #[arg(long, value_name = "URL")]
    sign_on_url: Option<WebUrl>,
    /// What RelayState says when sign-on starts here
    #[arg(long, value_name = "TEXT")]
    relay_state: Option<RelayStateText>,
    /// Where logout messages go
    #[arg(long, value_name = "URL")]
    logout_url: Option<WebUrl>,
    #[command(flatten)]
    tenant: TenantChoice,
}

/// Which applications to list.
#[derive(Debug, Args)]
pub(super) struct List {
    /// Deleted applications that can still be restored
    #[arg(long)]
    deleted: bool,
    #[command(flatten)]
    tenant: TenantChoice,
}

/// Changes to an application.
#[derive(Debug, Args)]
#[command(after_help = "\
--identifier and --reply-url replace all that were there, and so does --sp-metadata; --add-identifier and \
--add-reply-url keep them. An empty text takes a single value away.

Examples:
  vestibule app update --app Wiki --signing-option both --assignment-required off
  vestibule app update --app Wiki --add-reply-url https://wiki.example.com/acs
  vestibule app update --app Wiki --encryption-certificate wiki.cer")]
pub(super) struct Update {
    #[command(flatten)]
    named: Named,
    #[command(flatten)]
    metadata: MetadataOptions,
    /// What is signed
    #[arg(long, value_name = "assertion|response|both", value_parser = parse_signing_option)]
    signing_option: Option<SigningOption>,
    /// Whether only assigned people get in
    #[arg(long, value_name = "on|off", hide_possible_values = true)]
    assignment_required: Option<Switch>,
    /// Where logout messages go
    #[arg(long, value_name = "URL")]
    logout_url: Option<String>,
    /// Whether people may sign in at all
    #[arg(long, value_name = "on|off", hide_possible_values = true)]
    enabled: Option<Switch>,
    /// Identifier (entity id) instead of those that are there; may be repeated, the first is the default
    #[arg(long, value_name = "URI")]
    identifier: Vec<EntityId>,
    /// Identifier (entity id) beside those that are there; may be repeated
    #[arg(long, value_name = "URI", conflicts_with_all = ["identifier", DOCUMENT])]
    add_identifier: Vec<EntityId>,
    /// Reply URL instead of those that are there; may be repeated, the first is the default
    #[arg(long, value_name = "URL")]
    reply_url: Vec<WebUrl>,
    /// Reply URL beside those that are there; may be repeated
    #[arg(long, value_name = "URL", conflicts_with_all = ["reply_url", DOCUMENT])]
    add_reply_url: Vec<WebUrl>,
    /// Where sign-on starts at the application
    #[arg(long, value_name = "URL")]
    sign_on_url: Option<String>,
    /// What RelayState says when sign-on starts here
    #[arg(long, value_name = "TEXT")]
    relay_state: Option<String>,
    /// Treat the application as one of a kind that is known to be odd; `none` ends it
    #[arg(long, value_name = "shibboleth-sp|none", value_parser = profile, hide_possible_values = true)]
    compatibility_profile: Option<Profile>,
    #[command(flatten)]
    encryption: EncryptionOptions,
    #[command(flatten)]
    signed_requests: SignedRequestsOptions,
}

fn parse_signing_option(text: &str) -> Result<SigningOption, String> {
    SigningOption::find(text).ok_or_else(|| "expected assertion, response or both".to_owned())
}

impl AppCommand {
    pub(super) async fn run(self, place: &Place) -> anyhow::Result<()> {
        let located = place.locate()?;
        let directory = located.directory().await?;
        match self {
            Self::Create(command) => create(*command, &directory, &located, place).await,
            Self::List(command) => list(command, &directory, place).await,
            Self::Show(named) => {
                let (tenant, application) = named.find(&directory).await?;
                show(&directory, &tenant, &application, &located, place).await
            }
            Self::Update(command) => update(*command, &directory, &located, place).await,
            Self::Assign(command) => command.assign(&directory, place).await,
            Self::ImportAssignments(command) => command.run(&directory, place).await,
            Self::Unassign(command) => command.unassign(&directory, place).await,
            Self::Delete(named) => {
                let (tenant, application) = named.find(&directory).await?;
                applications::delete(&directory, &caller(), &tenant.id, &application.id).await?;
                print::answer(place.format(), &ApplicationView::from(&application), |view| {
                    format!(
                        "{} is deleted and can be restored for 30 days.",
                        view.display_name
                    )
                })
            }
            Self::Restore(named) => restore(named, &directory, &located, place).await,
            Self::Certificate(command) => command.run(&directory, &located, place).await,
            Self::Metadata(command) => command.run(&directory, &located, place).await,
        }
    }
}

impl Named {
    /// Finds the application and its tenant.
    pub(super) async fn find(&self, directory: &Directory) -> anyhow::Result<(Tenant, Application)> {
        let tenant = self.tenant.find(directory).await?;
        let found = applications::find(directory, &caller(), &tenant.id, &self.app).await?;
        let application = found.ok_or_else(|| Failure::not_found(Noun::Application, &self.app))?;
        Ok((tenant, application))
    }
}

async fn create(
    command: Create,
    directory: &Directory,
    located: &Located,
    place: &Place,
) -> anyhow::Result<()> {
    let tenant = command.tenant.find(directory).await?;
    let display_name = match (command.name, &command.template) {
        (Some(name), _) => name,
        (None, Some(entry)) => template_name(entry)?,
        (None, None) => anyhow::bail!("name the application with --name, or a gallery entry with --template"),
    };
    let mut new = NewApplication {
        template: command.template,
        identifiers: command.identifier,
        reply_urls: command.reply_url.into_iter().map(ReplyUrl::plain).collect(),
        sign_on_url: command.sign_on_url,
        relay_state: command.relay_state,
        logout_url: command.logout_url,
        ..NewApplication::new(tenant.id.clone(), display_name)
    };
    let now = directory.environment().now();
    let read = command
        .metadata
        .begin(&mut new, command.encrypt, (located, now))
        .await?;
    let namesakes = namesakes(directory, &tenant, &new.display_name).await?;
    let application = applications::create(directory, &caller(), new).await?;
    follow(directory, &application, read).await?;
    if !namesakes.is_empty() {
        print::note(&format!(
            "{} is also the name of {}: commands tell them apart by id, this one is {}",
            application.display_name,
            namesakes.join(", "),
            application.app_id
        ));
    }
    show(directory, &tenant, &application, located, place).await
}

/// The ids of the applications that have a name already, which is allowed.
async fn namesakes(
    directory: &Directory,
    tenant: &Tenant,
    name: &DisplayName,
) -> anyhow::Result<Vec<String>> {
    match applications::find(directory, &caller(), &tenant.id, &name.to_string()).await {
        Ok(found) => Ok(found.into_iter().map(|application| application.app_id).collect()),
        Err(Failure::Conflict(Conflict::Ambiguous { ids, .. })) => Ok(ids),
        Err(other) => Err(other.into()),
    }
}

fn template_name(entry: &str) -> anyhow::Result<DisplayName> {
    let template = templates::find(entry).ok_or_else(|| {
        let known = templates::gallery()
            .iter()
            .map(|template| template.slug.as_str())
            .collect::<Vec<_>>()
            .join(", ");
        anyhow::anyhow!("the gallery has no entry '{entry}'; it has {known}")
    })?;
    Ok(template.display_name.parse()?)
}

/// Prints an application with its certificates and all addresses.
async fn show(
    directory: &Directory,
    tenant: &Tenant,
    application: &Application,
    located: &Located,
    place: &Place,
) -> anyhow::Result<()> {
    let certificates = certificates::list(directory, &caller(), &tenant.id, &application.id).await?;
    let shared = applications::shared_certificates(directory, &caller(), &tenant.id, &application.id).await?;
    // Made before an address is known (`app create` on an empty data directory): the rest is shown all the same.
    let settings = located.identity_provider().ok();
    let profile =
        applications::compatibility_profile(directory, &caller(), &tenant.id, &application.id).await?;
    let view = ApplicationView::from(application)
        .with_profile(profile)
        .with_certificates(&certificates, &shared, directory.environment().now())
        .with_addresses(settings.as_ref(), application);
    print::answer(place.format(), &view, ApplicationView::text)
}

async fn list(command: List, directory: &Directory, place: &Place) -> anyhow::Result<()> {
    let tenant = command.tenant.find(directory).await?;
    let found = if command.deleted {
        every(async |page| applications::list_deleted(directory, &caller(), &tenant.id, &page).await).await?
    } else {
        every(async |page| applications::list(directory, &caller(), &tenant.id, &page).await).await?
    };
    let views: Vec<ApplicationView> = found.iter().map(ApplicationView::from).collect();
    print::answer(place.format(), &views, |views| applications_text(views))
}

async fn update(
    command: Update,
    directory: &Directory,
    located: &Located,
    place: &Place,
) -> anyhow::Result<()> {
    let (tenant, application) = command.named.find(directory).await?;
    let mut change = ApplicationChange {
        signing_option: command.signing_option,
        assignment_required: command.assignment_required.map(Switch::is_on),
        is_enabled: command.enabled.map(Switch::is_on),
        logout_url: removable(command.logout_url)?,
        sign_on_url: removable(command.sign_on_url)?,
        relay_state: removable(command.relay_state)?,
        identifiers: identifiers(&application, command.identifier, command.add_identifier)?,
        reply_urls: reply_urls(&application, command.reply_url, command.add_reply_url),
        // What is added is added to what was read.
        version: Some(application.version),
        ..ApplicationChange::default()
    };
    let now = directory.environment().now();
    let is_encrypted = application.encryption.is_some();
    command.encryption.apply(&mut change)?;
    command.signed_requests.apply(&mut change)?;
    let read = command
        .metadata
        .change(&mut change, is_encrypted, (located, now))
        .await?;
    let application = applications::update(directory, &caller(), &tenant.id, &application.id, change).await?;
    if let Some(Profile(profile)) = command.compatibility_profile {
        let key = (tenant.id.as_str(), application.id.as_str());
        applications::set_compatibility_profile(directory, &caller(), key, profile).await?;
    }
    follow(directory, &application, read).await?;
    show(directory, &tenant, &application, located, place).await
}

async fn restore(
    named: Named,
    directory: &Directory,
    located: &Located,
    place: &Place,
) -> anyhow::Result<()> {
    let tenant = named.tenant.find(directory).await?;
    let deleted =
        every(async |page| applications::list_deleted(directory, &caller(), &tenant.id, &page).await).await?;
    let is_meant = |application: &&Application| {
        [&application.id, &application.app_id, &application.display_name]
            .into_iter()
            .any(|name| *name == named.app)
    };
    let application = deleted
        .iter()
        .filter(is_meant)
        .max_by_key(|application| application.deleted_at)
        .ok_or_else(|| anyhow::anyhow!("no application '{}' was deleted in the last 30 days", named.app))?;
    let application = applications::restore(directory, &caller(), &tenant.id, &application.id).await?;
    show(directory, &tenant, &application, located, place).await
}
