use super::*;

#[test]
fn user_principal_names_follow_entras_rules() {
    for good in [
        "B.Simon@contoso.com",
        "o'neil-x_1!#^~@a.example",
        &format!("{}@contoso.com", "x".repeat(64)),
    ] {
        let upn = Upn::parse(good).unwrap_or_else(|problem| panic!("{good}: {problem}"));
        assert_eq!(upn.as_str(), good);
    }
    for bad in [
        "",
        "contoso.com",
        "@contoso.com",
        "b.@contoso.com",
        ".b@contoso.com",
        "b..c@contoso.com",
        "b simon@contoso.com",
        "zoë@contoso.com",
        "b@contoso",
        "b@c@contoso.com",
        "b@contoso.com\u{0}",
        &format!("{}@contoso.com", "x".repeat(65)),
        &format!("b@{}.com", "x".repeat(45)),
    ] {
        assert!(Upn::parse(bad).is_err(), "{bad}");
    }
    let upn = Upn::parse("B.Simon@Contoso.COM").unwrap();
    assert_eq!((upn.local(), upn.domain().as_str()), ("B.Simon", "contoso.com"));
}

#[test]
fn web_addresses_are_https_or_on_this_machine_and_plain() {
    for good in [
        "https://acme.saasit.com/handlers/sso/SamlAssertionConsumerHandler.ashx",
        "https://acme.example:8443/acs?x=1&y=%20",
        "http://localhost:8400/acs",
        "http://contoso.saasit.localhost:8400/",
        "http://127.0.0.2/",
        "http://[::1]:8400/",
        "https://xn--bcher-kva.example/",
    ] {
        assert_eq!(
            WebUrl::parse(good).map(|url| url.as_str().to_owned()),
            Ok(good.to_owned())
        );
    }
    for bad in [
        "",
        "javascript:alert(1)",
        "data:text/html,x",
        "//acme.example/",
        "/acs",
        "http://acme.example/",
        "http://localhost.evil.example/",
        "https:acme.example",
        "https:///acme.example/",
        "https://user@acme.example/",
        "https://user:pass@acme.example/",
        "https://@acme.example/",
        "https://acme.example/#x",
        "https://acme.example/#",
        "https://acme.example/\tx",
        "https://acme.example/ x",
        "https://acme.example/\"x",
        "https://bücher.example/",
        "https://<customer>/acs",
        "https://*.example/acs",
        "https://acme.example\\@evil.example/",
        &format!("https://acme.example/{}", "x".repeat(1024)),
    ] {
        assert!(WebUrl::parse(bad).is_err(), "{bad}");
    }
}

#[test]
fn identifiers_are_any_ascii_word_to_the_letter() {
    for good in ["https://acme.saasit.com/", "urn:acme", "plainword", "spn:1"] {
        assert_eq!(
            EntityId::parse(good).map(|id| id.to_string()),
            Ok(good.to_owned())
        );
    }
    for bad in [
        "",
        " x",
        "a b",
        "https://<customer>.saasit.com/",
        "*",
        "ü",
        "a\u{7f}",
        &"x".repeat(1025),
    ] {
        assert!(EntityId::parse(bad).is_err(), "{bad}");
    }
}

#[test]
fn domains_have_two_labels_and_are_written_small() {
    assert_eq!(
        DomainName::parse("Contoso.Example").unwrap().as_str(),
        "contoso.example"
    );
    for bad in [
        "",
        "contoso",
        "contoso..com",
        "-a.com",
        "a-.com",
        "a_b.com",
        "1.2.3.4",
        ".com",
        "com.",
        "é.com",
    ] {
        assert!(DomainName::parse(bad).is_err(), "{bad}");
    }
}

#[test]
fn mail_addresses_have_both_parts() {
    assert_eq!(
        Mail::parse("b.simon+x@Contoso.example").unwrap().domain(),
        "contoso.example"
    );
    for bad in [
        "",
        "b",
        "@a.example",
        "b@",
        "b @a.example",
        "b\u{0}@a.example",
        "b@c@a.example",
    ] {
        assert!(Mail::parse(bad).is_err(), "{bad}");
    }
}

#[test]
fn text_is_bounded_and_has_nothing_that_xml_cannot_carry() {
    assert_eq!(
        DisplayName::parse("Zoë <&> \"x\" 中文").unwrap().as_str(),
        "Zoë <&> \"x\" 中文"
    );
    for bad in [
        "",
        " a",
        "a ",
        "a\nb",
        "a\u{0}b",
        "a\u{b}b",
        "a\u{fffe}b",
        "a\u{85}b",
        &"x".repeat(257),
    ] {
        assert!(DisplayName::parse(bad).is_err(), "{bad:?}");
    }
}

#[test]
fn names_are_compared_without_case_and_compatibility_forms() {
    assert_eq!(name_key("STRAẞE Å"), name_key("straße å"));
    assert_eq!(name_key("ﬁne"), name_key("FINE"));
    assert_ne!(name_key("a"), name_key("ä"));
    // The short way of plain names ends where the long one does.
    for character in '\0'..='\x7f' {
        let (short, long) = (
            name_key(&character.to_string()),
            name_key(&format!("ä{character}")),
        );
        assert_eq!(Some(short.as_str()), long.strip_prefix('ä'));
    }
}

proptest::proptest! {
    #[test]
    fn a_name_key_is_a_fixed_point(name in "\\PC{0,40}") {
        let key = name_key(&name);
        proptest::prop_assert_eq!(name_key(&key), key);
    }
}
