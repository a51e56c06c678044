//! How many refused messages one address may send.
//!
//! Each process counts for itself and in memory: three replicas let three times as many through, and a process that
//! starts anew has forgotten. That is enough: the limit is there against floods and oracle attacks, which need
//! thousands, and is far above what people and browsers produce. Good messages are never counted.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::Mutex;

use jiff::Timestamp;

/// Counts refusals by address.
#[derive(Debug)]
pub struct Throttle {
    refused: Mutex<HashMap<IpAddr, Refused>>,
}

/// How much of its allowance an address has used up, in milliseconds that it takes to get it back, and when that was
/// reckoned.
#[derive(Debug, Clone, Copy)]
struct Refused {
    debt: i64,
    at: Timestamp,
}

impl Refused {
    /// What is left of the debt after the time that has passed.
    fn at(self, now: Timestamp) -> i64 {
        let passed = now.as_millisecond().saturating_sub(self.at.as_millisecond());
        self.debt.saturating_sub(passed.max(0)).max(0)
    }
}

impl Throttle {
    /// Nobody was refused yet.
    pub fn new() -> Self {
        Self {
            refused: Mutex::new(HashMap::new()),
        }
    }

    /// Whether another refusal of this address would be within the limit.
    ///
    /// # Errors
    /// The seconds to wait, if it would not.
    pub fn check(&self, source: IpAddr, now: Timestamp) -> Result<(), u32> {
        let Ok(refused) = self.refused.lock() else {
            return Ok(());
        };
        match refused.get(&place(source)).map(|entry| entry.at(now)) {
            Some(debt) if debt >= ALLOWANCE => Err(RETRY_AFTER_SECONDS),
            _ => Ok(()),
        }
    }

    /// Counts a refused message.
    pub fn count(&self, source: IpAddr, now: Timestamp) {
        let Ok(mut refused) = self.refused.lock() else {
            return;
        };
        let source = place(source);
        if refused.len() >= MOST_SOURCES && !refused.contains_key(&source) {
            refused.retain(|_, entry| entry.at(now) > 0);
            if refused.len() >= MOST_SOURCES {
                refused.clear();
            }
        }
        let entry = refused.entry(source).or_insert(Refused { debt: 0, at: now });
        *entry = Refused {
            debt: entry.at(now).saturating_add(COST),
            at: now,
        };
    }
}

impl Default for Throttle {
    fn default() -> Self {
        Self::new()
    }
}

/// Whom an address counts for: an IPv4 address for itself, one of IPv6 for its network (/64), within which one machine
/// has as many addresses as it likes.
pub fn place(source: IpAddr) -> IpAddr {
    match source.to_canonical() {
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0).into()
        }
        address @ IpAddr::V4(_) => address,
    }
}

/// What one refused message costs: 600 of them cost a minute.
const COST: i64 = 100;
/// What an address may owe: 600 refused messages at once, or 600 a minute for ever.
const ALLOWANCE: i64 = 60_000;
const RETRY_AFTER_SECONDS: u32 = 10;
/// Addresses that are remembered at most.
const MOST_SOURCES: usize = 50_000;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_slowed_down_after_its_burst_and_let_in_again() {
        let throttle = Throttle::new();
        let (here, there) = (IpAddr::from([127, 0, 0, 1]), IpAddr::from([127, 0, 0, 2]));
        let now = Timestamp::UNIX_EPOCH;
        for _ in 0..ALLOWANCE / COST {
            assert!(throttle.check(here, now).is_ok());
            throttle.count(here, now);
        }
        assert!(throttle.check(here, now).is_err());
        assert!(throttle.check(there, now).is_ok());
        assert!(
            throttle
                .check(here, now + jiff::SignedDuration::from_secs(1))
                .is_ok()
        );
    }

    #[test]
    fn a_machine_with_many_addresses_is_one_source() {
        let throttle = Throttle::new();
        let now = Timestamp::UNIX_EPOCH;
        let address = |text: &str| text.parse::<IpAddr>().unwrap();
        for number in 0..ALLOWANCE / COST {
            throttle.count(address(&format!("2001:db8::{number:x}")), now);
        }
        assert!(throttle.check(address("2001:db8::ffff"), now).is_err());
        assert!(throttle.check(address("2001:db8:0:1::1"), now).is_ok());
    }

    #[test]
    fn a_steady_stream_below_the_limit_is_never_slowed_down() {
        let throttle = Throttle::new();
        let here = IpAddr::from([127, 0, 0, 1]);
        let mut now = Timestamp::UNIX_EPOCH;
        for _ in 0..3 * ALLOWANCE / COST {
            assert!(throttle.check(here, now).is_ok());
            throttle.count(here, now);
            now += jiff::SignedDuration::from_millis(100);
        }
    }
}
