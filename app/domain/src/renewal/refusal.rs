use serde::{Deserialize, Serialize};

/// Why a license is not renewed.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "kebab-case")]
pub enum Refusal {
    /// It is charged by usage or has unlimited seats.
    #[error("the license is unlimited")]
    Unlimited,
    /// It renews itself each month.
    #[error("the license renews itself each month")]
    Monthly,
    /// It is a trial: that is bought, not renewed.
    #[error("the license is a trial")]
    Trial,
    /// It is a coupon that was consumed.
    #[error("the license is a redeemed coupon")]
    RedeemedCoupon,
    /// It is a coupon, which is activated rather than renewed.
    #[error("the license is not in use yet")]
    UnusedCoupon,
    /// It has no end that could move.
    #[error("the license has no end")]
    NoEnd,
    /// The catalog offers no renewal of its product.
    #[error("the product is not renewed")]
    NotOffered,
    /// The catalog offers no renewal for so many years.
    #[error("no renewal for so many years")]
    YearsNotOffered,
    /// The new end lies beyond [`crate::dates::YEARS`].
    #[error("the new end is too far away")]
    EndBeyondLimit,
    /// This coupon does not fit the license, has a note, or is no longer there.
    #[error("the coupon does not fit")]
    CouponUnfit,
    /// The catalog offers no change of edition on renewal of its product.
    #[error("the product does not migrate")]
    MigrationNotOffered,
    /// No upgrade leads from its edition to the one asked for.
    #[error("no upgrade leads to this edition")]
    NotAnUpgrade,
    /// Its customer has another product of the same family in use (invariant 6).
    #[error("the customer has another product of the family")]
    FamilyHeld,
    /// It would have no seat, or more than [`crate::import::MAX_SEATS`].
    #[error("the number of seats is out of range")]
    SeatsOutOfRange,
    /// It would have fewer seats than are in use (invariant 1).
    #[error("more seats are in use")]
    SeatsInUse,
    /// What its seats are worth cannot be told without the length of its term.
    #[error("the length of the term is unknown")]
    TermUnknown,
    /// The price is no amount that can be handled.
    #[error("the price is too high")]
    PriceBeyondLimit,
    /// It ends after the day that others are to end on.
    #[error("the license ends later")]
    EndsLater,
    /// The day to end on is not after today, or too far from it.
    #[error("the common end is out of range")]
    TargetOutOfRange,
    /// Licenses get one end for one customer only.
    #[error("the licenses belong to several customers")]
    OtherCustomer,
    /// It costs something else than was seen.
    #[error("the price has changed")]
    PriceChanged,
    /// Its customer is suspended.
    #[error("the customer is suspended")]
    CustomerSuspended,
    /// Its customer is closed.
    #[error("the customer is closed")]
    CustomerClosed,
    /// The partner that holds it is suspended.
    #[error("the partner is suspended")]
    PartnerSuspended,
    /// The partner that holds it is closed.
    #[error("the partner is closed")]
    PartnerClosed,
}

impl Refusal {
    /// Every reason.
    pub const ALL: [Self; 25] = [
        Self::Unlimited,
        Self::Monthly,
        Self::Trial,
        Self::RedeemedCoupon,
        Self::UnusedCoupon,
        Self::NoEnd,
        Self::NotOffered,
        Self::YearsNotOffered,
        Self::EndBeyondLimit,
        Self::CouponUnfit,
        Self::MigrationNotOffered,
        Self::NotAnUpgrade,
        Self::SeatsOutOfRange,
        Self::SeatsInUse,
        Self::TermUnknown,
        Self::PriceBeyondLimit,
        Self::EndsLater,
        Self::TargetOutOfRange,
        Self::OtherCustomer,
        Self::FamilyHeld,
        Self::PriceChanged,
        Self::CustomerSuspended,
        Self::CustomerClosed,
        Self::PartnerSuspended,
        Self::PartnerClosed,
    ];

    /// The stable name used in answers and messages.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Unlimited => "unlimited",
            Self::Monthly => "monthly",
            Self::Trial => "trial",
            Self::RedeemedCoupon => "redeemed-coupon",
            Self::UnusedCoupon => "unused-coupon",
            Self::NoEnd => "no-end",
            Self::NotOffered => "not-offered",
            Self::YearsNotOffered => "years-not-offered",
            Self::EndBeyondLimit => "end-beyond-limit",
            Self::CouponUnfit => "coupon-unfit",
            Self::MigrationNotOffered => "migration-not-offered",
            Self::NotAnUpgrade => "not-an-upgrade",
            Self::SeatsOutOfRange => "seats-out-of-range",
            Self::SeatsInUse => "seats-in-use",
            Self::TermUnknown => "term-unknown",
            Self::PriceBeyondLimit => "price-beyond-limit",
            Self::EndsLater => "ends-later",
            Self::TargetOutOfRange => "target-out-of-range",
            Self::OtherCustomer => "other-customer",
            Self::FamilyHeld => "family-held",
            Self::PriceChanged => "price-changed",
            Self::CustomerSuspended => "customer-suspended",
            Self::CustomerClosed => "customer-closed",
            Self::PartnerSuspended => "partner-suspended",
            Self::PartnerClosed => "partner-closed",
        }
    }
}
