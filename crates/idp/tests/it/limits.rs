//! What a stranger can cost.

use std::net::IpAddr;

use jiff::SignedDuration;
use vestibule_directory::Caller;
use vestibule_directory::housekeeping::{self, Retention};

use crate::world::{B_SIMON, PASSWORD, World};

fn address(text: &str) -> IpAddr {
    text.parse().unwrap()
}

/// Uses up what the network 2001:db8::/64 may send at once.
async fn flood(world: &World) {
    let path = format!("{}?x", world.sso_path());
    for number in 0..600 {
        let stranger = world.browser().behind(address(&format!("2001:db8::{number:x}")));
        stranger.gets(&path).await.assert_refused(400, "AADSTS750054");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_flood_of_refused_messages_does_not_fill_the_log() {
    let world = World::new().await;
    flood(&world).await;
    let entries = async || {
        let caller = Caller::system("test");
        let all = Retention {
            sign_ins: SignedDuration::ZERO,
            ..Retention::default()
        };
        housekeeping::sweep(&world.directory, &caller, all)
            .await
            .unwrap()
            .entries
    };
    assert_eq!(entries().await, 600);
    let flooder = world.browser().behind(address("2001:db8::ffff"));
    for path in [
        world.sso_path(),
        format!("{}?x", world.sso_path()),
        format!("/signin/nothing?tenantId={}", world.tenant.id),
    ] {
        let page = flooder.gets(&path).await;
        page.assert_refused(429, "WEB-TOO-MANY");
        assert_eq!(page.header("retry-after"), Some("10"));
    }
    assert_eq!(entries().await, 0, "nothing was written");
    world
        .browser()
        .behind(address("2001:db8:0:1::1"))
        .gets(&world.sso_path())
        .await
        .assert_refused(400, "AADSTS750054");
    world.minutes_pass(1);
    flooder
        .gets(&world.sso_path())
        .await
        .assert_refused(400, "AADSTS750054");
}

#[tokio::test(flavor = "multi_thread")]
async fn good_sign_ins_from_the_address_of_a_flood_go_on() {
    let world = World::new().await;
    flood(&world).await;
    let browser = world.browser().behind(address("2001:db8::1"));
    let page = browser.signs_in("/myapps", B_SIMON, PASSWORD).await;
    assert_eq!(page.status, 200, "{}", page.body);
    assert!(
        browser
            .opens(&world.launch_path())
            .await
            .body
            .contains("SAMLResponse")
    );
    let newcomer = world.person_who_must_change().await;
    let browser = world.browser().behind(address("2001:db8::2"));
    let page = browser.opens("/myapps").await;
    let page = browser.sends_form(&page, &[("username", &newcomer)]).await;
    let page = browser.sends_form(&page, &[("password", PASSWORD)]).await;
    assert!(page.body.contains("new-password"), "{}", page.body);
}
