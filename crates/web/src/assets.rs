//! The stylesheet, the script and the icons of browser tabs, embedded and served by the hash of their content.

use std::sync::LazyLock;

use axum::Router;
use axum::routing::get;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::header;

use crate::{Accent, Href};

/// A file that pages refer to.
struct Asset {
    content: &'static str,
    media_type: &'static str,
    address: Href,
}

impl Asset {
    fn new(name: &str, content: &'static str, media_type: &'static str) -> Self {
        let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, content.as_bytes());
        let hash: String = URL_SAFE_NO_PAD.encode(digest).chars().take(16).collect();
        Self {
            content,
            media_type,
            address: Href::path(["assets", hash.as_str(), name]),
        }
    }
}

static STYLESHEET: LazyLock<Asset> = LazyLock::new(|| {
    Asset::new(
        "app.css",
        include_str!("../assets/app.css"),
        "text/css; charset=utf-8",
    )
});
static SCRIPT: LazyLock<Asset> = LazyLock::new(|| {
    Asset::new(
        "app.js",
        include_str!("../assets/app.js"),
        "text/javascript; charset=utf-8",
    )
});

static HARBOUR: LazyLock<Asset> = LazyLock::new(|| {
    Asset::new(
        "harbour.svg",
        include_str!("../assets/harbour.svg"),
        "image/svg+xml",
    )
});
static ORCHARD: LazyLock<Asset> = LazyLock::new(|| {
    Asset::new(
        "orchard.svg",
        include_str!("../assets/orchard.svg"),
        "image/svg+xml",
    )
});

/// Where the icon of a product's browser tab is.
pub fn tab_icon(accent: Accent) -> &'static Href {
    match accent {
        Accent::Harbour => &HARBOUR.address,
        Accent::Orchard => &ORCHARD.address,
    }
}

/// Where the stylesheet is.
pub fn stylesheet() -> &'static Href {
    &STYLESHEET.address
}

/// Where the script is.
pub fn script() -> &'static Href {
    &SCRIPT.address
}

/// The content of the stylesheet, for pages that are written to a file.
pub fn stylesheet_content() -> &'static str {
    STYLESHEET.content
}

/// The content of the script, for pages that are written to a file.
pub fn script_content() -> &'static str {
    SCRIPT.content
}

/// The routes of all files. Their addresses change with their content, so they may be kept for ever.
pub(crate) fn routes<S: Clone + Send + Sync + 'static>(router: Router<S>) -> Router<S> {
    [&*STYLESHEET, &*SCRIPT, &*HARBOUR, &*ORCHARD]
        .into_iter()
        .fold(router, |router, asset| {
            let headers = [
                (header::CONTENT_TYPE, asset.media_type),
                (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
            ];
            router.route(
                asset.address.as_str(),
                get(move || async move { (headers, asset.content) }),
            )
        })
}
