//! Live updates in the browser: one socket per tab. On the server the same API does nothing,
//! so components need not care where they run.

mod backoff;
#[cfg(feature = "hydrate")]
mod socket;
pub mod wire;

use leptos::prelude::*;
use std::sync::atomic::{AtomicU32, Ordering};
use wire::Topic;

/// What the page can say about its connection.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum LiveStatus {
    /// Not yet connected for the first time.
    #[default]
    Connecting,
    /// Changes arrive by themselves.
    Live,
    /// The connection broke; trying again by itself.
    Reconnecting,
    /// The browser has no network.
    Offline,
    /// The session ended or its rights changed: signing in or loading the page again helps.
    Ended,
}

/// What a view is told.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum LiveEvent {
    /// A window as it is now; see [`wire::ServerFrame::Lines`].
    Lines {
        /// The question it answers.
        turn: u32,
        /// Frames of this state before it.
        step: u32,
        /// The window.
        told: Vec<u8>,
    },
    /// So many changes touched what was read in answer to a question, and are not in it.
    Stale {
        /// The question.
        turn: u32,
        /// Changes.
        changes: u64,
    },
    /// What the view looks at changed: read it again.
    Changed,
    /// A question could not be answered.
    Failed {
        /// The question.
        turn: u32,
    },
    /// The connection is gone, and answers under way with it. What was last asked is asked
    /// again when it is back.
    Lost,
}

/// The tab's connection, from context.
#[derive(Clone, Copy)]
pub struct Live {
    status: RwSignal<LiveStatus>,
    #[cfg(feature = "hydrate")]
    socket: StoredValue<socket::Socket, LocalStorage>,
}

/// Provides [`Live`] to everything below. Call it once, in the app's root.
pub fn provide_live() {
    let status = RwSignal::new(LiveStatus::Connecting);
    provide_context(Live {
        status,
        #[cfg(feature = "hydrate")]
        socket: StoredValue::new_local(socket::Socket::new(status)),
    });
}

/// The tab's connection.
///
/// # Panics
/// Outside of [`provide_live`], a defect.
#[must_use]
pub fn use_live() -> Live {
    expect_context::<Live>()
}

impl Live {
    /// The connection's status; it changes only in the browser, after hydration.
    #[must_use]
    pub fn status(self) -> Signal<LiveStatus> {
        self.status.into()
    }

    /// Opens a view. It is closed with the component.
    pub fn view(self, on_event: impl Fn(LiveEvent) + 'static) -> View {
        static NEXT: AtomicU32 = AtomicU32::new(1);
        let view = View { live: self, number: NEXT.fetch_add(1, Ordering::Relaxed) };
        #[cfg(feature = "hydrate")]
        {
            self.socket.with_value(|socket| socket.open(view.number, on_event));
            on_cleanup(move || {
                self.socket.try_with_value(|socket| socket.close(view.number));
            });
        }
        #[cfg(not(feature = "hydrate"))]
        let _ = on_event;
        view
    }
}

/// An open view.
#[derive(Clone, Copy)]
pub struct View {
    #[cfg_attr(not(feature = "hydrate"), expect(dead_code, reason = "the server has no socket"))]
    live: Live,
    #[cfg_attr(not(feature = "hydrate"), expect(dead_code, reason = "the server has no socket"))]
    number: u32,
}

impl View {
    /// What came does not fit together: connects again, from the beginning.
    pub fn start_over(self) {
        #[cfg(feature = "hydrate")]
        self.live.socket.try_with_value(socket::Socket::start_over);
    }

    /// Looks at something from now on. False when there is no connection: then it is asked for
    /// as soon as there is one.
    pub fn watch(self, topic: Topic) -> bool {
        #[cfg(feature = "hydrate")]
        return self.live.socket.try_with_value(|s| s.watch(self.number, topic)) == Some(true);
        #[cfg(not(feature = "hydrate"))]
        {
            let _ = topic;
            false
        }
    }
}
