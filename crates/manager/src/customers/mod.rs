//! Customers: fully apart from each other, told apart by the host name they are reached under.

mod operations;
mod rows;

pub use operations::{create, find_by_host, get_by_name, list};

/// A customer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Customer {
    /// Never changes.
    pub id: String,
    /// The name that the command line uses; unique without regard to case.
    pub name: String,
    /// The host name, lower case, without a port.
    pub host: String,
}
