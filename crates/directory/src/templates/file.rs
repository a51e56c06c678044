//! Reads the gallery's files.

use rust_embed::RustEmbed;
use serde::Deserialize;

use super::{Download, Field, Mode, Pattern, Template, TemplateRole};
use crate::applications::SigningOption;

#[derive(RustEmbed)]
#[folder = "../../gallery"]
struct Files;

/// Why a file of the gallery cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum TemplateError {
    /// It is not TOML, or not of the form that the schema gives.
    #[error("gallery/{file}: {source}")]
    Form {
        /// The file.
        file: String,
        /// What the reader says.
        #[source]
        source: Box<toml::de::Error>,
    },
    /// It is not UTF-8.
    #[error("gallery/{file} is not UTF-8")]
    Encoding {
        /// The file.
        file: String,
    },
    /// A value is of the right form but makes no sense.
    #[error("gallery/{file}: {key} has the value {value}")]
    Value {
        /// The file.
        file: String,
        /// The key.
        key: &'static str,
        /// The value.
        value: String,
    },
}

/// All files, read or refused.
pub(super) fn read_all() -> Vec<Result<Template, TemplateError>> {
    Files::iter()
        .filter(|file| file.ends_with(".toml"))
        .map(|file| read(&file))
        .collect()
}

fn read(file: &str) -> Result<Template, TemplateError> {
    let content = Files::get(file)
        .map(|found| found.data.into_owned())
        .unwrap_or_default();
    let text = String::from_utf8(content).map_err(|_| TemplateError::Encoding {
        file: file.to_owned(),
    })?;
    parse(file, &text)
}

/// One file's text.
pub(super) fn parse(file: &str, text: &str) -> Result<Template, TemplateError> {
    let entry: Entry = toml::from_str(text).map_err(|source| TemplateError::Form {
        file: file.to_owned(),
        source: Box::new(source),
    })?;
    let refuse = |key, value: &str| TemplateError::Value {
        file: file.to_owned(),
        key,
        value: value.to_owned(),
    };
    if uuid::Uuid::try_parse(&entry.id).is_err() {
        return Err(refuse("id", &entry.id));
    }
    let slug = file.strip_suffix(".toml").unwrap_or(file).to_owned();
    Ok(Template {
        id: entry.id,
        slug,
        display_name: entry.display_name,
        publisher: entry.publisher,
        category: entry.category,
        description: entry.description,
        modes: entry.modes.into_iter().map(Mode::from).collect(),
        just_in_time_provisioning: entry.just_in_time_provisioning,
        identifier: field(entry.identifier).map_err(|wrong| refuse("identifier.patterns", &wrong))?,
        reply_url: field(entry.reply_url).map_err(|wrong| refuse("reply_url.patterns", &wrong))?,
        sign_on_url: field(entry.sign_on_url).map_err(|wrong| refuse("sign_on_url.patterns", &wrong))?,
        signing_option: SigningOption::find(&entry.signing_option)
            .ok_or_else(|| refuse("signing_option", &entry.signing_option))?,
        certificate_download: match entry.certificate_download {
            EntryDownload::Base64 => Download::Base64,
            EntryDownload::Raw => Download::Raw,
            EntryDownload::Metadata => Download::Metadata,
        },
        app_roles: entry
            .app_roles
            .into_iter()
            .map(|role| TemplateRole {
                display_name: role.display_name,
                value: role.value,
            })
            .collect(),
        steps: entry.steps,
    })
}

fn field(entry: EntryField) -> Result<Field, String> {
    let read = |texts: Vec<String>| -> Result<Vec<Pattern>, String> {
        texts
            .into_iter()
            .map(|text| Pattern::parse(&text).ok_or(text))
            .collect()
    };
    Ok(Field {
        is_required: entry.required,
        patterns: read(entry.patterns)?,
        loopback_patterns: read(entry.loopback_patterns)?,
    })
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    id: String,
    display_name: String,
    publisher: String,
    category: String,
    description: String,
    modes: Vec<EntryMode>,
    #[serde(default)]
    just_in_time_provisioning: bool,
    identifier: EntryField,
    reply_url: EntryField,
    #[serde(default)]
    sign_on_url: EntryField,
    #[serde(default = "assertion")]
    signing_option: String,
    certificate_download: EntryDownload,
    #[serde(default)]
    app_roles: Vec<EntryRole>,
    steps: Vec<String>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct EntryField {
    #[serde(default)]
    required: bool,
    #[serde(default)]
    patterns: Vec<String>,
    #[serde(default)]
    loopback_patterns: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct EntryRole {
    display_name: String,
    value: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
enum EntryMode {
    ServiceProvider,
    IdentityProvider,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
enum EntryDownload {
    Base64,
    Raw,
    Metadata,
}

impl From<EntryMode> for Mode {
    fn from(mode: EntryMode) -> Self {
        match mode {
            EntryMode::ServiceProvider => Self::ServiceProvider,
            EntryMode::IdentityProvider => Self::IdentityProvider,
        }
    }
}

fn assertion() -> String {
    SigningOption::Assertion.name().to_owned()
}
