//! An application's own metadata, on the command line.

use serde_json::json;
use vestibule_saml::metadata::{Binding, Endpoint, ServiceProviderMetadata};
use vestibule_saml::signature::SigningKey;

use crate::binary::{self, Demo};
use crate::commands::Place;

/// The metadata of an application that takes answers at one address.
pub(crate) fn document(entity_id: &str, acs: &str, signer: Option<&SigningKey>) -> String {
    let metadata = ServiceProviderMetadata {
        entity_id: entity_id.to_owned(),
        valid_until: None,
        cache_duration: None,
        keys: Vec::new(),
        authn_requests_signed: false,
        want_assertions_signed: true,
        assertion_consumer: vec![Endpoint::new(Binding::HttpPost, acs)],
        single_logout: Vec::new(),
        name_id_formats: Vec::new(),
    };
    metadata.write(signer.map(|key| ("_signed", key))).unwrap()
}

/// A key, with its certificate in a file.
pub(crate) fn key(place: &Place, file: &str) -> SigningKey {
    let pair = rcgen::KeyPair::generate_rsa_for(&rcgen::PKCS_RSA_SHA256, rcgen::RsaKeySize::_2048).unwrap();
    let certificate = rcgen::CertificateParams::default().self_signed(&pair).unwrap();
    std::fs::write(place.folder().join(file), certificate.pem()).unwrap();
    SigningKey::from_pkcs8(&pair.serialize_der(), certificate.der()).unwrap()
}

#[test]
fn one_entity_of_an_aggregate_becomes_an_application() {
    let place = Place::new();
    place.wiki();
    let inside = document("https://one.example/", "https://one.example/acs", None)
        + &document("https://two.example/", "https://two.example/acs", None);
    let aggregate = format!(
        "<EntitiesDescriptor xmlns=\"urn:oasis:names:tc:SAML:2.0:metadata\">{inside}</EntitiesDescriptor>"
    );
    std::fs::write(place.folder().join("all.xml"), aggregate).unwrap();
    let create = "app create --name Two --sp-metadata all.xml";
    let refused = place.refused(create);
    assert!(
        refused.contains("2: https://one.example/, https://two.example/"),
        "{refused}"
    );
    let two = place.json(&format!("{create} --metadata-entity https://two.example/"), &[]);
    assert_eq!(two["identifierUris"], json!(["https://two.example/"]));
    assert_eq!(two["replyUrls"][0], "https://two.example/acs");
}

#[test]
fn metadata_that_should_be_signed_is_refused_unsigned_and_signed_by_a_stranger() {
    let place = Place::new();
    place.wiki();
    let (trusted, stranger) = (key(&place, "trusted.cer"), key(&place, "stranger.cer"));
    let command = "app update --app Wiki --sp-metadata wiki.xml --metadata-certificate trusted.cer";
    let write = |signer| {
        let xml = document("https://new.example/", "https://new.example/acs", signer);
        std::fs::write(place.folder().join("wiki.xml"), xml).unwrap();
    };
    for signer in [None, Some(&stranger)] {
        write(signer);
        let refused = place.refused(command);
        assert!(refused.contains("a document signed by"), "{refused}");
    }
    write(Some(&trusted));
    let wiki = place.json(command, &[]);
    assert_eq!(wiki["identifierUris"], json!(["https://new.example/"]));
    assert_eq!(wiki["replyUrls"][0], "https://new.example/acs");
}

#[test]
fn a_production_server_asks_no_address_of_its_own_network() {
    let place = Place::new();
    for url in [
        "https://127.0.0.1/metadata",
        "https://localhost/metadata",
        "https://169.254.169.254/latest",
        "https://[::1]:8443/",
    ] {
        let refused = place.refused(&format!("app create --name Wiki --sp-metadata-url {url}"));
        assert!(refused.contains("is not asked"), "{refused}");
    }
    place.json(
        "manager customer create --name fabrikam --host fabrikam.desk.localhost",
        &[],
    );
    for url in ["http://idp.example/metadata", "ftp://idp.example/"] {
        let refused = place.refused(&format!("manager sso set --customer fabrikam --metadata {url}"));
        assert!(
            refused.contains("is not asked: it is no https: address"),
            "{refused}"
        );
    }
    let refused = place.refused("manager sso set --customer fabrikam --metadata https://10.0.0.1/metadata");
    assert!(
        refused.contains("is not asked: 10.0.0.1 is an address of a private network"),
        "{refused}"
    );
}

#[test]
fn the_demo_takes_both_sides_from_each_others_addresses() {
    let folder = tempfile::tempdir().unwrap();
    let demo = Demo::start(folder.path(), &["--port", "0"]);
    let run = |line: &str| binary::json(folder.path(), &line.split(' ').collect::<Vec<_>>());
    let shown = run("manager sso show --customer contoso");
    let url = shown["spMetadataUrl"].as_str().unwrap();
    assert!(url.contains(&format!(":{}/", demo.port)), "{url}");
    // The keys of a customer are made with his first document, which takes its time on a busy machine.
    binary::get(
        demo.port,
        &format!("contoso.saasit.localhost:{}", demo.port),
        "/saml/metadata",
    );
    let app = shown["spEntityId"].as_str().unwrap();
    let applications = run("app list");
    let ism = applications[0]["appId"].as_str().unwrap();
    let updated = run(&format!("app update --app {ism} --sp-metadata-url {url}"));
    assert_eq!(updated["identifierUris"], json!([app]));
    assert_eq!(
        updated["verificationCertificates"].as_array().unwrap().len(),
        1,
        "contoso signs"
    );
    let metadata = updated["metadataUrl"].as_str().unwrap();
    let set = run(&format!(
        "manager sso set --customer contoso --metadata {metadata}"
    ));
    let (before, after) = (
        &shown["certificates"][0]["thumbprint"],
        &set["certificates"][0]["thumbprint"],
    );
    assert_eq!(before, after);
    assert_eq!(
        (&shown["issuer"], &shown["loginUrl"]),
        (&set["issuer"], &set["loginUrl"])
    );
}

/// A server on this machine that answers every request with what the document is at the time.
fn published(document: &str) -> (String, std::sync::Arc<std::sync::Mutex<String>>) {
    use std::io::{Read as _, Write as _};
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!(
        "http://127.0.0.1:{}/metadata",
        listener.local_addr().unwrap().port()
    );
    let document = std::sync::Arc::new(std::sync::Mutex::new(document.to_owned()));
    let served = std::sync::Arc::clone(&document);
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut head = Vec::new();
            while !head.ends_with(b"\r\n\r\n") {
                let mut octet = [0];
                if stream.read_exact(&mut octet).is_err() {
                    break;
                }
                head.push(octet[0]);
            }
            let body = served.lock().unwrap().clone();
            let answer = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{body}", body.len());
            stream.write_all(answer.as_bytes()).ok();
        }
    });
    (url, document)
}

/// A demo whose application Wiki was set up from an address, and what is published there.
struct Wiki {
    folder: tempfile::TempDir,
    _demo: Demo,
    url: String,
    served: std::sync::Arc<std::sync::Mutex<String>>,
}

impl Wiki {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let demo = Demo::start(folder.path(), &["--port", "0"]);
        let (url, served) = published(&document(
            "https://wiki.example/",
            "https://wiki.example/acs",
            None,
        ));
        let wiki = Self {
            folder,
            _demo: demo,
            url,
            served,
        };
        wiki.run(&format!("create --name Wiki --sp-metadata-url {}", wiki.url));
        wiki
    }

    fn says(&self, document: String) {
        *self.served.lock().unwrap() = document;
    }

    fn words(line: &str) -> Vec<&str> {
        std::iter::once("app").chain(line.split(' ')).collect()
    }

    fn run(&self, line: &str) -> serde_json::Value {
        binary::json(self.folder.path(), &Self::words(line))
    }

    fn metadata(&self, act: &str) -> serde_json::Value {
        self.run(&format!("metadata {act} --app Wiki"))
    }

    fn refused(&self, act: &str) -> String {
        binary::refused(
            self.folder.path(),
            &Self::words(&format!("metadata {act} --app Wiki")),
        )
    }

    fn reply_urls(&self) -> serde_json::Value {
        self.run("show --app Wiki")["replyUrls"].clone()
    }
}

#[test]
fn metadata_that_changes_counts_when_somebody_approves_it() {
    let wiki = Wiki::new();
    let state = wiki.metadata("show");
    assert_eq!(
        (&state["url"], &state["pendingSince"]),
        (&json!(wiki.url), &json!(null))
    );
    assert!(
        wiki.refused("approve")
            .contains("no change of the metadata waits")
    );

    wiki.says(document(
        "https://wiki.example/",
        "https://evil.example/acs",
        None,
    ));
    let expected = json!([{
        "field": "replyUrls",
        "before": ["https://wiki.example/acs (default)"],
        "after": ["https://evil.example/acs (default)"],
    }]);
    assert_eq!(wiki.metadata("check")["differences"], expected);
    assert_eq!(wiki.reply_urls(), json!(["https://wiki.example/acs"]));
    assert_eq!(wiki.metadata("dismiss")["differences"], json!([]));
    assert_eq!(
        wiki.metadata("check")["differences"],
        json!([]),
        "it was dismissed"
    );

    wiki.says(document(
        "https://wiki.example/",
        "https://wiki.example/new",
        None,
    ));
    assert_eq!(wiki.metadata("check")["differences"][0]["field"], "replyUrls");
    wiki.metadata("approve");
    assert_eq!(wiki.reply_urls(), json!(["https://wiki.example/new"]));

    wiki.says("<html/>".to_owned());
    let failure = wiki.metadata("check")["failure"].clone();
    assert!(
        failure.as_str().unwrap().contains("EntityDescriptor"),
        "{failure}"
    );
    let forgotten = binary::run(wiki.folder.path(), &Wiki::words("metadata forget --app Wiki"));
    assert!(forgotten.status.success());
    assert!(
        wiki.refused("show")
            .contains("was not set up by the address of its metadata")
    );
}

#[test]
fn a_partner_that_is_odd_has_a_profile_and_nothing_else() {
    let place = Place::new();
    assert!(place.wiki().get("compatibilityProfile").is_none());
    let wiki = place.json("app update --app Wiki --compatibility-profile shibboleth-sp", &[]);
    assert_eq!(wiki["compatibilityProfile"], "shibboleth-sp");
    let text = place.text("app show --app Wiki");
    assert!(text.contains("shibboleth-sp"), "{text}");
    let wiki = place.json("app update --app Wiki --compatibility-profile none", &[]);
    assert!(wiki.get("compatibilityProfile").is_none());
    let arguments = [
        "app",
        "update",
        "--app",
        "Wiki",
        "--compatibility-profile",
        "anybody",
    ];
    assert_eq!(binary::run(place.folder(), &arguments).status.code(), Some(2));
}
