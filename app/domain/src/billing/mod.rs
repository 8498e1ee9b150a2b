//! Charging by the month: which months a plan owes (DOMAIN.md 1.4.12, T7), how many devices of a
//! month count (D14), what they cost, and what happens to a month that is on an invoice already.

mod charge;
mod invoice;
mod month;
mod plan;
mod statement;
mod usage;

pub use charge::{Charge, charge, discount_percent, less_percent};
pub use invoice::{Invoice, InvoiceDetail, InvoiceLine, InvoiceState, LineKind};
pub use month::Month;
pub use plan::{Owed, OwedMonth, PlanSpan};
pub use statement::{
    AdjustmentLine, LineKey, SumError, Write, adjustment, balance, further_adjustment, totals,
    write,
};
pub use usage::{Snapshot, Usage, UsedDay, days, usage};
