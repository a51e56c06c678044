//! A post from another site does not bring our cookies: it is sent once more from our own host.

use vestibule_store::{Db, store_test};

use crate::world::{ACS, From, SCHEMA, World};

store_test! {
    async fn a_cross_site_answer_is_posted_again_by_our_page_before_anything_is_used(db: Db) {
        let world = World::new(db).await;
        let mut browser = world.browser();
        let request = browser.is_sent_away_from("/incident/7").await;
        let response = world.answering(&request).signed();
        let fields = [("SAMLResponse", response.as_str()), ("RelayState", request.relay_state.as_str())];
        let page = browser.posts(ACS, &fields, From::Elsewhere).await;
        assert_eq!(page.status, 200, "{}", page.text());
        assert!(!page.sets_a_session());
        assert!(page.body.contains(&format!("action=\"{ACS}\"")) && page.body.contains("data-auto-post"));
        assert!(page.body.contains("<button"), "there is a button for browsers without scripts");
        assert_eq!(page.hidden("SAMLResponse").as_ref(), Some(&response));
        assert_eq!(page.hidden("RelayState").as_ref(), Some(&request.relay_state));
        assert!(world.log().await.is_empty(), "nothing was judged");
        let marker = page.hidden("posted_again").unwrap();
        let again = [fields[0], fields[1], ("posted_again", marker.as_str())];
        browser.posts(ACS, &again, From::Here).await.is_welcome_to("/incident/7");
    }

    async fn an_unsolicited_answer_is_posted_again_as_well(db: Db) {
        let world = World::new(db).await;
        let mut browser = world.browser();
        let response = world.unsolicited().signed();
        let page = browser.posts(ACS, &[("SAMLResponse", &response)], From::Elsewhere).await;
        assert_eq!(page.status, 200);
        assert!(page.hidden("RelayState").is_none(), "what did not come is not made up");
        let again = [("SAMLResponse", response.as_str()), ("posted_again", "1")];
        browser.posts(ACS, &again, From::Here).await.is_welcome_to("/");
    }

    async fn without_fetch_metadata_it_is_judged_as_it_is(db: Db) {
        let world = World::new(db).await;
        let response = world.unsolicited().signed();
        let answer = world.browser().posts(ACS, &[("SAMLResponse", &response)], From::Nowhere).await;
        answer.is_welcome_to("/");
    }

    async fn a_browser_without_fetch_metadata_tells_another_site_by_its_origin(db: Db) {
        let world = World::new(db).await;
        let response = world.unsolicited().signed();
        let fields = [("SAMLResponse", response.as_str()), ("posted_again", "1")];
        // Lax cookies stay at home: the browser looks as if nobody was signed in.
        for origin in ["https://evil.example", "null"] {
            let page = world.browser().posts_with(ACS, &fields[..1], From::Nowhere, ("origin", origin)).await;
            assert!(page.body.contains("data-auto-post") && !page.sets_a_session(), "{origin}: {}", page.text());
            let page = world.browser().posts_with(ACS, &fields, From::Nowhere, ("origin", origin)).await;
            assert!(page.text().contains("Do you want to sign in?"), "{origin}: {}", page.text());
            assert!(!page.sets_a_session());
        }
        let ours = ("origin", "http://contoso.saasit.localhost:8400");
        world.browser().posts_with(ACS, &fields, From::Nowhere, ours).await.is_welcome_to("/");
    }

    async fn the_second_time_it_is_judged_even_without_cookies(db: Db) {
        let world = World::new(db).await;
        let request = world.browser().is_sent_away_from("/").await;
        let response = world.answering(&request).signed();
        let again = [("SAMLResponse", response.as_str()), ("posted_again", "1")];
        world.browser().posts(ACS, &again, From::Here).await.is_refused_with("SSO-122");
        world.browser().posts(ACS, &again, From::Elsewhere).await.is_refused_with("SSO-122");
    }

    async fn a_marked_post_of_another_site_switches_no_account_behind_the_persons_back(db: Db) {
        let world = World::new(db).await;
        let mut victim = world.browser();
        victim.signs_in().await;
        let attacker = world.unsolicited().about("mallory@contoso.com", "mallory", "Mallory", "Mall");
        let response = attacker.signed();
        let fields = [("SAMLResponse", response.as_str()), ("posted_again", "1")];
        let page = victim.posts(ACS, &fields, From::Elsewhere).await;
        assert_eq!(page.status, 200);
        assert!(!page.sets_a_session());
        assert!(page.text().contains("Do you want to sign in?"), "{}", page.text());
        assert!(victim.opens("/").await.text().contains("Britta Simon"));
    }

    async fn markup_in_the_fields_is_escaped(db: Db) {
        let world = World::new(db).await;
        let fields = [("SAMLResponse", "\"><script>alert(1)</script>"), ("RelayState", "'\"><img src=x>")];
        let page = world.browser().posts(ACS, &fields, From::Elsewhere).await;
        assert!(!page.body.contains("<script>alert") && !page.body.contains("<img src=x"));
        assert_eq!(page.hidden("RelayState").as_deref(), Some("'\"><img src=x>"));
    }

    async fn two_messages_in_one_form_are_refused_and_not_posted_again(db: Db) {
        let world = World::new(db).await;
        let response = world.unsolicited().signed();
        let fields = [("SAMLResponse", response.as_str()), ("SAMLResponse", response.as_str())];
        world.browser().posts(ACS, &fields, From::Elsewhere).await.is_refused_with("SSO-125");
    }
}
