//! Passwords and the brake on guessing.

use std::net::{IpAddr, Ipv4Addr};

use jiff::SignedDuration;
use vestibule_directory::sessions::{self, Keep, Lookup};
use vestibule_directory::users::{self, Reset, UserChange};
use vestibule_directory::{Failure, sign_in};
use vestibule_store::store_test;

use crate::SCHEMA;
use crate::world::{HOME, PASSWORD, World, refused, secret, system};

/// Where nobody has signed in from before.
const ELSEWHERE: IpAddr = IpAddr::V4(Ipv4Addr::new(198, 51, 100, 7));

fn reason(result: Result<sign_in::Authenticated, Failure>) -> String {
    match result {
        Err(Failure::Refused(refusal)) => refusal.detail("reason").unwrap_or_default().to_owned(),
        other => panic!("not refused: {other:?}"),
    }
}

store_test! {
    async fn the_right_password_is_a_proof_and_case_of_the_name_does_not_matter(world: World) {
        world.bsimon().await;
        let proof = world.shows_password("b.SIMON@Contoso.example", PASSWORD).await.unwrap();
        assert_eq!(proof.user_principal_name(), "B.Simon@contoso.example");
        assert!(!proof.must_change_password());
    }

    async fn unknown_name_and_wrong_password_look_the_same_but_for_the_log(world: World) {
        world.bsimon().await;
        let wrong = world.shows_password("B.Simon@contoso.example", "Nonsense-1").await;
        let unknown = world.shows_password("nobody@contoso.example", "Nonsense-1").await;
        let texts: Vec<(u32, String)> = [&wrong, &unknown].map(|result| match result {
            Err(Failure::Refused(refusal)) => (refusal.code.number, refusal.expected.clone()),
            other => panic!("not refused: {other:?}"),
        }).into();
        assert_eq!(texts[0], texts[1]);
        assert_eq!(texts[0].0, 50126);
        assert_eq!((reason(wrong), reason(unknown)), ("wrong".to_owned(), "unknown".to_owned()));
    }

    async fn a_disabled_account_is_told_after_the_right_password_alone(world: World) {
        let user = world.bsimon().await;
        let change = UserChange { is_enabled: Some(false), ..UserChange::default() };
        users::update(&world.directory, &system(), world.tenant_id(), &user.id, change).await.unwrap();
        assert_eq!(refused(world.shows_password(&user.user_principal_name, "Nonsense-1").await), 50126);
        assert_eq!(refused(world.shows_password(&user.user_principal_name, PASSWORD).await), 50057);
    }

    async fn the_eleventh_wrong_password_meets_a_lock_that_replicas_share(world: World) {
        let user = world.bsimon().await;
        let replica = world.replica().await;
        for nth in 0..10 {
            let directory = if nth % 2 == 0 { &world.directory } else { &replica };
            let guess = secret(&format!("Nonsense-{nth}"));
            let result =
                sign_in::verify_password(directory, world.tenant_id(), &user.user_principal_name, &guess, HOME).await;
            assert_eq!(refused(result), 50126, "attempt {nth}");
        }
        assert_eq!(refused(world.shows_password(&user.user_principal_name, PASSWORD).await), 50053);
        let guess = secret(PASSWORD);
        let result = sign_in::verify_password(&replica, world.tenant_id(), &user.user_principal_name, &guess, HOME).await;
        assert_eq!(refused(result), 50053);
        world.clock.advance(SignedDuration::from_secs(61));
        world.shows_password(&user.user_principal_name, PASSWORD).await.unwrap();
    }

    async fn a_lock_grows_when_the_guessing_goes_on(world: World) {
        let user = world.bsimon().await;
        for nth in 0..10 {
            refused(world.shows_password(&user.user_principal_name, &format!("Nonsense-{nth}")).await);
        }
        world.clock.advance(SignedDuration::from_secs(61));
        assert_eq!(refused(world.shows_password(&user.user_principal_name, "Nonsense-more").await), 50126);
        world.clock.advance(SignedDuration::from_secs(61));
        assert_eq!(refused(world.shows_password(&user.user_principal_name, PASSWORD).await), 50053);
        world.clock.advance(SignedDuration::from_secs(60));
        world.shows_password(&user.user_principal_name, PASSWORD).await.unwrap();
    }

    async fn the_same_wrong_password_again_does_not_count(world: World) {
        let user = world.bsimon().await;
        for _ in 0..15 {
            assert_eq!(refused(world.shows_password(&user.user_principal_name, "Nonsense-1").await), 50126);
        }
        world.shows_password(&user.user_principal_name, PASSWORD).await.unwrap();
    }

    async fn an_unknown_name_is_locked_like_a_known_one(world: World) {
        for nth in 0..10 {
            let result = world.shows_password("nobody@contoso.example", &format!("Nonsense-{nth}")).await;
            assert_eq!(refused(result), 50126);
        }
        assert_eq!(refused(world.shows_password("nobody@contoso.example", "Nonsense-x").await), 50053);
    }

    async fn another_spelling_of_a_name_meets_the_same_lock(world: World) {
        let user = world.bsimon().await;
        // A full-width letter: no user principal name may hold it, and it still finds the account.
        let spelling = user.user_principal_name.replacen('B', "\u{ff22}", 1);
        for nth in 0..10 {
            assert_eq!(refused(world.shows_password(&spelling, &format!("Nonsense-{nth}")).await), 50126);
        }
        assert_eq!(refused(world.shows_password(&spelling, PASSWORD).await), 50053);
        assert_eq!(refused(world.shows_password(&user.user_principal_name, PASSWORD).await), 50053);
    }

    async fn parallel_guesses_do_not_slip_past_the_lock(world: World) {
        let user = world.bsimon().await;
        let guesses: Vec<_> = (0..16).map(|nth| {
            let (directory, tenant_id) = (world.directory.clone(), world.tenant.id.clone());
            let upn = user.user_principal_name.clone();
            tokio::spawn(async move {
                let guess = secret(&format!("Nonsense-{nth}"));
                refused(sign_in::verify_password(&directory, &tenant_id, &upn, &guess, HOME).await)
            })
        }).collect();
        let mut looked_at = 0;
        for guess in guesses {
            looked_at += usize::from(guess.await.unwrap() == 50126);
        }
        assert_eq!(looked_at, 10);
    }

    async fn strangers_do_not_lock_the_owner_out_where_he_signed_in_before(world: World) {
        let user = world.bsimon().await;
        let started = world.signs_in(&user).await;
        for nth in 0..11 {
            let guess = secret(&format!("Nonsense-{nth}"));
            let upn = &user.user_principal_name;
            refused(sign_in::verify_password(&world.directory, world.tenant_id(), upn, &guess, ELSEWHERE).await);
        }
        assert!(matches!(world.resumes(&started).await, Lookup::Live(_)), "the live session survives");
        world.shows_password(&user.user_principal_name, PASSWORD).await.unwrap();
    }

    async fn one_password_against_many_accounts_is_slowed(world: World) {
        let mut outcomes = Vec::new();
        for nth in 0..60 {
            outcomes.push(refused(world.shows_password(&format!("user{nth}@contoso.example"), "Spring-2025-x").await));
        }
        assert!(outcomes.iter().take(50).all(|code| *code == 50126));
        assert!(outcomes.iter().skip(51).all(|code| *code == 50053), "{outcomes:?}");
    }

    async fn a_megabyte_is_no_password_and_is_not_hashed(world: World) {
        world.bsimon().await;
        let result = world.shows_password("B.Simon@contoso.example", &"x".repeat(1_000_000)).await;
        assert_eq!(reason(result), "too long");
    }

    async fn a_password_of_any_script_works(world: World) {
        let password = "Пароль-Ψ7-".to_owned() + &"ж".repeat(100);
        let mut new = world.new_user("zoe");
        new.password = Some(secret(&password));
        users::create(&world.directory, &system(), new).await.unwrap();
        world.shows_password("zoe@contoso.example", &password).await.unwrap();
    }

    async fn a_first_password_has_to_be_changed_before_a_session_begins(world: World) {
        let mut new = world.new_user("new");
        new.must_change_password = true;
        users::create(&world.directory, &system(), new).await.unwrap();
        let proof = world.shows_password("new@contoso.example", PASSWORD).await.unwrap();
        assert!(proof.must_change_password());
        let result = sessions::start(&world.directory, &proof, Keep::No, HOME, None).await;
        assert_eq!(refused(result), 50055);

        let (tenant_id, upn) = (world.tenant_id(), "new@contoso.example");
        let (old, chosen) = (secret(PASSWORD), secret("Quite-Another-9"));
        let proof = sign_in::change_password(&world.directory, tenant_id, upn, &old, &chosen, HOME).await.unwrap();
        sessions::start(&world.directory, &proof, Keep::No, HOME, None).await.unwrap();
        assert_eq!(refused(world.shows_password(upn, PASSWORD).await), 50126);
    }

    async fn new_passwords_follow_the_rules(world: World) {
        let user = world.bsimon().await;
        for (chosen, code) in [
            ("short-1", 120_002),
            ("onlysmallletters", 120_002),
            (PASSWORD, 120_002),
            ("Hello-Simon-77", 120_003),
            ("P@ssw0rd", 120_018),
            ("Welcome-1", 120_018),
        ] {
            let (old, chosen_secret) = (secret(PASSWORD), secret(chosen));
            let (tenant_id, upn) = (world.tenant_id(), &user.user_principal_name);
            let result = sign_in::change_password(&world.directory, tenant_id, upn, &old, &chosen_secret, HOME).await;
            assert_eq!(refused(result), code, "{chosen}");
        }
    }

    async fn a_wrong_present_password_changes_nothing(world: World) {
        let user = world.bsimon().await;
        let (wrong, chosen) = (secret("Nonsense-1"), secret("Quite-Another-9"));
        let (tenant_id, upn) = (world.tenant_id(), &user.user_principal_name);
        let result = sign_in::change_password(&world.directory, tenant_id, upn, &wrong, &chosen, HOME).await;
        assert_eq!(refused(result), 120_000);
        world.shows_password(upn, PASSWORD).await.unwrap();
    }

    async fn a_reset_ends_sessions_lifts_the_lock_and_asks_for_a_new_password(world: World) {
        let user = world.bsimon().await;
        let started = world.signs_in(&user).await;
        for nth in 0..10 {
            refused(world.shows_password(&user.user_principal_name, &format!("Nonsense-{nth}")).await);
        }
        let reset = Reset { password: None, must_change_password: true };
        let (directory, tenant_id) = (&world.directory, world.tenant_id());
        let generated = users::reset_password(directory, &system(), tenant_id, &user.id, reset).await.unwrap().unwrap();
        assert!(matches!(world.resumes(&started).await, Lookup::Over { code, .. } if code.number == 50133));
        let proof = world.shows_password(&user.user_principal_name, generated.expose()).await.unwrap();
        assert!(proof.must_change_password());
    }

    async fn a_proof_is_worth_nothing_after_the_account_was_changed(world: World) {
        let user = world.bsimon().await;
        let proof = world.shows_password(&user.user_principal_name, PASSWORD).await.unwrap();
        sessions::revoke_all(&world.directory, &system(), world.tenant_id(), &user.id).await.unwrap();
        assert_eq!(refused(sessions::start(&world.directory, &proof, Keep::No, HOME, None).await), 50133);
    }
}
