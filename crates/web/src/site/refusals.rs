//! The failure pages of the frame itself: what no handler answers.

use axum::response::Response;
use http::{Method, StatusCode, header};
use i18n_embed_fl::fl;

use super::BODY_LIMIT_OCTETS;
use crate::csrf::Forgery;
use crate::form::{BadForm, bad_form};
use crate::{FailurePage, Language, text};

pub(super) async fn not_found(language: Language) -> FailurePage {
    FailurePage::not_found(language)
}

pub(super) async fn method_not_allowed(language: Language, method: Method) -> FailurePage {
    self::method(language, &method)
}

fn method(language: Language, method: &Method) -> FailurePage {
    let own = text::own(language);
    let loader = own.loader();
    FailurePage {
        status: StatusCode::METHOD_NOT_ALLOWED,
        code: "WEB-METHOD".to_owned(),
        title: fl!(loader, "method-title"),
        what_happened: fl!(loader, "method-happened", method = method.as_str()),
        what_to_change: fl!(loader, "method-change"),
        ..FailurePage::default()
    }
}

pub(super) fn too_large(language: Language, announced: Option<usize>) -> FailurePage {
    let own = text::own(language);
    let loader = own.loader();
    let received = match announced {
        Some(size) => fl!(loader, "too-large-received", size = size.to_string()),
        None => fl!(
            loader,
            "too-large-received-more",
            limit = BODY_LIMIT_OCTETS.to_string()
        ),
    };
    FailurePage {
        status: StatusCode::PAYLOAD_TOO_LARGE,
        code: "WEB-TOO-LARGE".to_owned(),
        title: fl!(loader, "too-large-title"),
        what_happened: fl!(loader, "too-large-happened"),
        expected: Some(fl!(
            loader,
            "too-large-expected",
            limit = BODY_LIMIT_OCTETS.to_string()
        )),
        received: Some(received),
        what_to_change: fl!(loader, "too-large-change"),
        ..FailurePage::default()
    }
}

pub(super) fn forged(language: Language, forgery: &Forgery) -> FailurePage {
    let own = text::own(language);
    let loader = own.loader();
    if let Forgery::Foreign { expected, received } = forgery {
        return FailurePage {
            status: StatusCode::FORBIDDEN,
            code: "WEB-FORM-FOREIGN".to_owned(),
            title: fl!(loader, "form-foreign-title"),
            what_happened: fl!(loader, "form-foreign-happened"),
            expected: Some(expected.clone()),
            received: Some(received.clone()),
            what_to_change: fl!(loader, "form-foreign-change"),
            ..FailurePage::default()
        };
    }
    let received = match forgery {
        Forgery::NoCookie => fl!(loader, "form-expired-received-no-cookie"),
        Forgery::NoToken => fl!(loader, "form-expired-received-none"),
        Forgery::OtherToken | Forgery::Foreign { .. } => fl!(loader, "form-expired-received-other"),
    };
    FailurePage {
        status: StatusCode::FORBIDDEN,
        code: "WEB-FORM-EXPIRED".to_owned(),
        title: fl!(loader, "form-expired-title"),
        what_happened: fl!(loader, "form-expired-happened"),
        expected: Some(fl!(loader, "form-expired-expected")),
        received: Some(received),
        what_to_change: fl!(loader, "form-expired-change"),
        ..FailurePage::default()
    }
}

/// The page for a refusal that came as a bare sentence.
pub(super) fn of_status(language: Language, status: StatusCode) -> FailurePage {
    match status {
        StatusCode::NOT_FOUND => return FailurePage::not_found(language),
        StatusCode::PAYLOAD_TOO_LARGE => return too_large(language, None),
        StatusCode::INTERNAL_SERVER_ERROR => return FailurePage::internal(language),
        _ => {}
    }
    let own = text::own(language);
    let loader = own.loader();
    FailurePage {
        status,
        code: format!("WEB-{}", status.as_u16()),
        title: fl!(loader, "request-title"),
        what_happened: fl!(loader, "request-happened"),
        what_to_change: fl!(loader, "request-change"),
        ..FailurePage::default()
    }
}

/// Every page that the frame itself answers with, with samples where it shows what was received.
pub fn failure_pages(language: Language) -> Vec<FailurePage> {
    let foreign = Forgery::Foreign {
        expected: String::new(),
        received: String::new(),
    };
    let bare = [
        StatusCode::BAD_REQUEST,
        StatusCode::UNSUPPORTED_MEDIA_TYPE,
        StatusCode::UNPROCESSABLE_ENTITY,
    ];
    let mut pages = vec![
        FailurePage::not_found(language),
        method(language, &Method::DELETE),
        too_large(language, None),
        forged(language, &Forgery::NoCookie),
        forged(language, &foreign),
        bad_form(language, &BadForm::Unreadable),
        FailurePage::internal(language),
    ];
    pages.extend(bare.map(|status| of_status(language, status)));
    pages
}

/// Whether an answer is an extractor's own sentence: plain text, or nothing at all, with one of the statuses
/// that extractors use.
pub(super) fn is_bare(response: &Response) -> bool {
    let is_theirs = matches!(
        response.status(),
        StatusCode::BAD_REQUEST
            | StatusCode::NOT_FOUND
            | StatusCode::PAYLOAD_TOO_LARGE
            | StatusCode::UNSUPPORTED_MEDIA_TYPE
            | StatusCode::UNPROCESSABLE_ENTITY
            | StatusCode::INTERNAL_SERVER_ERROR
    );
    let is_plain = response
        .headers()
        .get(header::CONTENT_TYPE)
        .is_none_or(|value| value.as_bytes().starts_with(b"text/plain"));
    is_theirs && is_plain
}
