//! `vestibule manager key`: the own keys of a customer.

use clap::{Args, Subcommand};
use jiff::Timestamp;
use serde::Serialize;
use vestibule_directory::certificates::Expiry;
use vestibule_manager::keys::{self, KeyUse, OwnKey};

use super::manager::find_customer;
use super::place::Place;
use super::view::instant;
use crate::print::{self, table};

/// Own keys of a customer: what its service provider signs with, and what opens what is encrypted to it.
#[derive(Debug, Subcommand)]
pub(super) enum KeyCommand {
    /// List the keys of a customer
    List(Named),
    /// Make the next key of a use: it is published in the metadata, and used once it is activated
    #[command(after_help = "\
How a key is changed without a failure:
  1. vestibule manager key create --customer contoso --use encryption
  2. Let the identity provider read the metadata of the customer again.
  3. vestibule manager key activate --customer contoso --thumbprint SHA1
  4. vestibule manager key delete the one before, once the identity provider has read the metadata again: an encryption key
     opens until then what is still encrypted to it.")]
    Create(Create),
    /// Use this key from now on; the one before still opens, and is published for what it signed a moment ago
    Activate(Chosen),
    /// Delete a key that is not active
    Delete(Chosen),
}

/// Which customer.
#[derive(Debug, Args)]
pub(super) struct Named {
    /// Name of the customer
    #[arg(long, value_name = "NAME")]
    customer: String,
}

/// A new key.
#[derive(Debug, Args)]
pub(super) struct Create {
    #[command(flatten)]
    named: Named,
    /// What the key is for
    #[arg(long = "use", value_name = "signing|encryption", value_parser = parse_use)]
    key_use: KeyUse,
}

/// One key.
#[derive(Debug, Args)]
pub(super) struct Chosen {
    #[command(flatten)]
    named: Named,
    /// Thumbprint, as the list shows it
    #[arg(long, value_name = "SHA1")]
    thumbprint: String,
}

fn parse_use(text: &str) -> Result<KeyUse, String> {
    KeyUse::find(text).ok_or_else(|| "expected signing or encryption".to_owned())
}

/// A key.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct KeyView {
    thumbprint: String,
    #[serde(rename = "use")]
    key_use: &'static str,
    /// `next`, `active` or `retired`.
    state: &'static str,
    not_before: String,
    not_after: String,
    /// `valid`, `ending` or `expired`.
    expiry: &'static str,
}

impl KeyView {
    fn new(key: &OwnKey, now: Timestamp) -> Self {
        Self {
            thumbprint: key.certificate.thumbprint().to_owned(),
            key_use: key.key_use.name(),
            state: key.state.name(),
            not_before: instant(key.certificate.not_before()),
            not_after: instant(key.certificate.not_after()),
            expiry: Expiry::of(key.certificate.not_after(), now).name(),
        }
    }
}

impl KeyCommand {
    pub(super) async fn run(self, place: &Place) -> anyhow::Result<()> {
        let manager = place.locate()?.manager().await?;
        let now = manager.environment().now();
        let show = |key: &OwnKey| {
            print::answer(place.format(), &KeyView::new(key, now), |view| {
                keys_text(std::slice::from_ref(view))
            })
        };
        match self {
            Self::List(named) => {
                let customer = find_customer(&manager, &named.customer).await?;
                let known = keys::list(&manager, &customer).await?;
                let views: Vec<KeyView> = known.iter().map(|key| KeyView::new(key, now)).collect();
                print::answer(place.format(), &views, |views| keys_text(views))
            }
            Self::Create(command) => {
                let customer = find_customer(&manager, &command.named.customer).await?;
                show(&keys::create(&manager, &customer, command.key_use).await?)
            }
            Self::Activate(chosen) => {
                let customer = find_customer(&manager, &chosen.named.customer).await?;
                show(&keys::activate(&manager, &customer, &chosen.thumbprint).await?)
            }
            Self::Delete(chosen) => {
                let customer = find_customer(&manager, &chosen.named.customer).await?;
                keys::delete(&manager, &customer, &chosen.thumbprint).await?;
                let deleted = serde_json::json!({ "thumbprint": chosen.thumbprint });
                print::answer(place.format(), &deleted, |_| {
                    format!("{} is deleted.", chosen.thumbprint)
                })
            }
        }
    }
}

fn keys_text(keys: &[KeyView]) -> String {
    let rows: Vec<Vec<String>> = keys
        .iter()
        .map(|key| {
            vec![
                key.thumbprint.clone(),
                key.key_use.to_owned(),
                key.state.to_owned(),
                key.not_after.clone(),
            ]
        })
        .collect();
    table(
        &["Thumbprint", "Use", "State", "Valid until"],
        &rows,
        "There is no key yet: the first one is made when it is needed.",
    )
}
