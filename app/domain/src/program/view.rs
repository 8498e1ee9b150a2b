//! Requests as they are asked for, shown, and bought with.

use super::{Approval, Evidence, Program, ProgramState, Step};
use crate::catalog::Catalog;
use crate::field::FieldError;
use crate::ids::{OrderId, OrgId, ProgramRequestId};
use crate::license::{CatalogRef, OrgRef};
use crate::money::Money;
use crate::note::parse_lines;
use crate::order::{CheckoutDraft, LineDraft, Recipient};
use crate::price::LinePrice;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The longest message or reason, in characters.
pub const TEXT_CHARS: usize = 1_000;
/// Most requests of a partner that the distributor has not decided.
pub const MAX_OPEN: usize = 50;

/// A request as somebody writes it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProgramDraft {
    /// Made once per intent: sent twice it is one request.
    pub id: ProgramRequestId,
    /// Whom the discount is for.
    pub customer: OrgId,
    /// Why it may have one.
    pub program: Program,
    /// What is said besides; may be empty.
    pub message: String,
}

impl ProgramDraft {
    /// The request as it is stored: texts trimmed.
    ///
    /// # Errors
    /// As [`parse_lines`] on `message`.
    pub fn parse(self) -> Result<Self, FieldError> {
        let message = parse_lines("message", &self.message, TEXT_CHARS)?;
        Ok(Self { message, ..self })
    }
}

/// A request as those who may see it do.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct ProgramRequest {
    /// Its id.
    pub id: ProgramRequestId,
    /// Raised by every write.
    pub version: i32,
    /// Who asks.
    pub partner: OrgRef,
    /// Whom the discount is for.
    pub customer: OrgRef,
    /// Why.
    pub program: Program,
    /// Where it stands now.
    pub state: ProgramState,
    /// What was said besides; empty for nothing.
    pub message: String,
    /// Name of who asked.
    pub person: String,
    /// When.
    pub created_at: DateTime<Utc>,
    /// What was approved, if it was.
    pub approval: Option<Approval>,
    /// Name of who decided, and when.
    pub decided: Option<(String, DateTime<Utc>)>,
    /// Why it was declined or withdrawn; empty for nothing said.
    pub reason: String,
    /// What was bought with it.
    pub order: Option<OrderId>,
    /// When it was used, withdrawn, declined, or its time was over.
    pub ended_at: Option<DateTime<Utc>>,
    /// What shows that the customer may have it, by place.
    pub evidence: Vec<Evidence>,
    /// What the reader may do.
    pub may: Vec<Step>,
    /// Whether the reader may make a new link: the one before is good for nothing then.
    pub may_link: bool,
}

/// A request as it is read.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct ProgramSeen {
    /// The request.
    pub request: ProgramRequest,
    /// The feed's position that it was read at.
    pub pos: i64,
}

/// The newest requests that somebody may see.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct ProgramRequests {
    /// Those first that somebody has to decide, then the newest.
    pub requests: Vec<ProgramRequest>,
    /// Whether there are more than are shown.
    pub more: bool,
    /// The feed's position that all of this was read at.
    pub pos: i64,
}

/// An approval with its link, which is told this once.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct ProgramLink {
    /// The request as it is now.
    pub request: ProgramRequest,
    /// The link's path. It is a secret.
    pub path: String,
}

/// An edition that can be bought with a discount, without its price, which is its buyer's to know.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct ProgramOffer {
    /// Who makes it.
    pub vendor: CatalogRef,
    /// The product.
    pub product: CatalogRef,
    /// The edition.
    pub edition: CatalogRef,
    /// Terms in years, ascending.
    pub years: Vec<i16>,
}

/// What whoever comes with a link may buy.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct ProgramShop {
    /// Whom the licenses are for.
    pub customer: OrgRef,
    /// Name of the partner that sells them to the customer.
    pub partner: String,
    /// Why it is cheaper.
    pub program: Program,
    /// How much, how many licenses, and until when.
    pub approval: Approval,
    /// What there is.
    pub offers: Vec<ProgramOffer>,
    /// Whether the reader is the customer, which buys from the partner.
    pub is_customer: bool,
    /// Whether the order holds at once, or the distributor has to say yes first.
    pub direct: bool,
}

/// What somebody chooses to buy with a discount.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProgramChoice {
    /// The edition.
    pub edition: i32,
    /// The term in years. Plans by month are charged by price lists, so a discount does not reach
    /// them.
    pub years: i16,
    /// Seats of each license.
    pub seats: i32,
    /// Licenses.
    pub count: u32,
}

impl ProgramChoice {
    /// The line that it becomes. How many licenses are possible says the grant.
    ///
    /// # Errors
    /// As [`LineDraft::parse`] of one license; `order-years` on `years` for a plan by month.
    pub fn line(self, customer: OrgId, catalog: &Catalog) -> Result<LineDraft, Vec<FieldError>> {
        let Self { edition, years, seats, count } = self;
        let recipient = Recipient::Customer(customer);
        let one = LineDraft { edition, years, seats, count: 1, recipient, wish: String::new() };
        let one = one.parse(catalog);
        if years == 0 && one.is_ok() {
            return Err(vec![FieldError::new("years", "order-years")]);
        }
        one.map(|line| LineDraft { count, ..line })
    }
}

/// What a choice costs whoever comes with the link.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct ProgramPrice {
    /// How the partner's price comes about; none for the customer.
    pub line: Option<LinePrice>,
    /// Before tax: what the partner pays, or what the customer pays the partner.
    pub net: Money,
    /// The tax on it.
    pub tax: Money,
    /// With tax.
    pub gross: Money,
}

/// Buy with a discount.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UseProgram {
    /// The link's secret.
    pub secret: String,
    /// What.
    pub choice: ProgramChoice,
    /// The total with tax that the person saw: another one is not bought, but shown.
    pub total: Money,
    /// What is said besides.
    pub checkout: CheckoutDraft,
    /// Made once per intent: the same key again gets the same answer.
    pub idempotency: Uuid,
}

/// What came of buying with a discount.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct ProgramBought {
    /// The order.
    pub order: OrderId,
    /// Its number.
    pub number: String,
    /// Whether it holds and was delivered; otherwise the distributor has to say yes.
    pub delivered: bool,
}
