//! The socket endpoint: who may open one, and its life.

use super::Hub;
use super::upgrade::{Socket, Upgrade};
use super::view::{Viewed, touches};
use app::live::wire::{
    ByeReason, ClientFrame, MAX_INBOUND, MAX_VIEWS, ServerFrame, Topic, decode, encode,
};
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use chrono::NaiveDate;
use domain::ids::{OrgId, Scope};
use domain::people::{OrgKind, Principal};
use domain::policy::Grants;
use futures::FutureExt;
use services::roots::Root;
use services::{ServiceError, with_grid};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::{Instant, MissedTickBehavior, interval, interval_at, timeout};
use tokio_tungstenite::tungstenite::{Error, Message};

/// Changes are gathered this long before they are sent, so that a thousand of them a second
/// make 15 frames and not a thousand. The first change after a quiet time is sent at once.
const PACE: Duration = Duration::from_millis(66);
/// A quiet connection is kept open by a frame this often, and a dead one found on both sides:
/// a page's code never sees a ping.
const BEAT: Duration = Duration::from_secs(25);
/// Sessions and rights are looked at again this often.
const RECHECK: Duration = Duration::from_secs(4);
/// A tab that does not take a frame in this time is gone.
const SEND_LIMIT: Duration = Duration::from_secs(20);
/// A tab that we hang up on hangs up itself in this time.
const CLOSE_LIMIT: Duration = Duration::from_secs(2);
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
    request: Request,
) -> Response {
    let Some(axum::Extension(session)) = session else {
        return StatusCode::UNAUTHORIZED.into_response();
    };
    let upgrade = match Upgrade::of(request) {
        Ok(upgrade) => upgrade,
        Err(refusal) => return *refusal,
    };
    let root = session.principal.scope.root;
    let Ok(root) = state.hub.services.roots.look(root).await else {
        return StatusCode::SERVICE_UNAVAILABLE.into_response();
    };
    upgrade.serve(MAX_INBOUND, move |socket| async move {
        metrics::gauge!("seatkeeper_live_sockets").increment(1);
        let seen = root.feed.head();
        let day = state.hub.services.clock.today();
        let views = BTreeMap::new();
        let mut live = Live { hub: state.hub, root, session, socket, views, seen, day };
        live.run().await;
        metrics::gauge!("seatkeeper_live_sockets").decrement(1);
    })
}

/// What decides what a connection may be told.
fn rights(who: &Principal) -> (OrgId, OrgKind, Grants, Scope) {
    (who.org, who.org_kind, who.grants, who.scope)
}

/// One connection.
struct Live {
    hub: Hub,
    root: Arc<Root>,
    session: LiveSession,
    socket: Socket,
    views: BTreeMap<u32, Viewed>,
    /// Changes up to here were looked at for the views that no mirror follows.
    seen: i64,
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
            let _ = timeout(CLOSE_LIMIT, self.socket.close()).await;
        }
    }

    async fn serve(&mut self) -> Result<std::convert::Infallible, End> {
        self.send(&ServerFrame::Welcome).await?;
        let (mut head, mut mirror) = (self.root.feed.watch(), self.root.watch_mirror());
        let (mut beat, mut recheck) = (interval_at(Instant::now() + BEAT, BEAT), interval(RECHECK));
        beat.set_missed_tick_behavior(MissedTickBehavior::Delay);
        recheck.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let (mut inbound, mut since) = (0, Instant::now());
        let (mut next_send, mut behind) = (Instant::now(), false);
        let shutdown = self.hub.shutdown.clone();
        loop {
            tokio::select! {
                () = shutdown.cancelled() => return Err(End::Bye(ByeReason::Away)),
                message = self.socket.receive() => {
                    if since.elapsed() > Duration::from_secs(1) {
                        (inbound, since) = (0, Instant::now());
                    }
                    inbound += 1;
                    self.hear(message)?;
                    // Of several questions that lie here only the last one is answered.
                    while let Some(message) = self.socket.receive().now_or_never() {
                        inbound += 1;
                        self.hear(message)?;
                        if inbound > INBOUND_PER_SECOND {
                            break;
                        }
                    }
                    if inbound > INBOUND_PER_SECOND {
                        return Err(End::Bye(ByeReason::Protocol));
                    }
                    self.answer().await?;
                }
                () = tokio::time::sleep_until(next_send), if behind => {
                    behind = false;
                    self.tell().await?;
                    next_send = Instant::now() + PACE;
                }
                changed = head.changed(), if !behind => {
                    changed.map_err(|_| End::Bye(ByeReason::Away))?;
                    behind = true;
                }
                changed = mirror.changed(), if !behind => {
                    changed.map_err(|_| End::Bye(ByeReason::Away))?;
                    behind = true;
                }
                _ = beat.tick() => self.send(&ServerFrame::Beat).await?,
                _ = recheck.tick() => {
                    self.recheck().await?;
                    self.turn_day().await?;
                }
            }
        }
    }

    fn hear(&mut self, message: Option<Result<Message, Error>>) -> Result<(), End> {
        let frame = match message {
            None | Some(Err(_) | Ok(Message::Close(_))) => return Err(End::Gone),
            Some(Ok(Message::Ping(_) | Message::Pong(_) | Message::Frame(_))) => return Ok(()),
            Some(Ok(Message::Text(_))) => return Err(End::Bye(ByeReason::Protocol)),
            Some(Ok(Message::Binary(bytes))) => {
                decode::<ClientFrame>(&bytes).ok_or(End::Bye(ByeReason::Protocol))?
            }
        };
        let (view, topic) = match frame {
            ClientFrame::Unwatch { view } => {
                self.views.remove(&view);
                return Ok(());
            }
            ClientFrame::Watch { view, topic } => (view, topic),
        };
        let who = &self.session.principal;
        match (self.views.get_mut(&view), topic) {
            (Some(Viewed::Grid(grid)), Topic::Grid(ask)) if ask.grid == grid.ask().grid => {
                with_grid!(&*grid.ask().grid, R => grid.turn::<R>(ask, who));
            }
            (held, topic) => {
                if held.is_none() && self.views.len() >= MAX_VIEWS {
                    return Err(End::Bye(ByeReason::Protocol));
                }
                let viewed = Viewed::new(topic, who).ok_or(End::Bye(ByeReason::Protocol))?;
                self.views.insert(view, viewed);
            }
        }
        Ok(())
    }

    /// Answers what was asked.
    async fn answer(&mut self) -> Result<(), End> {
        self.look().await?;
        let unanswered: Vec<u32> = self
            .views
            .iter()
            .filter(|(_, viewed)| matches!(viewed, Viewed::Grid(grid) if !grid.answered))
            .map(|(number, _)| *number)
            .collect();
        for number in unanswered {
            self.read(number).await?;
        }
        self.judge().await
    }

    /// Tells all views what happened.
    async fn tell(&mut self) -> Result<(), End> {
        self.look().await?;
        self.judge().await
    }

    /// Tells the grids that the mirror follows what is different from what they were told.
    async fn look(&mut self) -> Result<(), End> {
        let (views, who) = (&mut self.views, &self.session.principal);
        let look = |held: &_| {
            let mut frames = Vec::new();
            for (number, viewed) in views {
                if let Viewed::Grid(grid) = viewed
                    && let Some((turn, step, told)) = grid.look(held, who)
                {
                    frames.push(ServerFrame::Lines { view: *number, turn, step, told });
                }
            }
            frames
        };
        // A new view of a million rows takes tens of milliseconds.
        let Some(frames) = without_blocking(|| self.root.licenses(look)) else {
            self.views.values_mut().for_each(|viewed| {
                if let Viewed::Grid(grid) = viewed {
                    grid.lose();
                }
            });
            return Ok(());
        };
        for frame in frames {
            self.send(&frame).await?;
        }
        Ok(())
    }

    /// Answers a grid that no mirror follows, from the database.
    async fn read(&mut self, number: u32) -> Result<(), End> {
        let Some(Viewed::Grid(grid)) = self.views.get_mut(&number) else { return Ok(()) };
        let (services, who) = (&self.hub.services, &self.session.principal);
        let ask = grid.ask().clone();
        let read = with_grid!(&*ask.grid, R => {
            let page = services.grid_page::<R>(who, &ask.state, ask.start, ask.len).await;
            page.map(|page| grid.read(page))
        });
        let frame = match read.unwrap_or(Err(ServiceError::NotFound)) {
            Ok((turn, step, told)) => ServerFrame::Lines { view: number, turn, step, told },
            Err(error) => {
                tracing::debug!("a live view could not be read: {error}");
                grid.answered = true;
                ServerFrame::Failed { view: number, turn: ask.turn }
            }
        };
        self.send(&frame).await
    }

    /// Tells the views that no mirror follows that they have to read again.
    async fn judge(&mut self) -> Result<(), End> {
        let (head, seen) = (self.root.feed.head(), self.seen);
        let (who, today) = (&self.session.principal, self.hub.services.clock.today());
        // None when this connection was too slow for what is retained.
        let changes = self.root.feed.between(seen, head);
        let mut frames = Vec::new();
        let feed = &self.root.feed;
        let since = |from: i64| {
            if from < seen { feed.between(from, head) } else { changes.clone() }
        };
        for (number, viewed) in &mut self.views {
            match viewed {
                Viewed::Page { from, shows, .. } => {
                    if since(*from).is_none_or(|changes| shows(&changes, who)) {
                        frames.push(ServerFrame::Changed { view: *number });
                    }
                    *from = head;
                }
                Viewed::Grid(grid) if grid.answered && !grid.is_followed() => {
                    let since = if grid.read_at < seen && grid.touched == 0 {
                        self.root.feed.between(grid.read_at, head)
                    } else {
                        changes.clone()
                    };
                    let more = since.map_or(1, |changes| touches(grid, &changes, who, today));
                    if more > 0 || std::mem::take(&mut grid.lost) {
                        grid.touched += more.max(1);
                        let (turn, changes) = (grid.ask().turn, grid.touched);
                        frames.push(ServerFrame::Stale { view: *number, turn, changes });
                    }
                }
                Viewed::Grid(_) => {}
            }
        }
        self.seen = head;
        for frame in frames {
            self.send(&frame).await?;
        }
        Ok(())
    }

    async fn recheck(&mut self) -> Result<(), End> {
        match self.hub.services.principal(&self.session.token).await {
            Ok(Some(now)) if rights(&now) == rights(&self.session.principal) => Ok(()),
            Ok(_) => Err(End::Bye(ByeReason::Session)),
            // The database cannot be reached, so nothing that happens now would arrive.
            Err(_) => Err(End::Bye(ByeReason::Away)),
        }
    }

    /// On a new day every status and relative filter may say something else. A mirror turns
    /// by itself; the others read again.
    async fn turn_day(&mut self) -> Result<(), End> {
        let today = self.hub.services.clock.today();
        if std::mem::replace(&mut self.day, today) == today {
            return Ok(());
        }
        let mut frames = Vec::new();
        for (number, viewed) in &mut self.views {
            frames.push(match viewed {
                Viewed::Page { daily: true, .. } => ServerFrame::Changed { view: *number },
                Viewed::Grid(grid) if !grid.is_followed() => {
                    grid.touched += 1;
                    let (turn, changes) = (grid.ask().turn, grid.touched);
                    ServerFrame::Stale { view: *number, turn, changes }
                }
                Viewed::Page { .. } | Viewed::Grid(_) => continue,
            });
        }
        for frame in frames {
            self.send(&frame).await?;
        }
        Ok(())
    }

    async fn send(&mut self, frame: &ServerFrame) -> Result<(), End> {
        match timeout(SEND_LIMIT, self.socket.send(encode(frame).into())).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(_)) | Err(_) => Err(End::Gone),
        }
    }
}

/// Computes something that may take long without keeping other tasks from their thread.
fn without_blocking<T>(act: impl FnOnce() -> T) -> T {
    use tokio::runtime::{Handle, RuntimeFlavor};
    match Handle::try_current().map(|handle| handle.runtime_flavor()) {
        Ok(RuntimeFlavor::MultiThread) => tokio::task::block_in_place(act),
        _ => act(),
    }
}
