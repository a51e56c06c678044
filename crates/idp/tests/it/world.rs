//! A tenant with its people and one application, behind the real router.

use std::time::Duration;

use axum::Router;
use jiff::SignedDuration;
use tempfile::TempDir;
use vestibule_directory::applications::{self, Application, ApplicationChange, NewApplication};
use vestibule_directory::assignments::{self, Principal};
use vestibule_directory::sign_ins::{self, SignIn, SignInFilter};
use vestibule_directory::tenants::{self, NewTenant, Tenant};
use vestibule_directory::users::{self, NewUser, User};
use vestibule_directory::{Caller, DatabaseUrl, Directory, Loopback, MasterKey, PageRequest, Secret};
use vestibule_idp::{Settings, router};
use vestibule_store::testing::{ManualClock, environment};

use crate::browser::Browser;

pub(crate) const HOST: &str = "localhost:8400";
pub(crate) const BASE: &str = "http://localhost:8400";
pub(crate) const DOMAIN: &str = "contoso.example";
pub(crate) const B_SIMON: &str = "b.simon@contoso.example";
pub(crate) const A_OTHER: &str = "a.other@contoso.example";
pub(crate) const PASSWORD: &str = "violet Harbour 42 lamps";
pub(crate) const IDENTIFIER: &str = "https://contoso.saasit.example/";
pub(crate) const ACS: &str = "https://contoso.saasit.example/handlers/sso/SamlAssertionConsumerHandler.ashx";
pub(crate) const SECOND_ACS: &str = "https://contoso.saasit.example/second";

pub(crate) struct World {
    pub(crate) directory: Directory,
    pub(crate) clock: ManualClock,
    pub(crate) tenant: Tenant,
    pub(crate) application: Application,
    pub(crate) b_simon: User,
    pub(crate) settings: Settings,
    router: Router,
    _folder: TempDir,
}

impl World {
    /// B.Simon is assigned to the application, A.Other is not.
    pub(crate) async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = DatabaseUrl::Sqlite(folder.path().join("directory.db"));
        let (environment, clock) = environment(1);
        let (key, _) = MasterKey::generate(&environment);
        let directory = Directory::open(&url, &key, environment)
            .await
            .unwrap()
            .with_loopback(Loopback::Allowed);
        let settings = Settings::new(BASE.parse().unwrap());
        let system = Caller::system("test");
        let new = NewTenant {
            domain: DOMAIN.parse().unwrap(),
            display_name: "Contoso".parse().unwrap(),
        };
        let tenant = tenants::create(&directory, &system, new).await.unwrap();
        let application = create_application(&directory, &tenant).await;
        let b_simon = create_person(&directory, &tenant, B_SIMON, "B.Simon", false).await;
        create_person(&directory, &tenant, A_OTHER, "A.Other", false).await;
        let router = router(directory.clone(), settings.clone());
        let world = Self {
            directory,
            clock,
            tenant,
            application,
            b_simon,
            settings,
            router,
            _folder: folder,
        };
        world.assigns(&world.b_simon.id).await;
        world
    }

    pub(crate) fn browser(&self) -> Browser {
        Browser::new(self.router.clone())
    }

    /// Another process on the same database, which remembers nothing of the first.
    pub(crate) fn another_replica(&self) -> Router {
        router(self.directory.clone(), self.settings.clone())
    }

    /// A browser that B.Simon has signed in with.
    pub(crate) async fn browser_of_b_simon(&self) -> Browser {
        let browser = self.browser();
        let page = browser.signs_in("/myapps", B_SIMON, PASSWORD).await;
        assert_eq!(page.status, 200, "{}", page.body);
        browser
    }

    pub(crate) async fn assigns(&self, user_id: &str) {
        let principal = Principal::User(user_id.to_owned());
        let (tenant, application) = (&self.tenant.id, &self.application.id);
        assignments::assign(
            &self.directory,
            &Caller::system("test"),
            tenant,
            application,
            &principal,
            None,
        )
        .await
        .unwrap();
    }

    pub(crate) async fn changes_application(&self, change: ApplicationChange) {
        let (tenant, application) = (&self.tenant.id, &self.application.id);
        applications::update(
            &self.directory,
            &Caller::system("test"),
            tenant,
            application,
            change,
        )
        .await
        .unwrap();
    }

    pub(crate) async fn person_who_must_change(&self) -> String {
        let upn = "n.new@contoso.example";
        let user = create_person(&self.directory, &self.tenant, upn, "N.New", true).await;
        self.assigns(&user.id).await;
        upn.to_owned()
    }

    pub(crate) async fn disables_b_simon(&self) {
        let change = users::UserChange {
            is_enabled: Some(false),
            ..users::UserChange::default()
        };
        let (tenant, user) = (&self.tenant.id, &self.b_simon.id);
        users::update(&self.directory, &Caller::system("test"), tenant, user, change)
            .await
            .unwrap();
    }

    pub(crate) fn minutes_pass(&self, minutes: u64) {
        self.clock
            .advance(SignedDuration::try_from(Duration::from_secs(60 * minutes)).unwrap());
    }

    /// The sign-in log, the newest entry first.
    async fn log(&self) -> Vec<SignIn> {
        let (filter, page) = (SignInFilter::default(), PageRequest::first(100));
        let caller = Caller::system("test");
        sign_ins::list(&self.directory, &caller, &self.tenant.id, &filter, &page)
            .await
            .unwrap()
            .items
    }

    /// The entry with this code, 0 for a success; there has to be one.
    pub(crate) async fn logged(&self, code: u32) -> SignIn {
        let log = self.log().await;
        let codes: Vec<u32> = log.iter().map(|entry| entry.error_code).collect();
        log.into_iter()
            .find(|entry| entry.error_code == code)
            .unwrap_or_else(|| panic!("{code} is not among {codes:?}"))
    }

    pub(crate) async fn has_logged(&self, code: u32) -> bool {
        self.log().await.iter().any(|entry| entry.error_code == code)
    }

    pub(crate) fn sso_path(&self) -> String {
        format!("/{}/saml2", self.tenant.id)
    }

    pub(crate) fn launch_path(&self) -> String {
        format!("/signin/{}?tenantId={}", self.application.app_id, self.tenant.id)
    }

    pub(crate) fn issuer(&self) -> String {
        vestibule_idp::issuer(&self.settings, &self.tenant.id)
    }
}

async fn create_application(directory: &Directory, tenant: &Tenant) -> Application {
    use vestibule_directory::value::ReplyUrl;
    let mut new = NewApplication::new(&tenant.id, "Ivanti Service Manager (ISM)".parse().unwrap());
    new.identifiers = vec![IDENTIFIER.parse().unwrap()];
    new.reply_urls = vec![
        ReplyUrl {
            url: ACS.parse().unwrap(),
            index: Some(0),
            is_default: true,
        },
        ReplyUrl {
            url: SECOND_ACS.parse().unwrap(),
            index: Some(1),
            is_default: false,
        },
    ];
    new.relay_state = Some("from configuration".parse().unwrap());
    applications::create(directory, &Caller::system("test"), new)
        .await
        .unwrap()
}

async fn create_person(
    directory: &Directory,
    tenant: &Tenant,
    upn: &str,
    name: &str,
    must_change: bool,
) -> User {
    let mut new = NewUser::new(&tenant.id, upn.parse().unwrap(), name.parse().unwrap());
    new.given_name = Some("Britta".parse().unwrap());
    new.surname = Some("Simon".parse().unwrap());
    new.mail = Some(upn.parse().unwrap());
    new.password = Some(Secret::new(PASSWORD.to_owned()));
    new.must_change_password = must_change;
    users::create(directory, &Caller::system("test"), new)
        .await
        .unwrap()
        .user
}
