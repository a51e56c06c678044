//! The customers table.

use jiff::Timestamp;
use vestibule_store::{Error, Row, Tx, params};

use super::Customer;
use crate::page::Page;

/// Inserts a customer; false if its name or host is taken.
pub(super) async fn insert(tx: &mut Tx, customer: &Customer, now: Timestamp) -> Result<bool, Error> {
    let inserted = tx
        .execute(
            "INSERT INTO customers (id, name, name_key, host, created_at) VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT DO NOTHING",
            params![
                &customer.id,
                &customer.name,
                name_key(&customer.name),
                &customer.host,
                now
            ],
        )
        .await?;
    Ok(inserted == 1)
}

/// The customer under this host.
pub(super) async fn find_by_host(tx: &mut Tx, host: &str) -> Result<Option<Customer>, Error> {
    tx.optional(
        "SELECT id, name, host FROM customers WHERE host = $1",
        params![host],
    )
    .await?
    .map(|row| customer(&row))
    .transpose()
}

/// The customer of this name, case aside.
pub(super) async fn find_by_name(tx: &mut Tx, name: &str) -> Result<Option<Customer>, Error> {
    tx.optional(
        "SELECT id, name, host FROM customers WHERE name_key = $1",
        params![name_key(name)],
    )
    .await?
    .map(|row| customer(&row))
    .transpose()
}

/// A page of customers by name.
pub(super) async fn list(tx: &mut Tx, page: &Page) -> Result<Vec<Customer>, Error> {
    let after = page.after.as_deref().map(name_key).unwrap_or_default();
    tx.all(
        "SELECT id, name, host FROM customers WHERE name_key > $1 ORDER BY name_key, id LIMIT $2",
        params![after, page.rows()],
    )
    .await?
    .iter()
    .map(customer)
    .collect()
}

fn customer(row: &Row) -> Result<Customer, Error> {
    Ok(Customer {
        id: row.get("id")?,
        name: row.get("name")?,
        host: row.get("host")?,
    })
}

fn name_key(name: &str) -> String {
    name.to_lowercase()
}
