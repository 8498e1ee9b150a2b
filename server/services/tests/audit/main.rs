//! Whatever is done to the action log past the portal is found, as far as its checkpoints reach.
#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs, unreachable_pub)]

mod bench;
mod seal;
mod tamper;

use bench::{Bench, clean};

#[tokio::test]
async fn a_log_that_was_left_alone_is_clean() {
    let bench = Bench::new().await;
    let report = bench.verify(true).await;
    assert_eq!(clean(&report), Vec::<String>::new());
    assert!(report.is_clean());
    assert_eq!((report.entries, report.older, report.unguarded), (12, 0, 2));
    assert_eq!(report.checkpoints, 3);
    assert_eq!(report.newest, Some(bench.clock.now()));
    assert!(bench.verify(false).await.is_clean());
}

/// A log of more than a page, with more checkpoints than a page has, one of them at its end.
#[tokio::test]
async fn a_long_log_is_looked_through_to_its_end() {
    let bench = Bench::new().await;
    for _ in 0..40 {
        bench.log(60).await;
        bench.seal().await;
    }
    let report = bench.verify(true).await;
    assert_eq!(clean(&report), Vec::<String>::new());
    assert_eq!((report.entries, report.checkpoints, report.unguarded), (2_412, 43, 0));
    bench
        .sql(
            "UPDATE action_log SET actor = 'X' WHERE id IN
               (SELECT entry_id FROM log_link WHERE seq IN (1000, 1001, 2400))",
        )
        .await;
    let found = clean(&bench.verify(true).await);
    assert_eq!(found.len(), 3, "{found:?}");
    assert!(found[2].starts_with("entry 2400 was edited ("), "{found:?}");
}

/// What came before the chain is counted and said to be unknown.
#[tokio::test]
async fn entries_older_than_the_chain_are_counted() {
    let bench = Bench::empty().await;
    bench.log(3).await;
    // As the migration leaves them.
    bench
        .sql(
            "UPDATE log_link SET digest = NULL, hash = NULL; UPDATE log_head SET hash = '';
               UPDATE action_log SET org_id = NULL",
        )
        .await;
    bench.seal().await;
    let report = bench.verify(true).await;
    assert!(report.is_clean(), "{:?}", report.findings);
    assert_eq!((report.entries, report.older, report.unguarded, report.checkpoints), (3, 3, 3, 0));
    bench.log(2).await;
    bench.seal().await;
    let report = bench.verify(true).await;
    assert!(report.is_clean(), "{:?}", report.findings);
    assert_eq!((report.entries, report.older, report.unguarded, report.checkpoints), (5, 3, 0, 1));
    // That an older one is gone is seen.
    bench
        .sql("DELETE FROM action_log WHERE id = (SELECT entry_id FROM log_link WHERE seq = 2)")
        .await;
    let found = clean(&bench.verify(true).await);
    assert!(found[0].starts_with("entry 2 was deleted"), "{found:?}");
}

/// A tree in which nothing was logged yet.
#[tokio::test]
async fn an_empty_log_is_clean() {
    let bench = Bench::empty().await;
    assert_eq!(bench.seal().await, services::audit::Sealed::default());
    let report = bench.verify(true).await;
    assert!(report.is_clean() && report.entries == 0, "{report:?}");
}
