//! Fixed contexts, for tests of pages and for looking at pages without a server.

use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};

use jiff::Timestamp;

use crate::cookie::Cookies;
use crate::csrf::CsrfToken;
use crate::flash::PendingNotice;
use crate::site::WebContext;
use crate::{CorrelationId, Href, Language, PageContext, Product};

/// A context whose clock stands at 2025-04-01T08:00:00Z and whose randomness counts, so that answers are the
/// same in every run. Plain http; set `is_secure` for https.
pub fn context() -> WebContext {
    let next = AtomicU8::new(1);
    WebContext {
        random: Arc::new(move |octets| {
            for octet in octets {
                *octet = next.fetch_add(1, Ordering::Relaxed);
            }
        }),
        now: Arc::new(|| Timestamp::constant(1_743_494_400, 0)),
        is_secure: false,
        csrf_key: [7; 32],
        other_csrf_keys: Arc::new([[8; 32]]),
    }
}

/// What a handler would be given for a first visit to `/here`.
pub fn page(product: Product, language: Language) -> PageContext {
    let context = context();
    let cookies = Cookies::default();
    PageContext {
        language,
        product,
        csrf: CsrfToken::for_browser(&context, &cookies),
        correlation_id: CorrelationId::new(&context),
        now: (context.now)(),
        here: Href::fixed("/here"),
        is_read: true,
        notice: PendingNotice::default(),
        key: context.csrf_key,
        cookies,
    }
}
