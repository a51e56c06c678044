//! What is thrown away when its time is over, and what is not.

use jiff::SignedDuration;
use vestibule_directory::applications;
use vestibule_directory::assignments::Principal;
use vestibule_directory::audit::{self, AuditFilter};
use vestibule_directory::housekeeping::{self, Retention, Swept};
use vestibule_directory::sessions::{self, Keep, Lookup};
use vestibule_directory::users;
use vestibule_directory::{Failure, PageRequest};
use vestibule_store::store_test;

use crate::SCHEMA;
use crate::world::{World, live, refused, system};

async fn sweep(world: &World) -> Swept {
    housekeeping::sweep(&world.directory, &system(), Retention::default())
        .await
        .unwrap()
}

store_test! {
    async fn nothing_is_thrown_away_before_its_time(world: World) {
        let (application, user) = (world.application().await, world.bsimon().await);
        world.assign(&application, Principal::User(user.id.clone())).await;
        let started = world.signs_in(&user).await;
        let kept = world.signs_in(&user).await;
        sessions::keep(&world.directory, kept.token.expose(), Keep::Yes).await.unwrap();
        world.signs_on(&started).await.unwrap();
        refused(world.shows_password("nobody@contoso.example", "Nonsense-1").await);
        world.clock.advance(SignedDuration::from_hours(23));
        assert_eq!(sweep(&world).await, Swept::default());
        live(world.resumes(&started).await);
    }

    async fn what_is_over_goes_and_deletions_are_in_the_audit_log(world: World) {
        let (application, user) = (world.application().await, world.bsimon().await);
        world.assign(&application, Principal::User(user.id.clone())).await;
        let started = world.signs_in(&user).await;
        world.signs_on(&started).await.unwrap();
        refused(world.shows_password("nobody@contoso.example", "Nonsense-1").await);
        let (directory, tenant_id) = (&world.directory, world.tenant_id());
        let other = world.person("other").await;
        users::delete(directory, &system(), tenant_id, &other.id).await.unwrap();
        applications::delete(directory, &system(), tenant_id, &application.id).await.unwrap();
        world.clock.advance(SignedDuration::from_hours(24 * 30));
        let swept = sweep(&world).await;
        assert_eq!((swept.users, swept.applications, swept.sessions), (1, 1, 1));
        // The name's counter, the source's, the tenant's, and the name that was held.
        assert_eq!(swept.notes, 4);
        assert!(matches!(world.resumes(&started).await, Lookup::Unknown));
        assert!(matches!(users::get(directory, &system(), tenant_id, &other.id).await, Err(Failure::NotFound { .. })));
        let entries = audit::list(directory, &system(), tenant_id, &AuditFilter::default(), &PageRequest::default()).await.unwrap();
        let activities: Vec<&str> = entries.items.iter().map(|entry| entry.activity.as_str()).collect();
        assert!(activities.contains(&"Hard Delete user") && activities.contains(&"Hard Delete application"));
        assert_eq!(sweep(&world).await, Swept::default());
        live(world.resumes(&world.signs_in(&user).await).await);
    }

    async fn of_several_servers_one_sweeps_until_it_falls_silent(world: World) {
        let is_ours = async |server: &str| housekeeping::is_ours(&world.directory, &system(), server).await.unwrap();
        assert!(is_ours("one").await);
        assert!(!is_ours("other").await);
        world.clock.advance(SignedDuration::from_secs(100));
        assert!(is_ours("one").await, "the one that has it keeps it");
        world.clock.advance(SignedDuration::from_secs(149));
        assert!(!is_ours("other").await);
        world.clock.advance(SignedDuration::from_secs(1));
        assert!(is_ours("other").await);
        assert!(!is_ours("one").await);
        // A clock that was wrong by an hour holds nobody up.
        world.clock.advance(SignedDuration::from_hours(1));
        assert!(is_ours("other").await);
        world.clock.advance(SignedDuration::from_hours(-1));
        assert!(is_ours("one").await);
    }

    async fn people_do_not_sweep(world: World) {
        let caller = world.caller(&world.administrator("admin", vestibule_directory::DirectoryRole::GlobalAdministrator).await).await;
        let result = housekeeping::sweep(&world.directory, &caller, Retention::default()).await;
        assert!(matches!(result, Err(Failure::Forbidden(_))));
    }
}
