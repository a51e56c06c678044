//! What one process needs to know to serve customers: how it is reached, and how long sessions live.

use jiff::SignedDuration;

use crate::customers::Customer;

/// How customers' hosts are reached from outside, and how long their sessions live.
#[derive(Debug, Clone)]
pub struct Settings {
    /// `https`, or `http` on loopback.
    pub scheme: &'static str,
    /// The port in people's address bars, if it is not the scheme's own.
    pub port: Option<u16>,
    /// A session ends when it was not used for so long.
    pub idle_timeout: SignedDuration,
    /// A session ends so long after the sign-in, however busy it is.
    pub absolute_timeout: SignedDuration,
}

impl Settings {
    /// Settings with the usual session times: thirty minutes idle, ten hours in all.
    pub fn new(scheme: &'static str, port: Option<u16>) -> Self {
        Self {
            scheme,
            port,
            idle_timeout: SignedDuration::from_mins(30),
            absolute_timeout: SignedDuration::from_hours(10),
        }
    }

    /// Whether people come over TLS.
    pub fn is_secure(&self) -> bool {
        self.scheme == "https"
    }

    /// The origin of a customer's host: scheme, host and port, no slash at the end.
    pub fn origin(&self, host: &str) -> String {
        match self.port {
            Some(port) => format!("{}://{host}:{port}", self.scheme),
            None => format!("{}://{host}", self.scheme),
        }
    }
}

/// The entity id of a customer: its base URL with a slash at the end, as identity providers know it.
pub fn sp_entity_id(settings: &Settings, customer: &Customer) -> String {
    format!("{}/", settings.origin(&customer.host))
}

/// The assertion consumer service of a customer, which takes HTTP-POST.
pub fn acs_url(settings: &Settings, customer: &Customer) -> String {
    format!("{}{}", settings.origin(&customer.host), crate::routes::ACS)
}

/// The address of a customer's service provider metadata.
pub fn metadata_url(settings: &Settings, customer: &Customer) -> String {
    format!("{}{}", settings.origin(&customer.host), crate::routes::METADATA)
}

/// The address of a customer's single logout service, which takes HTTP-Redirect and HTTP-POST.
pub fn single_logout_url(settings: &Settings, customer: &Customer) -> String {
    format!(
        "{}{}",
        settings.origin(&customer.host),
        crate::routes::SINGLE_LOGOUT
    )
}
