//! Discounts for education, non-profits, charities, students and teachers (DOMAIN.md 1.4.5): asked
//! for with evidence, approved by the distributor, used once by a link that is the customer's own.

mod approval;
mod evidence;
mod view;

pub use approval::{Approval, ApprovalDraft, Grant, LICENSES, PERCENT, VALID_DAYS};
pub use evidence::{
    Evidence, EvidenceKind, HEAD_BYTES, MAX_FILE_BYTES, MAX_FILE_MIB, MAX_FILES, Upload, evidence,
};
pub use view::{
    MAX_OPEN, ProgramBought, ProgramChoice, ProgramDraft, ProgramLink, ProgramOffer, ProgramPrice,
    ProgramRequest, ProgramRequests, ProgramSeen, ProgramShop, TEXT_CHARS, UseProgram,
};

use serde::{Deserialize, Serialize};

/// Whom a discount is for.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Program {
    /// Schools and universities.
    Education,
    /// Organizations that make no profit.
    NonProfit,
    /// Charities.
    Charity,
    /// Who studies.
    Student,
    /// Who teaches.
    Teacher,
}

impl Program {
    /// Every program.
    pub const ALL: [Self; 5] =
        [Self::Education, Self::NonProfit, Self::Charity, Self::Student, Self::Teacher];
    /// Their stable names, in the same order: what grids show.
    pub const SLUGS: &[&str] = &["education", "non-profit", "charity", "student", "teacher"];

    /// The stable name used in the database and in messages.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Education => "education",
            Self::NonProfit => "non-profit",
            Self::Charity => "charity",
            Self::Student => "student",
            Self::Teacher => "teacher",
        }
    }

    /// The program with this slug.
    #[must_use]
    pub fn from_slug(slug: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|program| program.slug() == slug)
    }
}

/// Where a request for a discount stands.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ProgramState {
    /// The distributor has to decide.
    Requested,
    /// The customer has a link and has not used it.
    Approved,
    /// The distributor said no.
    Declined,
    /// It was taken back.
    Withdrawn,
    /// The customer bought with it.
    Used,
    /// The customer did not buy in time.
    Expired,
}

impl ProgramState {
    /// Every state, those first that somebody has to do something about.
    pub const ALL: [Self; 6] = [
        Self::Requested,
        Self::Approved,
        Self::Declined,
        Self::Withdrawn,
        Self::Used,
        Self::Expired,
    ];
    /// Their stable names, in the same order: what grids show.
    pub const SLUGS: &[&str] =
        &["requested", "approved", "declined", "withdrawn", "used", "expired"];

    /// The stable name used in the database and in messages.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Requested => "requested",
            Self::Approved => "approved",
            Self::Declined => "declined",
            Self::Withdrawn => "withdrawn",
            Self::Used => "used",
            Self::Expired => "expired",
        }
    }

    /// The state with this slug.
    #[must_use]
    pub fn from_slug(slug: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.slug() == slug)
    }

    /// The state after a step; this is the only rule of what can follow what.
    ///
    /// # Errors
    /// Why the step is not possible: [`Refusal::Decided`], [`Refusal::Ended`],
    /// [`Refusal::NotApproved`], [`Refusal::Used`], [`Refusal::Expired`].
    pub const fn after(self, step: Step) -> Result<Self, Refusal> {
        match (self, step) {
            (Self::Requested, Step::Approve) => Ok(Self::Approved),
            (Self::Requested, Step::Decline) => Ok(Self::Declined),
            (Self::Requested | Self::Approved, Step::Withdraw) => Ok(Self::Withdrawn),
            (Self::Approved, Step::Use) => Ok(Self::Used),
            (Self::Approved, Step::Expire) => Ok(Self::Expired),
            (Self::Approved | Self::Declined, Step::Approve | Step::Decline) => {
                Err(Refusal::Decided)
            }
            (_, Step::Approve | Step::Decline | Step::Withdraw) => Err(Refusal::Ended),
            (Self::Used, Step::Use | Step::Expire) => Err(Refusal::Used),
            (Self::Expired, Step::Use | Step::Expire) => Err(Refusal::Expired),
            (_, Step::Use | Step::Expire) => Err(Refusal::NotApproved),
        }
    }
}

/// What happens to a request.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Step {
    /// The distributor says yes.
    Approve,
    /// The distributor says no.
    Decline,
    /// Who asked takes it back, or the distributor what it had approved.
    Withdraw,
    /// The customer buys with it.
    Use,
    /// Its time is over.
    Expire,
}

impl Step {
    /// Every step.
    pub const ALL: [Self; 5] =
        [Self::Approve, Self::Decline, Self::Withdraw, Self::Use, Self::Expire];

    /// The stable name used in logs and messages.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Approve => "approve",
            Self::Decline => "decline",
            Self::Withdraw => "withdraw",
            Self::Use => "use",
            Self::Expire => "expire",
        }
    }
}

/// Why something is not done with a request or a discount.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "kebab-case")]
pub enum Refusal {
    /// The distributor has decided.
    #[error("the request is decided")]
    Decided,
    /// It was taken back, used, or its time is over.
    #[error("the request has ended")]
    Ended,
    /// The distributor has not said yes, or it was taken back.
    #[error("the discount is not approved")]
    NotApproved,
    /// The link works once.
    #[error("the discount was used")]
    Used,
    /// The link's time is over.
    #[error("the discount has expired")]
    Expired,
    /// The link is another customer's. Whoever answers may say no more than that there is none.
    #[error("the discount is another customer's")]
    OtherCustomer,
    /// No license was asked for.
    #[error("no license is bought")]
    Nothing,
    /// More licenses were asked for than were approved.
    #[error("more licenses than were approved")]
    TooMany,
}

impl Refusal {
    /// Every reason.
    pub const ALL: [Self; 8] = [
        Self::Decided,
        Self::Ended,
        Self::NotApproved,
        Self::Used,
        Self::Expired,
        Self::OtherCustomer,
        Self::Nothing,
        Self::TooMany,
    ];

    /// The stable name used in answers and messages (`error-<slug>`).
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Decided => "program-decided",
            Self::Ended => "program-ended",
            Self::NotApproved => "program-not-approved",
            Self::Used => "program-used",
            Self::Expired => "program-expired",
            Self::OtherCustomer => "program-other-customer",
            Self::Nothing => "program-nothing",
            Self::TooMany => "program-too-many",
        }
    }
}
