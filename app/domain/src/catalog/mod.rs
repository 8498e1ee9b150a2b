//! The catalog: what the vendors sell and by which policies. Vendor behavior is data here,
//! never a branch on a vendor's name.

mod lookup;
mod types;
mod validate;

pub use types::{
    BulkTier, Catalog, Edition, Extra, ExtraKind, MonthlyPlan, Product, RenewalPolicy, TermPrice,
    TrialPolicy, UsageMetric, Vendor, VolumePrice,
};
pub use validate::{MAX_PRICE_MINOR, MAX_TERM_YEARS, Problem};
