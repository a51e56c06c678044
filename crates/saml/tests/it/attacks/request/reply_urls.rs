//! IDP-APP: for whom, and where the answer goes.

use vestibule_saml::identity_provider::PlainHttp::{OnLoopback, Refused};
use vestibule_saml::identity_provider::ReplyUrl;

use super::{ISSUER, ask, bad, edited, good};
use crate::attacks::{Outcome, Row, attack_with, legal_with};
use crate::forge;

pub(super) fn rows() -> Vec<Row> {
    const URL: &str =
        "AssertionConsumerServiceURL=\"https://sp.example/handlers/sso/SamlAssertionConsumerHandler.ashx\"";
    fn url(value: &'static str) -> impl Fn() -> Outcome {
        move || {
            ask(&forge::replace(
                &forge::request(),
                URL,
                &format!("AssertionConsumerServiceURL=\"{value}\""),
            ))
        }
    }
    let refused = |name, value| attack_with("IDP-APP-04", name, good, url(value), &[]);
    let form = |name, value, plain| {
        let parse = move |value: &'static str| move || ReplyUrl::parse(value, None, false, plain).map(drop);
        attack_with(
            "IDP-APP-05",
            name,
            parse("https://sp.example/acs"),
            parse(value),
            &[],
        )
    };
    let fine_form = |name, value, plain| {
        legal_with("IDP-APP-05", name, move || {
            ReplyUrl::parse(value, None, true, plain).map(drop)
        })
    };
    vec![
        refused(
            "other host",
            "https://evil.example/handlers/sso/SamlAssertionConsumerHandler.ashx",
        ),
        refused(
            "sub-path",
            "https://sp.example/handlers/sso/SamlAssertionConsumerHandler.ashx/x",
        ),
        refused(
            "..",
            "https://sp.example/handlers/x/../sso/SamlAssertionConsumerHandler.ashx",
        ),
        refused(
            "%2e",
            "https://sp.example/handlers/sso/SamlAssertionConsumerHandler%2eashx",
        ),
        refused(
            "?x",
            "https://sp.example/handlers/sso/SamlAssertionConsumerHandler.ashx?x",
        ),
        refused(
            "#",
            "https://sp.example/handlers/sso/SamlAssertionConsumerHandler.ashx#",
        ),
        refused(
            ":443",
            "https://sp.example:443/handlers/sso/SamlAssertionConsumerHandler.ashx",
        ),
        refused(
            "case",
            "https://sp.example/handlers/sso/samlassertionconsumerhandler.ashx",
        ),
        refused("userinfo", "https://sp.example@evil.example/"),
        refused(
            "trailing dot",
            "https://sp.example./handlers/sso/SamlAssertionConsumerHandler.ashx",
        ),
        refused(
            "homograph",
            "https://sp.ex\u{430}mple/handlers/sso/SamlAssertionConsumerHandler.ashx",
        ),
        refused("empty", ""),
        bad(
            "IDP-APP-04",
            "URL and index",
            &[(
                URL,
                "AssertionConsumerServiceIndex=\"1\" AssertionConsumerServiceURL=\"https://sp.example/other\"",
            )],
            &[],
        ),
        bad(
            "IDP-APP-04",
            "an index nobody has",
            &[(URL, "AssertionConsumerServiceIndex=\"7\"")],
            &[],
        ),
        legal_with(
            "IDP-APP-04",
            "any registered one, by URL, by index, by default",
            || {
                let reply_url = |attribute: &str| {
                    forge::ask(&forge::request().replace(URL, attribute))
                        .map(|it| it.reply_url().to_owned())
                        .map_err(|it| it.rejected)
                };
                assert_eq!(
                    reply_url("AssertionConsumerServiceURL=\"https://sp.example/other\"")?,
                    "https://sp.example/other"
                );
                assert_eq!(
                    reply_url("AssertionConsumerServiceIndex=\"2\"")?,
                    "https://sp.example/other"
                );
                assert_eq!(reply_url("")?, forge::ACS);
                Ok(())
            },
        ),
        form("javascript:", "javascript:alert(1)", Refused),
        form("data:", "data:text/html,x", OnLoopback),
        form("no scheme", "//evil.example/x", Refused),
        form("a tab inside", "https://sp.example/a\tb", Refused),
        form("a line feed first", "\nhttps://sp.example/", Refused),
        form("userinfo", "https://sp@evil.example/", Refused),
        form("empty userinfo", "https://@evil.example/", Refused),
        form("fragment", "https://sp.example/#x", Refused),
        form("backslash", "https:\\\\sp.example/", Refused),
        form("no slashes", "https:sp.example", Refused),
        form("a host that is not ASCII", "https://sp.ex\u{430}mple/", Refused),
        form("plain http", "http://sp.example/acs", OnLoopback),
        form("loopback where it is refused", "http://localhost/acs", Refused),
        form(
            "a name that only looks like loopback",
            "http://localhost.evil.example/acs",
            OnLoopback,
        ),
        form(
            "1,025 characters",
            format!("https://sp.example/{}", "x".repeat(1006)).leak(),
            Refused,
        ),
        fine_form(
            "path with .ashx, port",
            "https://sp.example:8443/a/b.ashx?x=y",
            Refused,
        ),
        fine_form(
            "*.localhost",
            "http://contoso.saasit.localhost:8400/acs",
            OnLoopback,
        ),
        fine_form("127.0.0.1", "http://127.9.0.1/acs", OnLoopback),
        fine_form("::1", "http://[::1]:8400/acs", OnLoopback),
        fine_form(
            "1,024 characters",
            format!("https://sp.example/{}", "x".repeat(1005)).leak(),
            Refused,
        ),
        bad(
            "IDP-APP-01",
            "case",
            &[(
                ISSUER,
                "<saml:Issuer xmlns:saml=\"urn:oasis:names:tc:SAML:2.0:assertion\">https://SP.example/</saml:Issuer>",
            )],
            &[],
        ),
        bad(
            "IDP-APP-01",
            "slash",
            &[(
                ISSUER,
                "<saml:Issuer xmlns:saml=\"urn:oasis:names:tc:SAML:2.0:assertion\">https://sp.example</saml:Issuer>",
            )],
            &[],
        ),
        legal_with("IDP-APP-01", "second identifier", || {
            let xml = edited(&[(
                ISSUER,
                "<saml:Issuer xmlns:saml=\"urn:oasis:names:tc:SAML:2.0:assertion\">https://sp.example/second</saml:Issuer>",
            )]);
            assert_eq!(
                forge::ask(&xml).map_err(|it| it.rejected)?.identifier(),
                "https://sp.example/second"
            );
            Ok(())
        }),
    ]
}
