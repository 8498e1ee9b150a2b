//! Asking for a discount.

use super::ServiceError;
use crate::orders::{Known, obstacle};
use crate::{Services, authorize};
use domain::field::FieldError;
use domain::ids::ProgramRequestId;
use domain::license::OrgRef;
use domain::mail::DiscountNews;
use domain::people::Principal;
use domain::policy::Action;
use domain::program::{HEAD_BYTES, MAX_FILE_BYTES, MAX_OPEN, ProgramDraft, Upload, evidence};
use serde_json::json;
use store::program::{NewEvidence, ProgramRow};

/// A file as it arrives.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Incoming {
    /// Its name as the browser tells it.
    pub name: String,
    /// Its size in bytes.
    pub size: u64,
    /// Its content; of one that is too large its beginning.
    pub content: Vec<u8>,
}

impl Incoming {
    /// Takes the next piece of the file. What is larger than allowed is counted and not kept.
    pub fn take(&mut self, piece: &[u8]) {
        self.size += piece.len() as u64;
        if self.size <= MAX_FILE_BYTES {
            self.content.extend_from_slice(piece);
        } else {
            self.content.truncate(HEAD_BYTES);
            self.content.shrink_to_fit();
        }
    }

    /// The file as the rule looks at it.
    #[must_use]
    pub fn upload(&self) -> Upload<'_> {
        let head = self.content.get(..HEAD_BYTES).unwrap_or(&self.content);
        Upload { name: &self.name, size: self.size, head }
    }
}

impl Services {
    /// Asks the distributor for a discount for a customer; the request. Sent twice it is one.
    ///
    /// # Errors
    /// `Forbidden`; `Invalid` as [`ProgramDraft::parse`] and [`evidence`]; on `customer`
    /// `order-customer-…` for one that is not there or takes nothing, `program-many` (arg `max`)
    /// when so many wait already.
    pub async fn program_ask(
        &self,
        who: &Principal,
        draft: ProgramDraft,
        files: Vec<Incoming>,
    ) -> Result<ProgramRequestId, ServiceError> {
        authorize(who, Action::Buy)?;
        let mut wrong = Vec::new();
        let uploads: Vec<Upload<'_>> = files.iter().map(Incoming::upload).collect();
        let kept = evidence(&uploads).unwrap_or_else(|errors| {
            wrong.extend(errors);
            Vec::new()
        });
        let (id, customer) = (draft.id, draft.customer);
        let draft = draft.parse().map_err(|error| wrong.push(error)).ok();
        let mut tx = self.store.begin(who.scope).await?;
        if store::program::program_get(&mut tx, id)
            .await
            .is_ok_and(|row| row.partner.id == who.org && row.person.0 == who.person)
        {
            return Ok(id);
        }
        let known = Known::of(&mut tx, who.org, [customer]).await?;
        let code = match known.get(customer) {
            None => Some("order-customer-unknown"),
            Some((_, state)) => obstacle(*state),
        };
        wrong.extend(code.map(|code| FieldError::new("customer", code)));
        let waiting = store::program::programs_open(&mut tx, who.org).await?;
        if usize::try_from(waiting).is_ok_and(|waiting| waiting >= MAX_OPEN) {
            wrong.push(FieldError::new("customer", "program-many").with("max", MAX_OPEN));
        }
        let (Some(draft), Some((customer, _)), true) =
            (draft, known.get(customer).cloned(), wrong.is_empty())
        else {
            return Err(ServiceError::Invalid(wrong));
        };
        let own = OrgRef { id: who.org, name: who.org_name.clone() };
        let (person, now) = ((who.person, who.name.clone()), self.clock.now());
        let row = ProgramRow {
            id,
            message: Some(draft.message).filter(|message| !message.is_empty()),
            ..ProgramRow::asked((own, customer), draft.program, person, now)
        };
        let contents = files.into_iter().map(|file| file.content);
        let files: Vec<NewEvidence> = kept
            .into_iter()
            .zip(contents)
            .map(|(file, content)| NewEvidence { file, content })
            .collect();
        if !store::program::program_insert(&mut tx, &row, &files).await? {
            // The same request at the same moment was faster; an id of somebody else's is none.
            let there = store::program::program_get(&mut tx, id).await?;
            return if there.partner.id == who.org { Ok(id) } else { Err(ServiceError::NotFound) };
        }
        self.discount_tell(&mut tx, &row, DiscountNews::Asked, None).await?;
        let fields = [("program", json!(row.program.slug())), ("files", json!(files.len()))];
        self.program_commit(tx, who, "discount-asked", &row, &fields).await?;
        metrics::counter!("seatkeeper_discounts_total", "step" => "asked").increment(1);
        Ok(id)
    }
}
