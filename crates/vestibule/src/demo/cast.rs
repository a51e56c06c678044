//! Who and what the demo shows: the tutorial's cast.

/// The organization at the identity provider.
pub(crate) const ORGANIZATION: &str = "Contoso";
/// Its verified domain; `.example` belongs to nobody.
pub(crate) const DOMAIN: &str = "contoso.example";
/// The gallery entry that is added.
pub(crate) const TEMPLATE: &str = "ivanti-service-manager";
/// What customers' hosts end with.
pub(crate) const HOST_SUFFIX: &str = "saasit.localhost";

/// A person of the cast.
pub(crate) struct Person {
    /// What stands before the `@`.
    pub(crate) name: &'static str,
    pub(crate) display_name: &'static str,
    pub(crate) given_name: &'static str,
    pub(crate) surname: &'static str,
    pub(crate) part: Part,
}

/// What somebody is there to show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    /// Gets in.
    Assigned,
    /// Does not get in, and is told why.
    Unassigned,
    /// May do everything in the tenant.
    Administrator,
}

impl Part {
    /// What the summary says of somebody with this part.
    pub(crate) fn note(self) -> &'static str {
        match self {
            Self::Assigned => "assigned to Ivanti Service Manager (ISM)",
            Self::Unassigned => "not assigned to anything: is told why, and what to change",
            Self::Administrator => "Global Administrator",
        }
    }
}

/// The people.
pub(crate) const PEOPLE: [Person; 3] = [
    Person {
        name: "B.Simon",
        display_name: "B.Simon",
        given_name: "Britta",
        surname: "Simon",
        part: Part::Assigned,
    },
    Person {
        name: "A.Vance",
        display_name: "Adele Vance",
        given_name: "Adele",
        surname: "Vance",
        part: Part::Unassigned,
    },
    Person {
        name: "admin",
        display_name: "Administrator",
        given_name: "Megan",
        surname: "Bowen",
        part: Part::Administrator,
    },
];

/// A customer of the service manager.
pub(crate) struct Tenancy {
    pub(crate) name: &'static str,
    /// Whether its single sign-on is set up, as the tutorial leaves it.
    pub(crate) is_set_up: bool,
}

/// The customers.
pub(crate) const CUSTOMERS: [Tenancy; 2] = [
    Tenancy {
        name: "contoso",
        is_set_up: true,
    },
    Tenancy {
        name: "fabrikam",
        is_set_up: false,
    },
];

/// Login ID of the local person whom each customer has for the day that single sign-on is out of order.
pub(crate) const LOCAL_LOGIN: &str = "breakglass";
