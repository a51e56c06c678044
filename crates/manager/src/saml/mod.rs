//! The service provider: sending people to the provider, and taking its answers.

pub(crate) mod acs;
mod codes;
mod judge;
pub(crate) mod logout;
pub(crate) mod metadata;
mod received;
mod relay_state;
pub(crate) mod start;
mod subject;

#[cfg(test)]
mod tests;
