//! The assertion and its statement of authentication: `[saml-core]` 2.3.3, 2.2.5 and 2.7.2.

use jiff::Timestamp;

use super::{Conditions, ReceivedAttribute, Subject};
use crate::error::Rejected;
use crate::instant;
use crate::rules::response::values::{Field, value_count, value_length};
use crate::rules::signature::id_ncname;
use crate::xml::{Element, ns};

/// Who says it (`[saml-core]` 2.2.5).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Issuer {
    pub(crate) value: String,
    pub(crate) format: Option<String>,
}

impl Issuer {
    pub(crate) fn read(parent: Element<'_, '_>) -> Result<Option<Self>, Rejected> {
        let Some(element) = parent.only_child(ns::SAML, "Issuer")? else {
            return Ok(None);
        };
        let value = element.text()?.into_owned();
        value_length(Field::EntityId, "Issuer", Some(&value))?;
        Ok(Some(Self {
            value,
            format: element.attribute("Format").map(str::to_owned),
        }))
    }
}

/// An assertion, read from one element and its descendants.
#[derive(Debug)]
pub(crate) struct Assertion {
    pub(crate) id: String,
    pub(crate) version: Option<String>,
    pub(crate) issue_instant: Option<Timestamp>,
    pub(crate) issuer: Option<Issuer>,
    pub(crate) subject: Option<Subject>,
    pub(crate) conditions: Option<Conditions>,
    pub(crate) authn_statements: Vec<AuthnStatement>,
    pub(crate) attributes: Vec<ReceivedAttribute>,
}

impl Assertion {
    pub(crate) fn read(assertion: Element<'_, '_>) -> Result<Self, Rejected> {
        let id = assertion.attribute("ID").unwrap_or_default().to_owned();
        value_length(Field::Id, "ID", Some(&id))?;
        id_ncname(&id)?;
        let subject = assertion
            .only_child(ns::SAML, "Subject")?
            .map(Subject::read)
            .transpose()?;
        let conditions = assertion
            .only_child(ns::SAML, "Conditions")?
            .map(Conditions::read)
            .transpose()?;
        let mut authn_statements = Vec::new();
        let mut attributes = Vec::new();
        for statement in assertion.children() {
            if statement.is(ns::SAML, "AuthnStatement") {
                authn_statements.push(AuthnStatement::read(statement)?);
                value_count(Field::AuthnStatements, authn_statements.len())?;
            } else if statement.is(ns::SAML, "AttributeStatement") {
                ReceivedAttribute::read_statement(statement, &mut attributes)?;
            }
        }
        Ok(Self {
            id,
            version: assertion.attribute("Version").map(str::to_owned),
            issue_instant: assertion
                .attribute("IssueInstant")
                .map(instant::parse)
                .transpose()?,
            issuer: Issuer::read(assertion)?,
            subject,
            conditions,
            authn_statements,
            attributes,
        })
    }
}

/// That, when and how somebody signed in (`[saml-core]` 2.7.2).
#[derive(Debug)]
pub(crate) struct AuthnStatement {
    pub(crate) authn_instant: Option<Timestamp>,
    pub(crate) session_index: Option<String>,
    pub(crate) session_not_on_or_after: Option<Timestamp>,
    pub(crate) has_context: bool,
    pub(crate) class: Option<String>,
}

impl AuthnStatement {
    fn read(statement: Element<'_, '_>) -> Result<Self, Rejected> {
        let context = statement.only_child(ns::SAML, "AuthnContext")?;
        let reference = match context {
            Some(context) => context.only_child(ns::SAML, "AuthnContextClassRef")?,
            None => None,
        };
        let class = reference
            .map(|reference| reference.text())
            .transpose()?
            .map(std::borrow::Cow::into_owned);
        value_length(Field::Url, "AuthnContextClassRef", class.as_deref())?;
        let session_index = statement.attribute("SessionIndex").map(str::to_owned);
        value_length(Field::Id, "SessionIndex", session_index.as_deref())?;
        Ok(Self {
            authn_instant: statement
                .attribute("AuthnInstant")
                .map(instant::parse)
                .transpose()?,
            session_index,
            session_not_on_or_after: statement
                .attribute("SessionNotOnOrAfter")
                .map(instant::parse)
                .transpose()?,
            has_context: context.is_some(),
            class,
        })
    }
}
