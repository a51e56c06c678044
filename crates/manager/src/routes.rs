//! Every path of a customer's host, written once.

/// Home: who is signed in. Without a session, the start of a sign-in.
pub const HOME: &str = "/";
/// The assertion consumer service.
pub const ACS: &str = "/handlers/sso/SamlAssertionConsumerHandler.ashx";
/// Service provider metadata.
pub const METADATA: &str = "/saml/metadata";
/// The product's sign-in address: goes on to the provider.
pub const LOGIN: &str = "/Login.aspx";
/// Sign-in with a password that this system keeps, for the day the provider is down.
pub const LOCAL_SIGN_IN: &str = "/sign-in/local";
/// The answer to "somebody else is signed in here".
pub const SWITCH: &str = "/sign-in/switch";
/// Ends the session.
pub const SIGN_OUT: &str = "/sign-out";

/// The only paths that take a post without the CSRF token: a provider's answer cannot carry one.
pub const EXEMPT_FROM_CSRF: &[&str] = &[ACS];
