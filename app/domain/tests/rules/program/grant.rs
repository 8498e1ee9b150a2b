use chrono::{DateTime, Duration, Utc};
use domain::ids::OrgId;
use domain::program::{
    Approval, ApprovalDraft, Grant, LICENSES, PERCENT, ProgramState, Refusal, VALID_DAYS,
};
use proptest::prelude::*;
use rstest::rstest;
use uuid::Uuid;

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn now() -> DateTime<Utc> {
    at("2026-05-15T12:00:00Z")
}

const CUSTOMER: OrgId = OrgId(Uuid::from_u128(7));
const OTHER: OrgId = OrgId(Uuid::from_u128(8));

/// 30 % on 5 licenses, until noon of 14 June.
fn grant() -> Grant {
    let approval = ApprovalDraft { percent: 30, days: 30, licenses: 5 }.parse(now()).unwrap();
    Grant { customer: CUSTOMER, state: ProgramState::Approved, approval: Some(approval) }
}

#[test]
fn an_approval_ends_after_its_days() {
    let expected = Approval { percent: 30, licenses: 5, until: at("2026-06-14T12:00:00Z") };
    assert_eq!(grant().approval, Some(expected));
}

#[rstest]
#[case::least(1, 1, 1, &[])]
#[case::most(90, 365, 1_000, &[])]
#[case::none(0, 0, 0, &["percent", "days", "licenses"])]
#[case::too_much(91, 366, 1_001, &["percent", "days", "licenses"])]
#[case::extreme(u8::MAX, u16::MAX, u32::MAX, &["percent", "days", "licenses"])]
#[case::one_of_them(50, 366, 5, &["days"])]
fn an_approval_has_limits(
    #[case] percent: u8,
    #[case] days: u16,
    #[case] licenses: u32,
    #[case] wrong: &[&str],
) {
    let errors = ApprovalDraft { percent, days, licenses }.parse(now()).err().unwrap_or_default();
    let found: Vec<_> = errors.iter().map(|error| error.field.as_str()).collect();
    assert_eq!(found, wrong);
    assert!(errors.iter().all(|error| error.code == format!("program-{}", error.field)));
    assert!(errors.iter().all(|error| error.args.len() == 2));
}

#[test]
fn an_approval_at_the_end_of_time_is_refused() {
    let draft = ApprovalDraft { percent: 30, days: 30, licenses: 5 };
    assert_eq!(draft.parse(DateTime::<Utc>::MAX_UTC).unwrap_err()[0].code, "program-days");
}

#[rstest]
#[case::fits(CUSTOMER, 5, "2026-05-15T12:00:00Z", Ok(30))]
#[case::fewer(CUSTOMER, 1, "2026-05-15T12:00:00Z", Ok(30))]
#[case::in_the_last_second(CUSTOMER, 5, "2026-06-14T11:59:59Z", Ok(30))]
#[case::a_second_later(CUSTOMER, 5, "2026-06-14T12:00:00Z", Err(Refusal::Expired))]
#[case::more(CUSTOMER, 6, "2026-05-15T12:00:00Z", Err(Refusal::TooMany))]
#[case::nothing(CUSTOMER, 0, "2026-05-15T12:00:00Z", Err(Refusal::Nothing))]
#[case::somebody_else(OTHER, 5, "2026-05-15T12:00:00Z", Err(Refusal::OtherCustomer))]
#[case::somebody_else_learns_no_more(OTHER, 0, "2027-05-15T12:00:00Z", Err(Refusal::OtherCustomer))]
#[case::expired_before_too_many(CUSTOMER, 6, "2027-05-15T12:00:00Z", Err(Refusal::Expired))]
fn who_may_use_a_link(
    #[case] customer: OrgId,
    #[case] licenses: u32,
    #[case] when: &str,
    #[case] expected: Result<u8, Refusal>,
) {
    assert_eq!(grant().use_by(customer, licenses, at(when)), expected);
}

#[rstest]
#[case(ProgramState::Requested, Refusal::NotApproved)]
#[case(ProgramState::Declined, Refusal::NotApproved)]
#[case(ProgramState::Withdrawn, Refusal::NotApproved)]
#[case(ProgramState::Used, Refusal::Used)]
#[case(ProgramState::Expired, Refusal::Expired)]
fn only_what_is_approved_is_used(#[case] state: ProgramState, #[case] why: Refusal) {
    for approval in [grant().approval, None] {
        let grant = Grant { state, approval, ..grant() };
        assert_eq!(grant.use_by(CUSTOMER, 5, now()), Err(why));
        // Time does not make anything else of it.
        assert_eq!(grant.state_at(at("2030-01-01T00:00:00Z")), state);
    }
}

#[test]
fn an_approval_that_is_missing_is_none() {
    let grant = Grant { approval: None, ..grant() };
    assert_eq!(grant.use_by(CUSTOMER, 5, now()), Err(Refusal::NotApproved));
}

proptest! {
    #[test]
    fn a_link_works_for_its_customer_in_its_time_within_its_number(
        percent in PERCENT,
        days in VALID_DAYS,
        most in LICENSES,
        licenses in 0_u32..1_200,
        later in 0_i64..400 * 24,
        mine in any::<bool>(),
        state in 0_usize..ProgramState::ALL.len(),
    ) {
        let state = ProgramState::ALL[state];
        let approval = ApprovalDraft { percent, days, licenses: most }.parse(now()).unwrap();
        let grant = Grant { customer: CUSTOMER, state, approval: Some(approval) };
        let customer = if mine { CUSTOMER } else { OTHER };
        let found = grant.use_by(customer, licenses, now() + Duration::hours(later));
        let may = mine
            && state == ProgramState::Approved
            && later < i64::from(days) * 24
            && (1..=most).contains(&licenses);
        prop_assert_eq!(found.is_ok(), may);
        prop_assert!(found.is_err() || found == Ok(percent));
    }
}
