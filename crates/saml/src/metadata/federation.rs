//! The federation metadata of one application, in the shape in which Entra publishes it.
//!
//! Two WS-Federation role descriptors come before the SAML one; clients of Microsoft's libraries take their keys
//! from there. They promise an endpoint of a protocol that is not spoken here, exactly as far as Entra's tools
//! expect to find them.

use super::key::write_descriptor;
use super::write::{WriteError, finish, start_entity};
use super::{Binding, Endpoint};
use crate::signature::SigningKey;
use crate::xml::{Writer, ns};

/// What stands in the document.
#[derive(Debug, Clone)]
pub struct FederationContent<'a> {
    /// The id of the document, `_` and a UUID; another one than any message has.
    pub id: &'a str,
    /// The entity id of the identity provider.
    pub entity_id: &'a str,
    /// The address of single sign-on and single logout.
    pub saml_url: &'a str,
    /// The address of the WS-Federation endpoint that the role descriptors name.
    pub wsfed_url: &'a str,
    /// The signing certificates (DER) of the application, the active one first.
    pub certificates: &'a [&'a [u8]],
}

/// Writes and signs the document.
///
/// # Errors
/// [`WriteError`] if a value cannot stand in XML.
pub fn federation_metadata(content: &FederationContent<'_>, key: &SigningKey) -> Result<String, WriteError> {
    let mut xml = Writer::new();
    let behind_start = start_entity(&mut xml, Some(content.id), content.entity_id, (None, None));
    security_token_service(&mut xml, content);
    application_service(&mut xml, content);
    xml.start("IDPSSODescriptor")
        .attribute("protocolSupportEnumeration", ns::SAMLP);
    keys(&mut xml, content);
    Endpoint::new(Binding::HttpRedirect, content.saml_url).write("SingleLogoutService", &mut xml);
    Endpoint::new(Binding::HttpRedirect, content.saml_url).write("SingleSignOnService", &mut xml);
    Endpoint::new(Binding::HttpPost, content.saml_url).write("SingleSignOnService", &mut xml);
    xml.end();
    let document = finish(xml, behind_start, Some((content.id, key)))?;
    Ok(format!("{DECLARATION}{document}"))
}

fn security_token_service(xml: &mut Writer, content: &FederationContent<'_>) {
    start_role(xml, "fed:SecurityTokenServiceType");
    keys(xml, content);
    xml.start("fed:ClaimTypesOffered");
    for (uri, name, description) in CLAIM_TYPES {
        xml.start("auth:ClaimType")
            .namespace("auth", AUTHORIZATION)
            .attribute("Uri", uri);
        xml.leaf("auth:DisplayName", name)
            .leaf("auth:Description", description)
            .end();
    }
    xml.end();
    address(xml, "fed:SecurityTokenServiceEndpoint", content.wsfed_url);
    address(xml, "fed:PassiveRequestorEndpoint", content.wsfed_url);
    xml.end();
}

fn application_service(xml: &mut Writer, content: &FederationContent<'_>) {
    start_role(xml, "fed:ApplicationServiceType");
    keys(xml, content);
    address(xml, "fed:TargetScopes", content.entity_id);
    address(xml, "fed:ApplicationServiceEndpoint", content.wsfed_url);
    address(xml, "fed:PassiveRequestorEndpoint", content.wsfed_url);
    xml.end();
}

fn start_role(xml: &mut Writer, kind: &str) {
    xml.start("RoleDescriptor")
        .namespace("fed", FEDERATION)
        .namespace("xsi", ns::XSI);
    xml.attribute("protocolSupportEnumeration", FEDERATION)
        .attribute("xsi:type", kind);
}

fn keys(xml: &mut Writer, content: &FederationContent<'_>) {
    for certificate in content.certificates {
        write_descriptor(xml, Some("signing"), certificate, &[]);
    }
}

fn address(xml: &mut Writer, name: &'static str, url: &str) {
    xml.start(name)
        .start("EndpointReference")
        .namespace("", ADDRESSING)
        .leaf("Address", url)
        .end()
        .end();
}

const DECLARATION: &str = "<?xml version=\"1.0\" encoding=\"utf-8\"?>";
const FEDERATION: &str = "http://docs.oasis-open.org/wsfed/federation/200706";
const AUTHORIZATION: &str = "http://docs.oasis-open.org/wsfed/authorization/200706";
const ADDRESSING: &str = "http://www.w3.org/2005/08/addressing";

/// Uri, DisplayName and Description of the claims every application can get.
const CLAIM_TYPES: [(&str, &str, &str); 19] = [
    (
        "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/name",
        "Name",
        "The sign-in name of the person.",
    ),
    (
        "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/nameidentifier",
        "Subject",
        "What the subject of the assertion is called.",
    ),
    (
        "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/givenname",
        "Given Name",
        "The first name.",
    ),
    (
        "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/surname",
        "Surname",
        "The last name.",
    ),
    (
        "http://schemas.microsoft.com/identity/claims/displayname",
        "Display Name",
        "The name that is shown.",
    ),
    (
        "http://schemas.microsoft.com/identity/claims/nickname",
        "Nick Name",
        "The familiar name.",
    ),
    (
        "http://schemas.microsoft.com/ws/2008/06/identity/claims/authenticationinstant",
        "Authentication Instant",
        "When the person signed in.",
    ),
    (
        "http://schemas.microsoft.com/ws/2008/06/identity/claims/authenticationmethod",
        "Authentication Method",
        "How the person signed in.",
    ),
    (
        "http://schemas.microsoft.com/identity/claims/objectidentifier",
        "ObjectIdentifier",
        "The id of the person in the directory; it never changes.",
    ),
    (
        "http://schemas.microsoft.com/identity/claims/tenantid",
        "TenantId",
        "The id of the tenant.",
    ),
    (
        "http://schemas.microsoft.com/identity/claims/identityprovider",
        "IdentityProvider",
        "Who knows the person.",
    ),
    (
        "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress",
        "Email",
        "The mail address.",
    ),
    (
        "http://schemas.microsoft.com/ws/2008/06/identity/claims/groups",
        "Groups",
        "Groups of the person.",
    ),
    (
        "http://schemas.microsoft.com/identity/claims/accesstoken",
        "External Access Token",
        "A token of a third party.",
    ),
    (
        "http://schemas.microsoft.com/ws/2008/06/identity/claims/expiration",
        "External Access Token Expiration",
        "Until when that token holds.",
    ),
    (
        "http://schemas.microsoft.com/identity/claims/openid2_id",
        "External OpenID 2.0 Identifier",
        "An older name.",
    ),
    (
        "http://schemas.microsoft.com/claims/groups.link",
        "GroupsOverageClaim",
        "Where too many groups are listed.",
    ),
    (
        "http://schemas.microsoft.com/ws/2008/06/identity/claims/role",
        "Role Claim",
        "Roles in the application.",
    ),
    (
        "http://schemas.microsoft.com/ws/2008/06/identity/claims/wids",
        "RoleTemplate Id Claim",
        "Roles in the directory.",
    ),
];
