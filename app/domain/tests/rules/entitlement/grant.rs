//! What is judged when it is granted: seats, add-ons, terms, the right to resell.

use super::*;
use domain::entitlement::{MAX_SEATS, check};
use rstest::rstest;

fn refused(s: &Situation<'_>, wish: &Wish) -> Vec<(String, String)> {
    let errors = check(s, wish).unwrap_err();
    told(&errors).into_iter().map(|(field, code)| (field.to_owned(), code.to_owned())).collect()
}

#[test]
fn what_fits_is_granted_as_wished() {
    let source = with(held(1, A_LA_CARTE, 200), &[EMAIL, ATS]);
    let parent = [source.clone()];
    let extras = vec![extra(ATS, 5), extra(EMAIL, 20)];
    let terms = check(&customer(&parent, &[]), &Wish { extras, ..wish(A_LA_CARTE, 20) }).unwrap();
    assert_eq!((terms.source, terms.product, terms.seats), (Some(source.id), ENDPOINT, Some(20)));
    assert_eq!(terms.extras, [extra(EMAIL, 20), extra(ATS, 5)]);
    assert_eq!((terms.starts, terms.ends, terms.anchor_day), (today(), None, 15));
    assert_eq!(terms.family.as_deref(), Some("gravityzone"));
}

/// 38 of 200 seats are left.
#[rstest]
#[case(38, None)]
#[case(39, Some("entitlement-seats-left"))]
#[case(0, Some("number-range"))]
#[case(-1, Some("number-range"))]
#[case(MAX_SEATS + 1, Some("number-range"))]
fn seats_are_never_more_than_the_parent_has_left(#[case] seats: i32, #[case] code: Option<&str>) {
    let parent = [Entitlement { reserved: 162, ..held(1, SECURE, 200) }];
    let judged = check(&customer(&parent, &[]), &wish(SECURE, seats));
    match code {
        None => assert_eq!(judged.unwrap().seats, Some(seats)),
        Some(code) => {
            let errors = judged.unwrap_err();
            assert_eq!(told(&errors), [("seats", code)]);
            if code == "entitlement-seats-left" {
                assert_eq!(
                    (arg(&errors[0], "count"), arg(&errors[0], "parent")),
                    ("38", "Kranich")
                );
            }
        }
    }
}

#[test]
fn who_is_unlimited_draws_from_the_unlimited() {
    let unlimited = Entitlement { seats: None, reserved: 70, ..held(1, SECURE, 1) };
    let parent = [unlimited];
    let s = customer(&parent, &[]);
    let open = Wish { seats: None, ..wish(SECURE, 1) };
    assert_eq!(check(&s, &open).unwrap().seats, None);
    assert_eq!(check(&s, &wish(SECURE, 5_000)).unwrap().seats, Some(5_000));
    let term = Wish { kind: LicenseKind::Term, years: Some(1), ..open.clone() };
    assert_eq!(refused(&s, &term), [("seats".into(), "entitlement-seats-needed".into())]);
    let limited = [held(1, SECURE, 100)];
    let s = customer(&limited, &[]);
    assert_eq!(refused(&s, &open), [("seats".into(), "entitlement-seats-needed".into())]);
}

/// Securepoint's MSP licenses follow what is installed (1.1.6).
#[test]
fn what_is_charged_by_use_has_no_limit_and_no_end() {
    let parent = [Entitlement { seats: None, ..held(1, 10101, 1) }];
    let usage = Wish { kind: LicenseKind::Usage, ends: Some(today()), ..wish(10101, 5) };
    let terms = check(&customer(&parent, &[]), &usage).unwrap();
    assert_eq!((terms.seats, terms.ends), (None, None));
    let limited = [held(1, 10101, 10)];
    let errors = refused(&customer(&limited, &[]), &usage);
    assert_eq!(errors, [("seats".into(), "entitlement-seats-needed".into())]);
}

/// A module's seats are at most its product's (1.3.7).
#[rstest]
#[case(10, None)]
#[case(11, Some("entitlement-extra-seats"))]
#[case(0, Some("entitlement-extra-seats"))]
fn an_add_on_has_at_most_the_products_seats(#[case] seats: i32, #[case] code: Option<&str>) {
    let parent = [with(held(1, 30201, 100), &[351])];
    let wish = Wish { extras: vec![extra(351, seats)], ..wish(30201, 10) };
    let judged = check(&customer(&parent, &[]), &wish);
    assert_eq!(judged.err().map(|errors| errors[0].code.clone()).as_deref(), code);
}

#[test]
fn add_ons_are_reserved_too() {
    let mut source = with(held(1, A_LA_CARTE, 100), &[EMAIL]);
    source.extras[0].reserved = 95;
    let parent = [source];
    let s = customer(&parent, &[]);
    let six = Wish { extras: vec![extra(EMAIL, 6)], ..wish(A_LA_CARTE, 10) };
    assert_eq!(refused(&s, &six), [("extra-251".into(), "entitlement-seats-left".into())]);
    let five = Wish { extras: vec![extra(EMAIL, 5)], ..six };
    assert!(check(&s, &five).is_ok());
}

#[rstest]
#[case(PLUS, ATS, "entitlement-extra-included")]
#[case(SECURE, ATS, "entitlement-extra-only-with")]
#[case(A_LA_CARTE, EMAIL, "entitlement-extra-not-held")]
#[case(A_LA_CARTE, 9_999, "entitlement-unknown")]
fn what_the_choice_disables_is_refused(#[case] model: i32, #[case] id: i32, #[case] code: &str) {
    let parent = [with(held(1, model, 100), &[ATS])];
    let wish = Wish { extras: vec![extra(id, 1)], ..wish(model, 10) };
    let errors = refused(&customer(&parent, &[]), &wish);
    assert_eq!(errors, [(format!("extra-{id}"), code.to_owned())]);
}

#[test]
fn an_add_on_is_named_once() {
    let parent = [with(held(1, A_LA_CARTE, 100), &[EMAIL])];
    let wish = Wish { extras: vec![extra(EMAIL, 1), extra(EMAIL, 2)], ..wish(A_LA_CARTE, 10) };
    let errors = refused(&customer(&parent, &[]), &wish);
    assert_eq!(errors, [("extra-251".into(), "entitlement-unknown".into())]);
}

#[test]
fn everything_that_is_wrong_is_said_at_once() {
    let parent = [with(held(1, A_LA_CARTE, 5), &[])];
    let wish = Wish {
        extras: vec![extra(EMAIL, 1), extra(ATS, 1)],
        auto_renew_months: Some(1),
        resale: true,
        ..wish(A_LA_CARTE, 10)
    };
    let fields: Vec<_> =
        refused(&customer(&parent, &[]), &wish).into_iter().map(|(field, _)| field).collect();
    assert_eq!(fields, ["resale", "seats", "extra-251", "extra-254", "auto_renew_months"]);
}

#[rstest]
#[case(Some(1), Some("2027-06-15"))]
#[case(Some(3), Some("2029-06-15"))]
#[case(Some(5), None)]
#[case(None, None)]
fn a_term_is_one_of_the_products(#[case] years: Option<i16>, #[case] end: Option<&str>) {
    let parent = [held(1, SECURE, 100)];
    let wish = Wish { kind: LicenseKind::Term, years, ..wish(SECURE, 10) };
    let judged = check(&customer(&parent, &[]), &wish);
    match end {
        Some(end) => assert_eq!(judged.unwrap().ends, Some(day(end))),
        None => assert_eq!(told(&judged.unwrap_err()), [("years", "entitlement-years")]),
    }
}

#[test]
fn nothing_outlives_what_it_draws_from() {
    let ends = Entitlement { ends: Some(day("2026-12-31")), ..held(1, SECURE, 100) };
    let parent = [ends.clone()];
    let s = customer(&parent, &[]);
    let until = |end: Option<&str>| Wish { ends: end.map(day), ..wish(SECURE, 1) };
    let late = vec![("ends".to_owned(), "entitlement-ends-after".to_owned())];
    assert!(check(&s, &until(Some("2026-12-31"))).is_ok());
    assert_eq!(refused(&s, &until(Some("2027-01-01"))), late);
    assert_eq!(refused(&s, &until(None)), late);
    let term = Wish { kind: LicenseKind::Term, years: Some(1), ..wish(SECURE, 1) };
    assert_eq!(refused(&s, &term), [("years".to_owned(), late[0].1.clone())]);
    let renews = [Entitlement { auto_renew_months: Some(12), ..ends }];
    assert!(check(&customer(&renews, &[]), &until(None)).is_ok(), "it goes on by itself");
    assert_eq!(
        refused(&customer(&renews, &[]), &until(Some("2026-06-14"))),
        [("ends".to_owned(), "entitlement-ends-past".to_owned())]
    );
}

#[rstest]
#[case(Some("2026-12-31"), 1, None)]
#[case(Some("2026-12-31"), 60, None)]
#[case(Some("2026-12-31"), 61, Some("number-range"))]
#[case(Some("2026-12-31"), 0, Some("number-range"))]
#[case(None, 1, Some("entitlement-renew-needs-end"))]
fn only_what_ends_renews_itself(
    #[case] ends: Option<&str>,
    #[case] months: i16,
    #[case] code: Option<&str>,
) {
    let parent = [held(1, SECURE, 100)];
    let wish = Wish { ends: ends.map(day), auto_renew_months: Some(months), ..wish(SECURE, 1) };
    let judged = check(&customer(&parent, &[]), &wish);
    assert_eq!(judged.err().map(|errors| errors[0].code.clone()).as_deref(), code);
}

/// The right to resell goes down the chain to partners, never to customers.
#[test]
fn customers_resell_nothing() {
    let parent = [held(1, SECURE, 100)];
    let wish = Wish { resale: true, ..wish(SECURE, 1) };
    let errors = refused(&customer(&parent, &[]), &wish);
    assert_eq!(errors, [("resale".into(), "entitlement-resale-customer".into())]);
    let partner = Situation { org_kind: OrgKind::Partner, ..customer(&parent, &[]) };
    assert!(check(&partner, &wish).unwrap().resale);
}

#[test]
fn an_edition_that_the_catalog_does_not_have_is_refused() {
    let errors = refused(&customer(&[], &[]), &wish(9, 1));
    assert_eq!(errors, [("edition".into(), "entitlement-unknown".into())]);
}
