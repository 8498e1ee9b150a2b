//! Discounts of programs: asked for with evidence, decided by the seller, bought with once by a
//! link that is the customer's own (DOMAIN.md 1.4.5).

mod answer;
mod ask;
mod shop;
mod tell;

use crate::{ServiceError, Services, authorize};
use chrono::{DateTime, Utc};
use domain::ids::{OrgId, PersonId, ProgramRequestId};
use domain::people::{OrgKind, Principal};
use domain::policy::Action;
use domain::program::{Evidence, ProgramRequest, ProgramRequests, ProgramSeen, ProgramState, Step};
use serde_json::{Map, Value};
use std::collections::HashMap;
use std::time::Duration;
use store::TenantTx;
use store::feed::Change;
use store::log::{NewLogEntry, log_append};
use store::program::{NewEvidence, ProgramRow};

pub use ask::Incoming;

/// Requests that are shown.
const SHOWN: usize = 200;
/// Approvals that are let lapse in one transaction.
const LAPSED_AT_ONCE: i64 = 100;
/// The time in which links that are nobody's are counted.
pub(crate) const LINK_SPAN: Duration = Duration::from_secs(600);

/// Whose tries of links are counted.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) enum Visitor {
    Person(PersonId),
    Org(OrgId),
}

/// Who looks at requests, as it decides on what they may do.
struct Reader<'a> {
    who: &'a Principal,
    /// Whether its organization decides on the requests that it sees: it is above the partner, or
    /// the partner itself at the top of a tree.
    decides: bool,
    now: DateTime<Utc>,
}

impl Reader<'_> {
    /// Whether it may take this step, whoever was faster.
    fn may(&self, row: &ProgramRow, step: Step) -> bool {
        let own = row.partner.id == self.who.org && self.who.may(Action::Buy);
        let seller = self.decides && self.who.may(Action::AnswerOrders);
        match step {
            Step::Approve | Step::Decline => seller,
            // The seller takes back what it gave.
            Step::Withdraw => own || (seller && row.state == ProgramState::Approved),
            Step::Use | Step::Expire => false,
        }
    }

    /// Whether it may open what shows that a customer may have a discount: not everybody who may
    /// know of it.
    fn opens(&self) -> bool {
        self.who.may(Action::Buy) || self.who.may(Action::AnswerOrders)
    }

    fn shown(&self, row: ProgramRow, evidence: Vec<Evidence>) -> ProgramRequest {
        let state = row.grant().state_at(self.now);
        let possible = |step: &Step| self.may(&row, *step) && state.after(*step).is_ok();
        let may = Step::ALL.into_iter().filter(possible).collect();
        let may_link = state == ProgramState::Approved && self.may(&row, Step::Withdraw);
        ProgramRequest {
            id: row.id,
            version: row.version,
            partner: row.partner,
            customer: row.customer,
            program: row.program,
            state,
            message: row.message.unwrap_or_default(),
            person: row.person.1,
            created_at: row.created_at,
            approval: row.approval,
            decided: row.decided,
            reason: row.reason.unwrap_or_default(),
            order: row.order,
            ended_at: row.ended_at,
            evidence: if self.opens() { evidence } else { Vec::new() },
            may,
            may_link,
        }
    }
}

impl Services {
    /// The newest requests that this person may see: its organization's own, and those that it
    /// decides on.
    ///
    /// # Errors
    /// `Forbidden`.
    pub async fn program_requests(&self, who: &Principal) -> Result<ProgramRequests, ServiceError> {
        authorize(who, Action::ViewOrders)?;
        let mut tx = self.store.begin_read(who.scope).await?;
        let pos = store::feed::feed_pos(&mut tx).await?;
        let limit = i64::try_from(SHOWN + 1).unwrap_or(i64::MAX);
        let mut rows = store::program::program_list(&mut tx, limit).await?;
        let more = rows.len() > SHOWN;
        rows.truncate(SHOWN);
        let ids: Vec<ProgramRequestId> = rows.iter().map(|row| row.id).collect();
        let mut files: HashMap<ProgramRequestId, Vec<Evidence>> = HashMap::new();
        for (id, file) in store::program::evidence_list(&mut tx, &ids).await? {
            files.entry(id).or_default().push(file);
        }
        let reader = self.program_reader(&mut tx, who).await?;
        tx.commit().await?;
        let shown = |row: ProgramRow| {
            let files = files.remove(&row.id).unwrap_or_default();
            reader.shown(row, files)
        };
        Ok(ProgramRequests { requests: rows.into_iter().map(shown).collect(), more, pos })
    }

    /// One request.
    ///
    /// # Errors
    /// `Forbidden`, `NotFound`.
    pub async fn program_request(
        &self,
        who: &Principal,
        id: ProgramRequestId,
    ) -> Result<ProgramSeen, ServiceError> {
        authorize(who, Action::ViewOrders)?;
        let mut tx = self.store.begin_read(who.scope).await?;
        let pos = store::feed::feed_pos(&mut tx).await?;
        let row = store::program::program_get(&mut tx, id).await?;
        let reader = self.program_reader(&mut tx, who).await?;
        let request = self.program_shown(&mut tx, &reader, row).await?;
        tx.commit().await?;
        Ok(ProgramSeen { request, pos })
    }

    /// A file of a request, by its place from 0 on.
    ///
    /// # Errors
    /// `Forbidden`, `NotFound`.
    pub async fn program_evidence(
        &self,
        who: &Principal,
        id: ProgramRequestId,
        place: i16,
    ) -> Result<NewEvidence, ServiceError> {
        if !who.may(Action::AnswerOrders) {
            authorize(who, Action::Buy)?;
        }
        let mut tx = self.store.begin_read(who.scope).await?;
        let file = store::program::evidence_get(&mut tx, id, place).await?;
        tx.commit().await?;
        Ok(file)
    }

    /// Ends approvals that nobody used in time; how many.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn programs_tidy(&self) -> Result<u64, ServiceError> {
        let (now, mut ended) = (self.clock.now(), 0);
        for root in self.store.root_list().await? {
            let mut tx = self.store.begin(store::whole(root)).await?;
            let lapsed = store::program::programs_lapsed(&mut tx, now, LAPSED_AT_ONCE).await?;
            let mut changes = Vec::new();
            for id in lapsed {
                let row = store::program::program_lock(&mut tx, id).await?;
                let Ok(state) = row.state.after(Step::Expire) else { continue };
                let after = ProgramRow { state, ended_at: Some(now), ..row };
                store::program::program_update(&mut tx, &after).await?;
                let entry = NewLogEntry {
                    person: None,
                    actor: "Seatkeeper".to_owned(),
                    ..entry(None, "discount-expired", &after, &[], now)
                };
                log_append(&mut tx, &entry).await?;
                changes.push(Change::discount("discount-expired", after.partner.id));
                ended += 1;
            }
            if !changes.is_empty() {
                store::feed::changes_publish(&mut tx, &changes, now).await?;
            }
            tx.commit().await?;
            self.wake.ring(root);
        }
        Ok(ended)
    }

    async fn program_reader<'a>(
        &self,
        tx: &mut TenantTx,
        who: &'a Principal,
    ) -> Result<Reader<'a>, ServiceError> {
        let decides = match who.org_kind {
            OrgKind::Distributor => true,
            OrgKind::Partner => store::org::org_get(tx, who.org).await?.parent.is_none(),
            OrgKind::Customer => false,
        };
        Ok(Reader { who, decides, now: self.clock.now() })
    }

    async fn program_shown(
        &self,
        tx: &mut TenantTx,
        reader: &Reader<'_>,
        row: ProgramRow,
    ) -> Result<ProgramRequest, ServiceError> {
        let files = store::program::evidence_list(tx, &[row.id]).await?;
        Ok(reader.shown(row, files.into_iter().map(|(_, file)| file).collect()))
    }

    /// Writes the log's entry of something done to a request, publishes it, commits, and rings.
    async fn program_commit(
        &self,
        mut tx: TenantTx,
        who: &Principal,
        action: &'static str,
        row: &ProgramRow,
        fields: &[(&str, Value)],
    ) -> Result<(), ServiceError> {
        let now = self.clock.now();
        log_append(&mut tx, &entry(Some(who), action, row, fields, now)).await?;
        let change = Change::discount(action, row.partner.id);
        store::feed::changes_publish(&mut tx, &[change], now).await?;
        tx.commit().await?;
        self.wake.ring(who.scope.root);
        self.ring_mail();
        Ok(())
    }
}

/// The log's entry of something done to a request.
fn entry(
    who: Option<&Principal>,
    action: &str,
    row: &ProgramRow,
    fields: &[(&str, Value)],
    now: DateTime<Utc>,
) -> NewLogEntry {
    let after: Map<String, Value> =
        fields.iter().map(|(key, value)| ((*key).to_owned(), value.clone())).collect();
    NewLogEntry {
        at: now,
        person: who.map(|who| who.person),
        actor: who.map(|who| who.name.clone()).unwrap_or_default(),
        action: action.to_owned(),
        entity: "discount".to_owned(),
        entity_id: Some(row.id.0),
        subject: Some(row.customer.name.clone()),
        org: row.partner.id,
        before: Value::Object(Map::new()),
        after: Value::Object(after),
    }
}
