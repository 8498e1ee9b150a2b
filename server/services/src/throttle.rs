//! Slows down whoever fails again and again.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Mutex, MutexGuard, PoisonError};
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
///
/// A try counts as failed from its beginning, so that many at once are slowed like one after
/// the other; a success takes it back.
#[derive(Debug, Default)]
pub(crate) struct Throttle {
    failures: Mutex<Failures>,
}

/// How many, and when the last was.
type Failures = HashMap<Who, (u32, Instant)>;

/// An account at an address, or all accounts at an address.
type Who = (Option<String>, IpAddr);

/// A try that has been counted.
#[derive(Debug)]
pub(crate) struct Attempt {
    at: Instant,
    /// What it was counted for, and when the last failure was before.
    counted: [(Who, Option<Instant>); 2],
}

impl Throttle {
    /// Counts a try of this account at this address.
    ///
    /// # Errors
    /// How long it has to wait; then nothing was counted.
    pub(crate) fn attempt(
        &self,
        account: &str,
        address: IpAddr,
        now: Instant,
    ) -> Result<Attempt, Duration> {
        let place = place(address);
        let (one, all) = ((Some(account.to_owned()), place), (None, place));
        let mut failures = self.failures();
        let wait =
            left(&failures, &one, FREE, now).max(left(&failures, &all, FREE * ADDRESS_FACTOR, now));
        if let Some(wait) = wait {
            return Err(wait);
        }
        if failures.len() > SWEEP_AT {
            failures.retain(|_, (_, last)| now.saturating_duration_since(*last) < FORGET);
        }
        let counted = [one, all].map(|who| {
            let before = failures.get(&who).copied();
            let before = before.filter(|(_, last)| now.saturating_duration_since(*last) < FORGET);
            let (count, last) = before.unzip();
            failures.insert(who.clone(), (count.unwrap_or(0).saturating_add(1), now));
            (who, last)
        });
        Ok(Attempt { at: now, counted })
    }

    /// Takes a try back that turned out to be none, because it could not be judged.
    pub(crate) fn take_back(&self, attempt: &Attempt) {
        let mut failures = self.failures();
        for (who, before) in &attempt.counted {
            let Some((count, last)) = failures.get_mut(who) else { continue };
            *count = count.saturating_sub(1);
            match before {
                // Whoever succeeds must not make others wait, nor old failures young.
                Some(before) if *last == attempt.at => *last = *before,
                _ => {}
            }
            if *count == 0 {
                failures.remove(who);
            }
        }
    }

    /// Takes back a try that succeeded and forgives the account at this address.
    pub(crate) fn succeeded(&self, attempt: &Attempt) {
        self.take_back(attempt);
        let [(account, _), _] = &attempt.counted;
        self.failures().remove(account);
    }

    fn failures(&self) -> MutexGuard<'_, Failures> {
        self.failures.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What counts as one address: of IPv6 the /64, since each household has that many.
fn place(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(v6) => Ipv6Addr::from_bits(v6.to_bits() >> 64 << 64).into(),
        v4 @ IpAddr::V4(_) => v4,
    }
}

/// How long `who` has to wait yet.
fn left(failures: &Failures, who: &Who, free: u32, now: Instant) -> Option<Duration> {
    let (count, last) = failures.get(who)?;
    let wait = penalty(count.checked_sub(free)?);
    wait.checked_sub(now.saturating_duration_since(*last)).filter(|wait| !wait.is_zero())
}

fn penalty(costly: u32) -> Duration {
    FIRST_WAIT.saturating_mul(2_u32.saturating_pow(costly)).min(LONGEST_WAIT)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    const HERE: IpAddr = IpAddr::V4(std::net::Ipv4Addr::LOCALHOST);
    const THERE: IpAddr = IpAddr::V4(std::net::Ipv4Addr::BROADCAST);
    const ADA: &str = "a@b.example";

    /// How long a try would have to wait; it is not counted.
    fn wait(throttle: &Throttle, account: &str, address: IpAddr, now: Instant) -> Option<Duration> {
        match throttle.attempt(account, address, now) {
            Ok(attempt) => {
                throttle.take_back(&attempt);
                None
            }
            Err(wait) => Some(wait),
        }
    }

    /// So many failures, each as soon as it may be; and when the last was.
    fn failing(times: u32) -> (Throttle, Instant) {
        let (throttle, mut now) = (Throttle::default(), Instant::now());
        for _ in 0..times {
            now += wait(&throttle, ADA, HERE, now).unwrap_or_default();
            throttle.attempt(ADA, HERE, now).unwrap();
        }
        (throttle, now)
    }

    #[test]
    fn the_sixth_try_waits_and_waits_double() {
        let (throttle, now) = failing(4);
        assert_eq!(wait(&throttle, ADA, HERE, now), None);
        throttle.attempt(ADA, HERE, now).unwrap();
        assert_eq!(wait(&throttle, ADA, HERE, now), Some(FIRST_WAIT));
        let later = now + FIRST_WAIT;
        throttle.attempt(ADA, HERE, later).unwrap();
        assert_eq!(wait(&throttle, ADA, HERE, later), Some(FIRST_WAIT * 2));
    }

    #[test]
    fn tries_under_way_count() {
        let (throttle, now) = (Throttle::default(), Instant::now());
        let begun = (0..100).filter(|_| throttle.attempt(ADA, HERE, now).is_ok()).count();
        assert_eq!(begun, 5, "before any of them is judged");
    }

    #[test]
    fn a_stranger_elsewhere_does_not_lock_the_owner_out() {
        let (throttle, now) = failing(20);
        assert_eq!(wait(&throttle, ADA, HERE, now), Some(LONGEST_WAIT));
        assert_eq!(wait(&throttle, ADA, THERE, now), None);
    }

    #[test]
    fn one_address_trying_many_accounts_is_slowed_too() {
        let (throttle, now) = (Throttle::default(), Instant::now());
        for n in 0..FREE * ADDRESS_FACTOR {
            throttle.attempt(&format!("{n}@b.example"), HERE, now).unwrap();
        }
        assert_eq!(wait(&throttle, "new@b.example", HERE, now), Some(FIRST_WAIT));
    }

    #[test]
    fn the_addresses_of_one_network_are_one() {
        let (throttle, now) = (Throttle::default(), Instant::now());
        let of = |text: &str| text.parse::<IpAddr>().unwrap();
        for n in 0..5 {
            throttle.attempt(ADA, of(&format!("2001:db8:1:2:{n}::{n}")), now).unwrap();
        }
        assert_eq!(wait(&throttle, ADA, of("2001:db8:1:2:ffff::"), now), Some(FIRST_WAIT));
        assert_eq!(wait(&throttle, ADA, of("2001:db8:1:3::"), now), None);
        // An IPv4 address in IPv6's clothes is itself, and not one network with all others.
        for _ in 0..5 {
            throttle.attempt(ADA, of("::ffff:192.0.2.1"), now).unwrap();
        }
        assert_eq!(wait(&throttle, ADA, of("192.0.2.1"), now), Some(FIRST_WAIT));
        assert_eq!(wait(&throttle, ADA, of("::ffff:192.0.2.2"), now), None);
    }

    #[test]
    fn waiting_and_success_end_it() {
        let (throttle, now) = failing(5);
        let later = now + FIRST_WAIT;
        throttle.succeeded(&throttle.attempt(ADA, HERE, later).unwrap());
        for _ in 0..5 {
            throttle.attempt(ADA, HERE, later).unwrap();
        }
    }

    #[test]
    fn success_costs_its_address_nothing() {
        let (throttle, now) = (Throttle::default(), Instant::now());
        let limit = FREE * ADDRESS_FACTOR;
        for n in 0..limit - 1 {
            throttle.attempt(&format!("{n}@b.example"), HERE, now).unwrap();
        }
        for second in 0..100 {
            let at = now + Duration::from_secs(second);
            throttle.succeeded(&throttle.attempt(ADA, HERE, at).unwrap());
        }
        // Nor do the failures before it last longer.
        throttle.attempt(ADA, HERE, now + FORGET).unwrap();
        assert_eq!(wait(&throttle, "new@b.example", HERE, now + FORGET), None);
        let (throttle, now) = failing(3);
        throttle.succeeded(&throttle.attempt("other@b.example", HERE, now).unwrap());
        assert_eq!(throttle.failures()[&(None, HERE)].0, 3, "the failures themselves stay");
    }
}
