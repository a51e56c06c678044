//! The manual: what is defended against, why the defaults are as they are, and what partners do.
//!
//! These modules hold no code. They are documentation that lives where the code is, so that a change of one is a
//! change beside the other.

pub mod attacks;
pub mod defaults;
pub mod interoperability;
