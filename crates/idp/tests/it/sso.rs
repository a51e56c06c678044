//! Sign-on that an application asks for.

use http::Method;
use vestibule_directory::applications::{ApplicationChange, SigningOption};
use vestibule_directory::sign_ins::{Outcome, Start};
use vestibule_saml::message::{AuthnContextClass, NameIdFormat};
use vestibule_saml::service_provider::{RequestContent, SignaturePolicy, authn_request};

use crate::browser::Site;
use crate::partner::{
    PASSWORD_CONTEXTS, PERSISTENT, accepts, accepts_at, by_post, by_redirect, by_redirect_of, request, xml,
};
use crate::world::{A_OTHER, ACS, B_SIMON, PASSWORD, SECOND_ACS, World};

/// What a RelayState may hold that templates and parsers like to change.
const RELAY_STATE: &str =
    "https://contoso.saasit.example/?a=1&b=%20+\"><script>' &quot; Grüße \u{2028} {\"x\":1}";

#[tokio::test(flavor = "multi_thread")]
async fn a_request_by_redirect_leads_through_the_sign_in_to_an_answer_that_holds() {
    let world = World::new().await;
    let request = request(&world);
    let browser = world.browser();
    let page = browser
        .opens(&by_redirect(&world, &request, Some(RELAY_STATE)))
        .await;
    assert!(
        page.body.contains("Ivanti Service Manager (ISM)"),
        "the page names the application: {}",
        page.body
    );
    assert!(page.body.contains("Contoso"), "the page names the tenant");
    let page = browser.sends_form(&page, &[("username", B_SIMON)]).await;
    let page = browser.sends_form(&page, &[("password", PASSWORD)]).await;
    let page = browser.sends_form(&page, &[("keep", "no")]).await;

    let received = accepts(&world, &page, Some(&request)).await;
    assert_eq!(received.relay_state.as_deref(), Some(RELAY_STATE));
    assert_eq!(received.accepted.name_id().value, B_SIMON);
    assert_eq!(
        received.accepted.name_id().format,
        Some(NameIdFormat::EmailAddress)
    );
    let name = |name: &str| {
        received
            .accepted
            .attribute(name)
            .single()
            .unwrap()
            .map(str::to_owned)
    };
    assert_eq!(
        name("http://schemas.microsoft.com/identity/claims/objectidentifier").as_deref(),
        Some(world.b_simon.id.as_str())
    );
    assert_eq!(
        name("http://schemas.xmlsoap.org/ws/2005/05/identity/claims/givenname").as_deref(),
        Some("Britta")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_by_post_from_another_site_goes_on_with_the_session() {
    let world = World::new().await;
    let request = request(&world);
    let browser = world.browser_of_b_simon().await;
    let answer = browser
        .posts(&by_post(&world, &request, Some(RELAY_STATE)), Site::Other)
        .await;
    assert_eq!(answer.status, 303, "{}", answer.body);
    let page = browser.follows(answer).await;
    let received = accepts(&world, &page, Some(&request)).await;
    assert_eq!(received.relay_state.as_deref(), Some(RELAY_STATE));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_by_post_leads_through_the_sign_in() {
    let world = World::new().await;
    let request = request(&world);
    let browser = world.browser();
    let answer = browser.posts(&by_post(&world, &request, None), Site::Other).await;
    let page = browser.follows(answer).await;
    let page = browser.sends_form(&page, &[("username", B_SIMON)]).await;
    let page = browser.sends_form(&page, &[("password", PASSWORD)]).await;
    let page = browser.sends_form(&page, &[("keep", "yes")]).await;
    assert_eq!(accepts(&world, &page, Some(&request)).await.relay_state, None);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_empty_relay_state_comes_back_empty_and_an_absent_one_not_at_all() {
    let world = World::new().await;
    let request = request(&world);
    let browser = world.browser_of_b_simon().await;
    for sent in [None, Some("")] {
        let page = browser.opens(&by_redirect(&world, &request, sent)).await;
        let found = page
            .form()
            .fields
            .iter()
            .find(|(name, _)| name == "RelayState")
            .map(|(_, it)| it.clone());
        assert_eq!(found.as_deref(), sent);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_live_session_is_answered_at_once_and_logged_under_the_assertions_id() {
    let world = World::new().await;
    let browser = world.browser_of_b_simon().await;
    let request = request(&world);
    let page = browser.gets(&by_redirect(&world, &request, None)).await;
    let received = accepts(&world, &page, Some(&request)).await;
    let entry = world.logged(0).await;
    assert_eq!(format!("_{}", entry.id), received.accepted.assertion_id());
    assert_eq!(
        received.accepted.session_index(),
        Some(received.accepted.assertion_id())
    );
    assert_eq!(
        (entry.outcome, entry.start, entry.is_interactive),
        (Outcome::Success, Start::Application, false)
    );
    assert_eq!(entry.correlation_id, page.header("x-correlation-id").unwrap());
    assert_eq!(entry.reply_url.as_deref(), Some(ACS));
}

#[tokio::test(flavor = "multi_thread")]
async fn every_answer_has_ids_of_its_own() {
    let world = World::new().await;
    let browser = world.browser_of_b_simon().await;
    let path = by_redirect(&world, &request(&world), None);
    let first = xml(&browser.gets(&path).await);
    let second = xml(&browser.gets(&path).await);
    let ids = |xml: &str| {
        xml.split(" ID=\"")
            .skip(1)
            .map(|rest| rest[..37].to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(ids(&first).len(), 2);
    assert!(ids(&first).iter().all(|id| !ids(&second).contains(id)));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_answer_page_may_post_to_the_application_and_is_not_stored() {
    let world = World::new().await;
    let browser = world.browser_of_b_simon().await;
    let page = browser.gets(&by_redirect(&world, &request(&world), None)).await;
    let policy = page.header("content-security-policy").unwrap();
    assert!(
        policy.contains("form-action https://contoso.saasit.example https:;"),
        "{policy}"
    );
    assert!(
        policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"),
        "{policy}"
    );
    assert!(!policy.contains("unsafe"), "{policy}");
    assert_eq!(page.header("cache-control"), Some("no-store"));
    assert!(
        page.body.contains("type=\"submit\""),
        "the page works by a button as well"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn each_signing_option_signs_what_it_says() {
    let world = World::new().await;
    let browser = world.browser_of_b_simon().await;
    let cases = [
        (SigningOption::Assertion, SignaturePolicy::Assertion, 1),
        (SigningOption::Response, SignaturePolicy::Response, 1),
        (SigningOption::ResponseAndAssertion, SignaturePolicy::Both, 2),
    ];
    for (option, policy, signatures) in cases {
        let change = ApplicationChange {
            signing_option: Some(option),
            ..ApplicationChange::default()
        };
        world.changes_application(change).await;
        let request = request(&world);
        let page = browser.gets(&by_redirect(&world, &request, None)).await;
        accepts_at(&world, &page, Some(&request), ACS, policy).await;
        assert_eq!(
            xml(&page).matches("<SignatureValue>").count(),
            signatures,
            "{option:?}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn another_registered_reply_url_gets_the_answer_if_the_request_names_it() {
    let world = World::new().await;
    let browser = world.browser_of_b_simon().await;
    let request = RequestContent {
        acs_url: SECOND_ACS.to_owned(),
        ..request(&world)
    };
    let page = browser.gets(&by_redirect(&world, &request, None)).await;
    accepts_at(
        &world,
        &page,
        Some(&request),
        SECOND_ACS,
        SignaturePolicy::Assertion,
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unregistered_reply_url_is_refused_before_anybody_is_asked() {
    let world = World::new().await;
    let foreign = [
        "https://evil.example/acs",
        "https://contoso.saasit.example/handlers/sso/samlassertionconsumerhandler.ashx",
        "https://contoso.saasit.example:443/handlers/sso/SamlAssertionConsumerHandler.ashx",
        "https://contoso.saasit.example@evil.example/",
    ];
    for acs_url in foreign {
        let request = RequestContent {
            acs_url: acs_url.to_owned(),
            ..request(&world)
        };
        let page = world
            .browser()
            .opens(&by_redirect(&world, &request, Some("x")))
            .await;
        page.assert_refused(400, "AADSTS50011");
        assert!(
            !page.body.contains(&format!("href=\"{acs_url}"))
                && !page.body.contains(&format!("action=\"{acs_url}"))
        );
        assert!(!page.body.contains("SAMLResponse") && !page.body.contains("current-password"));
        let page = world
            .browser()
            .posts(&by_post(&world, &request, None), Site::Other)
            .await;
        page.assert_refused(400, "AADSTS50011");
    }
    let entry = world.logged(50011).await;
    assert_eq!(entry.outcome, Outcome::Failure);
    assert_eq!(entry.app_id.as_deref(), Some(world.application.app_id.as_str()));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unknown_issuer_is_refused_with_what_was_received() {
    let world = World::new().await;
    let request = RequestContent {
        issuer: "https://contoso.saasit.example".to_owned(),
        ..request(&world)
    };
    let page = world.browser().opens(&by_redirect(&world, &request, None)).await;
    page.assert_refused(400, "AADSTS700016");
    assert!(page.body.contains("https://contoso.saasit.example"));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unknown_tenant_is_refused_and_a_verified_domain_is_as_good_as_the_id() {
    let world = World::new().await;
    let browser = world.browser_of_b_simon().await;
    let request = request(&world);
    let by_id = by_redirect(&world, &request, None);
    let by_domain = by_id.replace(&world.tenant.id, "CONTOSO.example");
    accepts(&world, &browser.gets(&by_domain).await, Some(&request)).await;
    let page = browser
        .gets(&by_id.replace(&world.tenant.id, "fabrikam.example"))
        .await;
    page.assert_refused(404, "AADSTS90002");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_request_is_refused_under_its_code() {
    let world = World::new().await;
    let browser = world.browser();
    let path = world.sso_path();
    let html = by_redirect_of(&world, "<html></html>", None);
    let cases = [
        (path.clone(), "AADSTS750054"),
        (format!("{path}?SAMLRequest=%25%25%25"), "AADSTS750056"),
        (format!("{path}?SAMLRequest=bm90IGRlZmxhdGVk"), "AADSTS750056"),
        (html, "AADSTS75005"),
        (by_redirect_of(&world, "<unclosed", None), "AADSTS7500525"),
    ];
    for (address, code) in cases {
        let page = browser.gets(&address).await;
        page.assert_refused(400, code);
        world.logged(code["AADSTS".len()..].parse().unwrap()).await;
    }
    let page = browser.asks(Method::PUT, &path).await;
    page.assert_refused(405, "AADSTS900561");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_id_that_is_none_is_refused() {
    let world = World::new().await;
    let xml = authn_request(&request(&world))
        .unwrap()
        .replace("_5f0c2a9e10", "1x");
    world
        .browser()
        .gets(&by_redirect_of(&world, &xml, None))
        .await
        .assert_refused(400, "AADSTS7500529");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_passive_request_shows_no_page_and_tells_the_application() {
    let world = World::new().await;
    let request = RequestContent {
        is_passive: true,
        ..request(&world)
    };
    let path = by_redirect(&world, &request, Some("r"));
    let page = world.browser().gets(&path).await;
    assert_eq!(page.status, 200, "{}", page.body);
    assert_eq!(page.form().action, ACS);
    let status = xml(&page);
    assert!(
        status.contains("status:Responder") && status.contains("status:NoPassive"),
        "{status}"
    );
    assert!(
        status.contains("InResponseTo=\"_5f0c2a9e10\"") && status.contains("AADSTS50058"),
        "{status}"
    );
    assert!(
        !status.contains("Signature") && !status.contains("Assertion "),
        "{status}"
    );
    assert!(
        page.form()
            .fields
            .contains(&("RelayState".to_owned(), "r".to_owned()))
    );
    world.logged(50058).await;

    let page = world.browser_of_b_simon().await.gets(&path).await;
    accepts(&world, &page, Some(&request)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_forced_request_asks_for_the_password_again() {
    let world = World::new().await;
    let browser = world.browser_of_b_simon().await;
    world.minutes_pass(20);
    let request = RequestContent {
        force_authn: true,
        ..request(&world)
    };
    let page = browser.opens(&by_redirect(&world, &request, None)).await;
    assert!(
        page.body.contains("current-password") && page.body.contains(B_SIMON),
        "{}",
        page.body
    );
    world.minutes_pass(1);
    let page = browser.sends_form(&page, &[("password", PASSWORD)]).await;
    let page = browser.sends_form(&page, &[("keep", "no")]).await;
    let received = accepts(&world, &page, Some(&request)).await;
    assert_eq!(received.accepted.authn_instant(), crate::partner::now(&world));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_forced_request_is_not_satisfied_by_a_sign_in_for_something_else() {
    let world = World::new().await;
    let browser = world.browser_of_b_simon().await;
    let request = RequestContent {
        force_authn: true,
        ..request(&world)
    };
    let page = browser.opens(&by_redirect(&world, &request, None)).await;
    let state = page
        .form()
        .fields
        .iter()
        .find(|(name, _)| name == "state")
        .unwrap()
        .1
        .clone();
    let page = browser.opens(&format!("/login/continue?state={state}")).await;
    assert!(page.body.contains("current-password"), "{}", page.body);
    let both = RequestContent {
        is_passive: true,
        ..request
    };
    let page = browser.gets(&by_redirect(&world, &both, None)).await;
    assert!(xml(&page).contains("status:NoPassive"));
}

#[tokio::test(flavor = "multi_thread")]
async fn wishes_that_cannot_be_met_are_told_to_the_application() {
    let world = World::new().await;
    let browser = world.browser();
    let format = RequestContent {
        name_id_format: Some(NameIdFormat::Kerberos),
        ..request(&world)
    };
    let status = xml(&browser.gets(&by_redirect(&world, &format, None)).await);
    assert!(
        status.contains("status:InvalidNameIDPolicy") && status.contains("AADSTS75016"),
        "{status}"
    );
    let context = RequestContent {
        requested_contexts: vec![AuthnContextClass::X509],
        ..request(&world)
    };
    let status = xml(&browser.gets(&by_redirect(&world, &context, None)).await);
    assert!(
        status.contains("status:NoAuthnContext") && status.contains("AADSTS75011"),
        "{status}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn wishes_that_can_be_met_are_met() {
    let world = World::new().await;
    let browser = world.browser_of_b_simon().await;
    let request = RequestContent {
        name_id_format: Some(PERSISTENT),
        requested_contexts: PASSWORD_CONTEXTS.to_vec(),
        ..request(&world)
    };
    let received = accepts(
        &world,
        &browser.gets(&by_redirect(&world, &request, None)).await,
        Some(&request),
    )
    .await;
    assert_eq!(received.accepted.name_id().format, Some(PERSISTENT));
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_not_assigned_gets_a_page_and_the_application_nothing() {
    let world = World::new().await;
    let browser = world.browser();
    browser.signs_in("/myapps", A_OTHER, PASSWORD).await;
    let page = browser.gets(&by_redirect(&world, &request(&world), None)).await;
    page.assert_refused(403, "AADSTS50105");
    assert!(page.body.contains(A_OTHER) && page.body.contains("Ivanti Service Manager (ISM)"));
    assert!(!page.body.contains("SAMLResponse"));
    assert_eq!(
        world.logged(50105).await.user_principal_name.as_deref(),
        Some(A_OTHER)
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_disabled_application_is_refused_both_ways() {
    let world = World::new().await;
    world
        .changes_application(ApplicationChange {
            is_enabled: Some(false),
            ..ApplicationChange::default()
        })
        .await;
    let browser = world.browser_of_b_simon().await;
    browser
        .gets(&by_redirect(&world, &request(&world), None))
        .await
        .assert_refused(403, "AADSTS7000112");
    browser
        .gets(&world.launch_path())
        .await
        .assert_refused(403, "AADSTS7000112");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_application_that_asks_again_and_again_is_stopped() {
    let world = World::new().await;
    let browser = world.browser_of_b_simon().await;
    let path = by_redirect(&world, &request(&world), None);
    for _ in 0..9 {
        assert_eq!(browser.gets(&path).await.status, 200);
    }
    browser.gets(&path).await.assert_refused(400, "AADSTS50196");
    world.minutes_pass(2);
    assert_eq!(browser.gets(&path).await.status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hint_fills_in_the_account_and_a_foreign_one_chooses_nothing() {
    let world = World::new().await;
    let path = format!(
        "{}&login_hint=b.simon%40contoso.example",
        by_redirect(&world, &request(&world), None)
    );
    let page = world.browser().opens(&path).await;
    assert!(
        page.body.contains("current-password") && page.body.contains(B_SIMON),
        "{}",
        page.body
    );
    let other = format!(
        "{}&login_hint=a.other%40contoso.example",
        by_redirect(&world, &request(&world), None)
    );
    let page = world.browser_of_b_simon().await.opens(&other).await;
    assert!(
        page.body.contains("current-password") && page.body.contains(A_OTHER),
        "{}",
        page.body
    );
}
