//! Metadata of both roles.
