//! The catalog: what the vendors sell and by which policies. Vendor behavior is data here,
//! never a branch on a vendor's name.

mod lookup;
mod types;
mod validate;

pub use types::{
    BulkTier, Catalog, Edition, Extra, ExtraKind, MigrationPolicy, MonthlyPlan, Product,
    RenewalPolicy, TermPrice, TrialPolicy, UsageMetric, Vendor, VolumePrice,
};
pub use validate::{MAX_GRACE_DAYS, MAX_PRICE_MINOR, MAX_TERM_YEARS, Problem};
