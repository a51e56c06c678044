//! Names of subjects: `[saml-core]` 2.2.2, 2.2.3 and 8.3.

/// A name of a subject as a message carries it (`[saml-core]` 2.2.3).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NameId {
    /// The name itself, octet by octet: never trimmed, never folded. At most 512 octets when it was received.
    pub value: String,
    /// What kind of name it is; absent means [`NameIdFormat::Unspecified`].
    pub format: Option<NameIdFormat>,
    /// The domain that qualifies the name, as a rule the identity provider's entity id.
    pub name_qualifier: Option<String>,
    /// The service provider (or affiliation) the name was made for.
    pub sp_name_qualifier: Option<String>,
}

impl NameId {
    /// A name without qualifiers.
    pub fn new(value: impl Into<String>, format: NameIdFormat) -> Self {
        Self {
            value: value.into(),
            format: Some(format),
            name_qualifier: None,
            sp_name_qualifier: None,
        }
    }
}

/// The identifiers of `[saml-core]` 8.3.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum NameIdFormat {
    /// The meaning of the name is left to the parties (8.3.1).
    Unspecified,
    /// An `addr-spec` of RFC 2822 (8.3.2).
    EmailAddress,
    /// A distinguished name as XML Signature writes it (8.3.3).
    X509SubjectName,
    /// `DomainName\UserName` (8.3.4).
    WindowsDomainQualifiedName,
    /// A Kerberos principal (8.3.5).
    Kerberos,
    /// A system entity (8.3.6).
    Entity,
    /// An opaque name for one pair of providers (8.3.7).
    Persistent,
    /// An opaque name for one session (8.3.8).
    Transient,
    /// Any other URI, kept as it is.
    Other(String),
}

impl NameIdFormat {
    /// Finds the format by its URI; unknown ones are kept.
    pub fn from_uri(uri: &str) -> Self {
        KNOWN
            .iter()
            .find(|(_, known)| *known == uri)
            .map_or_else(|| Self::Other(uri.to_owned()), |(format, _)| format.clone())
    }

    /// The URI that stands in `Format`.
    pub fn uri(&self) -> &str {
        match self {
            Self::Other(uri) => uri,
            known => KNOWN
                .iter()
                .find(|(format, _)| format == known)
                .map_or(UNSPECIFIED, |(_, uri)| uri),
        }
    }
}

const UNSPECIFIED: &str = "urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified";

const KNOWN: [(NameIdFormat, &str); 8] = [
    (NameIdFormat::Unspecified, UNSPECIFIED),
    (
        NameIdFormat::EmailAddress,
        "urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress",
    ),
    (
        NameIdFormat::X509SubjectName,
        "urn:oasis:names:tc:SAML:1.1:nameid-format:X509SubjectName",
    ),
    (
        NameIdFormat::WindowsDomainQualifiedName,
        "urn:oasis:names:tc:SAML:1.1:nameid-format:WindowsDomainQualifiedName",
    ),
    (
        NameIdFormat::Kerberos,
        "urn:oasis:names:tc:SAML:2.0:nameid-format:kerberos",
    ),
    (
        NameIdFormat::Entity,
        "urn:oasis:names:tc:SAML:2.0:nameid-format:entity",
    ),
    (
        NameIdFormat::Persistent,
        "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent",
    ),
    (
        NameIdFormat::Transient,
        "urn:oasis:names:tc:SAML:2.0:nameid-format:transient",
    ),
];
