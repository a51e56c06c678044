//! The demo's world with its people, who act in verbs. On both databases: see `store_test!`.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use vestibule::testing::Demo;
use vestibule_directory::{Caller, DatabaseUrl, Directory, MasterKey};
use vestibule_manager::Manager;
use vestibule_store::testing::{ManualClock, TestDatabase, TestSubject};
use vestibule_store::{Clock as _, Schema};

use crate::browser::{Browser, Page};

/// Stands in addresses only.
const PORT: u16 = 8400;

/// No tables of its own: both systems bring theirs.
pub(crate) const SCHEMA: Schema = Schema {
    name: "directory",
    migrations: &[],
};

/// Both systems with the tutorial's cast, and their clocks, which stand still until they are moved.
pub(crate) struct World {
    pub(crate) demo: Arc<Demo>,
    clock: ManualClock,
    managers_clock: ManualClock,
}

impl TestSubject for World {
    async fn open(database: &TestDatabase, _: &Schema) -> Self {
        let (environment, clock) = vestibule_store::testing::environment(1);
        let (managers_environment, managers_clock) = vestibule_store::testing::environment(2);
        let (directory_url, manager_url) = match database.directory() {
            Some(folder) => (
                DatabaseUrl::Sqlite(folder.join("directory.db")),
                DatabaseUrl::Sqlite(folder.join("manager.db")),
            ),
            None => (database.url().clone(), database.url().clone()),
        };
        let key = MasterKey::from_octets([7; 32]);
        let directory = Directory::open(&directory_url, &key, environment)
            .await
            .expect("the directory opens");
        let manager = Manager::open(&manager_url, &key, managers_environment)
            .await
            .expect("the manager opens");
        let demo = Demo::set_up(directory, manager, PORT)
            .await
            .expect("the demo can be set up");
        Self {
            demo: Arc::new(demo),
            clock,
            managers_clock,
        }
    }
}

impl World {
    /// What time it is at the identity provider.
    pub(crate) fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Time passes everywhere.
    pub(crate) fn wait(&self, time: SignedDuration) {
        self.clock.advance(time);
        self.managers_clock.advance(time);
    }

    /// Somebody sets the service manager's clock forward, or back if negative.
    pub(crate) fn managers_clock_is_off_by(&self, time: SignedDuration) {
        self.managers_clock.set(self.now() + time);
    }

    /// A person of the cast at a browser of his own.
    pub(crate) fn person(&self, beginning: &str) -> Person {
        let (upn, password) = self.demo.credentials(beginning).expect("somebody of the cast");
        Person {
            browser: Browser::new(Arc::clone(&self.demo)),
            upn: upn.to_owned(),
            password: password.to_owned(),
        }
    }

    pub(crate) fn contoso(&self) -> String {
        self.demo.customer("contoso")
    }

    pub(crate) fn my_apps(&self) -> String {
        format!("{}/myapps", self.demo.identity_provider())
    }

    /// The service manager's launch address.
    pub(crate) fn launch(&self) -> String {
        let (_, app_id) = self.demo.application().expect("an application");
        format!(
            "{}/signin/{app_id}?tenantId={}",
            self.demo.identity_provider(),
            self.demo.tenant_id()
        )
    }

    pub(crate) fn caller() -> Caller {
        Caller::system("test")
    }
}

/// Somebody at a browser.
pub(crate) struct Person {
    pub(crate) browser: Browser,
    pub(crate) upn: String,
    pub(crate) password: String,
}

impl Person {
    /// Types an address.
    pub(crate) async fn opens(&mut self, url: &str) -> Page {
        self.browser.open(url).await
    }

    /// Presses a button.
    pub(crate) async fn presses(&mut self, page: &Page, button: &str) -> Page {
        self.browser.press(page, button, &[]).await
    }

    /// Types the account and then a password.
    pub(crate) async fn tries(&mut self, page: &Page, password: &str) -> Page {
        let account = page
            .field("username")
            .unwrap_or_else(|| panic!("no account is asked for on {page}"));
        let upn = self.upn.clone();
        let page = self.browser.press(page, "Next", &[(&account, &upn)]).await;
        self.types_password(&page, password).await
    }

    /// Types a password where one is asked for.
    pub(crate) async fn types_password(&mut self, page: &Page, password: &str) -> Page {
        let field = page
            .field("current-password")
            .unwrap_or_else(|| panic!("no password is asked for on {page}"));
        self.browser.press(page, "Sign in", &[(&field, password)]).await
    }

    /// Presses *Continue* as long as a page asks for that, as people without scripts do.
    pub(crate) async fn goes_on(&mut self, mut page: Page) -> Page {
        for _ in 0..5 {
            if !page.has_button("Continue") {
                break;
            }
            page = self.presses(&page, "Continue").await;
        }
        page
    }

    /// Types account and password and does not want to stay signed in.
    pub(crate) async fn signs_in(&mut self, page: &Page) -> Page {
        let password = self.password.clone();
        let page = self.tries(page, &password).await;
        assert!(page.says("Stay signed in?"), "{page}");
        self.presses(&page, "No").await
    }
}

/// A page of the service manager that greets somebody who is signed in.
pub(crate) fn is_home(page: &Page, world: &World) {
    assert!(page.status.is_success(), "{page}");
    assert!(page.url.as_str().starts_with(&world.contoso()), "{page}");
    assert!(page.has_button("Sign out"), "{page}");
}
