//! Sessions and what ends them.

use jiff::SignedDuration;
use vestibule_directory::sessions::{self, Keep, Lookup};
use vestibule_directory::users::{self, UserChange};
use vestibule_directory::{DatabaseUrl, sign_in};
use vestibule_store::store_test;

use crate::SCHEMA;
use crate::world::{HOME, PASSWORD, World, live, secret, system};

fn over(lookup: &Lookup) -> u32 {
    match lookup {
        Lookup::Over { code, .. } => code.number,
        other => panic!("not over: {other:?}"),
    }
}

store_test! {
    async fn a_session_is_resumed_on_every_replica_and_ends_everywhere(world: World) {
        let user = world.bsimon().await;
        let started = world.signs_in(&user).await;
        let replica = world.replica().await;
        let resumed = live(sessions::resume(&replica, started.token.expose()).await.unwrap());
        assert_eq!(resumed.person().id, user.id);
        sessions::end(&world.directory, started.token.expose()).await.unwrap();
        assert!(matches!(sessions::resume(&replica, started.token.expose()).await.unwrap(), Lookup::Unknown));
    }

    async fn the_token_is_not_in_the_database(url: DatabaseUrl) {
        // A file can be searched; the other database keeps the same columns.
        let DatabaseUrl::Sqlite(path) = &url else { return };
        let (environment, _) = vestibule_store::testing::environment(2);
        let db = vestibule_store::Db::open(&url, &SCHEMA).await.unwrap();
        let directory = vestibule_directory::Directory::for_test(db, environment);
        let tenant = crate::world::tenant(&directory, "contoso.example").await;
        let upn = vestibule_directory::value::Upn::parse("b@contoso.example").unwrap();
        let mut new = users::NewUser::new(&tenant.id, upn, "B".parse().unwrap());
        new.password = Some(secret(PASSWORD));
        new.must_change_password = false;
        users::create(&directory, &system(), new).await.unwrap();
        let proof = sign_in::verify_password(&directory, &tenant.id, "b@contoso.example", &secret(PASSWORD), HOME)
            .await
            .unwrap();
        let started = sessions::start(&directory, &proof, Keep::No, HOME, None).await.unwrap();
        let mut octets = std::fs::read(path).unwrap();
        octets.extend(std::fs::read(path.with_extension("db-wal")).unwrap_or_default());
        let contains = |needle: &[u8]| octets.windows(needle.len()).any(|window| window == needle);
        assert!(contains(started.session.id.as_bytes()), "the search finds what is there");
        assert!(!contains(started.token.expose().as_bytes()));
        assert!(!contains(PASSWORD.as_bytes()));
    }

    async fn a_session_ends_after_a_day_of_rest_unless_it_is_kept(world: World) {
        let user = world.bsimon().await;
        let started = world.signs_in(&user).await;
        let kept = world.signs_in(&user).await;
        sessions::keep(&world.directory, kept.token.expose(), Keep::Yes).await.unwrap();
        world.clock.advance(SignedDuration::from_hours(25));
        assert_eq!(over(&world.resumes(&started).await), 50132);
        live(world.resumes(&kept).await);
        world.clock.advance(SignedDuration::from_hours(24 * 91));
        assert_eq!(over(&world.resumes(&kept).await), 50132);
    }

    async fn a_session_in_daily_use_ends_after_a_week(world: World) {
        let user = world.bsimon().await;
        let started = world.signs_in(&user).await;
        for _ in 0..6 {
            world.clock.advance(SignedDuration::from_hours(23));
            live(world.resumes(&started).await);
        }
        world.clock.advance(SignedDuration::from_hours(23));
        live(world.resumes(&started).await);
        world.clock.advance(SignedDuration::from_hours(23));
        assert_eq!(over(&world.resumes(&started).await), 50132);
    }

    async fn password_change_ends_all_sessions_of_that_person_alone(world: World) {
        let (user, other) = (world.bsimon().await, world.person("other").await);
        let (mine, theirs) = (world.signs_in(&user).await, world.signs_in(&other).await);
        let (old, new) = (secret(PASSWORD), secret("Quite-Another-9"));
        let upn = &user.user_principal_name;
        sign_in::change_password(&world.directory, world.tenant_id(), upn, &old, &new, HOME).await.unwrap();
        assert_eq!(over(&world.resumes(&mine).await), 50133);
        live(world.resumes(&theirs).await);
    }

    async fn disabling_deleting_and_revoking_end_sessions(world: World) {
        let (directory, tenant_id) = (&world.directory, world.tenant_id());
        let [disabled, deleted, revoked] = [world.person("one").await, world.person("two").await, world.person("three").await];
        let mut tokens = Vec::new();
        for user in [&disabled, &deleted, &revoked] {
            tokens.push(world.signs_in(user).await);
        }
        let change = UserChange { is_enabled: Some(false), ..UserChange::default() };
        users::update(directory, &system(), tenant_id, &disabled.id, change).await.unwrap();
        users::delete(directory, &system(), tenant_id, &deleted.id).await.unwrap();
        sessions::revoke_all(directory, &system(), tenant_id, &revoked.id).await.unwrap();
        for started in &tokens {
            assert_eq!(over(&world.resumes(started).await), 50133);
        }
        // Enabling again does not bring a session back.
        let change = UserChange { is_enabled: Some(true), ..UserChange::default() };
        users::update(directory, &system(), tenant_id, &disabled.id, change).await.unwrap();
        assert_eq!(over(&world.resumes(&tokens[0]).await), 50133);
    }

    async fn somebody_sees_and_ends_his_own_sessions_one_by_one(world: World) {
        let user = world.bsimon().await;
        let (one, two) = (world.signs_in(&user).await, world.signs_in(&user).await);
        let caller = world.caller(&user).await;
        let sessions = sessions::list(&world.directory, &caller, world.tenant_id(), &user.id).await.unwrap();
        assert_eq!(sessions.len(), 3);
        sessions::end_one(&world.directory, &caller, world.tenant_id(), &user.id, &one.session.id).await.unwrap();
        assert!(matches!(world.resumes(&one).await, Lookup::Unknown));
        live(world.resumes(&two).await);
    }
}
