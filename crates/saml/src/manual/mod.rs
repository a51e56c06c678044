//! The manual: attacks, defaults, interoperability.
