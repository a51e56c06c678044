//! What every page of both systems shares: layout, components, forms, cookies, headers, texts and failures.
//!
//! The crate knows no noun of the domain and no database. Time and randomness come in through
//! [`WebContext`]; what it refuses (a forged form, a body that is too large, a page that does not exist)
//! it answers with a [`failure::FailurePage`], in the reader's language.
//!
//! # How to use it
//!
//! Build an ordinary `axum::Router` and hand it to [`apply`] last. It adds the correlation id, the tracing span,
//! security headers, the protection against forged forms, the body limit, the pages for 403, 404, 405, 413 and
//! panics, and serves `/assets/{hash}/…`. A handler takes one extractor, [`PageContext`]: language, product,
//! cookies, token against forgery, correlation id, time.
//!
//! ```
//! use axum::{Router, response::Response, routing::get};
//! use maud::{Markup, html};
//! use vestibule_web::ui::layout::{self, SignInPage};
//! use vestibule_web::ui::{button, field};
//! use vestibule_web::{Accent, FormFields, Href, Notice, PageContext, Product, WebContext};
//!
//! async fn show(page: PageContext) -> Markup {
//!     let frame = SignInPage { title: "Sign in", organisation: Some("Contoso"), ..SignInPage::default() };
//!     layout::sign_in_page(&page, &frame, &html! {
//!         form method="post" action=(Href::fixed("/signin")) {
//!             (page.csrf.field())
//!             (field::text("login", "Account").autocomplete("username").autofocus())
//!             (button::primary("Next").wide())
//!         }
//!     })
//! }
//!
//! async fn save(page: PageContext, fields: FormFields) -> Response {
//!     let sentence = format!("Welcome, {}.", fields.trimmed("login"));
//!     page.see_other_with_notice(&Href::fixed("/signin"), &Notice::success(sentence))
//! }
//!
//! /// Route patterns that other sites post to, exactly as in the router.
//! const EXEMPT: &[&str] = &["/{tenant}/saml2"];
//!
//! fn router(context: WebContext) -> Router {
//!     let product = Product { name: "Vestibule", accent: Accent::Harbour, home: Href::fixed("/myapps") };
//!     vestibule_web::apply(Router::new().route("/signin", get(show).post(save)), context, EXEMPT, product)
//! }
//! # let _ = router(vestibule_web::testing::context());
//! ```
//!
//! **Texts** are each crate's own Fluent files, read with `fl!`:
//!
//! ```text
//! i18n.toml            fallback_language = "en"
//!                      [fluent]
//!                      assets_dir = "text"
//!                      domain = "vestibule_idp"        → text/en/vestibule_idp.ftl, text/de/vestibule_idp.ftl
//!
//! text.rs              #[derive(rust_embed::RustEmbed)]
//!                      #[folder = "text/"]
//!                      struct Assets;
//!                      static TEXTS: LazyLock<TextLibrary> = LazyLock::new(|| TextLibrary::load::<Assets>("vestibule_idp"));
//!
//! a handler            let texts = TEXTS.texts(page.language);
//! a page               fl!(texts.loader(), "sign-in-title", name = "…")
//! a test               vestibule_web::text::assert_complete::<Assets>("vestibule_idp");
//! ```
//!
//! Pages are snapshot with [`testing::page`].
//!
//! **Refusals** are `Err(FailurePage { … })`: it implements `IntoResponse`, and [`apply`] renders it with the
//! reader's language, the correlation id and the time. **Links** are [`href::Href`]: `Href::fixed("/a")` for
//! what is written in the source, [`href::Href::path`] for segments with values, `Href::local` / `Href::external`
//! for what came from outside. **After a form**: `page.see_other(&href)` or
//! `page.see_other_with_notice(&href, &Notice::success("Saved."))`; cookies with
//! [`answer::with_cookie`].
//!
//! # Where to start reading
//!
//! `site.rs` is the way of one request; `ui/layout.rs` the frame of a page; `ui/field.rs` a component.

pub mod answer;
pub mod assets;
pub mod cookie;
pub mod correlation;
pub mod csrf;
pub mod failure;
pub mod flash;
pub mod form;
pub mod headers;
pub mod href;
mod keyed;
mod page;
pub mod paging;
mod panic;
mod peer;
mod site;
pub mod testing;
pub mod text;
pub mod throttle;
pub mod ui;

pub use correlation::CorrelationId;
pub use csrf::CsrfToken;
pub use failure::FailurePage;
pub use flash::Notice;
pub use form::FormFields;
pub use headers::ContentSecurityPolicy;
pub use href::Href;
pub use page::{Accent, PageContext, Product, SharedPage};
pub use peer::{ClientAddress, RequestHost};
pub use site::{BODY_LIMIT_OCTETS, Now, Random, WebContext, apply, failure_pages};
pub use text::{Language, TextLibrary, Texts};
pub use throttle::Throttle;
