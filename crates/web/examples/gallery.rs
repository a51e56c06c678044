//! Writes one HTML file a kind of page, with stylesheet and script inside, to look at without a server:
//! `cargo run -p vestibule-web --example gallery -- DIRECTORY`.

use std::path::Path;

use http::StatusCode;
use maud::{Markup, html};
use vestibule_web::flash::Gravity;
use vestibule_web::paging::Pages;
use vestibule_web::ui::icon::Icon;
use vestibule_web::ui::layout::{self, AppPage, Person, Search, SignInPage};
use vestibule_web::ui::navigation::{NavigationGroup, NavigationLink};
use vestibule_web::ui::table::{Empty, Table};
use vestibule_web::ui::{
    Link, account, auto_post, avatar, badge, button, card, copy, dialog, field, list, notice, pager, search,
    tile,
};
use vestibule_web::{Accent, FailurePage, Href, Language, Notice, PageContext, Product, assets, testing};

fn main() -> std::io::Result<()> {
    let directory = std::env::args()
        .nth(1)
        .unwrap_or_else(|| "target/gallery".to_owned());
    let directory = Path::new(&directory);
    std::fs::create_dir_all(directory)?;
    let provider = Product {
        name: "Vestibule",
        accent: Accent::Harbour,
        home: Href::fixed("/myapps"),
    };
    let manager = Product {
        name: "Service Manager",
        accent: Accent::Orchard,
        home: Href::fixed("/"),
    };
    let english = testing::page(provider.clone(), Language::English);
    let german = testing::page(provider, Language::German);
    let desk = testing::page(manager, Language::English);
    let pages = [
        ("account", account_page(&english)),
        ("password", password_page(&english)),
        ("picker", picker_page(&english)),
        ("keep", keep_page(&english)),
        ("answer", answer_page(&english)),
        ("failure", failure_page(&english)),
        ("failure-de", failure_page(&german)),
        ("myapps", my_apps_page(&english)),
        ("users", users_page(&english)),
        ("components", components_page(&english)),
        ("manager-sign-in", manager_sign_in_page(&desk)),
        ("manager-home", manager_home_page(&desk)),
    ];
    for (name, markup) in pages {
        std::fs::write(
            directory.join(format!("{name}.html")),
            inlined(&markup.into_string()),
        )?;
    }
    Ok(())
}

/// The page with its stylesheet and script inside.
fn inlined(page: &str) -> String {
    let link = format!("<link rel=\"stylesheet\" href=\"{}\">", assets::stylesheet());
    let script = format!("<script src=\"{}\" defer></script>", assets::script());
    let (head, body) = page.split_once(&script).unwrap_or((page, ""));
    let head = head.replace(&link, &format!("<style>{}</style>", assets::stylesheet_content()));
    // The answer page would leave for another site at once.
    let script = assets::script_content().replace("if (carrier)", "if (false)");
    format!(
        "{head}{}",
        body.replace("</body>", &format!("<script>{script}</script></body>"))
    )
}

fn frame<'a>(title: &'a str, lead: Option<&'a str>) -> SignInPage<'a> {
    SignInPage {
        title,
        lead,
        organisation: Some("Contoso"),
        application: Some("Ivanti Service Manager (ISM)"),
        ..SignInPage::default()
    }
}

fn account_page(page: &PageContext) -> Markup {
    layout::sign_in_page(
        page,
        &frame("Sign in", Some("Use your work account.")),
        &html! {
            form method="post" action=(Href::fixed("/signin")) {
                (page.csrf.field())
                (field::text("login", "Email or user principal name").input(field::Input::Email)
                    .autocomplete("username").placeholder("someone@contoso.com").autofocus().required())
                (button::primary("Next").wide())
            }
            (dialog::details("Can’t access your account?", &list::definitions(&[("What to do", html! { "Ask your administrator to reset your password." }), ("Correlation ID", html! { code { "0195f05d-4800-7122-a324-25262728292a" } })])))
        },
    )
}

fn password_page(page: &PageContext) -> Markup {
    layout::sign_in_page(
        page,
        &frame("Enter password", None),
        &html! {
            (account::chosen("B.Simon", Some("B.Simon@contoso.com")))
            form method="post" action=(Href::fixed("/signin")) {
                (page.csrf.field())
                (field::password(page.language, "password", "Password").autofocus().required()
                    .error(Some("Your account or password is incorrect. You have 4 attempts left.")))
                (button::primary("Sign in").wide())
                (button::quiet_link("Use another account", &Href::fixed("/signin")))
            }
        },
    )
}

fn picker_page(page: &PageContext) -> Markup {
    layout::sign_in_page(
        page,
        &frame("Pick an account", None),
        &html! {
            form method="post" action=(Href::fixed("/signin")) {
                (page.csrf.field())
                (account::accounts(&html! {
                    (account::choice("account", "1", "B.Simon", "B.Simon@contoso.com"))
                    (account::choice("account", "2", "Adele Vance", "adele.vance.with.a.very.long.name@sub.contoso.com"))
                    (account::other("account", "", "Use another account"))
                }))
            }
        },
    )
}

fn keep_page(page: &PageContext) -> Markup {
    layout::sign_in_page(
        page,
        &frame(
            "Stay signed in?",
            Some("You will be asked to sign in less often."),
        ),
        &html! {
            form method="post" action=(Href::fixed("/signin")) {
                (page.csrf.field())
                (field::checkbox("quiet", "yes", "Don’t show this again"))
                (button::row(&html! { (button::primary("Yes").name("keep", "yes")) (button::secondary("No").name("keep", "no")) }))
            }
        },
    )
}

fn answer_page(page: &PageContext) -> Markup {
    let action = Href::external("https://contoso.saasit.com/handlers/sso/SamlAssertionConsumerHandler.ashx");
    let action = action.unwrap_or(Href::fixed("/"));
    layout::sign_in_page(
        page,
        &frame("Signing you in", None),
        &auto_post::auto_post(
            page.language,
            &action,
            &[
                ("SAMLResponse", auto_post::Value::Base64("PHNhbWw+")),
                ("RelayState", auto_post::Value::Text("/")),
            ],
        ),
    )
}

fn failure_page(page: &PageContext) -> Markup {
    FailurePage {
        status: StatusCode::BAD_REQUEST,
        code: "AADSTS50011".to_owned(),
        title: "The reply URL does not match".to_owned(),
        what_happened: "Ivanti Service Manager (ISM) asked us to answer to an address that is not registered for it.".to_owned(),
        expected: Some("https://contoso.saasit.com/handlers/sso/SamlAssertionConsumerHandler.ashx".to_owned()),
        received: Some("https://contoso.saasit.com.evil.example/handlers/sso/SamlAssertionConsumerHandler.ashx".to_owned()),
        what_to_change: "An administrator can add the address under Basic SAML Configuration › Reply URL, or correct it in the application.".to_owned(),
        setting: Some(Link::new("Open Basic SAML Configuration", Href::fixed("/admin"))),
        details: vec![("Application".to_owned(), "Ivanti Service Manager (ISM)".to_owned())],
        organisation: Some("Contoso".to_owned()),
        signed_in: Some(person()),
        ..FailurePage::default()
    }
    .render(page)
}

fn person() -> Person {
    Person {
        display_name: "B.Simon".to_owned(),
        detail: Some("B.Simon@contoso.com".to_owned()),
        sign_out: Href::fixed("/signout"),
    }
}

fn my_apps_page(page: &PageContext) -> Markup {
    let person = person();
    layout::app_page(
        page,
        &AppPage {
            title: "My Apps",
            lead: Some("What you can open with this account."),
            organisation: Some("Contoso"),
            person: Some(&person),
            ..AppPage::default()
        },
        &tile::tiles(
            "Applications",
            &html! {
                (tile::tile("Ivanti Service Manager (ISM)", Some("contoso.saasit.com"), &Href::fixed("/a")))
                (tile::tile("Payroll", Some("payroll.contoso.com"), &Href::fixed("/b")))
                (tile::tile("Travel & Expenses", None, &Href::fixed("/c")))
                (tile::tile("Zendesk", Some("An application with a description that needs more than one line"), &Href::fixed("/d")))
                (tile::tile("Wiki", None, &Href::fixed("/e")))
            },
        ),
    )
}

fn navigation() -> Vec<NavigationGroup> {
    vec![
        NavigationGroup {
            heading: None,
            links: vec![NavigationLink::new(
                "Home",
                Href::fixed("/admin"),
                Some(Icon::Home),
            )],
        },
        NavigationGroup {
            heading: Some("Identity".to_owned()),
            links: vec![
                NavigationLink::new("Users", Href::fixed("/u"), Some(Icon::Person)).current(true),
                NavigationLink::new("Groups", Href::fixed("/g"), Some(Icon::People)),
            ],
        },
        NavigationGroup {
            heading: Some("Applications".to_owned()),
            links: vec![NavigationLink::new(
                "Enterprise applications",
                Href::fixed("/e"),
                Some(Icon::Applications),
            )],
        },
    ]
}

fn users_page(page: &PageContext) -> Markup {
    let person = person();
    let row = |name: &str, upn: &str, state: Markup| {
        vec![
            html! { span class="cell-person" { (avatar::person(name)) span { (name) } } },
            html! { (upn) },
            state,
        ]
    };
    layout::app_page(
        page,
        &AppPage {
            title: "All users",
            lead: Some("Everybody who can sign in at Contoso."),
            organisation: Some("Contoso"),
            navigation: &navigation(),
            breadcrumb: &[
                Link::new("Home", Href::fixed("/admin")),
                Link::new("Users", Href::fixed("/u")),
            ],
            person: Some(&person),
            search: Some(Search {
                action: Href::fixed("/search"),
                label: "Search Vestibule",
                value: "",
            }),
            actions: Some(
                html! { (button::primary_link("New user", &Href::fixed("/n")).icon(Icon::Add)) (button::link("Import", &Href::fixed("/i"))) },
            ),
        },
        &html! {
            (notice::notice(page.language, &Notice::success("B.Simon was created.")))
            (search::search("Search users", "Search", &Href::fixed("/u"), "", Some("users")))
            (Table::new("Users", &["Name", "User principal name", "State"], nobody())
                .row(row("Adele Vance", "adele.vance@contoso.com", badge::badge(Gravity::Success, "Enabled")))
                .row(row("B.Simon", "B.Simon@contoso.com", badge::badge(Gravity::Success, "Enabled")))
                .row(row("Megan Bowen", "megan.bowen@contoso.com", badge::badge(Gravity::Error, "Blocked")))
                .row(row("Çağla Øberg", "a.very.long.user.principal.name@subdomain.contoso.com", badge::badge(Gravity::Warning, "Must change password"))))
            (pager::pager(page.language, &Pages { previous: Some(Href::fixed("/u")), next: Some(Href::fixed("/u2")) }))
        },
    )
}

fn nobody() -> Empty<'static> {
    Empty {
        title: "Nobody here yet",
        text: "Create the first person, or import a list.",
        action: Some(html! { (button::primary("New user")) }),
    }
}

fn components_page(page: &PageContext) -> Markup {
    let person = person();
    layout::app_page(
        page,
        &AppPage {
            title: "Components",
            person: Some(&person),
            navigation: &navigation(),
            ..AppPage::default()
        },
        &html! {
            (card::card("Basic SAML Configuration", form(page)).lead("What the application told you about itself.")
                .actions(html! { (button::secondary("Edit")) }))
            (card::card("Set up Ivanti Service Manager (ISM)", html! {
                (copy::copy_field(page.language, "login-url", "Login URL", "https://login.example/7d1c6c1e-0000-4000-8000-000000000001/saml2"))
                (list::definitions(&[("Status", badge::badge(Gravity::Success, "Active")), ("Thumbprint", html! { code { "9F3A6E0C5B7D12E48A90C3F1D2B4A6978E5C0D1F" } }), ("Expires", html! { "2028-04-01" })]))
                (button::opens("Show dialog", "d"))
                (dialog::dialog(page.language, "d", "Users and groups", &html! { p { "Pick somebody." } (button::primary("Select")) }))
            }))
            (card::card("Notices", html! {
                (notice::notice(page.language, &Notice::info("The certificate is published in the federation metadata.")))
                (notice::notice(page.language, &Notice::success("Saved.")))
                (notice::notice(page.language, &Notice::warning("The certificate expires in 12 days.")))
                (notice::notice(page.language, &Notice::error("The test failed: the audience does not match.")))
            }))
            (card::card("Assignments", html! { (Table::new("Assignments", &["Name"], nobody())) }))
        },
    )
}

fn form(page: &PageContext) -> Markup {
    html! {
        form class="form form-narrow" method="post" action=(Href::fixed("/s")) {
            (page.csrf.field())
            (field::text("identifier", "Identifier (Entity ID)").hint("As the application names itself, byte for byte.").value("https://contoso.saasit.com/"))
            (field::text("reply", "Reply URL (Assertion Consumer Service URL)").value("contoso").error(Some("Enter an absolute https address.")))
            (field::select("role", "Select a role", &[("", "Default Access"), ("admin", "Administrator")]))
            (field::area("note", "Notes").value("Two lines\nof text"))
            (field::group("Signing option", &html! {
                (field::radio("sign", "assertion", "Sign assertion").checked(true).hint("What most applications want."))
                (field::radio("sign", "response", "Sign response"))
            }))
            (field::checkbox("visible", "yes", "Visible to users").checked(true))
            (button::row(&html! { (button::primary("Save")) (button::secondary("Cancel").without_validation()) (button::danger("Delete")) (button::quiet("Test")) }))
        }
    }
}

fn manager_sign_in_page(page: &PageContext) -> Markup {
    layout::sign_in_page(
        page,
        &SignInPage {
            title: "Sign in to Contoso",
            organisation: Some("Contoso"),
            ..SignInPage::default()
        },
        &html! {
            (button::primary_link("Sign in with single sign-on", &Href::fixed("/sso")).wide())
            form method="post" action=(Href::fixed("/local")) {
                (page.csrf.field())
                (field::text("login", "Login").autocomplete("username"))
                (field::password(page.language, "password", "Password"))
                (button::secondary("Sign in").wide())
            }
        },
    )
}

fn manager_home_page(page: &PageContext) -> Markup {
    let person = Person {
        detail: Some("Self Service User".to_owned()),
        ..person()
    };
    layout::app_page(
        page,
        &AppPage {
            title: "Welcome, B.Simon",
            lead: Some("You are signed in to the service desk of Contoso."),
            organisation: Some("Contoso"),
            person: Some(&person),
            ..AppPage::default()
        },
        &card::card(
            "How you signed in",
            list::definitions(&[
                ("Name", html! { "B.Simon" }),
                ("Role", html! { "Self Service User" }),
                (
                    "Signed in by",
                    html! { "single sign-on of " code { "https://sts.contoso.example/7d1c6c1e/" } },
                ),
            ]),
        )
        .maud(),
    )
}

/// A card as markup.
trait AsMarkup {
    fn maud(&self) -> Markup;
}

impl<T: maud::Render> AsMarkup for T {
    fn maud(&self) -> Markup {
        self.render()
    }
}
