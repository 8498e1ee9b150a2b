//! Trials: 30 days, 50 seats, and again only when the bar is over (DOMAIN.md 1.2.10).

use super::*;
use domain::catalog::TrialPolicy;
use domain::entitlement::{check, trial_from};
use rstest::rstest;

fn trial(ended: Option<&str>, ends: &str) -> Entitlement {
    Entitlement {
        kind: LicenseKind::Trial,
        resale: false,
        ends: Some(day(ends)),
        ended: ended.map(day),
        ..held(7, SECURE, 50)
    }
}

fn trial_wish(edition: i32, seats: i32) -> Wish {
    Wish { kind: LicenseKind::Trial, ..wish(edition, seats) }
}

#[rstest]
#[case("2024-01-01", 180, "2024-06-29")]
#[case("2023-01-01", 180, "2023-06-30")]
#[case("2024-01-01", 0, "2024-01-01")]
fn the_bar_counts_from_the_last_day(#[case] ended: &str, #[case] days: u16, #[case] from: &str) {
    let policy = TrialPolicy { days: 30, seats: 50, barred_days: days };
    assert_eq!(trial_from(day(ended), policy), Some(day(from)));
}

#[rstest]
#[case("2024-06-28", Some("2024-06-29"))]
#[case("2024-06-29", None)]
fn the_same_trial_is_barred_until_then(#[case] today: &str, #[case] from: Option<&str>) {
    let parent = [held(1, SECURE, 100)];
    let own = [trial(Some("2024-01-01"), "2024-01-01")];
    let s = Situation { today: day(today), ..customer(&parent, &own) };
    let kinds = &product(&offer(&s), ENDPOINT).kinds.clone();
    let choice = kinds.iter().find(|kind| kind.kind == LicenseKind::Trial).unwrap();
    let refused = choice.refused.as_ref();
    assert_eq!(refused.map(|refused| arg(refused, "day")), from);
    let judged = check(&s, &trial_wish(SECURE, 50));
    assert_eq!(judged.is_ok(), from.is_none(), "{judged:?}");
}

/// A trial that was ended early counts from that day; one of another product does not count.
#[test]
fn only_the_same_trial_is_barred() {
    let parent = [held(1, SECURE, 100), held(2, EDR_ONLY, 100)];
    let own = [trial(Some("2026-06-10"), "2026-07-01")];
    let s = customer(&parent, &own);
    assert!(check(&s, &trial_wish(EDR_ONLY, 50)).is_ok());
    let refused = check(&s, &trial_wish(SECURE, 50)).unwrap_err();
    assert_eq!(arg(&refused[0], "day"), "2026-12-07");
}

#[test]
fn there_is_one_trial_of_a_product_at_a_time() {
    let parent = [held(1, SECURE, 100)];
    let own = [trial(None, "2026-07-01")];
    let refused = check(&customer(&parent, &own), &trial_wish(SECURE, 50)).unwrap_err();
    assert_eq!(told(&refused), [("kind", "entitlement-trial-runs")]);
    assert_eq!(arg(&refused[0], "day"), "2026-07-01");
}

#[test]
fn a_trial_has_its_days_and_seats_and_takes_none_of_the_parents() {
    let parent = [Entitlement { reserved: 100, ..held(1, SECURE, 100) }];
    let s = customer(&parent, &[]);
    let terms = check(&s, &trial_wish(SECURE, 50)).unwrap();
    assert_eq!((terms.seats, terms.ends), (Some(50), Some(day("2026-07-15"))));
    assert_eq!(terms.family, None);
    let refused = check(&s, &trial_wish(SECURE, 51)).unwrap_err();
    assert_eq!(told(&refused), [("seats", "entitlement-trial-seats")]);
    let refused = check(&s, &Wish { resale: true, ..trial_wish(SECURE, 50) }).unwrap_err();
    assert_eq!(told(&refused), [("resale", "entitlement-resale-customer")]);
}

/// No trial where the catalog has none.
#[test]
fn securepoint_has_no_trial() {
    let parent = [held(1, 10101, 100)];
    let refused = check(&customer(&parent, &[]), &trial_wish(10101, 10)).unwrap_err();
    assert_eq!(told(&refused)[0], ("kind", "entitlement-kind"));
}
