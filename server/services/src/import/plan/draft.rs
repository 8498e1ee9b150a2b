//! A license as it will be.

use chrono::NaiveDate;
use domain::catalog::Catalog;
use domain::ids::LicenseId;
use domain::import::{Field, FieldChange};
use domain::license::{CatalogRef, LicenseKind, LicenseRow, OrgRef};
use uuid::Uuid;

/// A customer that is there, or will be.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum CustomerPlan {
    /// This one.
    Known(OrgRef),
    /// The one to create at this index of the plan's new customers.
    New(usize),
}

/// What a line makes of a license.
#[derive(Clone, PartialEq, Debug)]
pub struct Draft {
    /// License key.
    pub key: String,
    /// Display name.
    pub name: String,
    /// Edition in the catalog, which names product and vendor.
    pub edition: i32,
    /// Customer; none for a coupon.
    pub customer: Option<CustomerPlan>,
    /// Kind.
    pub kind: LicenseKind,
    /// Seats; none is unlimited.
    pub seats: Option<i32>,
    /// Seats in use.
    pub used: i32,
    /// Day of purchase.
    pub purchased: NaiveDate,
    /// First day of use; none for a coupon.
    pub activated: Option<NaiveDate>,
    /// Last day.
    pub expires: Option<NaiveDate>,
    /// Term in years.
    pub term_years: Option<i16>,
    /// Day of the month on which periods end.
    pub anchor_day: i16,
    /// Order number.
    pub order_no: Option<String>,
    /// Note.
    pub note: Option<String>,
}

impl Draft {
    /// The license as it is.
    #[must_use]
    pub fn of(row: &LicenseRow) -> Self {
        Self {
            key: row.key.clone(),
            name: row.name.clone(),
            edition: row.edition.id,
            customer: row.customer.clone().map(CustomerPlan::Known),
            kind: row.kind,
            seats: row.seats,
            used: row.used,
            purchased: row.purchased,
            activated: row.activated,
            expires: row.expires,
            term_years: row.term_years,
            anchor_day: row.anchor_day,
            order_no: row.order_no.clone(),
            note: row.note.clone(),
        }
    }

    /// The license as it will be: a new one, or `before` changed. `created` are the plan's
    /// new customers, created by now where a line needs them. None when the catalog or a
    /// customer is gone.
    #[must_use]
    pub fn to_row(
        &self,
        before: Option<&LicenseRow>,
        partner: &OrgRef,
        created: &[Option<OrgRef>],
        catalog: &Catalog,
    ) -> Option<LicenseRow> {
        let edition = catalog.edition(self.edition)?;
        let product = catalog.product(edition.product)?;
        let vendor = catalog.vendor(product.vendor)?;
        let named = |id, name: &str| CatalogRef { id, name: name.to_owned() };
        let customer = match &self.customer {
            None => None,
            Some(CustomerPlan::Known(org)) => Some(org.clone()),
            Some(CustomerPlan::New(at)) => Some(created.get(*at)?.clone()?),
        };
        Some(LicenseRow {
            id: before.map_or_else(|| LicenseId(Uuid::now_v7()), |row| row.id),
            version: before.map_or(1, |row| row.version),
            name: self.name.clone(),
            key: self.key.clone(),
            vendor: named(vendor.id, &vendor.name),
            product: named(product.id, &product.name),
            edition: named(edition.id, &edition.name),
            partner: before.map_or_else(|| partner.clone(), |row| row.partner.clone()),
            customer,
            kind: self.kind,
            seats: self.seats,
            used: self.used,
            term_years: self.term_years,
            purchased: self.purchased,
            activated: self.activated,
            expires: self.expires,
            anchor_day: self.anchor_day,
            note: self.note.clone(),
            order_no: self.order_no.clone(),
            redeemed_by: before.and_then(|row| row.redeemed_by),
            auto_years: before.and_then(|row| row.auto_years),
        })
    }

    /// The values that differ from the license before, or of a new one all that are set.
    #[must_use]
    pub fn changes(
        &self,
        before: Option<&LicenseRow>,
        new_customers: &[String],
        catalog: &Catalog,
    ) -> Vec<FieldChange> {
        let before = before.map(Self::of);
        Field::ALL
            .into_iter()
            .filter(|field| *field != Field::Key)
            .filter_map(|field| {
                let old = before.as_ref().and_then(|b| b.value(field, new_customers, catalog));
                let new = self.value(field, new_customers, catalog);
                (old != new).then_some(FieldChange { field, before: old, after: new })
            })
            .collect()
    }

    /// A value as text: days in ISO form, unlimited seats as `∞`, kinds as slugs.
    fn value(&self, field: Field, new_customers: &[String], catalog: &Catalog) -> Option<String> {
        let edition = catalog.edition(self.edition);
        let product = edition.and_then(|edition| catalog.product(edition.product));
        match field {
            Field::Key => Some(self.key.clone()),
            Field::Name => Some(self.name.clone()),
            // The product names its vendor, and the partner never changes.
            Field::Vendor | Field::Partner => None,
            Field::Product => product.map(|product| product.name.clone()),
            Field::Edition => edition.map(|edition| edition.name.clone()),
            Field::Customer => self.customer.as_ref().and_then(|customer| match customer {
                CustomerPlan::Known(org) => Some(org.name.clone()),
                CustomerPlan::New(at) => new_customers.get(*at).cloned(),
            }),
            Field::Kind => Some(self.kind.slug().to_owned()),
            Field::Seats => Some(self.seats.map_or("∞".to_owned(), |seats| seats.to_string())),
            Field::Used => Some(self.used.to_string()),
            Field::Purchased => Some(self.purchased.to_string()),
            Field::Activated => self.activated.map(|day| day.to_string()),
            Field::Expires => self.expires.map(|day| day.to_string()),
            Field::Term => self.term_years.map(|years| years.to_string()),
            Field::Order => self.order_no.clone(),
            Field::Note => self.note.clone(),
        }
    }
}
