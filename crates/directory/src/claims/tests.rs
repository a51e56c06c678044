use jiff::Timestamp;

use super::name_id::{Sources, name_id};
use super::set::is_legal;
use super::{ClaimSet, NameIdFormat as Format, NameIdSource as Source, WarningReason};
use crate::applications::NameIdSetting;
use crate::users::User;

fn person(mail: Option<&str>) -> User {
    let now: Timestamp = "2025-04-01T08:00:00Z".parse().unwrap();
    User {
        id: "22222222-bbbb-4ccc-8ddd-333333333333".to_owned(),
        tenant_id: "t".to_owned(),
        user_principal_name: "b.simon@contoso.example".to_owned(),
        display_name: "B.Simon".to_owned(),
        given_name: None,
        surname: None,
        mail: mail.map(str::to_owned),
        job_title: None,
        department: None,
        is_enabled: true,
        must_change_password: false,
        password_changed_at: None,
        sessions_valid_from: now,
        created_at: now,
        deleted_at: None,
        version: 1,
    }
}

type Case = (
    Option<NameIdSetting>,
    Option<Format>,
    Format,
    Option<&'static str>,
    ClaimSet,
);

/// Setting, wish, then format, value (none: pairwise) and set.
fn cases() -> [Case; 9] {
    use ClaimSet::{Configured, Default, Requested};
    use Format::{EmailAddress, Persistent, Transient, Unspecified};
    let upn = Some("b.simon@contoso.example");
    let mail = Some("mail@contoso.example");
    let random = Some("random");
    let set = |format, source| Some(NameIdSetting { format, source });
    [
        (None, None, EmailAddress, upn, Default),
        (None, Some(EmailAddress), EmailAddress, upn, Requested),
        (None, Some(Unspecified), Unspecified, upn, Requested),
        (None, Some(Persistent), Persistent, None, Requested),
        (None, Some(Transient), Transient, random, Requested),
        (
            set(Unspecified, Source::Mail),
            None,
            Unspecified,
            mail,
            Configured,
        ),
        (
            set(EmailAddress, Source::Mail),
            Some(Persistent),
            Persistent,
            mail,
            Requested,
        ),
        (
            set(Persistent, Source::PairwiseId),
            None,
            Persistent,
            None,
            Configured,
        ),
        (set(Transient, Source::Mail), None, Transient, random, Configured),
    ]
}

#[test]
fn the_name_id_follows_request_then_setting_then_default() {
    let person = person(Some("mail@contoso.example"));
    let sources = Sources {
        person: &person,
        app_id: "app",
        salt: &[1; 32],
        transient: "random",
    };
    for (setting, wish, format, value, set) in cases() {
        let mut warnings = Vec::new();
        let made = name_id(&sources, setting, wish, &mut warnings);
        assert_eq!(
            (made.format, made.rule.set),
            (format, set),
            "{setting:?} {wish:?}"
        );
        match value {
            Some(value) => assert_eq!(made.value, value),
            None => assert_eq!(made.value.len(), 43, "pairwise"),
        }
        assert!(warnings.is_empty());
    }
}

#[test]
fn a_pairwise_identifier_differs_by_person_application_and_tenant() {
    let one = person(None);
    let other = User {
        id: "4".to_owned(),
        ..person(None)
    };
    let made = |person: &User, app_id: &str, salt: &[u8]| {
        let sources = Sources {
            person,
            app_id,
            salt,
            transient: "",
        };
        name_id(&sources, None, Some(Format::Persistent), &mut Vec::new()).value
    };
    let base = made(&one, "app", &[1; 32]);
    assert_eq!(base, made(&one, "app", &[1; 32]));
    for different in [
        made(&other, "app", &[1; 32]),
        made(&one, "app2", &[1; 32]),
        made(&one, "app", &[2; 32]),
    ] {
        assert_ne!(base, different);
    }
}

#[test]
fn an_empty_or_illegal_source_becomes_pairwise_with_a_warning() {
    let setting = Some(NameIdSetting {
        format: Format::EmailAddress,
        source: Source::Mail,
    });
    for (mail, expected) in [
        (None, vec![WarningReason::PairwiseInstead]),
        (
            Some("a\u{b}@x"),
            vec![WarningReason::IllegalCharacter, WarningReason::PairwiseInstead],
        ),
    ] {
        let person = person(mail);
        let sources = Sources {
            person: &person,
            app_id: "app",
            salt: &[1; 32],
            transient: "",
        };
        let mut warnings = Vec::new();
        let made = name_id(&sources, setting, None, &mut warnings);
        assert_eq!((made.format, made.value.len()), (Format::Persistent, 43));
        assert_eq!(
            warnings.iter().map(|warning| warning.reason).collect::<Vec<_>>(),
            expected
        );
    }
}

#[test]
fn characters_outside_xml_are_known() {
    assert!(is_legal("Zoë <&> \"x\" 中文\t\r\n\u{10ffff}"));
    for bad in ["\u{0}", "\u{b}", "\u{1f}", "\u{fffe}", "\u{ffff}"] {
        assert!(!is_legal(bad), "{bad:?}");
    }
}

#[test]
fn every_format_has_one_uri() {
    for format in Format::ALL {
        assert_eq!(Format::from_uri(format.uri()), Some(format));
    }
    assert_eq!(
        Format::from_uri("urn:oasis:names:tc:SAML:2.0:nameid-format:kerberos"),
        None
    );
}
