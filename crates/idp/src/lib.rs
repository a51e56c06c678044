//! The identity provider as people and programs meet it: sign-in, SAML endpoints, My Apps.
