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
}

impl Refusal {
    /// Every reason.
    pub const ALL: [Self; 10] = [
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
        }
    }
}
