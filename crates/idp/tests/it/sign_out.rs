//! Single logout: an application asks, and the others are told.

use vestibule_directory::Caller;
use vestibule_directory::applications::{self, Application, ApplicationChange, NewApplication};
use vestibule_directory::assignments::{self, Principal};
use vestibule_directory::value::{ReplyUrl, WebUrl};
use vestibule_saml::binding::logout::{LogoutMessage, decode_query};
use vestibule_saml::logout::{
    AcceptedLogout, LogoutExpectations, LogoutRequestContent, LogoutResponseContent, Role, SessionName,
};
use vestibule_saml::message::{NameId, NameIdFormat, StatusCode};
use vestibule_saml::signature::TrustedKeys;

use crate::browser::{Browser, Form, Page, Site};
use crate::partner::{accepts, now, trusted_keys};
use crate::world::{A_OTHER, B_SIMON, IDENTIFIER, World};

pub(crate) const LOGOUT: &str = "https://contoso.saasit.example/saml/logout";
const WIKI: &str = "https://wiki.example/";
const WIKI_LOGOUT: &str = "https://wiki.example/logout?a=b";

/// B.Simon's browser after a sign-on to the application, and the index that was issued.
pub(crate) async fn signed_on(world: &World) -> (Browser, String) {
    takes_messages(world, &world.application, LOGOUT).await;
    let browser = world.browser_of_b_simon().await;
    let page = browser.opens(&world.launch_path()).await;
    let received = accepts(world, &page, None).await;
    let index = received.accepted.session_index().unwrap().to_owned();
    (browser, index)
}

async fn takes_messages(world: &World, application: &Application, address: &str) {
    let change = ApplicationChange {
        logout_url: Some(Some(WebUrl::parse(address).unwrap())),
        ..ApplicationChange::default()
    };
    let caller = Caller::system("test");
    applications::update(
        &world.directory,
        &caller,
        &world.tenant.id,
        &application.id,
        change,
    )
    .await
    .unwrap();
}

/// A second application that B.Simon uses.
async fn uses_the_wiki(world: &World, browser: &Browser, logout_url: Option<&str>) -> Application {
    let caller = Caller::system("test");
    let mut new = NewApplication::new(&world.tenant.id, "Wiki".parse().unwrap());
    new.identifiers = vec![WIKI.parse().unwrap()];
    new.reply_urls = vec![ReplyUrl::plain("https://wiki.example/acs".parse().unwrap())];
    new.logout_url = logout_url.map(|url| url.parse().unwrap());
    let wiki = applications::create(&world.directory, &caller, new)
        .await
        .unwrap();
    let principal = Principal::User(world.b_simon.id.clone());
    assignments::assign(
        &world.directory,
        &caller,
        &world.tenant.id,
        &wiki.id,
        &principal,
        None,
    )
    .await
    .unwrap();
    // The application that was used last is told first.
    world.minutes_pass(1);
    let path = format!("/signin/{}?tenantId={}", wiki.app_id, world.tenant.id);
    assert_eq!(browser.opens(&path).await.status, 200);
    wiki
}

/// What the application asks.
pub(crate) fn request(world: &World, name: &str, indexes: &[&str]) -> LogoutRequestContent {
    LogoutRequestContent {
        id: "_logout-1".to_owned(),
        issuer: IDENTIFIER.to_owned(),
        destination: format!("http://localhost:8400{}", world.sso_path()),
        name_id: NameId::new(name, NameIdFormat::EmailAddress),
        session_indexes: indexes.iter().map(ToString::to_string).collect(),
        issue_instant: now(world),
        not_on_or_after: None,
    }
}

fn path(content: &LogoutRequestContent, relay_state: Option<&str>) -> String {
    own_path(&content.write().unwrap().redirect(relay_state, None))
}

pub(crate) fn own_path(address: &str) -> String {
    address.strip_prefix("http://localhost:8400").unwrap().to_owned()
}

fn query(address: &str) -> &str {
    address.split_once('?').unwrap().1
}

/// The answer that an address carries, as the application takes it: its status, and whether it is signed.
pub(crate) fn answer(
    world: &World,
    keys: &TrustedKeys,
    address: &str,
    logout_url: &str,
) -> (String, Option<String>) {
    let query = query(address.strip_prefix(logout_url).unwrap());
    let LogoutMessage::Response(message) = decode_query(query).unwrap() else {
        panic!("{address}")
    };
    let message = message.read().unwrap();
    let provider = [world.issuer()];
    let expected = LogoutExpectations::new(
        Role::ServiceProvider,
        IDENTIFIER,
        &provider,
        logout_url,
        Some(keys),
        now(world),
    );
    let accepted = message.accept("_logout-1", &expected).unwrap();
    assert!(accepted.is_signed());
    (accepted.status().code.clone(), accepted.status().second.clone())
}

/// The request that a frame or a button sends, as the application takes it.
fn told(
    world: &World,
    keys: &TrustedKeys,
    entity_id: &str,
    logout_url: &str,
    address: &str,
) -> AcceptedLogout {
    let query = address
        .strip_prefix(logout_url)
        .unwrap()
        .trim_start_matches(['?', '&']);
    let LogoutMessage::Request(message) = decode_query(query).unwrap() else {
        panic!("{address}")
    };
    let message = message.read().unwrap();
    let provider = [world.issuer()];
    let expected = LogoutExpectations::new(
        Role::ServiceProvider,
        entity_id,
        &provider,
        logout_url,
        Some(keys),
        now(world),
    );
    message.accept(&expected).unwrap()
}

/// Where an application's answer leads.
fn says(world: &World, issuer: &str, in_response_to: &str, top: StatusCode) -> String {
    let content = LogoutResponseContent {
        id: "_answer".to_owned(),
        issuer: issuer.to_owned(),
        destination: format!("http://localhost:8400{}", world.sso_path()),
        in_response_to: in_response_to.to_owned(),
        issue_instant: now(world),
        top,
        second: None,
        message: None,
    };
    own_path(&content.write().unwrap().redirect(None, None))
}

pub(crate) async fn is_signed_in(browser: &Browser) -> bool {
    browser.gets("/myapps").await.status == 200
}

#[tokio::test]
async fn an_application_signs_the_person_out_and_gets_its_relay_state_back() {
    let world = World::new().await;
    let (browser, index) = signed_on(&world).await;
    let relay_state = " a+b%20&=ü/?";
    let page = browser
        .gets(&path(&request(&world, B_SIMON, &[&index]), Some(relay_state)))
        .await;
    let address = page.location().unwrap();
    let keys = trusted_keys(&world).await;
    assert_eq!(
        answer(&world, &keys, &address, LOGOUT),
        (StatusCode::Success.uri().to_owned(), None)
    );
    let echoed = form_urlencoded::parse(query(&address).as_bytes())
        .find(|(name, _)| name == "RelayState")
        .unwrap()
        .1
        .into_owned();
    assert_eq!(echoed, relay_state);
    assert!(!is_signed_in(&browser).await);
}

#[tokio::test]
async fn an_unsigned_request_without_session_index_is_a_question_for_anybody_could_have_written_it() {
    let world = World::new().await;
    let (browser, _) = signed_on(&world).await;
    let page = browser.gets(&path(&request(&world, B_SIMON, &[]), None)).await;
    assert!(page.body.contains("asks you to sign out"), "{}", page.body);
    assert!(is_signed_in(&browser).await);
    let page = browser.posts(&page.sign_out_form(), Site::Own).await;
    assert_eq!(browser.follows(page).await.status, 200);
    assert!(!is_signed_in(&browser).await);
}

#[tokio::test]
async fn a_posted_request_goes_on_where_the_browser_shows_who_it_is() {
    let world = World::new().await;
    let (browser, index) = signed_on(&world).await;
    let message = request(&world, B_SIMON, &[&index]).write().unwrap();
    let form = Form {
        action: world.sso_path(),
        fields: vec![
            (
                "SAMLRequest".to_owned(),
                vestibule_saml::binding::post::encode(message.xml()),
            ),
            ("RelayState".to_owned(), "r s".to_owned()),
        ],
    };
    let page = browser.posts(&form, Site::Other).await;
    assert_eq!(page.status, 303);
    let page = browser.gets(&page.location().unwrap()).await;
    assert!(page.location().unwrap().starts_with(LOGOUT), "{}", page.body);
    assert!(!is_signed_in(&browser).await);
}

#[tokio::test]
async fn whoever_is_not_signed_in_is_signed_out_already() {
    let world = World::new().await;
    takes_messages(&world, &world.application, LOGOUT).await;
    let page = world
        .browser()
        .gets(&path(&request(&world, B_SIMON, &[]), None))
        .await;
    let keys = trusted_keys(&world).await;
    let (status, _) = answer(&world, &keys, &page.location().unwrap(), LOGOUT);
    assert_eq!(status, StatusCode::Success.uri());
}

#[tokio::test]
async fn strangers_get_so_many_signed_answers_a_minute_and_sign_outs_go_on() {
    let world = World::new().await;
    let (browser, index) = signed_on(&world).await;
    let strange = path(&request(&world, B_SIMON, &[]), None);
    for _ in 0..600 {
        assert_eq!(world.browser().gets(&strange).await.status, 303);
    }
    let page = world.browser().gets(&strange).await;
    page.assert_refused(429, "WEB-TOO-MANY");
    let page = browser
        .gets(&path(&request(&world, B_SIMON, &[&index]), None))
        .await;
    assert!(page.location().unwrap().starts_with(LOGOUT));
    assert!(!is_signed_in(&browser).await);
}

#[tokio::test]
async fn a_request_that_means_another_session_is_a_question_and_ends_nothing() {
    let world = World::new().await;
    let (browser, index) = signed_on(&world).await;
    for request in [
        request(&world, A_OTHER, &[]),
        request(&world, A_OTHER, &[&index]),
        request(&world, B_SIMON, &["_another"]),
    ] {
        let page = browser.gets(&path(&request, Some("r"))).await;
        assert_eq!(page.status, 200, "{}", page.body);
        assert!(page.body.contains("asks you to sign out"), "{}", page.body);
        assert!(is_signed_in(&browser).await);
    }
    let page = browser
        .gets(&path(&request(&world, A_OTHER, &[]), Some("r")))
        .await;
    let page = browser.posts(&page.sign_out_form(), Site::Own).await;
    // A form never leads to another site: a page of ours goes on.
    let page = browser.follows(page).await;
    assert_eq!(page.status, 200, "{}", page.body);
    assert!(!is_signed_in(&browser).await);
    let next = page
        .header("refresh")
        .unwrap()
        .strip_prefix("0; url=")
        .unwrap()
        .to_owned();
    let address = browser.gets(&next).await.location().unwrap();
    assert!(
        address.starts_with(LOGOUT) && address.contains("RelayState=r"),
        "{address}"
    );
}

#[tokio::test]
async fn a_session_that_the_application_has_no_part_in_is_not_ended() {
    let world = World::new().await;
    takes_messages(&world, &world.application, LOGOUT).await;
    let browser = world.browser_of_b_simon().await;
    let page = browser.gets(&path(&request(&world, B_SIMON, &[]), None)).await;
    assert!(page.body.contains("asks you to sign out"), "{}", page.body);
    assert!(is_signed_in(&browser).await);
}

#[tokio::test]
async fn an_image_signs_nobody_out() {
    let world = World::new().await;
    let (browser, index) = signed_on(&world).await;
    let path = path(&request(&world, B_SIMON, &[&index]), None);
    for destination in ["image", "script", "empty"] {
        browser
            .gets_for(&path, destination)
            .await
            .assert_refused(400, "AADSTS50061");
    }
    assert!(is_signed_in(&browser).await);
    assert_eq!(browser.gets_for(&path, "iframe").await.status, 303);
    assert!(!is_signed_in(&browser).await);
}

#[tokio::test]
async fn a_bad_request_is_a_page_and_leads_nowhere() {
    let world = World::new().await;
    let (browser, index) = signed_on(&world).await;
    let good = request(&world, B_SIMON, &[&index]);
    let old = LogoutRequestContent {
        issue_instant: now(&world) - jiff::SignedDuration::from_hours(2),
        ..good.clone()
    };
    let stranger = LogoutRequestContent {
        issuer: "https://stranger.example/".to_owned(),
        ..good.clone()
    };
    let nameless = good.write().unwrap().xml().replace(B_SIMON, " ");
    let nameless = own_path(&vestibule_saml::binding::redirect::encode_request(
        &good.destination,
        &nameless,
        None,
        None,
    ));
    for (path, code) in [
        (path(&old, None), "AADSTS50071"),
        (path(&stranger, None), "AADSTS700016"),
        (nameless, "AADSTS50061"),
    ] {
        let page = browser.gets(&path).await;
        page.assert_refused(400, code);
        assert!(
            !page.body.contains("https://contoso.saasit.example/saml"),
            "{}",
            page.body
        );
    }
    assert!(is_signed_in(&browser).await);
}

#[tokio::test]
async fn without_a_logout_url_the_session_ends_here() {
    let world = World::new().await;
    let browser = world.browser_of_b_simon().await;
    let page = browser.opens(&world.launch_path()).await;
    let received = accepts(&world, &page, None).await;
    let index = received.accepted.session_index().unwrap();
    let page = browser
        .opens(&path(&request(&world, B_SIMON, &[index]), None))
        .await;
    assert_eq!(page.path, "/logout");
    assert!(!is_signed_in(&browser).await);
}

async fn signs_out(browser: &Browser) -> Page {
    let page = browser.gets("/logout").await;
    let page = browser.posts(&page.sign_out_form(), Site::Own).await;
    browser.follows(page).await
}

#[tokio::test]
async fn signing_out_here_tells_every_application_in_a_frame_and_says_who_answered() {
    let world = World::new().await;
    let (browser, index) = signed_on(&world).await;
    uses_the_wiki(&world, &browser, Some(WIKI_LOGOUT)).await;
    let keys = trusted_keys(&world).await;
    let page = signs_out(&browser).await;
    assert!(!is_signed_in(&browser).await);
    let policy = page.header("content-security-policy").unwrap();
    assert!(
        policy.contains("frame-src 'self' https://wiki.example https://contoso.saasit.example;"),
        "{policy}"
    );
    assert_eq!(page.attributes("iframe", "sandbox").len(), 2);
    let result = page
        .header("refresh")
        .unwrap()
        .strip_prefix("5; url=")
        .unwrap()
        .to_owned();
    let frames = page.attributes("iframe", "src");
    let asked = told(&world, &keys, IDENTIFIER, LOGOUT, &frames[1]);
    let name = NameId::new(B_SIMON, NameIdFormat::EmailAddress);
    asked
        .check_session(&SessionName {
            name_id: &name,
            session_index: Some(&index),
        })
        .unwrap();

    // One answers in its frame, which may stand in ours alone; the other does not.
    let framed = browser
        .gets_for(
            &says(&world, IDENTIFIER, asked.id(), StatusCode::Success),
            "iframe",
        )
        .await;
    assert_eq!(framed.status, 200, "{}", framed.body);
    assert!(
        framed
            .header("content-security-policy")
            .unwrap()
            .contains("frame-ancestors 'self'")
    );
    assert_eq!(framed.header("x-frame-options"), Some("SAMEORIGIN"));
    let page = browser.gets(&result).await;
    assert!(
        page.body.contains("signed out of 1 of 2 applications"),
        "{}",
        page.body
    );
    assert!(page.body.contains("Sign out of Wiki") && !page.body.contains("Sign out of Ivanti"));
    told_in_the_window(&world, &browser, &page, &result).await;
}

/// A button goes to its application in the window, with a request of its own, and comes back to the result.
async fn told_in_the_window(world: &World, browser: &Browser, page: &Page, result: &str) {
    let button = page.attributes("a", "href");
    let button = button
        .iter()
        .find(|href| href.starts_with("/logout/app"))
        .unwrap();
    let address = browser.gets(button).await.location().unwrap();
    let LogoutMessage::Request(message) = decode_query(query(&address).trim_start_matches("a=b&")).unwrap()
    else {
        panic!("{address}")
    };
    let id = message.read().unwrap().claimed_id().unwrap().to_owned();
    let page = browser.opens(&says(world, WIKI, &id, StatusCode::Success)).await;
    assert_eq!(page.path, result);
    assert!(
        page.body.contains("signed out of 2 of 2 applications"),
        "{}",
        page.body
    );
}

#[tokio::test]
async fn the_application_that_asks_waits_for_the_others() {
    let world = World::new().await;
    let (browser, index) = signed_on(&world).await;
    uses_the_wiki(&world, &browser, Some(WIKI_LOGOUT)).await;
    let keys = trusted_keys(&world).await;
    let page = browser
        .opens(&path(&request(&world, B_SIMON, &[&index]), Some("r")))
        .await;
    let frames = page.attributes("iframe", "src");
    assert_eq!(frames.len(), 1, "the one that asks is not told");
    assert!(frames[0].starts_with(WIKI_LOGOUT));
    let result = page
        .header("refresh")
        .unwrap()
        .strip_prefix("5; url=")
        .unwrap()
        .to_owned();
    let page = browser.gets(&result).await;
    assert_eq!(page.header("refresh"), None, "somebody has not answered");
    let finish = page.attributes("a", "href");
    let finish = finish
        .iter()
        .find(|href| href.starts_with("/logout/finish"))
        .unwrap();
    let address = browser.gets(finish).await.location().unwrap();
    assert_eq!(
        answer(&world, &keys, &address, LOGOUT),
        (
            StatusCode::Success.uri().to_owned(),
            Some(StatusCode::PartialLogout.uri().to_owned())
        )
    );
}

#[tokio::test]
async fn an_application_without_an_address_is_named_and_hinders_nobody() {
    let world = World::new().await;
    let (browser, _) = signed_on(&world).await;
    uses_the_wiki(&world, &browser, None).await;
    let page = signs_out(&browser).await;
    let result = page
        .header("refresh")
        .unwrap()
        .strip_prefix("5; url=")
        .unwrap()
        .to_owned();
    let page = browser.gets(&result).await;
    assert!(page.body.contains("Cannot be told from here"), "{}", page.body);
}

#[tokio::test]
async fn an_answer_to_nothing_and_an_answer_of_somebody_else_are_refused() {
    let world = World::new().await;
    let (browser, _) = signed_on(&world).await;
    uses_the_wiki(&world, &browser, Some(WIKI_LOGOUT)).await;
    let keys = trusted_keys(&world).await;
    let page = signs_out(&browser).await;
    let frames = page.attributes("iframe", "src");
    let asked = told(&world, &keys, IDENTIFIER, LOGOUT, &frames[1]);
    browser
        .gets(&says(&world, IDENTIFIER, "_never-sent", StatusCode::Success))
        .await
        .assert_refused(400, "AADSTS50061");
    browser
        .gets(&says(&world, WIKI, asked.id(), StatusCode::Success))
        .await
        .assert_refused(400, "AADSTS700016");
    // What says no is not taken for an answer that says yes.
    let page = browser
        .opens(&says(&world, IDENTIFIER, asked.id(), StatusCode::Responder))
        .await;
    assert!(page.body.contains("could not sign you out"), "{}", page.body);
}

#[tokio::test]
async fn a_sign_out_is_shown_in_its_own_browser_alone() {
    let world = World::new().await;
    let (browser, _) = signed_on(&world).await;
    let page = signs_out(&browser).await;
    let result = page
        .header("refresh")
        .unwrap()
        .strip_prefix("5; url=")
        .unwrap()
        .to_owned();
    assert_eq!(browser.gets(&result).await.status, 200);
    let other = world.browser();
    for path in [
        &result,
        &result.replace("result", "apps"),
        &result.replace("result", "finish"),
    ] {
        other.gets(path).await.assert_refused(400, "AADSTS50089");
    }
}

#[tokio::test]
async fn any_server_goes_on_with_a_sign_out() {
    let world = World::new().await;
    let (browser, _) = signed_on(&world).await;
    let page = signs_out(&browser).await;
    browser.meets(world.another_replica());
    let keys = trusted_keys(&world).await;
    let asked = told(
        &world,
        &keys,
        IDENTIFIER,
        LOGOUT,
        &page.attributes("iframe", "src")[0],
    );
    let page = browser
        .opens(&says(&world, IDENTIFIER, asked.id(), StatusCode::Success))
        .await;
    assert!(
        page.body.contains("signed out of 1 of 1 applications"),
        "{}",
        page.body
    );
}

#[tokio::test]
async fn a_get_signs_nobody_out() {
    let world = World::new().await;
    let (browser, _) = signed_on(&world).await;
    for path in ["/logout", "/logout/apps", "/logout/result", "/logout/finish"] {
        browser.gets(path).await;
    }
    assert!(is_signed_in(&browser).await);
}
