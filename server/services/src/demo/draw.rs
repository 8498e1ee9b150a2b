//! What is drawn at random for demo licenses.

use super::{DemoOrg, DemoPlan, FIRST_PARTNER, PARTNERS, keys};
use domain::license::LicenseKind;
use rand::rngs::Xoshiro256PlusPlus;
use rand::{RngExt, SeedableRng};

/// Where the random numbers start; another seed is another demo.
const SEED: u64 = 0x5ea7_4ee9;
/// Seats as people buy them; common numbers are named more than once.
pub(super) const SEATS: [i32; 18] =
    [1, 3, 5, 5, 5, 10, 10, 10, 15, 20, 25, 25, 30, 50, 50, 75, 100, 250];
/// Of 29 licenses of a product that has every kind, so many are of each.
const KINDS: [(LicenseKind, u32); 4] = [
    (LicenseKind::Term, 20),
    (LicenseKind::Usage, 5),
    (LicenseKind::Monthly, 3),
    (LicenseKind::Trial, 1),
];

/// The random numbers of the `n`th of a stream of things.
pub(super) fn random(stream: u64, n: u32) -> Xoshiro256PlusPlus {
    Xoshiro256PlusPlus::seed_from_u64(SEED ^ keys::mix(stream << 32 | u64::from(n)))
}

/// A partner, the more often the more customers it has.
pub(super) fn partner(rng: &mut Xoshiro256PlusPlus) -> usize {
    let mut draw = rng.random_range(0..10);
    let shares = (FIRST_PARTNER..).zip(PARTNERS);
    for (partner, (_, tenths)) in shares {
        if draw < tenths {
            return partner;
        }
        draw -= tenths;
    }
    FIRST_PARTNER
}

/// One of the kinds a product has, most often a term.
pub(super) fn kind(rng: &mut Xoshiro256PlusPlus, kinds: &[LicenseKind]) -> LicenseKind {
    let known = || KINDS.into_iter().filter(|(kind, _)| kinds.contains(kind));
    let total: u32 = known().map(|(_, weight)| weight).sum();
    let mut draw = rng.random_range(0..total.max(1));
    for (kind, weight) in known() {
        if draw < weight {
            return kind;
        }
        draw -= weight;
    }
    LicenseKind::Term
}

/// A customer of a partner; the first ones have more licenses than the last.
pub(super) fn customer<'a>(
    plan: &'a DemoPlan,
    rng: &mut Xoshiro256PlusPlus,
    partner: usize,
) -> &'a DemoOrg {
    let range = &plan.customers[partner - FIRST_PARTNER];
    let draw = rng.random_range(range.clone()).min(rng.random_range(range.clone()));
    &plan.orgs[draw]
}

/// The terms a product is sold for; a product without terms is lent for a year.
pub(super) fn or_one(years: &[i16]) -> &[i16] {
    if years.is_empty() { &[1] } else { years }
}
