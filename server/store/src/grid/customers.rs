//! Customers as a grid's rows, counted from their licenses, which carry their tenant key.

use super::View;
use super::licenses::soon;
use super::source::{Source, Sql};
use crate::error::{Result, StoreError};
use domain::catalog::Catalog;
use domain::ids::OrgId;
use domain::license::OrgRef;
use domain::organization::{OrgState, Sector};
use grid::column::GridSpec;
use grid::customers::{CUSTOMERS, CustomerRow};
use sqlx::{Row, postgres::PgRow};

impl Source for CustomerRow {
    const SPEC: &'static GridSpec = &CUSTOMERS;
    const COLUMNS: &'static str = "*, ARRAY[licenses, seats, used, soon, expired] AS counts";

    fn push_from(view: &View<'_, Self>, sql: &mut Sql) {
        sql.push(
            "(SELECT o.root_id, o.tkey, o.id, o.name, o.name_fold, o.state, o.sector, o.reference,
                 o.reference_fold, o.priority::int AS priority,
                 (o.created_at AT TIME ZONE 'UTC')::date AS created, l.next,
                 p.id AS partner_id, p.name AS partner_name, p.name_fold AS partner_fold,
                 coalesce(l.licenses, 0) AS licenses, coalesce(l.seats, 0) AS seats,
                 coalesce(l.used, 0) AS used, coalesce(l.soon, 0) AS soon,
                 coalesce(l.expired, 0) AS expired
             FROM organization o
             JOIN organization p ON p.root_id = o.root_id AND p.id = o.parent_id
             LEFT JOIN (SELECT tkey, count(*) AS licenses, sum(seats) AS seats, sum(used) AS used, ",
        );
        sql.push("count(*) FILTER (WHERE expires BETWEEN ").push_bind(view.today);
        sql.push(" AND ").push_bind(soon(view.today)).push(") AS soon, ");
        sql.push("count(*) FILTER (WHERE expires < ").push_bind(view.today);
        sql.push(") AS expired, min(expires) FILTER (WHERE expires >= ").push_bind(view.today);
        sql.push(") AS next FROM license WHERE activated IS NOT NULL");
        view.push_scope(sql, "");
        sql.push(" GROUP BY tkey) l ON l.tkey = o.tkey WHERE o.kind = 'customer'");
        view.push_scope(sql, "o.");
        sql.push(")");
    }

    fn read(row: &PgRow, _: &Catalog) -> Result<Self> {
        let id = |column| row.try_get(column).map(OrgId);
        Ok(Self {
            org: OrgRef { id: id("id")?, name: row.try_get("name")? },
            partner: OrgRef { id: id("partner_id")?, name: row.try_get("partner_name")? },
            counts: row.try_get("counts")?,
            next: row.try_get("next")?,
            created: row.try_get("created")?,
            state: slug(row, "state", OrgState::from_slug)?,
            sector: slug(row, "sector", Sector::from_slug)?,
            reference: row.try_get("reference")?,
            priority: u8::try_from(row.try_get::<i32, _>("priority")?).unwrap_or_default(),
        })
    }
}

/// What a column with a fixed set of values holds.
fn slug<T>(row: &PgRow, column: &str, read: fn(&str) -> Option<T>) -> Result<T> {
    let slug: String = row.try_get(column)?;
    read(&slug).ok_or_else(|| StoreError::unknown("state or sector", &slug))
}
