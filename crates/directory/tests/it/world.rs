//! A tenant, `contoso.example`, with verbs for what people do in it.

use std::net::{IpAddr, Ipv4Addr};

use vestibule_directory::applications::{self, Application, NewApplication};
use vestibule_directory::assignments::{self, Assignment, Principal};
use vestibule_directory::claims::{self, Claims};
use vestibule_directory::sessions::{self, Keep, Lookup, Resumed, Started};
use vestibule_directory::sign_in::{self, Authenticated, Facts, Granted, Judgement, Looking};
use vestibule_directory::sign_ins::{Attempt, Start, Success};
use vestibule_directory::tenants::{self, NewTenant, Tenant};
use vestibule_directory::users::{self, NewUser, User};
use vestibule_directory::value::{
    DisplayName, DomainName, EntityId, Mail, PersonalName, ReplyUrl, Upn, WebUrl,
};
use vestibule_directory::{Caller, Code, Directory, DirectoryRole, Environment, Failure, Refusal, Secret};
use vestibule_store::testing::{ManualClock, TestDatabase, TestSubject, environment};
use vestibule_store::{DatabaseUrl, Db, Schema};

/// Everybody's password, unless a test says otherwise.
pub(crate) const PASSWORD: &str = "Correct-Horse-7-Battery";
/// Where everybody sits.
pub(crate) const HOME: IpAddr = IpAddr::V4(Ipv4Addr::new(192, 0, 2, 1));
/// The identifier of the application that [`World::application`] makes.
pub(crate) const IDENTIFIER: &str = "https://acme.saasit.example/";

pub(crate) struct World {
    pub(crate) directory: Directory,
    pub(crate) clock: ManualClock,
    pub(crate) tenant: Tenant,
    environment: Environment,
    pub(crate) url: DatabaseUrl,
}

impl TestSubject for World {
    async fn open(database: &TestDatabase, schema: &Schema) -> Self {
        let (environment, clock) = environment(1);
        let url = database.url().clone();
        let db = Db::open(&url, schema).await.unwrap();
        let directory = Directory::for_test(db, environment.clone());
        let tenant = tenant(&directory, "contoso.example").await;
        Self {
            directory,
            clock,
            tenant,
            environment,
            url,
        }
    }
}

pub(crate) async fn tenant(directory: &Directory, domain: &str) -> Tenant {
    let new = NewTenant {
        domain: DomainName::parse(domain).unwrap(),
        display_name: DisplayName::parse(domain).unwrap(),
    };
    tenants::create(directory, &system(), new).await.unwrap()
}

pub(crate) fn system() -> Caller {
    Caller::system("test")
}

pub(crate) fn secret(text: &str) -> Secret<String> {
    Secret::new(text.to_owned())
}

impl World {
    pub(crate) fn tenant_id(&self) -> &str {
        &self.tenant.id
    }

    /// Another server process on the same database.
    pub(crate) async fn replica(&self) -> Directory {
        let db = Db::open(&self.url, &vestibule_directory::SCHEMA).await.unwrap();
        Directory::for_test(db, self.environment.clone())
    }

    pub(crate) fn new_user(&self, local: &str) -> NewUser {
        let upn = Upn::parse(&format!("{local}@contoso.example")).unwrap();
        let mut new = NewUser::new(self.tenant_id(), upn, DisplayName::parse(local).unwrap());
        new.password = Some(secret(PASSWORD));
        new.must_change_password = false;
        new
    }

    pub(crate) async fn person(&self, local: &str) -> User {
        users::create(&self.directory, &system(), self.new_user(local))
            .await
            .unwrap()
            .user
    }

    pub(crate) async fn bsimon(&self) -> User {
        let mut new = self.new_user("B.Simon");
        new.given_name = Some(PersonalName::parse("Britta").unwrap());
        new.surname = Some(PersonalName::parse("Simon").unwrap());
        new.mail = Some(Mail::parse("b.simon@contoso.example").unwrap());
        users::create(&self.directory, &system(), new).await.unwrap().user
    }

    pub(crate) async fn administrator(&self, local: &str, role: DirectoryRole) -> User {
        let mut new = self.new_user(local);
        new.roles = vec![role];
        users::create(&self.directory, &system(), new).await.unwrap().user
    }

    pub(crate) fn new_application(&self, name: &str, identifier: &str) -> NewApplication {
        let mut new = NewApplication::new(self.tenant_id(), DisplayName::parse(name).unwrap());
        new.identifiers = vec![EntityId::parse(identifier).unwrap()];
        new.reply_urls = vec![ReplyUrl::plain(
            WebUrl::parse("https://acme.saasit.example/acs").unwrap(),
        )];
        new
    }

    pub(crate) async fn application(&self) -> Application {
        let new = self.new_application("ISM", IDENTIFIER);
        applications::create(&self.directory, &system(), new)
            .await
            .unwrap()
    }

    pub(crate) async fn assign(&self, application: &Application, principal: Principal) -> Assignment {
        let (directory, tenant_id) = (&self.directory, self.tenant_id());
        assignments::assign(directory, &system(), tenant_id, &application.id, &principal, None)
            .await
            .unwrap()
    }

    pub(crate) async fn shows_password(&self, upn: &str, password: &str) -> Result<Authenticated, Failure> {
        sign_in::verify_password(&self.directory, self.tenant_id(), upn, &secret(password), HOME).await
    }

    pub(crate) async fn signs_in(&self, user: &User) -> Started {
        let authenticated = self
            .shows_password(&user.user_principal_name, PASSWORD)
            .await
            .unwrap();
        sessions::start(&self.directory, &authenticated, Keep::No, HOME, Some("Browser"))
            .await
            .unwrap()
    }

    pub(crate) async fn resumes(&self, started: &Started) -> Lookup {
        sessions::resume(&self.directory, started.token.expose())
            .await
            .unwrap()
    }

    /// The person as the caller of operations.
    pub(crate) async fn caller(&self, user: &User) -> Caller {
        let started = self.signs_in(user).await;
        Caller::person(&live(self.resumes(&started).await))
    }

    pub(crate) async fn facts(&self, started: Option<&Started>) -> Facts {
        let token = started.map(|started| started.token.expose().as_str());
        sign_in::load(
            &self.directory,
            self.tenant_id(),
            Looking::ByIdentifier(IDENTIFIER),
            token,
        )
        .await
        .unwrap()
    }

    pub(crate) async fn decides(&self, started: &Started) -> Result<Granted, &'static Code> {
        let facts = self.facts(Some(started)).await;
        sign_in::decide(&facts, self.environment.now()).map_err(|refusal| refusal.code)
    }

    /// Signs on to the application with a judge who grants what can be granted: the id of the entry.
    pub(crate) async fn signs_on(&self, started: &Started) -> Result<String, Failure> {
        let token = started.token.expose().as_str();
        let looking = Looking::ByIdentifier(IDENTIFIER);
        let judge = |facts: Facts| {
            let granted = sign_in::decide(&facts, self.environment.now());
            Judged(granted.map(|granted| (granted.clone(), self.success_of(&granted))))
        };
        let judged = sign_in::sign_on(&self.directory, self.tenant_id(), looking, Some(token), judge).await?;
        Ok(judged.0?.1.id)
    }

    pub(crate) fn success_of(&self, granted: &Granted) -> Success {
        Success {
            id: self.environment.unguessable_id(),
            attempt: attempt(),
            identifier: IDENTIFIER.to_owned(),
            reply_url: "https://acme.saasit.example/acs".to_owned(),
            name_id: claims_of(granted).name_id,
        }
    }
}

/// What a judge makes of a sign-on who grants whatever can be granted.
struct Judged(Result<(Granted, Success), Refusal>);

impl Judgement for Judged {
    fn success(&self) -> Option<(&Granted, &Success)> {
        self.0.as_ref().ok().map(|(granted, success)| (granted, success))
    }
}

pub(crate) fn claims_of(granted: &Granted) -> Claims {
    claims::for_grant(granted, "https://idp.example/", None, "random")
}

pub(crate) fn attempt() -> Attempt {
    Attempt {
        correlation_id: "00000000-0000-4000-8000-000000000001".to_owned(),
        source: HOME,
        user_agent: Some("Browser".to_owned()),
        is_interactive: true,
        start: Start::Application,
    }
}

pub(crate) fn live(lookup: Lookup) -> Resumed {
    match lookup {
        Lookup::Live(resumed) => *resumed,
        other => panic!("not a live session: {other:?}"),
    }
}

/// The number of the refusal.
pub(crate) fn refused<T>(result: Result<T, Failure>) -> u32 {
    match result {
        Err(Failure::Refused(refusal)) => refusal.code.number,
        Err(other) => panic!("not a refusal: {other:?}"),
        Ok(_) => panic!("not refused"),
    }
}
