//! The default claim set of Entra, and the role claim.

use super::name_id::{Sources, name_id};
use super::{Claim, ClaimSet, Claims, NameIdFormat, Rule, Warning, WarningReason};
use crate::sign_in::Granted;
use crate::users::User;
use crate::value::is_legal_in_xml;

const CORE: &str = "http://schemas.microsoft.com/identity/claims/";
const METHODS: &str = "http://schemas.microsoft.com/claims/authnmethodsreferences";
const METHOD_PASSWORD: &str =
    "http://schemas.microsoft.com/ws/2008/06/identity/authenticationmethod/password";
const ROLE: &str = "http://schemas.microsoft.com/ws/2008/06/identity/claims/role";
const PERSONAL: &str = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/";

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
        ROLE.to_owned(),
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
        self.one(
            format!("{CORE}tenantid"),
            Some(&granted.tenant().id),
            rule("tenant.id"),
        );
        self.one(
            format!("{CORE}objectidentifier"),
            Some(&person.id),
            rule("user.objectid"),
        );
        self.one(
            format!("{CORE}displayname"),
            Some(&person.display_name),
            rule("user.displayname"),
        );
        self.one(
            format!("{CORE}identityprovider"),
            Some(issuer),
            rule("tenant.issuer"),
        );
        self.one(
            METHODS.to_owned(),
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
            format!("{PERSONAL}givenname"),
            person.given_name.as_deref(),
            rule("user.givenname"),
        );
        self.one(
            format!("{PERSONAL}surname"),
            person.surname.as_deref(),
            rule("user.surname"),
        );
        self.one(
            format!("{PERSONAL}emailaddress"),
            person.mail.as_deref(),
            rule("user.mail"),
        );
        let name = Some(person.user_principal_name.as_str());
        self.one(format!("{PERSONAL}name"), name, rule("user.userprincipalname"));
    }

    /// A source without value is left out.
    fn one(&mut self, name: String, value: Option<&str>, rule: Rule) {
        self.add(name, value.map(str::to_owned).into_iter().collect(), rule);
    }

    /// Values that XML cannot carry are dropped with a warning; a claim without values is left out.
    fn add(&mut self, name: String, mut values: Vec<String>, rule: Rule) {
        let count = values.len();
        values.retain(|value| !value.is_empty() && is_legal(value));
        if values.len() < count {
            self.warnings.push(Warning {
                name: name.clone(),
                reason: WarningReason::IllegalCharacter,
            });
        }
        if !values.is_empty() {
            self.attributes.push(Claim { name, values, rule });
        }
    }
}

/// Whether XML can carry the text.
pub(super) fn is_legal(text: &str) -> bool {
    text.chars().all(is_legal_in_xml)
}
