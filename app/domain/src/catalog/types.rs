use crate::license::LicenseKind;
use crate::money::Currency;
use crate::seats::MachineKind;
use serde::{Deserialize, Serialize};

/// Everything that is sold, of all vendors. Lists are flat and refer to each other by id;
/// ids are stable and never used again for something else.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Catalog {
    /// The vendors.
    pub vendors: Vec<Vendor>,
    /// Their products.
    pub products: Vec<Product>,
    /// The products' editions; every product has at least one.
    pub editions: Vec<Edition>,
    /// Add-ons and services that go with editions.
    pub extras: Vec<Extra>,
}

/// Who makes products.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Vendor {
    /// Stable id.
    pub id: i32,
    /// Stable name in kebab case, unique among vendors.
    pub code: String,
    /// Display name.
    pub name: String,
    /// The currency of all its prices.
    pub currency: Currency,
    /// Discounts by number of licenses bought at once (DOMAIN.md D18), ascending.
    #[serde(default)]
    pub bulk: Vec<BulkTier>,
}

/// A bulk discount that applies from a number of licenses on.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BulkTier {
    /// Licenses bought at once.
    pub from: u32,
    /// Discount in percent, 1 to 90.
    pub percent: u8,
}

/// A product with the policies it is sold by.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Product {
    /// Stable id.
    pub id: i32,
    /// Its vendor.
    pub vendor: i32,
    /// Stable name in kebab case, unique among products.
    pub code: String,
    /// Display name.
    pub name: String,
    /// Other spellings, by which spreadsheets name it.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// Products of one family stand in for each other: a customer has one of them, and a trial
    /// beside it (DOMAIN.md 1.3.7). In kebab case; none is a family of its own.
    #[serde(default)]
    pub family: Option<String>,
    /// How it can be paid for.
    pub kinds: Vec<LicenseKind>,
    /// Terms it is bought for, in years; empty when it has none.
    #[serde(default)]
    pub terms_years: Vec<i16>,
    /// How it is renewed.
    pub renewal: RenewalPolicy,
    /// Months after purchase in which an unused key must be activated (DOMAIN.md 1.4.2);
    /// none never lapses.
    #[serde(default)]
    pub key_lapse_months: Option<u16>,
    /// Whether unused keys can be split and merged ([`crate::coupon`]).
    #[serde(default)]
    pub divisible_coupons: bool,
    /// Days after its end for which a license with a term still protects (DOMAIN.md 1.3.12),
    /// 0 to [`super::MAX_GRACE_DAYS`].
    #[serde(default)]
    pub grace_days: u16,
    /// Trials, where there are any.
    #[serde(default)]
    pub trial: Option<TrialPolicy>,
    /// Machines that need no activation (DOMAIN.md T2).
    #[serde(default)]
    pub free_machines: Vec<MachineKind>,
    /// How its licenses of the kinds `monthly` and `usage` are charged by what is installed; none
    /// where that is settled elsewhere, such as with points (DOMAIN.md 1.3.4).
    #[serde(default)]
    pub monthly: Option<MonthlyPlan>,
}

/// How a license is charged by the month, in arrears (DOMAIN.md 1.1.6, 1.2.9, 1.4.12). What a seat
/// costs is the edition's [`Edition::monthly_minor`]. Amounts are minor units of the vendor's
/// currency.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MonthlyPlan {
    /// Least that a month of one customer costs while the plan is open; 0 for no such floor.
    #[serde(default)]
    pub floor_minor: i64,
    /// Fee that covers the rest of the first month (DOMAIN.md T7); 0 for none, and the first month
    /// is charged by usage like any other.
    #[serde(default)]
    pub activation_minor: i64,
    /// Discounts by number of devices, ascending. Like those of [`Vendor::bulk`], one applies to
    /// the whole number.
    #[serde(default)]
    pub volume: Vec<VolumePrice>,
    /// Which devices of a month count.
    #[serde(default)]
    pub metric: UsageMetric,
}

impl Product {
    /// The name of its family: products without one are a family each.
    #[must_use]
    pub fn family_name(&self) -> &str {
        self.family.as_deref().unwrap_or(&self.code)
    }
}

impl MonthlyPlan {
    /// The floor of months that are charged in a currency, in its minor units: none in another
    /// one than the vendor's own.
    #[must_use]
    pub fn floor_in(&self, own: Currency, charged: Currency) -> i64 {
        if charged == own { self.floor_minor } else { 0 }
    }
}

/// A discount that applies from a number of devices on.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VolumePrice {
    /// Devices charged in the month, at least 2.
    pub from: u32,
    /// Discount in percent, 1 to 90.
    pub percent: u8,
}

/// Which number of devices a month is charged for (DOMAIN.md D14). Days are those of UTC.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum UsageMetric {
    /// The most active devices of any day (DOMAIN.md 1.2.9).
    #[default]
    MonthPeak,
    /// The active devices of the last day.
    MonthEnd,
    /// The mean of all days, rounded up.
    MonthAverage,
}

impl UsageMetric {
    /// Every metric.
    pub const ALL: [Self; 3] = [Self::MonthPeak, Self::MonthEnd, Self::MonthAverage];

    /// The stable name used in catalog files and messages.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::MonthPeak => "month-peak",
            Self::MonthEnd => "month-end",
            Self::MonthAverage => "month-average",
        }
    }

    /// The metric with this slug.
    #[must_use]
    pub fn from_slug(slug: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|metric| metric.slug() == slug)
    }
}

/// How a product's licenses are renewed.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RenewalPolicy {
    /// Whether a license with a term can be renewed at all.
    pub allowed: bool,
    /// For how many years.
    #[serde(default)]
    pub years: Vec<i16>,
    /// Whether an unused license can renew one in use (DOMAIN.md 1.4.9).
    #[serde(default)]
    pub coupons: bool,
    /// What a change of edition on renewal does with the old term; none where a renewal keeps
    /// its edition.
    #[serde(default)]
    pub migration: Option<MigrationPolicy>,
}

/// What becomes of the days that are left of a license when a renewal changes its edition
/// (DOMAIN.md D12): one or the other, so that none is lost and none is given twice.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum MigrationPolicy {
    /// They are carried over to the new term (DOMAIN.md 1.3.11).
    Carry,
    /// They come back as seats of the old edition (DOMAIN.md 1.3.10).
    Return,
}

/// The trial of a product (DOMAIN.md 1.2.10).
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TrialPolicy {
    /// How long it lasts, in days.
    pub days: u16,
    /// Seats it has.
    pub seats: i32,
    /// Days after its end in which the same customer gets no other.
    #[serde(default)]
    pub barred_days: u16,
}

/// One edition (protection model) of a product. A product without editions has one of its
/// own name.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Edition {
    /// Stable id.
    pub id: i32,
    /// Its product.
    pub product: i32,
    /// Stable name in kebab case, unique among editions.
    pub code: String,
    /// Display name.
    pub name: String,
    /// Other spellings, by which spreadsheets name it.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// Prices per seat, one for each term and each renewal.
    #[serde(default)]
    pub prices: Vec<TermPrice>,
    /// Price per seat and month, where it is charged by month or by usage.
    #[serde(default)]
    pub monthly_minor: Option<i64>,
    /// Editions of the same vendor a renewal may move to (DOMAIN.md 1.4.8, 1.3.11), where the
    /// product has a [`RenewalPolicy::migration`].
    #[serde(default)]
    pub upgrades_to: Vec<i32>,
    /// Editions whose protection it contains (DOMAIN.md 1.2.8).
    #[serde(default)]
    pub contains: Vec<i32>,
}

impl Edition {
    /// Price per seat for so many years, in minor units of the vendor's currency.
    #[must_use]
    pub fn price_minor_per_seat(&self, years: i16) -> Option<i64> {
        self.prices.iter().find(|price| price.years == years).map(|price| price.minor)
    }
}

/// What one seat costs for a term.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TermPrice {
    /// The term in years.
    pub years: i16,
    /// Price per seat for the whole term, in minor units of the vendor's currency.
    pub minor: i64,
}

/// What an [`Extra`] is.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ExtraKind {
    /// Software enabled on top of an edition, at most for its seats (DOMAIN.md 1.3.7).
    AddOn,
    /// People's work on top of an edition, such as managed detection (DOMAIN.md 1.2.4).
    Service,
}

/// An add-on or a service, and the editions that it goes with.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Extra {
    /// Stable id.
    pub id: i32,
    /// Add-on or service.
    pub kind: ExtraKind,
    /// Stable name in kebab case, unique among extras.
    pub code: String,
    /// Display name.
    pub name: String,
    /// Editions it can be added to.
    pub goes_with: Vec<i32>,
    /// Editions that bring it already.
    #[serde(default)]
    pub part_of: Vec<i32>,
    /// Whether the partner's assistance must be on, along the whole chain (DOMAIN.md 1.2.5).
    #[serde(default)]
    pub needs_assistance: bool,
}
