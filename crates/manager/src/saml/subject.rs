//! From SAML's words to ours: whom an accepted message is about.

use vestibule_saml::Rejected;
use vestibule_saml::message::{NameId, NameIdFormat};
use vestibule_saml::service_provider::Accepted;

use crate::catalogue;
use crate::failure::Refusal;
use crate::identities::{Subject, names};
use crate::providers::{AccountKey, OBJECT_ID_CLAIM, Provider, TENANT_CLAIM};
use crate::rules;

/// Why a subject cannot be taken.
pub(super) enum Unusable {
    /// A rule of the library refused.
    Rejected(Rejected),
    /// One of ours did.
    Refused(Refusal),
}

impl From<Rejected> for Unusable {
    fn from(rejected: Rejected) -> Self {
        Self::Rejected(rejected)
    }
}

impl From<Refusal> for Unusable {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

/// Reads key and fields of the person.
pub(super) fn read(accepted: &Accepted, provider: &Provider) -> Result<Subject, Unusable> {
    check_tenant(accepted, provider)?;
    let name_id = accepted.name_id();
    let key = match provider.account_key {
        AccountKey::NameId => name_id.value.clone(),
        AccountKey::ObjectId => accepted
            .attribute(OBJECT_ID_CLAIM)
            .single()?
            .map(str::to_owned)
            .ok_or_else(|| {
                Refusal::new(
                    &catalogue::NO_SUBJECT,
                    format!("the attribute {OBJECT_ID_CLAIM}"),
                    "a message without it",
                )
            })?,
    };
    check_key(&key)?;
    let key = match provider.account_key {
        AccountKey::NameId => with_qualifiers(key, name_id),
        AccountKey::ObjectId => key,
    };
    let first_name = field(accepted, FIRST_NAME)?;
    let last_name = field(accepted, LAST_NAME)?;
    let display_name = field(accepted, DISPLAY_NAME)?;
    let mail = field(accepted, MAIL)?;
    let login_id = match field(accepted, LOGIN)? {
        Some(login) if !login.is_empty() => login,
        _ => login_of_name_id(name_id, mail.as_deref()),
    };
    check_login(&login_id)?;
    Ok(Subject {
        key_source: provider.account_key,
        is_key_transient: provider.account_key == AccountKey::NameId
            && name_id.format == Some(NameIdFormat::Transient),
        key,
        login_id,
        first_name,
        last_name,
        display_name,
        mail,
    })
}

/// The value, and behind it the qualifiers if there are foreign ones. The separator cannot stand in a value.
fn with_qualifiers(mut key: String, name_id: &NameId) -> String {
    if name_id.name_qualifier.is_some() || name_id.sp_name_qualifier.is_some() {
        for qualifier in [&name_id.name_qualifier, &name_id.sp_name_qualifier] {
            key.push(QUALIFIER_SEPARATOR);
            key.push_str(qualifier.as_deref().unwrap_or_default());
        }
    }
    key
}

/// SP-ACC-10: the tenant that the record names, if it names one, and no other beside it.
fn check_tenant(accepted: &Accepted, provider: &Provider) -> Result<(), Refusal> {
    let Some(expected) = provider
        .tenant_id
        .as_deref()
        .filter(|_| rules::TENANT_CLAIM.is_on())
    else {
        return Ok(());
    };
    let values = accepted.attribute(TENANT_CLAIM);
    let received = match values.single() {
        Ok(Some(value)) if value == expected => return Ok(()),
        Ok(Some(value)) => value.to_owned(),
        Ok(None) if values.is_empty() => "a message without it".to_owned(),
        Ok(None) => "a value without text".to_owned(),
        Err(several) => several.received,
    };
    Err(Refusal::new(
        &catalogue::OTHER_TENANT,
        format!("{expected}, once, in the attribute {TENANT_CLAIM}"),
        received,
    )
    .by_rule(rules::TENANT_CLAIM.id))
}

/// SP-ACC-03: a key is taken octet by octet, or not at all.
fn check_key(key: &str) -> Result<(), Refusal> {
    if !rules::KEY_EXACT.is_on() {
        return Ok(());
    }
    match names::unusable_as_key(key) {
        Some(reason) => Err(Refusal::new(
            &catalogue::NO_SUBJECT,
            format!("a key without white space around it and without hidden characters ({reason})"),
            key,
        )
        .by_rule(rules::KEY_EXACT.id)),
        None => Ok(()),
    }
}

/// SP-ACC-09: what a field of a person may hold.
fn check_field(name: &str, value: &str) -> Result<(), Refusal> {
    match names::unusable_as_field(value) {
        Some(reason) if rules::CLAIMS_ARE_INPUT.is_on() => Err(Refusal::new(
            &catalogue::BAD_VALUE,
            format!("a readable value of {name} ({reason})"),
            value,
        )
        .by_rule(rules::CLAIMS_ARE_INPUT.id)),
        _ => Ok(()),
    }
}

fn check_login(login_id: &str) -> Result<(), Refusal> {
    check_field("the Login ID", login_id)?;
    match names::unusable_as_key(login_id) {
        Some(reason) if rules::CLAIMS_ARE_INPUT.is_on() => Err(Refusal::new(
            &catalogue::BAD_VALUE,
            format!("a Login ID that people can type ({reason})"),
            login_id,
        )
        .by_rule(rules::CLAIMS_ARE_INPUT.id)),
        _ => Ok(()),
    }
}

/// The first of these attributes that the message has. Which one counts does not depend on the order in the message.
fn field(accepted: &Accepted, names: &[&str]) -> Result<Option<String>, Unusable> {
    for name in names {
        let values = accepted.attribute(name);
        if values.is_empty() {
            continue;
        }
        let Some(value) = values.single()? else {
            continue;
        };
        let value = value.trim();
        check_field(name, value)?;
        return Ok(Some(value.to_owned()));
    }
    Ok(None)
}

/// The NameID, unless it says nothing to people; then the mail address, if there is one.
fn login_of_name_id(name_id: &NameId, mail: Option<&str>) -> String {
    let is_opaque = matches!(
        name_id.format,
        Some(NameIdFormat::Persistent | NameIdFormat::Transient)
    );
    mail.filter(|mail| is_opaque && !mail.is_empty())
        .unwrap_or(&name_id.value)
        .to_owned()
}

/// A control character: refused in every value, so that no value can pretend to be a qualifier.
const QUALIFIER_SEPARATOR: char = '\u{1F}';

// The names that the products' own identity providers use first, then what others send.
const LOGIN: &[&str] = &["http://schemas.xmlsoap.org/ws/2005/05/identity/claims/name"];
const FIRST_NAME: &[&str] = &[
    "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/givenname",
    "urn:oid:2.5.4.42",
    "givenName",
    "given_name",
];
const LAST_NAME: &[&str] = &[
    "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/surname",
    "urn:oid:2.5.4.4",
    "sn",
    "family_name",
];
const DISPLAY_NAME: &[&str] = &[
    "http://schemas.microsoft.com/identity/claims/displayname",
    "urn:oid:2.16.840.1.113730.3.1.241",
    "displayName",
];
const MAIL: &[&str] = &[
    "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress",
    "urn:oid:0.9.2342.19200300.100.1.3",
    "mail",
    "email",
];
