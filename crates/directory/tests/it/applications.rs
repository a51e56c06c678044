//! Applications and who may use them.

use jiff::SignedDuration;
use vestibule_directory::applications::{self, ApplicationChange, NewApplication, SigningOption};
use vestibule_directory::assignments::{self, Principal};
use vestibule_directory::failure::Noun;
use vestibule_directory::value::{DisplayName, EntityId, ReplyUrl, WebUrl};
use vestibule_directory::{Conflict, Failure, Loopback, PageRequest, templates};
use vestibule_store::store_test;

use crate::SCHEMA;
use crate::world::{IDENTIFIER, World, system, tenant};

fn from_gallery(world: &World, identifier: &str, reply_url: &str) -> NewApplication {
    let mut new = NewApplication::new(
        world.tenant_id(),
        DisplayName::parse("Ivanti Service Manager (ISM)").unwrap(),
    );
    new.template = Some("ivanti-service-manager".to_owned());
    new.identifiers = vec![EntityId::parse(identifier).unwrap()];
    new.reply_urls = vec![ReplyUrl::plain(WebUrl::parse(reply_url).unwrap())];
    new
}

fn fields(result: Result<impl Sized, Failure>) -> Vec<String> {
    match result {
        Err(Failure::Invalid(problems)) => problems.iter().map(|problem| problem.field.to_string()).collect(),
        Err(other) => panic!("not invalid: {other:?}"),
        Ok(_) => Vec::new(),
    }
}

store_test! {
    async fn an_application_keeps_what_it_was_given(world: World) {
        let mut new = world.new_application("ISM", IDENTIFIER);
        new.identifiers.push(EntityId::parse("second").unwrap());
        let second = WebUrl::parse("https://acme.saasit.example/second").unwrap();
        new.reply_urls.push(ReplyUrl { url: second, index: Some(7), is_default: true });
        new.sign_on_url = Some(WebUrl::parse("https://acme.saasit.example/").unwrap());
        let created = applications::create(&world.directory, &system(), new).await.unwrap();
        let read = applications::get(&world.directory, &system(), world.tenant_id(), &created.id).await.unwrap();
        assert_eq!(read, created);
        assert_eq!(read.identifiers, [IDENTIFIER, "second"]);
        assert_eq!(read.default_identifier(), Some(IDENTIFIER));
        assert_eq!(read.default_reply_url().unwrap().url.as_str(), "https://acme.saasit.example/second");
        assert!(read.assignment_required && read.is_enabled && read.visible_to_users);
        assert_eq!(read.signing_option, SigningOption::Assertion);
    }

    async fn an_application_is_found_by_id_application_id_and_name(world: World) {
        let application = world.application().await;
        let (directory, tenant_id) = (&world.directory, world.tenant_id());
        for key in [application.id.as_str(), &application.app_id.to_uppercase(), "ism"] {
            let found = applications::find(directory, &system(), tenant_id, key).await.unwrap();
            assert_eq!(found.as_ref(), Some(&application), "{key}");
        }
        let new = world.new_application("ISM", "another");
        applications::create(directory, &system(), new).await.unwrap();
        let result = applications::find(directory, &system(), tenant_id, "ISM").await;
        assert!(matches!(result, Err(Failure::Conflict(Conflict::Ambiguous { .. }))));
    }

    async fn an_identifier_belongs_to_one_application_of_the_tenant_even_a_deleted_one(world: World) {
        let application = world.application().await;
        let (directory, tenant_id) = (&world.directory, world.tenant_id());
        let taken = |result: Result<_, Failure>| matches!(result, Err(Failure::Conflict(Conflict::Taken { field: "identifierUris", .. })));
        let again = || world.new_application("Squatter", IDENTIFIER);
        assert!(taken(applications::create(directory, &system(), again()).await));
        applications::delete(directory, &system(), tenant_id, &application.id).await.unwrap();
        assert!(taken(applications::create(directory, &system(), again()).await));
        applications::purge(directory, &system(), tenant_id, &application.id).await.unwrap();
        applications::create(directory, &system(), again()).await.unwrap();
        let other = tenant(directory, "fabrikam.example").await;
        let mut elsewhere = again();
        elsewhere.tenant_id = other.id;
        applications::create(directory, &system(), elsewhere).await.unwrap();
    }

    async fn of_two_who_take_an_identifier_at_once_one_gets_it(world: World) {
        let replica = world.replica().await;
        let create = |directory: vestibule_directory::Directory, name: &str| {
            let new = world.new_application(name, IDENTIFIER);
            tokio::spawn(async move { applications::create(&directory, &system(), new).await })
        };
        let (one, other) = (create(world.directory.clone(), "One"), create(replica, "Other"));
        let results = [one.await.unwrap(), other.await.unwrap()];
        assert_eq!(results.iter().filter(|result| result.is_ok()).count(), 1);
        assert!(results.iter().any(|result| matches!(result, Err(Failure::Conflict(Conflict::Taken { .. })))));
    }

    async fn identifiers_of_identity_providers_are_reserved(world: World) {
        let directory = world.directory.clone().with_reserved_identifiers(vec!["https://idp.example/".to_owned()]);
        for identifier in ["https://STS.windows.net/abc/", "https://idp.example/tenant/"] {
            let new = world.new_application("Squatter", identifier);
            assert_eq!(fields(applications::create(&directory, &system(), new).await), ["identifierUris"]);
        }
    }

    async fn a_gallery_application_takes_values_that_fit_its_patterns(world: World) {
        let reply = "https://acme.saasit.com/handlers/sso/SamlAssertionConsumerHandler.ashx";
        let good = from_gallery(&world, "https://acme.saasit.com/", reply);
        let application = applications::create(&world.directory, &system(), good).await.unwrap();
        let template = templates::find("ivanti-service-manager").unwrap();
        assert_eq!(application.template_id.as_deref(), Some(template.id.as_str()));
        let wrong = from_gallery(&world, "https://acme.saasit.com", "https://acme.saasit.com/elsewhere");
        assert_eq!(fields(applications::create(&world.directory, &system(), wrong).await), ["identifierUris", "replyUrls"]);
        let mut unknown = from_gallery(&world, "https://b.saasit.com/", reply);
        unknown.template = Some("nothing".to_owned());
        let result = applications::create(&world.directory, &system(), unknown).await;
        assert!(matches!(result, Err(Failure::NotFound { noun: Noun::Template, .. })));
    }

    async fn entries_of_three_kinds_make_applications(world: World) {
        for (slug, identifier, reply, sign_on) in [
            ("box", "box.net", "https://sso.services.box.net/sp/ACS.saml2", "https://acme.account.box.com"),
            (
                "hubspot",
                "https://api.hubspot.com/login-api/v1/saml/login?portalId=42",
                "https://api.hubspot.com/login-api/v1/saml/acs?portalId=42",
                "https://app.hubspot.com/login",
            ),
            (
                "palo-alto-globalprotect",
                "https://vpn.example.com:443/SAML20/SP",
                "https://vpn.example.com:443/SAML20/SP/ACS",
                "https://vpn.example.com",
            ),
        ] {
            let mut new = from_gallery(&world, identifier, reply);
            new.template = Some(slug.to_owned());
            new.display_name = DisplayName::parse(slug).unwrap();
            new.sign_on_url = Some(WebUrl::parse(sign_on).unwrap());
            let made = applications::create(&world.directory, &system(), new).await;
            assert_eq!(made.unwrap().identifiers.first().map(ToString::to_string).as_deref(), Some(identifier));
        }
    }

    async fn loopback_hosts_fit_in_the_demo_alone_and_later_edits_leave_them(world: World) {
        let reply = "http://acme.saasit.localhost:8400/handlers/sso/SamlAssertionConsumerHandler.ashx";
        let new = || from_gallery(&world, "http://acme.saasit.localhost:8400/", reply);
        assert_eq!(fields(applications::create(&world.directory, &system(), new()).await), ["identifierUris", "replyUrls"]);
        let demo = world.directory.clone().with_loopback(Loopback::Allowed);
        let application = applications::create(&demo, &system(), new()).await.unwrap();
        let change = ApplicationChange { assignment_required: Some(false), ..ApplicationChange::default() };
        applications::update(&world.directory, &system(), world.tenant_id(), &application.id, change).await.unwrap();
    }

    async fn an_edit_changes_what_it_names_and_is_refused_when_stale(world: World) {
        let application = world.application().await;
        let (directory, tenant_id) = (&world.directory, world.tenant_id());
        let change = || ApplicationChange {
            signing_option: Some(SigningOption::ResponseAndAssertion),
            identifiers: Some(vec![EntityId::parse("other").unwrap()]),
            version: Some(application.version),
            ..ApplicationChange::default()
        };
        let changed = applications::update(directory, &system(), tenant_id, &application.id, change()).await.unwrap();
        assert_eq!(changed, applications::get(directory, &system(), tenant_id, &application.id).await.unwrap());
        assert_eq!(changed.identifiers, ["other"]);
        assert_eq!(changed.reply_urls, application.reply_urls);
        let result = applications::update(directory, &system(), tenant_id, &application.id, change()).await;
        assert!(matches!(result, Err(Failure::Conflict(Conflict::Stale { noun: Noun::Application }))));
    }

    async fn a_deleted_application_comes_back_with_certificate_and_assignments(world: World) {
        let (application, user) = (world.application().await, world.bsimon().await);
        world.assign(&application, Principal::User(user.id.clone())).await;
        let started = world.signs_in(&user).await;
        let (directory, tenant_id) = (&world.directory, world.tenant_id());
        applications::delete(directory, &system(), tenant_id, &application.id).await.unwrap();
        assert_eq!(world.decides(&started).await.unwrap_err().number, 700_016);
        assert_eq!(applications::find(directory, &system(), tenant_id, "ISM").await.unwrap(), None);
        let deleted = applications::find_deleted(directory, &system(), tenant_id, "ISM").await.unwrap().unwrap();
        applications::restore(directory, &system(), tenant_id, &deleted.id).await.unwrap();
        world.decides(&started).await.unwrap();
        applications::delete(directory, &system(), tenant_id, &application.id).await.unwrap();
        world.clock.advance(SignedDuration::from_hours(24 * 30));
        let result = applications::restore(directory, &system(), tenant_id, &application.id).await;
        assert!(matches!(result, Err(Failure::NotFound { noun: Noun::Application, .. })));
    }

    async fn parallel_assignments_of_one_person_are_one(world: World) {
        let (application, user) = (world.application().await, world.bsimon().await);
        let replica = world.replica().await;
        let tasks: Vec<_> = (0..8).map(|nth| {
            let directory = if nth % 2 == 0 { world.directory.clone() } else { replica.clone() };
            let (tenant_id, application_id) = (world.tenant.id.clone(), application.id.clone());
            let principal = Principal::User(user.id.clone());
            tokio::spawn(async move {
                assignments::assign(&directory, &system(), &tenant_id, &application_id, &principal, None).await.unwrap().id
            })
        }).collect();
        let mut ids = Vec::new();
        for task in tasks {
            ids.push(task.await.unwrap());
        }
        ids.dedup();
        assert_eq!(ids.len(), 1);
        let page = PageRequest::default();
        let listed = assignments::list(&world.directory, &system(), world.tenant_id(), &application.id, &page).await.unwrap();
        assert_eq!(listed.items.len(), 1);
        assert_eq!(listed.items[0].role_name, "Default Access");
    }

    async fn my_apps_shows_what_a_person_is_assigned_to(world: World) {
        let (application, user) = (world.application().await, world.bsimon().await);
        let (directory, tenant_id) = (&world.directory, world.tenant_id());
        let caller = world.caller(&user).await;
        assert!(assignments::applications_of(directory, &caller, tenant_id, &user.id).await.unwrap().is_empty());
        let assignment = world.assign(&application, Principal::User(user.id.clone())).await;
        let tiles = assignments::applications_of(directory, &caller, tenant_id, &user.id).await.unwrap();
        assert_eq!(tiles.iter().map(|tile| tile.app_id.as_str()).collect::<Vec<_>>(), [application.app_id.as_str()]);
        let change = ApplicationChange { visible_to_users: Some(false), ..ApplicationChange::default() };
        applications::update(directory, &system(), tenant_id, &application.id, change).await.unwrap();
        assert!(assignments::applications_of(directory, &caller, tenant_id, &user.id).await.unwrap().is_empty());
        assignments::remove(directory, &system(), tenant_id, &application.id, &assignment.id).await.unwrap();
        let result = assignments::remove(directory, &system(), tenant_id, &application.id, &assignment.id).await;
        assert!(matches!(result, Err(Failure::NotFound { noun: Noun::Assignment, .. })));
    }
}
