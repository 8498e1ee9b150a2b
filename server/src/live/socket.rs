//! The socket endpoint: who may open one, and its life.

use super::Hub;
use super::feed::Feed;
use super::view::{Told, Topic};
use app::live::wire::{ByeReason, ClientFrame, MAX_INBOUND, MAX_VIEWS, ServerFrame};
use axum::extract::State;
use axum::extract::ws::rejection::WebSocketUpgradeRejection;
use axum::extract::ws::{Message, Utf8Bytes, WebSocket, WebSocketUpgrade};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use chrono::NaiveDate;
use domain::ids::{OrgId, Scope};
use domain::people::{OrgKind, Principal, Role};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::{Instant, MissedTickBehavior, interval, interval_at, timeout};

/// Changes are gathered this long before they are sent, so that a thousand of them a second
/// make 25 frames and not a thousand.
const PACE: Duration = Duration::from_millis(40);
/// A quiet connection is kept open by a frame this often, and a dead one found on both sides:
/// a page's code never sees a ping.
const BEAT: Duration = Duration::from_secs(25);
/// Sessions and rights are looked at again this often.
const RECHECK: Duration = Duration::from_secs(4);
/// A tab that does not take a frame in this time is gone.
const SEND_LIMIT: Duration = Duration::from_secs(20);
/// A tab sends a frame per view and state; one that sends more a second is none of ours.
const INBOUND_PER_SECOND: u32 = 50;

/// What the endpoint works with.
#[derive(Clone)]
pub struct LiveState {
    /// The hub.
    pub hub: Hub,
}

/// A request's session, as the session layer found it.
#[derive(Clone, Debug)]
pub struct LiveSession {
    /// The cookie's secret, to look at again while the socket lives.
    pub token: String,
    /// Who.
    pub principal: Principal,
}

/// `GET /live`. The origin layer has refused other sites' pages before this.
pub async fn endpoint(
    State(state): State<LiveState>,
    session: Option<axum::Extension<LiveSession>>,
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
) -> Response {
    let Some(axum::Extension(session)) = session else {
        return StatusCode::UNAUTHORIZED.into_response();
    };
    let upgrade = match upgrade {
        Ok(upgrade) => upgrade,
        Err(refusal) => return refusal.into_response(),
    };
    let root = session.principal.scope.root;
    let Ok(feed) = state.hub.feed(root).await else {
        return StatusCode::SERVICE_UNAVAILABLE.into_response();
    };
    upgrade
        .max_message_size(MAX_INBOUND)
        .max_frame_size(MAX_INBOUND)
        .read_buffer_size(4096)
        .write_buffer_size(0)
        .on_upgrade(move |socket| async move {
            metrics::gauge!("seatkeeper_live_sockets").increment(1);
            let sent = feed.head();
            let day = state.hub.services.clock.today();
            let mut live =
                Live { hub: state.hub, feed, session, socket, views: BTreeMap::new(), sent, day };
            live.run().await;
            metrics::gauge!("seatkeeper_live_sockets").decrement(1);
        })
}

/// What decides what a connection may be told.
fn rights(who: &Principal) -> (OrgId, OrgKind, Role, Scope) {
    (who.org, who.org_kind, who.role, who.scope)
}

/// One connection.
struct Live {
    hub: Hub,
    feed: Arc<Feed>,
    session: LiveSession,
    socket: WebSocket,
    views: BTreeMap<u32, Topic>,
    /// Everything up to here has been told.
    sent: i64,
    /// The day that was told of: at midnight statuses change without any write.
    day: NaiveDate,
}

/// Why a connection ends.
enum End {
    /// The tab went away.
    Gone,
    /// We hang up.
    Bye(ByeReason),
}

impl Live {
    async fn run(&mut self) {
        let Err(end) = self.serve().await;
        if let End::Bye(reason) = end {
            let _ = self.send(&ServerFrame::Bye { reason }).await;
            let _ = timeout(SEND_LIMIT, self.socket.send(Message::Close(None))).await;
        }
    }

    async fn serve(&mut self) -> Result<std::convert::Infallible, End> {
        self.send(&ServerFrame::Welcome { pos: self.sent }).await?;
        let mut head = self.feed.watch();
        let (mut beat, mut recheck) = (interval_at(Instant::now() + BEAT, BEAT), interval(RECHECK));
        beat.set_missed_tick_behavior(MissedTickBehavior::Delay);
        recheck.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let (mut inbound, mut since) = (0, Instant::now());
        let mut next_send = Instant::now();
        let shutdown = self.hub.shutdown.clone();
        loop {
            let behind = *head.borrow_and_update() > self.sent;
            tokio::select! {
                () = shutdown.cancelled() => return Err(End::Bye(ByeReason::Away)),
                message = self.socket.recv() => {
                    if since.elapsed() > Duration::from_secs(1) {
                        (inbound, since) = (0, Instant::now());
                    }
                    inbound += 1;
                    if inbound > INBOUND_PER_SECOND {
                        return Err(End::Bye(ByeReason::Protocol));
                    }
                    self.hear(message).await?;
                }
                () = tokio::time::sleep_until(next_send), if behind => {
                    self.tell().await?;
                    next_send = Instant::now() + PACE;
                }
                changed = head.changed(), if !behind => {
                    changed.map_err(|_| End::Bye(ByeReason::Away))?;
                }
                _ = beat.tick() => self.send(&ServerFrame::Beat).await?,
                _ = recheck.tick() => {
                    self.recheck().await?;
                    self.turn_day().await?;
                }
            }
        }
    }

    async fn hear(&mut self, message: Option<Result<Message, axum::Error>>) -> Result<(), End> {
        let frame = match message {
            None | Some(Err(_) | Ok(Message::Close(_))) => return Err(End::Gone),
            Some(Ok(Message::Ping(_) | Message::Pong(_))) => return Ok(()),
            Some(Ok(Message::Binary(_))) => return Err(End::Bye(ByeReason::Protocol)),
            Some(Ok(Message::Text(text))) => serde_json::from_str::<ClientFrame>(&text)
                .map_err(|_| End::Bye(ByeReason::Protocol))?,
        };
        match frame {
            ClientFrame::Unwatch { view } => {
                self.views.remove(&view);
                Ok(())
            }
            ClientFrame::Watch { view, topic, state, pos } => {
                let topic = Topic::parse(&topic, &state, &self.session.principal)
                    .ok_or(End::Bye(ByeReason::Protocol))?;
                if self.views.len() >= MAX_VIEWS && !self.views.contains_key(&view) {
                    return Err(End::Bye(ByeReason::Protocol));
                }
                self.views.insert(view, topic);
                self.replay(view, pos).await
            }
        }
    }

    /// Tells one view what happened between its data and what the connection has told.
    async fn replay(&mut self, view: u32, pos: i64) -> Result<(), End> {
        let mut told = Told::default();
        match self.feed.between(pos, self.sent) {
            Some(changes) => {
                let views = self.views.range(view..=view).map(|(number, topic)| (*number, topic));
                told.add(&changes, views, &self.session.principal, self.today());
            }
            None => {
                told.reflow.insert(view);
            }
        }
        if told.is_empty() { Ok(()) } else { self.send_told(told, self.sent).await }
    }

    /// Tells all views what happened since the last frame.
    async fn tell(&mut self) -> Result<(), End> {
        let head = self.feed.head();
        let mut told = Told::default();
        match self.feed.between(self.sent, head) {
            Some(changes) => {
                let views = self.views.iter().map(|(number, topic)| (*number, topic));
                told.add(&changes, views, &self.session.principal, self.today());
            }
            // Too slow for what is retained: every view reads again.
            None => {
                metrics::counter!("seatkeeper_live_overruns_total").increment(1);
                told.reflow.extend(self.views.keys());
            }
        }
        self.send_told(told, head).await
    }

    async fn send_told(&mut self, told: Told, pos: i64) -> Result<(), End> {
        let prev = std::mem::replace(&mut self.sent, pos);
        let rows = told.rows.into_values().collect();
        let reflow = told.reflow.into_iter().collect();
        self.send(&ServerFrame::Changes { prev, pos, rows, reflow }).await
    }

    async fn recheck(&mut self) -> Result<(), End> {
        match self.hub.services.principal(&self.session.token).await {
            Ok(Some(now)) if rights(&now) == rights(&self.session.principal) => Ok(()),
            Ok(_) => Err(End::Bye(ByeReason::Session)),
            // The database cannot be reached, so nothing that happens now would arrive.
            Err(_) => Err(End::Bye(ByeReason::Away)),
        }
    }

    /// On a new day every status and relative filter may say something else.
    async fn turn_day(&mut self) -> Result<(), End> {
        let today = self.today();
        if std::mem::replace(&mut self.day, today) == today {
            return Ok(());
        }
        let told = Told { reflow: self.views.keys().copied().collect(), ..Told::default() };
        self.send_told(told, self.sent).await
    }

    fn today(&self) -> NaiveDate {
        self.hub.services.clock.today()
    }

    async fn send(&mut self, frame: &ServerFrame) -> Result<(), End> {
        let text = serde_json::to_string(frame).map_err(|_| End::Gone)?;
        self.send_raw(Message::Text(Utf8Bytes::from(text))).await
    }

    async fn send_raw(&mut self, message: Message) -> Result<(), End> {
        match timeout(SEND_LIMIT, self.socket.send(message)).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(_)) | Err(_) => Err(End::Gone),
        }
    }
}
