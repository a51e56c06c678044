//! A world to tell stories in: two customers, an identity provider whose key we hold, and browsers.

mod answer;
mod browser;
mod identity_provider;

use std::net::IpAddr;

use jiff::SignedDuration;
use vestibule_manager::customers::{self, Customer};
use vestibule_manager::people::{self, Employee};
use vestibule_manager::providers::{self, AccountKey, ProviderChange};
use vestibule_manager::sign_ins::{self, SignIn};
use vestibule_manager::{Manager, MasterKey, Page, Settings};
use vestibule_store::Db;
use vestibule_store::testing::{ManualClock, environment};

pub(crate) use answer::Answer;
pub(crate) use browser::{ACS, Browser, From, SentRequest, form};
pub(crate) use identity_provider::{Answering, IdentityProvider, OBJECT_ID};

pub(crate) const SCHEMA: vestibule_store::Schema = vestibule_manager::SCHEMA;
pub(crate) const CONTOSO: &str = "contoso.saasit.localhost";
pub(crate) const FABRIKAM: &str = "fabrikam.saasit.localhost";

/// Everything a story needs.
pub(crate) struct World {
    pub(crate) manager: Manager,
    pub(crate) settings: Settings,
    pub(crate) router: axum::Router,
    pub(crate) clock: ManualClock,
    pub(crate) contoso: Customer,
    pub(crate) fabrikam: Customer,
    pub(crate) idp: IdentityProvider,
}

impl World {
    /// Contoso trusts the identity provider, by object id; fabrikam has none.
    pub(crate) async fn new(db: Db) -> Self {
        let world = Self::without_provider(db).await;
        world.trusts(AccountKey::ObjectId).await;
        world
    }

    /// Nobody trusts anybody.
    pub(crate) async fn without_provider(db: Db) -> Self {
        let (environment, clock) = environment(7);
        let manager = Manager::on(db, &MasterKey::from_octets([7; 32]), environment);
        let settings = Settings::new("http", Some(8400));
        let contoso = customers::create(&manager, "contoso", CONTOSO).await.unwrap();
        let fabrikam = customers::create(&manager, "fabrikam", FABRIKAM).await.unwrap();
        let router = vestibule_manager::router(manager.clone(), settings.clone());
        let idp = IdentityProvider::new(clock.clone(), "http://localhost:8400/tenant/");
        Self {
            manager,
            settings,
            router,
            clock,
            contoso,
            fabrikam,
            idp,
        }
    }

    /// Contoso's record of the identity provider, as it is made by default.
    pub(crate) fn record(&self, account_key: AccountKey) -> ProviderChange {
        let mut change = ProviderChange::new(
            &self.idp.issuer,
            "http://localhost:8400/tenant/saml2",
            vec![self.idp.certificate()],
        );
        change.account_key = account_key;
        change
    }

    pub(crate) async fn trusts(&self, account_key: AccountKey) {
        self.sets(self.record(account_key)).await;
    }

    pub(crate) async fn sets(&self, change: ProviderChange) {
        providers::set(&self.manager, &self.contoso, change)
            .await
            .unwrap();
    }

    pub(crate) fn browser(&self) -> Browser<'_> {
        Browser::new(self, CONTOSO, IpAddr::from([192, 0, 2, 10]))
    }

    pub(crate) async fn people(&self, customer: &Customer) -> Vec<Employee> {
        people::list(&self.manager, customer, &Page::default())
            .await
            .unwrap()
    }

    /// The sign-in log of contoso, the newest first.
    pub(crate) async fn log(&self) -> Vec<SignIn> {
        sign_ins::list(&self.manager, &self.contoso, &Page::default())
            .await
            .unwrap()
    }

    /// The newest line of contoso's log.
    pub(crate) async fn last(&self) -> SignIn {
        self.log().await.into_iter().next().expect("a line in the log")
    }

    pub(crate) fn passes(&self, time: SignedDuration) {
        self.clock.advance(time);
    }

    pub(crate) fn acs(&self, customer: &Customer) -> String {
        vestibule_manager::acs_url(&self.settings, customer)
    }

    pub(crate) fn entity_id(&self, customer: &Customer) -> String {
        vestibule_manager::sp_entity_id(&self.settings, customer)
    }

    /// A good answer about B.Simon for contoso that nobody asked for.
    pub(crate) fn unsolicited(&self) -> Answering<'_> {
        self.idp
            .about_b_simon(&self.acs(&self.contoso), &self.entity_id(&self.contoso))
    }

    /// A good answer about B.Simon to this request.
    pub(crate) fn answering(&self, request: &SentRequest) -> Answering<'_> {
        self.unsolicited().to(&request.id)
    }
}
