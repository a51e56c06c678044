//! SP-AUD, SP-CND, SP-TIM.

use jiff::{SignedDuration, Timestamp};
use vestibule_saml::message::AuthnContextClass;
use vestibule_saml::rules::response::clock_skew;
use vestibule_saml::service_provider::{Expectations, Solicited};

use super::{BOTH, bad, bad_as, bad_for, edited, fine, fine_as, judged, later};
use crate::attacks::{Row, attack_with, kept, legal_with};
use crate::forge;

pub(super) fn rows() -> Vec<Row> {
    let mut rows = audiences();
    rows.extend(conditions());
    rows.extend(statements());
    rows.extend(times());
    rows.extend(spans());
    rows
}

const OURS: &str = "<AudienceRestriction><Audience>https://sp.example/</Audience></AudienceRestriction>";
const AUDIENCE: &str = "<Audience>https://sp.example/</Audience>";

fn audiences() -> Vec<Row> {
    let other = |name, audience| bad("SP-AUD-01", name, audience, &[]);
    vec![
        other("no restriction", &[(OURS, "")]),
        other("empty restriction", &[(AUDIENCE, "")]),
        other("empty audience", &[(AUDIENCE, "<Audience></Audience>")]),
        other(
            "another SP only",
            &[(AUDIENCE, "<Audience>https://other.example/</Audience>")],
        ),
        other(
            "two restrictions, one without us, last",
            &[(
                "</AudienceRestriction>",
                "</AudienceRestriction><AudienceRestriction><Audience>x</Audience></AudienceRestriction>",
            )],
        ),
        other(
            "two restrictions, one without us, first",
            &[(
                "<AudienceRestriction>",
                "<AudienceRestriction><Audience>x</Audience></AudienceRestriction><AudienceRestriction>",
            )],
        ),
        other("prefix", &[(AUDIENCE, "<Audience>https://sp.example</Audience>")]),
        other(
            "suffix",
            &[(AUDIENCE, "<Audience>https://sp.example/evil</Audience>")],
        ),
        other(
            "a word of a list",
            &[(
                AUDIENCE,
                "<Audience>https://sp.example/ https://other.example/</Audience>",
            )],
        ),
        other("star", &[(AUDIENCE, "<Audience>*</Audience>")]),
        other("case", &[(AUDIENCE, "<Audience>https://SP.example/</Audience>")]),
        other(
            "a space of another alphabet around it",
            &[(AUDIENCE, "<Audience>\u{a0}https://sp.example/</Audience>")],
        ),
        fine(
            "SP-AUD-01",
            "another first, us second",
            &[(
                AUDIENCE,
                "<Audience>x</Audience><Audience>https://sp.example/</Audience>",
            )],
        ),
        fine("SP-AUD-01", "two restrictions with us in both", &[(OURS, TWICE)]),
        fine(
            "SP-AUD-01",
            "line breaks around it",
            &[(AUDIENCE, "<Audience>\n  https://sp.example/\t\n</Audience>")],
        ),
    ]
}

const TWICE: &str = "<AudienceRestriction><Audience>https://sp.example/</Audience></AudienceRestriction>\
    <AudienceRestriction><Audience>y</Audience><Audience>https://sp.example/</Audience></AudienceRestriction>";

const CONDITIONS: &str =
    "<Conditions NotBefore=\"2025-04-01T07:55:05.648Z\" NotOnOrAfter=\"2025-04-01T09:00:05.648Z\">";
const WHOLE: &str = "<Conditions NotBefore=\"2025-04-01T07:55:05.648Z\" NotOnOrAfter=\"2025-04-01T09:00:05.648Z\">\
    <AudienceRestriction><Audience>https://sp.example/</Audience></AudienceRestriction></Conditions>";

fn conditions() -> Vec<Row> {
    let unknown = |name, condition| bad("SP-CND-02", name, condition, &[]);
    vec![
        bad("SP-CND-01", "no Conditions", &[(WHOLE, "")], &[]),
        bad(
            "SP-CND-01",
            "nothing ends",
            &[
                (CONDITIONS, "<Conditions>"),
                (" NotOnOrAfter=\"2025-04-01T09:00:05.648Z\" Rec", " Rec"),
            ],
            &["SP-SUB-04"],
        ),
        fine(
            "SP-CND-01",
            "without NotBefore",
            &[(
                CONDITIONS,
                "<Conditions NotOnOrAfter=\"2025-04-01T09:00:05.648Z\">",
            )],
        ),
        fine(
            "SP-CND-01",
            "only the confirmation ends",
            &[(CONDITIONS, "<Conditions>")],
        ),
        unknown(
            "Condition of unknown type",
            &[(
                OURS,
                "<AudienceRestriction><Audience>https://sp.example/</Audience></AudienceRestriction><Condition xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xmlns:x=\"urn:x\" xsi:type=\"x:T\"></Condition>",
            )],
        ),
        unknown(
            "foreign element",
            &[(
                "<AudienceRestriction>",
                "<x:Only xmlns:x=\"urn:x\"></x:Only><AudienceRestriction>",
            )],
        ),
        unknown(
            "OneTimeUse twice",
            &[(
                "</Conditions>",
                "<OneTimeUse></OneTimeUse><OneTimeUse></OneTimeUse></Conditions>",
            )],
        ),
        unknown(
            "ProxyRestriction twice",
            &[(
                "</Conditions>",
                "<ProxyRestriction></ProxyRestriction><ProxyRestriction></ProxyRestriction></Conditions>",
            )],
        ),
        unknown(
            "Count -1",
            &[(
                "</Conditions>",
                "<ProxyRestriction Count=\"-1\"></ProxyRestriction></Conditions>",
            )],
        ),
        fine(
            "SP-CND-02",
            "OneTimeUse once",
            &[("</Conditions>", "<OneTimeUse></OneTimeUse></Conditions>")],
        ),
        fine(
            "SP-CND-02",
            "ProxyRestriction Count 0",
            &[(
                "</Conditions>",
                "<ProxyRestriction Count=\"0\"></ProxyRestriction></Conditions>",
            )],
        ),
        kept(
            "SP-CND-03",
            "a leaf takes Count 0, and nothing issues from an Accepted",
            || {
                let xml = edited(
                    &[(
                        "</Conditions>",
                        "<ProxyRestriction Count=\"0\"></ProxyRestriction></Conditions>",
                    )],
                    BOTH,
                );
                assert!(forge::receive(&xml).is_ok());
            },
        ),
    ]
}

const AT: &str = "AuthnInstant=\"2025-04-01T07:41:10.039Z\" ";
const CONTEXT: &str = "<AuthnContext><AuthnContextClassRef>urn:oasis:names:tc:SAML:2.0:ac:classes:Password</AuthnContextClassRef></AuthnContext>";
const STATEMENT: &str = "<AuthnStatement AuthnInstant=\"2025-04-01T07:41:10.039Z\" \
    SessionIndex=\"_7c1e2d3f-4455-4666-8777-0a1b2c3d0100\"><AuthnContext><AuthnContextClassRef>\
    urn:oasis:names:tc:SAML:2.0:ac:classes:Password</AuthnContextClassRef></AuthnContext></AuthnStatement>";

fn asked(force_authn: bool, requested_contexts: &'static [AuthnContextClass]) -> Expectations<'static> {
    let sent_at = "2025-04-01T07:59:00Z".parse::<Timestamp>().unwrap();
    let solicited = Solicited::Request {
        id: forge::REQUEST_ID,
        force_authn,
        requested_contexts,
        sent_at,
    };
    Expectations {
        solicited,
        ..forge::expectations()
    }
}

fn statements() -> Vec<Row> {
    vec![
        bad("SP-CND-04", "none", &[(STATEMENT, "")], &[]),
        bad("SP-CND-04", "no AuthnInstant", &[(AT, "")], &[]),
        bad("SP-CND-04", "no AuthnContext", &[(CONTEXT, "")], &[]),
        bad(
            "SP-CND-04",
            "AuthnInstant ahead of the skew",
            &[(AT, "AuthnInstant=\"2025-04-01T08:01:06.001Z\" ")],
            &[],
        ),
        fine(
            "SP-CND-04",
            "AuthnInstant months old",
            &[(AT, "AuthnInstant=\"2024-11-01T07:41:10Z\" ")],
        ),
        fine(
            "SP-CND-04",
            "ahead by the skew exactly",
            &[(AT, "AuthnInstant=\"2025-04-01T08:01:06Z\" ")],
        ),
        bad_for(
            "SP-CND-05",
            "another class was asked for",
            || asked(false, &[AuthnContextClass::X509]),
            &[],
        ),
        bad_for(
            "SP-CND-05",
            "old AuthnInstant with ForceAuthn",
            || asked(true, &[]),
            &[],
        ),
        bad_as(
            "SP-CND-05",
            "no class where one was asked for",
            BOTH,
            &[(CONTEXT, "<AuthnContext></AuthnContext>")],
            || asked(false, &[AuthnContextClass::Password]),
            &[],
        ),
        fine_as(
            "SP-CND-05",
            "not asked: anything",
            BOTH,
            &[("classes:Password<", "classes:Whatever<")],
            forge::expectations,
        ),
        fine_as(
            "SP-CND-05",
            "PasswordProtectedTransport asked, Password done",
            BOTH,
            &[],
            || asked(false, &[AuthnContextClass::PasswordProtectedTransport]),
        ),
        fine_as(
            "SP-CND-05",
            "ForceAuthn, signed in a skew before the request",
            BOTH,
            &[(AT, "AuthnInstant=\"2025-04-01T07:58:00Z\" ")],
            || asked(true, &[]),
        ),
    ]
}

fn skewed(now: &str, skew: i64) -> Expectations<'static> {
    Expectations {
        now: now.parse().unwrap(),
        clock_skew: SignedDuration::from_secs(skew),
        ..forge::expectations()
    }
}

fn times() -> Vec<Row> {
    const LATE: &str =
        "<Conditions NotBefore=\"2025-04-01T08:01:06.001Z\" NotOnOrAfter=\"2025-04-01T09:00:05.648Z\">";
    const SHORT: &str =
        "<Conditions NotBefore=\"2025-04-01T07:55:05.648Z\" NotOnOrAfter=\"2025-04-01T08:00:20Z\">";
    const EMPTY: &str =
        "<Conditions NotBefore=\"2025-04-01T08:00:10Z\" NotOnOrAfter=\"2025-04-01T08:00:10Z\">";
    vec![
        bad("SP-TIM-01", "beyond the skew", &[(CONDITIONS, LATE)], &[]),
        fine(
            "SP-TIM-01",
            "at now + skew exactly",
            &[(
                CONDITIONS,
                "<Conditions NotBefore=\"2025-04-01T08:01:06Z\" NotOnOrAfter=\"2025-04-01T09:00:05.648Z\">",
            )],
        ),
        fine(
            "SP-TIM-01",
            "20 s ahead",
            &[(
                CONDITIONS,
                "<Conditions NotBefore=\"2025-04-01T08:00:26Z\" NotOnOrAfter=\"2025-04-01T09:00:05.648Z\">",
            )],
        ),
        bad_as(
            "SP-TIM-02",
            "equal to now - skew",
            BOTH,
            &[(CONDITIONS, SHORT)],
            || skewed("2025-04-01T08:01:20Z", 60),
            &[],
        ),
        bad_as(
            "SP-TIM-02",
            "equal to now, skew 0",
            BOTH,
            &[(CONDITIONS, SHORT)],
            || skewed("2025-04-01T08:00:20Z", 0),
            &[],
        ),
        bad_as(
            "SP-TIM-02",
            "equal to now - skew, skew 300",
            BOTH,
            &[(CONDITIONS, SHORT)],
            || skewed("2025-04-01T08:05:20Z", 300),
            &[],
        ),
        bad_as(
            "SP-TIM-02",
            "past",
            BOTH,
            &[(CONDITIONS, SHORT)],
            || later(600),
            &[],
        ),
        bad(
            "SP-TIM-02",
            "not later than NotBefore",
            &[(CONDITIONS, EMPTY)],
            &[],
        ),
        fine_as(
            "SP-TIM-02",
            "one second inside",
            BOTH,
            &[(CONDITIONS, SHORT)],
            || skewed("2025-04-01T08:01:19Z", 60),
        ),
        fine_as(
            "SP-TIM-02",
            "one second inside, skew 0",
            BOTH,
            &[(CONDITIONS, SHORT)],
            || skewed("2025-04-01T08:00:19Z", 0),
        ),
        bad_for("SP-TIM-03", "301 s", || skewed("2025-04-01T08:00:06Z", 301), &[]),
        bad_for(
            "SP-TIM-03",
            "-1 s",
            || skewed("2025-04-01T08:00:06Z", -1),
            &["SP-RSP-05"],
        ),
        attack_with(
            "SP-TIM-03",
            "the setting itself",
            || clock_skew(forge::seconds(300)).map(drop),
            || clock_skew(forge::seconds(301)).map(drop),
            &[],
        ),
        fine_as("SP-TIM-03", "0", BOTH, &[], || skewed("2025-04-01T08:00:06Z", 0)),
        fine_as("SP-TIM-03", "300", BOTH, &[], || {
            skewed("2025-04-01T08:00:06Z", 300)
        }),
    ]
}

fn spans() -> Vec<Row> {
    fn lasting(until: &'static str) -> impl Fn() -> crate::attacks::Outcome {
        move || {
            let mut content = forge::content();
            content.not_on_or_after = until.parse().unwrap();
            judged(
                &forge::sign(&forge::unsigned(&content), BOTH),
                &forge::expectations(),
            )
        }
    }
    const INDEX: &str = "SessionIndex=";
    vec![
        attack_with(
            "SP-TIM-05",
            "26 h",
            lasting("2025-04-01T09:00:00Z"),
            lasting("2025-04-02T10:00:06Z"),
            &[],
        ),
        bad(
            "SP-TIM-05",
            "the Conditions alone",
            &[(
                CONDITIONS,
                "<Conditions NotOnOrAfter=\"2035-04-01T09:00:05.648Z\">",
            )],
            &[],
        ),
        bad(
            "SP-TIM-05",
            "the confirmation alone",
            &[(
                "NotOnOrAfter=\"2025-04-01T09:00:05.648Z\" Rec",
                "NotOnOrAfter=\"2035-04-01T09:00:05.648Z\" Rec",
            )],
            &[],
        ),
        legal_with("SP-TIM-05", "70 min", lasting("2025-04-01T09:10:06Z")),
        legal_with("SP-TIM-05", "24 h 5 min", lasting("2025-04-02T08:05:06Z")),
        legal_with("SP-TIM-05", "25 h exactly", lasting("2025-04-02T09:00:05.799Z")),
        bad(
            "SP-TIM-06",
            "past",
            &[(
                INDEX,
                "SessionNotOnOrAfter=\"2025-04-01T07:59:00Z\" SessionIndex=",
            )],
            &[],
        ),
        bad(
            "SP-TIM-06",
            "equal to now - skew",
            &[(
                INDEX,
                "SessionNotOnOrAfter=\"2025-04-01T07:59:06Z\" SessionIndex=",
            )],
            &[],
        ),
        fine("SP-TIM-06", "absent", &[]),
        legal_with("SP-TIM-06", "in an hour: told", || {
            let accepted = forge::receive(&edited(
                &[(
                    INDEX,
                    "SessionNotOnOrAfter=\"2025-04-01T09:00:00Z\" SessionIndex=",
                )],
                BOTH,
            ))?;
            assert_eq!(
                accepted.session_not_on_or_after(),
                Some("2025-04-01T09:00:00Z".parse().unwrap())
            );
            Ok(())
        }),
    ]
}
