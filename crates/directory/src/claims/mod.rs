//! Claims, pure: person and application in, what the assertion carries out, each with the rule that made it.

mod name_id;
mod set;
#[cfg(test)]
mod tests;

pub use name_id::{NameIdFormat, NameIdSource};
pub use set::for_grant;

/// What an assertion says about a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claims {
    /// The subject.
    pub name_id: NameId,
    /// The attributes, in the order in which they are sent.
    pub attributes: Vec<Claim>,
    /// What was left out or replaced, and why: for the log and the preview.
    pub warnings: Vec<Warning>,
}

/// The name identifier.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NameId {
    /// The value.
    pub value: String,
    /// The format.
    pub format: NameIdFormat,
    /// The rule that made it.
    pub rule: Rule,
}

/// One attribute with its values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// The attribute's name.
    pub name: String,
    /// Its values, at least one.
    pub values: Vec<String>,
    /// The rule that made it.
    pub rule: Rule,
}

/// The rule that made a claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rule {
    /// Which set it belongs to.
    pub set: ClaimSet,
    /// The source, by Entra's names, such as `user.givenname`.
    pub source: &'static str,
}

/// The sets of claims.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClaimSet {
    /// Always sent; no setting produces or removes it.
    Core,
    /// Sent unless the application's claims say otherwise.
    Default,
    /// Set at the application.
    Configured,
    /// Asked for by the request.
    Requested,
    /// Sent because roles of the application are assigned.
    AppRoles,
}

/// Something that was left out or replaced.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Warning {
    /// The attribute's name, or `NameID`.
    pub name: String,
    /// Why.
    pub reason: WarningReason,
}

/// Why a claim was left out or replaced.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WarningReason {
    /// The value has characters that XML cannot carry.
    IllegalCharacter,
    /// The source of the name identifier has no value: a pairwise identifier is sent instead.
    PairwiseInstead,
}
