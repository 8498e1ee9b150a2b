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
/// An account may fail this many times more from everywhere together than from one address.
const ACCOUNT_FACTOR: u32 = 20;
/// Entries kept before the forgiven ones are swept.
const SWEEP_AT: usize = 10_000;

/// Counts failed sign-ins by account *and* address, by address alone, and by account alone. The
/// last only slows browsers that are not known: from where the person signed in before, and with
/// the browser that it signed in with, no stranger's failures count.
///
/// A try counts as failed from its beginning, so that many at once are slowed like one after
/// the other; a success takes it back.
#[derive(Debug, Default)]
pub(crate) struct Throttle {
    failures: Mutex<Failures>,
}

type Failures = HashMap<Who, Failed>;

/// What is known of failures.
#[derive(Clone, Copy, Debug)]
struct Failed {
    count: u32,
    last: Instant,
    /// Whether somebody was told to wait since.
    told: bool,
}

/// A try that has to wait.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Refused {
    /// How long yet.
    pub(crate) wait: Duration,
    /// Whether it is the first one told so in this wait.
    pub(crate) first: bool,
}

/// What failures are counted for.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
enum Who {
    /// An account at an address.
    Pair(String, IpAddr),
    /// All accounts at an address.
    Address(IpAddr),
    /// An account, from wherever it is tried.
    Account(String),
    /// An account, by a browser that it is known by.
    Device(String, Vec<u8>),
}

impl Who {
    /// Failures that cost nothing.
    fn free(&self) -> u32 {
        match self {
            Self::Pair(..) | Self::Device(..) => FREE,
            Self::Address(_) => FREE * ADDRESS_FACTOR,
            Self::Account(_) => FREE * ACCOUNT_FACTOR,
        }
    }
}

/// Where a try comes from.
#[derive(Clone, Copy, Debug)]
pub(crate) enum From<'a> {
    /// Nobody signed in to the account from there yet.
    Anywhere(IpAddr),
    /// The account's person signed in from this address before.
    KnownAddress(IpAddr),
    /// The account's person signed in with this browser before; the hash of its cookie.
    KnownDevice(&'a [u8]),
}

/// A try that has been counted.
#[derive(Debug)]
pub(crate) struct Attempt {
    at: Instant,
    /// What it was counted for, and when the last failure was before.
    counted: Vec<(Who, Option<Instant>)>,
}

impl Throttle {
    /// Counts a try of this account.
    ///
    /// # Errors
    /// How long it has to wait; then nothing was counted.
    pub(crate) fn attempt(
        &self,
        account: &str,
        from: From<'_>,
        now: Instant,
    ) -> Result<Attempt, Refused> {
        let whom = buckets(account, from);
        let mut failures = self.failures();
        let waits = whom.iter().filter_map(|who| Some((left(&failures, who, now)?, who)));
        if let Some((wait, who)) = waits.max_by_key(|(wait, _)| *wait) {
            let told =
                failures.get_mut(who).map(|failed| std::mem::replace(&mut failed.told, true));
            return Err(Refused { wait, first: told == Some(false) });
        }
        let fresh = |last: Instant| now.saturating_duration_since(last) < FORGET;
        if failures.len() > SWEEP_AT {
            failures.retain(|_, failed| fresh(failed.last));
        }
        let count = |who: Who| {
            let before = failures.get(&who).copied().filter(|failed| fresh(failed.last));
            let count = before.map_or(0, |failed| failed.count).saturating_add(1);
            failures.insert(who.clone(), Failed { count, last: now, told: false });
            (who, before.map(|failed| failed.last))
        };
        Ok(Attempt { at: now, counted: whom.into_iter().map(count).collect() })
    }

    /// Takes a try back that turned out to be none, because it could not be judged.
    pub(crate) fn take_back(&self, attempt: &Attempt) {
        let mut failures = self.failures();
        for (who, before) in &attempt.counted {
            let Some(failed) = failures.get_mut(who) else { continue };
            failed.count = failed.count.saturating_sub(1);
            match before {
                // Whoever succeeds must not make others wait, nor old failures young.
                Some(before) if failed.last == attempt.at => failed.last = *before,
                _ => {}
            }
            if failed.count == 0 {
                failures.remove(who);
            }
        }
    }

    /// Takes back a try that succeeded and forgives the account at this address or browser. What
    /// strangers failed elsewhere stays.
    pub(crate) fn succeeded(&self, attempt: &Attempt) {
        self.take_back(attempt);
        if let Some((who, _)) = attempt.counted.first() {
            self.failures().remove(who);
        }
    }

    fn failures(&self) -> MutexGuard<'_, Failures> {
        self.failures.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What a try is counted for; what a success forgives first.
fn buckets(account: &str, from: From<'_>) -> Vec<Who> {
    let account = account.to_owned();
    match from {
        From::KnownDevice(device) => vec![Who::Device(account, device.to_owned())],
        From::KnownAddress(address) => {
            vec![Who::Pair(account, place(address)), Who::Address(place(address))]
        }
        From::Anywhere(address) => vec![
            Who::Pair(account.clone(), place(address)),
            Who::Address(place(address)),
            Who::Account(account),
        ],
    }
}

/// What counts as one address: of IPv6 the /64, since each household has that many.
pub(crate) fn place(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(v6) => Ipv6Addr::from_bits(v6.to_bits() >> 64 << 64).into(),
        v4 @ IpAddr::V4(_) => v4,
    }
}

/// How long `who` has to wait yet.
fn left(failures: &Failures, who: &Who, now: Instant) -> Option<Duration> {
    let failed = failures.get(who)?;
    let wait = penalty(failed.count.checked_sub(who.free())?);
    wait.checked_sub(now.saturating_duration_since(failed.last)).filter(|wait| !wait.is_zero())
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
        match throttle.attempt(account, From::Anywhere(address), now) {
            Ok(attempt) => {
                throttle.take_back(&attempt);
                None
            }
            Err(refused) => Some(refused.wait),
        }
    }

    /// So many failures, each as soon as it may be; and when the last was.
    fn failing(times: u32) -> (Throttle, Instant) {
        let (throttle, mut now) = (Throttle::default(), Instant::now());
        for _ in 0..times {
            now += wait(&throttle, ADA, HERE, now).unwrap_or_default();
            throttle.attempt(ADA, From::Anywhere(HERE), now).unwrap();
        }
        (throttle, now)
    }

    #[test]
    fn the_sixth_try_waits_and_waits_double() {
        let (throttle, now) = failing(4);
        assert_eq!(wait(&throttle, ADA, HERE, now), None);
        throttle.attempt(ADA, From::Anywhere(HERE), now).unwrap();
        assert_eq!(wait(&throttle, ADA, HERE, now), Some(FIRST_WAIT));
        let later = now + FIRST_WAIT;
        throttle.attempt(ADA, From::Anywhere(HERE), later).unwrap();
        assert_eq!(wait(&throttle, ADA, HERE, later), Some(FIRST_WAIT * 2));
    }

    #[test]
    fn tries_under_way_count() {
        let (throttle, now) = (Throttle::default(), Instant::now());
        let begun =
            (0..100).filter(|_| throttle.attempt(ADA, From::Anywhere(HERE), now).is_ok()).count();
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
            throttle.attempt(&format!("{n}@b.example"), From::Anywhere(HERE), now).unwrap();
        }
        assert_eq!(wait(&throttle, "new@b.example", HERE, now), Some(FIRST_WAIT));
    }

    #[test]
    fn the_addresses_of_one_network_are_one() {
        let (throttle, now) = (Throttle::default(), Instant::now());
        let of = |text: &str| text.parse::<IpAddr>().unwrap();
        for n in 0..5 {
            throttle
                .attempt(ADA, From::Anywhere(of(&format!("2001:db8:1:2:{n}::{n}"))), now)
                .unwrap();
        }
        assert_eq!(wait(&throttle, ADA, of("2001:db8:1:2:ffff::"), now), Some(FIRST_WAIT));
        assert_eq!(wait(&throttle, ADA, of("2001:db8:1:3::"), now), None);
        // An IPv4 address in IPv6's clothes is itself, and not one network with all others.
        for _ in 0..5 {
            throttle.attempt(ADA, From::Anywhere(of("::ffff:192.0.2.1")), now).unwrap();
        }
        assert_eq!(wait(&throttle, ADA, of("192.0.2.1"), now), Some(FIRST_WAIT));
        assert_eq!(wait(&throttle, ADA, of("::ffff:192.0.2.2"), now), None);
    }

    #[test]
    fn waiting_and_success_end_it() {
        let (throttle, now) = failing(5);
        let later = now + FIRST_WAIT;
        throttle.succeeded(&throttle.attempt(ADA, From::Anywhere(HERE), later).unwrap());
        for _ in 0..5 {
            throttle.attempt(ADA, From::Anywhere(HERE), later).unwrap();
        }
    }

    #[test]
    fn success_costs_its_address_nothing() {
        let (throttle, now) = (Throttle::default(), Instant::now());
        let limit = FREE * ADDRESS_FACTOR;
        for n in 0..limit - 1 {
            throttle.attempt(&format!("{n}@b.example"), From::Anywhere(HERE), now).unwrap();
        }
        for second in 0..100 {
            let at = now + Duration::from_secs(second);
            throttle.succeeded(&throttle.attempt(ADA, From::Anywhere(HERE), at).unwrap());
        }
        // Nor do the failures before it last longer.
        throttle.attempt(ADA, From::Anywhere(HERE), now + FORGET).unwrap();
        assert_eq!(wait(&throttle, "new@b.example", HERE, now + FORGET), None);
        let (throttle, now) = failing(3);
        throttle
            .succeeded(&throttle.attempt("other@b.example", From::Anywhere(HERE), now).unwrap());
        assert_eq!(
            throttle.failures()[&Who::Address(HERE)].count,
            3,
            "the failures themselves stay"
        );
    }

    /// A thousand strangers, each from an address of its own, slow each other and nobody else.
    #[test]
    fn an_account_under_attack_stays_open_where_it_is_known() {
        let (throttle, now) = (Throttle::default(), Instant::now());
        let begun = (0..1_000_u32).filter(|n| {
            let stranger =
                From::Anywhere(IpAddr::from(0x0a00_0000_u32.wrapping_add(*n).to_be_bytes()));
            throttle.attempt(ADA, stranger, now).is_ok()
        });
        assert_eq!(begun.count() as u32, FREE * ACCOUNT_FACTOR);
        assert_eq!(wait(&throttle, ADA, HERE, now), Some(FIRST_WAIT), "a new browser has to wait");
        let device = throttle.attempt(ADA, From::KnownDevice(b"laptop"), now).unwrap();
        throttle.succeeded(&device);
        let office = throttle.attempt(ADA, From::KnownAddress(HERE), now).unwrap();
        throttle.succeeded(&office);
        assert_eq!(wait(&throttle, ADA, HERE, now), Some(FIRST_WAIT), "strangers are not forgiven");
        assert_eq!(wait(&throttle, "other@b.example", HERE, now), None);
    }

    #[test]
    fn a_wait_is_told_as_new_once() {
        let (throttle, now) = failing(5);
        let first = |at| throttle.attempt(ADA, From::Anywhere(HERE), at).unwrap_err().first;
        assert_eq!([first(now), first(now), first(now)], [true, false, false]);
        let later = now + FIRST_WAIT;
        throttle.attempt(ADA, From::Anywhere(HERE), later).unwrap();
        assert_eq!([first(later), first(later)], [true, false]);
    }

    #[test]
    fn a_stolen_browser_is_slowed_by_itself() {
        let (throttle, now) = (Throttle::default(), Instant::now());
        for _ in 0..FREE {
            throttle.attempt(ADA, From::KnownDevice(b"laptop"), now).unwrap();
        }
        assert_eq!(
            throttle.attempt(ADA, From::KnownDevice(b"laptop"), now).unwrap_err().wait,
            FIRST_WAIT
        );
        assert!(throttle.attempt(ADA, From::KnownDevice(b"phone"), now).is_ok());
        assert_eq!(wait(&throttle, ADA, HERE, now), None);
    }
}
