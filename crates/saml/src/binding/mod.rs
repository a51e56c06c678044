//! The bindings: how a message travels.
