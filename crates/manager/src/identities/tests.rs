use super::decide::{Decision, Known, decide};
use super::{Halt, Subject, names};
use crate::failure::Failure;
use crate::people::{Employee, Status};
use crate::providers::AccountKey;
use crate::roles::Role;

fn subject() -> Subject {
    Subject {
        key_source: AccountKey::ObjectId,
        key: "6f1c".to_owned(),
        is_key_transient: false,
        login_id: "b.simon@contoso.com".to_owned(),
        first_name: Some("Britta".to_owned()),
        last_name: Some("Simon".to_owned()),
        display_name: None,
        mail: Some("b.simon@contoso.com".to_owned()),
    }
}

fn employee() -> Employee {
    Employee {
        id: "1".to_owned(),
        login_id: "old.name@contoso.com".to_owned(),
        display_name: "Old Name".to_owned(),
        first_name: "Old".to_owned(),
        last_name: "Name".to_owned(),
        primary_email: "old.name@contoso.com".to_owned(),
        status: Status::Active,
        is_disabled: false,
        roles: vec![Role::ServiceDeskAnalyst],
    }
}

const UNKNOWN: Known = Known {
    linked: None,
    lookalike: None,
};

fn linked(employee: Employee) -> Known {
    Known {
        linked: Some(employee),
        lookalike: None,
    }
}

fn code(outcome: Result<Decision, Halt>) -> u16 {
    match outcome {
        Err(Halt::Failure {
            failure: Failure::Refused(refusal),
            ..
        }) => refusal.code.number,
        other => panic!("not refused: {other:?}"),
    }
}

#[test]
fn a_linked_person_signs_in_whether_accounts_are_made_or_not() {
    for creates_people in [true, false] {
        let decision = decide(
            &subject(),
            linked(employee()),
            creates_people,
            Role::SelfService,
            &[],
            "new",
        )
        .unwrap();
        let Decision::SignIn(person) = decision else {
            panic!("{decision:?}");
        };
        assert_eq!(
            (person.id.as_str(), person.display_name.as_str()),
            ("1", "Britta Simon")
        );
        assert_eq!(person.login_id, "old.name@contoso.com");
        assert_eq!(person.roles, [Role::ServiceDeskAnalyst]);
    }
}

#[test]
fn an_unknown_person_is_made_or_refused_by_the_record() {
    let made = decide(&subject(), UNKNOWN, true, Role::SelfService, &[], "new").unwrap();
    let Decision::Create(person) = made else {
        panic!("{made:?}");
    };
    assert_eq!(
        (person.id.as_str(), person.roles.as_slice()),
        ("new", [Role::SelfService].as_slice())
    );
    assert_eq!(
        code(decide(&subject(), UNKNOWN, false, Role::SelfService, &[], "new")),
        202
    );
}

#[test]
fn people_of_foreign_domains_are_not_made_and_known_ones_let_in() {
    let allowed = ["contoso.com".to_owned(), "fabrikam.example".to_owned()];
    let outcome = |login: &str, mail: Option<&str>, known: Known| {
        let subject = Subject {
            login_id: login.to_owned(),
            mail: mail.map(str::to_owned),
            ..subject()
        };
        decide(&subject, known, true, Role::SelfService, &allowed, "new")
    };
    for (login, mail) in [
        ("b.simon@contoso.com", None),
        ("b.simon@CONTOSO.com", Some("b@fabrikam.example")),
        ("simon", Some("b@contoso.com")),
        ("b.simon@contoso.com", Some("")),
    ] {
        assert!(outcome(login, mail, UNKNOWN).is_ok(), "{login} {mail:?}");
    }
    for (login, mail) in [
        ("b.simon@mail.contoso.com", None),
        ("b.simon@evilcontoso.com", None),
        ("b.simon@contoso.com", Some("b@elsewhere.example")),
        ("b.simon@elsewhere.example", Some("b@contoso.com")),
        ("b@contoso.com@elsewhere.example", None),
        ("b.simon@conto\u{17F}o.com", None),
        ("@contoso.com", None),
        ("b.simon@", None),
        ("simon", None),
        ("simon", Some("contoso.com")),
    ] {
        assert_eq!(code(outcome(login, mail, UNKNOWN)), 203, "{login} {mail:?}");
        assert!(
            outcome(login, mail, linked(employee())).is_ok(),
            "{login} {mail:?}"
        );
    }
}

#[test]
fn a_collision_is_refused_before_anything_else_about_an_unknown_person() {
    let known = Known {
        linked: None,
        lookalike: Some("2".to_owned()),
    };
    for creates_people in [true, false] {
        assert_eq!(
            code(decide(
                &subject(),
                known.clone(),
                creates_people,
                Role::SelfService,
                &[],
                "new"
            )),
            204
        );
    }
}

#[test]
fn people_who_may_not_sign_in_are_refused() {
    let disabled = Employee {
        is_disabled: true,
        ..employee()
    };
    let gone = Employee {
        status: Status::Terminated,
        ..employee()
    };
    let without_role = Employee {
        roles: Vec::new(),
        ..employee()
    };
    let away = Employee {
        status: Status::OnLeave,
        ..employee()
    };
    for (person, expected) in [(disabled, 205), (gone, 205), (without_role, 206)] {
        assert_eq!(
            code(decide(
                &subject(),
                linked(person),
                true,
                Role::SelfService,
                &[],
                "new"
            )),
            expected
        );
    }
    assert!(decide(&subject(), linked(away), true, Role::SelfService, &[], "new").is_ok());
}

#[test]
fn a_person_without_names_is_shown_by_login() {
    let nameless = Subject {
        first_name: None,
        last_name: Some(String::new()),
        display_name: Some(String::new()),
        ..subject()
    };
    let Decision::Create(person) = decide(&nameless, UNKNOWN, true, Role::SelfService, &[], "new").unwrap()
    else {
        panic!("not made");
    };
    assert_eq!(person.display_name, "b.simon@contoso.com");
}

#[test]
fn names_that_look_alike_have_one_skeleton() {
    for (one, other) in [
        ("admin", "аdmin"),
        ("admin", "ADMIN"),
        ("admin", "ａｄｍｉｎ"),
        ("paypal", "paypa1"),
        // Cyrillic capitals, whose small letters look like no Latin one.
        ("harry", "\u{41D}arry"),
        ("Bob", "\u{412}ob"),
        ("breakglass", "breakgIass"),
        ("Ian", "lan"),
        ("Ingo", "ing\u{43E}"),
        ("bob", "b0b"),
    ] {
        assert_eq!(names::skeleton(one), names::skeleton(other), "{one} {other}");
    }
    assert_ne!(names::skeleton("b.simon"), names::skeleton("b.simone"));
    assert_ne!(names::skeleton("müller"), names::skeleton("muller"));
}

#[test]
fn keys_are_used_as_they_are_or_not_at_all() {
    for key in [
        "Zoë",
        "中文",
        "a b",
        "x@y",
        "6f1c0000-0000-4000-8000-00000000b510",
    ] {
        assert_eq!(names::unusable_as_key(key), None, "{key}");
    }
    for key in [
        "",
        " a",
        "a\u{A0}",
        "a\nb",
        "a\0",
        "a\u{200D}b",
        "a\u{2800}b",
        "a\u{3164}b",
        "\u{FEFF}a",
        &"x".repeat(513),
    ] {
        assert!(names::unusable_as_key(key).is_some(), "{key:?}");
    }
}

#[test]
fn joiners_may_stand_in_names_and_nothing_else_that_hides() {
    assert_eq!(names::unusable_as_field("نام\u{200C}ها"), None);
    for value in ["a\u{202E}b", "a\u{200B}b", "a\tb", "a\u{7F}"] {
        assert!(names::unusable_as_field(value).is_some(), "{value:?}");
    }
}
