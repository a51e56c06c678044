//! Sign-in with a password of this system.

use jiff::SignedDuration;
use vestibule_manager::people::{self, NewLocalPerson};
use vestibule_manager::sign_ins::Method;
use vestibule_manager::{Failure, Role, Secret};
use vestibule_store::{Db, store_test};

use crate::world::{Answer, Browser, FABRIKAM, From, SCHEMA, World};

const PASSWORD: &str = "correct horse battery";

async fn with_admin(db: Db) -> World {
    let world = World::new(db).await;
    creates_admin(&world).await;
    world
}

async fn creates_admin(world: &World) {
    let new = NewLocalPerson {
        login_id: "Admin".to_owned(),
        display_name: None,
        role: Role::Admin,
        password: Some(Secret::new(PASSWORD.to_owned())),
    };
    people::create_local(&world.manager, &world.contoso, new)
        .await
        .unwrap();
}

async fn tries(browser: &mut Browser<'_>, login: &str, password: &str) -> Answer {
    let form = browser.opens("/sign-in/local").await;
    assert!(
        form.body.contains("autocomplete=\"username\"")
            && form.body.contains("autocomplete=\"current-password\"")
    );
    let token = form.hidden("form_token").unwrap();
    let fields = [
        ("form_token", token.as_str()),
        ("login", login),
        ("password", password),
    ];
    browser.posts("/sign-in/local", &fields, From::Here).await
}

store_test! {
    async fn the_right_password_opens_a_session_and_is_recorded(db: Db) {
        let world = with_admin(db).await;
        let mut browser = world.browser();
        tries(&mut browser, "admin", PASSWORD).await.is_welcome_to("/");
        let home = browser.opens("/").await;
        assert!(home.text().contains("Administrator") && home.text().contains("past single sign-on"), "{}", home.text());
        let line = world.last().await;
        assert_eq!((line.method, line.code), (Method::Local, None));
        assert!(line.employee_id.is_some());
    }

    async fn a_wrong_password_and_an_unknown_person_look_the_same(db: Db) {
        let world = with_admin(db).await;
        let wrong = tries(&mut world.browser(), "admin", "wrong").await;
        wrong.is_refused_with("SSO-301");
        let unknown = tries(&mut world.browser(), "nobody", "wrong").await;
        unknown.is_refused_with("SSO-301");
        let masked = |answer: &Answer| answer.text().replace(answer.headers["x-correlation-id"].to_str().unwrap(), "");
        assert_eq!(masked(&wrong), masked(&unknown));
        assert_eq!(world.last().await.code.as_deref(), Some("SSO-301"));
    }

    async fn no_number_of_tries_tells_whether_a_name_is_known(db: Db) {
        let world = with_admin(db).await;
        world.browser().signs_in().await;
        let masked = |answer: &Answer, login: &str| {
            let correlation_id = answer.headers["x-correlation-id"].to_str().unwrap();
            let page = answer.body.replace(correlation_id, "");
            (answer.status, page.replace(&answer.hidden("form_token").unwrap(), "").replace(&format!("value=\"{login}\""), ""))
        };
        let names = ["admin", "nobody", "b.simon@contoso.com"];
        let mut browsers = names.map(|_| world.browser());
        for number in 1..=25 {
            let mut answers = Vec::new();
            for (browser, name) in browsers.iter_mut().zip(names) {
                let name = if number % 2 == 0 { name.to_uppercase() } else { name.to_owned() };
                answers.push(masked(&tries(browser, &name, "wrong").await, &name));
            }
            assert_eq!(answers[0], answers[1], "try {number}");
            assert_eq!(answers[0], answers[2], "try {number}");
            if number % 6 == 0 {
                world.passes(SignedDuration::from_mins(5));
            }
        }
        tries(&mut world.browser(), "nobody", "wrong").await.is_refused_with("SSO-303");
        tries(&mut world.browser().at(FABRIKAM), "nobody", "wrong").await.is_refused_with("SSO-301");
    }

    async fn wrong_passwords_of_yesterday_are_forgotten_whoever_has_the_name(db: Db) {
        let world = with_admin(db).await;
        for name in ["admin", "nobody"] {
            for _ in 0..4 {
                tries(&mut world.browser(), name, "wrong").await.is_refused_with("SSO-301");
            }
        }
        world.passes(SignedDuration::from_hours(24));
        for name in ["admin", "nobody"] {
            for _ in 0..5 {
                tries(&mut world.browser(), name, "wrong").await.is_refused_with("SSO-301");
            }
            tries(&mut world.browser(), name, "wrong").await.is_refused_with("SSO-302");
        }
    }

    async fn whoever_gets_a_name_that_strangers_had_locked_can_sign_in(db: Db) {
        let world = World::new(db).await;
        for _ in 0..5 {
            tries(&mut world.browser(), "admin", "wrong").await.is_refused_with("SSO-301");
        }
        tries(&mut world.browser(), "admin", "wrong").await.is_refused_with("SSO-302");
        creates_admin(&world).await;
        tries(&mut world.browser(), "admin", PASSWORD).await.is_welcome_to("/");
    }

    async fn a_name_too_long_to_be_remembered_is_nobody(db: Db) {
        let world = with_admin(db).await;
        let name = "\u{FDFA}".repeat(170);
        for _ in 0..6 {
            tries(&mut world.browser(), &name, "wrong").await.is_refused_with("SSO-301");
        }
    }

    async fn a_login_id_that_cannot_be_is_nobody(db: Db) {
        let world = with_admin(db).await;
        tries(&mut world.browser(), "adm\0in", "wrong").await.is_refused_with("SSO-301");
    }

    async fn people_of_the_provider_have_no_password_here(db: Db) {
        let world = with_admin(db).await;
        world.browser().signs_in().await;
        for password in ["", "x"] {
            tries(&mut world.browser(), "b.simon@contoso.com", password).await.is_refused_with("SSO-301");
        }
    }

    async fn an_account_of_one_customer_opens_nothing_at_another(db: Db) {
        let world = with_admin(db).await;
        let mut browser = world.browser().at(FABRIKAM);
        tries(&mut browser, "admin", PASSWORD).await.is_refused_with("SSO-301");
    }

    async fn five_wrong_passwords_lock_for_five_minutes_and_twenty_for_good(db: Db) {
        let world = with_admin(db).await;
        let mut browser = world.browser();
        for round in 0..4 {
            for _ in 0..5 {
                tries(&mut browser, "admin", "wrong").await.is_refused_with("SSO-301");
            }
            let locked = tries(&mut browser, "admin", PASSWORD).await;
            let code = if round == 3 { "SSO-303" } else { "SSO-302" };
            locked.is_refused_with(code);
            world.passes(SignedDuration::from_mins(5));
        }
        tries(&mut browser, "admin", PASSWORD).await.is_refused_with("SSO-303");
        people::unlock(&world.manager, &world.contoso, "Admin").await.unwrap();
        tries(&mut browser, "admin", PASSWORD).await.is_welcome_to("/");
    }

    async fn a_disabled_account_is_refused(db: Db) {
        let world = with_admin(db).await;
        people::set_disabled(&world.manager, &world.contoso, "admin", true).await.unwrap();
        tries(&mut world.browser(), "admin", PASSWORD).await.is_refused_with("SSO-205");
    }

    async fn a_login_is_given_once_and_a_password_is_long(db: Db) {
        let world = with_admin(db).await;
        let new = |login: &str, password: Option<&str>| NewLocalPerson {
            login_id: login.to_owned(),
            display_name: None,
            role: Role::Admin,
            password: password.map(|password| Secret::new(password.to_owned())),
        };
        let taken = people::create_local(&world.manager, &world.contoso, new("ADMIN", None)).await;
        assert!(matches!(taken, Err(Failure::Conflict(_))));
        let short = people::create_local(&world.manager, &world.contoso, new("other", Some("short"))).await;
        assert!(matches!(short, Err(Failure::Invalid(_))));
        let made = people::create_local(&world.manager, &world.contoso, new("other", None)).await.unwrap();
        let password = made.generated_password.unwrap();
        tries(&mut world.browser(), "other", password.expose()).await.is_welcome_to("/");
    }
}
