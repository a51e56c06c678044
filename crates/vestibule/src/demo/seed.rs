//! Sets everything up as the tutorial has it, through the same operations that people use.

use anyhow::Context as _;
use jiff::Timestamp;
use vestibule_directory::applications::{self, Application, NewApplication};
use vestibule_directory::assignments::{self, Principal};
use vestibule_directory::tenants::{self, NewTenant, Tenant};
use vestibule_directory::users::{self, NewUser};
use vestibule_directory::value::ReplyUrl;
use vestibule_directory::{Caller, Directory, DirectoryRole, certificates, templates};
use vestibule_manager::Manager;
use vestibule_manager::Role;
use vestibule_manager::customers::{self, Customer};
use vestibule_manager::people::{self, NewLocalPerson};
use vestibule_manager::providers::{self, AccountKey, ProviderChange};

use super::cast::{self, Part, Person, Tenancy};
use super::state::{DemoState, RememberedApplication, RememberedCustomer, RememberedPerson, Scheme};

/// Both systems with their addresses.
pub(crate) struct Stage<'a> {
    pub(crate) directory: &'a Directory,
    pub(crate) manager: &'a Manager,
    pub(crate) identity_provider: &'a vestibule_idp::Settings,
    pub(crate) manager_settings: &'a vestibule_manager::Settings,
}

fn caller() -> Caller {
    Caller::system("demo")
}

impl Stage<'_> {
    /// Makes the organization, the people, the customers and the application, and introduces both systems to
    /// each other.
    pub(crate) async fn seed(&self, scheme: Scheme, port: u16) -> anyhow::Result<DemoState> {
        let new = NewTenant {
            domain: cast::DOMAIN.parse()?,
            display_name: cast::ORGANIZATION.parse()?,
        };
        let tenant = tenants::create(self.directory, &caller(), new).await?;
        let mut people = Vec::new();
        for person in &cast::PEOPLE {
            people.push(self.person(&tenant, person).await?);
        }
        let mut customers = Vec::new();
        let mut applications = Vec::new();
        for tenancy in &cast::CUSTOMERS {
            let (customer, remembered) = self.customer(tenancy).await?;
            if tenancy.is_set_up {
                let application = self.application(&tenant, &customer).await?;
                self.assign(&tenant, &application, &people).await?;
                self.introduce(&tenant, &application, &customer).await?;
                applications.push(RememberedApplication {
                    id: application.id,
                    app_id: application.app_id,
                    display_name: application.display_name,
                });
            }
            customers.push(remembered);
        }
        Ok(DemoState {
            scheme,
            port,
            tenant_id: tenant.id,
            people,
            customers,
            applications,
        })
    }

    async fn person(&self, tenant: &Tenant, person: &Person) -> anyhow::Result<RememberedPerson> {
        let upn = format!("{}@{}", person.name, cast::DOMAIN);
        let new = NewUser {
            given_name: Some(person.given_name.parse()?),
            surname: Some(person.surname.parse()?),
            mail: Some(upn.parse()?),
            must_change_password: false,
            roles: match person.part {
                Part::Administrator => vec![DirectoryRole::GlobalAdministrator],
                Part::Assigned | Part::Unassigned => Vec::new(),
            },
            ..NewUser::new(tenant.id.clone(), upn.parse()?, person.display_name.parse()?)
        };
        let created = users::create(self.directory, &caller(), new).await?;
        let password = created.generated_password.context("no password was generated")?;
        Ok(RememberedPerson {
            id: created.user.id,
            user_principal_name: created.user.user_principal_name,
            display_name: created.user.display_name,
            password: password.expose().clone(),
            password_set_at: created.user.password_changed_at.map(Timestamp::as_microsecond),
            note: person.part.note().to_owned(),
        })
    }

    async fn customer(&self, tenancy: &Tenancy) -> anyhow::Result<(Customer, RememberedCustomer)> {
        let host = format!("{}.{}", tenancy.name, cast::HOST_SUFFIX);
        let customer = customers::create(self.manager, tenancy.name, &host).await?;
        let new = NewLocalPerson {
            login_id: cast::LOCAL_LOGIN.to_owned(),
            display_name: Some("Break glass".to_owned()),
            role: Role::Admin,
            password: None,
        };
        let created = people::create_local(self.manager, &customer, new).await?;
        let password = created.generated_password.context("no password was generated")?;
        let remembered = RememberedCustomer {
            name: customer.name.clone(),
            host: customer.host.clone(),
            is_set_up: tenancy.is_set_up,
            local_login: created.employee.login_id,
            local_password: password.expose().clone(),
        };
        Ok((customer, remembered))
    }

    /// *New application*, from the gallery. No Sign-on URL: the tile then signs people in from here
    /// (IdP-initiated), and the customer's own address starts the other way.
    async fn application(&self, tenant: &Tenant, customer: &Customer) -> anyhow::Result<Application> {
        let template = templates::find(cast::TEMPLATE).context("the gallery lacks the service manager")?;
        let settings = self.manager_settings;
        let reply_url = vestibule_manager::acs_url(settings, customer).parse()?;
        let logout_url = vestibule_manager::single_logout_url(settings, customer).parse()?;
        let new = NewApplication {
            template: Some(template.slug.clone()),
            identifiers: vec![vestibule_manager::sp_entity_id(settings, customer).parse()?],
            reply_urls: vec![ReplyUrl::plain(reply_url)],
            logout_url: Some(logout_url),
            ..NewApplication::new(tenant.id.clone(), template.display_name.parse()?)
        };
        Ok(applications::create(self.directory, &caller(), new).await?)
    }

    async fn assign(
        &self,
        tenant: &Tenant,
        application: &Application,
        people: &[RememberedPerson],
    ) -> anyhow::Result<()> {
        for (person, remembered) in cast::PEOPLE.iter().zip(people) {
            if person.part == Part::Assigned {
                let principal = Principal::User(remembered.id.clone());
                assignments::assign(
                    self.directory,
                    &caller(),
                    &tenant.id,
                    &application.id,
                    &principal,
                    None,
                )
                .await?;
            }
        }
        Ok(())
    }

    /// What the tutorial has the support team do: the downloaded Certificate (Raw) and the copied URLs.
    async fn introduce(
        &self,
        tenant: &Tenant,
        application: &Application,
        customer: &Customer,
    ) -> anyhow::Result<()> {
        let settings = self.identity_provider;
        let certificate = certificates::active(self.directory, &caller(), &tenant.id, &application.id)
            .await?
            .context("the application has no certificate")?;
        let mut change = ProviderChange::new(
            vestibule_idp::issuer(settings, &tenant.id),
            vestibule_idp::login_url(settings, &tenant.id),
            vec![certificate.der],
        );
        change.logout_url = Some(vestibule_idp::logout_url(settings, &tenant.id));
        change.account_key = AccountKey::ObjectId;
        providers::set(self.manager, customer, change).await?;
        Ok(())
    }
}
