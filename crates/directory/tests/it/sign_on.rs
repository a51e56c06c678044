//! One sign-on: facts, decision, claims, record.

use jiff::SignedDuration;
use vestibule_directory::applications::{self, ApplicationChange, NameIdSetting};
use vestibule_directory::assignments::{self, Principal};
use vestibule_directory::claims::{self, NameIdFormat, NameIdSource};
use vestibule_directory::groups::{self, Member};
use vestibule_directory::sessions;
use vestibule_directory::sign_in::{self, Looking, SessionFact};
use vestibule_directory::sign_ins::{self, Outcome, Success};
use vestibule_directory::users::{self, UserChange};
use vestibule_directory::value::ReplyUrl;
use vestibule_directory::{DirectoryRole, certificates};
use vestibule_store::store_test;

use crate::SCHEMA;
use crate::groups::{add, group};
use crate::world::{HOME, IDENTIFIER, PASSWORD, World, claims_of, refused, secret, system, tenant};

store_test! {
    async fn an_assigned_person_is_granted_and_recorded(world: World) {
        let (application, user) = (world.application().await, world.bsimon().await);
        world.assign(&application, Principal::User(user.id.clone())).await;
        let started = world.signs_in(&user).await;
        let granted = world.decides(&started).await.unwrap();
        assert_eq!((granted.person().id.as_str(), granted.application().id.as_str()), (user.id.as_str(), application.id.as_str()));
        world.signs_on(&started).await.unwrap();
    }

    async fn the_tenant_answers_to_its_domain_in_any_case(world: World) {
        let application = world.application().await;
        let looking = Looking::ById(&application.app_id);
        let facts = sign_in::load(&world.directory, "CONTOSO.example", looking, None).await.unwrap();
        assert_eq!(facts.tenant().id, world.tenant.id);
        assert_eq!(facts.application(), Some(&application));
        assert!(matches!(facts.session(), SessionFact::None));
        let result = sign_in::load(&world.directory, "nowhere.example", Looking::Nothing, None).await;
        assert_eq!(refused(result), 90002);
    }

    async fn what_no_name_can_hold_is_unknown_and_no_outage(world: World) {
        let result = sign_in::load(&world.directory, "contoso\0.example", Looking::Nothing, None).await;
        assert_eq!(refused(result), 90002);
        for looking in [Looking::ById("a\0"), Looking::ByIdentifier("a\0")] {
            let facts = sign_in::load(&world.directory, world.tenant_id(), looking, None).await.unwrap();
            assert!(facts.application().is_none());
        }
        let published = certificates::published(&world.directory, world.tenant_id(), "a\0").await.unwrap();
        assert!(published.is_none());
    }

    async fn an_application_of_another_tenant_is_unknown_here(world: World) {
        world.application().await;
        let other = tenant(&world.directory, "fabrikam.example").await;
        let facts = sign_in::load(&world.directory, &other.id, Looking::ByIdentifier(IDENTIFIER), None).await.unwrap();
        assert_eq!(sign_in::admitted_application(&facts).unwrap_err().code.number, 700_016);
    }

    async fn identifiers_are_compared_to_the_letter(world: World) {
        world.application().await;
        for identifier in [IDENTIFIER.trim_end_matches('/'), "https://ACME.saasit.example/", " https://acme.saasit.example/"] {
            let looking = Looking::ByIdentifier(identifier);
            let facts = sign_in::load(&world.directory, world.tenant_id(), looking, None).await.unwrap();
            assert!(facts.application().is_none(), "{identifier}");
        }
    }

    async fn a_session_of_another_tenant_is_none(world: World) {
        world.application().await;
        let started = world.signs_in(&world.bsimon().await).await;
        let other = tenant(&world.directory, "fabrikam.example").await;
        let token = Some(started.token.expose().as_str());
        let facts = sign_in::load(&world.directory, &other.id, Looking::Nothing, token).await.unwrap();
        assert!(matches!(facts.session(), SessionFact::None));
    }

    async fn nobody_signed_in_and_sessions_that_are_over_are_told_apart(world: World) {
        let (application, user) = (world.application().await, world.bsimon().await);
        world.assign(&application, Principal::User(user.id.clone())).await;
        let facts = world.facts(None).await;
        let now = world.directory.environment().now();
        assert_eq!(sign_in::decide(&facts, now).unwrap_err().code.number, 50058);
        let started = world.signs_in(&user).await;
        sessions::revoke_all(&world.directory, &system(), world.tenant_id(), &user.id).await.unwrap();
        assert_eq!(world.decides(&started).await.unwrap_err().number, 50133);
        let started = world.signs_in(&user).await;
        world.clock.advance(SignedDuration::from_hours(25));
        assert_eq!(world.decides(&started).await.unwrap_err().number, 50132);
    }

    async fn an_unassigned_person_is_refused_whatever_his_role(world: World) {
        world.application().await;
        let admin = world.administrator("admin", DirectoryRole::GlobalAdministrator).await;
        let started = world.signs_in(&admin).await;
        assert_eq!(world.decides(&started).await.unwrap_err().number, 50105);
    }

    async fn without_assignment_required_everybody_gets_in(world: World) {
        let (application, user) = (world.application().await, world.bsimon().await);
        let change = ApplicationChange { assignment_required: Some(false), ..ApplicationChange::default() };
        applications::update(&world.directory, &system(), world.tenant_id(), &application.id, change).await.unwrap();
        world.signs_on(&world.signs_in(&user).await).await.unwrap();
    }

    async fn a_disabled_application_admits_nobody(world: World) {
        let (application, user) = (world.application().await, world.bsimon().await);
        world.assign(&application, Principal::User(user.id.clone())).await;
        let change = ApplicationChange { is_enabled: Some(false), ..ApplicationChange::default() };
        applications::update(&world.directory, &system(), world.tenant_id(), &application.id, change).await.unwrap();
        assert_eq!(world.decides(&world.signs_in(&user).await).await.unwrap_err().number, 7_000_112);
    }

    async fn direct_members_of_an_assigned_group_get_in_members_of_inner_groups_do_not(world: World) {
        let application = world.application().await;
        let (outer, inner) = (group(&world, "Outer").await, group(&world, "Inner").await);
        let (direct, nested) = (world.person("direct").await, world.person("nested").await);
        add(&world, &outer, Member::User(direct.id.clone())).await.unwrap();
        add(&world, &inner, Member::User(nested.id.clone())).await.unwrap();
        add(&world, &outer, Member::Group(inner.id.clone())).await.unwrap();
        world.assign(&application, Principal::Group(outer.id.clone())).await;
        let started = world.signs_in(&direct).await;
        let granted = world.decides(&started).await.unwrap();
        assert_eq!(granted.assignments()[0].group_id.as_deref(), Some(outer.id.as_str()));
        world.signs_on(&started).await.unwrap();
        assert_eq!(world.decides(&world.signs_in(&nested).await).await.unwrap_err().number, 50105);
    }

    async fn the_next_sign_on_knows_every_change_whichever_replica_made_it(world: World) {
        let (application, user) = (world.application().await, world.bsimon().await);
        let replica = world.replica().await;
        let (directory, tenant_id) = (&replica, world.tenant_id());
        let started = world.signs_in(&user).await;
        let assignment = world.assign(&application, Principal::User(user.id.clone())).await;
        world.signs_on(&started).await.unwrap();

        let reply_urls = Some(vec![ReplyUrl::plain("https://acme.saasit.example/another".parse().unwrap())]);
        let moved = ApplicationChange { reply_urls, ..ApplicationChange::default() };
        let moved = applications::update(directory, &system(), tenant_id, &application.id, moved).await.unwrap();
        let granted = world.decides(&started).await.unwrap();
        assert_eq!(granted.application().reply_urls, moved.reply_urls);
        applications::delete(directory, &system(), tenant_id, &application.id).await.unwrap();
        assert_eq!(refused(world.signs_on(&started).await), 700_016);
        applications::restore(directory, &system(), tenant_id, &application.id).await.unwrap();
        world.signs_on(&started).await.unwrap();

        let enabled = |is_enabled| ApplicationChange { is_enabled: Some(is_enabled), ..ApplicationChange::default() };
        applications::update(directory, &system(), tenant_id, &application.id, enabled(false)).await.unwrap();
        assert_eq!(refused(world.signs_on(&started).await), 7_000_112);
        applications::update(directory, &system(), tenant_id, &application.id, enabled(true)).await.unwrap();

        let next = certificates::create(directory, &system(), tenant_id, &application.id).await.unwrap();
        certificates::activate(directory, &system(), tenant_id, &application.id, &next.thumbprint).await.unwrap();
        let id = world.signs_on(&started).await.unwrap();
        let entry = sign_ins::find(directory, &system(), tenant_id, &id).await.unwrap().unwrap();
        assert_eq!(entry.certificate_thumbprint, Some(next.thumbprint));

        assignments::remove(directory, &system(), tenant_id, &application.id, &assignment.id).await.unwrap();
        assert_eq!(refused(world.signs_on(&started).await), 50_105);
        let group = group(&world, "Group").await;
        add(&world, &group, Member::User(user.id.clone())).await.unwrap();
        world.assign(&application, Principal::Group(group.id.clone())).await;
        world.signs_on(&started).await.unwrap();
        groups::remove_member(directory, &system(), tenant_id, &group.id, &Member::User(user.id.clone())).await.unwrap();
        assert_eq!(refused(world.signs_on(&started).await), 50_105);

        sessions::end(directory, started.token.expose()).await.unwrap();
        assert_eq!(refused(world.signs_on(&started).await), 50_058);
        let started = world.signs_in(&user).await;
        let disabled = UserChange { is_enabled: Some(false), ..UserChange::default() };
        users::update(directory, &system(), tenant_id, &user.id, disabled).await.unwrap();
        assert_eq!(refused(world.signs_on(&started).await), 50_133);
    }

    async fn a_sign_on_that_was_not_answered_is_no_success_in_the_log(world: World) {
        let (application, user) = (world.application().await, world.bsimon().await);
        let (directory, tenant_id) = (&world.directory, world.tenant_id());
        world.assign(&application, Principal::User(user.id.clone())).await;
        let started = world.signs_in(&user).await;
        let id = world.signs_on(&started).await.unwrap();
        let granted = world.decides(&started).await.unwrap();
        let success = Success { id: id.clone(), ..world.success_of(&granted) };
        sign_ins::retract_success(directory, &granted, &success, "no signature").await.unwrap();
        let entry = sign_ins::find(directory, &system(), tenant_id, &id).await.unwrap().unwrap();
        assert_eq!((entry.outcome, entry.failure_reason.as_str()), (Outcome::Failure, "no signature"));
        assert_ne!(entry.error_code, 0);
    }

    async fn a_record_touches_the_session_once_a_minute(world: World) {
        let (application, user) = (world.application().await, world.bsimon().await);
        world.assign(&application, Principal::User(user.id.clone())).await;
        let started = world.signs_in(&user).await;
        let last_used = async || world.decides(&started).await.unwrap().session().last_used_at;
        let begun = last_used().await;
        world.clock.advance(SignedDuration::from_secs(30));
        world.signs_on(&started).await.unwrap();
        assert_eq!(last_used().await, begun);
        world.clock.advance(SignedDuration::from_secs(31));
        world.signs_on(&started).await.unwrap();
        assert_eq!(last_used().await, begun + SignedDuration::from_secs(61));
    }

    async fn sign_ons_of_one_person_at_once_do_not_stand_in_each_others_way(world: World) {
        let (application, user) = (world.application().await, world.bsimon().await);
        world.assign(&application, Principal::User(user.id.clone())).await;
        let started = world.signs_in(&user).await;
        let (world, started) = (std::sync::Arc::new(world), std::sync::Arc::new(started));
        let tasks: Vec<_> = (0..20).map(|_| {
            let (world, started) = (world.clone(), started.clone());
            tokio::spawn(async move { world.signs_on(&started).await.is_ok() })
        }).collect();
        for task in tasks {
            assert!(task.await.unwrap());
        }
    }

    async fn a_pending_password_change_stops_a_sign_on(world: World) {
        let (application, user) = (world.application().await, world.bsimon().await);
        world.assign(&application, Principal::User(user.id.clone())).await;
        let (directory, tenant_id) = (&world.directory, world.tenant_id());
        let reset = users::Reset { password: Some(secret(PASSWORD)), must_change_password: true };
        users::reset_password(directory, &system(), tenant_id, &user.id, reset).await.unwrap();
        let proof = world.shows_password(&user.user_principal_name, PASSWORD).await.unwrap();
        assert!(proof.must_change_password());
        assert_eq!(refused(sessions::start(directory, &proof, sessions::Keep::No, HOME, None).await), 50055);
    }

    async fn claims_are_entras_default_set_and_say_where_they_come_from(world: World) {
        let (application, user) = (world.application().await, world.bsimon().await);
        world.assign(&application, Principal::User(user.id.clone())).await;
        let granted = world.decides(&world.signs_in(&user).await).await.unwrap();
        let claims = claims_of(&granted);
        let short: Vec<(&str, &str, &str)> = claims.attributes.iter().map(|claim| {
            (claim.name.rsplit('/').next().unwrap(), claim.values[0].as_str(), claim.rule.source)
        }).collect();
        let method = "http://schemas.microsoft.com/ws/2008/06/identity/authenticationmethod/password";
        assert_eq!(short, [
            ("tenantid", world.tenant_id(), "tenant.id"),
            ("objectidentifier", user.id.as_str(), "user.objectid"),
            ("displayname", "B.Simon", "user.displayname"),
            ("identityprovider", "https://idp.example/", "tenant.issuer"),
            ("authnmethodsreferences", method, "session.authenticationmethods"),
            ("givenname", "Britta", "user.givenname"),
            ("surname", "Simon", "user.surname"),
            ("emailaddress", "b.simon@contoso.example", "user.mail"),
            ("name", "B.Simon@contoso.example", "user.userprincipalname"),
        ]);
        assert_eq!((claims.name_id.value.as_str(), claims.name_id.format), ("B.Simon@contoso.example", NameIdFormat::EmailAddress));
        assert!(claims.warnings.is_empty());
    }

    async fn a_persistent_name_id_is_pairwise_and_the_successor_gets_another(world: World) {
        let (application, user) = (world.application().await, world.bsimon().await);
        world.assign(&application, Principal::User(user.id.clone())).await;
        let persistent = |granted: &sign_in::Granted| {
            claims::for_grant(granted, "https://idp.example/", Some(NameIdFormat::Persistent), "random").name_id.value
        };
        let first = persistent(&world.decides(&world.signs_in(&user).await).await.unwrap());
        assert_eq!(first.len(), 43);
        assert_eq!(first, persistent(&world.decides(&world.signs_in(&user).await).await.unwrap()));

        let (directory, tenant_id) = (&world.directory, world.tenant_id());
        users::delete(directory, &system(), tenant_id, &user.id).await.unwrap();
        users::purge(directory, &system(), tenant_id, &user.id).await.unwrap();
        world.clock.advance(SignedDuration::from_hours(24 * 30));
        let successor = world.bsimon().await;
        world.assign(&application, Principal::User(successor.id.clone())).await;
        assert_ne!(first, persistent(&world.decides(&world.signs_in(&successor).await).await.unwrap()));
    }

    async fn a_configured_name_id_without_value_becomes_pairwise_with_a_warning(world: World) {
        let (application, user) = (world.application().await, world.person("nomail").await);
        world.assign(&application, Principal::User(user.id.clone())).await;
        let setting = NameIdSetting { format: NameIdFormat::EmailAddress, source: NameIdSource::Mail };
        let change = ApplicationChange { name_id: Some(Some(setting)), ..ApplicationChange::default() };
        applications::update(&world.directory, &system(), world.tenant_id(), &application.id, change).await.unwrap();
        let claims = claims_of(&world.decides(&world.signs_in(&user).await).await.unwrap());
        assert_eq!(claims.name_id.format, NameIdFormat::Persistent);
        assert_eq!(claims.warnings[0].reason, claims::WarningReason::PairwiseInstead);
        assert!(!claims.attributes.iter().any(|claim| claim.name.ends_with("/emailaddress")), "null source left out");
    }
}
