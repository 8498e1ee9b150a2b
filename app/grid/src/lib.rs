//! The grid's model: what a grid declares, what a person asks of it, what comes back, and
//! the arithmetic between. Pure, shared by the SQL compiler, the live hub and the browser.

pub mod activity;
pub mod column;
pub mod customers;
mod encode;
pub mod eval;
pub mod groups;
pub mod keys;
pub mod level;
pub mod licenses;
pub mod live;
pub mod order;
pub mod orders;
pub mod page;
pub mod patch;
pub mod people;
pub mod query;
pub mod range;
pub mod search;
pub mod selection;
pub mod state;
#[cfg(any(test, feature = "testing"))]
pub mod testing;
pub mod tree;
pub mod url;
mod value;
pub mod window;

/// The portal's grids.
pub static GRIDS: [&column::GridSpec; 5] = [
    &licenses::LICENSES,
    &customers::CUSTOMERS,
    &activity::ACTIVITY,
    &people::PEOPLE,
    &orders::ORDERS,
];
