//! The life of people.

use jiff::SignedDuration;
use vestibule_directory::roles;
use vestibule_directory::users::{self, UserChange, UserFilter};
use vestibule_directory::value::{DisplayName, Mail, Upn};
use vestibule_directory::{Conflict, DirectoryRole, Failure, PageRequest, failure::Noun};
use vestibule_store::store_test;

use crate::SCHEMA;
use crate::world::{PASSWORD, World, secret, system, tenant};

fn field(result: Result<impl Sized, Failure>) -> String {
    match result {
        Err(Failure::Invalid(problems)) => problems[0].field.to_string(),
        Err(other) => panic!("not invalid: {other:?}"),
        Ok(_) => panic!("accepted"),
    }
}

store_test! {
    async fn somebody_without_a_password_gets_a_generated_one_that_works(world: World) {
        let mut new = world.new_user("new");
        new.password = None;
        let created = users::create(&world.directory, &system(), new).await.unwrap();
        let generated = created.generated_password.unwrap();
        world.shows_password("new@contoso.example", generated.expose()).await.unwrap();
    }

    async fn a_name_is_taken_whatever_its_case(world: World) {
        world.bsimon().await;
        let result = users::create(&world.directory, &system(), world.new_user("b.simon")).await;
        assert!(matches!(result, Err(Failure::Conflict(Conflict::Taken { field: "userPrincipalName", .. }))));
    }

    async fn of_two_who_create_the_same_name_at_once_one_succeeds(world: World) {
        let replica = world.replica().await;
        let (one, other) = (world.new_user("twin"), world.new_user("Twin"));
        let (one, other) = tokio::join!(
            tokio::spawn({ let directory = world.directory.clone(); async move { users::create(&directory, &system(), one).await.is_ok() } }),
            tokio::spawn(async move { users::create(&replica, &system(), other).await.is_ok() }),
        );
        assert_ne!(one.unwrap(), other.unwrap());
    }

    async fn the_domain_is_one_of_the_tenants_own(world: World) {
        tenant(&world.directory, "fabrikam.example").await;
        let mut new = world.new_user("b");
        new.user_principal_name = Upn::parse("b@fabrikam.example").unwrap();
        assert_eq!(field(users::create(&world.directory, &system(), new).await), "userPrincipalName");
    }

    async fn mail_in_another_tenants_domain_is_refused(world: World) {
        tenant(&world.directory, "fabrikam.example").await;
        let mut new = world.new_user("b");
        new.mail = Some(Mail::parse("victim@FABRIKAM.example").unwrap());
        assert_eq!(field(users::create(&world.directory, &system(), new).await), "mail");
        let mut new = world.new_user("b");
        new.mail = Some(Mail::parse("b@nobodys.example").unwrap());
        users::create(&world.directory, &system(), new).await.unwrap();
    }

    async fn a_deleted_person_comes_back_with_all_he_had(world: World) {
        let (directory, tenant_id) = (&world.directory, world.tenant_id());
        let user = world.administrator("admin", DirectoryRole::ReportsReader).await;
        users::delete(directory, &system(), tenant_id, &user.id).await.unwrap();
        assert_eq!(users::find_by_upn(directory, &system(), tenant_id, "admin@contoso.example").await.unwrap(), None);
        let found = users::find_deleted_by_upn(directory, &system(), tenant_id, "admin@contoso.example").await.unwrap();
        assert_eq!(found.unwrap().id, user.id);
        world.clock.advance(SignedDuration::from_hours(24 * 29));
        let restored = users::restore(directory, &system(), tenant_id, &user.id).await.unwrap();
        assert_eq!((restored.id.as_str(), restored.deleted_at), (user.id.as_str(), None));
        assert_eq!(roles::of(directory, &system(), tenant_id, &user.id).await.unwrap(), [DirectoryRole::ReportsReader]);
        world.shows_password("admin@contoso.example", PASSWORD).await.unwrap();
    }

    async fn after_thirty_days_nobody_comes_back(world: World) {
        let (directory, tenant_id) = (&world.directory, world.tenant_id());
        let user = world.bsimon().await;
        users::delete(directory, &system(), tenant_id, &user.id).await.unwrap();
        world.clock.advance(SignedDuration::from_hours(24 * 30));
        let result = users::restore(directory, &system(), tenant_id, &user.id).await;
        assert!(matches!(result, Err(Failure::NotFound { noun: Noun::User, .. })));
    }

    async fn a_name_is_held_for_thirty_days_and_the_successor_is_somebody_else(world: World) {
        let (directory, tenant_id) = (&world.directory, world.tenant_id());
        let user = world.bsimon().await;
        users::delete(directory, &system(), tenant_id, &user.id).await.unwrap();
        let taken = |result| matches!(result, Err(Failure::Conflict(Conflict::Taken { .. })));
        assert!(taken(users::create(directory, &system(), world.new_user("B.Simon")).await));
        users::purge(directory, &system(), tenant_id, &user.id).await.unwrap();
        assert!(taken(users::create(directory, &system(), world.new_user("B.Simon")).await));
        world.clock.advance(SignedDuration::from_hours(24 * 30));
        let successor = users::create(directory, &system(), world.new_user("B.Simon")).await.unwrap().user;
        assert_ne!(successor.id, user.id);
    }

    async fn a_name_given_up_is_held_for_its_owner(world: World) {
        let (directory, tenant_id) = (&world.directory, world.tenant_id());
        let user = world.person("old").await;
        let renamed = |name: &str| UserChange { user_principal_name: Some(Upn::parse(name).unwrap()), ..UserChange::default() };
        users::update(directory, &system(), tenant_id, &user.id, renamed("new@contoso.example")).await.unwrap();
        assert!(users::create(directory, &system(), world.new_user("old")).await.is_err());
        users::update(directory, &system(), tenant_id, &user.id, renamed("old@contoso.example")).await.unwrap();
    }

    async fn of_two_edits_from_one_version_the_second_is_told(world: World) {
        let (directory, tenant_id) = (&world.directory, world.tenant_id());
        let user = world.bsimon().await;
        let named = |name: &str| UserChange {
            display_name: Some(DisplayName::parse(name).unwrap()),
            version: Some(user.version),
            ..UserChange::default()
        };
        let changed = users::update(directory, &system(), tenant_id, &user.id, named("One")).await.unwrap();
        assert_eq!(changed.display_name, "One");
        let result = users::update(directory, &system(), tenant_id, &user.id, named("Two")).await;
        assert!(matches!(result, Err(Failure::Conflict(Conflict::Stale { noun: Noun::User }))));
    }

    async fn a_list_is_paged_by_name_and_searched_by_beginning(world: World) {
        let (directory, tenant_id) = (&world.directory, world.tenant_id());
        for name in ["delta", "Alpha", "charlie", "bravo", "alphonse"] {
            world.person(name).await;
        }
        let mut names = Vec::new();
        let mut page = PageRequest::first(2);
        loop {
            let part = users::list(directory, &system(), tenant_id, &UserFilter::default(), &page).await.unwrap();
            names.extend(part.items.into_iter().map(|user| user.display_name));
            match part.next {
                Some(next) => page = PageRequest::following(next, 2),
                None => break,
            }
        }
        assert_eq!(names, ["Alpha", "alphonse", "bravo", "charlie", "delta"]);
        let filter = UserFilter { starts_with: Some("ALPH".to_owned()) };
        let part = users::list(directory, &system(), tenant_id, &filter, &PageRequest::default()).await.unwrap();
        assert_eq!(part.items.len(), 2);
    }

    async fn a_search_finds_both_names_page_after_page_and_nobody_twice(world: World) {
        let (directory, tenant_id) = (&world.directory, world.tenant_id());
        for (local, name) in [("al1", "Zoe"), ("al2", "Alan"), ("x", "Alice"), ("al0", "Yan"), ("al3", "Bob"), ("y", "Bo")] {
            let mut new = world.new_user(local);
            new.display_name = DisplayName::parse(name).unwrap();
            users::create(directory, &system(), new).await.unwrap();
        }
        let filter = UserFilter { starts_with: Some("al".to_owned()) };
        for size in 1..=6 {
            let (mut names, mut page) = (Vec::new(), PageRequest::first(size));
            loop {
                let part = users::list(directory, &system(), tenant_id, &filter, &page).await.unwrap();
                names.extend(part.items.into_iter().map(|user| user.display_name));
                let Some(next) = part.next else { break };
                page = PageRequest::following(next, size);
            }
            assert_eq!(names, ["Alan", "Alice", "Yan", "Zoe", "Bob"], "{size}");
        }
    }

    async fn two_global_administrators_who_demote_each_other_leave_one(world: World) {
        let role = DirectoryRole::GlobalAdministrator;
        let (one, two) = (world.administrator("one", role).await, world.administrator("two", role).await);
        let (caller_one, caller_two) = (world.caller(&one).await, world.caller(&two).await);
        let replica = world.replica().await;
        let demote = |directory: vestibule_directory::Directory, caller: vestibule_directory::Caller, id: String| {
            let tenant_id = world.tenant.id.clone();
            tokio::spawn(async move { roles::remove(&directory, &caller, &tenant_id, &id, role).await.is_ok() })
        };
        let first = demote(world.directory.clone(), caller_one, two.id);
        let second = demote(replica, caller_two, one.id);
        assert_ne!(first.await.unwrap(), second.await.unwrap());
    }

    async fn the_last_global_administrator_stays_enabled_and_present(world: World) {
        let (directory, tenant_id) = (&world.directory, world.tenant_id());
        let admin = world.administrator("admin", DirectoryRole::GlobalAdministrator).await;
        let last = |result: Result<(), Failure>| matches!(result, Err(Failure::Conflict(Conflict::LastGlobalAdministrator)));
        let change = UserChange { is_enabled: Some(false), ..UserChange::default() };
        assert!(last(users::update(directory, &system(), tenant_id, &admin.id, change).await.map(drop)));
        assert!(last(users::delete(directory, &system(), tenant_id, &admin.id).await));
    }

    async fn nobody_edits_himself_out_or_his_own_roles(world: World) {
        let (directory, tenant_id) = (&world.directory, world.tenant_id());
        let admin = world.administrator("admin", DirectoryRole::GlobalAdministrator).await;
        world.administrator("other", DirectoryRole::GlobalAdministrator).await;
        let caller = world.caller(&admin).await;
        let oneself = |result: Result<(), Failure>| matches!(result, Err(Failure::Conflict(Conflict::Oneself)));
        assert!(oneself(users::delete(directory, &caller, tenant_id, &admin.id).await));
        assert!(oneself(roles::remove(directory, &caller, tenant_id, &admin.id, DirectoryRole::GlobalAdministrator).await));
        let reset = users::Reset { password: Some(secret("Quite-Another-9")), must_change_password: false };
        assert!(oneself(users::reset_password(directory, &caller, tenant_id, &admin.id, reset).await.map(drop)));
    }
}
