use maud::{Markup, Render, html};

use super::table::{Empty, Table};
use super::{Link, navigation::NavigationGroup, navigation::NavigationLink};
use super::{
    account, auto_post, avatar, button, card, copy, dialog, field, layout, list, notice, pager, search, tile,
};
use crate::paging::Pages;
use crate::{Accent, FailurePage, Href, Language, Notice, PageContext, Product, testing};

/// One tag a line, so that a change of a snapshot can be read.
fn lines(markup: &Markup) -> String {
    markup.0.replace("><", ">\n<")
}

fn page(language: Language) -> PageContext {
    let product = Product {
        name: "Vestibule",
        accent: Accent::Harbour,
        home: Href::fixed("/start"),
    };
    testing::page(product, language)
}

#[test]
fn a_text_field_ties_label_hint_and_error_together() {
    let field = field::text("reply", "Reply URL")
        .hint("Absolute.")
        .value("a\"b")
        .error(Some("Wrong."))
        .required();
    insta::assert_snapshot!(lines(
        &field.autocomplete("url").input(field::Input::Url).render()
    ));
}

#[test]
fn a_password_is_never_filled_in_and_its_button_waits_for_the_script() {
    let markup = field::password(Language::English, "password", "Password")
        .value("secret")
        .render();
    assert!(!markup.0.contains("secret"));
    insta::assert_snapshot!(lines(&markup));
}

#[test]
fn choices_areas_and_selections() {
    insta::assert_snapshot!(lines(&html! {
        (field::checkbox("keep", "yes", "Keep").checked(true).hint("A hint."))
        (field::group("Signing option", &field::radio("sign", "both", "Both").render()))
        (field::area("note", "Notes").value("<two>\nlines"))
        (field::select("role", "Select a role", &[("", "Default Access"), ("a", "Administrator")]).value("a"))
        (field::hidden("state", "x&y"))
    }));
}

#[test]
fn buttons_and_links_that_look_like_buttons() {
    insta::assert_snapshot!(lines(&html! {
        (button::primary("Save").wide())
        (button::secondary("No").name("keep", "no").without_validation())
        (button::opens("Show", "d"))
        (button::link("Home", &Href::fixed("/")))
    }));
}

#[test]
fn cards_tables_and_lists() {
    let empty = || Empty {
        title: "Nobody",
        text: "Create somebody.",
        action: None,
    };
    insta::assert_snapshot!(lines(&html! {
        (card::card("Heading", html! { p { "Body" } }).lead("Lead").id("c"))
        (Table::new("People", &["Name", "Mail"], empty()).row(vec![html! { "B.Simon" }, html! { "b@c" }]))
        (Table::new("People", &["Name"], empty()))
        (list::definitions(&[("Role", html! { "User" })]))
        (tile::tiles("Applications", &tile::tile("Ivanti Service Manager (ISM)", Some("x"), &Href::fixed("/a"))))
        (pager::pager(Language::English, &Pages { previous: None, next: Some(Href::fixed("/?after=x")) }))
    }));
}

#[test]
fn a_list_of_one_page_has_no_pager() {
    assert_eq!(pager::pager(Language::English, &Pages::default()).0, "");
}

#[test]
fn notices_copies_dialogs_and_searches() {
    insta::assert_snapshot!(lines(&html! {
        (notice::notice(Language::German, &Notice::error("<falsch>")))
        (notice::notice(Language::English, &Notice::success("Saved.")))
        (copy::copy_field(Language::English, "login-url", "Login URL", "https://a.example/"))
        (dialog::dialog(Language::English, "d", "Users and groups", &html! { "body" }))
        (dialog::details("More", &html! { "body" }))
        (search::search("Search users", "Search", &Href::fixed("/u"), "b", Some("users")))
        (account::accounts(&account::choice("account", "1", "B.Simon", "b@c")))
    }));
}

#[test]
fn the_form_that_sends_itself_has_a_button_too() {
    let action = Href::external("https://sp.example/acs").unwrap();
    insta::assert_snapshot!(lines(&auto_post::auto_post(
        Language::English,
        &action,
        &[
            ("SAMLResponse", auto_post::Value::Base64("PHNhbWw+")),
            ("RelayState", auto_post::Value::Text("a&\"b"))
        ]
    )));
}

#[test]
fn a_page_of_the_product() {
    let person = layout::Person {
        display_name: "B.Simon".to_owned(),
        detail: Some("b@c".to_owned()),
        sign_out: Href::fixed("/signout"),
    };
    let navigation = [NavigationGroup {
        heading: Some("Identity".to_owned()),
        links: vec![NavigationLink::new("Users", Href::fixed("/u"), None).current(true)],
    }];
    let app = layout::AppPage {
        title: "All users",
        organisation: Some("Contoso"),
        navigation: &navigation,
        breadcrumb: &[Link::new("Home", Href::fixed("/"))],
        person: Some(&person),
        ..layout::AppPage::default()
    };
    let markup = layout::app_page(&page(Language::English), &app, &html! { p { "Body" } });
    for once in ["<main", "<h1", "<title"] {
        assert_eq!(markup.0.matches(once).count(), 1, "{once}");
    }
    insta::assert_snapshot!(lines(&without_hashes(&markup)));
}

#[test]
fn a_failure_page_in_german() {
    let failure = FailurePage {
        code: "AADSTS50011".to_owned(),
        title: "Titel".to_owned(),
        what_happened: "Was geschah.".to_owned(),
        expected: Some("https://a.example/".to_owned()),
        received: Some("https://a.example/<b>".to_owned()),
        what_to_change: "Was zu tun ist.".to_owned(),
        setting: Some(Link::new("Zur Einstellung", Href::fixed("/admin"))),
        ..FailurePage::default()
    };
    insta::assert_snapshot!(lines(&without_hashes(&failure.render(&page(Language::German)))));
}

/// A page whose asset addresses do not change with every change of the stylesheet.
fn without_hashes(markup: &Markup) -> Markup {
    let text = markup
        .0
        .replace(crate::assets::stylesheet().as_str(), "/assets/…/app.css");
    let text = text.replace(crate::assets::script().as_str(), "/assets/…/app.js");
    let text = text.replace(
        crate::assets::tab_icon(Accent::Harbour).as_str(),
        "/assets/…/harbour.svg",
    );
    maud::PreEscaped(text)
}

#[test]
fn initials_are_those_of_the_first_and_the_last_word() {
    for (name, initials) in [
        ("B.Simon", "BS"),
        ("Ivanti Service Manager (ISM)", "IM"),
        ("payroll", "P"),
        ("Çağla Øberg", "ÇØ"),
        ("(x)", "X"),
        ("", "?"),
        ("ßa", "SS"),
    ] {
        assert_eq!(avatar::initials(name), initials, "{name}");
    }
}

#[test]
fn the_names_that_scripts_rely_on_are_verbatim() {
    let markup = html! {
        (field::password(Language::English, "password", "Password"))
        (copy::copy_field(Language::English, "login-url", "Login URL", "x"))
    };
    for name in ["aria-label=\"Show password\"", "aria-label=\"Copy Login URL\""] {
        assert!(markup.0.contains(name), "{name}");
    }
    let person = layout::Person {
        display_name: String::new(),
        detail: None,
        sign_out: Href::fixed("/signout"),
    };
    let app = layout::AppPage {
        breadcrumb: &[Link::new("Home", Href::fixed("/"))],
        person: Some(&person),
        ..layout::AppPage::default()
    };
    let page = layout::app_page(&page(Language::English), &app, &html! {});
    for name in [
        "<nav class=\"breadcrumb\" aria-label=\"Breadcrumb\">",
        "<span>Sign out</span>",
    ] {
        assert!(page.0.contains(name), "{name}");
    }
}

#[test]
fn every_class_of_a_page_is_drawn_by_the_stylesheet() {
    let failure = FailurePage {
        expected: Some("a".to_owned()),
        received: Some("b".to_owned()),
        ..FailurePage::default()
    };
    let page = failure.render(&page(Language::English)).0;
    for classes in page
        .split("class=\"")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
    {
        for class in classes.split(' ').filter(|class| !class.starts_with("accent-")) {
            assert!(
                crate::assets::stylesheet_content().contains(&format!(".{class}")),
                "{class}"
            );
        }
    }
}
