//! IDP-REQ-11 to -13: how the sign-in shall be.

use vestibule_saml::message::{AuthnContextClass, StatusCode};

use super::{END, bad, edited, fine};
use crate::attacks::{Outcome, Row, attack_with, legal_with};
use crate::forge;

pub(super) fn rows() -> Vec<Row> {
    const CONTEXT: &str = "<samlp:RequestedAuthnContext><saml:AuthnContextClassRef xmlns:saml=\"urn:oasis:names:tc:SAML:2.0:assertion\">{}</saml:AuthnContextClassRef></samlp:RequestedAuthnContext></samlp:AuthnRequest>";
    fn context(
        class: &'static str,
        comparison: &'static str,
        performed: AuthnContextClass,
    ) -> impl Fn() -> Outcome {
        move || {
            let context =
                CONTEXT
                    .replace("{}", class)
                    .replacen("Context>", &format!("Context{comparison}>"), 1);
            let accepted = forge::ask(&forge::request().replace(END, &context)).map_err(|it| it.rejected)?;
            accepted.check_context(&performed).map_err(|it| it.rejected)
        }
    }
    const PASSWORD: &str = "urn:oasis:names:tc:SAML:2.0:ac:classes:Password";
    let done = || AuthnContextClass::Password;
    let contexts = |name, class, comparison| {
        attack_with(
            "IDP-REQ-12",
            name,
            context(PASSWORD, "", done()),
            context(class, comparison, done()),
            &[],
        )
    };
    let policy = |name, edits| bad("IDP-REQ-13", name, edits, &[]);
    vec![
        bad(
            "IDP-REQ-11",
            "both",
            &[(" Version=", " ForceAuthn=\"true\" IsPassive=\"1\" Version=")],
            &[],
        ),
        bad(
            "IDP-REQ-11",
            "no boolean",
            &[(" Version=", " ForceAuthn=\"yes\" Version=")],
            &[],
        ),
        legal_with("IDP-REQ-11", "1, 0 and absent", || {
            let read = |flags: &str| {
                let xml = forge::request().replace(" Version=", &format!(" {flags} Version="));
                forge::ask(&xml)
                    .map(|it| (it.force_authn(), it.is_passive()))
                    .map_err(|it| it.rejected)
            };
            assert_eq!(read("ForceAuthn=\"1\"")?, (true, false));
            assert_eq!(read("ForceAuthn=\"0\" IsPassive=\"true\"")?, (false, true));
            assert_eq!(read("")?, (false, false));
            Ok(())
        }),
        contexts(
            "X.509 asked, password done",
            "urn:oasis:names:tc:SAML:2.0:ac:classes:X509",
            "",
        ),
        contexts("a class nobody knows", "https://refeds.org/profile/mfa", ""),
        contexts("minimum", PASSWORD, " Comparison=\"minimum\""),
        legal_with(
            "IDP-REQ-12",
            "exact",
            context(PASSWORD, " Comparison=\"exact\"", done()),
        ),
        legal_with(
            "IDP-REQ-12",
            "PasswordProtectedTransport as Password",
            context(
                "urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport",
                "",
                done(),
            ),
        ),
        legal_with(
            "IDP-REQ-12",
            "unspecified",
            context(
                "urn:oasis:names:tc:SAML:2.0:ac:classes:Unspecified",
                "",
                AuthnContextClass::X509,
            ),
        ),
        policy(
            "another application's qualifier",
            &[(
                END,
                "<samlp:NameIDPolicy SPNameQualifier=\"https://other.example/\"/></samlp:AuthnRequest>",
            )],
        ),
        policy(
            "unknown Format",
            &[(END, "<samlp:NameIDPolicy Format=\"urn:x\"/></samlp:AuthnRequest>")],
        ),
        policy(
            "a Format that is not given",
            &[(
                END,
                "<samlp:NameIDPolicy Format=\"urn:oasis:names:tc:SAML:2.0:nameid-format:kerberos\"/></samlp:AuthnRequest>",
            )],
        ),
        fine(
            "IDP-REQ-13",
            "unspecified",
            &[(
                END,
                "<samlp:NameIDPolicy AllowCreate=\"false\" Format=\"urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified\"/></samlp:AuthnRequest>",
            )],
        ),
        legal_with("IDP-REQ-13", "its own qualifier, the second identifier", || {
            let xml = edited(&[(
                END,
                "<samlp:NameIDPolicy SPNameQualifier=\"https://sp.example/second\"/></samlp:AuthnRequest>",
            )]);
            let accepted = forge::ask(&xml).map_err(|it| it.rejected)?;
            assert_eq!(accepted.sp_name_qualifier(), Some("https://sp.example/second"));
            Ok(())
        }),
    ]
}

#[test]
fn only_refusals_of_the_protocol_behind_the_reply_url_are_answerable() {
    let refusal = |edits| forge::ask(&edited(edits)).unwrap_err();
    let passive = refusal(&[(" Version=", " ForceAuthn=\"true\" IsPassive=\"true\" Version=")]);
    assert_eq!(
        passive.status(),
        Some((StatusCode::Responder, StatusCode::NoPassive))
    );
    assert_eq!(passive.answerable.unwrap().reply_url, forge::ACS);
    let policy = refusal(&[(END, "<samlp:NameIDPolicy Format=\"urn:x\"/></samlp:AuthnRequest>")]);
    assert_eq!(
        policy.status(),
        Some((StatusCode::Requester, StatusCode::InvalidNameIdPolicy))
    );
    let url = refusal(&[
        ("https://sp.example/handlers", "https://evil.example/handlers"),
        (END, "<samlp:NameIDPolicy Format=\"urn:x\"/></samlp:AuthnRequest>"),
    ]);
    assert_eq!(
        (url.rejected.rule.name, url.answerable.is_none()),
        ("reply_url_registered", true)
    );
    assert_eq!(url.status(), None);
}
