//! Namespace names. `[saml-core]` 1.1, `[saml-metadata]` 1.1, `[xmldsig]` 1.3.

/// SAML assertions.
pub const SAML: &str = "urn:oasis:names:tc:SAML:2.0:assertion";
/// SAML protocol messages.
pub const SAMLP: &str = "urn:oasis:names:tc:SAML:2.0:protocol";
/// SAML metadata.
pub const METADATA: &str = "urn:oasis:names:tc:SAML:2.0:metadata";
/// XML Signature.
pub const DSIG: &str = "http://www.w3.org/2000/09/xmldsig#";
/// XML Signature 1.1.
pub const DSIG11: &str = "http://www.w3.org/2009/xmldsig11#";
/// Exclusive canonicalization, also the URI of the algorithm without comments.
pub const EXC_C14N: &str = "http://www.w3.org/2001/10/xml-exc-c14n#";
/// XML Encryption 1.0.
pub const XENC: &str = "http://www.w3.org/2001/04/xmlenc#";
/// XML Encryption 1.1.
pub const XENC11: &str = "http://www.w3.org/2009/xmlenc11#";
/// XML Schema.
pub const XS: &str = "http://www.w3.org/2001/XMLSchema";
/// XML Schema attributes in instances.
pub const XSI: &str = "http://www.w3.org/2001/XMLSchema-instance";
/// The namespace that the prefix `xml` is bound to.
pub const XML: &str = "http://www.w3.org/XML/1998/namespace";
/// The namespace that the prefix `xmlns` is bound to.
pub const XMLNS: &str = "http://www.w3.org/2000/xmlns/";
