//! What goes along with a partner into another tree: taken out of the one, put into the other.

use crate::error::{Result, StoreError};
use crate::log::digest::Hash;
use crate::org::{Org, intervals_take, org_get};
use crate::tx::TenantTx;
use domain::ids::OrgId;
use sqlx::{AssertSqlSafe, Executor, FromRow};
use std::collections::HashSet;
use uuid::Uuid;

/// Tables whose rows go along, in an order in which what is named comes before who names it.
pub const GOING: &[&str] = &[
    "organization",
    "permission_set",
    "person",
    "entitlement",
    "license",
    "entitlement_extra",
    "entitlement_transfer",
    "price_list",
    "trade_terms",
    "cart",
    "purchase_order",
    "order_line",
    "order_key",
    "auto_renewal",
    "stray_key",
    "program_request",
    "program_evidence",
    "usage_snapshot",
    "usage_late",
    "invoice",
    "invoice_line",
    "reminder_settings",
    "reminder_sent",
    "counter",
    "idempotency",
    "import",
    "invitation",
    "saved_view",
    "view_default",
    "sign_in_policy",
    "sso_provider",
    "bulk_job",
    "bulk_outcome",
];

/// Tables whose rows stay: the log, of which the other tree gets copies; the feed, whose past
/// nobody reads again; mails on their way, which say all that they need; what is of a whole
/// root; and files for download, which are deleted, since they last an hour.
pub const STAYING: &[&str] = &[
    "action_log",
    "billing_head",
    "export_chunk",
    "export_job",
    "feed",
    "feed_head",
    "log_checkpoint",
    "log_head",
    "log_link",
    "mail",
    "reminder_head",
];

/// Directories that name the tree, and whose rows of them go along.
const DIRECTORIES: &[(&str, &str)] = &[
    ("account", "person_id IN (SELECT id FROM going_person)"),
    ("calendar_feed", "person_id IN (SELECT id FROM going_person)"),
    ("session", "person_id IN (SELECT id FROM going_person)"),
    ("pending_sign_in", "person_id IN (SELECT id FROM going_person)"),
    ("api_token", "person_id IN (SELECT id FROM going_person)"),
    (
        "one_time_token",
        "(person_id IN (SELECT id FROM going_person)
          OR token_hash IN (SELECT token_hash FROM going_invitation))",
    ),
    ("sso_slug", "org_id IN (SELECT id FROM going_organization)"),
];

/// What must end before a partner can leave its tree.
#[derive(Clone, PartialEq, Eq, Debug, FromRow)]
pub struct Hindrances {
    /// A change of many licenses is under way.
    pub bulk: bool,
    /// A spreadsheet is being imported.
    pub import: bool,
    /// Somebody, if anybody, who has a permission set of an organization on the other side.
    pub foreign_set: Option<String>,
}

/// What must end before a partner can leave its tree.
///
/// # Errors
/// Database errors.
pub async fn handover_hindrances(tx: &mut TenantTx, org: &Org) -> Result<Hindrances> {
    Ok(sqlx::query_as(
        "SELECT EXISTS (SELECT FROM bulk_job WHERE root_id = $1 AND tkey BETWEEN $2 AND $3
                            AND state = 'running') AS bulk,
                EXISTS (SELECT FROM import WHERE root_id = $1 AND tkey BETWEEN $2 AND $3
                            AND state IN ('checking', 'running')) AS import,
                (SELECT h.name FROM
                     (SELECT name, tkey, permission_set_id FROM person WHERE root_id = $1
                      UNION ALL SELECT name, tkey, permission_set_id FROM invitation
                          WHERE root_id = $1 AND state = 'open') h
                     JOIN permission_set s ON s.root_id = $1 AND s.id = h.permission_set_id
                 WHERE (s.tkey BETWEEN $2 AND $3) <> (h.tkey BETWEEN $2 AND $3)
                 ORDER BY h.name LIMIT 1) AS foreign_set",
    )
    .bind(tx.root())
    .bind(org.interval.lo)
    .bind(org.interval.hi)
    .fetch_one(tx.conn())
    .await?)
}

/// A partner between two trees.
#[derive(Debug)]
#[must_use = "what was taken out of a tree has to be put into another"]
pub struct Packed {
    org: Org,
    /// The entries of its log, in their order, with their digests.
    log: Vec<(Uuid, Hash)>,
}

/// Takes a partner and all below it out of its tree, until [`org_unpack`] puts it into another
/// in the same transaction. Its entitlements must draw from nothing any more, and the caller
/// has locked it. Whoever is just writing to something of it is waited for.
///
/// # Errors
/// Database errors.
pub async fn org_pack(tx: &mut TenantTx, org: Org) -> Result<Packed> {
    let (lo, hi) = (org.interval.lo, org.interval.hi);
    for sql in [
        // From here on nobody gives it or those below it anything more.
        "SELECT 1 FROM organization WHERE root_id = $1 AND tkey BETWEEN $2 AND $3
         ORDER BY id FOR UPDATE",
        "DELETE FROM export_job WHERE root_id = $1 AND tkey BETWEEN $2 AND $3",
        // Nobody answers them any more.
        "UPDATE purchase_order SET state = 'canceled', awaits = NULL, version = version + 1
         WHERE root_id = $1 AND tkey BETWEEN $2 AND $3 AND state IN ('quoted', 'approved')",
    ] {
        sqlx::query(sql).bind(tx.root()).bind(lo).bind(hi).execute(tx.conn()).await?;
    }
    // Entries from before the chain have no digest; they stay where they are.
    let log: Vec<(Uuid, Vec<u8>)> = sqlx::query_as(
        "SELECT a.id, l.digest FROM action_log a
         JOIN log_link l ON l.root_id = a.root_id AND l.entry_id = a.id
         WHERE a.root_id = $1 AND a.tkey BETWEEN $2 AND $3 AND l.digest IS NOT NULL
         ORDER BY l.seq",
    )
    .bind(tx.root())
    .bind(lo)
    .bind(hi)
    .fetch_all(tx.conn())
    .await?;
    let log: Option<Vec<(Uuid, Hash)>> =
        log.into_iter().map(|(id, digest)| Some((id, digest.try_into().ok()?))).collect();
    let log = log.ok_or_else(|| StoreError::Corrupt("a digest of another length".to_owned()))?;
    tx.conn().execute("SET LOCAL ROLE seatkeeper_mover").await?;
    take_log(tx, &org, &log).await?;
    for table in GOING.iter().rev() {
        // The names are ours. Deleting and keeping in one statement, so that nothing is lost
        // that somebody wrote in between.
        tx.conn().execute(AssertSqlSafe(going_table(table))).await?;
        let sql = format!(
            "WITH gone AS (DELETE FROM {table} WHERE root_id = $1 AND tkey BETWEEN $2 AND $3
                           RETURNING *)
             INSERT INTO going_{table} SELECT * FROM gone"
        );
        let take = sqlx::query(AssertSqlSafe(sql));
        take.bind(tx.root()).bind(lo).bind(hi).execute(tx.conn()).await?;
    }
    tx.conn().execute("SET LOCAL ROLE seatkeeper_app").await?;
    Ok(Packed { org, log })
}

fn going_table(table: &str) -> String {
    format!("CREATE TEMPORARY TABLE going_{table} (LIKE {table}) ON COMMIT DROP")
}

/// Copies the log: it is a chain, and stays one where it is.
async fn take_log(tx: &mut TenantTx, org: &Org, log: &[(Uuid, Hash)]) -> Result<()> {
    tx.conn().execute(AssertSqlSafe(going_table("action_log"))).await?;
    sqlx::query(
        "INSERT INTO going_action_log SELECT * FROM action_log
         WHERE root_id = $1 AND tkey BETWEEN $2 AND $3 AND id = ANY($4)",
    )
    .bind(tx.root())
    .bind(org.interval.lo)
    .bind(org.interval.hi)
    .bind(log.iter().map(|(id, _)| *id).collect::<Vec<_>>())
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Puts a partner that was taken out of another tree below a distributor of the transaction's
/// tree, as it is now; the partner afterwards. Its entitlements draw from nothing yet. What
/// was logged of it becomes links of this tree's chain when the transaction ends.
///
/// # Errors
/// [`StoreError::Duplicate`] when the distributor has a partner of its name,
/// [`StoreError::Corrupt`] when the distributor's interval is full.
pub async fn org_unpack(tx: &mut TenantTx, packed: Packed, to: &Org) -> Result<Org> {
    let Packed { org, log } = packed;
    let interval =
        intervals_take(tx, to.id, to.kind, 1).await?.pop().ok_or(StoreError::NotFound)?;
    let by = interval.lo - org.interval.lo;
    tx.conn().execute("SET LOCAL ROLE seatkeeper_mover").await?;
    for table in GOING.iter().chain(&["action_log"]) {
        let sql = format!("UPDATE going_{table} SET root_id = $1, tkey = tkey + $2");
        sqlx::query(AssertSqlSafe(sql)).bind(tx.root()).bind(by).execute(tx.conn()).await?;
    }
    fit(tx, &org, to.id, by).await?;
    for table in GOING {
        let sql = format!("INSERT INTO {table} SELECT * FROM going_{table}");
        tx.conn().execute(AssertSqlSafe(sql)).await?;
    }
    for (directory, whose) in DIRECTORIES {
        let sql = format!("UPDATE {directory} SET root_id = $1 WHERE {whose}");
        sqlx::query(AssertSqlSafe(sql)).bind(tx.root()).execute(tx.conn()).await?;
    }
    let copied = put_log(tx).await?;
    tx.conn().execute("SET LOCAL ROLE seatkeeper_app").await?;
    tx.logged.copied(log.into_iter().filter(|(id, _)| copied.contains(id)));
    org_get(tx, org.id).await
}

/// Makes what is kept beside root and tenant key fit the new tree.
async fn fit(tx: &mut TenantTx, org: &Org, to: OrgId, by: i64) -> Result<()> {
    sqlx::query(
        "UPDATE going_organization SET lo = lo + $1, hi = hi + $1, next_lo = next_lo + $1,
             version = version + 1, parent_id = CASE id WHEN $2 THEN $3 ELSE parent_id END",
    )
    .bind(by)
    .bind(org.id.0)
    .bind(to.0)
    .execute(tx.conn())
    .await?;
    // What the old distributor gave is not the new one's word.
    sqlx::query("UPDATE going_trade_terms SET discount = 0, currency = NULL WHERE org_id = $1")
        .bind(org.id.0)
        .execute(tx.conn())
        .await?;
    // Ended invitations alone name sets of somebody else.
    let sql = "UPDATE going_invitation SET permission_set_id = NULL
               WHERE permission_set_id NOT IN (SELECT id FROM going_permission_set)";
    tx.conn().execute(sql).await?;
    Ok(())
}

/// Puts the copies into the log; the ids of those that were not there. A partner that comes
/// back finds its old ones.
async fn put_log(tx: &mut TenantTx) -> Result<HashSet<Uuid>> {
    sqlx::query(
        "UPDATE action_log a SET tkey = g.tkey FROM going_action_log g
         WHERE a.root_id = $1 AND a.id = g.id",
    )
    .bind(tx.root())
    .execute(tx.conn())
    .await?;
    let put: Vec<Uuid> = sqlx::query_scalar(
        "INSERT INTO action_log SELECT * FROM going_action_log g
         WHERE NOT EXISTS (SELECT FROM action_log a WHERE a.root_id = $1 AND a.id = g.id)
         RETURNING id",
    )
    .bind(tx.root())
    .fetch_all(tx.conn())
    .await?;
    Ok(put.into_iter().collect())
}
