//! Single logout: who may end a session, and who may say that one has ended.
//!
//! The provider's key is `forge::trusted`, and so is the application's: who judges decides whose it is.

use vestibule_saml::binding::logout::{LogoutMessage, decode_form, decode_query};
use vestibule_saml::identity_provider::SigningOption;
use vestibule_saml::logout::{
    AcceptedLogout, LogoutExpectations, LogoutRequestContent, LogoutResponseContent, Outgoing, Role,
    SessionName,
};
use vestibule_saml::message::{NameId, NameIdFormat, StatusCode};
use vestibule_saml::signature::{SigningKey, TrustedKeys};
use vestibule_saml::xml::ns;

use super::{Outcome, Row, attack_with, legal_with};
use crate::forge;

const PLACE: &str = "<!--signature-->";
const SLO: &str = "https://sp.example/saml/logout";
const AT_PROVIDER: Role = Role::IdentityProvider;
const AT_APPLICATION: Role = Role::ServiceProvider;

type Edits = &'static [(&'static str, &'static str)];

pub(super) fn rows() -> Vec<Row> {
    let mut rows = signatures();
    rows.extend(same_rules());
    rows.extend(subjects());
    rows.extend(answers());
    rows
}

fn signatures() -> Vec<Row> {
    let good = || redirect(AT_APPLICATION, &[]);
    vec![
        attack_with(
            "SP-LGO-01",
            "A0: unsigned, by redirect",
            good,
            || unsigned(AT_APPLICATION),
            &[],
        ),
        attack_with(
            "SP-LGO-01",
            "A0: unsigned, posted",
            good,
            || posted_unsigned(AT_APPLICATION),
            &[],
        ),
        attack_with(
            "SP-LGO-01",
            "signature removed by deleting its parameters",
            good,
            || {
                query(
                    AT_APPLICATION,
                    query_of(&request(AT_APPLICATION), Some(forge::trusted()))
                        .split("&SigAlg")
                        .next()
                        .unwrap(),
                )
            },
            &[],
        ),
        attack_with(
            "SP-LGO-01",
            "signed inside and sent by redirect",
            good,
            || {
                let signed = enveloped(&request(AT_APPLICATION), &[], forge::trusted());
                query(AT_APPLICATION, &forge::query(&signed, None, None))
            },
            &[],
        ),
        legal_with("SP-LGO-01", "signed, by redirect", good),
        legal_with("SP-LGO-01", "signed, posted", || posted(AT_APPLICATION, &[])),
        attack_with(
            "SP-KEY-01",
            "A0: a stranger's logout request",
            good,
            || {
                query(
                    AT_APPLICATION,
                    &query_of(&request(AT_APPLICATION), Some(forge::stranger())),
                )
            },
            &[],
        ),
        attack_with(
            "SP-KEY-01",
            "A0: a stranger's logout request, posted",
            || posted(AT_APPLICATION, &[]),
            || {
                post(
                    AT_APPLICATION,
                    "SAMLRequest",
                    &enveloped(&request(AT_APPLICATION), &[], forge::stranger()),
                )
            },
            &[],
        ),
        attack_with(
            "IDP-LGO-02",
            "unsigned, though the application's certificate is stored",
            || redirect(AT_PROVIDER, &[]),
            || unsigned(AT_PROVIDER),
            &[],
        ),
        legal_with("IDP-LGO-02", "unsigned, and no certificate is stored", || {
            let message = query_of(&request(AT_PROVIDER), None);
            judge(decode_query(&message)?, &expected(AT_PROVIDER, None)).map(drop)
        }),
        legal_with(
            "IDP-LGO-02",
            "a stranger's signature, and no certificate is stored",
            || {
                let message = query_of(&request(AT_PROVIDER), Some(forge::stranger()));
                judge(decode_query(&message)?, &expected(AT_PROVIDER, None)).map(drop)
            },
        ),
    ]
}

fn same_rules() -> Vec<Row> {
    let good = || posted(AT_APPLICATION, &[]);
    let bad = |rule: &'static str, name: &'static str, edits: Edits, also: &'static [&'static str]| {
        attack_with(
            rule,
            name,
            || posted(AT_APPLICATION, &[]),
            move || posted(AT_APPLICATION, edits),
            also,
        )
    };
    vec![
        attack_with(
            "SP-LGO-02",
            "A2: a signed response in the place of a request",
            good,
            || {
                post(
                    AT_APPLICATION,
                    "SAMLRequest",
                    &forge::good(SigningOption::Response),
                )
            },
            &["SP-RSP-04"],
        ),
        attack_with(
            "SP-SIG-02",
            "A1: a signed assertion inside of a forged request",
            good,
            || {
                let assertion = forge::good(SigningOption::Assertion);
                let start = assertion.find("<Assertion").unwrap();
                let end = assertion.find("</samlp:Response>").unwrap();
                let extensions = format!(
                    "</Issuer><samlp:Extensions>{}</samlp:Extensions>",
                    &assertion[start..end]
                );
                let forged = forge::replace(request(AT_APPLICATION).xml(), "</Issuer>", &extensions);
                post(AT_APPLICATION, "SAMLRequest", &forged)
            },
            &["SP-LGO-02"],
        ),
        bad(
            "SP-LGO-02",
            "an assertion in its extensions",
            &[(
                "<NameID ",
                "<samlp:Extensions><x:Assertion xmlns:x=\"urn:x\"></x:Assertion></samlp:Extensions><NameID ",
            )],
            &[],
        ),
        bad(
            "SP-LGO-02",
            "no Issuer",
            &[(
                "<Issuer xmlns=\"urn:oasis:names:tc:SAML:2.0:assertion\">https://idp.example/tenant/</Issuer>",
                "",
            )],
            &["SP-ISS-01"],
        ),
        bad("SP-LGO-02", "no NameID", &[(NAME, "")], &["SP-LGO-03"]),
        bad(
            "SP-LGO-02",
            "no IssueInstant",
            &[(" IssueInstant=\"2025-04-01T08:00:06.000Z\"", "")],
            &["SP-RSP-05"],
        ),
        bad(
            "SP-RSP-01",
            "version 1.1 of a logout request",
            &[("Version=\"2.0\"", "Version=\"1.1\"")],
            &[],
        ),
        bad(
            "SP-RSP-04",
            "a logout request for another address",
            &[(
                "Destination=\"https://sp.example/saml/logout\"",
                "Destination=\"https://sp.example/saml/logout/\"",
            )],
            &[],
        ),
        bad(
            "SP-RSP-04",
            "a signed logout request for no address",
            &[("Destination=\"https://sp.example/saml/logout\"", "")],
            &[],
        ),
        bad(
            "SP-RSP-05",
            "A3: a logout request of yesterday",
            &[("2025-04-01T08:00:06", "2025-03-31T08:00:06")],
            &[],
        ),
        bad(
            "SP-ISS-01",
            "A4: a logout request of another provider",
            &[("https://idp.example/tenant/<", "https://idp.example/other/<")],
            &[],
        ),
        bad(
            "SP-TIM-02",
            "a logout request that has expired",
            &[(
                "Version=\"2.0\"",
                "NotOnOrAfter=\"2025-04-01T07:59:00Z\" Version=\"2.0\"",
            )],
            &[],
        ),
        legal_with("SP-LGO-02", "with a reason, without a format", || {
            posted(
                AT_APPLICATION,
                &[
                    (
                        "Version=\"2.0\"",
                        "Reason=\"urn:oasis:names:tc:SAML:2.0:logout:user\" Version=\"2.0\"",
                    ),
                    (
                        " Format=\"urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress\"",
                        "",
                    ),
                ],
            )
        }),
        attack_with(
            "IDP-APP-01",
            "a logout request of another application",
            || posted(AT_PROVIDER, &[]),
            || posted(AT_PROVIDER, &[("https://sp.example/<", "https://sp.example<")]),
            &[],
        ),
        attack_with(
            "IDP-REQ-01",
            "logout request and response at once",
            || redirect(AT_PROVIDER, &[]),
            || {
                let message = query_of(&request(AT_PROVIDER), Some(forge::trusted()));
                query(AT_PROVIDER, &format!("{message}&SAMLResponse=x"))
            },
            &[],
        ),
        attack_with(
            "IDP-SIG-03",
            "a second signature behind the first",
            || redirect(AT_PROVIDER, &[]),
            || {
                let message = query_of(&request(AT_PROVIDER), Some(forge::trusted()));
                query(AT_PROVIDER, &format!("{message}&Signature=x"))
            },
            &[],
        ),
    ]
}

fn subjects() -> Vec<Row> {
    let mut rows = Vec::new();
    for (rule, role) in [("SP-LGO-03", AT_APPLICATION), ("IDP-LGO-01", AT_PROVIDER)] {
        let meant = move |value: &'static str, index: Option<&'static str>| {
            move || session(role, &[], &NameId::new(value, NameIdFormat::EmailAddress), index)
        };
        let good = meant(forge::PERSON, Some(forge::ASSERTION_ID));
        rows.push(attack_with(
            rule,
            "another person's session",
            good,
            meant("b.simon@acme.examplf", Some(forge::ASSERTION_ID)),
            &[],
        ));
        rows.push(attack_with(
            rule,
            "the name in other letters",
            good,
            meant("B.Simon@acme.example", Some(forge::ASSERTION_ID)),
            &[],
        ));
        rows.push(attack_with(
            rule,
            "another session of the person",
            good,
            meant(forge::PERSON, Some("_other")),
            &[],
        ));
        rows.push(attack_with(
            rule,
            "a session without index",
            good,
            meant(forge::PERSON, None),
            &[],
        ));
        rows.push(attack_with(
            rule,
            "a foreign qualifier",
            good,
            move || {
                session(
                    role,
                    &[("<NameID ", "<NameID NameQualifier=\"https://other.example/\" ")],
                    &person(),
                    Some(forge::ASSERTION_ID),
                )
            },
            &[],
        ));
        rows.push(attack_with(
            rule,
            "an empty name",
            good,
            move || {
                session(
                    role,
                    &[(forge::PERSON, " ")],
                    &person(),
                    Some(forge::ASSERTION_ID),
                )
            },
            &[],
        ));
        rows.push(legal_with(
            rule,
            "no SessionIndex: all sessions of that name",
            move || session(role, &[(INDEX, "")], &person(), Some("_other")),
        ));
        rows.push(legal_with(rule, "several SessionIndexes", move || {
            session(
                role,
                &[(
                    INDEX,
                    "<samlp:SessionIndex>_1</samlp:SessionIndex><samlp:SessionIndex>_2</samlp:SessionIndex>",
                )],
                &person(),
                Some("_2"),
            )
        }));
        rows.push(legal_with(rule, "a name without Format, qualifiers at their defaults", move || {
            session(role, &[(
                " Format=\"urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress\"",
                " NameQualifier=\"https://idp.example/tenant/\" SPNameQualifier=\"https://sp.example/\"",
            )], &person(), Some(forge::ASSERTION_ID))
        }));
        rows.push(legal_with(
            rule,
            "a session whose name was issued with them",
            move || {
                let issued = NameId {
                    name_qualifier: Some("https://idp.example/tenant/".to_owned()),
                    sp_name_qualifier: Some("https://sp.example/".to_owned()),
                    ..person()
                };
                session(role, &[], &issued, Some(forge::ASSERTION_ID))
            },
        ));
    }
    rows
}

fn answers() -> Vec<Row> {
    let mut rows = Vec::new();
    for (rule, role) in [("SP-LGO-04", AT_APPLICATION), ("IDP-LGO-05", AT_PROVIDER)] {
        let good = move || answered(role, &[], Some(forge::trusted()));
        rows.push(attack_with(
            rule,
            "an answer to another request",
            good,
            move || {
                answered(
                    role,
                    &[("InResponseTo=\"_logout\"", "InResponseTo=\"_other\"")],
                    Some(forge::trusted()),
                )
            },
            &[],
        ));
        rows.push(attack_with(
            rule,
            "an answer to nothing",
            good,
            move || answered(role, &[("InResponseTo=\"_logout\"", "")], Some(forge::trusted())),
            &[],
        ));
        rows.push(legal_with(rule, "an unsigned answer", move || {
            answered(role, &[], None)
        }));
        rows.push(legal_with(rule, "an answer that says no", move || {
            answered(
                role,
                &[("status:Success", "status:Responder")],
                Some(forge::trusted()),
            )
        }));
        rows.push(attack_with(
            "SP-KEY-01",
            "a stranger's answer",
            good,
            move || answered(role, &[], Some(forge::stranger())),
            &[],
        ));
    }
    rows.push(attack_with(
        "SP-LGO-02",
        "A2: a signed login in the place of an answer",
        || answered(AT_APPLICATION, &[], None),
        || {
            post(
                AT_APPLICATION,
                "SAMLResponse",
                &forge::good(SigningOption::Response),
            )
        },
        &["SP-LGO-04"],
    ));
    rows
}

fn person() -> NameId {
    NameId::new(forge::PERSON, NameIdFormat::EmailAddress)
}

/// The request that `judge` gets, in the other's words.
fn request(judge: Role) -> Outgoing {
    let (issuer, destination) = match judge {
        Role::ServiceProvider => (forge::ISSUER, SLO),
        Role::IdentityProvider => (forge::ENTITY_ID, forge::SSO),
    };
    LogoutRequestContent {
        id: "_logout".to_owned(),
        issuer: issuer.to_owned(),
        destination: destination.to_owned(),
        name_id: person(),
        session_indexes: vec![forge::ASSERTION_ID.to_owned()],
        issue_instant: forge::now(),
        not_on_or_after: None,
    }
    .write()
    .unwrap()
}

fn response(judge: Role) -> Outgoing {
    let (issuer, destination) = match judge {
        Role::ServiceProvider => (forge::ISSUER, SLO),
        Role::IdentityProvider => (forge::ENTITY_ID, forge::SSO),
    };
    LogoutResponseContent {
        id: "_answer".to_owned(),
        issuer: issuer.to_owned(),
        destination: destination.to_owned(),
        in_response_to: "_logout".to_owned(),
        issue_instant: forge::now(),
        top: StatusCode::Success,
        second: None,
        message: None,
    }
    .write()
    .unwrap()
}

fn query_of(message: &Outgoing, signer: Option<&SigningKey>) -> String {
    let address = message.redirect(Some("a b"), signer);
    address.split_once('?').unwrap().1.to_owned()
}

/// The document, edited and then signed inside.
fn enveloped(message: &Outgoing, edits: Edits, key: &SigningKey) -> String {
    let marked = forge::replace(message.xml(), "</Issuer>", &format!("</Issuer>{PLACE}"));
    let edited = edits
        .iter()
        .fold(marked, |xml, (from, to)| forge::replace(&xml, from, to));
    forge::sign_element(&edited, PLACE, |element| element.namespace() == ns::SAMLP, key)
}

fn expected(role: Role, keys: Option<&TrustedKeys>) -> LogoutExpectations<'_> {
    static PROVIDER: std::sync::LazyLock<[String; 1]> =
        std::sync::LazyLock::new(|| [forge::ISSUER.to_owned()]);
    static APPLICATION: std::sync::LazyLock<[String; 2]> =
        std::sync::LazyLock::new(|| ["https://sp.example/old".to_owned(), forge::ENTITY_ID.to_owned()]);
    let (entity_id, partner, location): (_, &[String], _) = match role {
        Role::ServiceProvider => (forge::ENTITY_ID, &*PROVIDER, SLO),
        Role::IdentityProvider => (forge::ISSUER, &*APPLICATION, forge::SSO),
    };
    LogoutExpectations::new(role, entity_id, partner, location, keys, forge::now())
}

fn judge(
    message: LogoutMessage,
    expected: &LogoutExpectations<'_>,
) -> Result<Option<AcceptedLogout>, vestibule_saml::Rejected> {
    match message {
        LogoutMessage::Request(request) => request.read()?.accept(expected).map(Some),
        LogoutMessage::Response(response) => response.read()?.accept("_logout", expected).map(|_| None),
    }
}

/// Judges and, for a request, holds the session of the tests against it.
fn whole(role: Role, message: LogoutMessage) -> Outcome {
    let keys = forge::keys_of(forge::trusted());
    match judge(message, &expected(role, Some(&keys)))? {
        Some(accepted) => accepted.check_session(&SessionName {
            name_id: &person(),
            session_index: Some(forge::ASSERTION_ID),
        }),
        None => Ok(()),
    }
}

fn query(role: Role, query: &str) -> Outcome {
    whole(role, decode_query(query)?)
}

fn post(role: Role, parameter: &str, xml: &str) -> Outcome {
    let mut form = form_urlencoded::Serializer::new(String::new());
    form.append_pair(parameter, &vestibule_saml::binding::post::encode(xml));
    whole(role, decode_form(form.finish().as_bytes())?)
}

fn redirect(role: Role, edits: Edits) -> Outcome {
    let xml = edits
        .iter()
        .fold(request(role).xml().to_owned(), |xml, (from, to)| {
            forge::replace(&xml, from, to)
        });
    query(role, &forge::query(&xml, None, Some(forge::trusted())))
}

fn unsigned(role: Role) -> Outcome {
    query(role, &query_of(&request(role), None))
}

fn posted(role: Role, edits: Edits) -> Outcome {
    post(
        role,
        "SAMLRequest",
        &enveloped(&request(role), edits, forge::trusted()),
    )
}

fn posted_unsigned(role: Role) -> Outcome {
    post(role, "SAMLRequest", request(role).xml())
}

/// A signed request, held against a session of this name.
fn session(role: Role, edits: Edits, name_id: &NameId, session_index: Option<&str>) -> Outcome {
    let keys = forge::keys_of(forge::trusted());
    let xml = enveloped(&request(role), edits, forge::trusted());
    let mut form = form_urlencoded::Serializer::new(String::new());
    form.append_pair("SAMLRequest", &vestibule_saml::binding::post::encode(&xml));
    let message = decode_form(form.finish().as_bytes())?;
    let accepted = judge(message, &expected(role, Some(&keys)))?.unwrap();
    accepted.check_session(&SessionName {
        name_id,
        session_index,
    })
}

fn answered(role: Role, edits: Edits, key: Option<&SigningKey>) -> Outcome {
    let message = response(role);
    let xml = match key {
        Some(key) => enveloped(&message, edits, key),
        None => message.xml().to_owned(),
    };
    post(role, "SAMLResponse", &xml)
}

const NAME: &str = "<NameID xmlns=\"urn:oasis:names:tc:SAML:2.0:assertion\" Format=\"urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress\">b.simon@acme.example</NameID>";

const INDEX: &str = "<samlp:SessionIndex>_7c1e2d3f-4455-4666-8777-0a1b2c3d0100</samlp:SessionIndex>";
