//! Many at once: the same rules as one by one, one change a batch.

use vestibule_directory::assignments::{self, ImportedAssignment};
use vestibule_directory::audit::{self, AuditFilter};
use vestibule_directory::groups::{self, ImportedGroup, ImportedMember, MemberName};
use vestibule_directory::passwords::PasswordHash;
use vestibule_directory::users::{self, ImportedUser, UserFilter};
use vestibule_directory::value::{DisplayName, Mail, Upn};
use vestibule_directory::{Failure, Fate, PageRequest, Writing};
use vestibule_store::store_test;

use crate::SCHEMA;
use crate::world::{World, refused, system, tenant};

/// `Gathered-Leaves-7`, hashed elsewhere with other parameters than those here.
const HASH: &str =
    "$argon2id$v=19$m=8192,t=3,p=2$AAECAwQFBgcICQoLDA0ODw$tTyRnuNVMsqEUsnrXNhe8rezFvH+nhp2tHYtrkMzahM";

fn person(local: &str) -> ImportedUser {
    ImportedUser {
        user_principal_name: Upn::parse(&format!("{local}@contoso.example")).unwrap(),
        display_name: DisplayName::parse(local).unwrap(),
        given_name: None,
        surname: None,
        mail: None,
        job_title: None,
        department: None,
        is_enabled: true,
        password_hash: None,
        must_change_password: false,
    }
}

async fn import(world: &World, people: &[ImportedUser], writing: Writing) -> Vec<Fate> {
    users::import(&world.directory, &system(), world.tenant_id(), people, writing)
        .await
        .unwrap()
}

fn words(fates: &[Fate]) -> Vec<&'static str> {
    let word = |fate: &Fate| match fate {
        Fate::Created(_) => "created",
        Fate::Unchanged => "unchanged",
        Fate::Refused(_) => "refused",
    };
    fates.iter().map(word).collect()
}

async fn entries(world: &World, activity: &str) -> Vec<audit::Entry> {
    let page = PageRequest::first(999);
    let all = audit::list(
        &world.directory,
        &system(),
        world.tenant_id(),
        &AuditFilter::default(),
        &page,
    )
    .await
    .unwrap();
    all.items
        .into_iter()
        .filter(|entry| entry.activity == activity)
        .collect()
}

store_test! {
    async fn each_row_has_its_own_fate_and_the_good_ones_are_there(world: World) {
        let other = tenant(&world.directory, "fabrikam.example").await;
        let mut stranger = person("x");
        stranger.user_principal_name = Upn::parse("x@fabrikam.example").unwrap();
        let mut victim = person("y");
        victim.mail = Some(Mail::parse("ceo@fabrikam.example").unwrap());
        let fates = import(&world, &[person("a"), stranger, victim, person("b"), person("A")], Writing::ForGood).await;
        assert_eq!(words(&fates), ["created", "refused", "refused", "created", "refused"], "{fates:?}");
        let (directory, filter, page) = (&world.directory, UserFilter::default(), PageRequest::default());
        let there = users::list(directory, &system(), world.tenant_id(), &filter, &page).await.unwrap();
        let names: Vec<&str> = there.items.iter().map(|user| user.display_name.as_str()).collect();
        assert_eq!(names, ["a", "b"]);
        let there = users::list(directory, &system(), &other.id, &filter, &page).await.unwrap();
        assert!(there.items.is_empty());
    }

    async fn a_batch_has_one_entry_of_the_moment_its_people_have(world: World) {
        let people: Vec<ImportedUser> = (0..50).map(|nth| person(&format!("p{nth:02}"))).collect();
        import(&world, &people, Writing::ForGood).await;
        let entries = entries(&world, "Bulk create users").await;
        assert_eq!(entries.len(), 1);
        assert_eq!(
            entries[0].after.as_deref(),
            Some(r#"{"created":50,"first":"p00@contoso.example","last":"p49@contoso.example"}"#)
        );
        let user = users::find_by_upn(&world.directory, &system(), world.tenant_id(), "p17@contoso.example").await.unwrap().unwrap();
        assert_eq!(user.created_at, entries[0].occurred_at);
    }

    async fn once_more_changes_nothing_and_leaves_no_entry(world: World) {
        let people = [person("a"), person("b")];
        import(&world, &people[..1], Writing::ForGood).await;
        assert_eq!(words(&import(&world, &people, Writing::ForGood).await), ["unchanged", "created"]);
        assert_eq!(words(&import(&world, &people, Writing::ForGood).await), ["unchanged", "unchanged"]);
        assert_eq!(entries(&world, "Bulk create users").await.len(), 2);
    }

    async fn somebody_who_is_there_with_other_values_stays_as_he_is(world: World) {
        import(&world, &[person("a")], Writing::ForGood).await;
        let mut other = person("a");
        other.is_enabled = false;
        let fates = import(&world, &[other], Writing::ForGood).await;
        let Fate::Refused(Failure::Invalid(problems)) = &fates[0] else { panic!("{fates:?}") };
        assert_eq!((problems[0].field.as_ref(), problems[0].expected.as_str(), problems[0].received.as_str()), ("accountEnabled", "true", "false"));
        let user = users::find_by_upn(&world.directory, &system(), world.tenant_id(), "a@contoso.example").await.unwrap().unwrap();
        assert!(user.is_enabled);
    }

    async fn a_rehearsal_tells_the_same_and_writes_nothing(world: World) {
        let people = [person("a"), person("a"), person("b")];
        let rehearsed = import(&world, &people, Writing::Rehearsed).await;
        assert_eq!(words(&rehearsed), ["created", "unchanged", "created"]);
        assert!(entries(&world, "Bulk create users").await.is_empty());
        let found = users::find_by_upn(&world.directory, &system(), world.tenant_id(), "a@contoso.example").await.unwrap();
        assert_eq!(found, None);
        assert_eq!(words(&import(&world, &people, Writing::ForGood).await), words(&rehearsed));
    }

    async fn an_imported_hash_lets_its_password_in_and_without_one_nobody_gets_in(world: World) {
        let mut hashed = person("hashed");
        hashed.password_hash = Some(PasswordHash::parse(HASH).unwrap());
        import(&world, &[hashed, person("bare")], Writing::ForGood).await;
        world.shows_password("hashed@contoso.example", "Gathered-Leaves-7").await.unwrap();
        assert_eq!(refused(world.shows_password("hashed@contoso.example", "Gathered-Leaves-8").await), 50126);
        assert_eq!(refused(world.shows_password("bare@contoso.example", "Gathered-Leaves-7").await), 50126);
    }

    async fn groups_and_their_nested_members_are_imported_without_a_circle(world: World) {
        let (directory, tenant_id) = (&world.directory, world.tenant_id());
        let group = |name: &str| ImportedGroup { display_name: DisplayName::parse(name).unwrap(), description: None };
        let all = [group("Staff"), group("Sales"), group("STAFF")];
        let fates = groups::import(directory, &system(), tenant_id, &all, Writing::ForGood).await.unwrap();
        assert_eq!(words(&fates), ["created", "created", "unchanged"]);
        let user = world.person("ann").await;
        let member = |group: &str, member: MemberName| ImportedMember { group: group.to_owned(), member };
        let (ann, nobody) = (MemberName::User("Ann@contoso.example".to_owned()), MemberName::User("nobody@contoso.example".to_owned()));
        let sub = |name: &str| MemberName::Group(name.to_owned());
        let rows = [
            member("sales", ann),
            member("Staff", sub("Sales")),
            member("Sales", sub("Staff")),
            member("Staff", nobody),
            member("Nowhere", sub("Staff")),
            member("Staff", sub("Sales")),
        ];
        let expected = ["created", "created", "refused", "refused", "refused", "unchanged"];
        for writing in [Writing::Rehearsed, Writing::ForGood] {
            let fates = groups::import_members(directory, &system(), tenant_id, &rows, writing).await.unwrap();
            assert_eq!(words(&fates), expected, "{fates:?}");
        }
        let of: Vec<String> = groups::groups_of(directory, &system(), tenant_id, &user.id).await.unwrap().into_iter().map(|group| group.display_name).collect();
        assert_eq!(of, ["Sales", "Staff"]);
        assert_eq!(entries(&world, "Bulk create groups").await.len(), 1);
        assert_eq!(entries(&world, "Bulk import group members").await.len(), 1);
    }

    async fn assignments_are_imported_by_the_names_of_both(world: World) {
        let (directory, tenant_id) = (&world.directory, world.tenant_id());
        let (user, application) = (world.person("ann").await, world.application().await);
        let row = |application: &str, upn: &str, role: Option<&str>| ImportedAssignment {
            application: application.to_owned(),
            principal: MemberName::User(upn.to_owned()),
            role: role.map(ToOwned::to_owned),
        };
        let rows = [
            row("ism", "ann@contoso.example", None),
            row(&application.app_id, "ann@contoso.example", None),
            row("ISM", "ann@contoso.example", Some("Nobody")),
            row("Wiki", "ann@contoso.example", None),
            row("ISM", "bob@contoso.example", None),
        ];
        let fates = assignments::import(directory, &system(), tenant_id, &rows, Writing::ForGood).await.unwrap();
        assert_eq!(words(&fates), ["created", "unchanged", "refused", "refused", "refused"], "{fates:?}");
        let tiles = assignments::applications_of(directory, &system(), tenant_id, &user.id).await.unwrap();
        assert_eq!(tiles.len(), 1);
        assert_eq!(entries(&world, "Bulk add app role assignments").await.len(), 1);
    }

    async fn a_name_that_is_held_for_somebody_deleted_is_not_imported(world: World) {
        let user = world.person("held").await;
        users::delete(&world.directory, &system(), world.tenant_id(), &user.id).await.unwrap();
        assert_eq!(words(&import(&world, &[person("held"), person("free")], Writing::ForGood).await), ["refused", "created"]);
    }
}

#[test]
fn a_hash_that_would_cost_too_much_or_too_little_is_refused() {
    let with = |parameters: &str| HASH.replace("m=8192,t=3,p=2", parameters);
    PasswordHash::parse(HASH).unwrap();
    for parameters in [
        "m=4194304,t=1,p=1",
        "m=8192,t=1000000,p=1",
        "m=8192,t=3,p=64",
        "m=64,t=1,p=1",
        "m=8192,t=3",
        "m=8192,t=3,p=1,keyid=AAAA",
    ] {
        assert!(PasswordHash::parse(&with(parameters)).is_err(), "{parameters}");
    }
    for other in [
        "",
        "secret",
        "$2b$12$abcdefghijklmnopqrstuv",
        &HASH.replace("v=19", "v=16"),
        &HASH.replace("argon2id", "scrypt"),
    ] {
        let problem = PasswordHash::parse(other).unwrap_err();
        assert!(!format!("{problem}").contains("secret"), "{problem}");
    }
}
