//! Reminders of licenses that end and of coupons that lapse: to the partner at days of its own
//! choice, to the end customer at the very end alone (DOMAIN.md 1.4.3). Each is sent once per
//! license and period, however often and wherever the job runs (invariant 13).

mod calendar;
mod digest;
mod due;
mod forecast;
mod key;
mod settings;
mod subject;

pub use calendar::{Entry, calendar};
pub use digest::{Item, Message, messages};
pub use due::{CUSTOMER_DAYS, CUSTOMER_STEPS, Due, addressee, due, due_reminders, is_news};
pub use forecast::{EndingDay, RenewalMonth};
pub use key::{Audience, ReminderKey};
pub use settings::{MAX_STEPS, ReminderSettings, STEP_DAYS, days_text, parse_days};
pub use subject::{Subject, Topic, subject};
