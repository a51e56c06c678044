//! The default claim set of Entra, and the role claim.

use super::name_id::{Sources, name_id};
use super::{Claim, ClaimSet, Claims, NameIdFormat, Rule, Warning, WarningReason};
use crate::sign_in::Granted;
use crate::users::User;
use crate::value::is_legal_in_xml;

const METHODS: &str = "http://schemas.microsoft.com/claims/authnmethodsreferences";
const METHOD_PASSWORD: &str =
    "http://schemas.microsoft.com/ws/2008/06/identity/authenticationmethod/password";
const ROLE: &str = "http://schemas.microsoft.com/ws/2008/06/identity/claims/role";

/// The name of a claim of the core set.
macro_rules! core {
    ($name:literal) => {
        concat!("http://schemas.microsoft.com/identity/claims/", $name)
    };
}

/// The name of a claim about the person.
macro_rules! personal {
    ($name:literal) => {
        concat!("http://schemas.xmlsoap.org/ws/2005/05/identity/claims/", $name)
    };
}

/// The claims of a granted sign-on.
///
/// `issuer` is the value of the identity provider claim; `wish` the format that the request asks for; `transient` a fresh
/// random value, used when the name identifier is a transient one.
pub fn for_grant(granted: &Granted, issuer: &str, wish: Option<NameIdFormat>, transient: &str) -> Claims {
    let person = granted.person();
    let application = granted.application();
    let mut warnings = Vec::new();
    let sources = Sources {
        person,
        app_id: &application.app_id,
        salt: granted.pairwise_salt().expose(),
        transient,
    };
    let name_id = name_id(&sources, application.name_id, wish, &mut warnings);
    let mut set = Set {
        attributes: Vec::with_capacity(10),
        warnings,
    };
    set.core(granted, issuer);
    set.personal(person);
    let roles: Vec<String> = granted.role_values().into_iter().map(str::to_owned).collect();
    set.add(
        ROLE,
        roles,
        Rule {
            set: ClaimSet::AppRoles,
            source: "user.assignedroles",
        },
    );
    Claims {
        name_id,
        attributes: set.attributes,
        warnings: set.warnings,
    }
}

/// Claims as they come together, in the order in which they are sent.
struct Set {
    attributes: Vec<Claim>,
    warnings: Vec<Warning>,
}

impl Set {
    fn core(&mut self, granted: &Granted, issuer: &str) {
        let person = granted.person();
        let rule = |source| Rule {
            set: ClaimSet::Core,
            source,
        };
        self.one(core!("tenantid"), Some(&granted.tenant().id), rule("tenant.id"));
        self.one(core!("objectidentifier"), Some(&person.id), rule("user.objectid"));
        self.one(
            core!("displayname"),
            Some(&person.display_name),
            rule("user.displayname"),
        );
        self.one(core!("identityprovider"), Some(issuer), rule("tenant.issuer"));
        self.one(
            METHODS,
            Some(METHOD_PASSWORD),
            rule("session.authenticationmethods"),
        );
    }

    fn personal(&mut self, person: &User) {
        let rule = |source| Rule {
            set: ClaimSet::Default,
            source,
        };
        self.one(
            personal!("givenname"),
            person.given_name.as_deref(),
            rule("user.givenname"),
        );
        self.one(
            personal!("surname"),
            person.surname.as_deref(),
            rule("user.surname"),
        );
        self.one(
            personal!("emailaddress"),
            person.mail.as_deref(),
            rule("user.mail"),
        );
        let name = Some(person.user_principal_name.as_str());
        self.one(personal!("name"), name, rule("user.userprincipalname"));
    }

    /// A source without value is left out.
    fn one(&mut self, name: &str, value: Option<&str>, rule: Rule) {
        self.add(name, value.map(str::to_owned).into_iter().collect(), rule);
    }

    /// Values that XML cannot carry are dropped with a warning; a claim without values is left out.
    fn add(&mut self, name: &str, mut values: Vec<String>, rule: Rule) {
        let count = values.len();
        values.retain(|value| !value.is_empty() && is_legal(value));
        if values.len() < count {
            self.warnings.push(Warning {
                name: name.to_owned(),
                reason: WarningReason::IllegalCharacter,
            });
        }
        if !values.is_empty() {
            let name = name.to_owned();
            self.attributes.push(Claim { name, values, rule });
        }
    }
}

/// Whether XML can carry the text.
pub(super) fn is_legal(text: &str) -> bool {
    // Nearly every text is printable ASCII, which the compiler looks at many octets at once.
    let is_plain = text
        .bytes()
        .fold(true, |all, octet| all & matches!(octet, b' '..=b'~'));
    is_plain || text.chars().all(is_legal_in_xml)
}
