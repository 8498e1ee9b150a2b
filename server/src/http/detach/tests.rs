#![allow(clippy::unwrap_used, clippy::expect_used)]

use super::*;
use futures::stream;
use http_body_util::BodyExt;
use std::{
    convert::Infallible,
    future::pending,
    sync::atomic::{AtomicUsize, Ordering},
};
use tokio::sync::Notify;

const PIECES: usize = 200;
/// Far longer than anything here takes; only a failure waits for it.
const DEADLINE: Duration = Duration::from_secs(10);

fn detach(change: impl FnOnce(&mut Limits)) -> Detach {
    let mut limits = Limits::default();
    change(&mut limits);
    Detach::new(limits)
}

/// A page of 200 pieces that counts how many were asked of it, and rings at its end.
#[derive(Clone, Default)]
struct Page {
    asked: Arc<AtomicUsize>,
    end: Arc<Notify>,
}

impl Page {
    fn response(&self) -> Response {
        let page = self.clone();
        let pieces = stream::iter(0..=PIECES).filter_map(move |n| {
            if n == PIECES {
                page.end.notify_one();
                return std::future::ready(None);
            }
            page.asked.fetch_add(1, Ordering::SeqCst);
            std::future::ready(Some(Ok::<_, Infallible>(format!("piece {n};"))))
        });
        Response::new(Body::from_stream(pieces))
    }

    /// Waits for the end of the render and says how much of the page was rendered.
    async fn rendered(&self) -> usize {
        timeout(DEADLINE, self.end.notified()).await.expect("rendered to its end");
        self.asked.load(Ordering::SeqCst)
    }
}

#[tokio::test]
async fn a_page_arrives_whole() {
    let page = Page::default();
    let made = page.clone();
    let response = run(&detach(|_| ()), async move { made.response() }).await.unwrap();
    let bytes = response.into_body().collect().await.unwrap().to_bytes();
    let expected: String = (0..PIECES).map(|n| format!("piece {n};")).collect();
    assert_eq!(bytes, expected);
}

#[tokio::test]
async fn a_browser_that_hangs_up_in_the_middle_does_not_stop_the_render() {
    let page = Page::default();
    let made = page.clone();
    let response = run(&detach(|_| ()), async move { made.response() }).await.unwrap();
    let mut body = response.into_body();
    body.frame().await.unwrap().unwrap();
    assert!(page.asked.load(Ordering::SeqCst) < PIECES, "the channel is short");
    drop(body);
    assert_eq!(page.rendered().await, PIECES);
}

#[tokio::test]
async fn a_browser_that_hangs_up_before_the_answer_does_not_stop_the_render() {
    let (page, gate) = (Page::default(), Arc::new(Notify::new()));
    let (made, opened) = (page.clone(), gate.clone());
    let detach = detach(|_| ());
    let work = async move {
        opened.notified().await;
        made.response()
    };
    // The connection's future is dropped while the render waits.
    let mut waiting = Box::pin(run(&detach, work));
    assert!(futures::poll!(&mut waiting).is_pending());
    drop(waiting);
    gate.notify_one();
    assert_eq!(page.rendered().await, PIECES);
}

#[tokio::test]
async fn a_browser_that_takes_nothing_counts_as_gone_and_sees_a_broken_answer() {
    let page = Page::default();
    let made = page.clone();
    let detach = detach(|limits| limits.stall = Duration::from_millis(20));
    let response = run(&detach, async move { made.response() }).await.unwrap();
    assert_eq!(page.rendered().await, PIECES);
    response.into_body().collect().await.expect_err("cut off, not short");
}

#[tokio::test]
async fn a_render_without_end_is_dropped_and_its_place_is_free_again() {
    let detach = detach(|limits| {
        limits.at_once = 1;
        limits.whole = Duration::from_millis(50);
    });
    let endless = async {
        let first = stream::iter(["a beginning"]).map(Ok::<_, Infallible>);
        Response::new(Body::from_stream(first.chain(stream::pending())))
    };
    let response = run(&detach, endless).await.unwrap();
    response.into_body().collect().await.expect_err("cut off, not short");
    assert!(run(&detach, async { Response::default() }).await.is_some());
}

#[tokio::test]
async fn more_renders_than_allowed_are_refused() {
    let detach = detach(|limits| {
        limits.at_once = 1;
        limits.wait = Duration::from_millis(20);
    });
    let mut first = Box::pin(run(&detach, pending::<Response>()));
    assert!(futures::poll!(&mut first).is_pending());
    assert!(run(&detach, async { Response::default() }).await.is_none());
}

#[tokio::test]
async fn a_failing_body_fails_for_the_browser_too() {
    let pieces = stream::iter([Ok("a beginning"), Err(io::Error::other("broken"))]);
    let work = async { Response::new(Body::from_stream(pieces)) };
    let response = run(&detach(|_| ()), work).await.unwrap();
    response.into_body().collect().await.expect_err("an error");
}

#[tokio::test]
async fn a_render_that_panics_is_no_answer() {
    let work = async { panic!("as in a component") };
    assert!(run(&detach(|_| ()), work).await.is_none());
}
