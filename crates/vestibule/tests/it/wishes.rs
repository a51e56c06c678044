//! What a request can wish for, as the browser carries it between both systems.

use jiff::{SignedDuration, Timestamp};
use vestibule_directory::applications::{self, ApplicationChange};
use vestibule_saml::binding::redirect;
use vestibule_saml::service_provider::authn_request;
use vestibule_store::store_test;

use crate::browser::Page;
use crate::partner::{self, request};
use crate::sign_on::decoded;
use crate::world::{Person, SCHEMA, World, is_home};

/// The person, signed in at the identity provider, at a browser that stops at the answer.
async fn signed_in(world: &World, beginning: &str) -> Person {
    let mut person = world.person(beginning);
    let page = person.opens(&world.my_apps()).await;
    person.signs_in(&page).await;
    person.browser.runs_scripts = false;
    person
}

/// A request with this attribute and this content more than ours has.
fn asking(world: &World, attribute: &str, content: &str) -> String {
    let xml = authn_request(&request(world)).unwrap();
    let xml = xml.replacen(" Version=", &format!(" {attribute} Version="), 1);
    let end = xml.rfind("</").unwrap();
    let xml = format!("{}{content}{}", &xml[..end], &xml[end..]);
    redirect::encode_request(&partner::login_url(world), &xml, None, None)
}

/// The answer that a page carries to the application.
fn answer(world: &World, page: &Page) -> String {
    let form = page
        .content
        .forms
        .first()
        .unwrap_or_else(|| panic!("no answer on {page}"));
    assert_eq!(form.action, partner::acs_url(world), "{page}");
    let message = form.fields.iter().find(|field| field.name == "SAMLResponse");
    decoded(&message.unwrap_or_else(|| panic!("no answer on {page}")).value)
}

fn has_status(answer: &str, top: &str, second: &str) -> bool {
    answer.contains(&format!("2.0:status:{top}\"")) && answer.contains(&format!("2.0:status:{second}\""))
}

/// What stands between these two in the answer.
fn between<'a>(answer: &'a str, from: &str, to: &str) -> &'a str {
    let (_, rest) = answer
        .split_once(from)
        .unwrap_or_else(|| panic!("no {from} in {answer}"));
    rest.split_once(to)
        .unwrap_or_else(|| panic!("no {to} in {answer}"))
        .0
}

fn authn_instant(answer: &str) -> Timestamp {
    between(answer, "AuthnInstant=\"", "\"").parse().unwrap()
}

/// Format and value of the name.
fn name(answer: &str) -> (String, String) {
    let (format, rest) = between(answer, "<NameID Format=\"", "</NameID>")
        .split_once('"')
        .unwrap();
    (format.to_owned(), rest.rsplit('>').next().unwrap().to_owned())
}

const PERSISTENT: &str = "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent";
const TRANSIENT: &str = "urn:oasis:names:tc:SAML:2.0:nameid-format:transient";
const EMAIL: &str = "urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress";
const UNSPECIFIED: &str = "urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified";

fn policy(rest: &str) -> String {
    format!("<samlp:NameIDPolicy {rest}/>")
}

fn context(attributes: &str, classes: &[&str]) -> String {
    let class = |class: &&str| {
        format!(
            "<saml:AuthnContextClassRef>urn:oasis:names:tc:SAML:2.0:ac:classes:{class}</saml:AuthnContextClassRef>"
        )
    };
    let classes: String = classes.iter().map(class).collect();
    format!(
        "<samlp:RequestedAuthnContext xmlns:saml=\"urn:oasis:names:tc:SAML:2.0:assertion\" {attributes}>{classes}</samlp:RequestedAuthnContext>"
    )
}

store_test! {
    async fn a_new_proof_is_dated_anew_and_none_is_asked_of_who_does_not_wish_it(world: World) {
        let mut simon = signed_in(&world, "B.Simon").await;
        let first = authn_instant(&answer(&world, &simon.opens(&asking(&world, "", "")).await));
        world.wait(SignedDuration::from_mins(20));
        let page = simon.opens(&asking(&world, "ForceAuthn=\"false\"", "")).await;
        assert_eq!(authn_instant(&answer(&world, &page)), first);
        let page = simon.opens(&asking(&world, "ForceAuthn=\"1\"", "")).await;
        assert!(page.field("username").is_none(), "who it is stays known: {page}");
        let password = simon.password.clone();
        let page = simon.types_password(&page, &password).await;
        let page = simon.presses(&page, "No").await;
        let proved = authn_instant(&answer(&world, &page));
        assert!(proved >= first + SignedDuration::from_mins(20), "{proved}");
    }

    async fn without_a_page_somebody_is_signed_in_or_nobody_is(world: World) {
        let passive = asking(&world, "IsPassive=\"true\"", "");
        let mut stranger = world.person("B.Simon");
        stranger.browser.runs_scripts = false;
        let refused = answer(&world, &stranger.opens(&passive).await);
        assert!(has_status(&refused, "Responder", "NoPassive"), "{refused}");
        assert!(!refused.contains("<Assertion"), "{refused}");
        let mut simon = signed_in(&world, "B.Simon").await;
        let granted = answer(&world, &simon.opens(&passive).await);
        assert!(granted.contains("2.0:status:Success\""), "{granted}");
        let both = asking(&world, "IsPassive=\"true\" ForceAuthn=\"true\"", "");
        let refused = answer(&world, &simon.opens(&both).await);
        assert!(has_status(&refused, "Responder", "NoPassive"), "{refused}");
    }

    async fn a_way_to_sign_in_is_answered_by_the_class_that_was_asked_for(world: World) {
        let mut simon = signed_in(&world, "B.Simon").await;
        for (attributes, classes, answered) in [
            ("", &["Password"][..], "Password"),
            ("Comparison=\"exact\"", &["PasswordProtectedTransport"], "PasswordProtectedTransport"),
            ("", &["X509", "PasswordProtectedTransport"], "PasswordProtectedTransport"),
            ("", &["unspecified"], "unspecified"),
            ("", &["Unspecified"], "Unspecified"),
        ] {
            let content = context(attributes, classes);
            let granted = answer(&world, &simon.opens(&asking(&world, "", &content)).await);
            let class = between(&granted, "<AuthnContextClassRef>", "</AuthnContextClassRef>");
            assert!(class.ends_with(&format!(":{answered}")), "{classes:?}: {class}");
        }
    }

    async fn a_way_to_sign_in_that_nobody_took_is_refused_to_the_application(world: World) {
        let mut simon = signed_in(&world, "B.Simon").await;
        let all = ["Kerberos", "PGP", "SecureRemotePassword", "XMLDSig", "SPKI", "Smartcard", "SmartcardPKI", "TLSClient", "X509"];
        let unmet = all.iter().map(|class| context("", &[class]));
        let compared = ["minimum", "maximum", "better"].map(|word| context(&format!("Comparison=\"{word}\""), &["Password"]));
        for content in unmet.chain(compared) {
            let refused = answer(&world, &simon.opens(&asking(&world, "", &content)).await);
            assert!(has_status(&refused, "Responder", "NoAuthnContext"), "{content}: {refused}");
            assert!(!refused.contains("<Assertion"), "{content}: {refused}");
        }
    }

    async fn every_format_of_names_is_given_where_the_application_has_no_rule_of_its_own(world: World) {
        let mut simon = signed_in(&world, "B.Simon").await;
        let (object_id, _) = world.demo.application().unwrap();
        let change = ApplicationChange { name_id: Some(None), ..ApplicationChange::default() };
        applications::update(world.demo.directory(), &World::caller(), world.demo.tenant_id(), object_id, change).await.unwrap();
        let mut named = Vec::new();
        for format in [PERSISTENT, TRANSIENT, EMAIL, UNSPECIFIED, PERSISTENT, TRANSIENT] {
            let content = policy(&format!("Format=\"{format}\" AllowCreate=\"true\""));
            let granted = answer(&world, &simon.opens(&asking(&world, "", &content)).await);
            let (answered, value) = name(&granted);
            assert_eq!(answered, format);
            named.push(value);
        }
        let [pairwise, passing, mail, unspecified, again, other] = named.try_into().expect("six");
        assert_eq!(pairwise.len(), 43, "{pairwise}");
        assert_eq!(pairwise, again, "pairwise is for good");
        assert_ne!(passing, other, "transient is for once");
        assert_eq!((mail.as_str(), unspecified.as_str()), (simon.upn.as_str(), simon.upn.as_str()));
    }

    async fn another_format_is_refused_and_leave_to_create_is_not_asked_for(world: World) {
        let mut simon = signed_in(&world, "B.Simon").await;
        for format in [
            "urn:oasis:names:tc:SAML:1.1:nameid-format:WindowsDomainQualifiedName",
            "urn:oasis:names:tc:SAML:1.1:nameid-format:X509SubjectName",
            "urn:oasis:names:tc:SAML:2.0:nameid-format:kerberos",
            "urn:example:own",
        ] {
            let content = policy(&format!("Format=\"{format}\""));
            let refused = answer(&world, &simon.opens(&asking(&world, "", &content)).await);
            assert!(has_status(&refused, "Requester", "InvalidNameIDPolicy"), "{format}: {refused}");
        }
        let mut given = Vec::new();
        for rest in ["", "AllowCreate=\"false\"", "AllowCreate=\"true\"", "AllowCreate=\"0\""] {
            let granted = answer(&world, &simon.opens(&asking(&world, "", &policy(rest))).await);
            given.push(name(&granted));
        }
        given.dedup();
        assert_eq!(given.len(), 1, "{given:?}");
    }

    async fn a_list_of_providers_is_passed_over_and_orders_to_proxies_are_refused(world: World) {
        let mut simon = signed_in(&world, "B.Simon").await;
        let scoping = |attribute: &str, inside: &str| format!("<samlp:Scoping {attribute}>{inside}</samlp:Scoping>");
        let list = "<samlp:IDPList><samlp:IDPEntry ProviderID=\"https://other.example/\"/></samlp:IDPList>";
        let granted = answer(&world, &simon.opens(&asking(&world, "", &scoping("", list))).await);
        assert!(granted.contains("2.0:status:Success\""), "{granted}");
        let requester = "<samlp:RequesterID>https://third.example/</samlp:RequesterID>";
        for content in [scoping("ProxyCount=\"0\"", ""), scoping("", requester)] {
            let page = simon.opens(&asking(&world, "", &content)).await;
            assert!(page.status.is_client_error(), "{page}");
            assert!(page.says("AADSTS900236"), "{page}");
        }
    }

    async fn the_managers_signed_request_for_sign_out_is_taken_at_its_word(world: World) {
        let mut simon = world.person("B.Simon");
        let page = simon.opens(&world.contoso()).await;
        let page = simon.signs_in(&page).await;
        is_home(&page, &world);
        knows_the_keys_of(&world, &mut simon, "contoso").await;
        let page = simon.presses(&page, "Sign out").await;
        let page = simon.opens(&crate::sign_out::onward(&page)).await;
        assert!(page.says("so has the one at your identity provider"), "{page}");
        assert!(simon.opens(&world.my_apps()).await.field("username").is_some());
    }

    async fn a_request_for_sign_out_that_another_key_signed_ends_nothing_there(world: World) {
        let mut simon = world.person("B.Simon");
        let page = simon.opens(&world.contoso()).await;
        let page = simon.signs_in(&page).await;
        knows_the_keys_of(&world, &mut simon, "fabrikam").await;
        let page = simon.presses(&page, "Sign out").await;
        let page = simon.opens(&crate::sign_out::onward(&page)).await;
        assert!(page.status.is_client_error(), "{page}");
        assert!(simon.opens(&world.my_apps()).await.says("My Apps"), "the session lives");
    }
}

/// The identity provider is given the keys that a customer's metadata publishes, as contoso's.
async fn knows_the_keys_of(world: &World, person: &mut Person, customer: &str) {
    let page = person
        .opens(&format!("{}saml/metadata", world.demo.customer(customer)))
        .await;
    let reading = vestibule_idp::PartnerReading {
        entity_id: None,
        signed_by: &[],
        now: world.now(),
    };
    let metadata = vestibule_idp::partner_metadata(page.body.as_bytes(), &reading).unwrap();
    assert!(!metadata.verification_certificates.is_empty());
    let change = ApplicationChange {
        verification_certificates: Some(metadata.verification_certificates),
        ..ApplicationChange::default()
    };
    let (object_id, _) = world.demo.application().unwrap();
    let (directory, tenant) = (world.demo.directory(), world.demo.tenant_id());
    applications::update(directory, &World::caller(), tenant, object_id, change)
        .await
        .unwrap();
}
