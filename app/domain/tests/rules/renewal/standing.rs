//! Nothing is charged for who is suspended.

use domain::organization::OrgState::{self, Active, Closed, Suspended};
use domain::renewal::{Refusal, in_good_standing};
use rstest::rstest;

#[rstest]
#[case(Active, None, Ok(()))]
#[case(Active, Some(Active), Ok(()))]
#[case(Active, Some(Suspended), Err(Refusal::CustomerSuspended))]
#[case(Active, Some(Closed), Err(Refusal::CustomerClosed))]
#[case(Suspended, Some(Active), Err(Refusal::PartnerSuspended))]
#[case(Suspended, Some(Suspended), Err(Refusal::PartnerSuspended))]
#[case(Suspended, None, Err(Refusal::PartnerSuspended))]
#[case(Closed, Some(Active), Err(Refusal::PartnerClosed))]
fn who_is_suspended_or_closed_renews_nothing(
    #[case] partner: OrgState,
    #[case] customer: Option<OrgState>,
    #[case] verdict: Result<(), Refusal>,
) {
    assert_eq!(in_good_standing(partner, customer), verdict);
}
