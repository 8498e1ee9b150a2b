//! Licenses that are renewed by themselves on the day they end, in the name of who wanted it, for
//! as long as that person may do so.

use super::{Grounds, buys, placed};
use crate::licenses::conflict;
use crate::mail::enqueue;
use crate::{ServiceError, Services, authorize};
use chrono::{Days, NaiveDate};
use domain::catalog::{Catalog, MAX_GRACE_DAYS};
use domain::command::RenewWith;
use domain::ids::{LicenseId, PersonId, RootId};
use domain::license::LicenseRow;
use domain::mail::{Letter, key_of};
use domain::organization::OrgState;
use domain::people::Principal;
use domain::policy::Action;
use domain::reminder::Topic;
use domain::renewal::{AutoRenewal, in_grace, renew};
use serde_json::{Value, json};
use store::feed::Change;
use store::log::{NewLogEntry, log_append};
use store::order::DueRenewal;
use store::{TenantTx, whole};

impl Services {
    /// Lets a license be renewed by itself for so many years on the day it ends, or lets it end.
    ///
    /// # Errors
    /// `NotFound`; `Conflict` when the license changed meanwhile; `Refused` with the reason for
    /// which it could not be renewed now.
    pub async fn auto_renewal_set(
        &self,
        who: &Principal,
        id: LicenseId,
        version: i32,
        years: Option<i16>,
    ) -> Result<Option<AutoRenewal>, ServiceError> {
        authorize(who, Action::Renew)?;
        let now = self.clock.now();
        let mut tx = self.store.begin(who.scope).await?;
        let license = store::license::license_lock(&mut tx, &self.catalog, id).await?;
        if license.version != version {
            return Err(conflict(who, license));
        }
        let before = store::order::auto_renewal_get(&mut tx, id).await?;
        if before.as_ref().map(|auto| auto.years) == years {
            return Ok(before);
        }
        match years {
            Some(years) => {
                let prices = self.prices_of(&mut tx, license.partner.id).await?;
                self.standings(&mut tx, [&license]).await?.check(&license)?;
                renew(&license, years, &self.book_of(&prices))?;
                buys(who, &prices)?;
                let person = (who.person, who.name.as_str());
                store::order::auto_renewal_set(&mut tx, id, years, person, now).await?;
            }
            None => store::order::auto_renewal_end(&mut tx, id).await?,
        }
        let after = store::order::auto_renewal_get(&mut tx, id).await?;
        let years = |auto: &Option<AutoRenewal>| auto.as_ref().map(|auto| auto.years);
        let values = switched(years(&before), years(&after));
        let entry = self.auto_entry(Some(who), "auto-renewal-changed", &license, values);
        log_append(&mut tx, &entry).await?;
        let marked = LicenseRow { auto_years: years(&after), ..license.clone() };
        let changes = [Change::license("auto-renewal-changed", Some(&license), Some(&marked))?];
        store::feed::changes_publish(&mut tx, &changes, now).await?;
        tx.commit().await?;
        self.wake.ring(who.scope.root);
        Ok(after)
    }

    /// Renews what is to be renewed by itself, in every tree; how many. Each is a transaction of
    /// its own that looks again under the license's lock, so any process may do it at any time.
    ///
    /// # Errors
    /// When the database fails; what was done until then stays done.
    pub async fn auto_renewals(&self) -> Result<u64, ServiceError> {
        let mut done = 0;
        for root in self.store.root_list().await? {
            let today = self.clock.today();
            let from = today.checked_sub_days(Days::new(u64::from(MAX_GRACE_DAYS)));
            let mut tx = self.store.begin_read(whole(root)).await?;
            let days = (from.unwrap_or(today), today);
            let due = store::order::auto_renewals_due(&mut tx, days).await?;
            tx.commit().await?;
            for due in due {
                match self.auto_renew(root, &due).await {
                    Ok(renewed) => done += u64::from(renewed),
                    // One that cannot be written does not keep the others.
                    Err(ServiceError::Unavailable(error)) => return Err(error.into()),
                    Err(error) => {
                        let id = due.license;
                        tracing::error!("license {id} could not be renewed by itself: {error}");
                    }
                }
            }
        }
        Ok(done)
    }

    /// Renews one license if that is due, or notes once why it is not; whether it was renewed.
    async fn auto_renew(&self, root: RootId, due: &DueRenewal) -> Result<bool, ServiceError> {
        let now = self.clock.now();
        let who = self.acting(root, due.person).await?;
        let scope = who.as_ref().map_or(whole(root), |who| who.scope);
        let mut tx = self.store.begin(scope).await?;
        let Some(license) = self.hold_for_renewal(&mut tx, &[due.license]).await?.pop() else {
            // It is not that person's any more. Two transactions at once could wait for each other.
            drop(tx);
            return self.auto_refused(root, due, "not-found").await;
        };
        if !is_due(&license, &self.catalog, self.clock.today()) {
            return Ok(false);
        }
        let prices = self.prices_of(&mut tx, license.partner.id).await?;
        let standings = self.standings(&mut tx, [&license]).await?;
        let outcome = match (standings.check(&license), &who) {
            // That may be why nobody is there who may do it.
            (Err(why), _) => Err(why.into()),
            (Ok(()), None) => Err(ServiceError::Refused("forbidden")),
            (Ok(()), Some(who)) => {
                let grounds = Grounds { prices: &prices, standings: &standings };
                self.judge_renewal(who, &license, None, RenewWith::Years(due.years), grounds)
            }
        };
        let (who, outcome) = match (who, outcome) {
            (Some(who), Ok(outcome)) => (who, outcome),
            (_, Err(ServiceError::Refused(why))) => {
                drop(tx);
                return self.auto_refused(root, due, why).await;
            }
            (_, Err(error)) => return Err(error),
            (None, Ok(_)) => return Ok(false),
        };
        let partner = license.partner.id;
        let done = self.place(&mut tx, &who, &prices, vec![(license, outcome)]).await?;
        self.renewal_tell(&mut tx, &who, &done).await?;
        let changes: Vec<Change> = done.changes.into_iter().chain(placed([partner])).collect();
        store::feed::changes_publish(&mut tx, &changes, now).await?;
        tx.commit().await?;
        self.wake.ring(root);
        self.ring_mail();
        metrics::counter!("seatkeeper_renewals_total").increment(1);
        Ok(true)
    }

    /// The person in whose name something is renewed, while it is there and may do so.
    async fn acting(
        &self,
        root: RootId,
        person: PersonId,
    ) -> Result<Option<Principal>, ServiceError> {
        let who = self.store.principal_load(root, person).await?;
        Ok(who.filter(|who| who.may(Action::Renew)))
    }

    /// Notes in the portal's name that a license was not renewed by itself: once for each end.
    async fn auto_refused(
        &self,
        root: RootId,
        due: &DueRenewal,
        why: &'static str,
    ) -> Result<bool, ServiceError> {
        let mut tx: TenantTx = self.store.begin(whole(root)).await?;
        let license = store::license::license_lock(&mut tx, &self.catalog, due.license).await?;
        let Some(end) = license.expires else { return Ok(false) };
        let still = is_due(&license, &self.catalog, self.clock.today());
        if !still || !store::order::auto_renewal_refused(&mut tx, due.license, end).await? {
            return Ok(false);
        }
        let values = (json!({}), json!({ "refusal": why }));
        let entry = self.auto_entry(None, "auto-renewal-refused", &license, values);
        log_append(&mut tx, &entry).await?;
        self.auto_tell(&mut tx, &license, end, why).await?;
        let changes = [Change::logged(entry.org)];
        store::feed::changes_publish(&mut tx, &changes, self.clock.now()).await?;
        tx.commit().await?;
        self.wake.ring(root);
        self.ring_mail();
        Ok(false)
    }

    /// Writes to those whom the partner's reminders go to that a license was not renewed: once for
    /// each end.
    async fn auto_tell(
        &self,
        tx: &mut TenantTx,
        license: &LicenseRow,
        end: NaiveDate,
        why: &'static str,
    ) -> Result<(), ServiceError> {
        let partner = store::org::org_read(tx, license.partner.id).await?;
        // Nobody writes to an organization that was closed or locked out.
        if partner.org.state != OrgState::Active {
            return Ok(());
        }
        let (to, _) = crate::reminders::readers_of_partner(tx, &partner).await?;
        for to in to {
            let letter = Letter::AutoRenewalRefused {
                organization: partner.org.name.clone(),
                item: crate::reminders::ending_of(license, Topic::License, end),
                refusal: why.to_owned(),
                path: format!("/licenses/{}", license.id),
            };
            let dedupe = format!("auto-renewal/{}/{end}/{}", license.id, key_of(&to.address));
            enqueue(tx, to, letter, dedupe, self.clock.now()).await?;
        }
        Ok(())
    }

    pub(super) fn auto_entry(
        &self,
        who: Option<&Principal>,
        action: &'static str,
        license: &LicenseRow,
        (before, after): (Value, Value),
    ) -> NewLogEntry {
        NewLogEntry {
            at: self.clock.now(),
            person: who.map(|who| who.person),
            actor: who.map(|who| who.name.clone()).unwrap_or_default(),
            action: action.to_owned(),
            entity: "license".to_owned(),
            entity_id: Some(license.id.0),
            subject: Some(license.name.clone()),
            org: store::license::license_org(license),
            before,
            after,
        }
    }
}

/// What the log keeps of switching it: from so many years to so many, none is off.
pub(super) fn switched(before: Option<i16>, after: Option<i16>) -> (Value, Value) {
    let said = |years: Option<i16>| json!({ "auto-renewal": years.map(|years| years.to_string()) });
    (said(before), said(after))
}

/// Whether a license's end has come: today, yesterday, or not long ago, while it still protects.
pub(super) fn is_due(license: &LicenseRow, catalog: &Catalog, today: NaiveDate) -> bool {
    let Some(end) = license.expires else { return false };
    let grace = catalog.product(license.product.id).map_or(0, |product| product.grace_days);
    end == today || in_grace(end, grace.max(1), today)
}
