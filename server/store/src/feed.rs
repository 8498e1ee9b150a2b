//! The live feed: dense positions per root, in commit order (DESIGN: live updates).

use crate::error::{Result, StoreError};
use crate::license::license_org;
use crate::log::log_link;
use crate::pool::Store;
use crate::tx::{TenantTx, whole};
use chrono::{DateTime, Utc};
use domain::ids::{LicenseId, OrgId, RootId};
use domain::license::LicenseRow;
use sqlx::FromRow;
use sqlx::postgres::PgListener;
use sqlx::types::Json;
use uuid::Uuid;

/// The channel on which nodes tell each other that a root's feed has grown.
const CHANNEL: &str = "seatkeeper_feed";

/// A change to be published.
#[derive(Clone, PartialEq, Debug)]
pub struct Change {
    /// What happened, past tense in kebab case: `renewed`.
    pub kind: String,
    /// What it happened to: `license`.
    pub entity: String,
    /// Which; none for a change of many, after which a view asks again.
    pub id: Option<LicenseId>,
    /// The organization it lives at after the change (before it, when it is gone).
    pub org: OrgId,
    /// The organization it lived at before the change.
    pub org_before: Option<OrgId>,
    /// The row before; none when it is new.
    pub before: Option<LicenseRow>,
    /// The row after, with its new version; none when it is gone.
    pub after: Option<LicenseRow>,
}

impl Change {
    /// One license's change. At least one of `before` and `after` must be there.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when neither is.
    pub fn license(
        kind: &str,
        before: Option<&LicenseRow>,
        after: Option<&LicenseRow>,
    ) -> Result<Self> {
        let shown = after.or(before).ok_or(StoreError::NotFound)?;
        Ok(Self {
            kind: kind.to_owned(),
            entity: "license".to_owned(),
            id: Some(shown.id),
            org: license_org(shown),
            org_before: before.map(license_org),
            before: before.cloned(),
            after: after.cloned(),
        })
    }

    /// Something was logged at an organization, and that is all there is to tell: somebody
    /// signed in, or was refused.
    #[must_use]
    pub fn logged(org: OrgId) -> Self {
        Self { entity: "log".to_owned(), ..Self::many("logged", org) }
    }

    /// Something happened to an order of an organization.
    #[must_use]
    pub fn order(kind: &str, buyer: OrgId) -> Self {
        Self { entity: "order".to_owned(), ..Self::many(kind, buyer) }
    }

    /// Something happened to a discount that a partner asked for.
    #[must_use]
    pub fn discount(kind: &str, partner: OrgId) -> Self {
        Self { entity: "discount".to_owned(), ..Self::many(kind, partner) }
    }

    /// Something happened to price lists of an organization, or to the terms it buys on.
    #[must_use]
    pub fn price(kind: &str, org: OrgId) -> Self {
        Self { entity: "price".to_owned(), ..Self::many(kind, org) }
    }

    /// Something happened to invoices of a partner.
    #[must_use]
    pub fn invoice(kind: &str, partner: OrgId) -> Self {
        Self { entity: "invoice".to_owned(), ..Self::many(kind, partner) }
    }

    /// A change of many licenses somewhere below an organization, as an import makes.
    #[must_use]
    pub fn many(kind: &str, org: OrgId) -> Self {
        Self {
            kind: kind.to_owned(),
            entity: "license".to_owned(),
            id: None,
            org,
            org_before: None,
            before: None,
            after: None,
        }
    }
}

/// A published change.
#[derive(Clone, PartialEq, Debug)]
pub struct FeedRow {
    /// Its position: one more than that of the change before it in the same root.
    pub pos: i64,
    /// Tenant key after the change (before it, when the row is gone).
    pub tkey: i64,
    /// Tenant key before the change.
    pub tkey_before: Option<i64>,
    /// What happened.
    pub kind: String,
    /// What it happened to.
    pub entity: String,
    /// Which; none for a change of many.
    pub entity_id: Option<Uuid>,
    /// The row before.
    pub before: Option<LicenseRow>,
    /// The row after.
    pub after: Option<LicenseRow>,
}

#[derive(FromRow)]
struct FeedDbRow {
    pos: i64,
    tkey: i64,
    tkey_before: Option<i64>,
    kind: String,
    entity: String,
    entity_id: Option<Uuid>,
    before: Option<Json<LicenseRow>>,
    after: Option<Json<LicenseRow>>,
}

impl From<FeedDbRow> for FeedRow {
    fn from(row: FeedDbRow) -> Self {
        Self {
            pos: row.pos,
            tkey: row.tkey,
            tkey_before: row.tkey_before,
            kind: row.kind,
            entity: row.entity,
            entity_id: row.entity_id,
            before: row.before.map(|json| json.0),
            after: row.after.map(|json| json.0),
        }
    }
}

/// Publishes changes at the next positions of the root's feed; the last position. It must be
/// the transaction's last statements: from here on other writers of the root wait, in the order
/// of the log's head, which is taken first, and the feed's.
///
/// # Errors
/// [`StoreError::NotFound`] when an organization is not in scope.
pub async fn changes_publish(
    tx: &mut TenantTx,
    changes: &[Change],
    now: DateTime<Utc>,
) -> Result<i64> {
    log_link(tx).await?;
    tx.logged.told();
    let count = i64::try_from(changes.len()).unwrap_or(i64::MAX);
    let head: i64 = sqlx::query_scalar(
        "INSERT INTO feed_head AS h (root_id, pos) VALUES ($1, $2)
         ON CONFLICT (root_id) DO UPDATE SET pos = h.pos + excluded.pos RETURNING pos",
    )
    .bind(tx.root())
    .bind(count)
    .fetch_one(tx.conn())
    .await?;
    let done = sqlx::query(
        "INSERT INTO feed (root_id, pos, tkey, tkey_before, at, kind, entity, entity_id, version,
                           before, after)
         SELECT $1, $2 + c.at, o.tkey, b.tkey, $3, c.kind, c.entity, c.entity_id, c.version,
                c.before, c.after
         FROM unnest($4::text[], $5::text[], $6::uuid[], $7::int[], $8::uuid[], $9::uuid[],
                     $10::jsonb[], $11::jsonb[])
              WITH ORDINALITY
              AS c (kind, entity, entity_id, version, org, org_before, before, after, at)
         JOIN organization o ON o.root_id = $1 AND o.id = c.org
         LEFT JOIN organization b ON b.root_id = $1 AND b.id = c.org_before",
    )
    .bind(tx.root())
    .bind(head - count)
    .bind(now)
    .bind(changes.iter().map(|c| c.kind.clone()).collect::<Vec<_>>())
    .bind(changes.iter().map(|c| c.entity.clone()).collect::<Vec<_>>())
    .bind(changes.iter().map(|c| c.id.map(|id| id.0)).collect::<Vec<_>>())
    .bind(changes.iter().map(|c| c.after.as_ref().map(|row| row.version)).collect::<Vec<_>>())
    .bind(changes.iter().map(|c| c.org.0).collect::<Vec<_>>())
    .bind(changes.iter().map(|c| c.org_before.map(|id| id.0)).collect::<Vec<_>>())
    .bind(changes.iter().map(|c| c.before.clone().map(Json)).collect::<Vec<_>>())
    .bind(changes.iter().map(|c| c.after.clone().map(Json)).collect::<Vec<_>>())
    .execute(tx.conn())
    .await?;
    // A hole would stop every reader of the root.
    if done.rows_affected() == changes.len() as u64 { Ok(head) } else { Err(StoreError::NotFound) }
}

/// The position of the root's newest change; in a reading transaction, the one that everything
/// else read there agrees with.
///
/// # Errors
/// Database errors.
pub async fn feed_pos(tx: &mut TenantTx) -> Result<i64> {
    let pos: Option<i64> = sqlx::query_scalar("SELECT pos FROM feed_head WHERE root_id = $1")
        .bind(tx.root())
        .fetch_optional(tx.conn())
        .await?;
    Ok(pos.unwrap_or(0))
}

impl Store {
    /// The position of a root's newest change; 0 before the first.
    ///
    /// # Errors
    /// Database errors.
    pub async fn feed_head(&self, root: RootId) -> Result<i64> {
        let pos: Option<i64> = sqlx::query_scalar("SELECT pos FROM feed_head WHERE root_id = $1")
            .bind(root.0)
            .fetch_optional(self.pool())
            .await?;
        Ok(pos.unwrap_or(0))
    }

    /// All roots that ever changed, with their newest positions: what a node polls.
    ///
    /// # Errors
    /// Database errors.
    pub async fn feed_heads(&self) -> Result<Vec<(RootId, i64)>> {
        let heads: Vec<(i64, i64)> =
            sqlx::query_as("SELECT root_id, pos FROM feed_head").fetch_all(self.pool()).await?;
        Ok(heads.into_iter().map(|(root, pos)| (RootId(root), pos)).collect())
    }

    /// The changes of the whole root after a position, in order, at most `limit`. The first
    /// one's position tells whether older ones are retained no more.
    ///
    /// # Errors
    /// Database errors.
    pub async fn feed_since(&self, root: RootId, after: i64, limit: i64) -> Result<Vec<FeedRow>> {
        let mut tx = self.begin_read(whole(root)).await?;
        let rows: Vec<FeedDbRow> = sqlx::query_as(
            "SELECT pos, tkey, tkey_before, kind, entity, entity_id, before, after FROM feed
             WHERE root_id = $1 AND pos > $2 ORDER BY pos LIMIT $3",
        )
        .bind(root.0)
        .bind(after)
        .bind(limit)
        .fetch_all(tx.conn())
        .await?;
        tx.commit().await?;
        Ok(rows.into_iter().map(Into::into).collect())
    }

    /// Forgets changes published before a moment, in every root; how many.
    ///
    /// # Errors
    /// Database errors; roots done until then stay done.
    pub async fn feed_prune(&self, before: DateTime<Utc>) -> Result<u64> {
        self.prune("DELETE FROM feed WHERE root_id = $1 AND at < $2", before).await
    }

    /// Tells the other nodes that a root's feed has grown. Call it after the commit, never in
    /// a writing transaction: NOTIFY takes a lock of the whole instance there.
    ///
    /// # Errors
    /// Database errors; the others also poll.
    pub async fn notify(&self, root: RootId) -> Result<()> {
        sqlx::query("SELECT pg_notify($1, $2)")
            .bind(CHANNEL)
            .bind(root.0.to_string())
            .execute(self.pool())
            .await?;
        Ok(())
    }

    /// Hears [`Store::notify`], on a connection of its own.
    ///
    /// # Errors
    /// Database errors.
    pub async fn listen(&self) -> Result<Listener> {
        let mut listener = PgListener::connect_with(self.pool()).await?;
        listener.listen(CHANNEL).await?;
        Ok(Listener { listener })
    }
}

/// Hears which feeds have grown. It reconnects by itself; what was said meanwhile is lost.
#[derive(Debug)]
pub struct Listener {
    listener: PgListener,
}

impl Listener {
    /// Waits for the next root whose feed has grown.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] when the server went away and does not answer.
    pub async fn recv(&mut self) -> Result<RootId> {
        loop {
            let heard = self.listener.recv().await?;
            if let Ok(root) = heard.payload().parse() {
                return Ok(RootId(root));
            }
        }
    }
}
