//! Hashes of passwords that were made elsewhere.

use std::fmt;
use std::str::FromStr;

use argon2::password_hash::phc;
use vestibule_store::Secret;

use crate::Problem;

/// A hash of Argon2 as a PHC string: `$argon2id$v=19$m=19456,t=2,p=1$SALT$HASH`. What a sign-in with it may cost is
/// bounded, and so is how little it may.
#[derive(Clone)]
pub struct PasswordHash(Secret<String>);

/// Memory in KiB: the most bounds what two sign-ins at once take, the least what one guess costs.
const MEMORY_KIB: std::ops::RangeInclusive<u32> = 7 * 1024..=64 * 1024;
const PASSES: std::ops::RangeInclusive<u32> = 1..=10;
const LANES: std::ops::RangeInclusive<u32> = 1..=4;
const SALT_OCTETS: std::ops::RangeInclusive<usize> = 8..=48;
const HASH_OCTETS: std::ops::RangeInclusive<usize> = 16..=64;

impl PasswordHash {
    /// Checks a hash. Of the password itself it is taken on trust that it met the rules, and that it was hashed in
    /// UTF-8 and in the normal form NFKC.
    ///
    /// # Errors
    ///
    /// It is no PHC string of Argon2 version 19, or its parameters are outside the bounds.
    pub fn parse(text: &str) -> Result<Self, Problem> {
        let refused = |expected: String, received: &str| {
            Problem::new(
                "passwordHash",
                "password-hash",
                "this is no hash of a password that can be checked here",
                expected,
                received,
            )
        };
        let form = || "$argon2id$v=19$m=19456,t=2,p=1$SALT$HASH".to_owned();
        // The hash itself is never shown.
        let hash = phc::PasswordHash::new(text).map_err(|_| refused(form(), "another form"))?;
        let algorithm = hash.algorithm.as_str();
        if !matches!(algorithm, "argon2id" | "argon2i" | "argon2d") {
            return Err(refused("argon2id, argon2i or argon2d".to_owned(), algorithm));
        }
        if hash.version != Some(19) {
            return Err(refused("v=19".to_owned(), "another version"));
        }
        if hash
            .params
            .iter()
            .any(|(name, _)| !matches!(name.as_str(), "m" | "t" | "p"))
        {
            return Err(refused("m, t and p alone".to_owned(), hash.params.as_str()));
        }
        for (name, bounds) in [("m", &MEMORY_KIB), ("t", &PASSES), ("p", &LANES)] {
            let is_within = hash
                .params
                .get_decimal(name)
                .is_some_and(|value| bounds.contains(&value));
            if !is_within {
                let expected = format!("{name} from {} to {}", bounds.start(), bounds.end());
                return Err(refused(expected, hash.params.as_str()));
            }
        }
        let salt = hash.salt.as_ref().map_or(0, |salt| salt.len());
        let output = hash.hash.as_ref().map_or(0, phc::Output::len);
        if !SALT_OCTETS.contains(&salt) || !HASH_OCTETS.contains(&output) {
            let expected = "a salt of 8 to 48 and a hash of 16 to 64 octets".to_owned();
            return Err(refused(expected, &format!("{salt} and {output}")));
        }
        Ok(Self(Secret::new(text.to_owned())))
    }

    /// The PHC string.
    pub(crate) fn as_phc(&self) -> &str {
        self.0.expose()
    }
}

impl FromStr for PasswordHash {
    type Err = Problem;

    fn from_str(text: &str) -> Result<Self, Problem> {
        Self::parse(text)
    }
}

impl fmt::Debug for PasswordHash {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("PasswordHash(…)")
    }
}
