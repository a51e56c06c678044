//! The life of signing certificates.

use jiff::SignedDuration;
use vestibule_directory::audit::{self, AuditFilter};
use vestibule_directory::certificates::{self, Certificate};
use vestibule_directory::{Caller, Conflict, Failure, MasterKey, PageRequest};
use vestibule_store::{DatabaseUrl, store_test};
use x509_parser::prelude::{FromDer, X509Certificate};

use crate::SCHEMA;
use crate::world::{World, refused, system};

store_test! {
    async fn the_first_certificate_is_rsa_2048_for_three_calendar_years_without_extensions(world: World) {
        let application = world.application().await;
        let active = certificates::active(&world.directory, &system(), world.tenant_id(), &application.id).await.unwrap().unwrap();
        assert_eq!(active.not_before.to_string(), "2025-04-01T08:00:00Z");
        assert_eq!(active.not_after.to_string(), "2028-04-01T08:00:00Z");
        let (_, parsed) = X509Certificate::from_der(&active.der).unwrap();
        assert_eq!(parsed.subject().to_string(), "CN=Vestibule Federated SSO Certificate");
        assert_eq!(parsed.issuer(), parsed.subject());
        assert!(parsed.extensions().is_empty());
        assert_eq!(parsed.raw_serial().len(), 16);
        assert_eq!(parsed.validity().not_after.timestamp(), active.not_after.as_second());
        let key = parsed.public_key().parsed().unwrap();
        assert!(matches!(key, x509_parser::public_key::PublicKey::RSA(rsa) if rsa.key_size() == 2048));
        assert_eq!(active.thumbprint.len(), 40);
    }

    async fn another_certificate_starts_inactive_and_takes_over_when_activated(world: World) {
        let application = world.application().await;
        let (directory, tenant_id) = (&world.directory, world.tenant_id());
        let first = certificates::active(directory, &system(), tenant_id, &application.id).await.unwrap().unwrap();
        let second = certificates::create(directory, &system(), tenant_id, &application.id).await.unwrap();
        assert!(!second.is_active);
        let delete = async |certificate: &Certificate| {
            certificates::delete(directory, &system(), tenant_id, &application.id, &certificate.thumbprint).await
        };
        assert!(matches!(delete(&first).await, Err(Failure::Conflict(Conflict::CertificateActive))));
        certificates::activate(directory, &system(), tenant_id, &application.id, &second.thumbprint.to_lowercase()).await.unwrap();
        let listed = certificates::list(directory, &system(), tenant_id, &application.id).await.unwrap();
        assert_eq!(listed.iter().map(|one| (&one.id, one.is_active)).collect::<Vec<_>>(), [(&second.id, true), (&first.id, false)]);
        delete(&first).await.unwrap();
        assert_eq!(certificates::list(directory, &system(), tenant_id, &application.id).await.unwrap().len(), 1);
    }

    async fn a_switch_at_a_time_set_before_is_made_then_and_written_down(world: World) {
        let application = world.application().await;
        let (directory, tenant_id) = (&world.directory, world.tenant_id());
        let first = certificates::active(directory, &system(), tenant_id, &application.id).await.unwrap().unwrap();
        let next = certificates::create(directory, &system(), tenant_id, &application.id).await.unwrap();
        let other = certificates::create(directory, &system(), tenant_id, &application.id).await.unwrap();
        let now = || directory.environment().now();
        let hour = SignedDuration::from_hours(1);
        let schedule = async |one: &Certificate, at| {
            certificates::schedule(directory, &system(), (tenant_id, &application.id), &one.thumbprint, at).await
        };
        let switch = async || certificates::activate_due(directory, &Caller::system("scheduled")).await.unwrap();
        let signs = async || world.facts(None).await.certificate().unwrap().id.clone();
        assert!(matches!(schedule(&first, Some(now() + hour)).await, Err(Failure::Conflict(Conflict::CertificateActive))));
        for at in [now(), next.not_after + hour] {
            assert!(matches!(schedule(&next, Some(at)).await, Err(Failure::Invalid(_))), "{at}");
        }
        schedule(&other, Some(now() + hour)).await.unwrap();
        let at = now() + hour * 2;
        assert_eq!(schedule(&next, Some(at)).await.unwrap().activates_at, Some(at));
        world.clock.advance(hour);
        assert_eq!((switch().await, signs().await), (0, first.id.clone()), "the other one's time was taken back");
        world.clock.advance(hour);
        assert_eq!((switch().await, signs().await, switch().await), (1, next.id.clone(), 0));
        let filter = AuditFilter { target_id: Some(application.id.clone()), ..AuditFilter::default() };
        let page = audit::list(directory, &system(), tenant_id, &filter, &PageRequest::default()).await.unwrap();
        let said = |what: &str| page.items.iter().find(|entry| entry.after.as_deref().is_some_and(|after| after.contains(what))).unwrap();
        assert!(said("\"scheduled\"").after.as_deref().unwrap().contains(&other.thumbprint) || said("\"scheduled\"").after.as_deref().unwrap().contains(&next.thumbprint));
        assert_eq!(said("\"activated\"").actor_name, "scheduled");
    }

    async fn a_time_that_was_set_is_taken_back_or_overtaken_by_hand(world: World) {
        let application = world.application().await;
        let (directory, tenant_id) = (&world.directory, world.tenant_id());
        let next = certificates::create(directory, &system(), tenant_id, &application.id).await.unwrap();
        let other = certificates::create(directory, &system(), tenant_id, &application.id).await.unwrap();
        let hour = SignedDuration::from_hours(1);
        let schedule = async |at| {
            certificates::schedule(directory, &system(), (tenant_id, &application.id), &next.thumbprint, at).await.unwrap()
        };
        schedule(Some(directory.environment().now() + hour)).await;
        schedule(None).await;
        world.clock.advance(hour * 2);
        assert_eq!(certificates::activate_due(directory, &system()).await.unwrap(), 0);
        schedule(Some(directory.environment().now() + hour)).await;
        certificates::activate(directory, &system(), tenant_id, &application.id, &other.thumbprint).await.unwrap();
        world.clock.advance(hour * 2);
        assert_eq!(certificates::activate_due(directory, &system()).await.unwrap(), 0);
        assert_eq!(world.facts(None).await.certificate().unwrap().id, other.id);
    }

    async fn a_valid_one_stands_in_when_the_active_one_has_expired(world: World) {
        let application = world.application().await;
        let (directory, tenant_id) = (&world.directory, world.tenant_id());
        let first = certificates::active(directory, &system(), tenant_id, &application.id).await.unwrap().unwrap();
        world.clock.advance(SignedDuration::from_hours(24 * 365 * 2));
        let second = certificates::create(directory, &system(), tenant_id, &application.id).await.unwrap();
        assert_eq!(world.facts(None).await.certificate().unwrap().id, first.id);
        world.clock.advance(SignedDuration::from_hours(24 * 366 * 2));
        let facts = world.facts(None).await;
        assert_eq!(facts.certificate().unwrap().id, second.id);
        let published = certificates::published(directory, tenant_id, &application.app_id).await.unwrap().unwrap();
        assert_eq!(published.len(), 2, "the active one first, expired or not");
        world.clock.advance(SignedDuration::from_hours(24 * 366 * 2));
        assert_eq!(world.facts(None).await.certificate().unwrap().id, first.id, "an expired one signs when there is no other");
    }

    async fn the_key_fits_the_certificate_and_comes_from_memory_the_second_time(world: World) {
        let application = world.application().await;
        let facts = world.facts(None).await;
        let material = world.directory.signing_material(&facts).await.unwrap();
        assert_eq!(facts.application().unwrap().id, application.id);
        let key = aws_lc_rs::signature::RsaKeyPair::from_pkcs8(material.pkcs8.expose()).unwrap();
        let (_, parsed) = X509Certificate::from_der(&material.der).unwrap();
        let public = aws_lc_rs::signature::KeyPair::public_key(&key).as_ref();
        assert_eq!(parsed.public_key().subject_public_key.data.as_ref(), public);
        assert!(std::sync::Arc::ptr_eq(&material, &world.directory.signing_material(&facts).await.unwrap()));
    }

    async fn under_another_master_key_nothing_is_signed(world: World) {
        world.application().await;
        let facts = world.facts(None).await;
        let other = MasterKey::from_octets([7; 32]);
        let environment = world.directory.environment().clone();
        let db = vestibule_store::Db::open(&world.url, &SCHEMA).await.unwrap();
        let directory = vestibule_directory::Directory::for_test_under(db, &other, environment);
        assert_eq!(refused(directory.signing_material(&facts).await), 50146);
    }

    async fn under_another_master_key_the_directory_does_not_open(world: World) {
        let environment = world.directory.environment().clone();
        let other = MasterKey::from_octets([7; 32]);
        let opened = vestibule_directory::Directory::open(&world.url, &other, environment.clone()).await;
        assert!(matches!(opened, Err(vestibule_store::OpenError::MasterKey { schema: "directory" })));
        let same = MasterKey::from_octets(std::array::from_fn(|at| u8::try_from(at).unwrap()));
        assert!(vestibule_directory::Directory::open(&world.url, &same, environment).await.is_ok());
    }

    async fn no_private_key_lies_in_the_database(url: DatabaseUrl) {
        let DatabaseUrl::Sqlite(path) = &url else { return };
        let (environment, _) = vestibule_store::testing::environment(3);
        let db = vestibule_store::Db::open(&url, &SCHEMA).await.unwrap();
        let directory = vestibule_directory::Directory::for_test(db, environment);
        let tenant = crate::world::tenant(&directory, "contoso.example").await;
        let mut new = vestibule_directory::applications::NewApplication::new(&tenant.id, "ISM".parse().unwrap());
        new.identifiers = vec![crate::world::IDENTIFIER.parse().unwrap()];
        vestibule_directory::applications::create(&directory, &system(), new).await.unwrap();
        let looking = vestibule_directory::sign_in::Looking::ByIdentifier(crate::world::IDENTIFIER);
        let facts = vestibule_directory::sign_in::load(&directory, &tenant.id, looking, None).await.unwrap();
        let material = directory.signing_material(&facts).await.unwrap();
        let mut octets = std::fs::read(path).unwrap();
        octets.extend(std::fs::read(path.with_extension("db-wal")).unwrap_or_default());
        let contains = |needle: &[u8]| octets.windows(needle.len()).any(|window| window == needle);
        assert!(contains(&material.der[material.der.len() - 64..]), "the search finds what is there");
        // The private exponent and primes are random: 64 octets out of the middle would be found.
        let pkcs8 = material.pkcs8.expose();
        assert!(!contains(&pkcs8[pkcs8.len() / 2..pkcs8.len() / 2 + 64]));
        assert!(!contains(b"PRIVATE KEY"));
    }
}
