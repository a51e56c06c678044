//! The identity provider: accept a request, issue a response.
