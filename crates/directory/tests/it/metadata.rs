//! Documents of applications that are read again, and what becomes of their changes.

use std::sync::LazyLock;

use jiff::SignedDuration;
use vestibule_directory::applications::{
    self, Application, ApplicationChange, DueMetadata, Found, MetadataSource, MetadataState, PartnerMetadata,
    VerificationCertificate,
};
use vestibule_directory::audit::{self, AuditFilter};
use vestibule_directory::value::{ReplyUrl, WebUrl};
use vestibule_directory::{Conflict, Failure, PageRequest};
use vestibule_store::store_test;

use crate::SCHEMA;
use crate::world::{IDENTIFIER, World, system};

static CERTIFICATES: LazyLock<[Vec<u8>; 3]> = LazyLock::new(|| {
    [(); 3].map(|()| {
        let pair = rcgen::KeyPair::generate_for(&rcgen::PKCS_ECDSA_P256_SHA256).unwrap();
        rcgen::CertificateParams::default()
            .self_signed(&pair)
            .unwrap()
            .der()
            .to_vec()
    })
});

fn certificate(number: usize) -> VerificationCertificate {
    VerificationCertificate::parse(&CERTIFICATES[number]).unwrap()
}

/// What the document says at first.
fn first() -> PartnerMetadata {
    PartnerMetadata {
        identifier: IDENTIFIER.parse().unwrap(),
        reply_urls: vec![url("https://acme.saasit.example/acs")],
        logout_url: None,
        verification_certificates: vec![certificate(0)],
        encryption: None,
        valid_until: None,
        cache_duration: None,
    }
}

fn url(text: &str) -> ReplyUrl {
    ReplyUrl {
        is_default: true,
        ..ReplyUrl::plain(WebUrl::parse(text).unwrap())
    }
}

fn source() -> MetadataSource {
    MetadataSource {
        url: WebUrl::parse("https://acme.saasit.example/metadata").unwrap(),
        entity_id: Some(IDENTIFIER.to_owned()),
        signed_by: vec![vec![1, 2, 3]],
    }
}

/// An application that has what the document says, and a reply URL and a certificate that were added by hand.
async fn followed(world: &World) -> Application {
    let application = world.application().await;
    let key = (world.tenant_id(), application.id.as_str());
    applications::follow_metadata(&world.directory, &system(), key, &source(), &first())
        .await
        .unwrap();
    let by_hand = ReplyUrl::plain(WebUrl::parse("https://acme.saasit.example/by-hand").unwrap());
    let change = ApplicationChange {
        reply_urls: Some(vec![url("https://acme.saasit.example/acs"), by_hand]),
        added_verification_certificates: vec![certificate(0), certificate(2)],
        ..ApplicationChange::default()
    };
    applications::update(&world.directory, &system(), key.0, key.1, change)
        .await
        .unwrap()
}

async fn due(world: &World) -> Vec<DueMetadata> {
    applications::due_metadata(&world.directory, &system())
        .await
        .unwrap()
}

/// A day passes, and the document says this.
async fn says(world: &World, document: Result<PartnerMetadata, String>) -> Found {
    world.clock.advance(SignedDuration::from_hours(24));
    let [due] = due(world).await.try_into().unwrap();
    assert_eq!(due.source, source());
    applications::metadata_read(&world.directory, &system(), &due, document)
        .await
        .unwrap()
}

async fn state(world: &World, application: &Application) -> MetadataState {
    applications::metadata_state(&world.directory, &system(), world.tenant_id(), &application.id)
        .await
        .unwrap()
        .unwrap()
}

async fn now(world: &World, application: &Application) -> Application {
    applications::get(&world.directory, &system(), world.tenant_id(), &application.id)
        .await
        .unwrap()
}

async fn activities(world: &World) -> Vec<String> {
    let (filter, page) = (AuditFilter::default(), PageRequest::first(100));
    let entries = audit::list(&world.directory, &system(), world.tenant_id(), &filter, &page)
        .await
        .unwrap();
    entries.items.into_iter().map(|entry| entry.activity).collect()
}

/// Another reply URL, another key in the place of the first.
fn changed() -> PartnerMetadata {
    PartnerMetadata {
        reply_urls: vec![url("https://evil.example/acs")],
        verification_certificates: vec![certificate(1)],
        ..first()
    }
}

store_test! {
    async fn a_document_that_says_the_same_changes_nothing(world: World) {
        let application = followed(&world).await;
        assert!(due(&world).await.is_empty(), "it was read just now");
        assert_eq!(says(&world, Ok(first())).await, Found::Unchanged);
        let state = state(&world, &application).await;
        assert_eq!((state.pending, state.accepted), (None, first()));
        assert_eq!(now(&world, &application).await, application);
    }

    async fn a_change_waits_and_is_never_applied_by_itself(world: World) {
        let application = followed(&world).await;
        assert_eq!(says(&world, Ok(changed())).await, Found::Waiting);
        assert_eq!(now(&world, &application).await, application, "nothing is live");
        let pending = state(&world, &application).await.pending.unwrap();
        let fields: Vec<_> = pending.differences.iter().map(|difference| difference.field).collect();
        assert_eq!(fields, ["replyUrls", "verificationCertificates"]);
        assert_eq!(pending.differences[0].before, ["https://acme.saasit.example/acs (default)"]);
        assert_eq!(pending.differences[0].after, ["https://evil.example/acs (default)"]);
        assert_eq!(says(&world, Ok(changed())).await, Found::Unchanged, "it is told once");
        let found = |activities: &[String]| activities.iter().filter(|one| one.starts_with("Find changed")).count();
        assert_eq!(found(&activities(&world).await), 1);
        assert_eq!(says(&world, Ok(first())).await, Found::Unchanged);
        assert_eq!(state(&world, &application).await.pending, None, "it was taken back");
    }

    async fn what_is_approved_comes_and_goes_and_what_was_set_by_hand_stays(world: World) {
        let application = followed(&world).await;
        says(&world, Ok(changed())).await;
        let since = state(&world, &application).await.pending.unwrap().since;
        let key = (world.tenant_id(), application.id.as_str());
        let approved = applications::approve_metadata(&world.directory, &system(), key, since).await.unwrap();
        assert_eq!(now(&world, &application).await, approved);
        let urls: Vec<_> = approved.reply_urls.iter().map(|url| (url.url.as_str(), url.is_default)).collect();
        assert_eq!(urls, [("https://evil.example/acs", true), ("https://acme.saasit.example/by-hand", false)]);
        assert_eq!(approved.request_signatures.certificates, [certificate(2), certificate(1)]);
        assert_eq!(approved.identifiers, application.identifiers);
        let state = state(&world, &application).await;
        assert_eq!((state.pending, state.accepted), (None, changed()));
        assert!(activities(&world).await.iter().any(|one| one == "Approve changed metadata of application"));
        assert_eq!(says(&world, Ok(changed())).await, Found::Unchanged);
    }

    async fn another_identifier_is_a_change_too(world: World) {
        let application = followed(&world).await;
        let moved = PartnerMetadata { identifier: "https://new.example/".parse().unwrap(), ..first() };
        assert_eq!(says(&world, Ok(moved)).await, Found::Waiting);
        assert_eq!(now(&world, &application).await.identifiers, [IDENTIFIER]);
        let since = state(&world, &application).await.pending.unwrap().since;
        let key = (world.tenant_id(), application.id.as_str());
        let approved = applications::approve_metadata(&world.directory, &system(), key, since).await.unwrap();
        assert_eq!(approved.identifiers, ["https://new.example/"]);
    }

    async fn what_is_dismissed_is_not_asked_about_again_until_it_changes(world: World) {
        let application = followed(&world).await;
        says(&world, Ok(changed())).await;
        let since = state(&world, &application).await.pending.unwrap().since;
        let key = (world.tenant_id(), application.id.as_str());
        applications::dismiss_metadata(&world.directory, &system(), key, since).await.unwrap();
        assert_eq!(now(&world, &application).await, application);
        assert_eq!(says(&world, Ok(changed())).await, Found::Unchanged);
        assert_eq!(state(&world, &application).await.pending, None);
        let other = PartnerMetadata { logout_url: Some(WebUrl::parse("https://acme.saasit.example/out").unwrap()), ..changed() };
        assert_eq!(says(&world, Ok(other)).await, Found::Waiting);
    }

    async fn only_the_change_that_was_looked_at_is_approved(world: World) {
        let application = followed(&world).await;
        says(&world, Ok(changed())).await;
        let since = state(&world, &application).await.pending.unwrap().since;
        let other = PartnerMetadata { reply_urls: vec![url("https://worse.example/acs")], ..changed() };
        assert_eq!(says(&world, Ok(other)).await, Found::Waiting);
        let key = (world.tenant_id(), application.id.as_str());
        let result = applications::approve_metadata(&world.directory, &system(), key, since).await;
        assert!(matches!(result, Err(Failure::Conflict(Conflict::Stale { .. }))));
        let result = applications::dismiss_metadata(&world.directory, &system(), key, since).await;
        assert!(matches!(result, Err(Failure::Conflict(Conflict::Stale { .. }))));
        assert_eq!(now(&world, &application).await, application);
    }

    async fn a_document_without_keys_takes_none_away(world: World) {
        let application = followed(&world).await;
        let bare = PartnerMetadata { verification_certificates: Vec::new(), ..first() };
        assert_eq!(says(&world, Ok(bare)).await, Found::Unchanged);
        assert_eq!(now(&world, &application).await, application);
    }

    async fn a_failure_is_kept_until_the_next_reading_and_tried_again_in_an_hour(world: World) {
        let application = followed(&world).await;
        assert_eq!(says(&world, Err("no answer".to_owned())).await, Found::Failed);
        let failed = state(&world, &application).await;
        assert_eq!(failed.failure.as_deref(), Some("no answer"));
        assert_eq!(failed.next_check_at, failed.checked_at + SignedDuration::from_hours(1));
        assert_eq!(says(&world, Ok(first())).await, Found::Unchanged);
        assert_eq!(state(&world, &application).await.failure, None);
    }

    async fn a_document_is_read_as_often_as_it_asks_within_bounds(world: World) {
        let application = followed(&world).await;
        for (asked, hours) in [(None, 24), (Some(6), 6), (Some(0), 1), (Some(1_000), 24)] {
            let cache_duration = asked.map(SignedDuration::from_hours);
            says(&world, Ok(PartnerMetadata { cache_duration, ..first() })).await;
            let state = state(&world, &application).await;
            assert_eq!(state.next_check_at, state.checked_at + SignedDuration::from_hours(hours), "{asked:?}");
        }
    }

    async fn a_document_is_no_longer_read_when_nobody_wants_it(world: World) {
        let application = followed(&world).await;
        let (directory, tenant) = (&world.directory, world.tenant_id());
        applications::unfollow_metadata(directory, &system(), tenant, &application.id).await.unwrap();
        world.clock.advance(SignedDuration::from_hours(48));
        assert!(due(&world).await.is_empty());
        let key = (tenant, application.id.as_str());
        applications::follow_metadata(directory, &system(), key, &source(), &first()).await.unwrap();
        applications::delete(directory, &system(), tenant, &application.id).await.unwrap();
        world.clock.advance(SignedDuration::from_hours(48));
        assert!(due(&world).await.is_empty(), "nor of an application that was deleted");
    }
}
