//! What arrives as a response.
//!
//! An edit is applied to the unsigned message, which is then signed by the trusted key: the attacker of such a row is
//! the provider itself, or somebody who got it to sign. Rows of an attacker without the key say so.

mod conditions;
mod correlation;
mod envelope;
mod legal;
mod subject;
mod transport;
mod wrapping;

use vestibule_saml::identity_provider::SigningOption;
use vestibule_saml::service_provider::Expectations;

use super::{Outcome, Row, attack_with, legal_with};
use crate::forge;

/// What is replaced by what.
type Edits = &'static [(&'static str, &'static str)];

/// How a row judges.
type Expected = fn() -> Expectations<'static>;

const BOTH: SigningOption = SigningOption::ResponseAndAssertion;
const ASSERTION: SigningOption = SigningOption::Assertion;
const RESPONSE: SigningOption = SigningOption::Response;

pub(super) fn rows() -> Vec<Row> {
    let mut rows = transport::rows();
    rows.extend(wrapping::rows());
    rows.extend(envelope::rows());
    rows.extend(conditions::rows());
    rows.extend(subject::rows());
    rows.extend(correlation::rows());
    rows.extend(legal::rows());
    rows
}

/// The good message, edited, then signed.
fn edited(edits: Edits, option: SigningOption) -> String {
    let unsigned = forge::unsigned(&forge::content());
    let edited = edits
        .iter()
        .fold(unsigned, |xml, (from, to)| forge::replace(&xml, from, to));
    forge::sign(&edited, option)
}

fn judged(xml: &str, expected: &Expectations<'_>) -> Outcome {
    forge::receive_as(xml, expected).map(drop)
}

/// Edited and signed on both elements: refused.
fn bad(rule: &'static str, name: &'static str, edits: Edits, also: &'static [&'static str]) -> Row {
    bad_as(rule, name, BOTH, edits, forge::expectations, also)
}

/// The same with another place of the signature or under other expectations.
fn bad_as(
    rule: &'static str,
    name: &'static str,
    option: SigningOption,
    edits: Edits,
    expected: Expected,
    also: &'static [&'static str],
) -> Row {
    attack_with(
        rule,
        name,
        || judged(&edited(&[], BOTH), &forge::expectations()),
        move || judged(&edited(edits, option), &expected()),
        also,
    )
}

/// The good message under other expectations: refused.
fn bad_for(rule: &'static str, name: &'static str, expected: Expected, also: &'static [&'static str]) -> Row {
    bad_as(rule, name, BOTH, &[], expected, also)
}

/// Edited and signed on both elements: accepted.
fn fine(rule: &'static str, name: &'static str, edits: Edits) -> Row {
    fine_as(rule, name, BOTH, edits, forge::expectations)
}

/// The same with another place of the signature or under other expectations.
fn fine_as(
    rule: &'static str,
    name: &'static str,
    option: SigningOption,
    edits: Edits,
    expected: Expected,
) -> Row {
    legal_with(rule, name, move || judged(&edited(edits, option), &expected()))
}

/// The good message without a request.
fn unsolicited_xml() -> String {
    forge::sign(&forge::unsigned(&forge::unsolicited_content()), BOTH)
}

/// The time moved by seconds.
fn later(seconds: i64) -> Expectations<'static> {
    Expectations {
        now: forge::now() + forge::seconds(seconds),
        ..forge::expectations()
    }
}
