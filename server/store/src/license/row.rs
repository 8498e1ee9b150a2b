//! A license between the database's columns and [`LicenseRow`].

use crate::error::{Result, StoreError};
use chrono::NaiveDate;
use domain::catalog::Catalog;
use domain::ids::{LicenseId, OrgId};
use domain::license::{CatalogRef, LicenseKind, LicenseRow, OrgRef};
use sqlx::FromRow;
use uuid::Uuid;

/// What [`LicenseDbRow`] reads.
pub(crate) const COLUMNS: &str = "id, version, partner_id, partner_name, customer_id, \
    customer_name, vendor_id, product_id, edition_id, kind, name, license_key, seats, used, \
    term_years, purchased, activated, expires, anchor_day, note, order_no, redeemed_by, \
    auto_years";

#[derive(FromRow)]
pub(crate) struct LicenseDbRow {
    id: Uuid,
    version: i32,
    partner_id: Uuid,
    partner_name: String,
    customer_id: Option<Uuid>,
    customer_name: Option<String>,
    vendor_id: i32,
    product_id: i32,
    edition_id: i32,
    kind: String,
    name: String,
    license_key: String,
    seats: Option<i32>,
    used: i32,
    term_years: Option<i16>,
    purchased: NaiveDate,
    activated: Option<NaiveDate>,
    expires: Option<NaiveDate>,
    anchor_day: i16,
    note: Option<String>,
    order_no: Option<String>,
    redeemed_by: Option<Uuid>,
    auto_years: Option<i16>,
}

impl LicenseDbRow {
    /// With the names that the catalog knows.
    pub(crate) fn into_row(self, catalog: &Catalog) -> Result<LicenseRow> {
        let entry = |what, id, name: Option<&String>| match name {
            Some(name) => Ok(CatalogRef { id, name: name.clone() }),
            None => Err(StoreError::unknown(what, id)),
        };
        Ok(LicenseRow {
            id: LicenseId(self.id),
            version: self.version,
            name: self.name,
            key: self.license_key,
            vendor: entry(
                "vendor",
                self.vendor_id,
                catalog.vendor(self.vendor_id).map(|v| &v.name),
            )?,
            product: entry(
                "product",
                self.product_id,
                catalog.product(self.product_id).map(|p| &p.name),
            )?,
            edition: entry(
                "edition",
                self.edition_id,
                catalog.edition(self.edition_id).map(|e| &e.name),
            )?,
            partner: OrgRef { id: OrgId(self.partner_id), name: self.partner_name },
            customer: self
                .customer_id
                .zip(self.customer_name)
                .map(|(id, name)| OrgRef { id: OrgId(id), name }),
            kind: LicenseKind::from_slug(&self.kind)
                .ok_or_else(|| StoreError::unknown("license kind", &self.kind))?,
            seats: self.seats,
            used: self.used,
            term_years: self.term_years,
            purchased: self.purchased,
            activated: self.activated,
            expires: self.expires,
            anchor_day: self.anchor_day,
            note: self.note,
            order_no: self.order_no,
            redeemed_by: self.redeemed_by.map(LicenseId),
            auto_years: self.auto_years,
        })
    }
}

/// Many rows with the catalog's names.
pub(crate) fn rows(found: Vec<LicenseDbRow>, catalog: &Catalog) -> Result<Vec<LicenseRow>> {
    found.into_iter().map(|row| row.into_row(catalog)).collect()
}
