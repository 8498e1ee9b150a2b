//! The columns that writing a license fills, and what is derived for them: folded sort keys
//! and search texts. Nothing else writes them. Whether it renews by itself is written with that
//! alone (`crate::order::auto_renewal_set`).

use chrono::NaiveDate;
use domain::license::LicenseRow;
use domain::text::fold;
use grid::column::Audience;
use grid::licenses::LICENSES;
use sqlx::Postgres;
use sqlx::postgres::PgArguments;
use sqlx::query::Query;
use uuid::Uuid;

/// Every column but `root_id`, `tkey` and `auto_years`, in the order of [`INPUT`].
pub(super) const NAMES: [&str; 30] = [
    "id",
    "version",
    "partner_id",
    "partner_name",
    "partner_fold",
    "customer_id",
    "customer_name",
    "customer_fold",
    "vendor_id",
    "product_id",
    "edition_id",
    "kind",
    "name",
    "name_fold",
    "license_key",
    "key_fold",
    "seats",
    "used",
    "term_years",
    "purchased",
    "activated",
    "expires",
    "anchor_day",
    "note",
    "note_fold",
    "order_no",
    "order_fold",
    "redeemed_by",
    "search_all",
    "search_public",
];

/// The columns as a table `n` of a statement; `$1` is left to the root.
pub(super) const INPUT: &str = "unnest($2::uuid[], $3::int[], $4::uuid[], $5::text[], $6::text[], $7::uuid[], $8::text[], $9::text[], $10::int[], $11::int[], $12::int[], $13::text[], $14::text[], $15::text[], $16::text[], $17::text[], $18::int[], $19::int[], $20::smallint[], $21::date[], $22::date[], $23::date[], $24::smallint[], $25::text[], $26::text[], $27::text[], $28::text[], $29::uuid[], $30::text[], $31::text[]) \
    AS n (id, version, partner_id, partner_name, partner_fold, customer_id, customer_name, customer_fold, vendor_id, product_id, edition_id, kind, name, name_fold, license_key, key_fold, seats, used, term_years, purchased, activated, expires, anchor_day, note, note_fold, order_no, order_fold, redeemed_by, search_all, search_public)";

/// The names, each with this prefix, for a column list.
pub(super) fn names(prefix: &str) -> String {
    NAMES.map(|name| format!("{prefix}{name}")).join(", ")
}

/// What the database keeps beside a license's own values.
pub(super) struct Derived {
    pub(super) partner_fold: String,
    pub(super) customer_fold: Option<String>,
    pub(super) name_fold: String,
    pub(super) key_fold: String,
    pub(super) note_fold: Option<String>,
    pub(super) order_fold: Option<String>,
    pub(super) search_all: String,
    pub(super) search_public: String,
}

impl Derived {
    /// The one place that derives them.
    pub(super) fn of(row: &LicenseRow) -> Self {
        // The searched columns do not depend on the day.
        let search = |audience| grid::search::text(&LICENSES, row, audience, NaiveDate::MIN);
        Self {
            partner_fold: fold(&row.partner.name),
            customer_fold: row.customer.as_ref().map(|customer| fold(&customer.name)),
            name_fold: fold(&row.name),
            key_fold: fold(&row.key),
            note_fold: row.note.as_deref().map(fold),
            order_fold: row.order_no.as_deref().map(fold),
            search_all: search(Audience::Provider),
            search_public: search(Audience::Customer),
        }
    }
}

/// Rows turned into one array per column.
#[derive(Default)]
pub(super) struct Columns {
    id: Vec<Uuid>,
    version: Vec<i32>,
    partner_id: Vec<Uuid>,
    partner_name: Vec<String>,
    partner_fold: Vec<String>,
    customer_id: Vec<Option<Uuid>>,
    customer_name: Vec<Option<String>>,
    customer_fold: Vec<Option<String>>,
    vendor_id: Vec<i32>,
    product_id: Vec<i32>,
    edition_id: Vec<i32>,
    kind: Vec<&'static str>,
    name: Vec<String>,
    name_fold: Vec<String>,
    license_key: Vec<String>,
    key_fold: Vec<String>,
    seats: Vec<Option<i32>>,
    used: Vec<i32>,
    term_years: Vec<Option<i16>>,
    purchased: Vec<NaiveDate>,
    activated: Vec<Option<NaiveDate>>,
    expires: Vec<Option<NaiveDate>>,
    anchor_day: Vec<i16>,
    note: Vec<Option<String>>,
    note_fold: Vec<Option<String>>,
    order_no: Vec<Option<String>>,
    order_fold: Vec<Option<String>>,
    redeemed_by: Vec<Option<Uuid>>,
    search_all: Vec<String>,
    search_public: Vec<String>,
}

impl Columns {
    pub(super) fn of(rows: &[LicenseRow]) -> Self {
        let mut all = Self::default();
        for row in rows {
            let derived = Derived::of(row);
            all.id.push(row.id.0);
            all.version.push(row.version);
            all.partner_id.push(row.partner.id.0);
            all.partner_name.push(row.partner.name.clone());
            all.partner_fold.push(derived.partner_fold);
            all.customer_id.push(row.customer.as_ref().map(|c| c.id.0));
            all.customer_name.push(row.customer.as_ref().map(|c| c.name.clone()));
            all.customer_fold.push(derived.customer_fold);
            all.vendor_id.push(row.vendor.id);
            all.product_id.push(row.product.id);
            all.edition_id.push(row.edition.id);
            all.kind.push(row.kind.slug());
            all.name.push(row.name.clone());
            all.name_fold.push(derived.name_fold);
            all.license_key.push(row.key.clone());
            all.key_fold.push(derived.key_fold);
            all.seats.push(row.seats);
            all.used.push(row.used);
            all.term_years.push(row.term_years);
            all.purchased.push(row.purchased);
            all.activated.push(row.activated);
            all.expires.push(row.expires);
            all.anchor_day.push(row.anchor_day);
            all.note.push(row.note.clone());
            all.note_fold.push(derived.note_fold);
            all.order_no.push(row.order_no.clone());
            all.order_fold.push(derived.order_fold);
            all.redeemed_by.push(row.redeemed_by.map(|id| id.0));
            all.search_all.push(derived.search_all);
            all.search_public.push(derived.search_public);
        }
        all
    }
}

/// Binds the arrays of [`INPUT`] behind the root.
pub(super) fn bind(
    query: Query<'_, Postgres, PgArguments>,
    all: Columns,
) -> Query<'_, Postgres, PgArguments> {
    query
        .bind(all.id)
        .bind(all.version)
        .bind(all.partner_id)
        .bind(all.partner_name)
        .bind(all.partner_fold)
        .bind(all.customer_id)
        .bind(all.customer_name)
        .bind(all.customer_fold)
        .bind(all.vendor_id)
        .bind(all.product_id)
        .bind(all.edition_id)
        .bind(all.kind)
        .bind(all.name)
        .bind(all.name_fold)
        .bind(all.license_key)
        .bind(all.key_fold)
        .bind(all.seats)
        .bind(all.used)
        .bind(all.term_years)
        .bind(all.purchased)
        .bind(all.activated)
        .bind(all.expires)
        .bind(all.anchor_day)
        .bind(all.note)
        .bind(all.note_fold)
        .bind(all.order_no)
        .bind(all.order_fold)
        .bind(all.redeemed_by)
        .bind(all.search_all)
        .bind(all.search_public)
}
