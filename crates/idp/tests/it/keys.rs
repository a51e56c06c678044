//! What is never left lying about: old sessions, and secrets in the log.

use std::fmt::{Debug, Write as _};
use std::sync::{Arc, Mutex};

use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};
use vestibule_saml::service_provider::RequestContent;

use crate::partner::{by_redirect, request, xml};
use crate::world::{B_SIMON, PASSWORD, World};

/// Keeps every line that anybody logs, spans included, whatever its level.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<String>>);

impl Log {
    fn text(&self) -> String {
        self.0.lock().unwrap().clone()
    }
}

impl Visit for Log {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        writeln!(self.0.lock().unwrap(), "{}={value:?}", field.name()).unwrap();
    }
}

impl Subscriber for Log {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, attributes: &Attributes<'_>) -> Id {
        attributes.record(&mut self.clone());
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, values: &Record<'_>) {
        values.record(&mut self.clone());
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        event.record(&mut self.clone());
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

#[tokio::test]
async fn no_secret_of_a_sign_in_is_in_the_log() {
    let world = World::new().await;
    let log = Log::default();
    let _logging = tracing::subscriber::set_default(log.clone());
    let browser = world.browser();
    let page = browser.opens(&by_redirect(&world, &request(&world), None)).await;
    let page = browser.sends_form(&page, &[("username", B_SIMON)]).await;
    let wrong = browser.sends_form(&page, &[("password", "wrong Horse 1")]).await;
    wrong.assert_refused(400, "AADSTS50126");
    let page = browser.sends_form(&page, &[("password", PASSWORD)]).await;
    let state = page.form().fields[1].1.clone();
    let page = browser.sends_form(&page, &[("keep", "no")]).await;
    let message = page.form().fields[0].1.clone();
    let text = log.text();
    assert!(text.contains("50126"), "the refusal is in the log: {text}");
    let session = browser.cookie("session").unwrap();
    let token = session.split(':').next().unwrap();
    assert_eq!(token.len(), 43);
    let name_id = format!(
        "<NameID Format=\"{}",
        xml(&page).split("<NameID Format=\"").nth(1).unwrap()
    );
    for (what, secret) in [
        ("the password", PASSWORD),
        ("a wrong password, which is mostly an old one", "wrong Horse 1"),
        ("the session's token", token),
        ("the sealed state", &state[..40]),
        ("the message", &message[..40]),
        ("the message's text", &name_id[..40]),
    ] {
        assert!(!text.contains(secret), "{what} is in the log");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn signing_in_again_ends_the_session_that_the_browser_had() {
    let world = World::new().await;
    let browser = world.browser_of_b_simon().await;
    let before = browser.cookie("session").unwrap();
    world.minutes_pass(1);
    let again = RequestContent {
        force_authn: true,
        ..request(&world)
    };
    let page = browser.opens(&by_redirect(&world, &again, None)).await;
    let page = browser.sends_form(&page, &[("password", PASSWORD)]).await;
    browser.sends_form(&page, &[("keep", "no")]).await;
    assert!(browser.opens("/myapps").await.body.contains("B.Simon"));
    assert_ne!(browser.cookie("session").unwrap()[..43], before[..43]);

    let stolen = world.browser();
    stolen.sets_cookie("session", &before);
    let page = stolen.opens("/myapps").await;
    assert!(page.path.starts_with("/login"), "{}: {}", page.path, page.body);
}
