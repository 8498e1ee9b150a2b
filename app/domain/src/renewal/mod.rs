//! Renewing a license, by purchase or with a coupon (DOMAIN.md D16, D17, 1.4.8, 1.4.9).

mod coupon;
mod days;
mod migration;
mod offer;
mod refusal;
mod term;

pub use coupon::{choose_coupon, coupon_fits};
pub use days::{DAYS_OF_YEAR, Recovered, carried_days, days_left, recover};
pub use migration::{Migration, MigrationWish, migrate, targets};
pub use offer::{Choice, CouponOffer, Offer, renew, renew_with_coupon, renewal_offer};
pub use refusal::Refusal;
pub use term::{in_grace, renewed_end};
