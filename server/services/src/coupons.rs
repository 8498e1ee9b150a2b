//! Splitting and merging unused keys. One split is taken back by merging its parts.

use crate::keys::new_key;
use crate::licenses::{conflict, masked};
use crate::{ServiceError, Services, authorize};
use domain::command::{Exchanged, MergeCoupons, SplitCoupon};
use domain::coupon::{Exchange, PARTS, Refusal, merge, split};
use domain::ids::LicenseId;
use domain::license::LicenseRow;
use domain::people::Principal;
use domain::policy::Action;
use store::TenantTx;
use store::feed::Change;
use store::idempotency::idempotency_keep;
use store::import_batch::log_append_many;
use uuid::Uuid;

impl From<Refusal> for ServiceError {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal.slug())
    }
}

impl Services {
    /// The products whose unused keys may be split and merged.
    ///
    /// # Errors
    /// `Forbidden` for who may do neither.
    pub fn coupon_products(&self, who: &Principal) -> Result<Vec<i32>, ServiceError> {
        authorize(who, Action::Assign)?;
        let all = self.catalog.products.iter().filter(|product| product.divisible_coupons);
        Ok(all.map(|product| product.id).collect())
    }

    /// Splits an unused key into several with as many seats in all.
    ///
    /// # Errors
    /// `Conflict` when it changed meanwhile; `Refused` with the rule's reason.
    pub async fn coupon_split(
        &self,
        who: &Principal,
        ask: SplitCoupon,
    ) -> Result<Exchanged, ServiceError> {
        authorize(who, Action::Assign)?;
        let mut tx = self.store.begin(who.scope).await?;
        if let Some(answer) = self.claimed(&mut tx, who, ask.idempotency, &ask).await? {
            return Ok(answer);
        }
        let rows = self.coupons_hold(&mut tx, who, &[(ask.id, ask.version)]).await?;
        let coupon = rows.first().ok_or(ServiceError::NotFound)?;
        let exchange = split(coupon, &ask.parts, &self.catalog, self.clock.today())?;
        self.exchange(tx, who, ("split", ask.idempotency), &rows, exchange).await
    }

    /// Merges unused keys into one with all their seats.
    ///
    /// # Errors
    /// `Conflict` when one changed meanwhile; `Refused` with the rule's reason.
    pub async fn coupon_merge(
        &self,
        who: &Principal,
        ask: MergeCoupons,
    ) -> Result<Exchanged, ServiceError> {
        authorize(who, Action::Assign)?;
        if !PARTS.contains(&ask.coupons.len()) {
            return Err(Refusal::Count.into());
        }
        let mut tx = self.store.begin(who.scope).await?;
        if let Some(answer) = self.claimed(&mut tx, who, ask.idempotency, &ask).await? {
            return Ok(answer);
        }
        let rows = self.coupons_hold(&mut tx, who, &ask.coupons).await?;
        let exchange = merge(&rows, &self.catalog, self.clock.today())?;
        self.exchange(tx, who, ("merged", ask.idempotency), &rows, exchange).await
    }

    /// What a merge of these keys would make: its seats, lapse and note are those of the answer.
    /// Nothing is written.
    ///
    /// # Errors
    /// `NotFound` for one that is not in scope; `Refused` with the rule's reason.
    pub async fn coupon_merge_preview(
        &self,
        who: &Principal,
        ids: &[LicenseId],
    ) -> Result<MergePreview, ServiceError> {
        authorize(who, Action::Assign)?;
        if !PARTS.contains(&ids.len()) {
            return Err(Refusal::Count.into());
        }
        let mut tx = self.store.begin_read(who.scope).await?;
        let rows = store::license::licenses_get(&mut tx, &self.catalog, ids).await?;
        tx.commit().await?;
        if ids.iter().any(|id| !rows.iter().any(|row| row.id == *id)) {
            return Err(ServiceError::NotFound);
        }
        let exchange = merge(&rows, &self.catalog, self.clock.today())?;
        let like = rows.iter().find(|row| row.id == exchange.like).ok_or(ServiceError::NotFound)?;
        let one = made(like, &exchange).into_iter().next().ok_or(ServiceError::NotFound)?;
        Ok((masked(who, one), exchange.void))
    }

    /// Locks keys, and compares their versions with those that the person saw.
    async fn coupons_hold(
        &self,
        tx: &mut TenantTx,
        who: &Principal,
        seen: &[(LicenseId, i32)],
    ) -> Result<Vec<LicenseRow>, ServiceError> {
        let ids: Vec<LicenseId> = seen.iter().map(|(id, _)| *id).collect();
        let held = store::license::licenses_lock(tx, &self.catalog, &ids).await?;
        let mut rows = Vec::with_capacity(seen.len());
        // As they were named: the first one lends its name, and one that is named twice is refused.
        for (id, version) in seen {
            let row = held.iter().find(|row| row.id == *id).ok_or(ServiceError::NotFound)?;
            if row.version != *version {
                return Err(conflict(who, row.clone()));
            }
            rows.push(row.clone());
        }
        Ok(rows)
    }

    /// Writes the new keys, voids the old ones, which are locked, and commits.
    async fn exchange(
        &self,
        mut tx: TenantTx,
        who: &Principal,
        (action, idempotency): (&'static str, Uuid),
        old: &[LicenseRow],
        exchange: Exchange,
    ) -> Result<Exchanged, ServiceError> {
        let like = old.iter().find(|row| row.id == exchange.like).ok_or(ServiceError::NotFound)?;
        let new = made(like, &exchange);
        let redeemed_by = new.first().map(|row| row.id);
        store::license::licenses_insert_many(&mut tx, &new).await?;
        let pairs: Vec<(LicenseRow, LicenseRow)> = old
            .iter()
            .map(|row| (row.clone(), LicenseRow { redeemed_by, ..row.clone() }))
            .collect();
        let void = store::license::licenses_update_many(&mut tx, &pairs).await?;
        let ids = |rows: &[LicenseRow]| rows.iter().map(|row| row.id).collect::<Vec<_>>();
        store::order::keys_exchange(&mut tx, &ids(&void), &ids(&new)).await?;
        let (mut entries, mut changes) = (Vec::new(), Vec::new());
        for (before, after) in old.iter().zip(&void) {
            entries.push(self.log_entry(who, action, before, after));
            changes.push(Change::license(action, Some(before), Some(after))?);
        }
        for row in &new {
            entries.push(self.log_entry_from(who, action, None, row));
            changes.push(Change::license(action, None, Some(row))?);
        }
        log_append_many(&mut tx, &entries).await?;
        let shown = |rows: Vec<LicenseRow>| rows.into_iter().map(|row| masked(who, row)).collect();
        let answer = Exchanged { new: shown(new), void: shown(void) };
        let kept = serde_json::to_value(&answer)
            .map_err(|error| ServiceError::Internal(error.to_string()))?;
        idempotency_keep(&mut tx, who.person, idempotency, &kept).await?;
        store::feed::changes_publish(&mut tx, &changes, self.clock.now()).await?;
        tx.commit().await?;
        self.wake.ring(who.scope.root);
        metrics::counter!("seatkeeper_coupons_exchanged_total").increment(1);
        Ok(answer)
    }
}

/// The key that a merge would make, and the keys that it would void with their versions.
pub type MergePreview = (LicenseRow, Vec<(LicenseId, i32)>);

/// The new keys, like the one that lends them everything they do not name.
fn made(like: &LicenseRow, exchange: &Exchange) -> Vec<LicenseRow> {
    let one = |new: &domain::coupon::NewCoupon| LicenseRow {
        id: LicenseId(Uuid::now_v7()),
        version: 1,
        key: new_key(),
        customer: None,
        seats: Some(new.seats),
        used: 0,
        term_years: Some(new.term_years),
        purchased: new.purchased,
        activated: None,
        expires: new.lapses,
        anchor_day: new.anchor_day,
        note: new.note.clone(),
        order_no: new.order_no.clone(),
        redeemed_by: None,
        auto_years: None,
        ..like.clone()
    };
    exchange.new.iter().map(one).collect()
}
