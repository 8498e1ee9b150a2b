//! What a change does to one license, as far as the license alone decides it.

use super::internal;
use super::undo::{Customers, unassign};
use crate::ServiceError;
use chrono::NaiveDate;
use domain::assign::{Recipient, assign};
use domain::bulk::BulkAction;
use domain::field::FieldError;
use domain::ids::OrgId;
use domain::license::{LicenseRow, LicenseStatus, OrgRef};
use domain::note;
use domain::organization::give_obstacle;
use domain::people::OrgKind;
use domain::renewal::Agreed;
use store::TenantTx;
use store::bulk::{BulkJob, BulkRow, Changes};

/// What is done to each license.
#[derive(Clone, Debug)]
pub(super) enum Task {
    /// Its note becomes this.
    Note(Option<String>),
    /// Its note becomes again what it was, where it is still this.
    Restore(Option<String>),
    /// It is renewed.
    Renew {
        /// For how many years; without, only with a coupon.
        years: Option<i16>,
        /// With a fitting coupon where there is one.
        coupons: bool,
        /// Also what was renewed within a day.
        again: bool,
        /// Whatever it costs, and not only at what each license cost at the start.
        any_price: bool,
    },
    /// It goes to this customer.
    Assign {
        to: Recipient,
        /// Licenses were chosen one by one.
        named: bool,
    },
    /// Its renewal is taken back.
    Unrenew,
    /// It goes back to the customer it had, where it is still this one's.
    Unassign(OrgId),
}

/// What becomes of one license.
#[derive(Clone, PartialEq, Debug)]
pub(super) enum Verdict {
    /// It is written, under this name in the log.
    Write(&'static str, Box<LicenseRow>),
    /// It is renewed, if the rules of renewals allow it.
    Renew,
    /// It has been written already.
    Done,
    /// It is as wanted already.
    Same,
    /// It is left as it is.
    Refuse(FieldError),
}

impl Task {
    /// What an action does; a customer is looked up.
    pub(super) async fn of(
        tx: &mut TenantTx,
        action: &BulkAction,
        named: bool,
    ) -> Result<Self, ServiceError> {
        Ok(match action {
            BulkAction::SetNote { text } => Self::Note(note::parse(text)?),
            BulkAction::Renew { years, coupons, again, price } => Self::Renew {
                years: *years,
                coupons: *coupons,
                again: *again,
                any_price: *price == Agreed::AnyPrice,
            },
            BulkAction::Assign { customer } => {
                let org = store::org::org_get(tx, *customer).await?;
                if let Some(obstacle) = give_obstacle(org.state, &org.name) {
                    return Err(obstacle.into());
                }
                let customer = OrgRef { id: org.id, name: org.name };
                match (org.kind, org.parent) {
                    (OrgKind::Customer, Some(partner)) => {
                        Self::Assign { to: Recipient { customer, partner }, named }
                    }
                    _ => return Err(ServiceError::NotFound),
                }
            }
        })
    }

    /// What takes a change back; none for one that takes another back itself.
    pub(super) fn undoing(
        job: &BulkJob,
        action: &BulkAction,
    ) -> Result<Option<Self>, ServiceError> {
        if job.undo_of.is_some() {
            return Ok(None);
        }
        Ok(Some(match action {
            BulkAction::SetNote { text } => {
                Self::Restore(note::parse(text).map_err(|error| internal(error.code))?)
            }
            BulkAction::Renew { .. } => Self::Unrenew,
            BulkAction::Assign { customer } => Self::Unassign(*customer),
        }))
    }

    /// What of a license it changes.
    pub(super) fn changes(&self) -> Changes {
        match self {
            Self::Note(_) | Self::Restore(_) => Changes::Note,
            Self::Renew { .. } | Self::Unrenew => Changes::Expires,
            Self::Assign { .. } | Self::Unassign(_) => Changes::Customer,
        }
    }

    /// What becomes of a license, given how it was when the change began and how it is now;
    /// `known` are customers that it may go back to.
    pub(super) fn judge(
        &self,
        row: &BulkRow,
        license: Option<&LicenseRow>,
        known: &Customers,
        today: NaiveDate,
    ) -> Verdict {
        let Some(license) = license else { return refuse("not-found") };
        let noted = |note: &Option<String>| {
            Verdict::Write(
                "note-edited",
                Box::new(LicenseRow { note: note.clone(), ..license.clone() }),
            )
        };
        let changed = self.value(license) != row.before;
        match self {
            Self::Note(note) if license.note == *note => Verdict::Same,
            Self::Restore(_) if license.note == row.before => Verdict::Same,
            Self::Restore(written) if license.note == *written => noted(&row.before),
            Self::Restore(_) => refuse("undo-changed-since"),
            Self::Unassign(given) => unassign(*given, row, license, known, today),
            _ if changed => refuse("bulk-changed-since"),
            Self::Note(note) => noted(note),
            Self::Renew { .. } => Verdict::Renew,
            // Orders and coupons decide, not the license alone.
            Self::Unrenew => refuse("internal"),
            Self::Assign { to, named } => match assign(license, to, *named, today) {
                Err(why) => refuse(why.slug()),
                Ok(after) if after == *license => Verdict::Same,
                Ok(after) if license.status(today) == LicenseStatus::Unused => {
                    Verdict::Write("activated", Box::new(after))
                }
                Ok(after) => Verdict::Write("assigned", Box::new(after)),
            },
        }
    }

    /// What a license has of what is changed, as it was kept when the change began.
    fn value(&self, license: &LicenseRow) -> Option<String> {
        match self.changes() {
            Changes::Note => license.note.clone(),
            Changes::Expires => license.expires.map(|day| day.to_string()),
            Changes::Customer => license.customer.as_ref().map(|customer| customer.id.to_string()),
        }
    }
}

pub(super) fn refuse(code: &str) -> Verdict {
    Verdict::Refuse(FieldError::new("license", code))
}
