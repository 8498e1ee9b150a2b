//! A partner changes its distributor: it asks, and the new one takes it over with all that it
//! has (DOMAIN.md 1.2.3).

use crate::auth::internal;
use crate::{ServiceError, Services, authorize};
use domain::field::FieldError;
use domain::handover::{
    CODE_SIGNS, HandoverState, HandoverView, Handovers, LeaveContext, SIGNS, code_of,
    leave_obstacles, parse_code, parse_message,
};
use domain::ids::{HandoverId, OrgId, RootId};
use domain::organization::OrgState;
use domain::people::{OrgKind, Principal};
use domain::policy::Action;
use domain::text::fold;
use rand::RngExt;
use serde_json::json;
use store::feed::Change;
use store::handover::{
    Handover, handover_end, handover_hindrances, handover_insert, handover_lock, org_pack,
    org_unpack, root_code_set,
};
use store::log::{NewLogEntry, log_append};
use store::org::Org;
use store::{StoreError, TenantTx, whole};

/// Wishes that are shown.
const SHOWN: i64 = 50;

/// A partner that was taken over, in a transaction that can still be given up.
struct TakenOver {
    tx: TenantTx,
    handover: Handover,
    /// The distributor that it left.
    left: Org,
}

impl Services {
    /// What somebody sees of changes of distributor.
    ///
    /// # Errors
    /// `Forbidden` for who has nothing to do with them.
    pub async fn handover_page(&self, who: &Principal) -> Result<Handovers, ServiceError> {
        if who.org_kind == OrgKind::Distributor {
            authorize(who, Action::AcceptPartner)?;
            let code = match self.store.root_code(who.scope.root).await? {
                Some(code) => code,
                None => self.code_renew(who, "handover-code-made").await?,
            };
            let asked = self.store.handovers_to(who.scope.root, SHOWN).await?;
            return Ok(Handovers::Distributor { code, asked: views(asked) });
        }
        authorize(who, Action::ChangeDistributor)?;
        let distributor = self.distributor_of(who.scope.root, who.org).await?;
        Ok(Handovers::Partner {
            distributor: distributor.map(|org| org.name),
            asked: views(self.store.handovers_of(who.org, SHOWN).await?),
        })
    }

    /// Makes another code for partners who want to come; the old one is good for nothing then.
    ///
    /// # Errors
    /// `Forbidden`.
    pub async fn handover_code_renew(&self, who: &Principal) -> Result<Handovers, ServiceError> {
        authorize(who, Action::AcceptPartner)?;
        self.code_renew(who, "handover-code-renewed").await?;
        self.handover_page(who).await
    }

    async fn code_renew(&self, who: &Principal, action: &str) -> Result<String, ServiceError> {
        let mut tx = self.store.begin(who.scope).await?;
        let signs: [u8; CODE_SIGNS] = rand::rng().random();
        let code = code_of(&signs.map(|sign| SIGNS[usize::from(sign) % SIGNS.len()]));
        root_code_set(&mut tx, &code).await?;
        let entry = NewLogEntry {
            at: self.clock.now(),
            person: Some(who.person),
            actor: who.name.clone(),
            action: action.to_owned(),
            entity: "organization".to_owned(),
            entity_id: Some(who.org.0),
            subject: Some(who.org_name.clone()),
            org: who.org,
            before: json!({}),
            after: json!({}),
        };
        log_append(&mut tx, &entry).await?;
        tx.commit().await?;
        self.wake.ring(who.scope.root);
        Ok(code)
    }

    /// Asks the distributor with a code to take the person's own organization over.
    ///
    /// # Errors
    /// `Forbidden`, `StepUp`; `Invalid`: `handover-code` (field `code`) for none that is known,
    /// `handover-same` for the own distributor's, `handover-none` without a distributor,
    /// `handover-asked` while another one was asked.
    pub async fn handover_ask(
        &self,
        who: &Principal,
        code: &str,
        message: &str,
    ) -> Result<Handovers, ServiceError> {
        authorize(who, Action::ChangeDistributor)?;
        self.require_recent(who)?;
        let refused = |code: &str| ServiceError::from(FieldError::new("code", code));
        let (code, message) = (parse_code(code)?, parse_message(message)?);
        let from = self.distributor_of(who.scope.root, who.org).await?;
        let from = from.ok_or_else(|| refused("handover-none"))?;
        let to = self.store.root_by_code(&code, who.scope.root).await?;
        let to = to.ok_or_else(|| refused("handover-code"))?;
        if to == who.scope.root {
            return Err(refused("handover-same"));
        }
        let above = self.top_of(to).await?.ok_or_else(|| refused("handover-code"))?;
        let asked = Handover {
            id: HandoverId(uuid::Uuid::now_v7()),
            org: who.org,
            org_name: who.org_name.clone(),
            from: who.scope.root,
            from_name: from.name,
            to,
            to_name: above.name.clone(),
            message,
            asked_by: who.person,
            asked_by_name: who.name.clone(),
            state: HandoverState::Asked,
            asked_at: self.clock.now(),
            answered_at: None,
        };
        let mut tx = self.store.begin(who.scope).await?;
        handover_insert(&mut tx, &asked).await.map_err(|error| match error {
            StoreError::Duplicate { .. } => refused("handover-asked"),
            error => error.into(),
        })?;
        self.handover_noted(tx, who, "handover-asked", &asked).await?;
        self.handover_page(who).await
    }

    /// Takes a wish back.
    ///
    /// # Errors
    /// `Forbidden`; `NotFound` when it has an answer already.
    pub async fn handover_withdraw(
        &self,
        who: &Principal,
        id: HandoverId,
    ) -> Result<Handovers, ServiceError> {
        authorize(who, Action::ChangeDistributor)?;
        let mut tx = self.store.begin(who.scope).await?;
        let found = handover_lock(&mut tx, id).await?.filter(|found| found.org == who.org);
        let found = found.ok_or(ServiceError::NotFound)?;
        handover_end(&mut tx, id, HandoverState::Withdrawn, self.clock.now()).await?;
        self.handover_noted(tx, who, "handover-withdrawn", &found).await?;
        self.handover_page(who).await
    }

    /// Declines a wish.
    ///
    /// # Errors
    /// `Forbidden`; `NotFound` when it was withdrawn or has an answer already.
    pub async fn handover_decline(
        &self,
        who: &Principal,
        id: HandoverId,
    ) -> Result<Handovers, ServiceError> {
        authorize(who, Action::AcceptPartner)?;
        let mut tx = self.store.begin(who.scope).await?;
        let found = handover_lock(&mut tx, id).await?.filter(|found| found.to == who.scope.root);
        let found = found.ok_or(ServiceError::NotFound)?;
        handover_end(&mut tx, id, HandoverState::Declined, self.clock.now()).await?;
        self.handover_noted(tx, who, "handover-declined", &found).await?;
        self.handover_page(who).await
    }

    /// What stands in the way of taking a partner over; nothing when it can be done now. It is
    /// found by doing it, up to the moment before it lasts.
    ///
    /// # Errors
    /// `Forbidden`, `NotFound`.
    pub async fn handover_obstacles(
        &self,
        who: &Principal,
        id: HandoverId,
    ) -> Result<Vec<FieldError>, ServiceError> {
        authorize(who, Action::AcceptPartner)?;
        match self.take_over(who, id).await {
            Ok(_given_up) => Ok(Vec::new()),
            Err(ServiceError::Invalid(found)) => Ok(found),
            Err(error) => Err(error),
        }
    }

    /// Takes a partner over that asked for it, with its customers, their people, licenses and
    /// all that they have. Its entitlements draw from this distributor's from now on, and the
    /// old one gets its seats back.
    ///
    /// # Errors
    /// `Forbidden`, `StepUp`; `NotFound` when it was withdrawn; `Invalid` (field `organization`)
    /// with all that stands in the way.
    pub async fn handover_accept(
        &self,
        who: &Principal,
        id: HandoverId,
    ) -> Result<Handovers, ServiceError> {
        authorize(who, Action::AcceptPartner)?;
        self.require_recent(who)?;
        let TakenOver { mut tx, handover, left } = self.take_over(who, id).await?;
        let now = self.clock.now();
        handover_end(&mut tx, id, HandoverState::Accepted, now).await?;
        let parent = |name: &str| json!({ "parent": name });
        let came = NewLogEntry {
            before: parent(&handover.from_name),
            after: parent(&handover.to_name),
            ..self.handover_entry(who, "handover-accepted", &handover, (handover.to, handover.org))
        };
        log_append(&mut tx, &came).await?;
        let changes = [
            Change::many("organization-moved", who.org),
            super::org_change("organization-moved", handover.org),
        ];
        store::feed::changes_publish(&mut tx, &changes, now).await?;
        tx.enter(handover.from).await?;
        let gone = NewLogEntry {
            before: parent(&handover.from_name),
            after: parent(&handover.to_name),
            ..self.handover_entry(who, "handover-left", &handover, (handover.from, left.id))
        };
        log_append(&mut tx, &gone).await?;
        let changes = [Change::many("organization-moved", left.id)];
        store::feed::changes_publish(&mut tx, &changes, now).await?;
        tx.commit().await?;
        self.wake.ring(handover.from);
        self.wake.ring(handover.to);
        self.handover_page(who).await
    }

    /// Takes a partner over in a transaction that ends in the new tree; dropped, it is as if
    /// nothing had been.
    async fn take_over(&self, who: &Principal, id: HandoverId) -> Result<TakenOver, ServiceError> {
        let begun = self.store.begin_handover(id, who.scope.root).await?;
        let (mut tx, handover) = begun.ok_or(ServiceError::NotFound)?;
        let (person, now) = (Some(handover.asked_by), self.clock.now());
        let org = store::org::org_lock(&mut tx, handover.org).await?.org;
        let left = store::org::org_get(&mut tx, org.parent.ok_or(ServiceError::NotFound)?).await?;
        let hindrances = handover_hindrances(&mut tx, &org).await?;
        store::entitlement::entitlements_lock(&mut tx, &[org.id, left.id]).await?;
        if !store::entitlement::entitlements_release(&mut tx, org.id, person, now).await? {
            return Err(internal("seats that were drawn from nothing"));
        }
        tx.enter(handover.to).await?;
        let to = store::org::org_lock(&mut tx, who.org).await?.org;
        let namesake = store::org::org_by_name_fold(&mut tx, to.id, &fold(&org.name)).await?;
        let mut found = leave_obstacles(LeaveContext {
            partner: &org.name,
            state: org.state,
            bulk: hindrances.bulk,
            import: hindrances.import,
            foreign_set: hindrances.foreign_set.as_deref(),
            name_taken: namesake.is_some(),
            to: &to.name,
        });
        if !found.is_empty() {
            return Err(ServiceError::Invalid(found));
        }
        tx.enter(handover.from).await?;
        store::billing::invoices_settle(&mut tx, org.id, self.clock.now()).await?;
        let packed = org_pack(&mut tx, org).await?;
        tx.enter(handover.to).await?;
        store::entitlement::entitlements_lock(&mut tx, &[to.id]).await?;
        let org = org_unpack(&mut tx, packed, &to).await?;
        match self.entitlement_moves(&mut tx, org.id, to.id).await? {
            Ok(moved) => {
                let person = Some(who.person);
                if !store::entitlement::entitlements_rehome(&mut tx, &moved, person, now).await? {
                    return Err(ServiceError::Conflict(None));
                }
            }
            Err(hindered) => found.extend(hindered),
        }
        if found.is_empty() {
            Ok(TakenOver { tx, handover, left })
        } else {
            Err(ServiceError::Invalid(found))
        }
    }

    /// The organization right above one, whoever asks.
    async fn distributor_of(&self, root: RootId, org: OrgId) -> Result<Option<Org>, ServiceError> {
        let mut tx = self.store.begin_read(whole(root)).await?;
        let above = match store::org::org_get(&mut tx, org).await?.parent {
            Some(parent) => Some(store::org::org_get(&mut tx, parent).await?),
            None => None,
        };
        tx.commit().await?;
        Ok(above)
    }

    /// The active distributor at the top of a tree.
    async fn top_of(&self, root: RootId) -> Result<Option<Org>, ServiceError> {
        let mut tx = self.store.begin_read(whole(root)).await?;
        let top = store::org::org_top(&mut tx).await?;
        tx.commit().await?;
        Ok(Some(top)
            .filter(|top| top.kind == OrgKind::Distributor && top.state == OrgState::Active))
    }

    /// Ends a transaction in the person's own tree by noting in the logs of both sides what was
    /// done about a wish.
    async fn handover_noted(
        &self,
        mut tx: TenantTx,
        who: &Principal,
        action: &str,
        handover: &Handover,
    ) -> Result<(), ServiceError> {
        let there = if who.scope.root == handover.to { handover.from } else { handover.to };
        for root in [who.scope.root, there] {
            tx.enter(root).await?;
            let at = match root == handover.to {
                true => store::org::org_top(&mut tx).await?.id,
                false => handover.org,
            };
            log_append(&mut tx, &self.handover_entry(who, action, handover, (root, at))).await?;
            let told = [Change::logged(at)];
            store::feed::changes_publish(&mut tx, &told, self.clock.now()).await?;
        }
        tx.commit().await?;
        self.wake.ring(handover.from);
        self.wake.ring(handover.to);
        Ok(())
    }

    /// What the log says of it at one side. The other side reads which company did it, not who.
    fn handover_entry(
        &self,
        who: &Principal,
        action: &str,
        handover: &Handover,
        (root, at): (RootId, OrgId),
    ) -> NewLogEntry {
        let own = root == who.scope.root;
        NewLogEntry {
            at: self.clock.now(),
            person: own.then_some(who.person),
            actor: if own { who.name.clone() } else { who.org_name.clone() },
            action: action.to_owned(),
            entity: "organization".to_owned(),
            entity_id: Some(handover.org.0),
            subject: Some(handover.org_name.clone()),
            org: at,
            before: json!({}),
            after: json!({ "parent": handover.to_name }),
        }
    }
}

fn views(found: Vec<Handover>) -> Vec<HandoverView> {
    found.into_iter().map(view).collect()
}

fn view(handover: Handover) -> HandoverView {
    HandoverView {
        id: handover.id,
        partner: handover.org_name,
        from: handover.from_name,
        to: handover.to_name,
        message: handover.message,
        asked_by: handover.asked_by_name,
        asked_at: handover.asked_at,
        state: handover.state,
        answered_at: handover.answered_at,
    }
}
