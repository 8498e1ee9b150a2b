//! Invoices as those who may see them do.

use super::{AdjustmentLine, Charge, Month};
use crate::ids::{InvoiceId, LicenseId};
use crate::license::{CatalogRef, OrgRef};
use crate::money::{Currency, Money};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

/// How far an invoice is.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum InvoiceState {
    /// Its lines follow what becomes known of its month.
    Draft,
    /// It has a number, and its lines stay as they are.
    Locked,
}

impl InvoiceState {
    /// Every state.
    pub const ALL: [Self; 2] = [Self::Draft, Self::Locked];

    /// The stable name used in the database and in messages.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Locked => "locked",
        }
    }

    /// The state with this slug.
    #[must_use]
    pub fn from_slug(slug: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.slug() == slug)
    }
}

/// What a line of an invoice is for.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LineKind {
    /// What was in use.
    Usage,
    /// Opening a plan.
    Activation,
    /// What a month on a locked invoice turned out to be more, or less.
    Adjustment,
}

impl LineKind {
    /// Every kind.
    pub const ALL: [Self; 3] = [Self::Usage, Self::Activation, Self::Adjustment];

    /// The stable name used in the database and in messages.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Usage => "usage",
            Self::Activation => "activation",
            Self::Adjustment => "adjustment",
        }
    }

    /// The kind with this slug.
    #[must_use]
    pub fn from_slug(slug: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.slug() == slug)
    }
}

/// An invoice without its lines.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Invoice {
    /// Its id.
    pub id: InvoiceId,
    /// Raised by every write.
    pub version: i32,
    /// Who owes it.
    pub partner: OrgRef,
    /// The month that it is for.
    pub month: Month,
    /// Of all its amounts.
    pub currency: Currency,
    /// How far it is.
    pub state: InvoiceState,
    /// Counts per partner; a draft has none.
    pub number: Option<String>,
    /// When its first line came.
    pub created_at: DateTime<Utc>,
    /// When it was locked.
    pub locked_at: Option<DateTime<Utc>>,
    /// How many lines it has.
    pub lines: i64,
    /// What they come to, before tax.
    pub net: Money,
}

/// A line of an invoice.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct InvoiceLine {
    /// What it is for.
    pub kind: LineKind,
    /// The month that it is about; of an adjustment the one that it mends.
    pub month: Month,
    /// The license.
    pub license: LicenseId,
    /// Its name, as it was.
    pub license_name: String,
    /// Its customer, as it was.
    pub customer: Option<OrgRef>,
    /// Who makes the product.
    pub vendor: CatalogRef,
    /// The product.
    pub product: CatalogRef,
    /// The edition.
    pub edition: CatalogRef,
    /// Devices charged; of an adjustment how many more, or below 0 how many fewer.
    pub devices: i64,
    /// The first day of the month with the most devices.
    #[serde(with = "crate::wire::optional_day")]
    pub peak_day: Option<NaiveDate>,
    /// Price of one device for the month, after the partner's discount.
    pub unit_minor: i64,
    /// The volume discount on all of them, in percent.
    pub discount_percent: u8,
    /// Whether the plan's floor is more than the devices would cost.
    pub floor_applied: bool,
    /// What is owed, before tax; below 0 for a credit.
    pub net: Money,
}

impl InvoiceLine {
    /// The charge that the line holds; none of an adjustment, or where an amount does not fit.
    #[must_use]
    pub fn charge(&self) -> Option<Charge> {
        let unit = Money { minor: self.unit_minor, ..self.net };
        let gross = match self.kind {
            LineKind::Usage => unit.times(self.devices)?,
            LineKind::Activation => self.net,
            LineKind::Adjustment => return None,
        };
        Some(Charge {
            devices: u32::try_from(self.devices).ok()?,
            unit_minor: self.unit_minor,
            discount_percent: self.discount_percent,
            gross,
            net: self.net,
            floor_applied: self.floor_applied,
        })
    }

    /// What the line adds to the month that it mends; none of one that mends nothing.
    #[must_use]
    pub fn adjustment(&self) -> Option<AdjustmentLine> {
        (self.kind == LineKind::Adjustment).then_some(AdjustmentLine {
            devices_delta: self.devices,
            net_delta_minor: self.net.minor,
            currency: self.net.currency,
        })
    }
}

/// An invoice with some of its lines.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct InvoiceDetail {
    /// The invoice.
    pub invoice: Invoice,
    /// The lines that were asked for, by customer.
    pub lines: Vec<InvoiceLine>,
    /// Whether whoever looks at it may lock it now.
    pub may_lock: bool,
}
