//! Single logout between both systems, as people meet it.

use vestibule_store::store_test;

use crate::browser::Page;
use crate::world::{Person, SCHEMA, World, is_home};

/// B.Simon, signed in at the service manager by the identity provider.
async fn signed_in(world: &World) -> Person {
    let mut simon = world.person("B.Simon");
    let page = simon.opens(&world.contoso()).await;
    let page = simon.signs_in(&page).await;
    is_home(&page, world);
    simon
}

/// Whether the service manager and the identity provider both ask who is there.
async fn is_signed_out_of_both(world: &World, simon: &mut Person) -> bool {
    let manager = simon.opens(&world.contoso()).await;
    let portal = simon.opens(&world.my_apps()).await;
    manager.field("username").is_some() && portal.field("username").is_some()
}

/// The addresses of a page's frames.
fn frames(page: &Page) -> Vec<String> {
    let frames = page.body.split("<iframe ").skip(1);
    frames
        .map(|frame| {
            let address = frame
                .split("src=\"")
                .nth(1)
                .and_then(|rest| rest.split('"').next());
            address.expect("a frame has an address").replace("&amp;", "&")
        })
        .collect()
}

/// Where a page goes on by itself.
pub(crate) fn onward(page: &Page) -> String {
    let refresh = page.headers["refresh"].to_str().expect("text");
    let address = refresh.split_once("url=").expect("an address").1;
    page.url.join(address).expect("an address").to_string()
}

store_test! {
    async fn signing_out_at_the_identity_provider_signs_out_of_the_service_manager(world: World) {
        let mut simon = signed_in(&world).await;
        let page = simon.opens(&world.my_apps()).await;
        let page = simon.presses(&page, "Sign out").await;
        assert!(page.says("You are being signed out"), "{page}");
        let result = onward(&page);
        let [frame] = frames(&page).try_into().expect("one frame");
        assert!(frame.starts_with(&format!("{}saml/logout?", world.contoso())), "{frame}");
        simon.opens(&frame).await;
        let page = simon.opens(&result).await;
        assert!(page.says("You are signed out of 1 of 1 applications"), "{page}");
        assert!(is_signed_out_of_both(&world, &mut simon).await);
    }

    async fn an_application_that_did_not_answer_is_told_by_its_button(world: World) {
        let mut simon = signed_in(&world).await;
        let page = simon.opens(&world.my_apps()).await;
        let page = simon.presses(&page, "Sign out").await;
        let page = simon.opens(&onward(&page)).await;
        assert!(page.says("No answer"), "{page}");
        let page = simon.browser.follow(&page, "Sign out of Ivanti Service Manager (ISM)").await;
        assert!(page.says("You are signed out of 1 of 1 applications"), "{page}");
        assert!(is_signed_out_of_both(&world, &mut simon).await);
    }

    async fn signing_out_at_the_service_manager_signs_out_of_the_identity_provider(world: World) {
        let mut simon = signed_in(&world).await;
        let page = simon.opens(&world.contoso()).await;
        let page = simon.presses(&page, "Sign out").await;
        assert!(page.says("You are being taken to your identity provider"), "{page}");
        let page = simon.opens(&onward(&page)).await;
        assert!(page.url.as_str().starts_with(&format!("{}saml/logout?", world.contoso())), "{page}");
        assert!(page.says("so has the one at your identity provider"), "{page}");
        assert!(is_signed_out_of_both(&world, &mut simon).await);
    }

    async fn another_browser_of_the_person_stays_signed_in(world: World) {
        let (mut simon, mut elsewhere) = (signed_in(&world).await, signed_in(&world).await);
        let page = simon.opens(&world.contoso()).await;
        let page = simon.presses(&page, "Sign out").await;
        simon.opens(&onward(&page)).await;
        assert!(is_signed_out_of_both(&world, &mut simon).await);
        is_home(&elsewhere.opens(&world.contoso()).await, &world);
    }
}
