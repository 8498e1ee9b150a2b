//! Renewing a license, by purchase or with a coupon (DOMAIN.md D16, D17, 1.4.8, 1.4.9), to
//! another edition (1.3.11, D12) or to a common end.

mod agreed;
mod coterm;
mod coupon;
mod days;
mod migration;
mod offer;
mod preview;
mod recent;
mod refusal;
mod selection;
mod standing;
mod term;

pub use agreed::{Agreed, not_dearer, same_sums};
pub use coterm::{Aligned, Alignment, MAX_COTERM_YEARS, align, align_all};
pub(crate) use coupon::precedence;
pub use coupon::{choose_coupon, coupon_fits};
pub use days::{DAYS_OF_YEAR, Recovered, carried_days, days_left, recover};
pub use migration::{Migration, MigrationWish, family_free, migrate, targets};
pub use offer::{AutoRenewal, Choice, CouponOffer, Offer, renew, renew_with_coupon, renewal_offer};
pub use preview::{
    CotermOffer, MAX_COTERM, MAX_PREVIEW, MigrationOffer, MigrationTarget, Planned, PreviewLine,
    PreviewRenewals, RenewalPreview,
};
pub use recent::{RECENT_HOURS, Recent, asks_again};
pub use refusal::Refusal;
pub use selection::assign_coupons;
pub use standing::in_good_standing;
pub use term::{in_grace, renewed_end};
