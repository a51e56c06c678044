//! Tests of the library from outside: by its public surface alone.

mod attacks;
mod world;
