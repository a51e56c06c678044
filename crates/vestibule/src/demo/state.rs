//! What the demo remembers from one start to the next: `demo.json`, for its owner alone, since the cast's
//! passwords lie in it.

use std::path::{Path, PathBuf};

use anyhow::Context as _;
use serde::{Deserialize, Serialize};
use url::Url;

use crate::files;

/// The file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct DemoState {
    /// `http` or `https`.
    pub(crate) scheme: Scheme,
    /// The port, which is part of every address that was exchanged between the systems.
    pub(crate) port: u16,
    pub(crate) tenant_id: String,
    pub(crate) people: Vec<RememberedPerson>,
    pub(crate) customers: Vec<RememberedCustomer>,
    pub(crate) applications: Vec<RememberedApplication>,
}

/// How the demo is reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Scheme {
    Http,
    Https,
}

impl Scheme {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Http => "http",
            Self::Https => "https",
        }
    }
}

/// A person of the cast with the password that was generated.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct RememberedPerson {
    pub(crate) id: String,
    pub(crate) user_principal_name: String,
    pub(crate) display_name: String,
    pub(crate) password: String,
    /// When that password was set, in microseconds since 1970: one set later is not ours to show.
    pub(crate) password_set_at: Option<i64>,
    pub(crate) note: String,
}

/// A customer with its local person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct RememberedCustomer {
    pub(crate) name: String,
    pub(crate) host: String,
    pub(crate) is_set_up: bool,
    pub(crate) local_login: String,
    pub(crate) local_password: String,
}

/// An application.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct RememberedApplication {
    pub(crate) id: String,
    pub(crate) app_id: String,
    pub(crate) display_name: String,
}

impl DemoState {
    /// Whether the data directory is a demo's.
    pub(crate) fn exists(data: &Path) -> bool {
        file(data).exists()
    }

    /// Reads what is remembered; `None` in a data directory without a demo.
    pub(crate) fn load(data: &Path) -> anyhow::Result<Option<Self>> {
        let file = file(data);
        let text = match std::fs::read(&file) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(error) => {
                return Err(error).with_context(|| format!("cannot read {}", file.display()));
            }
        };
        let state = serde_json::from_slice(&text)
            .with_context(|| format!("{} is not what a demo of this version wrote", file.display()))?;
        Ok(Some(state))
    }

    /// Remembers.
    pub(crate) fn save(&self, data: &Path) -> anyhow::Result<()> {
        let mut text = serde_json::to_vec_pretty(self)?;
        text.push(b'\n');
        files::write_private(&file(data), &text)
    }

    /// The identity provider's address.
    pub(crate) fn base_url(&self) -> anyhow::Result<Url> {
        base_url(self.scheme, self.port)
    }
}

/// The identity provider's address in a demo.
pub(crate) fn base_url(scheme: Scheme, port: u16) -> anyhow::Result<Url> {
    format!("{}://localhost:{port}", scheme.name())
        .parse()
        .context("the demo's address cannot be made")
}

fn file(data: &Path) -> PathBuf {
    data.join("demo.json")
}
