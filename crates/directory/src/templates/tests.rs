use super::*;

#[test]
fn every_file_of_the_gallery_can_be_read_and_has_an_id_of_its_own() {
    let mut ids = Vec::new();
    for template in file::read_all() {
        let template = template.unwrap_or_else(|error| panic!("{error}"));
        ids.push(template.id);
    }
    let count = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!((ids.len(), count >= 1), (count, true));
}

#[test]
fn ivanti_service_manager_is_as_the_tutorial_has_it() {
    let ism = find("ivanti-service-manager").unwrap();
    assert_eq!(
        (ism.display_name.as_str(), ism.publisher.as_str()),
        ("Ivanti Service Manager (ISM)", "Ivanti")
    );
    let patterns = |field: &Field| field.patterns.iter().map(ToString::to_string).collect::<Vec<_>>();
    let identifiers = [
        "https://<customer>.saasit.com/",
        "https://<customer>.saasiteu.com/",
        "https://<customer>.saasitau.com/",
    ];
    assert_eq!(patterns(&ism.identifier), identifiers);
    assert_eq!(
        patterns(&ism.reply_url),
        ["https://<customer>/handlers/sso/SamlAssertionConsumerHandler.ashx"]
    );
    assert_eq!(
        patterns(&ism.sign_on_url).first().map(String::as_str),
        Some("https://<customer>.saasit.com/")
    );
    assert_eq!(ism.modes, [Mode::ServiceProvider, Mode::IdentityProvider]);
    assert_eq!(ism.certificate_download, Download::Raw);
    assert!(ism.just_in_time_provisioning && ism.app_roles.is_empty());
    assert_eq!(find(&ism.id.to_uppercase()), Some(ism));
}

#[test]
fn the_schema_names_the_keys_that_the_reader_knows() {
    let schema: serde_json::Value =
        serde_json::from_str(include_str!("../../../../gallery/schema.json")).unwrap();
    let named: Vec<&String> = schema["properties"].as_object().unwrap().keys().collect();
    for name in &named {
        let text = format!("{name} = 0\n");
        let error = file::parse("x.toml", &text).unwrap_err();
        let said = std::error::Error::source(&error)
            .map(ToString::to_string)
            .unwrap_or_default();
        assert!(!said.contains("unknown field"), "{name}: {said}");
    }
    let error = file::parse("x.toml", "nonsense = 0\n").unwrap_err();
    assert!(std::error::Error::source(&error).is_some_and(|said| said.to_string().contains("unknown field")));
}

#[test]
fn a_placeholder_stands_for_part_of_a_host_or_a_segment() {
    let matches = |pattern: &str, value: &str| Pattern::parse(pattern).unwrap().matches(value);
    let family = "https://<customer>.saasit.com/";
    assert!(matches(family, "https://acme.saasit.com/"));
    assert!(
        matches(family, "https://a.saasit.com.saasit.com/"),
        "a filling may contain what follows"
    );
    for bad in [
        "https://acme.saasit.com",
        "https://.saasit.com/",
        "https://evil.example/.saasit.com/",
        "https://evil.example#.saasit.com/",
        "https://a@b.saasit.com/",
        "https://acme.saasit.com/x",
        "http://acme.saasit.com/",
        "HTTPS://acme.saasit.com/",
        "https://<customer>.saasit.com/",
    ] {
        assert!(!matches(family, bad), "{bad}");
    }
    let host = "https://<customer>/handlers/acs";
    assert!(matches(host, "https://acme.example:8443/handlers/acs"));
    assert!(!matches(host, "https://acme.example/x/handlers/acs"));
    assert!(matches(
        "http://<customer>.localhost:<port>/",
        "http://a.localhost:8400/"
    ));
    assert!(matches("urn:<customer>", "urn:acme"));
    assert!(!matches("urn:<customer>", "urn:"));
    assert!(matches("fixed", "fixed") && !matches("fixed", "fixed2"));
}

#[test]
fn a_pattern_with_odd_brackets_is_none() {
    for bad in ["<", "a<b", "a>b", "<a><b>", "<A>", "<>", "a<b c>"] {
        assert_eq!(Pattern::parse(bad), None, "{bad}");
    }
}
