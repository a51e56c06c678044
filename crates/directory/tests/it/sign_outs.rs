//! What a session was used for, and the sign-out that tells everybody.

use jiff::SignedDuration;
use vestibule_directory::Failure;
use vestibule_directory::applications::{self, Application, ApplicationChange};
use vestibule_directory::assignments::Principal;
use vestibule_directory::housekeeping::{self, Retention};
use vestibule_directory::sessions::{Lookup, Started};
use vestibule_directory::sign_outs::{self, Answer, AskedBy, Beginning, SignOut};
use vestibule_directory::users::{self, User};
use vestibule_directory::value::{Upn, WebUrl};
use vestibule_store::store_test;

use crate::SCHEMA;
use crate::world::{World, system};

const MARK: &str = "the mark of a browser";

/// B.Simon, who may use the application.
async fn assigned(world: &World) -> (Application, User) {
    let (application, user) = (world.application().await, world.bsimon().await);
    world.assign(&application, Principal::User(user.id.clone())).await;
    (application, user)
}

async fn signs_on(world: &World, started: &Started) -> String {
    world.signs_on(started).await.unwrap()
}

async fn begins(world: &World, tokens: &[&str], asked_by: Option<&AskedBy>) -> Option<String> {
    let beginning = Beginning {
        tokens,
        browser: MARK,
        asked_by,
        used_until: None,
    };
    sign_outs::begin(&world.directory, &beginning).await.unwrap()
}

/// An application's request ends a session; it counts as used for an hour.
async fn ends(world: &World, token: &str, application_id: &str, request_id: &str) -> Result<(), Failure> {
    let asked_by = AskedBy {
        tenant_id: world.tenant_id().to_owned(),
        application_id: application_id.to_owned(),
        app_id: application_id.to_owned(),
        request_id: request_id.to_owned(),
        relay_state: None,
    };
    let now = world.directory.environment().now();
    let beginning = Beginning {
        tokens: &[token],
        browser: MARK,
        asked_by: Some(&asked_by),
        used_until: Some(now + SignedDuration::from_hours(1)),
    };
    sign_outs::begin(&world.directory, &beginning).await.map(drop)
}

async fn finds(world: &World, id: &str) -> SignOut {
    sign_outs::find(&world.directory, id, MARK)
        .await
        .unwrap()
        .unwrap()
}

store_test! {
    async fn a_request_ends_sessions_once_for_as_long_as_it_is_young(world: World) {
        let (application, user) = assigned(&world).await;
        let other = world.new_application("Other", "https://other.example/");
        let other = applications::create(&world.directory, &system(), other).await.unwrap();
        let first = world.signs_in(&user).await;
        ends(&world, first.token.expose(), &application.id, "_1").await.unwrap();
        let second = world.signs_in(&user).await;
        match ends(&world, second.token.expose(), &application.id, "_1").await {
            Err(Failure::Refused(refusal)) => {
                assert_eq!((refusal.code.number, refusal.received.as_str()), (50_061, "_1"));
            }
            other => panic!("{other:?}"),
        }
        let uses = sign_outs::uses(&world.directory, second.token.expose()).await.unwrap();
        assert!(uses.is_some(), "the session lives on");
        // Another application's request of that id is another request, and what has grown too old is forgotten.
        ends(&world, second.token.expose(), &other.id, "_1").await.unwrap();
        housekeeping::sweep(&world.directory, &system(), Retention::default()).await.unwrap();
        assert!(ends(&world, "no token", &application.id, "_1").await.is_err());
        world.clock.advance(SignedDuration::from_hours(1));
        housekeeping::sweep(&world.directory, &system(), Retention::default()).await.unwrap();
        ends(&world, "no token", &application.id, "_1").await.unwrap();
    }

    async fn a_session_knows_the_applications_it_was_used_for_and_every_index(world: World) {
        let (application, user) = assigned(&world).await;
        let (started, other) = (world.signs_in(&user).await, world.signs_in(&user).await);
        let first = signs_on(&world, &started).await;
        world.clock.advance(SignedDuration::from_secs(1));
        let second = signs_on(&world, &started).await;
        signs_on(&world, &other).await;
        let used = sign_outs::uses(&world.directory, started.token.expose()).await.unwrap().unwrap();
        assert_eq!(used.session_id, started.session.id);
        assert_eq!(used.uses.len(), 1);
        assert_eq!(used.uses[0].application_id, application.id);
        assert_eq!(used.uses[0].name_id, user.user_principal_name);
        assert_eq!(used.uses[0].session_indexes, [format!("_{second}"), format!("_{first}")]);
        assert_eq!(sign_outs::uses(&world.directory, "no token").await.unwrap(), None);
    }

    async fn what_was_used_under_a_former_name_is_known(world: World) {
        let (_, user) = assigned(&world).await;
        let started = world.signs_in(&user).await;
        signs_on(&world, &started).await;
        let change = users::UserChange {
            user_principal_name: Some(Upn::parse("britta@contoso.example").unwrap()),
            ..users::UserChange::default()
        };
        users::update(&world.directory, &system(), world.tenant_id(), &user.id, change).await.unwrap();
        let used = sign_outs::uses(&world.directory, started.token.expose()).await.unwrap();
        assert_eq!(used.unwrap().uses.len(), 1);
    }

    async fn the_session_is_over_before_anybody_is_told(world: World) {
        let (application, user) = assigned(&world).await;
        let started = world.signs_in(&user).await;
        let index = signs_on(&world, &started).await;
        let change = ApplicationChange {
            logout_url: Some(Some(WebUrl::parse("https://acme.saasit.example/out").unwrap())),
            ..ApplicationChange::default()
        };
        applications::update(&world.directory, &system(), world.tenant_id(), &application.id, change).await.unwrap();
        let id = begins(&world, &[started.token.expose()], None).await.unwrap();
        assert!(matches!(world.resumes(&started).await, Lookup::Unknown));
        let sign_out = finds(&world, &id).await;
        assert_eq!(sign_out.asked_by, None);
        let [party] = sign_out.parties.as_slice() else { panic!("{sign_out:?}") };
        assert_eq!(party.logout_url.as_ref().unwrap().as_str(), "https://acme.saasit.example/out");
        assert_eq!(party.session_indexes, [format!("_{index}")]);
        assert_eq!((party.app_id.as_str(), party.answer), (application.app_id.as_str(), Answer::None));
    }

    async fn only_the_browser_that_began_it_sees_it(world: World) {
        let (_, user) = assigned(&world).await;
        let started = world.signs_in(&user).await;
        signs_on(&world, &started).await;
        let id = begins(&world, &[started.token.expose()], None).await.unwrap();
        assert!(finds(&world, &id).await.open().next().is_none(), "it has no address");
        for (id, mark) in [(id.as_str(), "another mark"), (id.as_str(), ""), ("another", MARK), ("\0", MARK)] {
            assert_eq!(sign_outs::find(&world.directory, id, mark).await.unwrap(), None);
        }
    }

    async fn an_answer_counts_for_the_last_request_and_stays(world: World) {
        let (_, user) = assigned(&world).await;
        let started = world.signs_in(&user).await;
        signs_on(&world, &started).await;
        let directory = &world.directory;
        let id = begins(&world, &[started.token.expose()], None).await.unwrap();
        let first = finds(&world, &id).await.parties[0].request_id.clone();
        let waiting = sign_outs::find_waiting(directory, &first).await.unwrap().unwrap();
        assert_eq!(waiting.sign_out_id, id);
        sign_outs::answered(directory, &first, Answer::Failed).await.unwrap();
        assert_eq!(finds(&world, &id).await.parties[0].answer, Answer::Failed);
        let second = sign_outs::ask_again(directory, &first).await.unwrap().unwrap();
        assert_eq!(sign_outs::find_waiting(directory, &first).await.unwrap(), None);
        sign_outs::answered(directory, &second, Answer::SignedOut).await.unwrap();
        sign_outs::answered(directory, &second, Answer::Failed).await.unwrap();
        assert_eq!(finds(&world, &id).await.parties[0].answer, Answer::SignedOut);
        assert_eq!(sign_outs::ask_again(directory, &second).await.unwrap(), None);
    }

    async fn an_application_that_asks_is_not_told_and_its_words_come_back(world: World) {
        let (application, user) = assigned(&world).await;
        let started = world.signs_in(&user).await;
        signs_on(&world, &started).await;
        let asked_by = AskedBy {
            tenant_id: world.tenant_id().to_owned(),
            application_id: application.id.clone(),
            app_id: application.app_id.clone(),
            request_id: "_logout".to_owned(),
            relay_state: Some(" a+b%20&=ü ".to_owned()),
        };
        let id = begins(&world, &[started.token.expose()], Some(&asked_by)).await.unwrap();
        let sign_out = finds(&world, &id).await;
        assert!(sign_out.parties.is_empty());
        let waiting = sign_out.asked_by.unwrap();
        assert_eq!(waiting.relay_state, asked_by.relay_state);
        assert_eq!((waiting.request_id, waiting.app_id), (asked_by.request_id, asked_by.app_id));
    }

    async fn a_session_that_was_used_for_nothing_ends_without_a_note(world: World) {
        let user = world.bsimon().await;
        let started = world.signs_in(&user).await;
        assert_eq!(begins(&world, &[started.token.expose(), "no token"], None).await, None);
        assert!(matches!(world.resumes(&started).await, Lookup::Unknown));
    }

    async fn a_sign_out_is_thrown_away_after_a_day(world: World) {
        let (_, user) = assigned(&world).await;
        let started = world.signs_in(&user).await;
        signs_on(&world, &started).await;
        let id = begins(&world, &[started.token.expose()], None).await.unwrap();
        world.clock.advance(SignedDuration::from_hours(24));
        let retention = vestibule_directory::housekeeping::Retention::default();
        let swept = vestibule_directory::housekeeping::sweep(&world.directory, &system(), retention).await.unwrap();
        assert!(swept.notes >= 1);
        assert_eq!(sign_outs::find(&world.directory, &id, MARK).await.unwrap(), None);
    }
}
