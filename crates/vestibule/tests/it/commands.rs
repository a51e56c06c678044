//! What the commands do, on a production set-up that begins with nothing.

use std::path::Path;

use serde_json::{Value, json};

use crate::binary::{self, configure, refused, run, text};

/// A data directory with a tenant of its own.
pub(crate) struct Place(tempfile::TempDir);

impl Place {
    pub(crate) fn new() -> Self {
        let place = Self(tempfile::tempdir().unwrap());
        configure(place.folder());
        place.json(
            "tenant create --domain fabrikam.example --display-name Fabrikam",
            &[],
        );
        place
    }

    pub(crate) fn folder(&self) -> &Path {
        self.0.path()
    }

    fn arguments<'a>(line: &'a str, more: &[&'a str]) -> Vec<&'a str> {
        let mut arguments: Vec<&str> = line.split_whitespace().collect();
        arguments.extend(more);
        arguments.extend(["--config", "vestibule.toml"]);
        arguments
    }

    pub(crate) fn json(&self, line: &str, more: &[&str]) -> Value {
        binary::json(self.folder(), &Self::arguments(line, more))
    }

    pub(crate) fn refused(&self, line: &str) -> String {
        refused(self.folder(), &Self::arguments(line, &[]))
    }

    /// What a command that succeeds prints for people.
    pub(crate) fn text(&self, line: &str) -> String {
        let output = run(self.folder(), &Self::arguments(line, &[]));
        assert!(output.status.success(), "{line}");
        String::from_utf8(output.stdout).unwrap()
    }

    /// The notes of a command that succeeds.
    fn notes(&self, line: &str) -> String {
        let output = run(self.folder(), &Self::arguments(line, &[]));
        assert!(output.status.success(), "{line}: {}", text(&output.stderr));
        text(&output.stderr)
    }

    pub(crate) fn wiki(&self) -> Value {
        let line =
            "app create --name Wiki --identifier https://wiki.example/ --reply-url https://wiki.example/acs";
        self.json(line, &[])
    }

    fn user(&self, name: &str) {
        self.json(
            &format!("user create --upn {name}@fabrikam.example --display-name {name}"),
            &[],
        );
    }
}

#[test]
fn a_reply_url_or_an_identifier_is_added_beside_those_that_are_there() {
    let place = Place::new();
    place.wiki();
    let added = "app update --app Wiki --add-reply-url https://new.example/acs --add-identifier urn:wiki";
    let wiki = place.json(added, &[]);
    assert_eq!(
        wiki["replyUrls"],
        json!(["https://wiki.example/acs", "https://new.example/acs"])
    );
    assert_eq!(
        wiki["identifierUris"],
        json!(["https://wiki.example/", "urn:wiki"])
    );
    assert_eq!(
        place.json(added, &[])["replyUrls"],
        wiki["replyUrls"],
        "twice changes nothing"
    );
    let wiki = place.json("app update --app Wiki --reply-url https://other.example/acs", &[]);
    assert_eq!(wiki["replyUrls"], json!(["https://other.example/acs"]));
}

#[test]
fn an_assignment_is_taken_away_and_what_is_not_there_is_said() {
    let place = Place::new();
    place.wiki();
    place.user("ann");
    place.json("group create --name Staff", &[]);
    let not_assigned = place.refused("app unassign --app Wiki --user ann@fabrikam.example");
    assert!(
        not_assigned.contains("ann@fabrikam.example is not assigned to Wiki"),
        "{not_assigned}"
    );
    for who in ["--user ann@fabrikam.example", "--group Staff"] {
        place.json(&format!("app assign --app Wiki {who}"), &[]);
        let removed = place.json(&format!("app unassign --app Wiki {who}"), &[]);
        assert_eq!(removed[0]["resourceDisplayName"], "Wiki");
        assert!(
            place
                .refused(&format!("app unassign --app Wiki {who}"))
                .contains("is not assigned to Wiki")
        );
    }
    let no_member = place.refused("group remove --name Staff --user ann@fabrikam.example");
    assert!(
        no_member.contains("ann@fabrikam.example is not a direct member of Staff"),
        "{no_member}"
    );
}

#[test]
fn a_second_application_of_one_name_is_noted_and_told_apart_by_id() {
    let place = Place::new();
    let first = place.wiki();
    let second = "app create --name wiki --identifier urn:second --reply-url https://second.example/acs";
    let notes = place.notes(second);
    let first_id = first["appId"].as_str().unwrap();
    assert!(notes.starts_with("note: ") && notes.contains(first_id), "{notes}");
    let ambiguous = place.refused("app show --app Wiki");
    assert!(
        ambiguous.contains("several applications are called 'Wiki'"),
        "{ambiguous}"
    );
    let all = place.json("app list", &[]);
    for application in all.as_array().unwrap() {
        assert!(
            ambiguous.contains(application["appId"].as_str().unwrap()),
            "{ambiguous}"
        );
    }
    assert_eq!(place.json("app show", &["--app", first_id])["appId"], first_id);
}

#[test]
fn a_certificate_is_made_activated_and_deleted() {
    let place = Place::new();
    let first = place.wiki()["certificates"][0]["thumbprint"].clone();
    let made = place.json("app certificate create --app Wiki", &[]);
    assert_eq!(made["isActive"], false);
    let second = made["thumbprint"].as_str().unwrap();
    let download = "app certificate download --app Wiki --format raw --out one.cer --thumbprint";
    place.notes(&format!("{download} {second}"));
    let next = std::fs::read(place.folder().join("one.cer")).unwrap();
    place.notes(&format!("{download} {}", first.as_str().unwrap()));
    assert_ne!(std::fs::read(place.folder().join("one.cer")).unwrap(), next);
    assert!(
        place
            .refused(&format!("{download} 00"))
            .contains("no certificate 00")
    );
    let activate = "app certificate activate --app Wiki";
    let later = place.json(
        activate,
        &["--thumbprint", second, "--at", "2028-01-01T00:00:00Z"],
    );
    assert_eq!(
        (&later["isActive"], &later["activatesAt"]),
        (&json!(false), &json!("2028-01-01T00:00:00Z"))
    );
    let never = place.json(activate, &["--thumbprint", second, "--at", "never"]);
    assert_eq!(never.get("activatesAt"), None);
    let past = place.refused(&format!(
        "{activate} --thumbprint {second} --at 2020-01-01T00:00:00Z"
    ));
    assert!(past.contains("a time after"), "{past}");
    let active = place.json(activate, &["--thumbprint", second]);
    assert_eq!(active["isActive"], true);
    assert!(
        place
            .refused(&format!(
                "app certificate delete --app Wiki --thumbprint {second}"
            ))
            .contains("is active")
    );
    place.json(
        "app certificate delete --app Wiki",
        &["--thumbprint", first.as_str().unwrap()],
    );
    let third = place.json("app certificate create --app Wiki --activate", &[]);
    assert_eq!(third["isActive"], true);
    assert_eq!(
        place
            .json("app certificate list --app Wiki", &[])
            .as_array()
            .unwrap()
            .len(),
        2
    );
}

#[test]
fn a_key_that_was_made_elsewhere_is_imported_and_marked() {
    let place = Place::new();
    place.wiki();
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("../directory/tests/it/fixtures");
    let file = |name: &str| fixtures.join(name).display().to_string();
    let import = "app certificate import --app Wiki";
    let pfx = file("legacy.pfx");
    let nobody = place.refused(&format!("{import} --pfx {pfx}"));
    assert!(nobody.contains("--password-file"), "{nobody}");
    std::fs::write(place.folder().join("password.txt"), "wrong\n").unwrap();
    let wrong = place.refused(&format!("{import} --pfx {pfx} --password-file password.txt"));
    assert!(wrong.contains("the password does not open the file"), "{wrong}");
    std::fs::write(place.folder().join("password.txt"), "correct horse\n").unwrap();
    let imported = place.json(import, &["--pfx", &pfx, "--password-file", "password.txt"]);
    assert_eq!(
        (&imported["isImported"], &imported["isActive"]),
        (&json!(true), &json!(false))
    );
    assert_eq!(imported["expiry"], "valid");
    let again = place.refused(&format!("{import} --key {}", file("both.pem")));
    assert!(again.contains("already used by Wiki"), "{again}");

    place.json(
        "app create --name Forum --identifier https://forum.example/ --reply-url https://forum.example/acs",
        &[],
    );
    let (key, certificate) = (file("traditional.pem"), file("certificate.der"));
    let forum = "app certificate import --app Forum --activate";
    let shared = place.json(forum, &["--key", &key, "--certificate", &certificate]);
    assert_eq!(shared["thumbprint"], imported["thumbprint"]);
    assert_eq!(shared["isActive"], true);
    let shown = run(
        place.folder(),
        &["app", "show", "--app", "Forum", "--config", "vestibule.toml"],
    );
    assert!(text(&shown.stdout).contains("the private key is known outside"));
}

#[test]
fn a_provider_record_changes_one_value_at_a_time() {
    let place = Place::new();
    place.wiki();
    place.json(
        "manager customer create --name fabrikam --host fabrikam.desk.localhost",
        &[],
    );
    let nothing_there = place.refused("manager sso set --customer fabrikam --jit off");
    assert!(
        nothing_there.contains("--issuer, --login-url and --certificate"),
        "{nothing_there}"
    );
    place.notes("app certificate download --app Wiki --format raw --out one.cer");
    let set = "manager sso set --customer fabrikam";
    let named = ["--issuer", "urn:idp", "--login-url", "http://localhost/sso"];
    let new = place.json(set, &[&named[..], &["--certificate", "one.cer"]].concat());
    assert_eq!(new["clockSkewSeconds"], 60);
    place.json("app certificate create --app Wiki --activate", &[]);
    place.notes("app certificate download --app Wiki --format base64 --out two.cer");
    let more = place.json(
        set,
        &[
            "--add-certificate",
            "two.cer",
            "--clock-skew",
            "300",
            "--unsolicited",
            "off",
        ],
    );
    assert_eq!(more["certificates"].as_array().unwrap().len(), 2);
    assert_eq!(more["loginUrl"], "http://localhost/sso");
    let last = place.json(set, &["--expired-certificates", "refuse", "--enabled", "off"]);
    assert_eq!(
        (
            &last["expiredCertificates"],
            &last["isEnabled"],
            &last["allowsUnsolicited"],
            &last["clockSkewSeconds"]
        ),
        (&json!("refuse"), &json!(false), &json!(false), &json!(300))
    );
    let unlimited = place.refused("manager sso set --customer fabrikam --add-allowed-domain a.example");
    assert!(
        unlimited.contains("every domain is allowed already"),
        "{unlimited}"
    );
    place.json(set, &["--allowed-domain", "a.example"]);
    let domains = place.json(set, &["--add-allowed-domain", "b.example"]);
    assert_eq!(domains["allowedDomains"], json!(["a.example", "b.example"]));
    let other = place.refused("manager sso set --customer fabrikam --issuer urn:other --enabled on");
    assert!(
        other.contains("--issuer, --login-url and --certificate"),
        "{other}"
    );
}

#[test]
fn certificates_of_a_provider_come_and_go_one_at_a_time() {
    let place = Place::new();
    place.json(
        "manager customer create --name fabrikam --host fabrikam.desk.localhost",
        &[],
    );
    place.wiki();
    place.notes("app certificate download --app Wiki --format raw --out one.cer");
    place.json("app certificate create --app Wiki --activate", &[]);
    place.notes("app certificate download --app Wiki --format base64 --out two.cer");
    let set = "manager sso set --customer fabrikam --issuer urn:idp --login-url http://localhost/sso";
    let more = place.json(set, &["--certificate", "one.cer", "--certificate", "two.cer"]);
    let first = more["certificates"][0]["thumbprint"].as_str().unwrap();
    let remove = "manager sso remove-certificate --customer fabrikam --thumbprint";
    place.json(remove, &[first]);
    let add = "manager sso add-certificate --customer fabrikam --certificate";
    let again = place.json(add, &["one.cer"]);
    let known = again["certificates"].as_array().unwrap();
    assert_eq!((known.len(), &known[1]["thumbprint"]), (2, &json!(first)));
    assert_eq!(
        (&known[1]["expiry"], &known[1]["lastSignInAt"]),
        (&json!("valid"), &Value::Null)
    );
    assert!(place.refused(&format!("{add} two.cer")).contains("already"));
}

#[test]
fn own_keys_of_a_customer_are_rolled_over() {
    let place = Place::new();
    place.json(
        "manager customer create --name fabrikam --host fabrikam.desk.localhost",
        &[],
    );
    let key = |line: &str, more: &[&str]| {
        place.json(
            &format!("manager key {line}"),
            &[&["--customer", "fabrikam"], more].concat(),
        )
    };
    assert_eq!(key("list", &[]), json!([]));
    let first = key("create", &["--use", "encryption"]);
    let next = key("create", &["--use", "encryption"]);
    assert_eq!(
        (&first["state"], &next["state"]),
        (&json!("active"), &json!("next"))
    );
    let next = next["thumbprint"].as_str().unwrap();
    assert_eq!(key("activate", &["--thumbprint", next])["state"], "active");
    key("delete", &["--thumbprint", first["thumbprint"].as_str().unwrap()]);
    let left = key("list", &[]);
    assert_eq!(
        (&left[0]["thumbprint"], &left[0]["use"], &left[1]),
        (&json!(next), &json!("encryption"), &Value::Null)
    );
}

#[test]
fn an_account_of_the_manager_is_disabled_and_linked() {
    let place = Place::new();
    place.wiki();
    place.json(
        "manager customer create --name fabrikam --host fabrikam.desk.localhost",
        &[],
    );
    place.json(
        "manager user create --customer fabrikam --login ann --role Admin",
        &[],
    );
    let off = place.json(
        "manager user update --customer fabrikam --login ann --enabled off",
        &[],
    );
    assert_eq!(off["isEnabled"], false);
    let link = "manager user link --customer fabrikam --login ann --subject ann@fabrikam.example";
    assert!(place.refused(link).contains("there is no provider"));
    place.notes("app certificate download --app Wiki --format raw --out one.cer");
    let record = [
        "--issuer",
        "urn:idp",
        "--login-url",
        "http://localhost/sso",
        "--certificate",
        "one.cer",
    ];
    place.json("manager sso set --customer fabrikam", &record);
    assert_eq!(place.json(link, &[])["subject"], "ann@fabrikam.example");
    assert!(place.refused(link).contains("leads to an account already"));
}
