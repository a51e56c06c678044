//! The name identifier: which format, which value.

use aws_lc_rs::hmac;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::set::is_legal;
use super::{ClaimSet, NameId, Rule, Warning, WarningReason};
use crate::applications::NameIdSetting;
use crate::users::User;

/// The formats that are offered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NameIdFormat {
    /// Shaped like a mail address.
    EmailAddress,
    /// Opaque, and different at each application.
    Persistent,
    /// Another one at each sign-on.
    Transient,
    /// Ours to choose.
    Unspecified,
}

impl NameIdFormat {
    /// All formats.
    pub const ALL: [Self; 4] = [
        Self::EmailAddress,
        Self::Persistent,
        Self::Transient,
        Self::Unspecified,
    ];

    /// The format's URI (saml-core 8.3).
    pub fn uri(self) -> &'static str {
        match self {
            Self::EmailAddress => "urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress",
            Self::Persistent => "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent",
            Self::Transient => "urn:oasis:names:tc:SAML:2.0:nameid-format:transient",
            Self::Unspecified => "urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified",
        }
    }

    /// The format with this URI.
    pub fn from_uri(uri: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.uri() == uri)
    }
}

/// Where the value can come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NameIdSource {
    /// `user.userprincipalname`.
    UserPrincipalName,
    /// `user.mail`.
    Mail,
    /// `user.objectid`.
    ObjectId,
    /// A keyed hash, different at each application.
    PairwiseId,
}

impl NameIdSource {
    /// All sources.
    pub const ALL: [Self; 4] = [
        Self::UserPrincipalName,
        Self::Mail,
        Self::ObjectId,
        Self::PairwiseId,
    ];

    /// Entra's name of the source.
    pub fn name(self) -> &'static str {
        match self {
            Self::UserPrincipalName => "user.userprincipalname",
            Self::Mail => "user.mail",
            Self::ObjectId => "user.objectid",
            Self::PairwiseId => "user.pairwiseid",
        }
    }

    /// The source of that name.
    pub fn find(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|source| source.name() == name)
    }
}

/// What values can be made of.
pub(super) struct Sources<'a> {
    pub(super) person: &'a User,
    pub(super) app_id: &'a str,
    pub(super) salt: &'a [u8],
    pub(super) transient: &'a str,
}

/// The name identifier, by this precedence: the format that the request asks for, the format set at the application, the
/// format that goes with the user principal name.
///
/// A transient one is random whatever was set. Asked for a persistent one, an application without a setting of its own gets
/// the pairwise identifier; with a setting its source counts and the request's format is written beside it.
pub(super) fn name_id(
    sources: &Sources<'_>,
    setting: Option<NameIdSetting>,
    wish: Option<NameIdFormat>,
    warnings: &mut Vec<Warning>,
) -> NameId {
    let format = wish
        .or(setting.map(|setting| setting.format))
        .unwrap_or(NameIdFormat::EmailAddress);
    let set = match (wish, setting) {
        (Some(_), _) => ClaimSet::Requested,
        (None, Some(_)) => ClaimSet::Configured,
        (None, None) => ClaimSet::Default,
    };
    if format == NameIdFormat::Transient {
        return NameId {
            value: sources.transient.to_owned(),
            format,
            rule: Rule {
                set,
                source: "random",
            },
        };
    }
    let source = match (setting, format) {
        (Some(setting), _) => setting.source,
        (None, NameIdFormat::Persistent) => NameIdSource::PairwiseId,
        (None, _) => NameIdSource::UserPrincipalName,
    };
    let value = sources.value(source).filter(|value| !value.is_empty());
    match value.as_deref().map(is_legal) {
        Some(true) => NameId {
            value: value.unwrap_or_default(),
            format,
            rule: Rule {
                set,
                source: source.name(),
            },
        },
        unusable => {
            if unusable == Some(false) {
                warnings.push(Warning {
                    name: "NameID".to_owned(),
                    reason: WarningReason::IllegalCharacter,
                });
            }
            warnings.push(Warning {
                name: "NameID".to_owned(),
                reason: WarningReason::PairwiseInstead,
            });
            NameId {
                value: sources.pairwise(),
                format: NameIdFormat::Persistent,
                rule: Rule {
                    set,
                    source: NameIdSource::PairwiseId.name(),
                },
            }
        }
    }
}

impl Sources<'_> {
    fn value(&self, source: NameIdSource) -> Option<String> {
        match source {
            NameIdSource::UserPrincipalName => Some(self.person.user_principal_name.clone()),
            NameIdSource::Mail => self.person.mail.clone(),
            NameIdSource::ObjectId => Some(self.person.id.clone()),
            NameIdSource::PairwiseId => Some(self.pairwise()),
        }
    }

    /// 43 characters that are the same for this person at this application for ever, and tell neither. Object ids and
    /// application ids are never used again, so a successor never gets it.
    fn pairwise(&self) -> String {
        let key = hmac::Key::new(hmac::HMAC_SHA256, self.salt);
        let mut context = hmac::Context::with_key(&key);
        context.update(self.person.id.as_bytes());
        context.update(&[0]);
        context.update(self.app_id.as_bytes());
        URL_SAFE_NO_PAD.encode(context.sign())
    }
}
