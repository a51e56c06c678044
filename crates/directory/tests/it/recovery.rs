//! The way back in when no administrator is left.

use vestibule_directory::audit::{self, AuditFilter};
use vestibule_directory::sessions::Lookup;
use vestibule_directory::users::{self, UserChange};
use vestibule_directory::{Caller, DirectoryRole, Failure, PageRequest, recovery, roles};
use vestibule_store::store_test;

use crate::SCHEMA;
use crate::world::{World, live, system};

async fn recovers(world: &World, caller: &Caller, upn: &str) -> Result<recovery::Recovered, Failure> {
    let name = (upn.parse().unwrap(), "Administrator".parse().unwrap());
    recovery::administrator(&world.directory, caller, world.tenant_id(), name, "ticket 4711").await
}

store_test! {
    async fn a_disabled_administrator_comes_back_with_a_new_password_and_without_his_sessions(world: World) {
        let (directory, tenant_id) = (&world.directory, world.tenant_id());
        let user = world.bsimon().await;
        let started = world.signs_in(&user).await;
        live(world.resumes(&started).await);
        let off = UserChange { is_enabled: Some(false), ..UserChange::default() };
        users::update(directory, &system(), tenant_id, &user.id, off).await.unwrap();
        let recovered = recovers(&world, &system(), &user.user_principal_name).await.unwrap();
        assert_eq!(recovered.user.id, user.id);
        assert!(recovered.user.is_enabled && recovered.user.must_change_password);
        assert!(!matches!(world.resumes(&started).await, Lookup::Live(_)));
        let held = roles::of(directory, &system(), tenant_id, &user.id).await.unwrap();
        assert_eq!(held, [DirectoryRole::GlobalAdministrator]);
        let (filter, page) = (AuditFilter::default(), PageRequest::default());
        let entries = audit::list(directory, &system(), tenant_id, &filter, &page).await.unwrap().items;
        let noted = entries.iter().find(|entry| entry.activity == "Recover administrator").unwrap();
        assert_eq!(noted.after.as_deref(), Some(r#"{"reason":"ticket 4711"}"#));
    }

    async fn nobody_recovers_himself(world: World) {
        let caller = world.caller(&world.administrator("admin", DirectoryRole::GlobalAdministrator).await).await;
        let refused = recovers(&world, &caller, "admin@contoso.com").await;
        assert!(matches!(refused, Err(Failure::Forbidden(_))), "{refused:?}");
    }
}
