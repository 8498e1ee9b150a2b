//! Lines of invoices.

use super::month;
use crate::error::{Result, StoreError};
use crate::order::currency;
use crate::tx::TenantTx;
use chrono::{DateTime, NaiveDate, Utc};
use domain::billing::{Charge, InvoiceLine, InvoiceState, LineKind, Month};
use domain::catalog::Catalog;
use domain::ids::{InvoiceId, LicenseId, OrgId};
use domain::license::{CatalogRef, LicenseRow, OrgRef};
use domain::money::Money;
use domain::text::fold;
use sqlx::FromRow;
use std::collections::HashMap;
use uuid::Uuid;

/// A line to be written.
#[derive(Clone, PartialEq, Debug)]
pub struct NewLine<'a> {
    /// The invoice that it goes on.
    pub invoice: InvoiceId,
    /// What it is for.
    pub kind: LineKind,
    /// The month that it is about.
    pub month: Month,
    /// The license as it is.
    pub license: &'a LicenseRow,
    /// Devices charged; of an adjustment how many more.
    pub devices: i64,
    /// The first day of the month with the most devices.
    pub peak_day: Option<NaiveDate>,
    /// Price of one device, after the partner's discount.
    pub unit_minor: i64,
    /// The volume discount in percent.
    pub discount_percent: u8,
    /// Whether the floor holds.
    pub floor_applied: bool,
    /// What is owed.
    pub net_minor: i64,
}

/// Writes lines whose invoices are drafts held by the transaction; for each whether it was new.
/// A month of a license that has a line keeps it.
///
/// # Errors
/// Database errors.
pub async fn lines_insert(
    tx: &mut TenantTx,
    lines: &[NewLine<'_>],
    now: DateTime<Utc>,
) -> Result<Vec<bool>> {
    let ids: Vec<Uuid> = lines.iter().map(|_| Uuid::now_v7()).collect();
    let customer = |line: &NewLine<'_>| line.license.customer.clone();
    let written: Vec<Uuid> = sqlx::query_scalar(
        "INSERT INTO invoice_line
             (root_id, id, tkey, invoice_id, kind, month, license_id, license_name, customer_id,
              customer_name, customer_fold, vendor_id, product_id, edition_id, devices, peak_day,
              unit_minor, discount, floor_applied, net_minor, created_at)
         SELECT $1, n.id, i.tkey, i.id, n.kind, n.month, n.license_id, n.license_name,
                n.customer_id, n.customer_name, n.customer_fold, n.vendor_id, n.product_id,
                n.edition_id, n.devices, n.peak_day, n.unit_minor, n.discount, n.floor_applied,
                n.net_minor, $2
         FROM unnest($3::uuid[], $4::uuid[], $5::text[], $6::date[], $7::uuid[], $8::text[],
                     $9::uuid[], $10::text[], $11::text[], $12::int[], $13::int[], $14::int[],
                     $15::bigint[], $16::date[], $17::bigint[], $18::smallint[], $19::bool[],
                     $20::bigint[])
              AS n (id, invoice_id, kind, month, license_id, license_name, customer_id,
                    customer_name, customer_fold, vendor_id, product_id, edition_id, devices,
                    peak_day, unit_minor, discount, floor_applied, net_minor)
         JOIN invoice i ON i.root_id = $1 AND i.id = n.invoice_id AND i.state = 'draft'
         ON CONFLICT DO NOTHING RETURNING id",
    )
    .bind(tx.root())
    .bind(now)
    .bind(&ids)
    .bind(lines.iter().map(|line| line.invoice.0).collect::<Vec<_>>())
    .bind(lines.iter().map(|line| line.kind.slug()).collect::<Vec<_>>())
    .bind(lines.iter().map(|line| line.month.first_day()).collect::<Vec<_>>())
    .bind(lines.iter().map(|line| line.license.id.0).collect::<Vec<_>>())
    .bind(lines.iter().map(|line| line.license.name.clone()).collect::<Vec<_>>())
    .bind(lines.iter().map(|line| customer(line).map(|org| org.id.0)).collect::<Vec<_>>())
    .bind(lines.iter().map(|line| customer(line).map(|org| org.name)).collect::<Vec<_>>())
    .bind(lines.iter().map(|line| customer(line).map(|org| fold(&org.name))).collect::<Vec<_>>())
    .bind(lines.iter().map(|line| line.license.vendor.id).collect::<Vec<_>>())
    .bind(lines.iter().map(|line| line.license.product.id).collect::<Vec<_>>())
    .bind(lines.iter().map(|line| line.license.edition.id).collect::<Vec<_>>())
    .bind(lines.iter().map(|line| line.devices).collect::<Vec<_>>())
    .bind(lines.iter().map(|line| line.peak_day).collect::<Vec<_>>())
    .bind(lines.iter().map(|line| line.unit_minor).collect::<Vec<_>>())
    .bind(lines.iter().map(|line| i16::from(line.discount_percent)).collect::<Vec<_>>())
    .bind(lines.iter().map(|line| line.floor_applied).collect::<Vec<_>>())
    .bind(lines.iter().map(|line| line.net_minor).collect::<Vec<_>>())
    .fetch_all(tx.conn())
    .await?;
    let written: std::collections::HashSet<Uuid> = written.into_iter().collect();
    Ok(ids.iter().map(|id| written.contains(id)).collect())
}

/// Writes a line of a draft anew.
///
/// # Errors
/// [`StoreError::Stale`] when it is on no draft.
pub async fn line_replace(
    tx: &mut TenantTx,
    (license, month): (LicenseId, Month),
    charge: &Charge,
    peak_day: Option<NaiveDate>,
) -> Result<()> {
    let done = sqlx::query(
        "UPDATE invoice_line SET devices = $4, peak_day = $5, unit_minor = $6, discount = $7,
             floor_applied = $8, net_minor = $9
         WHERE root_id = $1 AND license_id = $2 AND month = $3 AND kind <> 'adjustment'",
    )
    .bind(tx.root())
    .bind(license.0)
    .bind(month.first_day())
    .bind(i64::from(charge.devices))
    .bind(peak_day)
    .bind(charge.unit_minor)
    .bind(i16::from(charge.discount_percent))
    .bind(charge.floor_applied)
    .bind(charge.net.minor)
    .execute(tx.conn())
    .await?;
    if done.rows_affected() == 1 { Ok(()) } else { Err(StoreError::Stale { id: license.0 }) }
}

/// Takes months of licenses off the drafts that they are on.
///
/// # Errors
/// [`StoreError::Stale`] when one of them is on no draft.
pub async fn lines_delete(tx: &mut TenantTx, gone: &[(LicenseId, Month)]) -> Result<()> {
    let done = sqlx::query(
        "DELETE FROM invoice_line n USING unnest($2::uuid[], $3::date[]) AS d (license_id, month)
         WHERE n.root_id = $1 AND n.license_id = d.license_id AND n.month = d.month
             AND n.kind <> 'adjustment'",
    )
    .bind(tx.root())
    .bind(gone.iter().map(|(license, _)| license.0).collect::<Vec<_>>())
    .bind(gone.iter().map(|(_, month)| month.first_day()).collect::<Vec<_>>())
    .execute(tx.conn())
    .await?;
    match gone.first() {
        Some((license, _)) if done.rows_affected() != gone.len() as u64 => {
            Err(StoreError::Stale { id: license.0 })
        }
        _ => Ok(()),
    }
}

#[derive(FromRow)]
struct LineDbRow {
    invoice_id: Uuid,
    kind: String,
    month: NaiveDate,
    license_id: Uuid,
    license_name: String,
    customer_id: Option<Uuid>,
    customer_name: Option<String>,
    vendor_id: i32,
    product_id: i32,
    edition_id: i32,
    devices: i64,
    peak_day: Option<NaiveDate>,
    unit_minor: i64,
    discount: i16,
    floor_applied: bool,
    net_minor: i64,
    currency: String,
    state: String,
    org_id: Uuid,
}

impl LineDbRow {
    fn line(self, catalog: &Catalog) -> Result<InvoiceLine> {
        let named = |id, name: Option<&String>| CatalogRef {
            id,
            // What is no more in the catalog stays on the invoice.
            name: name.cloned().unwrap_or_else(|| format!("#{id}")),
        };
        let currency = currency(&self.currency)?;
        Ok(InvoiceLine {
            kind: LineKind::from_slug(&self.kind)
                .ok_or_else(|| StoreError::unknown("kind of an invoice's line", &self.kind))?,
            month: month(self.month)?,
            license: LicenseId(self.license_id),
            license_name: self.license_name,
            customer: self
                .customer_id
                .zip(self.customer_name)
                .map(|(id, name)| OrgRef { id: OrgId(id), name }),
            vendor: named(self.vendor_id, catalog.vendor(self.vendor_id).map(|v| &v.name)),
            product: named(self.product_id, catalog.product(self.product_id).map(|p| &p.name)),
            edition: named(self.edition_id, catalog.edition(self.edition_id).map(|e| &e.name)),
            devices: self.devices,
            peak_day: self.peak_day,
            unit_minor: self.unit_minor,
            discount_percent: u8::try_from(self.discount)
                .map_err(|_| StoreError::unknown("discount", self.discount))?,
            floor_applied: self.floor_applied,
            net: Money { minor: self.net_minor, currency },
        })
    }
}

/// The statement that reads [`LineDbRow`]s, with which ones.
macro_rules! select {
    ($which:literal) => {
        concat!(
            "SELECT n.invoice_id, n.kind, n.month, n.license_id, n.license_name, n.customer_id,
                    n.customer_name, n.vendor_id, n.product_id, n.edition_id, n.devices,
                    n.peak_day, n.unit_minor, n.discount, n.floor_applied, n.net_minor,
                    i.currency, i.state, i.org_id
             FROM invoice_line n
             JOIN invoice i ON i.root_id = n.root_id AND i.id = n.invoice_id
             WHERE n.root_id = $1 AND ",
            $which
        )
    };
}

/// Lines of an invoice by customer, from one place on at most so many.
///
/// # Errors
/// [`StoreError::Corrupt`] for one of a later version.
pub async fn lines_of(
    tx: &mut TenantTx,
    catalog: &Catalog,
    invoice: InvoiceId,
    (start, len): (i64, i64),
) -> Result<Vec<InvoiceLine>> {
    let rows: Vec<LineDbRow> = sqlx::query_as(select!(
        "n.invoice_id = $2 ORDER BY n.customer_fold, n.id OFFSET $3 LIMIT $4"
    ))
    .bind(tx.root())
    .bind(invoice.0)
    .bind(start)
    .bind(len)
    .fetch_all(tx.conn())
    .await?;
    rows.into_iter().map(|row| row.line(catalog)).collect()
}

/// What is on invoices of a month of a license.
#[derive(Clone, PartialEq, Debug)]
pub struct Known {
    /// Whose invoice it is.
    pub partner: OrgId,
    /// Which.
    pub invoice: InvoiceId,
    /// How far that is; it stays so until the transaction ends.
    pub state: InvoiceState,
    /// The line.
    pub line: InvoiceLine,
    /// What mended it, in order of time.
    pub adjustments: Vec<InvoiceLine>,
}

/// What is on invoices of months of licenses.
///
/// # Errors
/// [`StoreError::Corrupt`] for something of a later version.
pub async fn line_known(
    tx: &mut TenantTx,
    catalog: &Catalog,
    asked: &[(LicenseId, Month)],
) -> Result<HashMap<(LicenseId, Month), Known>> {
    let rows: Vec<LineDbRow> = sqlx::query_as(select!(
        "(n.license_id, n.month) IN (SELECT * FROM unnest($2::uuid[], $3::date[]))
         ORDER BY n.license_id, n.month, n.id FOR UPDATE OF i"
    ))
    .bind(tx.root())
    .bind(asked.iter().map(|(license, _)| license.0).collect::<Vec<_>>())
    .bind(asked.iter().map(|(_, month)| month.first_day()).collect::<Vec<_>>())
    .fetch_all(tx.conn())
    .await?;
    let mut found: HashMap<(LicenseId, Month), Known> = HashMap::new();
    let mut adjustments = Vec::new();
    for row in rows {
        let (partner, invoice) = (OrgId(row.org_id), InvoiceId(row.invoice_id));
        let state = InvoiceState::from_slug(&row.state)
            .ok_or_else(|| StoreError::unknown("invoice state", &row.state))?;
        let line = row.line(catalog)?;
        let key = (line.license, line.month);
        match line.kind {
            LineKind::Adjustment => adjustments.push((key, line)),
            _ => {
                let known = Known { partner, invoice, state, line, adjustments: Vec::new() };
                found.insert(key, known);
            }
        }
    }
    for (key, line) in adjustments {
        if let Some(known) = found.get_mut(&key) {
            known.adjustments.push(line);
        }
    }
    Ok(found)
}
