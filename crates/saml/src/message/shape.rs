//! What may stand where in a message, as the schemas of `[saml-core]` have it.
//!
//! Open places (Extensions, StatusDetail, Advice, SubjectConfirmationData, AttributeValue, AuthnContextDecl) are
//! not listed: nothing is read from them, and `no_protocol_element_elsewhere` keeps them harmless. The children of
//! Conditions are no sequence; `condition_known` judges them. The children of Signature are the signature's affair.

use crate::error::Rejected;
use crate::rules::document::{Place, Times, schema_order};
use crate::xml::{Element, ns};

/// Checks a response down to the leaves of its assertion.
pub(crate) fn response(response: Element<'_, '_>) -> Result<(), Rejected> {
    schema_order(response, RESPONSE)?;
    for assertion in response
        .children()
        .filter(|child| child.is(ns::SAML, "Assertion"))
    {
        self::assertion(assertion)?;
    }
    Ok(())
}

/// Checks an assertion, whatever it stands in.
pub(crate) fn assertion(assertion: Element<'_, '_>) -> Result<(), Rejected> {
    schema_order(assertion, ASSERTION)?;
    assertion.children().try_for_each(part_of_assertion)
}

/// Checks the parts of a status; apart from [`response`], because a doubled code is refused as a status.
pub(crate) fn status(response: Element<'_, '_>) -> Result<(), Rejected> {
    match response.only_child(ns::SAMLP, "Status")? {
        Some(status) => schema_order(status, STATUS),
        None => Ok(()),
    }
}

fn part_of_assertion(part: Element<'_, '_>) -> Result<(), Rejected> {
    if part.is(ns::SAML, "Subject") {
        schema_order(part, SUBJECT)?;
        let mut confirmations = part
            .children()
            .filter(|child| child.is(ns::SAML, "SubjectConfirmation"));
        confirmations.try_for_each(|confirmation| schema_order(confirmation, CONFIRMATION))
    } else if part.is(ns::SAML, "Conditions") {
        let mut restrictions = part
            .children()
            .filter(|child| child.is(ns::SAML, "AudienceRestriction"));
        restrictions.try_for_each(|restriction| schema_order(restriction, AUDIENCES))
    } else if part.is(ns::SAML, "AttributeStatement") {
        schema_order(part, ATTRIBUTES)?;
        let mut attributes = part.children().filter(|child| child.is(ns::SAML, "Attribute"));
        attributes.try_for_each(|attribute| schema_order(attribute, VALUES))
    } else if part.is(ns::SAML, "AuthnStatement") {
        schema_order(part, AUTHN_STATEMENT)?;
        let mut contexts = part.children().filter(|child| child.is(ns::SAML, "AuthnContext"));
        contexts.try_for_each(|context| schema_order(context, AUTHN_CONTEXT))
    } else {
        Ok(())
    }
}

/// `AuthnRequestType`, `[saml-core]` 3.4.1; Issuer is demanded, as the profile demands it.
pub(crate) const AUTHN_REQUEST: &[Place] = &[
    place(&[(ns::SAML, "Issuer")], Times::Once),
    place(&[(ns::DSIG, "Signature")], Times::Optional),
    place(&[(ns::SAMLP, "Extensions")], Times::Optional),
    place(&[(ns::SAML, "Subject")], Times::Optional),
    place(&[(ns::SAMLP, "NameIDPolicy")], Times::Optional),
    place(&[(ns::SAML, "Conditions")], Times::Optional),
    place(&[(ns::SAMLP, "RequestedAuthnContext")], Times::Optional),
    place(&[(ns::SAMLP, "Scoping")], Times::Optional),
];

/// `LogoutRequestType`, `[saml-core]` 3.7.1; Issuer is demanded, as the profile demands it.
pub(crate) const LOGOUT_REQUEST: &[Place] = &[
    place(&[(ns::SAML, "Issuer")], Times::Once),
    place(&[(ns::DSIG, "Signature")], Times::Optional),
    place(&[(ns::SAMLP, "Extensions")], Times::Optional),
    place(
        &[
            (ns::SAML, "NameID"),
            (ns::SAML, "BaseID"),
            (ns::SAML, "EncryptedID"),
        ],
        Times::Once,
    ),
    place(&[(ns::SAMLP, "SessionIndex")], Times::Any),
];

/// `StatusResponseType`, `[saml-core]` 3.2.2, as a logout response is one.
pub(crate) const LOGOUT_RESPONSE: &[Place] = &[
    place(&[(ns::SAML, "Issuer")], Times::Once),
    place(&[(ns::DSIG, "Signature")], Times::Optional),
    place(&[(ns::SAMLP, "Extensions")], Times::Optional),
    place(&[(ns::SAMLP, "Status")], Times::Once),
];

const RESPONSE: &[Place] = &[
    place(&[(ns::SAML, "Issuer")], Times::Optional),
    place(&[(ns::DSIG, "Signature")], Times::Optional),
    place(&[(ns::SAMLP, "Extensions")], Times::Optional),
    place(&[(ns::SAMLP, "Status")], Times::Once),
    place(
        &[(ns::SAML, "Assertion"), (ns::SAML, "EncryptedAssertion")],
        Times::Any,
    ),
];

const STATUS: &[Place] = &[
    place(&[(ns::SAMLP, "StatusCode")], Times::Once),
    place(&[(ns::SAMLP, "StatusMessage")], Times::Optional),
    place(&[(ns::SAMLP, "StatusDetail")], Times::Optional),
];

/// The Issuer is optional here so that its absence is refused as what it is, by `issuer`.
const ASSERTION: &[Place] = &[
    place(&[(ns::SAML, "Issuer")], Times::Optional),
    place(&[(ns::DSIG, "Signature")], Times::Optional),
    place(&[(ns::SAML, "Subject")], Times::Optional),
    place(&[(ns::SAML, "Conditions")], Times::Optional),
    place(&[(ns::SAML, "Advice")], Times::Optional),
    place(
        &[
            (ns::SAML, "Statement"),
            (ns::SAML, "AuthnStatement"),
            (ns::SAML, "AuthzDecisionStatement"),
            (ns::SAML, "AttributeStatement"),
        ],
        Times::Any,
    ),
];

const SUBJECT: &[Place] = &[
    place(
        &[
            (ns::SAML, "NameID"),
            (ns::SAML, "BaseID"),
            (ns::SAML, "EncryptedID"),
        ],
        Times::Optional,
    ),
    place(&[(ns::SAML, "SubjectConfirmation")], Times::Any),
];

const CONFIRMATION: &[Place] = &[
    place(
        &[
            (ns::SAML, "NameID"),
            (ns::SAML, "BaseID"),
            (ns::SAML, "EncryptedID"),
        ],
        Times::Optional,
    ),
    place(&[(ns::SAML, "SubjectConfirmationData")], Times::Optional),
];

const AUDIENCES: &[Place] = &[place(&[(ns::SAML, "Audience")], Times::Any)];

const ATTRIBUTES: &[Place] = &[place(
    &[(ns::SAML, "Attribute"), (ns::SAML, "EncryptedAttribute")],
    Times::Any,
)];

const VALUES: &[Place] = &[place(&[(ns::SAML, "AttributeValue")], Times::Any)];

/// The context is optional here so that its absence is refused by `authn_statement`.
const AUTHN_STATEMENT: &[Place] = &[
    place(&[(ns::SAML, "SubjectLocality")], Times::Optional),
    place(&[(ns::SAML, "AuthnContext")], Times::Optional),
];

const AUTHN_CONTEXT: &[Place] = &[
    place(&[(ns::SAML, "AuthnContextClassRef")], Times::Optional),
    place(
        &[(ns::SAML, "AuthnContextDecl"), (ns::SAML, "AuthnContextDeclRef")],
        Times::Optional,
    ),
    place(&[(ns::SAML, "AuthenticatingAuthority")], Times::Any),
];

const fn place(names: &'static [(&'static str, &'static str)], times: Times) -> Place {
    Place { names, times }
}
