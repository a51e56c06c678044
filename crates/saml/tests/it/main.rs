//! Tests of the library from outside: by its public surface alone.

mod attacks;
mod roles;
mod forge;
mod interop;
mod invariant;
mod world;
