//! The roles that come with the product. The internal name is what configuration and links carry, the display name
//! is what people read.

/// A role; a session has exactly one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Role {
    /// Sees and changes the configuration.
    Admin,
    /// Works on incidents and requests.
    ServiceDeskAnalyst,
    /// Works on queues and reports.
    ServiceDeskManager,
    /// Uses the portal.
    SelfService,
    /// Uses the portal on a small screen.
    SelfServiceMobile,
}

impl Role {
    /// Every role, the most powerful first.
    pub const ALL: [Self; 5] = [
        Self::Admin,
        Self::ServiceDeskManager,
        Self::ServiceDeskAnalyst,
        Self::SelfService,
        Self::SelfServiceMobile,
    ];

    /// The internal name: `SelfService`.
    pub fn internal_name(self) -> &'static str {
        match self {
            Self::Admin => "Admin",
            Self::ServiceDeskAnalyst => "ServiceDeskAnalyst",
            Self::ServiceDeskManager => "ServiceDeskManager",
            Self::SelfService => "SelfService",
            Self::SelfServiceMobile => "SelfServiceMobile",
        }
    }

    /// The display name: *Self Service User*.
    pub fn display_name(self) -> &'static str {
        match self {
            Self::Admin => "Administrator",
            Self::ServiceDeskAnalyst => "Service Desk Analyst",
            Self::ServiceDeskManager => "Service Desk Manager",
            Self::SelfService => "Self Service User",
            Self::SelfServiceMobile => "Self Service Mobile",
        }
    }

    /// Whether it is a role of the portal and not of the service desk. Never guessed from the name.
    pub fn is_self_service(self) -> bool {
        matches!(self, Self::SelfService | Self::SelfServiceMobile)
    }

    /// The role with this internal or display name, exactly.
    pub fn find(name: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|role| role.internal_name() == name || role.display_name() == name)
    }
}
