//! The action log's chain: dense, in commit order, and right whoever writes and however.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod support;

use domain::ids::{PersonId, RootId};
use futures::future::join_all;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use serde_json::{Value, json};
use sqlx::{AssertSqlSafe, Executor};
use store::StoreError;
use store::feed::{Change, changes_publish};
use store::import_batch::log_append_many;
use store::log::audit::{Link, everything, log_head, log_links, log_unlinked};
use store::log::checkpoint::Checkpoint;
use store::log::digest::{Hash, beginning, link};
use store::log::{NewLogEntry, log_append};
use support::{Database, Tree, now};
use uuid::Uuid;

fn entry(tree: &Tree, n: usize) -> NewLogEntry {
    NewLogEntry {
        at: now(),
        person: Some(PersonId(Uuid::from_u128(7))),
        actor: "Äda".into(),
        action: "renamed".into(),
        entity: "license".into(),
        entity_id: Some(Uuid::from_u128(n as u128)),
        subject: Some(format!("Büro {n}")),
        org: tree.customers[n % tree.customers.len()].id,
        before: json!({ "name": "Alt" }),
        after: json!({ "name": format!("Büro {n}") }),
    }
}

/// All links of a root's chain, which is right in every part and ends where the head says.
async fn chain(database: &Database, root: RootId) -> Vec<Link> {
    let mut tx = database.store.begin_read(everything(root)).await.unwrap();
    let links = log_links(&mut tx, (0, Uuid::nil()), i64::MAX).await.unwrap();
    let head = log_head(&mut tx).await.unwrap();
    let unlinked = log_unlinked(&mut tx, 10).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(unlinked, Vec::<Uuid>::new());
    let older = links.iter().take_while(|link| link.hashes.is_none()).count();
    let mut hash: Hash = beginning(root, older as i64);
    for (at, held) in links.iter().enumerate() {
        assert_eq!(held.seq, at as i64 + 1, "dense");
        assert!(held.there && held.placed);
        if at < older {
            continue;
        }
        let (digest, kept) = held.hashes.unwrap();
        assert_eq!(held.now, Some(digest), "what is read is what was written: {held:?}");
        hash = link(&hash, held.seq, &digest);
        assert_eq!(kept, hash);
    }
    let last = links.last().map(|link| link.seq);
    assert_eq!(head.as_ref().map(|(seq, _)| *seq), last);
    if links.len() > older {
        assert_eq!(head.unwrap().1, hash);
    }
    links
}

#[tokio::test]
async fn the_chain_is_dense_whoever_writes() {
    let database = Database::new().await;
    let (tree, other) = (database.tree().await, database.tree().await);
    join_all((0..32).map(|n| {
        let (store, tree) = (database.store.clone(), if n % 8 == 0 { &other } else { &tree });
        async move {
            for round in 0..4 {
                let mut tx = store.begin(tree.scope).await.unwrap();
                log_append(&mut tx, &entry(tree, n)).await.unwrap();
                if round % 2 == 0 {
                    // Work between the entries holds nobody up.
                    tokio::task::yield_now().await;
                    log_append(&mut tx, &entry(tree, n + 100)).await.unwrap();
                }
                // With a live change and without.
                if n % 2 == 0 {
                    let change = Change::logged(tree.top.id);
                    changes_publish(&mut tx, &[change], now()).await.unwrap();
                }
                // Every third transaction fails: its numbers are used again.
                if (n + round) % 3 != 0 {
                    tx.commit().await.unwrap();
                }
            }
        }
    }))
    .await;
    let committed = |root: usize| {
        let all = (0..32).flat_map(|n| (0..4).map(move |round| (n, round)));
        let kept = all.filter(|(n, round)| (n + round) % 3 != 0 && usize::from(n % 8 == 0) == root);
        kept.map(|(_, round)| if round % 2 == 0 { 2 } else { 1 }).sum::<usize>()
    };
    assert_eq!(chain(&database, tree.scope.root).await.len(), committed(0));
    assert_eq!(chain(&database, other.scope.root).await.len(), committed(1));
}

/// A writer that has logged, but not published yet, keeps nobody else waiting, and whoever
/// commits first comes first.
#[tokio::test]
async fn links_follow_the_commits_and_not_the_entries() {
    let database = Database::new().await;
    let tree = database.tree().await;
    let (mut slow, mut quick) = (
        database.store.begin(tree.scope).await.unwrap(),
        database.store.begin(tree.scope).await.unwrap(),
    );
    log_append(&mut slow, &entry(&tree, 1)).await.unwrap();
    log_append(&mut quick, &entry(&tree, 2)).await.unwrap();
    quick.commit().await.unwrap();
    log_append(&mut slow, &entry(&tree, 3)).await.unwrap();
    slow.commit().await.unwrap();
    let links = chain(&database, tree.scope.root).await;
    let mut owner = database.owner().await;
    let mut order = Vec::new();
    for link in links {
        let subject: String = sqlx::query_scalar("SELECT subject FROM action_log WHERE id = $1")
            .bind(link.entry)
            .fetch_one(&mut owner)
            .await
            .unwrap();
        order.push(subject);
    }
    assert_eq!(order, ["Büro 2", "Büro 1", "Büro 3"]);
}

#[tokio::test]
async fn an_import_of_many_is_one_run_of_links() {
    let database = Database::new().await;
    let tree = database.tree().await;
    let entries: Vec<NewLogEntry> = (0..12_345).map(|n| entry(&tree, n)).collect();
    let mut tx = database.store.begin(tree.scope).await.unwrap();
    log_append_many(&mut tx, &entries).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(chain(&database, tree.scope.root).await.len(), entries.len());
    // Nothing of one that fails is kept, and the next one finds no hole.
    let mut tx = database.store.begin(tree.scope).await.unwrap();
    log_append_many(&mut tx, &entries[..10]).await.unwrap();
    let unknown = NewLogEntry { org: domain::ids::OrgId(Uuid::nil()), ..entry(&tree, 1) };
    let refused = log_append(&mut tx, &unknown).await;
    assert!(matches!(refused, Err(StoreError::NotFound)), "{refused:?}");
    drop(tx);
    let mut tx = database.store.begin(tree.scope).await.unwrap();
    log_append(&mut tx, &entry(&tree, 0)).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(chain(&database, tree.scope.root).await.len(), entries.len() + 1);
}

/// Any text that Postgres takes, any numbers, any depth.
fn anything() -> impl Strategy<Value = Value> {
    let text = || any::<String>().prop_map(|text| text.replace('\0', ""));
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        (-1e6..1e6f64).prop_map(Value::from),
        text().prop_map(Value::from),
    ];
    let nested = leaf.prop_recursive(3, 16, 5, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            prop::collection::btree_map(text(), inner, 0..5)
                .prop_map(|fields| Value::Object(fields.into_iter().collect())),
        ]
    });
    prop::collection::btree_map(text(), nested, 0..6)
        .prop_map(|fields| Value::Object(fields.into_iter().collect()))
}

#[tokio::test]
async fn what_is_read_back_hashes_as_what_was_written() {
    let database = Database::new().await;
    let tree = database.tree().await;
    let text = || any::<String>().prop_map(|text| text.replace('\0', ""));
    let one = (text(), text(), prop::option::of(text()), anything(), anything(), any::<u32>());
    let all = prop::collection::vec(one, 600..601);
    let drawn = all.new_tree(&mut TestRunner::default()).unwrap().current();
    let entries =
        drawn.into_iter().enumerate().map(|(n, (actor, action, subject, before, after, at))| {
            let at = now() + chrono::Duration::nanoseconds(i64::from(at) * 977);
            let entity_id = (n % 3 > 0).then(Uuid::now_v7);
            let person = (n % 2 > 0).then(|| PersonId(Uuid::now_v7()));
            NewLogEntry {
                at,
                person,
                actor,
                action,
                subject,
                before,
                after,
                entity_id,
                ..entry(&tree, n)
            }
        });
    let entries: Vec<NewLogEntry> = entries.collect();
    let mut tx = database.store.begin(tree.scope).await.unwrap();
    log_append_many(&mut tx, &entries).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(chain(&database, tree.scope.root).await.len(), entries.len());
}

/// Entries from before the chain are numbered by their ids, and the chain begins behind them.
#[tokio::test]
async fn a_chain_begins_behind_what_was_there_before() {
    let database = Database::new().await;
    let tree = database.tree().await;
    let mut tx = database.store.begin(tree.scope).await.unwrap();
    log_append_many(&mut tx, &[entry(&tree, 1), entry(&tree, 2), entry(&tree, 3)]).await.unwrap();
    tx.commit().await.unwrap();
    // As the migration leaves it.
    let mut owner = database.owner().await;
    let sql = "UPDATE log_link SET digest = NULL, hash = NULL; UPDATE log_head SET hash = '';
               UPDATE action_log SET org_id = NULL WHERE subject = 'Büro 2'";
    owner.execute(sql).await.unwrap();
    let mut tx = database.store.begin(tree.scope).await.unwrap();
    log_append(&mut tx, &entry(&tree, 4)).await.unwrap();
    tx.commit().await.unwrap();
    let links = chain(&database, tree.scope.root).await;
    assert_eq!(links.iter().filter(|link| link.hashes.is_some()).map(|l| l.seq).max(), Some(4));
    let states = database.store.log_chains().await.unwrap();
    assert_eq!(states.len(), 1);
    assert_eq!((states[0].head.unwrap().0, states[0].newest.as_ref()), (4, None));
}

fn checkpoint(root: RootId, first: i64, seq: i64) -> Checkpoint {
    Checkpoint {
        root: root.0,
        first,
        seq,
        hash: "00".into(),
        previous: String::new(),
        at: now(),
        key_id: "key".into(),
        signature: format!("{first} {seq}"),
    }
}

/// Of those who seal at once one alone wins, also when one of them saw a later head.
#[tokio::test]
async fn each_link_is_sealed_once() {
    let database = Database::new().await;
    let tree = database.tree().await;
    let root = tree.scope.root;
    let won = join_all((0..8).map(|n| {
        let store = database.store.clone();
        async move { store.checkpoint_insert(&checkpoint(root, 1, 5 + n % 2)).await.unwrap() }
    }))
    .await;
    assert_eq!(won.iter().filter(|won| **won).count(), 1);
    let first = database.store.checkpoints_after(root, 0, 10).await.unwrap();
    let next = first[0].seq + 1;
    assert!(database.store.checkpoint_insert(&checkpoint(root, next, 9)).await.unwrap());
    assert!(!database.store.checkpoint_insert(&checkpoint(root, next, 10)).await.unwrap());
    assert!(!database.store.checkpoint_insert(&checkpoint(root, 7, 9)).await.unwrap());
    let kept = database.store.checkpoints_after(root, 0, 10).await.unwrap();
    assert_eq!(kept, [first[0].clone(), checkpoint(root, next, 9)]);
    assert_eq!(database.store.checkpoints_after(root, 8, 10).await.unwrap().len(), 1);
    assert_eq!(database.store.checkpoints_after(root, 0, 1).await.unwrap(), first[..1]);
}

/// The chain is its root's alone.
#[tokio::test]
async fn another_trees_chain_is_out_of_reach() {
    let database = Database::new().await;
    let (tree, other) = (database.tree().await, database.tree().await);
    let mut tx = database.store.begin(tree.scope).await.unwrap();
    log_append(&mut tx, &entry(&tree, 1)).await.unwrap();
    tx.commit().await.unwrap();
    let mut tx = database.store.begin_read(everything(other.scope.root)).await.unwrap();
    assert_eq!(log_links(&mut tx, (0, Uuid::nil()), 10).await.unwrap(), []);
    tx.commit().await.unwrap();
    let mut connection = database.owner().await;
    connection.execute("SET ROLE seatkeeper_app").await.unwrap();
    let scope = format!("SET app.root = '{}'", other.scope.root.0);
    connection.execute(AssertSqlSafe(scope)).await.unwrap();
    let sql = "INSERT INTO log_link (root_id, seq, entry_id) SELECT root_id, 99, gen_random_uuid()
               FROM log_head";
    let refused = connection.execute(sql).await.unwrap_err().to_string();
    assert!(refused.contains("row-level security"), "{refused}");
    let moved = connection.execute("UPDATE log_head SET seq = 0").await.unwrap();
    assert_eq!(moved.rows_affected(), 0);
}

/// What an entry costs with its link and without. It prints; nothing is held to a number.
#[tokio::test]
#[ignore = "a measurement: cargo nextest run -p store --run-ignored only -E 'test(costs)' --no-capture"]
async fn what_a_link_costs() {
    let database = Database::new().await;
    let tree = database.tree().await;
    let time = async |entries: usize| {
        let entries: Vec<NewLogEntry> = (0..entries).map(|n| entry(&tree, n)).collect();
        let mut tx = database.store.begin(tree.scope).await.unwrap();
        let begun = std::time::Instant::now();
        log_append_many(&mut tx, &entries).await.unwrap();
        let written = begun.elapsed();
        tx.commit().await.unwrap();
        (written, begun.elapsed() - written)
    };
    for (entries, rounds) in [(1, 501), (100, 51), (200_000, 3)] {
        let mut times = Vec::new();
        for _ in 0..rounds {
            times.push(time(entries).await);
        }
        times.sort_unstable();
        let (written, linked) = times[rounds / 2];
        println!("{entries} entries: written in {written:?}, linked and committed in {linked:?}");
    }
}
