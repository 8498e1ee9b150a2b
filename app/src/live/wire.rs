//! The frames of the live socket: binary both ways (postcard).
//!
//! A view is one open grid or page of a tab, numbered by the tab. For a grid it asks for a
//! window of lines; the server answers, and from then on tells each difference by itself. One
//! that asks again, for another window or another state, gives its question a new number, so
//! that no answer is taken for another's. Losing the connection needs no protocol of its own:
//! the tab asks again.

use domain::ids::LicenseId;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Largest frame a browser may send, in bytes: a state may name 500 open groups of 36 letters
/// and more.
pub const MAX_INBOUND: usize = 64 * 1024;
/// Most views of one socket.
pub const MAX_VIEWS: usize = 64;

/// What a browser says.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum ClientFrame {
    /// Watch a view, replacing what this number watched before.
    Watch {
        /// The tab's number for the view.
        view: u32,
        /// What it looks at.
        topic: Topic,
    },
    /// The view was closed.
    Unwatch {
        /// Its number.
        view: u32,
    },
}

/// What a view looks at.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Topic {
    /// A grid.
    Grid(Ask),
    /// One license.
    License {
        /// Which.
        id: LicenseId,
        /// Feed position of what the tab shows.
        pos: i64,
    },
    /// The entitlements in one's scope: what one organization holds depends on others'.
    Entitlements {
        /// Feed position of what the tab shows.
        pos: i64,
    },
    /// Discounts that partners in one's scope asked for.
    Discounts {
        /// Feed position of what the tab shows.
        pos: i64,
    },
    /// What needs doing in one's scope: licenses, orders and their prices.
    Home {
        /// Feed position of what the tab shows.
        pos: i64,
    },
    /// Invoices in one's scope.
    Invoices {
        /// Feed position of what the tab shows.
        pos: i64,
    },
    /// Price lists and terms in one's scope.
    Prices {
        /// Feed position of what the tab shows.
        pos: i64,
    },
    /// An order in one's scope, with the use of its keys.
    Order {
        /// Feed position of what the tab shows.
        pos: i64,
    },
}

/// A window of a grid that is wanted.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Ask {
    /// The grid's name: `licenses`.
    pub grid: String,
    /// Its state as in the page's address.
    pub state: String,
    /// The question's number; a later one's is higher.
    pub turn: u32,
    /// The window's first line.
    pub start: u32,
    /// Its length, at most [`grid::query::MAX_WINDOW`].
    pub len: u32,
    /// The line whose place on the screen is kept when lines before it come or go: the window
    /// moves along with it.
    pub anchor: Option<u32>,
    /// Rows that were seen of another list, the most wanted first: where the first of them is in
    /// this list, the window moves there. At most [`MAX_NEAR`] are looked for.
    pub near: Vec<Uuid>,
}

/// Most rows that a new list's window is looked for with: more than a screen shows.
pub const MAX_NEAR: usize = 100;

/// Lines before such a row that its window begins with.
pub const BEFORE_NEAR: u32 = 100;

/// What the server says.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum ServerFrame {
    /// First frame: the connection stands.
    Welcome,
    /// A view's window as it is now.
    Lines {
        /// The view.
        view: u32,
        /// The question it answers.
        turn: u32,
        /// How many frames of this view and state came before: 0 begins anew, and the others
        /// follow from the one before.
        step: u32,
        /// A [`grid::patch::Told`] of the grid's row type, in postcard.
        told: Vec<u8>,
    },
    /// A view cannot be followed, and this many changes have touched it since it was read.
    Stale {
        /// The view.
        view: u32,
        /// The question since whose answer they happened.
        turn: u32,
        /// Changes.
        changes: u64,
    },
    /// What a view looks at changed: read it again.
    Changed {
        /// The view.
        view: u32,
    },
    /// A question could not be answered; asked over HTTP, it tells why.
    Failed {
        /// The view.
        view: u32,
        /// The question.
        turn: u32,
    },
    /// Nothing happened for a while; the connection stands.
    Beat,
    /// The server ends the connection; the tab does as the reason says.
    Bye {
        /// Why.
        reason: ByeReason,
    },
}

/// Why the server hangs up.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum ByeReason {
    /// It is shutting down, or its database is away: connect again soon.
    Away,
    /// The session ended or its rights changed: load the page again.
    Session,
    /// The tab sent what no tab sends.
    Protocol,
}

/// A frame as bytes.
#[must_use]
pub fn encode<T: Serialize>(frame: &T) -> Vec<u8> {
    // Only a type that has no length could fail, and none has.
    postcard::to_allocvec(frame).unwrap_or_default()
}

/// A frame from bytes; none when they are none, or are followed by more.
#[must_use]
pub fn decode<'a, T: Deserialize<'a>>(bytes: &'a [u8]) -> Option<T> {
    match postcard::take_from_bytes(bytes) {
        Ok((frame, [])) => Some(frame),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_are_read_back_and_refused_with_more_or_less() {
        let ask = Ask {
            grid: "licenses".into(),
            state: "group=product".into(),
            turn: 3,
            start: 100,
            len: 50,
            anchor: Some(120),
            near: Vec::new(),
        };
        let watch = ClientFrame::Watch { view: 1, topic: Topic::Grid(ask) };
        let bytes = encode(&watch);
        assert_eq!(decode(&bytes), Some(watch));
        assert_eq!(decode::<ClientFrame>(&bytes[..bytes.len() - 1]), None);
        assert_eq!(decode::<ClientFrame>(&[&bytes[..], b"x"].concat()), None);
        assert_eq!(decode::<ClientFrame>(b"{\"type\":\"watch\"}"), None);
    }
}
