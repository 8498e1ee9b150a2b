//! Checkpoints are made once for each head, whoever makes them, and copied when that is possible.

use crate::bench::{Bench, clean};
use futures::future::join_all;
use services::audit::{AuditKey, PublicKeys, Sealed, Sealer};
use std::fs;
use store::testing::Locked;

fn sealed(made: u64, copied: u64, uncopied: u64) -> Sealed {
    Sealed { made, copied, uncopied }
}

#[tokio::test]
async fn a_head_that_did_not_move_is_not_sealed_again() {
    let bench = Bench::empty().await;
    bench.log(2).await;
    assert_eq!(bench.seal().await, sealed(1, 1, 0));
    assert_eq!(bench.seal().await, sealed(0, 0, 0));
    bench.log(1).await;
    assert_eq!(bench.seal().await, sealed(1, 1, 0));
    // Another process copies nothing that is there already.
    let key = AuditKey::load_or_create(&bench.folder.path().join("audit.key")).unwrap();
    let other = Sealer::new(key, Some(bench.copies()));
    assert_eq!(bench.services.log_seal(&other).await.unwrap(), sealed(0, 0, 0));
    assert_eq!(fs::read_to_string(bench.file()).unwrap().lines().count(), 2);
}

/// Eight processes with keys of their own, three of which copy into one folder, while others
/// write.
#[tokio::test]
async fn many_processes_seal_each_head_once() {
    let bench = Bench::empty().await;
    let mut keys = String::new();
    let sealers: Vec<Sealer> = (0..8)
        .map(|n| {
            let path = bench.folder.path().join(format!("node-{n}.key"));
            let key = AuditKey::load_or_create(&path).unwrap();
            keys += &format!("{}\n", key.public());
            Sealer::new(key, (n < 3).then(|| bench.copies()))
        })
        .collect();
    let mut made = 0;
    for _ in 0..10 {
        bench.log(3).await;
        let all = join_all(sealers.iter().map(async |sealer| {
            bench.log(1).await;
            bench.services.log_seal(sealer).await.unwrap().made
        }))
        .await;
        made += all.into_iter().sum::<u64>();
    }
    // What was sealed last by one that does not copy.
    bench.services.log_seal(&sealers[0]).await.unwrap();
    let file = bench.folder.path().join("all.pub");
    fs::write(&file, keys).unwrap();
    let keys = PublicKeys::parse(file.to_str().unwrap()).unwrap();
    let report = Bench { keys, ..bench }.verify(true).await;
    assert_eq!(clean(&report), Vec::<String>::new());
    assert_eq!(report.entries, 110);
    assert!(made <= report.checkpoints && report.checkpoints <= made + 1, "{made} {report:?}");
    assert!(report.checkpoints >= 10);
}

/// A second path that is away, closed or full keeps nobody from writing, and is filled later.
#[tokio::test]
async fn a_second_path_that_fails_is_caught_up_with() {
    let bench = Bench::new().await;
    let away = bench.folder.path().join("away");
    fs::rename(bench.copies(), &away).unwrap();
    bench.log(1).await;
    assert_eq!(bench.seal().await, sealed(1, 0, 1), "away");
    // A file in the folder's place can be written into by nobody, not even by root.
    fs::write(bench.copies(), "").unwrap();
    bench.log(1).await;
    assert_eq!(bench.seal().await, sealed(1, 0, 1), "no folder");
    fs::remove_file(bench.copies()).unwrap();
    fs::create_dir(bench.copies()).unwrap();
    // Each write into this file fails, as on a full disk.
    std::os::unix::fs::symlink("/dev/full", bench.file()).unwrap();
    bench.log(1).await;
    assert_eq!(bench.seal().await, sealed(1, 0, 1), "full");
    fs::remove_dir_all(bench.copies()).unwrap();
    fs::rename(&away, bench.copies()).unwrap();
    let lagging = clean(&bench.verify(true).await);
    assert_eq!(lagging.len(), 3, "{lagging:?}");
    assert!(lagging[0].contains("is missing among the copies"), "{lagging:?}");
    assert_eq!(bench.seal().await, sealed(0, 3, 0));
    let report = bench.verify(true).await;
    assert_eq!(clean(&report), Vec::<String>::new());
    assert_eq!((report.entries, report.checkpoints), (15, 6));
}

#[tokio::test]
async fn copies_that_are_ahead_of_the_database_are_left_alone() {
    let bench = Bench::new().await;
    bench.sql("DELETE FROM log_checkpoint WHERE seq = 10").await;
    let before = fs::read(bench.file()).unwrap();
    let key = AuditKey::load_or_create(&bench.folder.path().join("audit.key")).unwrap();
    let other = Sealer::new(key, Some(bench.copies()));
    bench
        .sql(
            "DELETE FROM log_link WHERE seq > 8; UPDATE log_head SET seq = 8, hash =
               (SELECT hash FROM log_link WHERE seq = 8)",
        )
        .await;
    let again = bench.services.log_seal(&other).await.unwrap();
    assert_eq!(again, sealed(0, 0, 1));
    assert_eq!(fs::read(bench.file()).unwrap(), before);
}

/// Nobody waits for a checkpoint, nor does a checkpoint wait for somebody who writes.
#[tokio::test]
async fn sealing_and_writing_do_not_wait_for_each_other() {
    let bench = Bench::new().await;
    let locked = Locked::table(&bench.url, "log_checkpoint").await;
    bench.log(3).await;
    locked.release().await;
    let mut tx = bench.services.store.begin(bench.scope).await.unwrap();
    let change = store::feed::Change::logged(bench.orgs[0]);
    store::feed::changes_publish(&mut tx, &[change], bench.clock.now()).await.unwrap();
    assert_eq!(bench.seal().await.made, 1);
    tx.commit().await.unwrap();
    assert_eq!(bench.verify(true).await.entries, 15);
}
