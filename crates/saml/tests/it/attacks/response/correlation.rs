//! SP-RPL, the half that needs no memory.

use vestibule_saml::service_provider::{Expectations, Solicited};

use super::{ASSERTION, BOTH, bad, bad_as, bad_for, fine, judged, unsolicited_xml};
use crate::attacks::{Row, attack_with, legal_with};
use crate::forge;

const OUTER: &str = "InResponseTo=\"id5f0c\" IssueInstant";
const INNER: &str = "<SubjectConfirmationData InResponseTo=\"id5f0c\" ";

fn forbidden() -> Expectations<'static> {
    Expectations {
        solicited: Solicited::Unsolicited { allowed: false },
        ..forge::expectations()
    }
}

pub(super) fn rows() -> Vec<Row> {
    let unsolicited =
        |expected: fn() -> Expectations<'static>| move || judged(&unsolicited_xml(), &expected());
    // Without a request, as the caller says who knows none of that id.
    let unknown =
        |name, option, edits, also| bad_as("SP-RPL-03", name, option, edits, forge::unsolicited, also);
    vec![
        bad(
            "SP-RPL-03",
            "another id on both",
            &[
                (OUTER, "InResponseTo=\"id0\" IssueInstant"),
                (INNER, "<SubjectConfirmationData InResponseTo=\"id0\" "),
            ],
            &["SP-SUB-06"],
        ),
        bad(
            "SP-RPL-03",
            "outer is not inner",
            &[(OUTER, "InResponseTo=\"id0\" IssueInstant")],
            &[],
        ),
        bad(
            "SP-RPL-03",
            "empty outer",
            &[(OUTER, "InResponseTo=\"\" IssueInstant")],
            &[],
        ),
        bad("SP-RPL-03", "only inner", &[(OUTER, "IssueInstant")], &[]),
        bad_as(
            "SP-RPL-03",
            "outer unsigned and of another request",
            ASSERTION,
            &[(OUTER, "InResponseTo=\"id0\" IssueInstant")],
            forge::expectations,
            &[],
        ),
        unknown("an id that nobody knows", BOTH, &[], &["SP-RPL-05"]),
        unknown(
            "only outer, unknown",
            BOTH,
            &[(INNER, "<SubjectConfirmationData ")],
            &["SP-RPL-05"],
        ),
        unknown(
            "only inner, unknown",
            BOTH,
            &[(OUTER, "IssueInstant")],
            &["SP-RPL-05"],
        ),
        unknown(
            "empty on both",
            BOTH,
            &[
                (OUTER, "InResponseTo=\"\" IssueInstant"),
                (INNER, "<SubjectConfirmationData InResponseTo=\"\" "),
            ],
            &["SP-RPL-05"],
        ),
        fine("SP-RPL-03", "the request on both", &[]),
        attack_with(
            "SP-RPL-05",
            "setting off",
            unsolicited(forge::unsolicited),
            unsolicited(forbidden),
            &[],
        ),
        legal_with(
            "SP-RPL-05",
            "setting on, absent everywhere",
            unsolicited(forge::unsolicited),
        ),
        // A response to nothing is no answer to a request either.
        attack_with(
            "SP-RPL-03",
            "unsolicited where a request is expected",
            unsolicited(forge::unsolicited),
            unsolicited(forge::expectations),
            &["SP-SUB-06"],
        ),
        bad_for(
            "SP-RPL-03",
            "unknown id where nothing unsolicited is taken",
            forbidden,
            &["SP-RPL-05"],
        ),
    ]
}
