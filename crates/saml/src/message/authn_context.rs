//! How somebody signed in: the classes of `[saml-authn-context]` 3.4.

/// One authentication context class reference.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum AuthnContextClass {
    /// A password over whatever channel.
    Password,
    /// A password over a protected channel.
    PasswordProtectedTransport,
    /// A Kerberos ticket.
    Kerberos,
    /// An OpenPGP key.
    Pgp,
    /// The Secure Remote Password protocol.
    SecureRemotePassword,
    /// An XML signature.
    XmlDsig,
    /// A key of a simple public key infrastructure.
    Spki,
    /// A smart card.
    Smartcard,
    /// A smart card with a certificate and a PIN.
    SmartcardPki,
    /// A client certificate of the transport.
    TlsClient,
    /// A certificate of an X.509 infrastructure.
    X509,
    /// Nothing is said about the means.
    Unspecified,
    /// The same with the capital letter that Entra's documentation gives it, and so applications that follow it.
    UnspecifiedOfEntra,
    /// Integrated Windows authentication, as Entra names it.
    IntegratedWindows,
    /// A class this library has no name for.
    Other(String),
}

impl AuthnContextClass {
    /// Finds the class by its URI; unknown ones are kept as [`AuthnContextClass::Other`].
    pub fn from_uri(uri: &str) -> Self {
        KNOWN
            .iter()
            .find(|(_, known)| *known == uri)
            .map_or_else(|| Self::Other(uri.to_owned()), |(class, _)| class.clone())
    }

    /// The URI that stands in `AuthnContextClassRef`.
    pub fn uri(&self) -> &str {
        match self {
            Self::Other(uri) => uri,
            known => KNOWN
                .iter()
                .find(|(class, _)| class == known)
                .map_or(UNSPECIFIED, |(_, uri)| uri),
        }
    }

    /// Whether the library has a name for it.
    pub fn is_known(&self) -> bool {
        !matches!(self, Self::Other(_))
    }

    /// Whether having signed in by `performed` answers a wish for `self` under the comparison `exact`.
    ///
    /// Two liberties, both Entra's: a password over TLS is asked for and answered under either of its two names,
    /// and who asks for *unspecified* is content with anything.
    pub fn is_met_by(&self, performed: &Self) -> bool {
        let is_password = |class: &Self| matches!(class, Self::Password | Self::PasswordProtectedTransport);
        let is_open = matches!(self, Self::Unspecified | Self::UnspecifiedOfEntra);
        self == performed || is_open || (is_password(self) && is_password(performed))
    }
}

const UNSPECIFIED: &str = "urn:oasis:names:tc:SAML:2.0:ac:classes:unspecified";

const KNOWN: [(AuthnContextClass, &str); 14] = [
    (
        AuthnContextClass::Password,
        "urn:oasis:names:tc:SAML:2.0:ac:classes:Password",
    ),
    (
        AuthnContextClass::PasswordProtectedTransport,
        "urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport",
    ),
    (
        AuthnContextClass::Kerberos,
        "urn:oasis:names:tc:SAML:2.0:ac:classes:Kerberos",
    ),
    (
        AuthnContextClass::Pgp,
        "urn:oasis:names:tc:SAML:2.0:ac:classes:PGP",
    ),
    (
        AuthnContextClass::SecureRemotePassword,
        "urn:oasis:names:tc:SAML:2.0:ac:classes:SecureRemotePassword",
    ),
    (
        AuthnContextClass::XmlDsig,
        "urn:oasis:names:tc:SAML:2.0:ac:classes:XMLDSig",
    ),
    (
        AuthnContextClass::Spki,
        "urn:oasis:names:tc:SAML:2.0:ac:classes:SPKI",
    ),
    (
        AuthnContextClass::Smartcard,
        "urn:oasis:names:tc:SAML:2.0:ac:classes:Smartcard",
    ),
    (
        AuthnContextClass::SmartcardPki,
        "urn:oasis:names:tc:SAML:2.0:ac:classes:SmartcardPKI",
    ),
    (
        AuthnContextClass::TlsClient,
        "urn:oasis:names:tc:SAML:2.0:ac:classes:TLSClient",
    ),
    (
        AuthnContextClass::X509,
        "urn:oasis:names:tc:SAML:2.0:ac:classes:X509",
    ),
    (AuthnContextClass::Unspecified, UNSPECIFIED),
    (
        AuthnContextClass::UnspecifiedOfEntra,
        "urn:oasis:names:tc:SAML:2.0:ac:classes:Unspecified",
    ),
    (
        AuthnContextClass::IntegratedWindows,
        "urn:federation:authentication:windows",
    ),
];
