//! Live updates in the browser: one socket per tab. On the server the same API does nothing,
//! so components need not care where they run.

mod backoff;
#[cfg(feature = "hydrate")]
mod socket;
pub mod wire;

use domain::license::LicenseRow;
use leptos::prelude::*;
use std::sync::atomic::{AtomicU32, Ordering};

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
#[derive(Clone, PartialEq, Debug)]
pub enum LiveEvent {
    /// These rows changed in place; apply those that are held with a lower version.
    Patch(Vec<LicenseRow>),
    /// Lines or numbers changed: read the window again.
    Reflow,
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

    /// Opens a view of `topic` (see [`wire::ClientFrame::Watch`]). Nothing is watched before
    /// the view says what it [`View::loaded`]; it is closed with the component.
    pub fn view(self, topic: &'static str, on_event: impl Fn(LiveEvent) + 'static) -> View {
        static NEXT: AtomicU32 = AtomicU32::new(1);
        let view = View { live: self, number: NEXT.fetch_add(1, Ordering::Relaxed) };
        #[cfg(feature = "hydrate")]
        {
            self.socket.with_value(|socket| socket.open(view.number, topic, on_event));
            on_cleanup(move || {
                self.socket.try_with_value(|socket| socket.close(view.number));
            });
        }
        #[cfg(not(feature = "hydrate"))]
        let _ = (topic, on_event);
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
    /// Says which state the view shows now and at which feed position it was read. Changes
    /// after it follow. Call it after every load, also when only the position is newer.
    pub fn loaded(self, state: &str, pos: i64) {
        #[cfg(feature = "hydrate")]
        self.live.socket.try_with_value(|socket| socket.loaded(self.number, state, pos));
        #[cfg(not(feature = "hydrate"))]
        let _ = (state, pos);
    }
}
