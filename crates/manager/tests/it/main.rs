//! The service manager over HTTP, in process, with a forged identity provider and the clock in hand; every story on
//! both databases.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests fail by panicking"
)]

mod accounts;
mod certificates;
mod correlation;
mod crowds;
mod customers;
mod deep_links;
mod encryption;
mod first_sign_in;
mod housekeeping;
mod keys;
mod limits;
mod local;
mod logout;
mod outage;
mod pins;
mod post_again;
mod refusals;
mod relay_state;
mod replay;
mod sealing;
mod sessions;
mod sign_out;
mod time;
mod world;
