//! The authentication context: what an application asks for, what happened, what is said about it.

use vestibule_saml::message::AuthnContextClass;

/// How people sign in here: with a password.
pub(crate) const PERFORMED: AuthnContextClass = AuthnContextClass::Password;

/// The class to be written into the assertion; `None` if nothing of what was asked for is met.
///
/// Under the comparison `exact` the class of the answer is one of those asked for, and the first one that is met is
/// the one preferred, `[saml-core] 3.3.2.2.1`. A password that came by this page is both `Password` and
/// `PasswordProtectedTransport`, so it is called what the application calls it.
pub(crate) fn answered(
    requested: &[AuthnContextClass],
    performed: &AuthnContextClass,
) -> Option<AuthnContextClass> {
    if requested.is_empty() {
        return Some(performed.clone());
    }
    requested.iter().find(|class| class.is_met_by(performed)).cloned()
}

#[cfg(test)]
mod tests {
    use super::{AuthnContextClass as Class, PERFORMED, answered};

    #[test]
    fn a_password_is_called_what_the_application_calls_it() {
        let cases: [(&[Class], Option<Class>); 5] = [
            (&[], Some(Class::Password)),
            (
                &[Class::PasswordProtectedTransport],
                Some(Class::PasswordProtectedTransport),
            ),
            (&[Class::X509, Class::Password], Some(Class::Password)),
            (&[Class::Unspecified], Some(Class::Unspecified)),
            (&[Class::X509, Class::Kerberos], None),
        ];
        for (requested, expected) in cases {
            assert_eq!(answered(requested, &PERFORMED), expected, "{requested:?}");
        }
    }
}
