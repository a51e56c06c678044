//! What the store promises, on both databases.

mod concurrency;
mod environment;
mod opening;
mod sealing;
mod spawned;
mod statements;
mod transactions;
mod world;
