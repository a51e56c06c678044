//! The whole demo in one process, without sockets, for tests that hold the clock in hand.

use std::net::IpAddr;

use axum::body::Body;
use http::{Request, Response};
use vestibule_directory::Directory;
use vestibule_manager::Manager;

use crate::demo::OpenStage;
use crate::demo::state::{self, DemoState, Scheme};
use crate::front::Front;

/// A demo without sockets.
pub struct Demo {
    front: Front,
    state: DemoState,
    directory: Directory,
    manager: Manager,
}

impl Demo {
    /// Sets the tutorial's cast up on empty databases. The port stands in addresses only.
    ///
    /// # Errors
    ///
    /// A sentence, if it cannot be set up.
    pub async fn set_up(directory: Directory, manager: Manager, port: u16) -> anyhow::Result<Self> {
        let base_url = state::base_url(Scheme::Http, port)?;
        let stage = OpenStage::new(directory, manager, &base_url);
        let state = stage.seed(Scheme::Http, port).await?;
        let (directory, manager) = (stage.directory.clone(), stage.manager.clone());
        let front = stage.front(&state)?;
        Ok(Self {
            front,
            state,
            directory,
            manager,
        })
    }

    /// Answers a request that comes from this address.
    pub async fn answer(&self, request: Request<Body>, peer: IpAddr) -> Response<Body> {
        self.front.answer(request, peer).await
    }

    /// The identity provider's address, without a slash at the end.
    pub fn identity_provider(&self) -> String {
        format!("http://localhost:{}", self.state.port)
    }

    /// The tenant's id.
    pub fn tenant_id(&self) -> &str {
        &self.state.tenant_id
    }

    /// A customer's address, with a slash at the end; one that leads nowhere if there is no such customer.
    pub fn customer(&self, name: &str) -> String {
        let customer = self.state.customers.iter().find(|customer| customer.name == name);
        let host = customer.map_or("unknown.invalid", |customer| customer.host.as_str());
        format!("http://{host}:{}/", self.state.port)
    }

    /// User principal name and password of the person whose name begins like this.
    pub fn credentials(&self, beginning: &str) -> Option<(&str, &str)> {
        let person = self
            .state
            .people
            .iter()
            .find(|person| person.user_principal_name.starts_with(beginning))?;
        Some((&person.user_principal_name, &person.password))
    }

    /// Login ID and password of the local person of a customer.
    pub fn local_credentials(&self, customer: &str) -> Option<(&str, &str)> {
        let customer = self.state.customers.iter().find(|known| known.name == customer)?;
        Some((&customer.local_login, &customer.local_password))
    }

    /// Object id of the person whose name begins like this.
    pub fn person_id(&self, beginning: &str) -> Option<&str> {
        let person = self
            .state
            .people
            .iter()
            .find(|person| person.user_principal_name.starts_with(beginning))?;
        Some(&person.id)
    }

    /// Object id and application id of the service manager.
    pub fn application(&self) -> Option<(&str, &str)> {
        let application = self.state.applications.first()?;
        Some((&application.id, &application.app_id))
    }

    /// The directory, for administrators' acts.
    pub fn directory(&self) -> &Directory {
        &self.directory
    }

    /// The service manager, for administrators' acts.
    pub fn manager(&self) -> &Manager {
        &self.manager
    }
}
