//! Who may do what: each operation for each role.

use std::fmt::Write as _;

use vestibule_directory::applications::{self, ApplicationChange};
use vestibule_directory::assignments::{self, Principal};
use vestibule_directory::audit::{self, AuditFilter};
use vestibule_directory::groups::{self, Member, NewGroup};
use vestibule_directory::sign_ins::{self, SignInFilter};
use vestibule_directory::tenants::{self, NewTenant};
use vestibule_directory::users::{self, Reset, UserChange, UserFilter};
use vestibule_directory::value::{DisplayName, DomainName};
use vestibule_directory::{
    Caller, DirectoryRole, Failure, PageRequest, Permission, Writing, certificates, roles, sessions,
};
use vestibule_store::store_test;

use crate::SCHEMA;
use crate::world::{PASSWORD, World, secret, system, tenant};

/// Whether it was allowed: anything but a refusal for want of a role.
fn mark<T>(result: &Result<T, Failure>) -> char {
    match result {
        Err(
            Failure::Forbidden(_)
            | Failure::NotFound {
                noun: vestibule_directory::Noun::Tenant,
                ..
            },
        ) => '·',
        _ => 'x',
    }
}

/// The marks of one caller, one for each operation. Nothing here exists, so that allowed ones change nothing.
#[expect(clippy::too_many_lines, reason = "one entry an operation")]
async fn marks(world: &World, caller: &Caller) -> Vec<(&'static str, char)> {
    let (d, t) = (&world.directory, world.tenant_id());
    let page = PageRequest::default();
    let absent = "00000000-0000-7000-8000-000000000000";
    let name = || DisplayName::parse("Name").unwrap();
    let domain = || DomainName::parse("contoso.example").unwrap();
    let new_group = NewGroup {
        tenant_id: "absent".to_owned(),
        display_name: name(),
        description: None,
    };
    let new_group = NewGroup {
        tenant_id: t.to_owned(),
        ..new_group
    };
    let member = Member::User(absent.to_owned());
    let principal = Principal::User(absent.to_owned());
    let reset = Reset {
        password: Some(secret(PASSWORD)),
        must_change_password: false,
    };
    let mut taken = world.new_user("taken");
    taken.user_principal_name = "x@elsewhere.example".parse().unwrap();
    let mut new_application = world.new_application("Name", "https://sts.windows.net/");
    new_application.reply_urls.clear();
    let role = DirectoryRole::ReportsReader;
    let pem = include_bytes!("fixtures/both.pem");
    let foreign_key = certificates::ForeignKey::from_pem(pem, pem).unwrap();
    vec![
        (
            "tenants::create",
            mark(
                &tenants::create(
                    d,
                    caller,
                    NewTenant {
                        domain: domain(),
                        display_name: name(),
                    },
                )
                .await,
            ),
        ),
        (
            "tenants::add_domain",
            mark(&tenants::add_domain(d, caller, t, domain()).await),
        ),
        ("tenants::list", mark(&tenants::list(d, caller).await)),
        (
            "users::list",
            mark(&users::list(d, caller, t, &UserFilter::default(), &page).await),
        ),
        (
            "users::list_deleted",
            mark(&users::list_deleted(d, caller, t, &page).await),
        ),
        ("users::get", mark(&users::get(d, caller, t, absent).await)),
        (
            "users::find_by_upn",
            mark(&users::find_by_upn(d, caller, t, "x").await),
        ),
        (
            "users::find_deleted_by_upn",
            mark(&users::find_deleted_by_upn(d, caller, t, "x").await),
        ),
        ("users::create", mark(&users::create(d, caller, taken).await)),
        (
            "users::import",
            mark(&users::import(d, caller, t, &[], Writing::ForGood).await),
        ),
        (
            "users::update",
            mark(&users::update(d, caller, t, absent, UserChange::default()).await),
        ),
        ("users::delete", mark(&users::delete(d, caller, t, absent).await)),
        (
            "users::restore",
            mark(&users::restore(d, caller, t, absent).await),
        ),
        ("users::purge", mark(&users::purge(d, caller, t, absent).await)),
        (
            "users::reset_password",
            mark(&users::reset_password(d, caller, t, absent, reset).await),
        ),
        (
            "sessions::list",
            mark(&sessions::list(d, caller, t, absent).await),
        ),
        (
            "sessions::end_one",
            mark(&sessions::end_one(d, caller, t, absent, absent).await),
        ),
        (
            "sessions::revoke_all",
            mark(&sessions::revoke_all(d, caller, t, absent).await),
        ),
        ("groups::list", mark(&groups::list(d, caller, t, &page).await)),
        (
            "groups::search",
            mark(&groups::search(d, caller, t, "", &page).await),
        ),
        ("groups::get", mark(&groups::get(d, caller, t, absent).await)),
        (
            "groups::find_by_name",
            mark(&groups::find_by_name(d, caller, t, "x").await),
        ),
        (
            "groups::members",
            mark(&groups::members(d, caller, t, absent, &page).await),
        ),
        (
            "groups::groups_of",
            mark(&groups::groups_of(d, caller, t, absent).await),
        ),
        (
            "groups::create",
            mark(&groups::create(d, caller, new_group).await),
        ),
        (
            "groups::delete",
            mark(&groups::delete(d, caller, t, absent).await),
        ),
        (
            "groups::import",
            mark(&groups::import(d, caller, t, &[], Writing::ForGood).await),
        ),
        (
            "groups::import_members",
            mark(&groups::import_members(d, caller, t, &[], Writing::ForGood).await),
        ),
        (
            "groups::add_member",
            mark(&groups::add_member(d, caller, t, absent, &member).await),
        ),
        (
            "groups::remove_member",
            mark(&groups::remove_member(d, caller, t, absent, &member).await),
        ),
        ("roles::of", mark(&roles::of(d, caller, t, absent).await)),
        (
            "roles::assign",
            mark(&roles::assign(d, caller, t, absent, role).await),
        ),
        (
            "roles::remove",
            mark(&roles::remove(d, caller, t, absent, role).await),
        ),
        (
            "applications::list",
            mark(&applications::list(d, caller, t, &page).await),
        ),
        (
            "applications::search",
            mark(&applications::search(d, caller, t, "", &page).await),
        ),
        (
            "applications::list_deleted",
            mark(&applications::list_deleted(d, caller, t, &page).await),
        ),
        (
            "applications::get",
            mark(&applications::get(d, caller, t, absent).await),
        ),
        (
            "applications::find",
            mark(&applications::find(d, caller, t, "x").await),
        ),
        (
            "applications::find_deleted",
            mark(&applications::find_deleted(d, caller, t, "x").await),
        ),
        (
            "applications::create",
            mark(&applications::create(d, caller, new_application).await),
        ),
        (
            "applications::update",
            mark(&applications::update(d, caller, t, absent, ApplicationChange::default()).await),
        ),
        (
            "applications::delete",
            mark(&applications::delete(d, caller, t, absent).await),
        ),
        (
            "applications::restore",
            mark(&applications::restore(d, caller, t, absent).await),
        ),
        (
            "applications::purge",
            mark(&applications::purge(d, caller, t, absent).await),
        ),
        (
            "certificates::list",
            mark(&certificates::list(d, caller, t, absent).await),
        ),
        (
            "certificates::active",
            mark(&certificates::active(d, caller, t, absent).await),
        ),
        (
            "certificates::create",
            mark(&certificates::create(d, caller, t, absent).await),
        ),
        (
            "certificates::import",
            mark(&certificates::import(d, caller, t, absent, &foreign_key).await),
        ),
        (
            "certificates::ending",
            mark(&certificates::ending(d, caller, d.environment().now()).await),
        ),
        (
            "certificates::ending_in",
            mark(&certificates::ending_in(d, caller, t, d.environment().now()).await),
        ),
        (
            "certificates::activate",
            mark(&certificates::activate(d, caller, t, absent, "x").await),
        ),
        (
            "certificates::schedule",
            mark(&certificates::schedule(d, caller, (t, absent), "x", None).await),
        ),
        (
            "certificates::activate_due",
            mark(&certificates::activate_due(d, caller).await),
        ),
        (
            "certificates::delete",
            mark(&certificates::delete(d, caller, t, absent, "x").await),
        ),
        (
            "assignments::list",
            mark(&assignments::list(d, caller, t, absent, &page).await),
        ),
        (
            "assignments::applications_of",
            mark(&assignments::applications_of(d, caller, t, absent).await),
        ),
        (
            "assignments::assign",
            mark(&assignments::assign(d, caller, t, absent, &principal, None).await),
        ),
        (
            "assignments::import",
            mark(&assignments::import(d, caller, t, &[], Writing::ForGood).await),
        ),
        (
            "assignments::remove",
            mark(&assignments::remove(d, caller, t, absent, absent).await),
        ),
        (
            "sign_ins::list",
            mark(&sign_ins::list(d, caller, t, &SignInFilter::default(), &page).await),
        ),
        (
            "sign_ins::find",
            mark(&sign_ins::find(d, caller, t, absent).await),
        ),
        (
            "audit::list",
            mark(&audit::list(d, caller, t, &AuditFilter::default(), &page).await),
        ),
    ]
}

store_test! {
    async fn the_matrix_of_operations_and_roles_is_the_documented_one(world: World) {
        let mut columns = Vec::new();
        for (nth, role) in DirectoryRole::ALL.into_iter().enumerate() {
            let user = world.administrator(&format!("role{nth}"), role).await;
            columns.push((role.name(), Box::pin(marks(&world, &world.caller(&user).await)).await));
        }
        let user = world.person("nobody").await;
        columns.push(("no role", Box::pin(marks(&world, &world.caller(&user).await)).await));
        let mut table = String::new();
        for (at, (name, _)) in columns.iter().enumerate() {
            writeln!(table, "{}└ {name}", "│ ".repeat(at)).unwrap();
        }
        for at in 0..columns[0].1.len() {
            for (_, marks) in &columns {
                write!(table, "{} ", marks[at].1).unwrap();
            }
            writeln!(table, "{}", columns[0].1[at].0).unwrap();
        }
        insta::assert_snapshot!("matrix", table);
    }

    async fn another_tenants_administrator_finds_nothing_here(world: World) {
        let other = tenant(&world.directory, "fabrikam.example").await;
        let mut new = world.new_user("admin");
        new.tenant_id = other.id.clone();
        new.user_principal_name = "admin@fabrikam.example".parse().unwrap();
        new.roles = vec![DirectoryRole::GlobalAdministrator];
        users::create(&world.directory, &system(), new).await.unwrap();
        let stranger = sign_in_at(&world, &other.id, "admin@fabrikam.example").await;
        assert!(Box::pin(marks(&world, &stranger)).await.iter().all(|(_, mark)| *mark == '·'));
        // With his own tenant in the path, ids of this one are not found either.
        let user = world.bsimon().await;
        let result = users::get(&world.directory, &stranger, &other.id, &user.id).await;
        assert!(matches!(result, Err(Failure::NotFound { .. })));
        let application = world.application().await;
        let result = applications::delete(&world.directory, &stranger, &other.id, &application.id).await;
        assert!(matches!(result, Err(Failure::NotFound { .. })));
    }

    async fn a_user_administrator_does_not_touch_stronger_people(world: World) {
        let caller = world.caller(&world.administrator("useradmin", DirectoryRole::UserAdministrator).await).await;
        let strong = world.administrator("appadmin", DirectoryRole::ApplicationAdministrator).await;
        let weak = world.administrator("groupadmin", DirectoryRole::GroupsAdministrator).await;
        let (directory, tenant_id) = (&world.directory, world.tenant_id());
        let reset = || Reset { password: Some(secret("Quite-Another-9")), must_change_password: false };
        let forbidden = |result: Result<(), Failure>| matches!(result, Err(Failure::Forbidden(_)));
        assert!(forbidden(users::reset_password(directory, &caller, tenant_id, &strong.id, reset()).await.map(drop)));
        assert!(forbidden(users::delete(directory, &caller, tenant_id, &strong.id).await));
        assert!(forbidden(sessions::revoke_all(directory, &caller, tenant_id, &strong.id).await));
        let change = UserChange { is_enabled: Some(false), ..UserChange::default() };
        assert!(forbidden(users::update(directory, &caller, tenant_id, &strong.id, change).await.map(drop)));
        users::reset_password(directory, &caller, tenant_id, &weak.id, reset()).await.unwrap();
    }

    async fn nobody_gives_a_role_he_could_not_take(world: World) {
        let caller = world.caller(&world.administrator("useradmin", DirectoryRole::UserAdministrator).await).await;
        let mut new = world.new_user("new");
        new.roles = vec![DirectoryRole::GlobalAdministrator];
        let result = users::create(&world.directory, &caller, new).await;
        assert!(matches!(result, Err(Failure::Forbidden(Permission::AssignRoles))));
    }

    async fn people_without_roles_see_themselves_alone(world: World) {
        let (user, other) = (world.bsimon().await, world.person("other").await);
        let caller = world.caller(&user).await;
        let (directory, tenant_id) = (&world.directory, world.tenant_id());
        users::get(directory, &caller, tenant_id, &user.id).await.unwrap();
        assert!(matches!(users::get(directory, &caller, tenant_id, &other.id).await, Err(Failure::Forbidden(_))));
        sessions::revoke_all(directory, &caller, tenant_id, &user.id).await.unwrap();
        let result = sessions::revoke_all(directory, &caller, tenant_id, &other.id).await;
        assert!(matches!(result, Err(Failure::Forbidden(_))));
    }
}

async fn sign_in_at(world: &World, tenant_id: &str, upn: &str) -> Caller {
    let password = secret(PASSWORD);
    let proof = vestibule_directory::sign_in::verify_password(
        &world.directory,
        tenant_id,
        upn,
        &password,
        crate::world::HOME,
    )
    .await
    .unwrap();
    let started = sessions::start(
        &world.directory,
        &proof,
        sessions::Keep::No,
        crate::world::HOME,
        None,
    )
    .await
    .unwrap();
    Caller::person(&crate::world::live(world.resumes(&started).await))
}
