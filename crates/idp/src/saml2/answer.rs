//! The page that carries an answer to an application: a form that sends itself to the reply URL, or by its button.

use axum::response::{IntoResponse as _, Response};
use i18n_embed_fl::fl;
use vestibule_directory::Failure;
use vestibule_directory::failure::SamlStatus;
use vestibule_directory::sign_in::Facts;
use vestibule_directory::value::WebUrl;
use vestibule_saml::binding::{RelayState, post};
use vestibule_saml::identity_provider::{AnswerTo, SignedResponse, StatusContent, refuse};
use vestibule_saml::message::StatusCode;
use vestibule_web::ContentSecurityPolicy;
use vestibule_web::text::{Around, Fixed};
use vestibule_web::ui::auto_post::{Value, auto_post};
use vestibule_web::ui::layout::{self, SignInPage};

use super::entry::Entry;
use crate::refusal::{Refused, unavailable};
use crate::routes;
use crate::text::texts;
use crate::visit::Visit;

/// Posts a signed response to the reply URL that was chosen for it.
pub(crate) fn response(visit: &Visit, entry: &Entry, signed: &SignedResponse) -> Response {
    let name = entry.application_name();
    let words = WORDS.of(visit.page.language);
    let page = Page {
        title: words.title.with(name),
        lead: words.lead.with(name),
        reply_url: entry.accepted.reply_url(),
        message: signed.to_base64(),
        relay_state: entry.accepted.relay_state(),
    };
    page.into_response(visit, &entry.facts)
}

/// What the page says of an application: it is made for every sign-on.
static WORDS: Fixed<Words> = Fixed::new(|language| {
    let own = texts(language);
    let loader = own.loader();
    Words {
        title: Around::name(|name| fl!(loader, "answer-title", application = name)),
        lead: Around::name(|name| fl!(loader, "answer-lead", application = name)),
    }
});

struct Words {
    title: Around,
    lead: Around,
}

/// Posts the refusal of a request to a reply URL that was found registered. (`error_channel`)
pub(crate) fn status(visit: &Visit, answer_to: &AnswerTo, refused: &Refused) -> Response {
    let Some(facts) = &refused.facts else {
        return broken(visit, "a status needs a tenant");
    };
    let (top, second) = status_codes(refused.refusal.code.saml_status);
    let content = StatusContent {
        response_id: format!("_{}", visit.services.environment().unguessable_id()),
        issuer: routes::issuer(visit.services.settings(), &facts.tenant().id),
        destination: answer_to.reply_url.clone(),
        in_response_to: Some(answer_to.in_response_to.clone()),
        issue_instant: visit.page.now,
        top,
        second,
        message: message(visit, refused),
    };
    let xml = match refuse(&content) {
        Ok(xml) => xml,
        Err(error) => return broken(visit, error),
    };
    let name = facts
        .application()
        .map_or("", |application| &application.display_name);
    let loader = visit.texts.loader();
    let page = Page {
        title: fl!(loader, "answer-refused-title", application = name),
        lead: fl!(loader, "answer-refused-lead", application = name),
        reply_url: &answer_to.reply_url,
        message: post::encode(&xml),
        relay_state: answer_to.relay_state.as_ref(),
    };
    page.into_response(visit, facts)
}

/// A form on its way to a reply URL.
struct Page<'a> {
    title: String,
    lead: String,
    reply_url: &'a str,
    message: String,
    relay_state: Option<&'a RelayState>,
}

impl Page<'_> {
    /// The page may post to the reply URL's origin, and the application may lead on from there to the addresses that
    /// are registered for it. (`post_page_policy`)
    fn into_response(self, visit: &Visit, facts: &Facts) -> Response {
        let target = ContentSecurityPolicy::posting_through(self.reply_url, onward(facts));
        let (action, policy) = match target {
            Ok(target) => target,
            Err(error) => return broken(visit, error),
        };
        let mut fields = vec![("SAMLResponse", Value::Base64(&self.message))];
        fields.extend(
            self.relay_state
                .map(|relay_state| ("RelayState", Value::Text(relay_state.as_str()))),
        );
        let frame = SignInPage {
            title: &self.title,
            lead: Some(&self.lead),
            organisation: Some(&facts.tenant().display_name),
            is_passing: true,
            ..SignInPage::default()
        };
        let markup = layout::sign_in_page(
            &visit.page,
            &frame,
            &auto_post(visit.page.language, &action, &fields),
        );
        let mut response = markup.into_response();
        response.extensions_mut().insert(policy);
        response
    }
}

/// The other addresses of the application.
fn onward(facts: &Facts) -> impl Iterator<Item = &str> {
    facts.application().into_iter().flat_map(|application| {
        let reply_urls = application
            .reply_urls
            .iter()
            .map(|reply_url| reply_url.url.as_str());
        reply_urls.chain(application.sign_on_url.iter().map(WebUrl::as_str))
    })
}

/// What cannot happen with registered addresses and our own texts.
fn broken(visit: &Visit, cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Response {
    unavailable(visit, &Failure::Unavailable(cause.into()))
}

fn status_codes(status: Option<SamlStatus>) -> (StatusCode, Option<StatusCode>) {
    match status {
        Some(SamlStatus::NoPassive) => (StatusCode::Responder, Some(StatusCode::NoPassive)),
        Some(SamlStatus::NoAuthnContext) => (StatusCode::Responder, Some(StatusCode::NoAuthnContext)),
        Some(SamlStatus::InvalidNameIdPolicy) => {
            (StatusCode::Requester, Some(StatusCode::InvalidNameIdPolicy))
        }
        Some(SamlStatus::RequestUnsupported) => (StatusCode::Requester, Some(StatusCode::RequestUnsupported)),
        None => (StatusCode::Responder, None),
    }
}

/// The text for the application's administrator, in English and with the tail that Entra's have.
fn message(visit: &Visit, refused: &Refused) -> String {
    let refusal = &refused.refusal;
    format!(
        "{}: {} Expected: {}. Received: {}. Correlation ID: {} Timestamp: {}",
        refusal.code.label(),
        refusal.code.what_happened,
        refusal.expected,
        refusal.received,
        visit.page.correlation_id,
        visit.page.now.strftime("%Y-%m-%d %H:%M:%SZ"),
    )
}

#[cfg(test)]
mod tests {
    use vestibule_web::Language;

    use super::*;

    #[test]
    fn the_sentences_are_those_of_the_texts() {
        for language in Language::ALL {
            let (own, words) = (texts(language), WORDS.of(language));
            let (loader, name) = (own.loader(), "A & <B>");
            assert_eq!(
                words.title.with(name),
                fl!(loader, "answer-title", application = name)
            );
            assert_eq!(
                words.lead.with(name),
                fl!(loader, "answer-lead", application = name)
            );
        }
    }
}
