//! Stops applications that send the same browser again and again: it would never end by itself.
//!
//! The count travels sealed in a cookie. A loop is a browser's, browsers keep cookies, and so no replica needs a
//! memory. Only requests of applications count; a start from My Apps cannot loop.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::{SignedDuration, Timestamp};
use vestibule_directory::Sealer;

/// So many sign-ins of one browser to one application within [`WINDOW`] are a loop.
pub(crate) const LIMIT: usize = 10;

/// The time within which sign-ins are counted.
pub(crate) const WINDOW: SignedDuration = SignedDuration::from_secs(60);

/// The sign-ins of one browser within the last [`WINDOW`], newest last.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct RecentSignIns(Vec<SignIn>);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct SignIn {
    application: [u8; APPLICATION],
    seconds: i64,
}

impl RecentSignIns {
    /// Reads the cookie's value. What cannot be read counts as nothing: who drops the cookie is no loop.
    pub(crate) fn open(value: Option<&str>, sealer: &Sealer, now: Timestamp) -> Self {
        let octets = value
            .and_then(|text| URL_SAFE_NO_PAD.decode(text).ok())
            .and_then(|sealed| sealer.open(PURPOSE, "", &sealed).ok());
        let Some(octets) = octets else {
            return Self::default();
        };
        let oldest = now.as_second() - WINDOW.as_secs();
        let sign_ins = octets.expose().chunks_exact(RECORD).filter_map(SignIn::read);
        Self(sign_ins.filter(|sign_in| sign_in.seconds > oldest).collect())
    }

    /// Counts one more sign-in to `app_id`.
    ///
    /// # Errors
    /// The number of sign-ins, this one included, if it reaches [`LIMIT`].
    pub(crate) fn count(&mut self, app_id: &str, now: Timestamp) -> Result<(), usize> {
        let application = short(app_id);
        let before = self
            .0
            .iter()
            .filter(|sign_in| sign_in.application == application)
            .count();
        if before + 1 >= LIMIT {
            return Err(before + 1);
        }
        if self.0.len() == LARGEST {
            self.0.remove(0);
        }
        self.0.push(SignIn {
            application,
            seconds: now.as_second(),
        });
        Ok(())
    }

    /// The cookie's new value.
    pub(crate) fn seal(&self, sealer: &Sealer) -> String {
        let octets: Vec<u8> = self.0.iter().flat_map(|sign_in| sign_in.write()).collect();
        URL_SAFE_NO_PAD.encode(sealer.seal(PURPOSE, "", &octets))
    }
}

impl SignIn {
    fn read(record: &[u8]) -> Option<Self> {
        let (application, seconds) = record.split_first_chunk::<APPLICATION>()?;
        Some(Self {
            application: *application,
            seconds: i64::from_be_bytes(seconds.try_into().ok()?),
        })
    }

    fn write(self) -> impl Iterator<Item = u8> {
        self.application.into_iter().chain(self.seconds.to_be_bytes())
    }
}

/// The last octets of an application's id, which are the random ones. A collision would only count two applications
/// of one browser together.
fn short(app_id: &str) -> [u8; APPLICATION] {
    let mut octets = [0; APPLICATION];
    for (octet, character) in octets.iter_mut().rev().zip(app_id.bytes().rev()) {
        *octet = character;
    }
    octets
}

const APPLICATION: usize = 12;
const RECORD: usize = APPLICATION + 8;
const LARGEST: usize = 4 * LIMIT;
const PURPOSE: &str = "idp recent sign-ins";

#[cfg(test)]
mod tests {
    use jiff::{SignedDuration, Timestamp};
    use vestibule_directory::{MasterKey, Sealer};
    use vestibule_store::testing::environment;

    use super::{LARGEST, LIMIT, RecentSignIns, WINDOW};

    const ONE: &str = "00000000-aaaa-4bbb-8ccc-111111111111";
    const TWO: &str = "00000000-aaaa-4bbb-8ccc-222222222222";

    fn sealer() -> Sealer {
        let (environment, _) = environment(1);
        Sealer::new(&MasterKey::generate(&environment).0, environment)
    }

    #[test]
    fn the_tenth_sign_in_within_a_minute_is_a_loop() {
        let (sealer, now) = (sealer(), Timestamp::UNIX_EPOCH);
        let mut cookie = None;
        for _ in 1..LIMIT {
            let mut recent = RecentSignIns::open(cookie.as_deref(), &sealer, now);
            assert_eq!(recent.count(ONE, now), Ok(()));
            cookie = Some(recent.seal(&sealer));
        }
        let open = |now| RecentSignIns::open(cookie.as_deref(), &sealer, now);
        assert_eq!(open(now).count(ONE, now), Err(LIMIT));
        assert_eq!(
            open(now).count(TWO, now),
            Ok(()),
            "another application is none of it"
        );
        let before = now + WINDOW - SignedDuration::from_secs(1);
        assert_eq!(open(before).count(ONE, before), Err(LIMIT));
        let after = now + WINDOW;
        assert_eq!(open(after).count(ONE, after), Ok(()));
    }

    #[test]
    fn a_cookie_that_cannot_be_read_counts_as_nothing() {
        let (sealer, now) = (sealer(), Timestamp::UNIX_EPOCH);
        for value in [None, Some(""), Some("x"), Some("AAAA")] {
            assert_eq!(RecentSignIns::open(value, &sealer, now), RecentSignIns::default());
        }
    }

    #[test]
    fn the_cookie_stays_small_whatever_is_opened() {
        let (sealer, now) = (sealer(), Timestamp::UNIX_EPOCH);
        let mut recent = RecentSignIns::default();
        for number in 0..100 {
            recent
                .count(&format!("00000000-aaaa-4bbb-8ccc-{number:012}"), now)
                .unwrap();
        }
        assert_eq!(recent.0.len(), LARGEST);
        assert!(recent.seal(&sealer).len() < 1500);
    }
}
