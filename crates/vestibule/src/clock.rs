//! Notices when the machine's clock jumps: messages are judged by it, so that a wrong clock refuses everybody, or accepts
//! what is over.

use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use tokio::time::Instant;
use vestibule_directory::Environment;

/// How often the clock is compared with the time that has passed.
const EVERY: Duration = Duration::from_secs(5);
/// Clocks are set by less than this all the time.
const TOLERATED: SignedDuration = SignedDuration::from_secs(5);
/// How long a jump is told of.
const TOLD_FOR: SignedDuration = SignedDuration::from_hours(1);

/// What is known of the clock.
#[derive(Debug, Default)]
pub(crate) struct ClockWatch {
    jumps: AtomicU64,
    /// Of the last jump: microseconds it went forward, and the instant that was shown after it.
    by: AtomicI64,
    at: AtomicI64,
}

impl ClockWatch {
    /// How often it jumped.
    pub(crate) fn jumps(&self) -> u64 {
        self.jumps.load(Ordering::Relaxed)
    }

    /// A sentence about a jump within the last hour.
    pub(crate) fn notice(&self, now: Timestamp) -> Option<String> {
        if self.jumps() == 0 {
            return None;
        }
        let at = Timestamp::from_microsecond(self.at.load(Ordering::Relaxed)).ok()?;
        let by = SignedDuration::from_micros(self.by.load(Ordering::Relaxed));
        (now.duration_since(at).abs() <= TOLD_FOR).then(|| {
            format!(
                "the clock jumped {:.0} seconds {} and showed {at}",
                by.abs().as_secs_f64(),
                direction(by)
            )
        })
    }

    /// Compares for ever.
    pub(crate) async fn watch(&self, environment: &Environment) {
        let (mut shown, mut passed) = (environment.now(), Instant::now());
        loop {
            tokio::time::sleep(EVERY).await;
            let (now, instant) = (environment.now(), Instant::now());
            let really =
                SignedDuration::try_from(instant.duration_since(passed)).unwrap_or(SignedDuration::MAX);
            self.compare(now, now.duration_since(shown) - really);
            (shown, passed) = (now, instant);
        }
    }

    fn compare(&self, now: Timestamp, by: SignedDuration) {
        if by.abs() <= TOLERATED {
            return;
        }
        self.by.store(
            i64::try_from(by.as_micros()).unwrap_or(i64::MAX),
            Ordering::Relaxed,
        );
        self.at.store(now.as_microsecond(), Ordering::Relaxed);
        self.jumps.fetch_add(1, Ordering::Relaxed);
        tracing::error!(
            seconds = by.as_secs(),
            shows = %now,
            "the clock jumped {}: messages and sessions are judged by it; see that it is right",
            direction(by)
        );
    }
}

fn direction(by: SignedDuration) -> &'static str {
    if by.is_negative() { "back" } else { "forward" }
}

#[cfg(test)]
mod tests {
    use vestibule_store::testing::environment;

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_jump_either_way_is_noticed_and_told_for_an_hour() {
        let (environment, clock) = environment(1);
        let watch = ClockWatch::default();
        let passes = async |shown: i64| {
            clock.advance(SignedDuration::from_secs(shown));
            tokio::time::sleep(EVERY).await;
        };
        tokio::select! {
            biased;
            () = watch.watch(&environment) => {}
            () = async {
                // Begins to watch.
                tokio::task::yield_now().await;
                passes(5).await;
                passes(9).await;
                passes(1).await;
                assert_eq!(watch.jumps(), 0, "a clock that is set by little");
                assert_eq!(watch.notice(environment.now()), None);
                passes(605).await;
                tokio::task::yield_now().await;
                assert_eq!(watch.jumps(), 1);
                let told = watch.notice(environment.now()).unwrap();
                assert!(told.starts_with("the clock jumped 600 seconds forward"), "{told}");
                passes(-595).await;
                tokio::task::yield_now().await;
                assert_eq!(watch.jumps(), 2);
                assert!(watch.notice(environment.now()).unwrap().contains("600 seconds back"));
                let later = environment.now() + SignedDuration::from_mins(61);
                assert_eq!(watch.notice(later), None);
            } => {}
        }
    }
}
