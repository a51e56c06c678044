//! The service manager: SAML sign-in, accounts made just in time, customers fully apart.
