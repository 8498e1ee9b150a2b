//! The frames of the live socket, JSON text both ways.
//!
//! A view is one open grid or page of a tab, numbered by the tab. It is watched from the feed
//! position its data was read at; the server replays what happened since, or says `reflow`
//! when it no longer can. Losing the connection needs no protocol of its own: the tab watches
//! its views again, each from the last position it knows.

use domain::license::LicenseRow;
use serde::{Deserialize, Serialize};

/// Largest frame a browser may send, in bytes: a state may name 500 open groups of 36 letters
/// and more.
pub const MAX_INBOUND: usize = 64 * 1024;
/// Most views of one socket.
pub const MAX_VIEWS: usize = 64;

/// What a browser says.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "kebab-case", deny_unknown_fields)]
pub enum ClientFrame {
    /// Watch a view, replacing what this number watched before.
    Watch {
        /// The tab's number for the view.
        view: u32,
        /// `licenses` for the license grid, `license` for one license.
        topic: String,
        /// The grid's state as in the page's address; of `license` its id.
        state: String,
        /// Feed position of the data the tab holds.
        pos: i64,
    },
    /// The view was closed.
    Unwatch {
        /// Its number.
        view: u32,
    },
}

/// What the server says. The kind stands outside, not among the fields: that reads rows
/// straight from the text, without a second reader for a kind found too late.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ServerFrame {
    /// First frame: the position from which changes will follow.
    Welcome {
        /// Feed position.
        pos: i64,
    },
    /// What happened after `prev`, up to and including `pos`, as far as the views care.
    Changes {
        /// Position of the frame before; another than the tab's means that one was lost.
        prev: i64,
        /// Position after this frame.
        pos: i64,
        /// Rows in some view whose content changed, as they are now.
        rows: Vec<LicenseRow>,
        /// Views whose lines or numbers changed and must be read again.
        reflow: Vec<u32>,
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
#[serde(rename_all = "kebab-case")]
pub enum ByeReason {
    /// It is shutting down, or its database is away: connect again soon.
    Away,
    /// The session ended or its rights changed: load the page again.
    Session,
    /// The tab sent what no tab sends.
    Protocol,
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn frames_are_readable_json_and_refuse_what_they_do_not_know() {
        let watch = ClientFrame::Watch {
            view: 1,
            topic: "licenses".into(),
            state: "group=product".into(),
            pos: 7,
        };
        let text = serde_json::to_string(&watch).unwrap();
        assert_eq!(
            text,
            r#"{"type":"watch","view":1,"topic":"licenses","state":"group=product","pos":7}"#
        );
        assert_eq!(serde_json::from_str::<ClientFrame>(&text).unwrap(), watch);
        let extra = r#"{"type":"unwatch","view":1,"root":2}"#;
        assert!(serde_json::from_str::<ClientFrame>(extra).is_err());
    }
}
