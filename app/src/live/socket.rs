//! The tab's WebSocket: connects, watches the open views, resumes, and gives up never.

use super::wire::{ByeReason, ClientFrame, ServerFrame, Topic, decode, encode};
use super::{LiveEvent, LiveStatus, backoff};
use gloo_timers::callback::Timeout;
use leptos::prelude::{RwSignal, Set};
use std::cell::RefCell;
use std::rc::{Rc, Weak};
use wasm_bindgen::prelude::*;
use web_sys::{BinaryType, MessageEvent, WebSocket};

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
    /// By number; a tab has a handful.
    views: Vec<(u32, ViewState)>,
    /// The server has said its first word.
    welcomed: bool,
    /// The session is over.
    ended: bool,
    heard_network: bool,
}

struct ViewState {
    on_event: OnEvent,
    /// What it looks at; none before it says so.
    topic: Option<Topic>,
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

    pub(super) fn open(&self, view: u32, on_event: impl Fn(LiveEvent) + 'static) {
        let view_state = ViewState { on_event: Rc::new(on_event), topic: None };
        self.0.state.borrow_mut().views.push((view, view_state));
    }

    pub(super) fn close(&self, view: u32) {
        let mut state = self.0.state.borrow_mut();
        if state.view(view).is_some() {
            state.views.retain(|(number, _)| *number != view);
            state.send(&ClientFrame::Unwatch { view });
        }
    }

    /// Connects again because what came does not fit together.
    pub(super) fn start_over(&self) {
        self.0.lost();
    }

    pub(super) fn watch(&self, number: u32, topic: Topic) -> bool {
        let mut state = self.0.state.borrow_mut();
        let Some(view) = state.view(number) else { return false };
        view.topic = Some(topic);
        let sent = state.watch(number);
        let idle = state.connection.is_none() && state.retry.is_none() && !state.ended;
        drop(state);
        if idle {
            self.0.connect();
        }
        sent
    }
}

impl State {
    fn view(&mut self, number: u32) -> Option<&mut ViewState> {
        self.views.iter_mut().find(|(known, _)| *known == number).map(|(_, view)| view)
    }

    /// False when the connection does not stand.
    fn send(&self, frame: &ClientFrame) -> bool {
        let Some(connection) = &self.connection else { return false };
        // A failure to send closes the socket, which is handled there.
        self.welcomed && connection.socket.send_with_u8_array(&encode(frame)).is_ok()
    }

    fn watch(&self, number: u32) -> bool {
        let view = self.views.iter().find(|(known, _)| *known == number);
        let topic = view.and_then(|(_, view)| view.topic.clone());
        topic.is_some_and(|topic| self.send(&ClientFrame::Watch { view: number, topic }))
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
            if let Ok(bytes) = event.data().dyn_into::<js_sys::ArrayBuffer>() {
                inner.hear(&js_sys::Uint8Array::new(&bytes).to_vec());
            }
        });
        let on_close = callback(&weak, |inner, _: JsValue| inner.lost());
        socket.set_binary_type(BinaryType::Arraybuffer);
        socket.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        socket.set_onclose(Some(on_close.as_ref().unchecked_ref()));
        let connection = Connection { socket, _on_message: on_message, _on_close: on_close };
        let mut state = self.state.borrow_mut();
        state.retry = None;
        state.connection = Some(connection);
    }

    fn hear(self: &Rc<Self>, bytes: &[u8]) {
        self.expect_more();
        let (view, event) = match decode(bytes) {
            Some(ServerFrame::Welcome) => return self.welcomed(),
            Some(ServerFrame::Lines { view, turn, step, told }) => {
                (view, LiveEvent::Lines { turn, step, told })
            }
            Some(ServerFrame::Stale { view, turn, changes }) => {
                (view, LiveEvent::Stale { turn, changes })
            }
            Some(ServerFrame::Changed { view }) => (view, LiveEvent::Changed),
            Some(ServerFrame::Failed { view, turn }) => (view, LiveEvent::Failed { turn }),
            Some(ServerFrame::Bye { reason: ByeReason::Session }) => return self.ended(),
            Some(ServerFrame::Beat | ServerFrame::Bye { .. }) => return,
            // A server of another version: the page that fits it comes with a reload, and
            // until then plain HTTP works.
            None => return self.lost(),
        };
        let on_event = self.state.borrow_mut().view(view).map(|view| Rc::clone(&view.on_event));
        if let Some(on_event) = on_event {
            on_event(event);
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

    fn welcomed(&self) {
        let mut state = self.state.borrow_mut();
        (state.failed, state.welcomed) = (0, true);
        for (number, _) in &state.views {
            state.watch(*number);
        }
        drop(state);
        self.status.set(LiveStatus::Live);
    }

    /// The connection is gone: try again after a while, sooner when the network comes back.
    fn lost(self: &Rc<Self>) {
        let online = web_sys::window().is_none_or(|window| window.navigator().on_line());
        self.status.set(if online { LiveStatus::Reconnecting } else { LiveStatus::Offline });
        let mut state = self.state.borrow_mut();
        let gone = state.connection.take();
        state.silence = None;
        state.welcomed = false;
        let wait = backoff::wait(state.failed, js_sys::Math::random());
        state.failed = state.failed.saturating_add(1);
        let weak = Rc::downgrade(self);
        state.retry = Some(Timeout::new(wait, move || {
            if let Some(inner) = weak.upgrade() {
                inner.connect();
            }
        }));
        let told: Vec<OnEvent> =
            state.views.iter().map(|(_, view)| Rc::clone(&view.on_event)).collect();
        drop(state);
        drop(gone);
        for on_event in told {
            on_event(LiveEvent::Lost);
        }
    }

    /// The session is over. The page stays as it is, since text may be half typed in it.
    fn ended(&self) {
        let mut state = self.state.borrow_mut();
        let gone = state.connection.take();
        state.silence = None;
        state.views.clear();
        (state.welcomed, state.ended) = (false, true);
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
