//! Renders pages to their end, whether or not the browser still waits.
//!
//! Leptos 0.8 leaks what a page holds (about 200 kB) when its render is dropped halfway,
//! which is what happens when a browser hangs up. So the render runs in a task of its own,
//! and its body goes through a short channel: when nobody takes it any more, the task reads
//! on and throws away. Renders are limited in number and time.

use super::{AppState, problem::Asker};
use app::api::ErrorCode;
use axum::{
    body::{Body, Bytes, HttpBody},
    extract::{Request, State},
    middleware::Next,
    response::Response,
};
use futures::StreamExt;
use http_body::Frame;
use std::{
    io,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
    time::Duration,
};
use tokio::{
    sync::{Semaphore, mpsc, oneshot},
    time::timeout,
};
use tracing::Instrument;

/// How detached renders are limited.
#[derive(Clone, Debug)]
pub struct Detach {
    turns: Arc<Semaphore>,
    limits: Limits,
}

/// The limits of a render.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// How many run at once.
    pub at_once: usize,
    /// How long one waits for its turn before it is refused.
    pub wait: Duration,
    /// How long one may take altogether.
    pub whole: Duration,
    /// How long a browser may leave one piece lying before it counts as gone.
    pub stall: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            at_once: 128,
            wait: Duration::from_secs(5),
            whole: Duration::from_secs(60),
            stall: Duration::from_secs(15),
        }
    }
}

impl Detach {
    /// With these limits.
    #[must_use]
    pub fn new(limits: Limits) -> Self {
        Self { turns: Arc::new(Semaphore::new(limits.at_once)), limits }
    }
}

/// The layer over the routes that render pages.
pub(super) async fn layer(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let asker = Asker::of(&request);
    match run(&state.detach, next.run(request)).await {
        Some(response) => response,
        None => asker.answer(ErrorCode::Unavailable),
    }
}

/// Runs `work` in a task and passes its answer on; none when no turn came or it died.
async fn run(
    detach: &Detach,
    work: impl Future<Output = Response> + Send + 'static,
) -> Option<Response> {
    let limits = detach.limits;
    let turn = timeout(limits.wait, detach.turns.clone().acquire_owned()).await.ok()?.ok()?;
    let (head, answer) = oneshot::channel();
    let render = async move {
        let _turn = turn;
        let rendered = timeout(limits.whole, async {
            let (parts, body) = work.await.into_parts();
            let (pieces, taken) = mpsc::channel(8);
            let passed = Passed { pieces: taken, complete: false };
            // Nobody waits for it any more: it is read to its end all the same.
            let _ = head.send(Response::from_parts(parts, Body::new(passed)));
            pass_on(body, pieces, limits.stall).await;
        });
        if rendered.await.is_err() {
            metrics::counter!("seatkeeper_renders_overdue_total").increment(1);
            tracing::error!("a page took longer than {} s and was dropped", limits.whole.as_secs());
        }
    };
    tokio::spawn(render.in_current_span());
    answer.await.ok()
}

/// Reads a body to its end and gives its pieces to whoever takes them.
async fn pass_on(body: Body, pieces: mpsc::Sender<Piece>, stall: Duration) {
    let mut body = BodyFrames(body);
    let mut taker = Some(pieces);
    while let Some(frame) = body.next().await {
        let piece = match frame {
            Ok(frame) => Piece::Frame(frame),
            Err(error) => Piece::Failed(io::Error::other(error)),
        };
        if let Some(pieces) = &taker
            && pieces.send_timeout(piece, stall).await.is_err()
        {
            metrics::counter!("seatkeeper_renders_abandoned_total").increment(1);
            taker = None;
        }
    }
    if let Some(pieces) = taker {
        let _ = pieces.send_timeout(Piece::End, stall).await;
    }
}

/// What goes through the channel.
enum Piece {
    Frame(Frame<Bytes>),
    Failed(io::Error),
    /// The body ended properly. A channel that closes without this was cut off, and the
    /// browser must see a broken answer, not a short one.
    End,
}

/// The frames of a body as a stream.
struct BodyFrames(Body);

impl futures::Stream for BodyFrames {
    type Item = Result<Frame<Bytes>, axum::Error>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Pin::new(&mut self.0).poll_frame(cx)
    }
}

/// The body as the browser's connection takes it.
struct Passed {
    pieces: mpsc::Receiver<Piece>,
    complete: bool,
}

impl HttpBody for Passed {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        if self.complete {
            return Poll::Ready(None);
        }
        self.pieces.poll_recv(cx).map(|piece| match piece {
            Some(Piece::Frame(frame)) => Some(Ok(frame)),
            Some(Piece::End) => {
                self.complete = true;
                None
            }
            Some(Piece::Failed(error)) => Some(Err(error)),
            None => Some(Err(io::ErrorKind::UnexpectedEof.into())),
        })
    }

    fn is_end_stream(&self) -> bool {
        self.complete
    }
}

#[cfg(test)]
mod tests;
