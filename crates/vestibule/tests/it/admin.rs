//! The admin center as administrators meet it: the tutorial, step by step, without a script.

use http::StatusCode;
use vestibule_directory::{DirectoryRole, roles};
use vestibule_idp::ADMIN_ROUTES;
use vestibule_store::store_test;

use crate::browser::Page;
use crate::world::{Person, SCHEMA, World};

impl World {
    fn admin_center(&self) -> String {
        format!("{}/admin", self.demo.identity_provider())
    }

    /// Gives somebody of the cast a role.
    async fn gives_role(&self, beginning: &str, role: DirectoryRole) {
        let id = self.demo.person_id(beginning).unwrap();
        let (directory, tenant) = (self.demo.directory(), self.demo.tenant_id());
        roles::assign(directory, &Self::caller(), tenant, id, role)
            .await
            .unwrap();
    }

    /// Somebody of the cast, signed in at the admin center.
    async fn at_the_admin_center(&self, beginning: &str) -> (Person, Page) {
        let mut person = self.person(beginning);
        let page = person.opens(&self.admin_center()).await;
        let page = person.signs_in(&page).await;
        (person, page)
    }
}

/// Where the link with exactly this text leads.
fn link(page: &Page, text: &str) -> String {
    let found = page.content.links.iter().find(|link| link.text == text);
    let found = found.unwrap_or_else(|| panic!("no link {text:?} on {page}"));
    page.url.join(&found.href).unwrap().to_string()
}

store_test! {
    async fn an_administrator_signs_in_and_comes_back_to_the_page_he_wanted(world: World) {
        let mut admin = world.person("admin");
        let wanted = format!("{}/applications?q=ivanti", world.admin_center());
        let page = admin.opens(&wanted).await;
        let page = admin.signs_in(&page).await;
        assert_eq!(page.url.as_str(), wanted);
        assert!(page.says("Ivanti Service Manager (ISM)") && page.has_button("Sign out"), "{page}");
        let page = admin.browser.follow(&page, "Identity").await;
        assert!(page.says("Certificates that expire") && page.says("No sign-in has failed"), "{page}");
    }

    async fn nobody_without_a_role_sees_any_page(world: World) {
        let (mut vance, page) = world.at_the_admin_center("A.Vance").await;
        assert_eq!(page.status, StatusCode::FORBIDDEN, "{page}");
        assert!(page.says("has no directory role") && page.has_button("Sign out"), "{page}");
        for route in ADMIN_ROUTES {
            let url = format!("{}{}", world.demo.identity_provider(), route.path.replace(['{', '}'], ""));
            assert_eq!(vance.opens(&url).await.status, StatusCode::FORBIDDEN, "{}", route.path);
        }
    }

    async fn every_role_sees_the_pages_that_its_permissions_allow(world: World) {
        for role in [DirectoryRole::UserAdministrator, DirectoryRole::ReportsReader, DirectoryRole::GlobalReader] {
            world.gives_role("A.Vance", role).await;
            let (mut vance, page) = world.at_the_admin_center("A.Vance").await;
            assert_eq!(page.status, StatusCode::OK, "{page}");
            for route in ADMIN_ROUTES {
                let url = format!("{}{}", world.demo.identity_provider(), route.path.replace(['{', '}'], ""));
                let is_allowed = route.see.is_none_or(|permission| permission.is_held_by(&[role]));
                let status = vance.opens(&url).await.status;
                assert_eq!(status != StatusCode::FORBIDDEN, is_allowed, "{role}: {}", route.path);
            }
            let (directory, tenant) = (world.demo.directory(), world.demo.tenant_id());
            let id = world.demo.person_id("A.Vance").unwrap();
            roles::remove(directory, &World::caller(), tenant, id, role).await.unwrap();
        }
    }

    async fn the_tutorial_is_walked_without_a_script(world: World) {
        let (mut admin, page) = world.at_the_admin_center("admin").await;
        // The application.
        let page = admin.browser.follow(&page, "Enterprise applications").await;
        let page = admin.browser.follow(&page, "New application").await;
        let page = admin.browser.press(&page, "Search", &[("q", "ivanti service")]).await;
        let page = admin.browser.follow(&page, "Ivanti Service Manager (ISM)").await;
        let page = admin.browser.press(&page, "Create", &[("name", "Fabrikam ISM")]).await;
        assert!(page.says("Fabrikam ISM was added."), "{page}");
        let overview = page.clone();
        // Single sign-on.
        let page = admin.browser.follow(&page, "Single sign-on").await;
        assert!(page.says("Select a single sign-on method"), "{page}");
        let page = admin.opens(&link(&page, "SAML")).await;
        let page = admin.opens(&link(&page, "Edit")).await;
        let fabrikam = world.demo.customer("fabrikam");
        let acs = format!("{fabrikam}handlers/sso/SamlAssertionConsumerHandler.ashx");
        let typed = [("identifier", "https://elsewhere.example/"), ("reply-url", acs.as_str())];
        let refused = admin.browser.press(&page, "Save", &typed).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{refused}");
        assert!(refused.says("https://<customer>.saasit.com/"), "{refused}");
        assert!(refused.body.contains("https://elsewhere.example/"), "what was typed stays: {refused}");
        let typed = [("identifier", fabrikam.as_str()), ("sign-on-url", fabrikam.as_str())];
        let page = admin.browser.press(&refused, "Save", &typed).await;
        assert!(page.says("was saved") && page.says(&fabrikam) && page.says(&acs), "{page}");
        // The certificate and the addresses.
        let saml = page.url.to_string();
        for (format, beginning) in [("base64", "-----BEGIN CERTIFICATE-----"), ("metadata", "<?xml")] {
            let file = admin.opens(&format!("{saml}/download/{format}")).await;
            assert!(file.body.starts_with(beginning), "{file}");
            let disposition = file.headers.get("content-disposition").unwrap().to_str().unwrap();
            assert!(disposition.starts_with("attachment; filename=\"Fabrikam ISM."), "{disposition}");
        }
        assert!(page.body.contains(&format!("{}/saml2", world.demo.tenant_id())), "{page}");
        // The person.
        let page = admin.browser.follow(&page, "All users").await;
        let page = admin.browser.follow(&page, "Create new user").await;
        let form = page.content.forms.iter().find(|form| form.buttons.iter().any(|it| it.text == "Review + create"));
        let fields = &form.unwrap().fields;
        let password = fields.iter().find(|field| field.name == "password").unwrap().value.clone();
        assert_eq!(password.len(), 19, "{page}");
        let typed = [("upn", "b.new@contoso.example"), ("display-name", "B.New <b>")];
        let page = admin.browser.press(&page, "Review + create", &typed).await;
        let page = admin.browser.press(&page, "Create", &[]).await;
        assert!(page.says("B.New <b> was created."), "{page}");
        let person = page.url.path().rsplit('/').next().unwrap().to_owned();
        // The assignment.
        let page = admin.opens(&link(&overview, "Users and groups")).await;
        let page = admin.browser.follow(&page, "Add user/group").await;
        let page = admin.opens(&link(&page, "Users and groups")).await;
        let add = page.url.clone();
        let value = format!("user:{person}");
        assert!(page.body.contains(&value) && page.has_button("Select"), "{page}");
        let query = format!("choose=1&q=&principal=user%3A{person}&select=1");
        let mut chosen = add;
        chosen.set_query(Some(&query));
        let page = admin.opens(chosen.as_str()).await;
        assert!(page.says("b.new@contoso.example") && page.says("Default Access"), "{page}");
        let page = admin.browser.press(&page, "Assign", &[]).await;
        assert!(page.says("Assigned: 1.") && page.says("B.New <b>"), "{page}");
        // The new person finds it in My Apps.
        let mut new = world.person("A.Vance");
        (new.upn, new.password) = ("b.new@contoso.example".to_owned(), password.clone());
        let page = new.opens(&world.my_apps()).await;
        let page = new.tries(&page, &password).await;
        assert!(page.has_button("Change password"), "{page}");
    }

    async fn the_second_of_two_administrators_is_told(world: World) {
        let (mut one, _) = world.at_the_admin_center("admin").await;
        let (mut other, _) = world.at_the_admin_center("admin").await;
        let (id, _) = world.demo.application().unwrap();
        let url = format!("{}/applications/{id}/single-sign-on/saml/basic", world.admin_center());
        let (page, late) = (one.opens(&url).await, other.opens(&url).await);
        let page = one.browser.press(&page, "Save", &[("relay-state", "first")]).await;
        assert!(page.says("was saved"), "{page}");
        let page = other.browser.press(&late, "Save", &[("relay-state", "second")]).await;
        assert_eq!(page.status, StatusCode::CONFLICT, "{page}");
        assert!(page.says("Somebody else has changed this") && page.body.contains("second"), "{page}");
    }

    async fn a_person_is_disabled_enabled_and_deleted_after_a_question(world: World) {
        let (mut admin, _) = world.at_the_admin_center("admin").await;
        let id = world.demo.person_id("A.Vance").unwrap();
        let page = admin.opens(&format!("{}/users/{id}", world.admin_center())).await;
        let question = admin.browser.follow(&page, "Disable account").await;
        let page = admin.browser.press(&question, "Disable account", &[]).await;
        assert!(page.says("Adele Vance can no longer sign in."), "{page}");
        let question = admin.browser.follow(&page, "Enable account").await;
        let page = admin.browser.press(&question, "Enable account", &[]).await;
        assert!(page.says("Adele Vance can sign in."), "{page}");
        let question = admin.browser.follow(&page, "Delete").await;
        let page = admin.browser.press(&question, "Delete", &[]).await;
        assert!(page.says("Adele Vance was deleted."), "{page}");
    }
}
