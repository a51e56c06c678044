//! Accounts and sessions at the identity provider, and the local way into the service manager.

use http::header::SET_COOKIE;
use jiff::SignedDuration;
use vestibule_directory::users::{self, NewUser};
use vestibule_directory::{assignments, groups};
use vestibule_store::store_test;

use crate::browser::Page;
use crate::world::{Person, SCHEMA, World, is_home};

/// Gives the service manager to somebody or to a group.
async fn assign(world: &World, principal: assignments::Principal) {
    let (object_id, _) = world.demo.application().unwrap();
    let (directory, tenant) = (world.demo.directory(), world.demo.tenant_id());
    assignments::assign(directory, &World::caller(), tenant, object_id, &principal, None)
        .await
        .unwrap();
}

/// Somebody new with a generated password that has to be changed.
async fn newcomer(world: &World) -> (Person, String) {
    let upn = "N.Ewcomer@contoso.example";
    let new = NewUser::new(
        world.demo.tenant_id(),
        upn.parse().unwrap(),
        "Newcomer".parse().unwrap(),
    );
    let created = users::create(world.demo.directory(), &World::caller(), new)
        .await
        .unwrap();
    let password = created.generated_password.unwrap().expose().clone();
    let mut person = world.person("B.Simon");
    upn.clone_into(&mut person.upn);
    person.password = password;
    (person, created.user.id)
}

/// Types a new password where one is asked for.
async fn chooses(person: &mut Person, page: &Page, new: &str) -> Page {
    let current = page
        .field("current-password")
        .unwrap_or_else(|| panic!("no new password is asked for on {page}"));
    let fields = page.content.forms.iter().flat_map(|form| &form.fields);
    let wanted: Vec<String> = fields
        .filter(|field| field.autocomplete == "new-password")
        .map(|field| field.name.clone())
        .collect();
    let password = person.password.clone();
    let mut filled = vec![(current.as_str(), password.as_str())];
    filled.extend(wanted.iter().map(|name| (name.as_str(), new)));
    person.browser.press(page, "Change password", &filled).await
}

store_test! {
    async fn a_first_password_is_changed_on_the_way_in(world: World) {
        let (mut newcomer, id) = newcomer(&world).await;
        assign(&world, assignments::Principal::User(id)).await;
        let page = newcomer.opens(&world.contoso()).await;
        let password = newcomer.password.clone();
        let page = newcomer.tries(&page, &password).await;
        let page = chooses(&mut newcomer, &page, "weak").await;
        assert!(page.field("new-password").is_some(), "a weak one is not taken: {page}");
        let page = chooses(&mut newcomer, &page, "Correct-Horse-42-Battery").await;
        assert!(page.says("Stay signed in?"), "{page}");
        is_home(&newcomer.presses(&page, "No").await, &world);
        let mut elsewhere = world.person("B.Simon");
        elsewhere.upn = newcomer.upn;
        elsewhere.password = "Correct-Horse-42-Battery".to_owned();
        let page = elsewhere.opens(&world.contoso()).await;
        is_home(&elsewhere.signs_in(&page).await, &world);
    }

    async fn whoever_stays_signed_in_is_not_asked_the_next_week(world: World) {
        let mut simon = world.person("B.Simon");
        let page = simon.opens(&world.my_apps()).await;
        let password = simon.password.clone();
        let page = simon.tries(&page, &password).await;
        simon.presses(&page, "Yes").await;
        world.wait(SignedDuration::from_hours(24 * 7));
        let page = simon.opens(&world.my_apps()).await;
        assert!(page.says("My Apps") && page.field("username").is_none(), "{page}");
    }

    async fn whoever_does_not_stay_is_asked_the_next_week(world: World) {
        let mut simon = world.person("B.Simon");
        let page = simon.opens(&world.my_apps()).await;
        simon.signs_in(&page).await;
        world.wait(SignedDuration::from_hours(24 * 7));
        let page = simon.opens(&world.my_apps()).await;
        assert!(page.field("username").is_some() || page.field("current-password").is_some(), "{page}");
    }

    async fn signing_out_at_the_identity_provider_ends_the_session_there(world: World) {
        let mut simon = world.person("B.Simon");
        let page = simon.opens(&world.my_apps()).await;
        let page = simon.signs_in(&page).await;
        let mut page = simon.presses(&page, "Sign out").await;
        if page.has_button("Sign out") {
            page = simon.presses(&page, "Sign out").await;
        }
        assert!(page.says("signed out"), "{page}");
        simon.opens(&world.launch()).await;
        assert!(simon.browser.posted.is_empty());
    }

    async fn a_person_in_an_assigned_group_gets_in_and_one_in_a_group_in_it_does_not(world: World) {
        let (directory, tenant) = (world.demo.directory(), world.demo.tenant_id().to_owned());
        let group = async |name: &str| {
            let new = groups::NewGroup {
                tenant_id: tenant.clone(),
                display_name: name.parse().unwrap(),
                description: None,
            };
            groups::create(directory, &World::caller(), new).await.unwrap().id
        };
        let (staff, temporary) = (group("Staff").await, group("Temporary").await);
        let vance = groups::Member::User(world.demo.person_id("A.Vance").unwrap().to_owned());
        let inner = groups::Member::Group(temporary.clone());
        groups::add_member(directory, &World::caller(), &tenant, &staff, &inner).await.unwrap();
        groups::add_member(directory, &World::caller(), &tenant, &temporary, &vance).await.unwrap();
        assign(&world, assignments::Principal::Group(staff.clone())).await;
        let mut person = world.person("A.Vance");
        let page = person.opens(&world.launch()).await;
        assert!(person.signs_in(&page).await.says("AADSTS50105"));
        groups::add_member(directory, &World::caller(), &tenant, &staff, &vance).await.unwrap();
        is_home(&person.opens(&world.launch()).await, &world);
    }

    async fn the_local_person_gets_in_when_single_sign_on_is_not_set_up(world: World) {
        let (login, password) = world.demo.local_credentials("fabrikam").unwrap();
        let (login, password) = (login.to_owned(), password.to_owned());
        let mut simon = world.person("B.Simon");
        let page = simon.opens(&world.demo.customer("fabrikam")).await;
        let page = simon.browser.follow(&page, "Sign in with a local password").await;
        let (account, secret) = (page.field("username").unwrap(), page.field("current-password").unwrap());
        let wrong = simon.browser.press(&page, "Sign in", &[(&account, &login), (&secret, "wrong")]).await;
        assert!(!wrong.has_button("Sign out"), "{wrong}");
        let page = simon.browser.press(&page, "Sign in", &[(&account, &login), (&secret, &password)]).await;
        assert!(page.has_button("Sign out"), "{page}");
        assert!(page.says("Administrator"), "{page}");
    }

    async fn a_failed_sign_in_sets_no_session(world: World) {
        let mut vance = world.person("A.Vance");
        let page = vance.opens(&world.launch()).await;
        let page = vance.tries(&page, "wrong").await;
        let cookies: Vec<_> = page.headers.get_all(SET_COOKIE).iter().map(|cookie| cookie.to_str().unwrap()).collect();
        assert!(!cookies.iter().any(|cookie| cookie.starts_with("session=")), "{cookies:?}");
        vance.opens(&world.my_apps()).await;
        assert!(vance.browser.visited.len() > 1, "nobody is signed in: {:?}", vance.browser.visited);
    }
}
