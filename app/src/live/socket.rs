//! The tab's WebSocket: connects, watches the open views, resumes, and gives up never.

use super::wire::{ByeReason, ClientFrame, ServerFrame};
use super::{LiveEvent, LiveStatus, backoff};
use gloo_timers::callback::Timeout;
use leptos::prelude::{RwSignal, Set};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::{Rc, Weak};
use wasm_bindgen::prelude::*;
use web_sys::{MessageEvent, WebSocket};

/// Milliseconds without any frame after which a connection counts as gone. The server sends
/// one every 25 seconds.
const SILENCE: u32 = 60_000;

type OnEvent = Rc<dyn Fn(LiveEvent)>;

/// The socket's handle; all of it lives in the one browser thread.
#[derive(Clone)]
pub(super) struct Socket(Rc<Inner>);

struct Inner {
    status: RwSignal<LiveStatus>,
    state: RefCell<State>,
}

#[derive(Default)]
struct State {
    connection: Option<Connection>,
    retry: Option<Timeout>,
    /// Runs out when nothing was heard for too long.
    silence: Option<Timeout>,
    failed: u32,
    views: BTreeMap<u32, ViewState>,
    /// Position of the last frame of this connection.
    pos: i64,
    heard_network: bool,
}

struct ViewState {
    topic: &'static str,
    on_event: OnEvent,
    /// What the view shows and the position it is known up to; none before the first load.
    shown: Option<(String, i64)>,
}

/// A connection with the callbacks that must live as long.
struct Connection {
    socket: WebSocket,
    _on_message: Closure<dyn FnMut(MessageEvent)>,
    _on_close: Closure<dyn FnMut(JsValue)>,
}

impl Drop for Connection {
    fn drop(&mut self) {
        self.socket.set_onmessage(None);
        self.socket.set_onclose(None);
        let _ = self.socket.close();
    }
}

impl Socket {
    pub(super) fn new(status: RwSignal<LiveStatus>) -> Self {
        Self(Rc::new(Inner { status, state: RefCell::default() }))
    }

    pub(super) fn open(
        &self,
        view: u32,
        topic: &'static str,
        on_event: impl Fn(LiveEvent) + 'static,
    ) {
        let view_state = ViewState { topic, on_event: Rc::new(on_event), shown: None };
        self.0.state.borrow_mut().views.insert(view, view_state);
    }

    pub(super) fn close(&self, view: u32) {
        let mut state = self.0.state.borrow_mut();
        if state.views.remove(&view).is_some() {
            state.send(&ClientFrame::Unwatch { view });
        }
    }

    pub(super) fn loaded(&self, number: u32, shown: &str, pos: i64) {
        let mut state = self.0.state.borrow_mut();
        let Some(view) = state.views.get_mut(&number) else { return };
        // The same state is being watched already; but data older than what was told since
        // needs that again.
        let watched =
            view.shown.as_ref().is_some_and(|(text, known)| text == shown && pos >= *known);
        view.shown = Some((shown.to_owned(), pos));
        if state.connection.is_some() {
            if !watched {
                state.watch(number);
            }
        } else if state.retry.is_none() {
            drop(state);
            self.0.connect();
        }
    }
}

impl State {
    fn send(&self, frame: &ClientFrame) {
        let Some(connection) = &self.connection else { return };
        if connection.socket.ready_state() == WebSocket::OPEN
            && let Ok(text) = serde_json::to_string(frame)
        {
            // A failure to send closes the socket, which is handled there.
            let _ = connection.socket.send_with_str(&text);
        }
    }

    fn watch(&self, number: u32) {
        if let Some(view) = self.views.get(&number)
            && let Some((state, pos)) = &view.shown
        {
            self.send(&ClientFrame::Watch {
                view: number,
                topic: view.topic.to_owned(),
                state: state.clone(),
                pos: *pos,
            });
        }
    }
}

impl Inner {
    fn connect(self: &Rc<Self>) {
        self.listen_to_network();
        let Some(socket) = address().and_then(|address| WebSocket::new(&address).ok()) else {
            return self.lost();
        };
        let weak = Rc::downgrade(self);
        let on_message = callback(&weak, |inner, event: MessageEvent| {
            if let Some(text) = event.data().as_string() {
                inner.hear(&text);
            }
        });
        let on_close = callback(&weak, |inner, _: JsValue| inner.lost());
        socket.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        socket.set_onclose(Some(on_close.as_ref().unchecked_ref()));
        let connection = Connection { socket, _on_message: on_message, _on_close: on_close };
        let mut state = self.state.borrow_mut();
        state.retry = None;
        state.connection = Some(connection);
    }

    fn hear(self: &Rc<Self>, text: &str) {
        self.expect_more();
        match serde_json::from_str(text) {
            Ok(ServerFrame::Welcome { pos }) => self.welcomed(pos),
            Ok(ServerFrame::Changes { prev, pos, rows, reflow }) => {
                self.changed(prev, pos, rows, &reflow);
            }
            Ok(ServerFrame::Bye { reason: ByeReason::Session }) => self.ended(),
            Ok(ServerFrame::Beat | ServerFrame::Bye { .. }) => {}
            // A server of another version: the page that fits it comes with a reload, and
            // until then plain HTTP works.
            Err(_) => self.lost(),
        }
    }

    /// A connection that falls silent is gone, even if nobody said so.
    fn expect_more(self: &Rc<Self>) {
        let weak = Rc::downgrade(self);
        let silence = Timeout::new(SILENCE, move || {
            if let Some(inner) = weak.upgrade() {
                inner.lost();
            }
        });
        self.state.borrow_mut().silence = Some(silence);
    }

    fn welcomed(&self, pos: i64) {
        let mut state = self.state.borrow_mut();
        state.failed = 0;
        state.pos = pos;
        let views: Vec<u32> = state.views.keys().copied().collect();
        for number in views {
            state.watch(number);
        }
        drop(state);
        self.status.set(LiveStatus::Live);
    }

    fn changed(
        self: &Rc<Self>,
        prev: i64,
        pos: i64,
        rows: Vec<domain::license::LicenseRow>,
        reflow: &[u32],
    ) {
        let mut state = self.state.borrow_mut();
        if prev != state.pos {
            // A frame was lost: connecting again replays from what each view knows.
            drop(state);
            return self.lost();
        }
        state.pos = pos;
        let mut told: Vec<(OnEvent, LiveEvent)> = Vec::new();
        for (number, view) in &mut state.views {
            if let Some((_, known)) = &mut view.shown {
                *known = pos.max(*known);
            }
            if !rows.is_empty() {
                told.push((view.on_event.clone(), LiveEvent::Patch(rows.clone())));
            }
            if reflow.contains(number) {
                told.push((view.on_event.clone(), LiveEvent::Reflow));
            }
        }
        drop(state);
        for (on_event, event) in told {
            on_event(event);
        }
    }

    /// The connection is gone: try again after a while, sooner when the network comes back.
    fn lost(self: &Rc<Self>) {
        let online = web_sys::window().is_none_or(|window| window.navigator().on_line());
        self.status.set(if online { LiveStatus::Reconnecting } else { LiveStatus::Offline });
        let mut state = self.state.borrow_mut();
        let gone = state.connection.take();
        state.silence = None;
        let wait = backoff::wait(state.failed, js_sys::Math::random());
        state.failed = state.failed.saturating_add(1);
        let weak = Rc::downgrade(self);
        state.retry = Some(Timeout::new(wait, move || {
            if let Some(inner) = weak.upgrade() {
                inner.connect();
            }
        }));
        drop(state);
        drop(gone);
    }

    /// The session is over. The page stays as it is, since text may be half typed in it.
    fn ended(&self) {
        let mut state = self.state.borrow_mut();
        let gone = state.connection.take();
        state.silence = None;
        state.views.clear();
        drop(state);
        drop(gone);
        self.status.set(LiveStatus::Ended);
    }

    fn listen_to_network(self: &Rc<Self>) {
        if std::mem::replace(&mut self.state.borrow_mut().heard_network, true) {
            return;
        }
        let Some(window) = web_sys::window() else { return };
        let weak = Rc::downgrade(self);
        let online = callback(&weak, |inner, _: JsValue| {
            inner.state.borrow_mut().failed = 0;
            let idle = inner.state.borrow().retry.is_some();
            if idle {
                inner.connect();
            }
        });
        let offline = callback(&weak, |inner, _: JsValue| {
            let connected = inner.state.borrow().connection.is_some();
            if connected {
                inner.lost();
            }
        });
        let _ = window
            .add_event_listener_with_callback("online", online.as_ref().unchecked_ref())
            .and_then(|()| {
                window.add_event_listener_with_callback("offline", offline.as_ref().unchecked_ref())
            });
        // Once per tab, for as long as it lives.
        online.forget();
        offline.forget();
    }
}

fn callback<E: wasm_bindgen::convert::FromWasmAbi + 'static>(
    inner: &Weak<Inner>,
    act: impl Fn(Rc<Inner>, E) + 'static,
) -> Closure<dyn FnMut(E)> {
    let inner = inner.clone();
    Closure::new(move |event| {
        if let Some(inner) = inner.upgrade() {
            act(inner, event);
        }
    })
}

fn address() -> Option<String> {
    let location = web_sys::window()?.location();
    let scheme = if location.protocol().ok()? == "https:" { "wss" } else { "ws" };
    Some(format!("{scheme}://{}/live", location.host().ok()?))
}
