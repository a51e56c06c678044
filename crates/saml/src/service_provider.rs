//! The service provider: send a request, accept a response.
