//! What the two logs tell.

use vestibule_directory::applications::{self, ApplicationChange};
use vestibule_directory::assignments::Principal;
use vestibule_directory::audit::{self, AuditFilter};
use vestibule_directory::sign_ins::{self, Outcome, Refused, SignInFilter, Who};
use vestibule_directory::users::{self, UserChange};
use vestibule_directory::{DirectoryRole, PageRequest, Refusal, failure::code};
use vestibule_store::store_test;

use crate::SCHEMA;
use crate::world::{PASSWORD, World, attempt, system};

store_test! {
    async fn a_success_is_in_the_log_under_the_assertions_id(world: World) {
        let (application, user) = (world.application().await, world.bsimon().await);
        world.assign(&application, Principal::User(user.id.clone())).await;
        let started = world.signs_in(&user).await;
        let granted = world.decides(&started).await.unwrap();
        let id = world.signs_on(&started).await.unwrap();
        let entry = sign_ins::find(&world.directory, &system(), world.tenant_id(), &id).await.unwrap().unwrap();
        assert_eq!((entry.outcome, entry.error_code), (Outcome::Success, 0));
        assert_eq!(entry.user_principal_name.as_deref(), Some("B.Simon@contoso.example"));
        assert_eq!(entry.application_id.as_deref(), Some(application.id.as_str()));
        assert_eq!(entry.certificate_thumbprint.as_deref(), Some(granted.certificate().thumbprint.as_str()));
        assert_eq!(entry.session_id.as_deref(), Some(granted.session().id.as_str()));
    }

    async fn refusals_are_listed_with_code_and_reason_the_newest_first(world: World) {
        let user = world.bsimon().await;
        let (directory, tenant_id) = (&world.directory, world.tenant_id());
        let attempt = attempt();
        let refusals = [
            (Refusal::new(code::WRONG_PASSWORD, "a password", "b").with("reason", "wrong"), Who::Typed("b@contoso.example")),
            (Refusal::new(code::PASSWORD_MUST_CHANGE, "a new password", "the first"), Who::Person(&user)),
        ];
        for (refusal, who) in &refusals {
            let refused = Refused { tenant_id, attempt: &attempt, refusal, who: *who, application: None };
            sign_ins::record_failure(directory, &refused).await.unwrap();
            world.clock.advance(jiff::SignedDuration::from_secs(1));
        }
        let list = async |filter: &SignInFilter| {
            sign_ins::list(directory, &system(), tenant_id, filter, &PageRequest::default()).await.unwrap().items
        };
        let all = list(&SignInFilter::default()).await;
        assert_eq!(all.iter().map(|entry| entry.error_code).collect::<Vec<_>>(), [50055, 50126]);
        assert_eq!(all[0].outcome, Outcome::Interrupted);
        assert!(all[1].additional_details.contains("reason: wrong"));
        let by_name = SignInFilter { user_principal_name: Some("B.SIMON@contoso.example".to_owned()), ..SignInFilter::default() };
        assert_eq!(list(&by_name).await.len(), 1);
        let failures = SignInFilter { outcome: Some(Outcome::Failure), since: Some(all[1].created_at), ..SignInFilter::default() };
        assert_eq!(list(&failures).await.len(), 1);
        let page = sign_ins::list(directory, &system(), tenant_id, &SignInFilter::default(), &PageRequest::first(1)).await.unwrap();
        let next = PageRequest::following(page.next.unwrap(), 1);
        let rest = sign_ins::list(directory, &system(), tenant_id, &SignInFilter::default(), &next).await.unwrap();
        assert_eq!((rest.items[0].error_code, rest.next), (50126, None));
    }

    async fn every_change_leaves_an_entry_with_before_and_after_and_who_did_it(world: World) {
        let admin = world.administrator("admin", DirectoryRole::GlobalAdministrator).await;
        let caller = world.caller(&admin).await;
        let application = world.application().await;
        let (directory, tenant_id) = (&world.directory, world.tenant_id());
        let change = ApplicationChange { assignment_required: Some(false), ..ApplicationChange::default() };
        applications::update(directory, &caller, tenant_id, &application.id, change).await.unwrap();
        let filter = AuditFilter { target_id: Some(application.id.clone()), ..AuditFilter::default() };
        let entries = audit::list(directory, &system(), tenant_id, &filter, &PageRequest::default()).await.unwrap().items;
        let newest = entries.iter().find(|entry| entry.activity == "Update application").unwrap();
        assert_eq!((newest.actor_id.as_deref(), newest.actor_name.as_str()), (Some(admin.id.as_str()), "admin@contoso.example"));
        assert!(newest.before.as_ref().unwrap().contains(r#""appRoleAssignmentRequired":true"#));
        assert!(newest.after.as_ref().unwrap().contains(r#""appRoleAssignmentRequired":false"#));
        assert!(entries.iter().any(|entry| entry.activity == "Add application" && entry.actor_name == "test"));
        let by_admin = AuditFilter { actor_id: Some(admin.id.clone()), ..AuditFilter::default() };
        let page = audit::list(directory, &system(), tenant_id, &by_admin, &PageRequest::default()).await.unwrap();
        assert_eq!(page.items.len(), 1);
    }

    async fn a_change_of_nothing_and_a_refused_change_leave_none(world: World) {
        let user = world.bsimon().await;
        let (directory, tenant_id) = (&world.directory, world.tenant_id());
        let count = async || {
            audit::list(directory, &system(), tenant_id, &AuditFilter::default(), &PageRequest::default()).await.unwrap().items.len()
        };
        let before = count().await;
        users::update(directory, &system(), tenant_id, &user.id, UserChange::default()).await.unwrap();
        users::create(directory, &system(), world.new_user("B.Simon")).await.unwrap_err();
        assert_eq!(count().await, before);
    }

    async fn no_password_and_no_hash_is_in_the_audit_log(world: World) {
        world.bsimon().await;
        let (directory, tenant_id) = (&world.directory, world.tenant_id());
        let page = audit::list(directory, &system(), tenant_id, &AuditFilter::default(), &PageRequest::default()).await.unwrap();
        let text = format!("{:?}", page.items);
        assert!(text.contains("B.Simon"));
        assert!(!text.contains(PASSWORD) && !text.contains("argon2"));
    }
}
