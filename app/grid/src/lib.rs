//! The grid's model: what a grid declares, what a person asks of it, what comes back, and
//! the arithmetic between. Pure, shared by the SQL compiler, the live hub and the browser.

pub mod column;
mod encode;
pub mod eval;
pub mod groups;
pub mod keys;
pub mod level;
pub mod licenses;
pub mod live;
pub mod order;
pub mod page;
pub mod patch;
pub mod query;
pub mod range;
pub mod search;
pub mod selection;
#[cfg(any(test, feature = "testing"))]
pub mod testing;
pub mod tree;
pub mod url;
mod value;
pub mod window;
