//! Lines of orders as a grid's rows.

use super::View;
use super::source::{EntryKind, Made, Source, Sql, named};
use crate::error::{Result, StoreError};
use crate::order::currency;
use domain::catalog::Catalog;
use domain::ids::{OrderId, OrderLineId, OrgId};
use domain::license::{CatalogRef, OrgRef};
use domain::order::{LineKind, OrderState, Usage};
use grid::column::{ColumnId, GridSpec};
use grid::orders::{ORDERS, OrderRow};
use sqlx::{Row, postgres::PgRow};

impl Source for OrderRow {
    const SPEC: &'static GridSpec = &ORDERS;

    fn push_from(view: &View<'_, Self>, sql: &mut Sql) {
        let [unused, partly, used] = [Usage::Unused, Usage::Partly, Usage::Used].map(Usage::slug);
        // How much of it is in use is counted where somebody asks for it.
        sql.push(format_args!(
            "(SELECT l.root_id, l.tkey, l.id, p.id AS order_id, p.version, p.number,
                 p.number_fold, l.kind AS line, p.state AS progress,
                 (SELECT CASE WHEN count(*) = 0 OR p.state = 'canceled' THEN NULL
                              WHEN bool_and(open) THEN '{unused}'
                              WHEN bool_or(open) THEN '{partly}' ELSE '{used}' END
                  FROM (SELECT n.activated IS NULL AND n.redeemed_by IS NULL AS open
                        FROM order_key k JOIN license n
                            ON n.root_id = k.root_id AND n.id = k.license_id
                        WHERE k.root_id = l.root_id AND k.line_id = l.id
                            AND NOT k.void) keys) AS usage,
                 p.org_id AS partner_id, o.name AS partner_name, o.name_fold AS partner_fold,
                 l.customer_name AS customer, l.customer_fold, l.product_id, l.edition_id, l.seats,
                 l.count,
                 CASE WHEN l.kind <> 'co-term' THEN l.years::int END AS years, l.net_minor AS net, lower(p.currency) AS currency,
                 p.currency AS currency_code,
                 coalesce(p.placed_at, p.created_at) AS at, p.own_number, p.own_fold,
                 p.reference, p.reference_fold, p.person_name AS person, p.person_fold
             FROM order_line l
             JOIN purchase_order p ON p.root_id = l.root_id AND p.id = l.order_id
                 AND p.revision = l.revision
             JOIN organization o ON o.root_id = p.root_id AND o.id = p.org_id
             WHERE TRUE"
        ));
        view.push_scope(sql, "l.");
        sql.push(")");
    }

    fn made_of(column: ColumnId) -> Made {
        match ORDERS.column(column).key {
            "product" => Made::Entry("product_id".into(), EntryKind::Product),
            "edition" => Made::Entry("edition_id".into(), EntryKind::Edition),
            "own-number" => Made::Text { text: "own_number".into(), fold: "own_fold".into() },
            "customer-reference" => {
                Made::Text { text: "reference".into(), fold: "reference_fold".into() }
            }
            "at" => Made::Moment("at".into()),
            _ => named(&ORDERS, column),
        }
    }

    fn read(row: &PgRow, catalog: &Catalog) -> Result<Self> {
        let text = |column| row.try_get::<String, _>(column);
        let (kind, state) = (text("line")?, text("progress")?);
        let (product, edition) = (row.try_get("product_id")?, row.try_get("edition_id")?);
        let name = |name: Option<&str>| name.unwrap_or_default().to_owned();
        let usage: Option<String> = row.try_get("usage")?;
        let years: Option<i32> = row.try_get("years")?;
        Ok(Self {
            id: OrderLineId(row.try_get("id")?),
            order: OrderId(row.try_get("order_id")?),
            version: row.try_get("version")?,
            number: text("number")?,
            kind: LineKind::from_slug(&kind).ok_or_else(|| StoreError::unknown("line", &kind))?,
            state: OrderState::from_slug(&state)
                .ok_or_else(|| StoreError::unknown("order state", &state))?,
            usage: usage.as_deref().and_then(Usage::from_slug),
            partner: OrgRef { id: OrgId(row.try_get("partner_id")?), name: text("partner_name")? },
            customer: row.try_get("customer")?,
            product: CatalogRef {
                id: product,
                name: name(catalog.product(product).map(|product| &*product.name)),
            },
            edition: CatalogRef {
                id: edition,
                name: name(catalog.edition(edition).map(|edition| &*edition.name)),
            },
            seats: row.try_get("seats")?,
            count: row.try_get("count")?,
            years: years.and_then(|years| i16::try_from(years).ok()),
            net: row.try_get("net")?,
            currency: currency(row.try_get("currency_code")?)?,
            at: row.try_get("at")?,
            own_number: row.try_get("own_number")?,
            reference: row.try_get("reference")?,
            person: text("person")?,
        })
    }
}
