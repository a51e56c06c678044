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
    let new = NewLocalPerson {
        login_id: "Admin".to_owned(),
        display_name: None,
        role: Role::Admin,
        password: Some(Secret::new(PASSWORD.to_owned())),
    };
    people::create_local(&world.manager, &world.contoso, new)
        .await
        .unwrap();
    world
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
