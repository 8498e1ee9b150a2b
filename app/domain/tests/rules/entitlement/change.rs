//! What may become of an entitlement from which others draw.

use super::*;
use domain::entitlement::{Changed, Child, check, due, prolonged};
use rstest::rstest;

/// 100 seats, of which two children have 40 and 20; the first has e-mail security for 10.
fn granted() -> (Entitlement, Vec<Child>) {
    let mut now = with(held(5, A_LA_CARTE, 100), &[EMAIL]);
    now.parent = Some(EntitlementId(Uuid::from_u128(1)));
    now.reserved = 60;
    now.extras[0].reserved = 10;
    let child = |n, org: &str, seats, extras: &[i32]| Child {
        org: org.to_owned(),
        entitlement: Entitlement { resale: false, ..with(held(n, A_LA_CARTE, seats), extras) },
    };
    (now, vec![child(6, "Westernhagen", 40, &[EMAIL]), child(7, "TTT-Point", 20, &[])])
}

fn judge(change: impl FnOnce(&mut Wish)) -> Result<(), Vec<(String, String, String)>> {
    let (now, children) = granted();
    let parent = [Entitlement { reserved: 900, ..with(held(1, A_LA_CARTE, 1_000), &[EMAIL, ATS]) }];
    let own = [now.clone()];
    let s = Situation {
        org_kind: OrgKind::Partner,
        changed: Some(Changed { now: &now, children: &children }),
        ..customer(&parent, &own)
    };
    let mut wish = Wish::of(&now);
    change(&mut wish);
    check(&s, &wish).map(drop).map_err(|errors| {
        let one = |error: FieldError| {
            let first = error.args.first().map(|(_, value)| value.clone());
            (error.field, error.code, first.unwrap_or_default())
        };
        errors.into_iter().map(one).collect()
    })
}

fn error(field: &str, code: &str, arg: &str) -> Result<(), Vec<(String, String, String)>> {
    Err(vec![(field.to_owned(), code.to_owned(), arg.to_owned())])
}

#[test]
fn as_it_is_it_may_stay() {
    assert_eq!(judge(|_| ()), Ok(()));
}

#[rstest]
#[case(200, Ok(()))]
#[case(201, error("seats", "entitlement-seats-left", "200"))]
#[case(60, Ok(()))]
#[case(59, error("seats", "entitlement-seats-reserved", "60"))]
fn seats_go_up_to_what_is_left_and_down_to_what_was_granted(
    #[case] seats: i32,
    #[case] expected: Result<(), Vec<(String, String, String)>>,
) {
    let judged = judge(|wish| {
        wish.seats = Some(seats);
        wish.extras = vec![extra(EMAIL, 20)];
    });
    assert_eq!(judged, expected);
}

#[test]
fn seats_do_not_fall_below_those_of_an_add_on() {
    let judged = judge(|wish| wish.seats = Some(99));
    assert_eq!(judged, error("extra-251", "entitlement-extra-seats", "99"));
}

#[test]
fn add_ons_come_and_go_unless_they_were_granted() {
    assert_eq!(judge(|wish| wish.extras.push(extra(ATS, 5))), Ok(()));
    let gone = judge(|wish| wish.extras.clear());
    assert_eq!(gone, error("extra-251", "entitlement-children", "Westernhagen"));
    let fewer = judge(|wish| wish.extras = vec![extra(EMAIL, 9)]);
    assert_eq!(fewer, error("extra-251", "entitlement-seats-reserved", "10"));
}

#[test]
fn the_right_to_resell_is_not_withdrawn_from_who_resells() {
    let names = "TTT-Point, Westernhagen";
    assert_eq!(judge(|wish| wish.resale = false), error("resale", "entitlement-children", names));
}

#[test]
fn it_does_not_end_before_what_was_granted_from_it() {
    let ends = Some(day("2026-12-31"));
    let names = "TTT-Point, Westernhagen";
    let judged = judge(|wish| wish.ends = ends);
    assert_eq!(judged, error("ends", "entitlement-children-end", names));
    let renewing = judge(|wish| (wish.ends, wish.auto_renew_months) = (ends, Some(1)));
    assert_eq!(renewing, Ok(()));
}

/// Who is suspended may give back, and gets nothing more.
#[rstest]
#[case(9, true)]
#[case(10, true)]
#[case(11, false)]
fn a_suspended_customer_gets_no_more(#[case] seats: i32, #[case] fine: bool) {
    let now = Entitlement {
        parent: Some(EntitlementId(Uuid::from_u128(1))),
        resale: false,
        ..held(5, SECURE, 10)
    };
    let parent = [Entitlement { reserved: 10, ..held(1, SECURE, 100) }];
    let own = [now.clone()];
    let changed = Some(Changed { now: &now, children: &[] });
    let s = Situation { open: false, changed, ..customer(&parent, &own) };
    let judged = check(&s, &Wish { seats: Some(seats), ..Wish::of(&now) });
    assert_eq!(judged.is_ok(), fine, "{judged:?}");
}

#[rstest]
// The last day is inclusive.
#[case(Some("2026-06-15"), None, None, None)]
#[case(Some("2026-06-14"), None, None, None)]
#[case(Some("2026-06-14"), Some(1), None, Some("2026-07-14"))]
// As many periods as it takes: the portal may have slept.
#[case(Some("2026-01-14"), Some(1), None, Some("2026-07-14"))]
#[case(Some("2026-06-14"), Some(12), None, Some("2027-06-14"))]
// Never beyond what it draws from.
#[case(Some("2026-06-14"), Some(12), Some("2026-09-30"), Some("2026-09-30"))]
#[case(Some("2026-06-14"), Some(12), Some("2026-06-14"), None)]
fn what_renews_itself_goes_on(
    #[case] ends: Option<&str>,
    #[case] months: Option<i16>,
    #[case] limit: Option<&str>,
    #[case] expected: Option<&str>,
) {
    let now = Entitlement {
        ends: ends.map(day),
        anchor_day: 14,
        auto_renew_months: months,
        ..held(1, SECURE, 10)
    };
    assert_eq!(due(&now, today()), ends != Some("2026-06-15"));
    assert_eq!(prolonged(&now, limit.map(day), today()), expected.map(day));
}

#[test]
fn periods_end_on_their_anchor_day() {
    let now = Entitlement {
        ends: Some(day("2026-02-28")),
        anchor_day: 31,
        auto_renew_months: Some(1),
        ..held(1, SECURE, 10)
    };
    assert_eq!(prolonged(&now, None, day("2026-03-01")), Some(day("2026-03-31")));
}
