//! The name identifier: which format, which value.

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
    pub const ALL: [Self; 4] = [Self::EmailAddress, Self::Persistent, Self::Transient, Self::Unspecified];

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
    pub const ALL: [Self; 4] = [Self::UserPrincipalName, Self::Mail, Self::ObjectId, Self::PairwiseId];

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
