//! Requests whose browser hangs up are dropped wherever they stand.
#![allow(clippy::unwrap_used)]

mod support;

use futures::poll;
use std::pin::pin;
use store::Store;
use support::{Database, now};
use tokio::task::yield_now;

/// A transaction that is dropped while it begins, at whatever point, leaves its connection as
/// it was: the next request on it neither reads in another's scope nor fails.
#[tokio::test]
async fn a_begin_that_nobody_waits_for_leaves_no_trace() {
    let database = Database::new().await;
    let tree = database.tree().await;
    let store = Store::connect(&database.url, 1).await.unwrap();
    let mut dropped = 0;
    // Where it stands after so many polls depends on the server's pace, hence the many rounds.
    for round in 0..1_500 {
        {
            let mut begin = pin!(store.begin_read(tree.scope));
            let mut begun = false;
            for _ in 0..round % 30 {
                begun = poll!(begin.as_mut()).is_ready();
                if begun {
                    break;
                }
                yield_now().await;
            }
            dropped += u32::from(!begun);
        }
        let after = store.begin_new_root(now()).await;
        assert!(after.is_ok(), "in round {round}: {:?}", after.err());
        after.unwrap().commit().await.unwrap();
    }
    assert!(dropped > 100, "only {dropped} were dropped halfway");
}
