//! What the seller decides, taking back, and the link.

use super::{Reader, ServiceError};
use crate::auth::{new_token, token_hash};
use crate::{Services, authorize};
use domain::field::FieldError;
use domain::ids::ProgramRequestId;
use domain::mail::DiscountNews;
use domain::note::parse_lines;
use domain::people::Principal;
use domain::policy::Action;
use domain::program::{
    ApprovalDraft, ProgramLink, ProgramRequest, ProgramState, Refusal, Step, TEXT_CHARS,
};
use serde_json::json;
use store::TenantTx;
use store::program::ProgramRow;

impl Services {
    /// Says yes: the customer gets a link, which is told this once.
    ///
    /// # Errors
    /// `Forbidden`, `NotFound`; `Refused` with the rule's reason; `Conflict` when it changed
    /// meanwhile; `Invalid` as [`ApprovalDraft::parse`].
    pub async fn program_approve(
        &self,
        who: &Principal,
        id: ProgramRequestId,
        version: i32,
        draft: ApprovalDraft,
    ) -> Result<ProgramLink, ServiceError> {
        authorize(who, Action::AnswerOrders)?;
        let now = self.clock.now();
        let approval = draft.parse(now).map_err(ServiceError::Invalid)?;
        let mut tx = self.store.begin(who.scope).await?;
        let (reader, row) = self.program_for(&mut tx, who, (id, version), Step::Approve).await?;
        let after = ProgramRow {
            approval: Some(approval),
            seller: Some(who.org),
            decided: Some((who.name.clone(), now)),
            ..row
        };
        let after = self.program_write(&mut tx, after, Step::Approve).await?;
        let path = self.program_new_link(&mut tx, &after).await?;
        self.discount_tell(&mut tx, &after, DiscountNews::Approved, Some(&path)).await?;
        let request = self.program_shown(&mut tx, &reader, after.clone()).await?;
        let fields = [
            ("percent", json!(approval.percent)),
            ("count", json!(approval.licenses)),
            ("until", json!(approval.until.date_naive())),
        ];
        self.program_commit(tx, who, "discount-approved", &after, &fields).await?;
        metrics::counter!("seatkeeper_discounts_total", "step" => "approved").increment(1);
        Ok(ProgramLink { request, path })
    }

    /// Says no, and why.
    ///
    /// # Errors
    /// `Forbidden`, `NotFound`, `Refused`, `Conflict`; as [`parse_lines`] on `reason`, and
    /// `program-reason` when none is given.
    pub async fn program_decline(
        &self,
        who: &Principal,
        id: ProgramRequestId,
        version: i32,
        reason: &str,
    ) -> Result<ProgramRequest, ServiceError> {
        authorize(who, Action::AnswerOrders)?;
        let reason = parse_lines("reason", reason, TEXT_CHARS)?;
        if reason.is_empty() {
            return Err(FieldError::new("reason", "program-reason").into());
        }
        let ends = (Step::Decline, DiscountNews::Declined, "discount-declined");
        self.program_end(who, (id, version), ends, reason).await
    }

    /// Takes a request back, or what was approved and not used: its link is good for nothing then.
    ///
    /// # Errors
    /// `Forbidden`, `NotFound`, `Refused`, `Conflict`; as [`parse_lines`] on `reason`.
    pub async fn program_withdraw(
        &self,
        who: &Principal,
        id: ProgramRequestId,
        version: i32,
        reason: &str,
    ) -> Result<ProgramRequest, ServiceError> {
        if !who.may(Action::AnswerOrders) {
            authorize(who, Action::Buy)?;
        }
        let reason = parse_lines("reason", reason, TEXT_CHARS)?;
        let ends = (Step::Withdraw, DiscountNews::Withdrawn, "discount-withdrawn");
        self.program_end(who, (id, version), ends, reason).await
    }

    async fn program_end(
        &self,
        who: &Principal,
        which: (ProgramRequestId, i32),
        (step, news, action): (Step, DiscountNews, &'static str),
        reason: String,
    ) -> Result<ProgramRequest, ServiceError> {
        let now = self.clock.now();
        let mut tx = self.store.begin(who.scope).await?;
        let (reader, row) = self.program_for(&mut tx, who, which, step).await?;
        let decided = match step {
            Step::Decline => Some((who.name.clone(), now)),
            _ => row.decided,
        };
        let reason = Some(reason).filter(|reason| !reason.is_empty());
        let after = ProgramRow { decided, reason, ended_at: Some(now), ..row };
        let after = self.program_write(&mut tx, after, step).await?;
        // Whoever takes its own wish back knows.
        if after.partner.id != who.org {
            self.discount_tell(&mut tx, &after, news, None).await?;
        }
        let request = self.program_shown(&mut tx, &reader, after.clone()).await?;
        let said = json!(after.reason.clone().unwrap_or_default());
        self.program_commit(tx, who, action, &after, &[("reason", said)]).await?;
        Ok(request)
    }

    /// Gives an approved request a new link, which is told this once; the one before is good for
    /// nothing any more.
    ///
    /// # Errors
    /// `Forbidden`, `NotFound`; `Refused` when there is nothing to buy with it any more.
    pub async fn program_link(
        &self,
        who: &Principal,
        id: ProgramRequestId,
    ) -> Result<ProgramLink, ServiceError> {
        if !who.may(Action::AnswerOrders) {
            authorize(who, Action::Buy)?;
        }
        let mut tx = self.store.begin(who.scope).await?;
        let row = store::program::program_lock(&mut tx, id).await?;
        let reader = self.program_reader(&mut tx, who).await?;
        let state = row.grant().state_at(self.clock.now());
        state.after(Step::Use).map_err(refused)?;
        if !reader.may(&row, Step::Withdraw) {
            return Err(ServiceError::Forbidden);
        }
        let path = self.program_new_link(&mut tx, &row).await?;
        let request = self.program_shown(&mut tx, &reader, row.clone()).await?;
        self.program_commit(tx, who, "discount-link-renewed", &row, &[]).await?;
        Ok(ProgramLink { request, path })
    }

    async fn program_new_link(
        &self,
        tx: &mut TenantTx,
        row: &ProgramRow,
    ) -> Result<String, ServiceError> {
        let secret = new_token();
        store::program::program_link(tx, row.id, &token_hash(&secret)).await?;
        Ok(format!("/discount/{secret}"))
    }

    /// Locks a request to take a step with it.
    async fn program_for<'a>(
        &self,
        tx: &mut TenantTx,
        who: &'a Principal,
        (id, version): (ProgramRequestId, i32),
        step: Step,
    ) -> Result<(Reader<'a>, ProgramRow), ServiceError> {
        let row = store::program::program_lock(tx, id).await?;
        let reader = self.program_reader(tx, who).await?;
        // Somebody who was faster is told of rather than a right that went with it.
        row.grant().state_at(reader.now).after(step).map_err(refused)?;
        if !reader.may(&row, step) {
            return Err(ServiceError::Forbidden);
        }
        if row.version != version {
            return Err(ServiceError::Conflict(None));
        }
        Ok((reader, row))
    }

    /// Writes what became of a request by a step; it afterwards.
    async fn program_write(
        &self,
        tx: &mut TenantTx,
        row: ProgramRow,
        step: Step,
    ) -> Result<ProgramRow, ServiceError> {
        let state: ProgramState = row.state.after(step).map_err(refused)?;
        let row = ProgramRow { state, ..row };
        let version = store::program::program_update(tx, &row).await?;
        Ok(ProgramRow { version, ..row })
    }
}

pub(super) fn refused(refusal: Refusal) -> ServiceError {
    ServiceError::Refused(refusal.slug())
}
