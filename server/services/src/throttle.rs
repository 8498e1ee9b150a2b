//! Slows down whoever fails again and again.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Failures that cost nothing, so that a typing error does not.
const FREE: u32 = 5;
/// Wait after the first costly failure; doubles with each further one.
const FIRST_WAIT: Duration = Duration::from_secs(2);
/// Longest wait.
const LONGEST_WAIT: Duration = Duration::from_secs(300);
/// After this long without a failure all is forgiven.
const FORGET: Duration = Duration::from_secs(900);
/// An address may fail this many times more than one account, since offices share addresses.
const ADDRESS_FACTOR: u32 = 6;
/// Entries kept before the forgiven ones are swept.
const SWEEP_AT: usize = 10_000;

/// Counts failed sign-ins by account *and* address, and by address alone. Never by account
/// alone: that would let a stranger lock somebody out.
#[derive(Debug, Default)]
pub(crate) struct Throttle {
    failures: Mutex<HashMap<Who, (u32, Instant)>>,
}

/// An account at an address, or all accounts at an address.
type Who = (Option<String>, IpAddr);

impl Throttle {
    /// How long this account at this address has to wait before its next try.
    pub(crate) fn wait(&self, account: &str, address: IpAddr, now: Instant) -> Option<Duration> {
        let failures = self.failures.lock().unwrap_or_else(PoisonError::into_inner);
        let left = |key: &Who, free: u32| {
            let (count, last) = failures.get(key)?;
            let wait = penalty(count.checked_sub(free)?);
            wait.checked_sub(now.saturating_duration_since(*last)).filter(|d| !d.is_zero())
        };
        left(&(Some(account.to_owned()), address), FREE)
            .max(left(&(None, address), FREE * ADDRESS_FACTOR))
    }

    /// Notes a failure.
    pub(crate) fn failed(&self, account: &str, address: IpAddr, now: Instant) {
        let mut failures = self.failures.lock().unwrap_or_else(PoisonError::into_inner);
        if failures.len() > SWEEP_AT {
            failures.retain(|_, (_, last)| now.saturating_duration_since(*last) < FORGET);
        }
        for key in [(Some(account.to_owned()), address), (None, address)] {
            let entry = failures.entry(key).or_insert((0, now));
            if now.saturating_duration_since(entry.1) >= FORGET {
                entry.0 = 0;
            }
            *entry = (entry.0.saturating_add(1), now);
        }
    }

    /// Forgives the account at this address after a success.
    pub(crate) fn succeeded(&self, account: &str, address: IpAddr) {
        let mut failures = self.failures.lock().unwrap_or_else(PoisonError::into_inner);
        failures.remove(&(Some(account.to_owned()), address));
    }
}

fn penalty(costly: u32) -> Duration {
    FIRST_WAIT.saturating_mul(2_u32.saturating_pow(costly)).min(LONGEST_WAIT)
}

#[cfg(test)]
mod tests {
    use super::*;

    const HERE: IpAddr = IpAddr::V4(std::net::Ipv4Addr::LOCALHOST);
    const THERE: IpAddr = IpAddr::V4(std::net::Ipv4Addr::BROADCAST);

    fn failing(times: u32) -> (Throttle, Instant) {
        let (throttle, now) = (Throttle::default(), Instant::now());
        for _ in 0..times {
            throttle.failed("a@b.example", HERE, now);
        }
        (throttle, now)
    }

    #[test]
    fn the_sixth_try_waits_and_waits_double() {
        let (throttle, now) = failing(4);
        assert_eq!(throttle.wait("a@b.example", HERE, now), None);
        throttle.failed("a@b.example", HERE, now);
        assert_eq!(throttle.wait("a@b.example", HERE, now), Some(FIRST_WAIT));
        throttle.failed("a@b.example", HERE, now);
        assert_eq!(throttle.wait("a@b.example", HERE, now), Some(FIRST_WAIT * 2));
    }

    #[test]
    fn a_stranger_elsewhere_does_not_lock_the_owner_out() {
        let (throttle, now) = failing(100);
        assert_eq!(throttle.wait("a@b.example", HERE, now), Some(LONGEST_WAIT));
        assert_eq!(throttle.wait("a@b.example", THERE, now), None);
    }

    #[test]
    fn one_address_trying_many_accounts_is_slowed_too() {
        let (throttle, now) = (Throttle::default(), Instant::now());
        for n in 0..FREE * ADDRESS_FACTOR {
            throttle.failed(&format!("{n}@b.example"), HERE, now);
        }
        assert_eq!(throttle.wait("new@b.example", HERE, now), Some(FIRST_WAIT));
    }

    #[test]
    fn waiting_and_success_end_it() {
        let (throttle, now) = failing(5);
        assert_eq!(throttle.wait("a@b.example", HERE, now + FIRST_WAIT), None);
        throttle.succeeded("a@b.example", HERE);
        assert_eq!(throttle.wait("a@b.example", HERE, now), None);
    }
}
