//! Importing licenses from a spreadsheet: recognizing columns, parsing values, and the
//! shapes of the answer. Pure; reading files and writing rows is the server's business.
//!
//! The same columns are exported, so that an exported file imports as "nothing changed".

mod cell;
mod counted;
mod date;
mod field;
mod heading;
mod line;
mod number;
mod report;
mod settings;
mod text;

pub use cell::{Cell, SHOWN_CHARS, shorten};
pub use counted::{counted_heading, is_counted};
pub use date::{DateOrder, MAX_YEAR, MIN_YEAR, OrderHint, from_serial, hint, infer, parse_date};
pub use field::Field;
pub use heading::{HEADER_SEARCH, find_header, recognize};
pub use line::{DateOrders, Expiry, Parsed, Seats, parse_line};
pub use number::{MAX_SEATS, MAX_USED, kind_word, parse_kind, parse_seats};
pub use report::{
    Check, Counts, FieldChange, ImportState, LineReport, MissingColumn, Outcome, Progress,
    RowIssue, Summary, UnknownCustomer, UnknownProduct,
};
pub use settings::{CustomerChoice, CustomerDecision, Mapping, ProductChoice, Settings};
pub use text::{MAX_KEY, MAX_NAME, MAX_ORDER, clean_line, clean_note, defuse, match_key, undefuse};
