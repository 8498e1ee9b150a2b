//! Invoices as those who may see them do, and locking them.

use super::amount;
use crate::{ServiceError, Services, authorize};
use domain::billing::{Invoice, InvoiceDetail, InvoiceState};
use domain::ids::{InvoiceId, OrgId};
use domain::people::Principal;
use domain::policy::Action;
use serde_json::json;
use store::TenantTx;
use store::feed::Change;
use store::log::{NewLogEntry, log_append};
use store::org::Org;

/// Most invoices of a list.
const LISTED: i64 = 500;
/// Most lines that are read at once.
const LINES: u32 = 1_000;

impl Services {
    /// The newest invoices in this person's scope, of one partner or of all.
    ///
    /// # Errors
    /// `Forbidden`.
    pub async fn invoice_list(
        &self,
        who: &Principal,
        partner: Option<OrgId>,
    ) -> Result<Vec<Invoice>, ServiceError> {
        authorize(who, Action::ViewOrders)?;
        let mut tx = self.store.begin_read(who.scope).await?;
        let invoices = store::billing::invoices_of(&mut tx, partner, LISTED).await?;
        tx.commit().await?;
        Ok(invoices)
    }

    /// An invoice with `len` of its lines (at most 1,000) from `start` on, by customer.
    ///
    /// # Errors
    /// `Forbidden`, `NotFound`.
    pub async fn invoice_get(
        &self,
        who: &Principal,
        id: InvoiceId,
        (start, len): (u32, u32),
    ) -> Result<InvoiceDetail, ServiceError> {
        authorize(who, Action::ViewOrders)?;
        let mut tx = self.store.begin_read(who.scope).await?;
        let invoice = store::billing::invoice_get(&mut tx, id).await?;
        let place = (i64::from(start), i64::from(len.min(LINES)));
        let lines = store::billing::lines_of(&mut tx, &self.catalog, id, place).await?;
        let may_lock = self.judge_lock(&mut tx, who, &invoice).await.is_ok();
        tx.commit().await?;
        Ok(InvoiceDetail { invoice, lines, may_lock })
    }

    /// Gives a draft its number. From then on its lines stay as they are, and what becomes known
    /// of its month is a line of a later one. It is the seller who locks, at the top of a tree
    /// the partner itself.
    ///
    /// # Errors
    /// `Refused` with `invoice-locked` or `invoice-month-running`; `Forbidden`, `NotFound`, or
    /// `Conflict` when the version is stale.
    pub async fn invoice_lock(
        &self,
        who: &Principal,
        id: InvoiceId,
        version: i32,
    ) -> Result<Invoice, ServiceError> {
        authorize(who, Action::AnswerOrders)?;
        let now = self.clock.now();
        let mut tx = self.store.begin(who.scope).await?;
        let before = store::billing::invoice_get(&mut tx, id).await?;
        self.judge_lock(&mut tx, who, &before).await?;
        if before.version != version {
            return Err(ServiceError::Conflict(None));
        }
        let number = store::billing::invoice_number(&mut tx, before.partner.id).await?;
        store::billing::invoice_lock(&mut tx, (id, version), &number, now).await?;
        let after = store::billing::invoice_get(&mut tx, id).await?;
        let entry = NewLogEntry {
            at: now,
            person: Some(who.person),
            actor: who.name.clone(),
            action: "invoice-locked".to_owned(),
            entity: "invoice".to_owned(),
            entity_id: Some(id.0),
            subject: Some(number),
            org: after.partner.id,
            before: json!({}),
            after: json!({
                "month": after.month.to_string(),
                "lines": after.lines,
                "net": amount(after.net),
            }),
        };
        log_append(&mut tx, &entry).await?;
        let change = Change::invoice("invoice-locked", after.partner.id);
        store::feed::changes_publish(&mut tx, &[change], now).await?;
        tx.commit().await?;
        self.wake.ring(who.scope.root);
        Ok(after)
    }

    /// Whether this person may lock an invoice now.
    async fn judge_lock(
        &self,
        tx: &mut TenantTx,
        who: &Principal,
        invoice: &Invoice,
    ) -> Result<(), ServiceError> {
        let partner = store::org::org_get(tx, invoice.partner.id).await?;
        if !who.may(Action::AnswerOrders) || who.org != seller(&partner) {
            return Err(ServiceError::Forbidden);
        }
        if invoice.state == InvoiceState::Locked {
            return Err(ServiceError::Refused("invoice-locked"));
        }
        let head = store::billing::head_read(tx).await?;
        let closed = head.is_some_and(|head| invoice.month <= head.closed);
        match closed && invoice.month.is_over(self.clock.today()) {
            true => Ok(()),
            false => Err(ServiceError::Refused("invoice-month-running")),
        }
    }
}

/// Who makes an organization's invoices: the one above it, or itself at the top.
fn seller(partner: &Org) -> OrgId {
    partner.parent.unwrap_or(partner.id)
}
