//! SP-XSW: what a response may hold, and where.

use super::{NO_PROTOCOL_ELEMENT_ELSEWHERE, ONE_ASSERTION, ROOT_IS_RESPONSE};
use crate::error::Rejected;
use crate::message::{Claimed, Status, shape};
use crate::rules::response::values::{Field, value_length};
use crate::rules::signature::{id_ncname, signature_position, signatures_only_at};
use crate::xml::{Element, ns};

/// Checks the shape of a response and returns what it claims.
pub(crate) fn response(root: Element<'_, '_>) -> Result<Claimed, Rejected> {
    root_is_response(root)?;
    if Status::read(root)?.is_success() {
        one_assertion(root)?;
    }
    signatures_in_place(root)?;
    shape::response(root)?;
    no_protocol_element_elsewhere(root)?;
    let issuer = root.only_child(ns::SAML, "Issuer")?;
    let assertion = root.only_child(ns::SAML, "Assertion")?;
    // An unsigned response may leave its Issuer out; then the assertion's names the provider to look up.
    let issuer = match (issuer, assertion) {
        (None, Some(assertion)) => assertion.only_child(ns::SAML, "Issuer")?,
        (issuer, _) => issuer,
    };
    claimed(root, issuer)
}

/// What a message claims that names its sender by `issuer`.
pub(crate) fn claimed(root: Element<'_, '_>, issuer: Option<Element<'_, '_>>) -> Result<Claimed, Rejected> {
    let issuer = issuer
        .map(|issuer| issuer.text())
        .transpose()?
        .map(std::borrow::Cow::into_owned);
    value_length(Field::EntityId, "Issuer", issuer.as_deref())?;
    let id = |name: &'static str| {
        value_length(Field::Id, name, root.attribute(name)).map(|()| root.attribute(name).map(str::to_owned))
    };
    let own = id("ID")?;
    id_ncname(own.as_deref().unwrap_or_default())?;
    Ok(Claimed {
        id: own,
        issuer,
        in_response_to: id("InResponseTo")?,
    })
}

/// A signature anywhere but on the response and its assertions is refused before anything else is made of the shape.
fn signatures_in_place(root: Element<'_, '_>) -> Result<(), Rejected> {
    let assertions = root.children().filter(|child| child.is(ns::SAML, "Assertion"));
    let allowed: Vec<_> = std::iter::once(root).chain(assertions).collect();
    signatures_only_at(root, &allowed)?;
    allowed.into_iter().try_for_each(signature_position)
}

/// The document element is a Response: neither an assertion, nor any other document that the provider signed.
pub(crate) fn root_is_response(root: Element<'_, '_>) -> Result<(), Rejected> {
    let is_response = |element: &Element<'_, '_>| element.is(ns::SAMLP, "Response");
    if !ROOT_IS_RESPONSE.is_on() {
        return Ok(());
    }
    if !is_response(&root) {
        return ROOT_IS_RESPONSE.reject("a samlp:Response", expanded_name(root));
    }
    match root.descendants().skip(1).find(is_response) {
        Some(inner) => ROOT_IS_RESPONSE.reject("one samlp:Response, as the document element", inner.path()),
        None => Ok(()),
    }
}

/// Exactly one assertion in the document, in whatever namespace and at whatever depth, and it is a child of the
/// root: one more would be the raw material of wrapping.
pub(crate) fn one_assertion(root: Element<'_, '_>) -> Result<(), Rejected> {
    if !ONE_ASSERTION.is_on() {
        return Ok(());
    }
    let is_assertion = |element: &Element<'_, '_>| ASSERTIONS.contains(&element.local_name());
    let mut found = root.descendants().filter(is_assertion);
    let is_child = |element: &Element<'_, '_>| {
        element.namespace() == ns::SAML && element.parent().is_some_and(|parent| parent.is_same(root))
    };
    match (found.next(), found.next()) {
        (Some(assertion), None) if is_child(&assertion) => Ok(()),
        (None, _) => ONE_ASSERTION.reject("one Assertion as a child of the Response", "none"),
        (Some(_), _) => {
            let paths: Vec<_> = root
                .descendants()
                .filter(is_assertion)
                .take(4)
                .map(|found| found.path())
                .collect();
            ONE_ASSERTION.reject("one Assertion as a child of the Response", paths.join(", "))
        }
    }
}

/// No element that means something to us stands where the schema allows anything: places that one reader skips and
/// another might find.
pub(crate) fn no_protocol_element_elsewhere(root: Element<'_, '_>) -> Result<(), Rejected> {
    if !NO_PROTOCOL_ELEMENT_ELSEWHERE.is_on() {
        return Ok(());
    }
    let elsewhere = root
        .descendants()
        .skip(1)
        .find(|element| !stands_where_it_belongs(*element, root));
    match elsewhere {
        Some(element) => {
            NO_PROTOCOL_ELEMENT_ELSEWHERE.reject("no protocol element in an open place", element.path())
        }
        None => Ok(()),
    }
}

fn stands_where_it_belongs(element: Element<'_, '_>, root: Element<'_, '_>) -> bool {
    let is_in_root = || element.parent().is_some_and(|parent| parent.is_same(root));
    let is_in_assertion = || {
        element.parent().is_some_and(|parent| {
            parent.is(ns::SAML, "Assertion") && parent.parent().is_some_and(|above| above.is_same(root))
        })
    };
    match element.local_name() {
        "Assertion" | "EncryptedAssertion" => is_in_root(),
        "Signature" => is_in_root() || is_in_assertion(),
        "Subject" => is_in_assertion(),
        "Response" => false,
        _ => true,
    }
}

fn expanded_name(element: Element<'_, '_>) -> String {
    format!("{{{}}}{}", element.namespace(), element.local_name())
}

/// Refuses a response whose one assertion is encrypted, or which has none.
pub(crate) fn assertion_is_missing<T>(response: Element<'_, '_>) -> Result<T, Rejected> {
    if response
        .children()
        .any(|child| child.local_name() == "EncryptedAssertion")
    {
        return ONE_ASSERTION.reject(
            "a plain Assertion; there is no key here to decrypt one with",
            "an EncryptedAssertion",
        );
    }
    ONE_ASSERTION.reject("one Assertion as a child of the Response", "none")
}

const ASSERTIONS: [&str; 2] = ["Assertion", "EncryptedAssertion"];
