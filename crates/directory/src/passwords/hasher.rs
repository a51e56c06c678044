//! Hashing of passwords, at most two at once.

use std::sync::Arc;

use argon2::password_hash::{PasswordHasher, PasswordVerifier, phc};
use argon2::{Algorithm, Argon2, Params, Version};
use aws_lc_rs::hmac;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use unicode_normalization::UnicodeNormalization;
use vestibule_store::{Environment, Sealer, Secret};

use crate::failure::{Failure, Refusal, code};

/// Makes and checks argon2id hashes away from the threads that serve requests. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Hasher {
    /// Each hash takes 19 MiB: two at once bound the memory.
    permits: Arc<Semaphore>,
    /// How many may stand in line before the next one is turned away.
    line: Arc<Semaphore>,
    guess_key: Arc<hmac::Key>,
}

/// Memory in KiB, passes and lanes.
const MEMORY_KIB: u32 = 19 * 1024;
const PASSES: u32 = 2;
const LANES: u32 = 1;
const AT_ONCE: usize = 2;
const IN_LINE: usize = 200;

/// What an unknown name's password is compared with, so that it takes as long as a known one's.
const NOBODYS_HASH: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

impl Hasher {
    pub(crate) fn new(sealer: &Sealer) -> Self {
        let guess_key = hmac::Key::new(hmac::HMAC_SHA256, sealer.derive("password guesses").expose());
        Self {
            permits: Arc::new(Semaphore::new(AT_ONCE)),
            line: Arc::new(Semaphore::new(IN_LINE)),
            guess_key: Arc::new(guess_key),
        }
    }

    /// The PHC string of a new password.
    pub(crate) async fn hash(
        &self,
        password: &Secret<String>,
        environment: &Environment,
    ) -> Result<String, Failure> {
        let salt = environment.octets::<16>();
        let password = normalised(password);
        self.run(move || {
            let hash: phc::PasswordHash = argon2()?
                .hash_password_with_salt(password.expose().as_bytes(), &salt)
                .map_err(Failure::broken)?;
            Ok(hash.to_string())
        })
        .await
    }

    /// Whether the password fits the hash; without one the same work is done for nothing.
    pub(crate) async fn verify(&self, password: &Secret<String>, phc: Option<&str>) -> Result<bool, Failure> {
        let has_hash = phc.is_some();
        let phc = phc.unwrap_or(NOBODYS_HASH).to_owned();
        let password = normalised(password);
        self.run(move || {
            let fits = argon2()?
                .verify_password(password.expose().as_bytes(), phc.as_str())
                .is_ok();
            Ok(fits && has_hash)
        })
        .await
    }

    /// A keyed hash by which the same wrong password is known again, without keeping it.
    pub(crate) fn guess(&self, account: &str, password: &Secret<String>) -> [u8; 32] {
        let mut context = hmac::Context::with_key(&self.guess_key);
        context.update(account.as_bytes());
        context.update(&[0]);
        context.update(normalised(password).expose().as_bytes());
        let mut guess = [0; 32];
        guess.copy_from_slice(context.sign().as_ref());
        guess
    }

    async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T, Failure> + Send + 'static,
    ) -> Result<T, Failure> {
        let permit = self.permit().await?;
        tokio::task::spawn_blocking(move || {
            let result = work();
            drop(permit);
            result
        })
        .await
        .map_err(Failure::broken)?
    }

    async fn permit(&self) -> Result<OwnedSemaphorePermit, Failure> {
        let Ok(_place) = self.line.try_acquire() else {
            let expected = format!("at most {IN_LINE} passwords to be checked at a time");
            return Err(Refusal::new(code::BUSY, expected, "one more").into());
        };
        Arc::clone(&self.permits)
            .acquire_owned()
            .await
            .map_err(Failure::broken)
    }
}

fn argon2() -> Result<Argon2<'static>, Failure> {
    let params = Params::new(MEMORY_KIB, PASSES, LANES, None).map_err(Failure::broken)?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

/// The same password typed on another keyboard is the same password (NFKC).
fn normalised(password: &Secret<String>) -> Secret<String> {
    Secret::new(password.expose().nfkc().collect())
}

#[cfg(test)]
#[path = "hasher_tests.rs"]
mod tests;
