//! When the action log is sealed without anybody asking.
#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]

#[path = "common/portal.rs"]
mod portal;

use domain::people::Language;
use portal::{EMAIL, Portal};
use server::jobs;
use services::audit::{AuditKey, Sealer};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Waits until there are so many checkpoints.
async fn sealed(portal: &Portal, checkpoints: usize) {
    let until = Instant::now() + Duration::from_secs(30);
    let sql = "SELECT seq::text FROM log_checkpoint WHERE root_id = 1 ORDER BY seq";
    while store::testing::texts(&portal.url, sql).await.len() < checkpoints {
        assert!(Instant::now() < until, "there are no {checkpoints} checkpoints");
        tokio::task::yield_now().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_log_is_sealed_at_the_start_and_then_each_time_the_while_is_over() {
    assert_eq!(jobs::SEAL_EVERY, Duration::from_secs(60), "once a minute");
    let portal = Portal::new(|_| ()).await;
    let services = &portal.services;
    let account = services.store.account_by_email(EMAIL).await.unwrap().unwrap();
    let who = services.store.principal_load(account.root, account.person).await.unwrap().unwrap();
    services.set_language(&who, Language::De).await.unwrap();

    let folder = tempfile::tempdir().unwrap();
    let key = AuditKey::load_or_create(&folder.path().join("audit.key")).unwrap();
    let (begun, every) = (Instant::now(), Duration::from_secs(1));
    let job = jobs::sealing(services.clone(), Arc::new(Sealer::new(key, None)), every);
    let job = tokio::spawn(job);
    sealed(&portal, 1).await;
    // What is done after that waits for the next time.
    for (times, language) in [(1, Language::En), (2, Language::De)] {
        services.set_language(&who, language).await.unwrap();
        sealed(&portal, times + 1).await;
        let least = every * u32::try_from(times).unwrap();
        assert!(begun.elapsed() >= least, "{:?}", begun.elapsed());
    }
    job.abort();
    portal.shutdown.cancel();
}
