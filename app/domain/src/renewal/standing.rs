//! For whom nothing is renewed.

use super::refusal::Refusal;
use crate::organization::OrgState;

/// Refuses a license whose customer or partner is suspended or closed: nothing is charged for
/// them until they are reactivated, whoever asks and however it is paid for. What they have is
/// looked after all the same.
///
/// # Errors
/// [`Refusal::PartnerSuspended`], [`Refusal::PartnerClosed`], [`Refusal::CustomerSuspended`],
/// [`Refusal::CustomerClosed`].
pub fn in_good_standing(partner: OrgState, customer: Option<OrgState>) -> Result<(), Refusal> {
    match (partner, customer) {
        (OrgState::Suspended, _) => Err(Refusal::PartnerSuspended),
        (OrgState::Closed, _) => Err(Refusal::PartnerClosed),
        (OrgState::Active, Some(OrgState::Suspended)) => Err(Refusal::CustomerSuspended),
        (OrgState::Active, Some(OrgState::Closed)) => Err(Refusal::CustomerClosed),
        (OrgState::Active, Some(OrgState::Active) | None) => Ok(()),
    }
}
