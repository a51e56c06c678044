//! The pages between: account, password, new password, staying, picking, leaving.

use vestibule_directory::sign_ins::Outcome;

use crate::browser::{Page, Site};
use crate::partner::{accepts, by_redirect, request};
use crate::world::{A_OTHER, B_SIMON, PASSWORD, World};

const NEW_PASSWORD: &str = "Amber 77 kettles & rain";

/// What two pages must have in common: everything but ids, names and states.
fn alike(page: &Page, account: &str) -> String {
    let mut text = page.body.replace(account, "ACCOUNT");
    text = text.replace(page.header("x-correlation-id").unwrap(), "ID");
    for mark in [
        "name=\"state\" value=\"",
        "state=",
        "name=\"form_token\" value=\"",
        "hue-",
    ] {
        let parts: Vec<&str> = text.split(mark).collect();
        let masked = parts.iter().skip(1).map(|part| {
            let end = part.find(['"', '&', ' ']).unwrap();
            &part[end..]
        });
        text = std::iter::once(parts[0])
            .chain(masked)
            .collect::<Vec<_>>()
            .join(mark);
    }
    text
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_password_and_an_unknown_name_look_the_same() {
    let world = World::new().await;
    let mut pages = Vec::new();
    for account in [B_SIMON, "b.nobody@contoso.example"] {
        let browser = world.browser();
        let page = browser.opens(&by_redirect(&world, &request(&world), None)).await;
        let page = browser.sends_form(&page, &[("username", account)]).await;
        assert!(
            page.body.contains("current-password"),
            "the account page never tells: {}",
            page.body
        );
        let page = browser.sends_form(&page, &[("password", "wrong Horse 1")]).await;
        page.assert_refused(400, "AADSTS50126");
        pages.push(alike(&page, account));
        world.logged(50126).await;
    }
    assert_eq!(pages[0], pages[1]);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_eleventh_wrong_password_finds_the_account_locked_for_a_while() {
    let world = World::new().await;
    let browser = world.browser();
    let page = browser.opens("/myapps").await;
    let page = browser.sends_form(&page, &[("username", B_SIMON)]).await;
    for number in 0..10 {
        let wrong = format!("wrong Horse {number}");
        browser
            .sends_form(&page, &[("password", &wrong)])
            .await
            .assert_refused(400, "AADSTS50126");
    }
    let locked = browser.sends_form(&page, &[("password", PASSWORD)]).await;
    locked.assert_refused(429, "AADSTS50053");
    assert!(locked.header("retry-after").is_some());
    world.logged(50053).await;
    world.minutes_pass(30);
    assert!(
        browser
            .sends_form(&page, &[("password", PASSWORD)])
            .await
            .body
            .contains("Stay signed in?")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_disabled_person_is_told_after_the_right_password_alone() {
    let world = World::new().await;
    world.disables_b_simon().await;
    let browser = world.browser();
    let page = browser.opens(&world.launch_path()).await;
    let page = browser.sends_form(&page, &[("username", B_SIMON)]).await;
    browser
        .sends_form(&page, &[("password", "wrong Horse 1")])
        .await
        .assert_refused(400, "AADSTS50126");
    browser
        .sends_form(&page, &[("password", PASSWORD)])
        .await
        .assert_refused(403, "AADSTS50057");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_who_is_disabled_after_signing_in_gets_nothing_more() {
    let world = World::new().await;
    let browser = world.browser_of_b_simon().await;
    world.disables_b_simon().await;
    let page = browser.opens(&world.launch_path()).await;
    assert!(!page.body.contains("SAMLResponse"), "{}", page.body);
    assert!(
        page.body.contains("current-password"),
        "he may try to sign in: {}",
        page.body
    );
    browser
        .sends_form(&page, &[("password", PASSWORD)])
        .await
        .assert_refused(403, "AADSTS50057");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_accepted_password_ends_in_a_redirect_and_a_session_cookie() {
    let world = World::new().await;
    let browser = world.browser();
    let page = browser.opens(&by_redirect(&world, &request(&world), None)).await;
    let page = browser.sends_form(&page, &[("username", B_SIMON)]).await;
    let form = page.form().with("password", PASSWORD);
    let answer = browser.posts(&form, Site::Own).await;
    assert_eq!(answer.status, 303, "{}", answer.body);
    assert!(answer.location().unwrap().starts_with("/login/"), "our own host");
    let cookies = answer.set_cookies();
    let cookie = cookies
        .iter()
        .find(|cookie| cookie.starts_with("session="))
        .unwrap();
    assert!(
        cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax") && !cookie.contains("Max-Age"),
        "{cookie}"
    );
    assert!(!cookie.contains("Domain"), "{cookie}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_that_was_planted_is_not_the_one_that_is_used() {
    let world = World::new().await;
    let browser = world.browser();
    let planted = format!("{}:1", "A".repeat(43));
    browser.sets_cookie("session", &planted);
    browser.signs_in("/myapps", B_SIMON, PASSWORD).await;
    let first = browser.cookie("session").unwrap();
    assert!(!first.starts_with(&planted[..43]), "{first}");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_stays_signed_in_gets_a_cookie_that_outlives_the_browser() {
    let world = World::new().await;
    let browser = world.browser();
    let page = browser.opens("/myapps").await;
    let page = browser.sends_form(&page, &[("username", B_SIMON)]).await;
    let page = browser.sends_form(&page, &[("password", PASSWORD)]).await;
    let form = page.form().with("keep", &page.button("keep", "Yes"));
    let answer = browser.posts(&form, Site::Own).await;
    let cookies = answer.set_cookies();
    assert!(
        cookies
            .iter()
            .any(|cookie| cookie.starts_with("kept-session=") && cookie.contains("Max-Age="))
    );
    assert!(
        cookies
            .iter()
            .any(|cookie| cookie.starts_with("session=;") && cookie.contains("Max-Age=0"))
    );
    world.minutes_pass(3 * 24 * 60);
    assert!(browser.opens("/myapps").await.body.contains("B.Simon"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_password_that_was_given_out_has_to_be_changed_first() {
    let world = World::new().await;
    let account = world.person_who_must_change().await;
    let browser = world.browser();
    let page = browser.opens(&world.launch_path()).await;
    let page = browser.sends_form(&page, &[("username", &account)]).await;
    let page = browser.sends_form(&page, &[("password", PASSWORD)]).await;
    assert!(
        page.body.contains("new-password") && page.body.contains("Change password"),
        "{}",
        page.body
    );
    assert!(browser.cookie("session").is_none(), "no session before");
    assert_eq!(world.logged(50055).await.outcome, Outcome::Interrupted);

    let fill = |current: &'static str, new: &'static str, confirm: &'static str| {
        [("current", current), ("new", new), ("confirm", confirm)]
    };
    let mismatch = browser
        .sends_form(&page, &fill(PASSWORD, NEW_PASSWORD, "something else"))
        .await;
    assert_eq!(mismatch.status, 422);
    browser
        .sends_form(&page, &fill("not it 1 A", NEW_PASSWORD, NEW_PASSWORD))
        .await
        .assert_refused(400, "AADSTS120000");
    browser
        .sends_form(&page, &fill(PASSWORD, "short", "short"))
        .await
        .assert_refused(422, "AADSTS120002");

    let page = browser
        .sends_form(&page, &fill(PASSWORD, NEW_PASSWORD, NEW_PASSWORD))
        .await;
    let page = browser.sends_form(&page, &[("keep", "no")]).await;
    accepts(&world, &page, None).await;
    let page = world.browser().signs_in("/myapps", &account, NEW_PASSWORD).await;
    assert_eq!(page.path, "/myapps");
}

#[tokio::test(flavor = "multi_thread")]
async fn with_several_accounts_one_is_picked() {
    let world = World::new().await;
    let browser = world.browser_of_b_simon().await;
    world.minutes_pass(1);
    let page = browser.opens("/login").await;
    assert!(
        page.body.contains("Pick an account") && page.body.contains("Use another account"),
        "{}",
        page.body
    );
    let page = browser.sends_form(&page, &[("other", "1")]).await;
    let page = browser.sends_form(&page, &[("username", A_OTHER)]).await;
    let page = browser.sends_form(&page, &[("password", PASSWORD)]).await;
    let page = browser.sends_form(&page, &[("keep", "yes")]).await;
    assert!(
        page.body.contains("A.Other"),
        "the portal is the last one's: {}",
        page.body
    );
    world.minutes_pass(1);

    let request = request(&world);
    let page = browser.opens(&by_redirect(&world, &request, None)).await;
    assert!(page.body.contains("Pick an account"), "{}", page.body);
    assert!(page.body.contains(B_SIMON) && page.body.contains(A_OTHER));
    let session = page.button("session", B_SIMON);
    let page = browser.sends_form(&page, &[("session", &session)]).await;
    assert_eq!(
        accepts(&world, &page, Some(&request))
            .await
            .accepted
            .name_id()
            .value,
        B_SIMON
    );
    assert!(
        browser.opens("/myapps").await.body.contains("B.Simon"),
        "the portal follows"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_of_somebody_else_cannot_be_picked() {
    let world = World::new().await;
    let theirs = world.browser();
    theirs.signs_in("/myapps", A_OTHER, PASSWORD).await;
    let session = theirs.opens("/login").await.button("session", A_OTHER);
    let mine = world.browser_of_b_simon().await;
    let page = mine.opens("/login").await;
    let page = mine.sends_form(&page, &[("session", &session)]).await;
    assert!(!page.body.contains("A.Other"), "{}", page.body);
}

#[tokio::test(flavor = "multi_thread")]
async fn signing_out_ends_the_session_here_first() {
    let world = World::new().await;
    let browser = world.browser_of_b_simon().await;
    let cookie = browser.cookie("session").unwrap();
    let page = browser.opens("/logout").await;
    assert!(
        browser.opens("/myapps").await.body.contains("B.Simon"),
        "a GET signs nobody out"
    );
    let page = browser.sends_form(&page, &[]).await;
    assert!(page.body.contains("You signed out"), "{}", page.body);
    assert_eq!(browser.cookie("session"), None);
    browser.sets_cookie("session", &cookie);
    assert!(
        !browser.opens("/myapps").await.body.contains("B.Simon"),
        "the old token is dead"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn credentials_that_another_site_posts_are_refused() {
    let world = World::new().await;
    let browser = world.browser();
    let page = browser.opens("/myapps").await;
    let page = browser.sends_form(&page, &[("username", B_SIMON)]).await;
    let mut form = page.form().with("password", PASSWORD);
    assert_eq!(browser.posts(&form, Site::Other).await.status, 403);
    form.fields.retain(|(name, _)| name != "form_token");
    assert_eq!(browser.posts(&form, Site::Own).await.status, 403);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_name_that_is_none_is_asked_for_again() {
    let world = World::new().await;
    let browser = world.browser();
    let page = browser.opens("/myapps").await;
    for (typed, sentence) in [("", "Enter your user name"), ("b.simon", "name@domain")] {
        let again = browser.sends_form(&page, &[("username", typed)]).await;
        assert_eq!(again.status, 422);
        assert!(again.body.contains(sentence), "{}", again.body);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_and_refusals_are_read_in_german_as_well() {
    let world = World::new().await;
    let browser = world.browser();
    let page = browser.opens("/login?lang=de").await;
    assert!(
        page.body.contains("Benutzername") && page.body.contains("Weiter"),
        "{}",
        page.body
    );
    let page = browser
        .opens(&format!(
            "{}&lang=de",
            world.launch_path().replace(&world.tenant.id, "x.example")
        ))
        .await;
    page.assert_refused(404, "AADSTS90002");
    assert!(
        page.body
            .contains("Eine Organisation dieses Namens gibt es hier nicht."),
        "{}",
        page.body
    );
}
