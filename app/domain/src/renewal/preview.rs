//! What renewals will do, told before anything is written.

use super::recent::Recent;
use crate::bulk::Selection;
use crate::ids::LicenseId;
use crate::license::CatalogRef;
use crate::money::Money;
use crate::price::LinePrice;
use crate::renewal::Migration;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// Most lines of a preview; its totals are of all.
pub const MAX_PREVIEW: usize = 500;
/// Most licenses that get a common end at once.
pub const MAX_COTERM: usize = 500;

/// What the renewal of a selection would do: the fields of
/// [`crate::bulk::BulkAction::Renew`].
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PreviewRenewals {
    /// Which licenses.
    pub selection: Selection,
    /// For how many years; without, only with coupons.
    pub years: Option<i16>,
    /// Whether fitting coupons are taken first.
    pub coupons: bool,
    /// Also those that were renewed within a day.
    pub again: bool,
}

/// What becomes of a license.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Planned {
    /// More years are bought.
    Buys(LinePrice),
    /// This coupon is consumed: its key.
    Takes(String),
    /// It is left as it is, for this reason (a stable code).
    Refused(String),
}

/// One license of a preview.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct PreviewLine {
    /// The license.
    pub license: LicenseId,
    /// Its version, for whoever goes on from here.
    pub version: i32,
    /// Its name.
    pub name: String,
    /// Its last day now.
    #[serde(with = "crate::wire::optional_day")]
    pub old_expires: Option<NaiveDate>,
    /// Its last day afterwards.
    #[serde(with = "crate::wire::optional_day")]
    pub new_expires: Option<NaiveDate>,
    /// What is done.
    pub planned: Planned,
}

/// What the renewal of a selection would do.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct RenewalPreview {
    /// The first [`MAX_PREVIEW`].
    pub lines: Vec<PreviewLine>,
    /// Licenses that are renewed by purchase.
    pub bought: u32,
    /// Licenses that are renewed with a coupon.
    pub taken: u32,
    /// Licenses that are left.
    pub refused: u32,
    /// Licenses that were renewed within a day, whether they are left for that or not.
    pub recent: u32,
    /// What the purchases cost, before tax, one sum for each currency.
    pub totals: Vec<Money>,
}

impl RenewalPreview {
    /// Takes one more license in.
    pub fn add(&mut self, line: PreviewLine) {
        match &line.planned {
            Planned::Buys(price) => {
                self.bought += 1;
                add(&mut self.totals, price.net);
            }
            Planned::Takes(_) => self.taken += 1,
            Planned::Refused(_) => self.refused += 1,
        }
        if self.lines.len() < MAX_PREVIEW {
            self.lines.push(line);
        }
    }
}

/// Adds an amount to the sum of its currency; a sum that does not fit stays at the largest.
fn add(totals: &mut Vec<Money>, price: Money) {
    match totals.iter_mut().find(|total| total.currency == price.currency) {
        Some(total) => total.minor = total.minor.saturating_add(price.minor),
        None => totals.push(price),
    }
}

/// An edition that a license can be migrated to.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct MigrationTarget {
    /// The edition.
    pub edition: CatalogRef,
    /// Its product.
    pub product: CatalogRef,
    /// Ascending by years.
    pub ways: Vec<Migration>,
    /// Why there is no way, a stable code.
    pub refused: Option<String>,
}

/// All ways to migrate a license today.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct MigrationOffer {
    /// The license's version.
    pub version: i32,
    /// Its seats now.
    pub seats: i32,
    /// Editions in the order of the catalog.
    pub targets: Vec<MigrationTarget>,
    /// Whether who asks may buy; otherwise its distributor does (DOMAIN.md 1.4.1).
    pub direct: bool,
    /// Its last renewal, if that is so recent that it should be asked about.
    pub recent: Option<Recent>,
}

/// What it takes to let a customer's licenses end on a day.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct CotermOffer {
    /// Its licenses in use that have a term, the one that ends first first.
    pub lines: Vec<PreviewLine>,
    /// Whether who asks may buy; otherwise its distributor does (DOMAIN.md 1.4.1).
    pub direct: bool,
}
