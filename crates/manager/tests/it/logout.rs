//! Single logout with the identity provider, both ways.

use jiff::SignedDuration;
use vestibule_manager::keys;
use vestibule_manager::providers::{self, AccountKey};
use vestibule_saml::binding::logout::{LogoutMessage, decode_query};
use vestibule_saml::identity_provider::PlainHttp;
use vestibule_saml::logout::{
    LogoutExpectations, LogoutRequestContent, LogoutResponseContent, Outgoing, Role, SessionName,
};
use vestibule_saml::message::{NameId, NameIdFormat, StatusCode};
use vestibule_saml::metadata::{KeyUse, Reading, ServiceProviderMetadata};
use vestibule_saml::signature::{SigningKey, TrustedKeys};
use vestibule_store::{Clock as _, Db, store_test};

use crate::world::{Answer, Answering, Browser, CONTOSO, FABRIKAM, From, IdentityProvider, SCHEMA, World};

const PROVIDER: &str = "http://localhost:8400/tenant/saml2";
const SLO: &str = "/saml/logout";

/// Contoso's provider takes messages of logout.
async fn world(db: Db) -> World {
    let world = World::new(db).await;
    let mut record = world.record(AccountKey::ObjectId);
    record.logout_url = Some(PROVIDER.to_owned());
    world.sets(record).await;
    world
}

/// B.Simon signs in; the index of his session is what the provider calls it.
async fn signs_in(world: &World, browser: &mut Browser<'_>) -> String {
    let answering: Answering<'_> = world.unsolicited();
    browser.brings(&answering).await.is_welcome_to("/");
    answering.content.session_index
}

async fn is_signed_in(browser: &mut Browser<'_>) -> bool {
    browser.opens("/").await.status == 200
}

/// What the provider asks.
fn request(world: &World, id: &str, name: &str, indexes: &[&str]) -> LogoutRequestContent {
    LogoutRequestContent {
        id: id.to_owned(),
        issuer: world.idp.issuer.clone(),
        destination: format!("http://{CONTOSO}:8400{SLO}"),
        name_id: NameId::new(name, NameIdFormat::EmailAddress),
        session_indexes: indexes.iter().map(ToString::to_string).collect(),
        issue_instant: world.clock.now(),
        not_on_or_after: None,
    }
}

fn b_simon(world: &World, id: &str, indexes: &[&str]) -> LogoutRequestContent {
    request(world, id, "b.simon@contoso.com", indexes)
}

fn path(message: &Outgoing, relay_state: Option<&str>, key: Option<&SigningKey>) -> String {
    let address = message.redirect(relay_state, key);
    address.split_once(":8400").unwrap().1.to_owned()
}

async fn asks(world: &World, browser: &mut Browser<'_>, content: &LogoutRequestContent) -> Answer {
    let message = content.write().unwrap();
    browser
        .opens(&path(&message, Some("r s"), Some(world.idp.key())))
        .await
}

fn query(address: &str) -> &str {
    address.strip_prefix(PROVIDER).unwrap().trim_start_matches('?')
}

/// The keys that the customer's metadata publishes.
async fn published(world: &World) -> (TrustedKeys, ServiceProviderMetadata) {
    let answer = world.browser().opens("/saml/metadata").await;
    let reading = Reading {
        entity_id: None,
        now: world.clock.now(),
        plain_http: PlainHttp::OnLoopback,
        signed_by: None,
    };
    let metadata = ServiceProviderMetadata::parse(answer.body.as_bytes(), &reading).unwrap();
    let mut signing = metadata.keys.iter().filter(|key| key.key_use == KeyUse::Signing);
    let (Some(key), None) = (signing.next(), signing.next()) else {
        panic!("{}", answer.body)
    };
    let keys = TrustedKeys::new(vec![key.certificate.verification_key().unwrap()]).unwrap();
    let signed = Reading {
        signed_by: Some(&keys),
        ..reading
    };
    let again = ServiceProviderMetadata::parse(answer.body.as_bytes(), &signed);
    assert_eq!(
        again.unwrap(),
        metadata,
        "the document is signed with the key that it publishes"
    );
    (keys, metadata)
}

fn as_the_provider<'a>(
    world: &'a World,
    partner: &'a [String],
    keys: &'a TrustedKeys,
) -> LogoutExpectations<'a> {
    LogoutExpectations::new(
        Role::IdentityProvider,
        &world.idp.issuer,
        partner,
        PROVIDER,
        Some(keys),
        world.clock.now(),
    )
}

/// What the provider answers.
fn answer(world: &World, in_response_to: &str, top: StatusCode) -> Outgoing {
    LogoutResponseContent {
        id: "_answer".to_owned(),
        issuer: world.idp.issuer.clone(),
        destination: format!("http://{CONTOSO}:8400{SLO}"),
        in_response_to: in_response_to.to_owned(),
        issue_instant: world.clock.now(),
        top,
        second: None,
        message: None,
    }
    .write()
    .unwrap()
}

/// Presses *Sign out*; yields the address that the page goes on to.
async fn signs_out(browser: &mut Browser<'_>) -> String {
    let form_token = browser.opens("/").await.hidden("form_token").unwrap();
    let goodbye = browser
        .posts("/sign-out", &[("form_token", &form_token)], From::Here)
        .await;
    let refresh = goodbye.headers["refresh"].to_str().unwrap();
    refresh.strip_prefix("1; url=").unwrap().to_owned()
}

fn id_of(address: &str) -> String {
    let LogoutMessage::Request(message) = decode_query(query(address)).unwrap() else {
        panic!("{address}")
    };
    message.read().unwrap().claimed_id().unwrap().to_owned()
}

store_test! {
    async fn the_provider_ends_the_session_and_gets_a_signed_answer(db: Db) {
        let world = world(db).await;
        let mut browser = world.browser();
        let index = signs_in(&world, &mut browser).await;
        let said = asks(&world, &mut browser, &b_simon(&world, "_1", &[&index])).await;
        let address = said.location().to_owned();
        assert!(!is_signed_in(&mut browser).await);
        assert!(browser.cookie("session").is_none());
        let (keys, _) = published(&world).await;
        let LogoutMessage::Response(message) = decode_query(query(&address)).unwrap() else { panic!("{address}") };
        let message = message.read().unwrap();
        assert_eq!(message.relay_state().unwrap().as_str(), "r s");
        let partner = [world.entity_id(&world.contoso)];
        let accepted = message.accept("_1", &as_the_provider(&world, &partner, &keys)).unwrap();
        assert!(accepted.is_signed() && accepted.status().is_success());
    }

    async fn a_frame_without_cookies_ends_the_session_too(db: Db) {
        let world = world(db).await;
        let mut browser = world.browser();
        let index = signs_in(&world, &mut browser).await;
        let said = asks(&world, &mut world.browser(), &b_simon(&world, "_1", &[&index])).await;
        assert_eq!(said.status, 303);
        assert!(!is_signed_in(&mut browser).await);
    }

    async fn a_posted_request_is_taken_without_a_token_of_ours(db: Db) {
        let world = world(db).await;
        let mut browser = world.browser();
        let index = signs_in(&world, &mut browser).await;
        let message = b_simon(&world, "_1", &[&index]).write().unwrap();
        let (name, value) = message.post(world.idp.key()).unwrap();
        let said = browser.posts(SLO, &[(name, &value), ("RelayState", "r")], From::Elsewhere).await;
        assert!(said.location().starts_with(PROVIDER) && said.location().contains("RelayState=r"));
        assert!(!is_signed_in(&mut browser).await);
    }

    async fn a_request_ends_the_sessions_that_it_means_and_no_others(db: Db) {
        let world = world(db).await;
        let (mut one, mut two, mut other) = (world.browser(), world.browser(), world.browser());
        let index = signs_in(&world, &mut one).await;
        signs_in(&world, &mut two).await;
        let somebody = world.unsolicited().about("a.other@contoso.com", "6f1c0000-0000-4000-8000-00000000a074", "Al", "Other");
        other.brings(&somebody).await.is_welcome_to("/");
        let mut stranger = world.browser();
        asks(&world, &mut stranger, &request(&world, "_1", "nobody@contoso.com", &[])).await.location();
        asks(&world, &mut stranger, &b_simon(&world, "_2", &["_unknown"])).await.location();
        assert!(is_signed_in(&mut one).await && is_signed_in(&mut two).await);
        asks(&world, &mut stranger, &b_simon(&world, "_3", &[&index])).await.location();
        assert!(!is_signed_in(&mut one).await && is_signed_in(&mut two).await);
        asks(&world, &mut stranger, &b_simon(&world, "_4", &[])).await.location();
        assert!(!is_signed_in(&mut two).await && is_signed_in(&mut other).await);
    }

    async fn unsigned_foreign_old_and_misdirected_requests_end_nothing(db: Db) {
        let world = world(db).await;
        let mut browser = world.browser();
        let index = signs_in(&world, &mut browser).await;
        let good = b_simon(&world, "_1", &[&index]);
        let stranger = IdentityProvider::new(world.clock.clone(), &world.idp.issuer);
        let sent = |content: LogoutRequestContent, key: Option<&SigningKey>| path(&content.write().unwrap(), None, key);
        let trusted = Some(world.idp.key());
        let foreign = LogoutRequestContent { issuer: "http://localhost:8400/other/".to_owned(), ..good.clone() };
        let old = LogoutRequestContent { issue_instant: world.clock.now() - SignedDuration::from_hours(2), ..good.clone() };
        let misdirected = LogoutRequestContent { destination: format!("http://{FABRIKAM}:8400{SLO}"), ..good.clone() };
        let expired = LogoutRequestContent { not_on_or_after: Some(world.clock.now() - SignedDuration::from_mins(5)), ..good.clone() };
        for (path, code) in [
            (sent(good.clone(), None), "SSO-110"),
            (sent(good.clone(), Some(stranger.key())), "SSO-110"),
            (sent(foreign, trusted), "SSO-111"),
            (sent(old, trusted), "SSO-114"),
            (sent(misdirected, trusted), "SSO-113"),
            (sent(expired, trusted), "SSO-114"),
            (SLO.to_owned(), "SSO-120"),
        ] {
            browser.opens(&path).await.is_refused_with(code);
        }
        let posted = vestibule_saml::binding::post::encode(good.write().unwrap().xml());
        browser.posts(SLO, &[("SAMLRequest", &posted)], From::Elsewhere).await.is_refused_with("SSO-110");
        let answering = world.unsolicited().signed();
        browser.posts(SLO, &[("SAMLResponse", &answering)], From::Elsewhere).await.is_refused_with("SSO-110");
        assert!(is_signed_in(&mut browser).await);
    }

    async fn a_request_is_good_once(db: Db) {
        let world = world(db).await;
        let mut browser = world.browser();
        let content = b_simon(&world, "_1", &[]);
        asks(&world, &mut browser, &content).await.location();
        signs_in(&world, &mut browser).await;
        asks(&world, &mut browser, &content).await.is_refused_with("SSO-116");
        assert!(is_signed_in(&mut browser).await);
    }

    async fn a_provider_of_one_customer_ends_no_session_of_another(db: Db) {
        let world = world(db).await;
        providers::set(&world.manager, &world.fabrikam, world.record(AccountKey::ObjectId)).await.unwrap();
        let mut at_fabrikam = world.browser().at(FABRIKAM);
        let answering = world.idp.about_b_simon(&world.acs(&world.fabrikam), &world.entity_id(&world.fabrikam));
        at_fabrikam.brings(&answering).await.is_welcome_to("/");
        asks(&world, &mut world.browser(), &b_simon(&world, "_1", &[])).await.location();
        assert!(is_signed_in(&mut at_fabrikam).await);
    }

    async fn signing_out_asks_the_provider_and_takes_its_answer(db: Db) {
        let world = world(db).await;
        let mut browser = world.browser();
        let index = signs_in(&world, &mut browser).await;
        let address = signs_out(&mut browser).await;
        assert!(!is_signed_in(&mut browser).await);
        let (keys, _) = published(&world).await;
        let LogoutMessage::Request(message) = decode_query(query(&address)).unwrap() else { panic!("{address}") };
        let message = message.read().unwrap();
        let partner = [world.entity_id(&world.contoso)];
        let accepted = message.accept(&as_the_provider(&world, &partner, &keys)).unwrap();
        let name = NameId::new("b.simon@contoso.com", NameIdFormat::EmailAddress);
        accepted.check_session(&SessionName { name_id: &name, session_index: Some(&index) }).unwrap();
        let said = path(&answer(&world, accepted.id(), StatusCode::Success), None, Some(world.idp.key()));
        let page = browser.opens(&said).await;
        assert_eq!(page.status, 200);
        assert!(page.body.contains("so has the one at your identity provider"), "{}", page.text());
        browser.opens(&said).await.is_refused_with("SSO-121");
    }

    async fn a_name_keeps_its_qualifiers_in_a_request_either_way(db: Db) {
        let world = world(db).await;
        let mut browser = world.browser();
        let mut name = NameId::new("b.simon@contoso.com", NameIdFormat::EmailAddress);
        name.name_qualifier = Some("urn:example:people".to_owned());
        for provider_ends_it in [false, true] {
            let mut answering = world.unsolicited();
            answering.content.name_id = name.clone();
            browser.brings(&answering).await.is_welcome_to("/");
            if provider_ends_it {
                asks(&world, &mut browser, &b_simon(&world, "_without", &[])).await.location();
                assert!(is_signed_in(&mut browser).await, "another name");
                let named = LogoutRequestContent { name_id: name.clone(), ..b_simon(&world, "_with", &[]) };
                asks(&world, &mut browser, &named).await.location();
            } else {
                let address = signs_out(&mut browser).await;
                let (keys, _) = published(&world).await;
                let LogoutMessage::Request(message) = decode_query(query(&address)).unwrap() else { panic!("{address}") };
                let partner = [world.entity_id(&world.contoso)];
                let message = message.read().unwrap();
                let accepted = message.accept(&as_the_provider(&world, &partner, &keys)).unwrap();
                assert_eq!(accepted.name_id(), &name);
            }
            assert!(!is_signed_in(&mut browser).await);
        }
    }

    async fn a_provider_that_could_not_is_not_taken_for_one_that_could(db: Db) {
        let world = world(db).await;
        let mut browser = world.browser();
        signs_in(&world, &mut browser).await;
        let id = id_of(&signs_out(&mut browser).await);
        let page = browser.opens(&path(&answer(&world, &id, StatusCode::Responder), None, None)).await;
        assert!(page.body.contains("could not sign you out everywhere"), "{}", page.text());
    }

    async fn an_answer_counts_in_the_browser_that_asked_and_within_its_time(db: Db) {
        let world = world(db).await;
        let mut browser = world.browser();
        signs_in(&world, &mut browser).await;
        let said = |id: &str| path(&answer(&world, id, StatusCode::Success), None, Some(world.idp.key()));
        browser.opens(&said("_never-sent")).await.is_refused_with("SSO-121");
        assert!(is_signed_in(&mut browser).await, "an answer ends nothing");
        let id = id_of(&signs_out(&mut browser).await);
        world.browser().opens(&said(&id)).await.is_refused_with("SSO-121");
        signs_in(&world, &mut browser).await;
        let id = id_of(&signs_out(&mut browser).await);
        world.passes(SignedDuration::from_mins(31));
        let late = path(&answer(&world, &id, StatusCode::Success), None, Some(world.idp.key()));
        browser.opens(&late).await.is_refused_with("SSO-121");
    }

    async fn the_active_key_signs_and_a_switch_counts_from_the_next_message_on(db: Db) {
        let world = world(db).await;
        let signed_by = async || {
            let mut browser = world.browser();
            signs_in(&world, &mut browser).await;
            let address = signs_out(&mut browser).await;
            let partner = [world.entity_id(&world.contoso)];
            let known = keys::list(&world.manager, &world.contoso).await.unwrap();
            let signing = known.into_iter().filter(|key| key.key_use == keys::KeyUse::Signing);
            let mut fitting = signing.filter(|key| {
                let trusted = TrustedKeys::new(vec![key.certificate.verification_key().unwrap()]).unwrap();
                let LogoutMessage::Request(message) = decode_query(query(&address)).unwrap() else { panic!("{address}") };
                message.read().unwrap().accept(&as_the_provider(&world, &partner, &trusted)).is_ok()
            });
            fitting.next().unwrap().certificate.thumbprint().to_owned()
        };
        let first = signed_by().await;
        let next = keys::create(&world.manager, &world.contoso, keys::KeyUse::Signing).await.unwrap();
        assert_eq!(signed_by().await, first, "published, and not in use");
        keys::activate(&world.manager, &world.contoso, next.certificate.thumbprint()).await.unwrap();
        assert_eq!(signed_by().await, next.certificate.thumbprint());
    }

    async fn the_signing_key_is_one_a_customer_and_stays(db: Db) {
        let world = world(db).await;
        let (first, metadata) = published(&world).await;
        let urls: Vec<_> = metadata.single_logout.iter().map(|endpoint| endpoint.location.as_str()).collect();
        let own = format!("http://{CONTOSO}:8400{SLO}");
        assert_eq!(urls, [own.as_str(), own.as_str()]);
        let again = vestibule_manager::service_provider_metadata(&world.manager, &world.settings, &world.contoso).await.unwrap();
        let other = vestibule_manager::service_provider_metadata(&world.manager, &world.settings, &world.fabrikam).await.unwrap();
        let certificate = |xml: &str| xml.split("X509Certificate>").nth(1).unwrap().split('<').next().unwrap().to_owned();
        assert_eq!(certificate(&again), certificate(&world.browser().opens("/saml/metadata").await.body));
        assert_ne!(certificate(&again), certificate(&other));
        assert_eq!(first.keys().len(), 1);
    }
}
