//! Loading licenses in bulk: demo data of a million rows in a minute.

use super::columns::{Derived, NAMES};
use crate::error::Result;
use crate::pool::options;
use chrono::NaiveDate;
use domain::ids::RootId;
use domain::license::LicenseRow;
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, Executor, PgConnection};
use std::fmt::Display;
use std::fmt::Write as _;

/// Bytes sent at once.
const CHUNK: usize = 1 << 20;

/// Loads new licenses, each with its tenant key, as the owner of the tables; how many. For
/// the time of the load the table belongs to it alone: COPY is refused under row-level
/// security, and indexes and foreign keys are far quicker made at once than row by row. All
/// of it is one transaction, after which the planner's figures are brought up to date.
///
/// # Errors
/// [`crate::StoreError::Duplicate`] for a key that the partner has, database errors; then
/// nothing was loaded.
pub async fn license_copy<I>(url: &str, root: RootId, licenses: I) -> Result<u64>
where
    I: IntoIterator<Item = (LicenseRow, i64)>,
{
    let mut connection = options(url)?.connect().await?;
    let mut tx = connection.begin().await?;
    tx.execute("SET LOCAL maintenance_work_mem = '256MB'; SET LOCAL synchronous_commit = off")
        .await?;
    tx.execute("ALTER TABLE license NO FORCE ROW LEVEL SECURITY").await?;
    let again = drop_secondary(&mut tx).await?;
    let count = copy(&mut tx, root, licenses).await?;
    for statement in again {
        tx.execute(AssertSqlSafe(statement)).await?;
    }
    tx.execute("ALTER TABLE license FORCE ROW LEVEL SECURITY").await?;
    tx.commit().await?;
    license_analyze(&mut connection).await?;
    connection.close().await?;
    Ok(count)
}

/// Figures for the planner, and the visibility map that index-only scans need.
async fn license_analyze(connection: &mut PgConnection) -> Result<()> {
    connection.execute("VACUUM (ANALYZE) license").await?;
    connection.execute("ANALYZE organization").await?;
    Ok(())
}

/// Drops what is quicker made again than kept; returns the statements that make it again.
async fn drop_secondary(tx: &mut PgConnection) -> Result<Vec<String>> {
    let foreign: Vec<(String, String)> = sqlx::query_as(
        "SELECT quote_ident(conname), pg_get_constraintdef(oid) FROM pg_constraint
         WHERE conrelid = 'license'::regclass AND contype = 'f' ORDER BY conname",
    )
    .fetch_all(&mut *tx)
    .await?;
    let indexes: Vec<(String, String)> = sqlx::query_as(
        "SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid) FROM pg_index i
         WHERE i.indrelid = 'license'::regclass
           AND NOT EXISTS (SELECT FROM pg_constraint c WHERE c.conindid = i.indexrelid)
         ORDER BY 1",
    )
    .fetch_all(&mut *tx)
    .await?;
    let mut again = Vec::new();
    for (name, definition) in indexes {
        tx.execute(AssertSqlSafe(format!("DROP INDEX {name}"))).await?;
        again.push(definition);
    }
    for (name, definition) in foreign {
        tx.execute(AssertSqlSafe(format!("ALTER TABLE license DROP CONSTRAINT {name}"))).await?;
        again.push(format!("ALTER TABLE license ADD CONSTRAINT {name} {definition}"));
    }
    Ok(again)
}

async fn copy<I>(tx: &mut PgConnection, root: RootId, licenses: I) -> Result<u64>
where
    I: IntoIterator<Item = (LicenseRow, i64)>,
{
    let statement = format!("COPY license (root_id, tkey, {}) FROM STDIN", NAMES.join(", "));
    let mut sink = tx.copy_in_raw(&statement).await?;
    let mut buffer = String::with_capacity(CHUNK + 4096);
    for (row, tkey) in licenses {
        line(&mut buffer, root, tkey, &row);
        if buffer.len() >= CHUNK {
            sink.send(buffer.as_bytes()).await?;
            buffer.clear();
        }
    }
    sink.send(buffer.as_bytes()).await?;
    Ok(sink.finish().await?)
}

/// One line of COPY's text format, in the order of [`NAMES`].
fn line(out: &mut String, root: RootId, tkey: i64, row: &LicenseRow) {
    let derived = Derived::of(row);
    let mut line = Line { out };
    line.raw(root.0).raw(tkey).raw(row.id).raw(row.version);
    line.raw(row.partner.id).text(&row.partner.name).text(&derived.partner_fold);
    line.maybe(row.customer.as_ref().map(|customer| customer.id));
    line.maybe_text(row.customer.as_ref().map(|customer| customer.name.as_str()));
    line.maybe_text(derived.customer_fold.as_deref());
    line.raw(row.vendor.id).raw(row.product.id).raw(row.edition.id).raw(row.kind.slug());
    line.text(&row.name).text(&derived.name_fold).text(&row.key).text(&derived.key_fold);
    line.maybe(row.seats).raw(row.used).maybe(row.term_years);
    line.raw(row.purchased).maybe(row.activated).maybe::<NaiveDate>(row.expires);
    line.raw(row.anchor_day).maybe_text(row.note.as_deref());
    line.maybe_text(derived.note_fold.as_deref()).maybe_text(row.order_no.as_deref());
    line.maybe_text(derived.order_fold.as_deref()).maybe(row.redeemed_by);
    line.text(&derived.search_all).text(&derived.search_public);
    // The last tab becomes the line's end.
    out.pop();
    out.push('\n');
}

struct Line<'a> {
    out: &'a mut String,
}

impl Line<'_> {
    fn raw(&mut self, value: impl Display) -> &mut Self {
        // Writing to a string cannot fail.
        let _ = write!(self.out, "{value}\t");
        self
    }

    fn maybe<T: Display>(&mut self, value: Option<T>) -> &mut Self {
        match value {
            Some(value) => self.raw(value),
            None => self.raw("\\N"),
        }
    }

    fn text(&mut self, value: &str) -> &mut Self {
        for c in value.chars() {
            match c {
                '\\' => self.out.push_str("\\\\"),
                '\n' => self.out.push_str("\\n"),
                '\r' => self.out.push_str("\\r"),
                '\t' => self.out.push_str("\\t"),
                _ => self.out.push(c),
            }
        }
        self.out.push('\t');
        self
    }

    fn maybe_text(&mut self, value: Option<&str>) -> &mut Self {
        match value {
            Some(value) => self.text(value),
            None => self.raw("\\N"),
        }
    }
}
