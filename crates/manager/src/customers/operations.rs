//! What can be done with customers.

use super::{Customer, rows};
use crate::failure::{Failure, Problem};
use crate::manager::Manager;
use crate::page::Page;

/// Makes a customer that is reached under `host`.
///
/// # Errors
/// [`Failure::Invalid`] if the name is empty or too long or the host is no host name; [`Failure::Conflict`] if
/// another customer has the name or the host.
pub async fn create(manager: &Manager, name: &str, host: &str) -> Result<Customer, Failure> {
    let name = name.trim();
    let host = host.trim().to_ascii_lowercase();
    let mut problems = Vec::new();
    if name.is_empty() || name.chars().count() > LONGEST_NAME || name.chars().any(char::is_control) {
        problems.push(Problem::new("name", "1 to 100 printable characters", name));
    }
    if !is_host_name(&host) {
        problems.push(Problem::new(
            "host",
            "a host name without scheme, port or path",
            &host,
        ));
    }
    if !problems.is_empty() {
        return Err(Failure::Invalid(problems));
    }
    let customer = Customer {
        id: manager.environment().id(),
        name: name.to_owned(),
        host,
    };
    let now = manager.environment().now();
    let new = &customer;
    manager
        .db()
        .write(async |mut tx| {
            if rows::insert(&mut tx, new, now).await? {
                return Ok(());
            }
            Err(Failure::Conflict(format!(
                "another customer has the name “{}” or the host “{}”",
                new.name, new.host
            )))
        })
        .await?;
    Ok(customer)
}

/// The customer that is reached under `host`; a port behind it does not matter.
///
/// # Errors
/// [`Failure::Unavailable`] if the database does not answer.
pub async fn find_by_host(manager: &Manager, host: &str) -> Result<Option<Customer>, Failure> {
    let host = without_port(host).to_ascii_lowercase();
    let wanted = host.as_str();
    manager
        .db()
        .read(async |mut tx| Ok(rows::find_by_host(&mut tx, wanted).await?))
        .await
}

/// The customer of this name.
///
/// # Errors
/// [`Failure::NotFound`] if there is none.
pub async fn get_by_name(manager: &Manager, name: &str) -> Result<Customer, Failure> {
    manager
        .db()
        .read(async |mut tx| {
            rows::find_by_name(&mut tx, name)
                .await?
                .ok_or_else(|| Failure::NotFound(format!("customer “{}”", crate::failure::shown(name))))
        })
        .await
}

/// Customers by name.
///
/// # Errors
/// [`Failure::Unavailable`] if the database does not answer.
pub async fn list(manager: &Manager, page: &Page) -> Result<Vec<Customer>, Failure> {
    manager
        .db()
        .read(async |mut tx| Ok(rows::list(&mut tx, page).await?))
        .await
}

/// Longest name of a customer, in characters.
const LONGEST_NAME: usize = 100;

/// A host without the port behind it.
pub(crate) fn without_port(host: &str) -> &str {
    match host.rsplit_once(':') {
        Some((name, port)) if !port.is_empty() && port.bytes().all(|octet| octet.is_ascii_digit()) => name,
        _ => host,
    }
}

fn is_host_name(host: &str) -> bool {
    (1..=253).contains(&host.len())
        && host.split('.').all(|label| {
            (1..=63).contains(&label.len())
                && label
                    .bytes()
                    .all(|octet| octet.is_ascii_lowercase() || octet.is_ascii_digit() || octet == b'-')
                && !label.starts_with('-')
                && !label.ends_with('-')
        })
}
