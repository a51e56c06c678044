//! Compatibility profiles: partners that are known to be odd, each with the few ways in which they are treated otherwise.
//!
//! A profile is named after whom it is for, and has a reason. There are no free switches: whoever needs something else is
//! a profile more here. None makes a check weaker, here or at the partner's.

mod operations;
mod rows;

pub use operations::{compatibility_profile, set_compatibility_profile};

/// A partner that is known to be odd.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CompatibilityProfile {
    /// Shibboleth's service provider with a MetadataProvider that has `validate="true"`.
    ShibbolethSp,
}

/// How the federation metadata of an application is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum MetadataForm {
    /// As Entra writes it: the roles of WS-Federation first, of which Microsoft's libraries take their keys.
    #[default]
    Federation,
    /// The role of SAML alone.
    SamlAlone,
}

/// One row of the table.
#[derive(Debug, Clone, Copy)]
pub struct Compatibility {
    /// The profile.
    pub profile: CompatibilityProfile,
    /// Its name in settings.
    pub name: &'static str,
    /// How metadata is written for it.
    pub metadata: MetadataForm,
    /// Why.
    pub reason: &'static str,
}

/// All profiles.
pub const PROFILES: &[Compatibility] = &[Compatibility {
    profile: CompatibilityProfile::ShibbolethSp,
    name: "shibboleth-sp",
    metadata: MetadataForm::SamlAlone,
    reason: "validate=\"true\" checks metadata against its schemas, in which the types of WS-Federation's roles are not",
}];

impl CompatibilityProfile {
    /// The profile of that name.
    pub fn find(name: &str) -> Option<Self> {
        let found = PROFILES.iter().find(|row| row.name == name);
        found.map(|row| row.profile)
    }

    /// What stands in the table.
    fn row(self) -> Option<&'static Compatibility> {
        PROFILES.iter().find(|row| row.profile == self)
    }

    /// Its name in settings.
    pub fn name(self) -> &'static str {
        self.row().map_or("", |row| row.name)
    }

    /// How metadata is written for it.
    pub fn metadata(self) -> MetadataForm {
        self.row().map_or(MetadataForm::default(), |row| row.metadata)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_profile_has_one_row_and_a_reason() {
        for row in PROFILES {
            assert_eq!(CompatibilityProfile::find(row.name), Some(row.profile));
            assert_eq!(
                (row.profile.name(), row.profile.metadata()),
                (row.name, row.metadata)
            );
            assert!(!row.reason.is_empty());
        }
        assert_eq!(CompatibilityProfile::find("anybody"), None);
    }
}
