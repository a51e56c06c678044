//! What the store promises, on both databases.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod backup;
mod concurrency;
mod environment;
mod failover;
mod opening;
mod sealing;
mod spawned;
mod statements;
mod together;
mod transactions;
mod world;
