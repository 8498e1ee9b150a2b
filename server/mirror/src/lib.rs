//! One root's rows in memory, and the views that people have of them.
//!
//! A [`Mirror`] holds the rows in columns and answers every [`grid::query::Query`] from
//! there. It is fed with each change of a row; every view that was asked for lately is kept
//! right as the rows change, so that asking again costs what is shown and not what there is.
//! What it answers equals [`grid::eval::View::page`] over the same rows; a property test
//! holds the two together.
//!
//! About 450 bytes a row, and 4 bytes a row for every view that lists all of them.

mod bits;
mod column;
mod layout;
mod mirror;
mod node;
mod open;
mod plan;
mod ranked;
mod record;
mod sort;
mod table;
mod texts;
mod view;

pub use mirror::{Answer, Mirror, Shown, Watched};
pub use table::Mirrored;
pub use view::Asked;
