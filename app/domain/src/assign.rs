//! Giving a license to another customer of its partner (DOMAIN.md 1.3.3, 1.4.2, D15).

use crate::dates::{add_years, anchor_of};
use crate::ids::OrgId;
use crate::license::{LicenseKind, LicenseRow, LicenseStatus, OrgRef};
use chrono::NaiveDate;

/// Why a license is not given to a customer.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Refusal {
    /// The customer is another partner's.
    OtherPartner,
    /// It is charged by usage or by month, or a trial: it belongs to whom it was made for
    /// (DOMAIN.md 1.1.6, 1.3.10).
    Kind,
    /// It has expired (invariant 9).
    Expired,
    /// Some of its seats are in use: its key belongs to one customer (DOMAIN.md 1.4.4).
    InUse,
    /// It is a coupon that was consumed.
    Redeemed,
    /// It is a coupon that was not activated in time.
    Lapsed,
    /// It is a coupon that a note reserves, and it was not named (invariant 15).
    Reserved,
    /// It is a coupon without a term, or the term would end beyond [`crate::dates::YEARS`].
    NoTerm,
}

impl Refusal {
    /// Every reason.
    pub const ALL: [Self; 8] = [
        Self::OtherPartner,
        Self::Kind,
        Self::Expired,
        Self::InUse,
        Self::Redeemed,
        Self::Lapsed,
        Self::Reserved,
        Self::NoTerm,
    ];

    /// The stable name used in answers and messages (`error-<slug>`).
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::OtherPartner => "assign-other-partner",
            Self::Kind => "assign-kind",
            Self::Expired => "assign-expired",
            Self::InUse => "assign-in-use",
            Self::Redeemed => "redeemed-coupon",
            Self::Lapsed => "assign-lapsed",
            Self::Reserved => "assign-reserved",
            Self::NoTerm => "assign-no-term",
        }
    }
}

/// The customer that a license is given to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Recipient {
    /// The customer.
    pub customer: OrgRef,
    /// The partner that serves it.
    pub partner: OrgId,
}

/// The license after it was given to a customer; its version is left to the store. A license
/// in use keeps its dates, so that no day is lost; a coupon's term begins today. `named` says
/// that it was chosen by itself, not as one of a whole list.
///
/// # Errors
/// Why it cannot be given to this customer.
pub fn assign(
    license: &LicenseRow,
    to: &Recipient,
    named: bool,
    today: NaiveDate,
) -> Result<LicenseRow, Refusal> {
    if license.partner.id != to.partner {
        return Err(Refusal::OtherPartner);
    }
    let customer = Some(to.customer.clone());
    match license.status(today) {
        LicenseStatus::Redeemed => return Err(Refusal::Redeemed),
        LicenseStatus::Lapsed => return Err(Refusal::Lapsed),
        LicenseStatus::Expired => return Err(Refusal::Expired),
        _ if license.kind != LicenseKind::Term => return Err(Refusal::Kind),
        LicenseStatus::Unused => {}
        LicenseStatus::Active | LicenseStatus::ExpiresSoon => {
            let free = license.used == 0 || license.customer == customer;
            let given = LicenseRow { customer, ..license.clone() };
            return if free { Ok(given) } else { Err(Refusal::InUse) };
        }
    }
    if license.note.is_some() && !named {
        return Err(Refusal::Reserved);
    }
    let anchor_day = anchor_of(today);
    let years = license.term_years.ok_or(Refusal::NoTerm)?;
    let end = add_years(today, anchor_day, years).ok_or(Refusal::NoTerm)?;
    Ok(LicenseRow {
        customer,
        activated: Some(today),
        expires: Some(end),
        anchor_day,
        ..license.clone()
    })
}
