//! Every path of a customer's host, written once.

/// Home: who is signed in. Without a session, the start of a sign-in.
pub(crate) const HOME: &str = "/";
/// The assertion consumer service.
pub(crate) const ACS: &str = "/handlers/sso/SamlAssertionConsumerHandler.ashx";
/// Service provider metadata.
pub(crate) const METADATA: &str = "/saml/metadata";
/// The product's sign-in address: goes on to the provider.
pub(crate) const LOGIN: &str = "/Login.aspx";
/// Sign-in with a password that this system keeps, for the day the provider is down.
pub(crate) const LOCAL_SIGN_IN: &str = "/sign-in/local";
/// The answer to "somebody else is signed in here".
pub(crate) const SWITCH: &str = "/sign-in/switch";
/// Ends the session.
pub(crate) const SIGN_OUT: &str = "/sign-out";

/// Single logout: requests and answers of the provider, by HTTP-Redirect and HTTP-POST.
pub(crate) const SINGLE_LOGOUT: &str = "/saml/logout";
/// Every other page: people come back to it after signing in.
pub(crate) const ANY: &str = "/{*path}";

/// The only paths that take a post without the CSRF token: a provider's messages cannot carry one.
pub(crate) const EXEMPT_FROM_CSRF: &[&str] = &[ACS, SINGLE_LOGOUT];
