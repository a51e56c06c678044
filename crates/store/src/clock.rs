//! Where time and randomness come from: the only place in the product that asks the machine for either.

use std::fmt;
use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::Timestamp;

/// Tells the time.
pub trait Clock: Send + Sync {
    /// The present instant, UTC.
    fn now(&self) -> Timestamp;
}

/// Gives randomness.
pub trait Random: Send + Sync {
    /// Fills `octets` with values nobody can foresee.
    fn fill(&self, octets: &mut [u8]);
}

/// The clock and the randomness a process works with, handed down as a value; cheap to clone.
#[derive(Clone)]
pub struct Environment {
    clock: Arc<dyn Clock>,
    random: Arc<dyn Random>,
}

impl Environment {
    /// An environment of the given clock and randomness.
    pub fn new(clock: Arc<dyn Clock>, random: Arc<dyn Random>) -> Self {
        Self { clock, random }
    }

    /// The machine's clock and the cryptographic generator of AWS-LC.
    pub fn system() -> Self {
        Self::new(Arc::new(SystemClock), Arc::new(SystemRandom))
    }

    /// The present instant, UTC.
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Fills `octets` with randomness.
    pub fn fill(&self, octets: &mut [u8]) {
        self.random.fill(octets);
    }

    /// `N` random octets.
    pub fn octets<const N: usize>(&self) -> [u8; N] {
        let mut octets = [0; N];
        self.fill(&mut octets);
        octets
    }

    /// A new id for a row: UUIDv7, lower case. It begins with the time, so ids sort by age and tell when they
    /// were made: use [`Self::unguessable_id`] for whatever must not be foreseen.
    pub fn id(&self) -> String {
        let milliseconds = u64::try_from(self.now().as_millisecond()).unwrap_or(0);
        uuid::Builder::from_unix_timestamp_millis(milliseconds, &self.octets())
            .into_uuid()
            .to_string()
    }

    /// A new id that cannot be foreseen: UUIDv4, lower case, 122 random bits.
    pub fn unguessable_id(&self) -> String {
        uuid::Builder::from_random_bytes(self.octets())
            .into_uuid()
            .to_string()
    }

    /// A new bearer token: 32 random octets as 43 characters of Base64 for URLs, without padding.
    pub fn token(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.octets::<32>())
    }
}

impl fmt::Debug for Environment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Environment")
    }
}

struct SystemClock;

impl Clock for SystemClock {
    #[expect(
        clippy::disallowed_methods,
        reason = "the one place that reads the machine's clock"
    )]
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }
}

struct SystemRandom;

impl Random for SystemRandom {
    #[expect(
        clippy::expect_used,
        reason = "AWS-LC aborts rather than return without randomness"
    )]
    fn fill(&self, octets: &mut [u8]) {
        aws_lc_rs::rand::fill(octets).expect("the system's generator of randomness works");
    }
}
