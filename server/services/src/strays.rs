//! Keys that were bought elsewhere: sellers enter them, partners claim them (DOMAIN.md 1.4.7).

use crate::{ServiceError, Services, authorize};
use domain::dates::anchor_of;
use domain::field::FieldError;
use domain::ids::{LicenseId, OrgId, PersonId, StrayKeyId};
use domain::import::{MAX_KEY, clean_line};
use domain::license::{CatalogRef, LicenseKind, LicenseRow, OrgRef};
use domain::people::Principal;
use domain::policy::Action;
use domain::stray::{self, Claimed, StrayKey, StrayKeyView};
use domain::text::fold;
use serde_json::json;
use std::time::{Duration, Instant};
use store::feed::Change;
use store::log::{NewLogEntry, log_append};
use store::stray::Enterer;
use store::{StoreError, TenantTx};
use uuid::Uuid;

/// Keys of a list that are shown.
const SHOWN: i64 = 200;
/// The time in which claims are counted.
pub(crate) const CLAIM_SPAN: Duration = Duration::from_secs(600);
/// Claims of a person in that time.
const PER_PERSON: u32 = 10;
/// Claims of all people of an organization in that time.
const PER_ORG: u32 = 30;

/// The one answer to a claim that does not succeed, whyever: what there is of others is nobody's
/// business.
const NOT_CLAIMABLE: ServiceError = ServiceError::Refused("key-not-claimable");

/// Whose claims are counted.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) enum Claimer {
    Person(PersonId),
    Org(OrgId),
}

impl Services {
    /// Enters keys that were bought elsewhere: all of them, or none.
    ///
    /// # Errors
    /// `Invalid` with what is wrong in each line.
    pub async fn stray_keys_add(&self, who: &Principal, text: &str) -> Result<u32, ServiceError> {
        authorize(who, Action::EnterKeys)?;
        let keys =
            stray::parse(text, &self.catalog, self.clock.today()).map_err(ServiceError::Invalid)?;
        let mut tx = self.store.begin(who.scope).await?;
        let by = self.enterer(who);
        let known = store::stray::stray_insert_many(&mut tx, &self.catalog, &keys, by).await?;
        if !known.is_empty() {
            return Err(ServiceError::Invalid(told(text, &known)));
        }
        let count = u32::try_from(keys.len()).unwrap_or(u32::MAX);
        let after = json!({ "keys": count });
        let entry = self.key_entry(who, "keys-entered", who.org, after);
        self.key_logged(tx, who, &entry).await?;
        Ok(count)
    }

    /// Takes back a key that this person's organization entered and nobody claimed.
    ///
    /// # Errors
    /// `key-not-waiting` when it was claimed or taken back meanwhile.
    pub async fn stray_key_withdraw(
        &self,
        who: &Principal,
        id: StrayKeyId,
    ) -> Result<(), ServiceError> {
        authorize(who, Action::EnterKeys)?;
        let mut tx = self.store.begin(who.scope).await?;
        let key = match store::stray::stray_delete(&mut tx, who.org, id).await {
            Err(StoreError::NotFound) => return Err(ServiceError::Refused("key-not-waiting")),
            other => other?,
        };
        let entry = self.key_entry(who, "key-withdrawn", who.org, json!({}));
        let entry = NewLogEntry { before: json!({ "key": key }), ..entry };
        self.key_logged(tx, who, &entry).await
    }

    /// Ends what was done to keys that wait, with its entry in the log.
    async fn key_logged(
        &self,
        mut tx: TenantTx,
        who: &Principal,
        entry: &NewLogEntry,
    ) -> Result<(), ServiceError> {
        log_append(&mut tx, entry).await?;
        let changes = [Change::logged(entry.org)];
        store::feed::changes_publish(&mut tx, &changes, self.clock.now()).await?;
        tx.commit().await?;
        self.wake.ring(who.scope.root);
        Ok(())
    }

    /// The keys that this person's organization entered, the newest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn stray_keys(&self, who: &Principal) -> Result<Vec<StrayKeyView>, ServiceError> {
        authorize(who, Action::EnterKeys)?;
        let mut tx = self.store.begin_read(who.scope).await?;
        let keys = store::stray::stray_list(&mut tx, &self.catalog, who.org, SHOWN).await?;
        tx.commit().await?;
        Ok(keys)
    }

    /// Claims a key that the partner holds and does not see among its licenses: it becomes an
    /// unused license of it.
    ///
    /// # Errors
    /// `Invalid` on `key`; `RateLimited`; `key-not-claimable` for whatever else.
    pub async fn key_claim(&self, who: &Principal, key: &str) -> Result<Claimed, ServiceError> {
        authorize(who, Action::ClaimKey)?;
        let key = clean_line(key);
        if key.is_empty() || key.chars().count() > MAX_KEY {
            return Err(FieldError::new("key", "key-claim-empty").into());
        }
        let now = Instant::now();
        for (claimer, most) in
            [(Claimer::Person(who.person), PER_PERSON), (Claimer::Org(who.org), PER_ORG)]
        {
            self.claims.count(claimer, most, now).map_err(ServiceError::RateLimited)?;
        }
        // The seller's keys, and who has what, are beyond what the partner sees.
        let mut tx = self.store.begin(store::whole(who.scope.root)).await?;
        let own = store::org::org_get(&mut tx, who.org).await?;
        let sellers: Vec<OrgId> = own.parent.into_iter().chain([own.id]).collect();
        let partner = OrgRef { id: own.id, name: own.name };
        // Both are asked in any case, so that an answer takes as long as another.
        let holders = store::stray::key_holders(&mut tx, &key).await?;
        let claimed = store::stray::stray_claim(&mut tx, &key, &sellers, self.enterer(who)).await?;
        if let Some((id, _)) = holders.iter().find(|(_, holder)| *holder == who.org) {
            let row = store::license::license_get(&mut tx, &self.catalog, *id).await?;
            return Ok(Claimed { row, new: false });
        }
        let Some(stray) = claimed.filter(|_| holders.is_empty()) else { return Err(NOT_CLAIMABLE) };
        let row = self.claimed_license(&stray.key, partner)?;
        match store::license::license_insert(&mut tx, &row).await {
            Err(StoreError::Duplicate { .. }) => return Err(NOT_CLAIMABLE),
            other => other?,
        }
        self.log_claim(&mut tx, who, &row, stray.org).await?;
        let changes = [Change::license("claimed", None, Some(&row))?, Change::logged(stray.org)];
        store::feed::changes_publish(&mut tx, &changes, self.clock.now()).await?;
        tx.commit().await?;
        self.wake.ring(who.scope.root);
        metrics::counter!("seatkeeper_keys_claimed_total").increment(1);
        Ok(Claimed { row, new: true })
    }

    fn enterer(&self, who: &Principal) -> Enterer {
        Enterer { org: who.org, person: who.person, at: self.clock.now() }
    }

    /// The unused license that a key becomes.
    fn claimed_license(&self, key: &StrayKey, partner: OrgRef) -> Result<LicenseRow, ServiceError> {
        let edition = self.catalog.edition(key.edition);
        let product = edition.and_then(|edition| self.catalog.product(edition.product));
        let vendor = product.and_then(|product| self.catalog.vendor(product.vendor));
        let (Some(vendor), Some(product), Some(edition)) = (vendor, product, edition) else {
            return Err(ServiceError::Internal("a key of an unknown edition".to_owned()));
        };
        let named = |id, name: &str| CatalogRef { id, name: name.to_owned() };
        Ok(LicenseRow {
            id: LicenseId(Uuid::now_v7()),
            version: 1,
            name: edition.name.clone(),
            key: key.key.clone(),
            vendor: named(vendor.id, &vendor.name),
            product: named(product.id, &product.name),
            edition: named(edition.id, &edition.name),
            partner,
            customer: None,
            kind: LicenseKind::Term,
            seats: Some(key.seats),
            used: 0,
            term_years: Some(key.years),
            purchased: key.purchased,
            activated: None,
            expires: key.lapses,
            anchor_day: anchor_of(key.purchased),
            note: None,
            order_no: None,
            redeemed_by: None,
            auto_years: None,
        })
    }

    /// The partner's log has the license; its seller's has that the key is gone.
    async fn log_claim(
        &self,
        tx: &mut TenantTx,
        who: &Principal,
        row: &LicenseRow,
        seller: OrgId,
    ) -> Result<(), ServiceError> {
        log_append(tx, &self.log_entry_from(who, "claimed", None, row)).await?;
        if seller != who.org {
            let after = json!({ "partner": who.org_name });
            let entry = self.key_entry(who, "key-claimed", seller, after);
            log_append(tx, &NewLogEntry { subject: Some(row.name.clone()), ..entry }).await?;
        }
        Ok(())
    }

    fn key_entry(
        &self,
        who: &Principal,
        action: &str,
        org: OrgId,
        after: serde_json::Value,
    ) -> NewLogEntry {
        NewLogEntry {
            at: self.clock.now(),
            person: Some(who.person),
            actor: who.name.clone(),
            action: action.to_owned(),
            entity: "organization".to_owned(),
            entity_id: Some(org.0),
            subject: Some(who.org_name.clone()),
            org,
            before: json!({}),
            after,
        }
    }
}

/// The lines whose keys are there already.
fn told(text: &str, known: &[String]) -> Vec<FieldError> {
    let key = |line: &str| fold(&clean_line(line.split([';', '\t']).next().unwrap_or_default()));
    let lines = text.lines().enumerate().filter(|(_, line)| known.contains(&key(line)));
    let error =
        |(at, _)| FieldError::new(&format!("line-{}", at + 1), "stray-known").with("line", at + 1);
    lines.map(error).collect()
}
