//! SAML 2.0 messages, signatures, bindings, metadata and rules, without I/O, clock or global state.
