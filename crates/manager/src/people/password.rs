//! Passwords of this system: argon2id, two computed at once at most, never inside a transaction; a
//! bounded number may wait.

use std::sync::Arc;

use argon2::password_hash::phc::PasswordHash;
use argon2::{Algorithm, Argon2, CustomizedPasswordHasher, Params, PasswordVerifier, Version};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use vestibule_store::Environment;
use vestibule_store::Secret;

use crate::failure::Failure;

/// Computes password hashes, a bounded number at once.
#[derive(Clone)]
pub(crate) struct Hasher {
    slots: Arc<Semaphore>,
    /// How many may stand in line before the next one is turned away.
    line: Arc<Semaphore>,
}

impl Hasher {
    pub(crate) fn new() -> Self {
        Self {
            slots: Arc::new(Semaphore::new(AT_ONCE)),
            line: Arc::new(Semaphore::new(IN_LINE)),
        }
    }

    /// The hash of `password` under a fresh salt, as a PHC string.
    pub(crate) async fn hash(
        &self,
        environment: &Environment,
        password: Secret<String>,
    ) -> Result<String, Failure> {
        let salt: [u8; 16] = environment.octets();
        self.compute(move || {
            let hash = argon2()?.hash_password_customized(
                password.expose().as_bytes(),
                &salt,
                None,
                None,
                params()?,
            )?;
            Ok(hash.to_string())
        })
        .await
    }

    /// Whether `password` belongs to `hash`. Without a hash the same work is done and the answer is no, so that the
    /// time does not tell who has an account.
    pub(crate) async fn verify(
        &self,
        password: Secret<String>,
        hash: Option<String>,
    ) -> Result<bool, Failure> {
        self.compute(move || {
            let is_known = hash.is_some();
            let hash = hash.unwrap_or_else(|| NOBODYS_HASH.to_owned());
            let parsed = PasswordHash::new(&hash)?;
            Ok(argon2()?
                .verify_password(password.expose().as_bytes(), &parsed)
                .is_ok()
                && is_known)
        })
        .await
    }

    async fn compute<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T, argon2::password_hash::Error> + Send + 'static,
    ) -> Result<T, Failure> {
        let slot = self.slot().await?;
        let result = tokio::task::spawn_blocking(move || {
            let result = work();
            drop(slot);
            result
        })
        .await
        .map_err(unavailable)?;
        result.map_err(|error| Failure::Unavailable(error.to_string().into()))
    }

    async fn slot(&self) -> Result<OwnedSemaphorePermit, Failure> {
        let Ok(_place) = self.line.try_acquire() else {
            return Err(Failure::Unavailable(
                format!("{IN_LINE} passwords wait to be checked").into(),
            ));
        };
        Arc::clone(&self.slots).acquire_owned().await.map_err(unavailable)
    }
}

/// A password that people can type: 20 letters and digits without the ones that look alike.
pub(crate) fn generate(environment: &Environment) -> Secret<String> {
    let octets: [u8; 20] = environment.octets();
    let mut password = String::with_capacity(23);
    for (position, octet) in octets.iter().enumerate() {
        if position > 0 && position % 5 == 0 {
            password.push('-');
        }
        // 32 letters: every value of an octet falls on one of them equally often.
        let letter = LETTERS
            .get(usize::from(*octet) % LETTERS.len())
            .copied()
            .unwrap_or(b'x');
        password.push(char::from(letter));
    }
    Secret::new(password)
}

fn argon2() -> Result<Argon2<'static>, argon2::password_hash::Error> {
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params()?))
}

fn params() -> Result<Params, argon2::password_hash::Error> {
    Ok(Params::new(MEMORY_KIB, PASSES, LANES, None)?)
}

fn unavailable(error: impl std::error::Error + Send + Sync + 'static) -> Failure {
    Failure::Unavailable(Box::new(error))
}

/// Longest password that is hashed, in octets.
pub(crate) const LONGEST: usize = 256;
/// Shortest password that somebody may choose, in characters.
pub(crate) const SHORTEST: usize = 12;

pub(super) const AT_ONCE: usize = 2;
pub(super) const IN_LINE: usize = 200;
const MEMORY_KIB: u32 = 19 * 1024;
const PASSES: u32 = 2;
const LANES: u32 = 1;
const LETTERS: &[u8; 32] = b"abcdefghjkmnpqrstuvwxyz23456789A";
/// Costs what a real one costs, and fits no password that can be typed.
const NOBODYS_HASH: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
