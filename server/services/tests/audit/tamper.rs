//! Everything that somebody can do who has the database, or the copies, but not the key.

use crate::bench::{Bench, clean};
use domain::ids::RootId;
use serde_json::Value;
use services::audit::{AuditKey, PublicKeys, Sealer};
use std::collections::BTreeSet;
use std::fs;
use store::log::audit::{everything, log_links};
use store::log::digest::{Hash, beginning, link};
use store::testing::texts;
use uuid::Uuid;

/// A column, what is written into it in the 5th row, and what is said of it.
type Case = (&'static str, &'static str, &'static str);

const ENTRY: [Case; 17] = [
    ("root_id", "2", "entry 5 was deleted"),
    ("id", "gen_random_uuid()", "entry 5 was deleted"),
    ("id", "gen_random_uuid()", "an entry was added past the portal"),
    ("tkey", "2", "entry 5 was moved to another organization"),
    ("tkey", "-1", "entry 5 was moved to another organization"),
    ("org_id", "gen_random_uuid()", "entry 5 was edited"),
    ("at", "at + interval '1 microsecond'", "entry 5 was edited"),
    ("at", "'infinity'", "entry 5 was edited"),
    ("person_id", "NULL", "entry 5 was edited"),
    ("actor", "'Eve'", "entry 5 was edited"),
    ("actor_fold", "'eve'", "entry 5 was edited"),
    ("action", "'noted'", "entry 5 was edited"),
    ("entity", "''", "entry 5 was edited"),
    ("entity_id", "NULL", "entry 5 was edited"),
    ("subject", "NULL", "entry 5 was edited"),
    ("subject_fold", "''", "entry 5 was edited"),
    ("before", r#"'{"name": "Alt", "seats": 1.0}'"#, "entry 5 was edited"),
];
const LINK: [Case; 6] = [
    ("root_id", "2", "entry 5 is missing"),
    ("seq", "99", "entry 5 is missing"),
    ("entry_id", "gen_random_uuid()", "entry 5 was deleted"),
    ("digest", "sha256('x')", "entry 5 was edited"),
    ("hash", "sha256('x')", "entry 5 does not follow from the one before"),
    ("hash", "NULL, digest = NULL", "entry 5 has lost its hash"),
];
const CHECKPOINT: [Case; 8] = [
    ("root_id", "2", "the checkpoint of entry 8 is missing in the database"),
    ("seq", "7", "the checkpoint of entry 7 in the database has a wrong signature"),
    ("first_seq", "6", "the checkpoint of entry 8 in the database has a wrong signature"),
    ("hash", "repeat('0', 64)", "the checkpoint of entry 8 differs from its copy"),
    ("previous", "''", "the checkpoint of entry 8 in the database has a wrong signature"),
    ("at", "at - interval '1 day'", "the checkpoint of entry 8 in the database has a wrong"),
    ("key_id", "'other'", "the checkpoint of entry 8 in the database has a wrong signature"),
    ("signature", "repeat('0', 128)", "the checkpoint of entry 8 in the database has a wrong"),
];

async fn columns(bench: &Bench, table: &str) -> BTreeSet<String> {
    let sql = format!(
        "SELECT attname::text FROM pg_attribute
         WHERE attrelid = '{table}'::regclass AND attnum > 0 AND NOT attisdropped"
    );
    texts(&bench.url, &sql).await.into_iter().collect()
}

#[tokio::test]
async fn every_column_is_held() {
    let bench = Bench::new().await;
    // No column is left out, except the ones that are changed together with another.
    for (table, cases, with) in [
        ("action_log", &ENTRY[..], &["after"][..]),
        ("log_link", &LINK[..], &[][..]),
        ("log_checkpoint", &CHECKPOINT[..], &[][..]),
    ] {
        let held: BTreeSet<String> = cases
            .iter()
            .map(|(column, _, _)| *column)
            .chain(with.iter().copied())
            .map(str::to_owned)
            .collect();
        assert_eq!(held, columns(&bench, table).await, "{table}");
    }
    bench.close().await;
    let fifth = "(SELECT entry_id FROM log_link WHERE seq = 5)";
    let mut changes: Vec<(String, &str)> = Vec::new();
    for (column, value, said) in ENTRY {
        changes
            .push((format!("UPDATE action_log SET {column} = {value} WHERE id = {fifth}"), said));
    }
    let edited = "entry 5 was edited";
    for value in [r#"after || '{"more": null}'"#, "after - 'seats'", r#"'{"n": 1e400}'"#, "'[]'"] {
        changes.push((format!("UPDATE action_log SET after = {value} WHERE id = {fifth}"), edited));
    }
    for (column, value, said) in LINK {
        changes.push((format!("UPDATE log_link SET {column} = {value} WHERE seq = 5"), said));
    }
    for (column, value, said) in CHECKPOINT {
        changes.push((format!("UPDATE log_checkpoint SET {column} = {value} WHERE seq = 8"), said));
    }
    for (sql, said) in changes {
        let copy = bench.copy().await;
        // A tree to put things into that are not its own.
        copy.sql("INSERT INTO root (created_at) VALUES ('2026-01-01Z')").await;
        copy.sql(&sql).await;
        let found = clean(&copy.verify(true).await);
        assert!(found.iter().any(|found| found.starts_with(said)), "{sql}: {found:?}");
        copy.close().await;
    }
}

#[tokio::test]
async fn what_is_deleted_added_or_swapped_is_found() {
    let bench = Bench::new().await;
    bench.close().await;
    let id = |seq: i64| format!("(SELECT entry_id FROM log_link WHERE seq = {seq})");
    let swapped = |columns: &str| {
        // Both at once, by way of a row beside the chain.
        format!(
            "CREATE TEMP TABLE two AS SELECT l.seq, a.*, l.digest FROM log_link l
                 JOIN action_log a ON a.id = l.entry_id WHERE l.seq IN (5, 6);
             {columns}"
        )
    };
    let content = swapped(
        "UPDATE action_log a SET actor = o.actor, actor_fold = o.actor_fold, before = o.before,
             after = o.after, subject = o.subject, subject_fold = o.subject_fold, tkey = o.tkey,
             org_id = o.org_id, person_id = o.person_id, entity_id = o.entity_id
         FROM two o JOIN two m ON m.seq <> o.seq WHERE a.id = m.id",
    );
    let order = swapped(
        "ALTER TABLE log_link DROP CONSTRAINT log_link_root_id_entry_id_key;
         UPDATE log_link l SET entry_id = o.id FROM two o
         WHERE l.seq IN (5, 6) AND o.seq = 11 - l.seq",
    );
    let relinked = swapped(
        "ALTER TABLE log_link DROP CONSTRAINT log_link_root_id_entry_id_key;
         UPDATE log_link l SET entry_id = o.id, digest = o.digest FROM two o
         WHERE l.seq IN (5, 6) AND o.seq = 11 - l.seq",
    );
    let cases: Vec<(String, &[&str])> = vec![
        (format!("DELETE FROM action_log WHERE id = {}", id(5)), &["entry 5 was deleted"]),
        (
            "DELETE FROM log_link WHERE seq = 5".into(),
            &["entry 5 is missing", "an entry was added"],
        ),
        (
            format!(
                "DELETE FROM action_log WHERE id = {0}; DELETE FROM log_link WHERE seq = 5",
                id(5)
            ),
            &["entry 5 is missing", "entry 6 does not follow"],
        ),
        // And closing the gap.
        (
            format!(
                "DELETE FROM action_log WHERE id = {}; DELETE FROM log_link WHERE seq = 5;
                 UPDATE log_link SET seq = -seq + 1000 WHERE seq > 5;
                 UPDATE log_link SET seq = 999 - seq WHERE seq > 100; UPDATE log_head SET seq = 11",
                id(5)
            ),
            &["entry 5 does not follow", "entries up to 8 are not those"],
        ),
        (
            format!(
                "INSERT INTO action_log SELECT root_id, gen_random_uuid(), tkey, at, person_id,
                     actor, action, entity, entity_id, before, after, actor_fold, subject,
                     subject_fold, org_id FROM action_log WHERE id = {}",
                id(5)
            ),
            &["an entry was added past the portal"],
        ),
        (content, &["entry 5 was edited", "entry 6 was edited"]),
        (order, &["entry 5 was written as entry 6", "entry 6 was written as entry 5"]),
        (relinked, &["entry 5 does not follow", "entry 6 does not follow"]),
        (
            "ALTER TABLE log_link DROP CONSTRAINT log_link_pkey;
             UPDATE log_link SET seq = 5 WHERE seq = 6"
                .into(),
            &["there are two entries 5", "entry 6 is missing"],
        ),
        ("UPDATE log_head SET seq = 11".into(), &["the head is kept as entry 11, but the last"]),
        ("UPDATE log_head SET hash = sha256('')".into(), &["the head is kept as entry 12, but"]),
        ("DELETE FROM log_head".into(), &["the head is gone; the last entry is 12"]),
        // Truncated below the last checkpoint, with a head that fits.
        (
            "DELETE FROM action_log WHERE id IN (SELECT entry_id FROM log_link WHERE seq > 9);
             DELETE FROM log_link WHERE seq > 9;
             UPDATE log_head SET seq = 9, hash = (SELECT hash FROM log_link WHERE seq = 9)"
                .into(),
            &["truncated: a checkpoint covers entry 10, but the last one is 9"],
        ),
        (
            "DELETE FROM action_log; DELETE FROM log_link; DELETE FROM log_head".into(),
            &["truncated: a checkpoint covers entry 4, but the last one is 0"],
        ),
        // And with the checkpoints: that is what copies are for.
        (
            "DELETE FROM action_log WHERE id IN (SELECT entry_id FROM log_link WHERE seq > 8);
             DELETE FROM log_link WHERE seq > 8; DELETE FROM log_checkpoint WHERE seq > 8;
             UPDATE log_head SET seq = 8, hash = (SELECT hash FROM log_link WHERE seq = 8)"
                .into(),
            &["the checkpoint of entry 10 is missing in the database", "truncated: a checkpoint"],
        ),
        (
            "DELETE FROM log_checkpoint WHERE seq = 8".into(),
            &["the checkpoint of entry 8 is missing in the database"],
        ),
        (
            "DELETE FROM log_checkpoint".into(),
            &["the checkpoint of entry 4 is missing in the database"],
        ),
    ];
    for (sql, said) in cases {
        let copy = bench.copy().await;
        copy.sql(&sql).await;
        let found = clean(&copy.verify(true).await);
        for said in said {
            assert!(found.iter().any(|found| found.starts_with(said)), "{sql}: {said}: {found:?}");
        }
        copy.close().await;
    }
}

/// Works out the chain anew over what the entries say now, from a link on.
async fn recompute(bench: &Bench) {
    let root = bench.root();
    let mut tx = bench.services.store.begin_read(everything(root)).await.unwrap();
    let links = log_links(&mut tx, (0, Uuid::nil()), 1_000).await.unwrap();
    tx.commit().await.unwrap();
    let older = links.iter().take_while(|link| link.hashes.is_none()).count();
    let mut hash: Hash = beginning(root, older as i64);
    let hex = |hash: &Hash| hash.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    for held in &links[older..] {
        let digest = held.now.unwrap();
        hash = link(&hash, held.seq, &digest);
        let (digest, hash) = (hex(&digest), hex(&hash));
        bench
            .sql(&format!(
                "UPDATE log_link SET digest = '\\x{digest}', hash = '\\x{hash}' WHERE seq = {0};
                 UPDATE log_head SET seq = {0}, hash = '\\x{hash}'",
                held.seq
            ))
            .await;
    }
}

/// Somebody who works out every hash anew, but cannot sign.
#[tokio::test]
async fn a_chain_that_was_made_anew_is_not_what_was_signed() {
    let bench = Bench::new().await;
    bench.close().await;
    let rewritten =
        |seq: i64| format!("entries up to {seq} are not those that the checkpoint there signed");
    let all = vec![rewritten(4), rewritten(8), rewritten(10)];
    let edit = |seq: i64| {
        format!(
            "UPDATE action_log SET actor = 'Eve', actor_fold = 'eve'
             WHERE id = (SELECT entry_id FROM log_link WHERE seq = {seq})"
        )
    };
    for (sql, said) in [
        (edit(3), all.clone()),
        (edit(6), all[1..].to_vec()),
        (edit(10), all[2..].to_vec()),
        // As if the first ones were older than the chain.
        ("UPDATE log_link SET digest = NULL, hash = NULL WHERE seq <= 3".into(), all.clone()),
        // One deleted, the others moved up.
        (
            "DELETE FROM action_log WHERE id = (SELECT entry_id FROM log_link WHERE seq = 5);
             DELETE FROM log_link WHERE seq = 5;
             UPDATE log_link SET seq = -seq + 1000 WHERE seq > 5;
             UPDATE log_link SET seq = 999 - seq WHERE seq > 100"
                .into(),
            all[1..].to_vec(),
        ),
    ] {
        let copy = bench.copy().await;
        copy.sql(&sql).await;
        recompute(&copy).await;
        assert_eq!(clean(&copy.verify(true).await), said, "{sql}");
        assert_eq!(clean(&copy.verify(false).await), said, "{sql}");
        copy.close().await;
    }
    // Above the last checkpoint nothing guards it yet, which the report says.
    let copy = bench.copy().await;
    copy.sql(&edit(12)).await;
    recompute(&copy).await;
    let report = copy.verify(true).await;
    assert!(report.is_clean() && report.unguarded == 2, "{report:?}");
}

/// Somebody who signs with a key of his own.
#[tokio::test]
async fn another_keys_checkpoints_do_not_count() {
    let bench = Bench::new().await;
    bench.sql("DELETE FROM log_checkpoint").await;
    fs::remove_file(bench.file()).unwrap();
    let key = AuditKey::load_or_create(&bench.folder.path().join("other.key")).unwrap();
    let known = PublicKeys::parse(&key.public()).unwrap();
    let other = Sealer::new(key, Some(bench.copies()));
    assert_eq!(bench.services.log_seal(&other).await.unwrap().copied, 1);
    let report = bench.verify(true).await;
    let found = clean(&report);
    assert_eq!((report.checkpoints, report.unguarded, found.len()), (0, 12, 2), "{found:?}");
    assert!(found[0].contains("in the database has a wrong signature"), "{found:?}");
    assert!(found[1].contains("among the copies has a wrong signature"), "{found:?}");
    // To whoever trusts it nothing is wrong: the public key has to come from elsewhere.
    assert!(Bench { keys: known, ..bench }.verify(true).await.is_clean());
}

/// Somebody who has the copies.
#[tokio::test]
async fn copies_are_held_against_the_database() {
    let bench = Bench::new().await;
    let whole = fs::read_to_string(bench.file()).unwrap();
    let lines: Vec<&str> = whole.lines().collect();
    assert_eq!(lines.len(), 3);
    let mut edited: Value = serde_json::from_str(lines[1]).unwrap();
    edited["at"] = "2020-01-01T00:00:00Z".into();
    let edited = edited.to_string();
    let mut elsewhere: Value = serde_json::from_str(lines[1]).unwrap();
    elsewhere["root"] = 99.into();
    let elsewhere = elsewhere.to_string();
    let missing = |seq: i64| format!("the checkpoint of entry {seq} is missing among the copies");
    for (lines, said) in [
        (vec![lines[0], lines[2]], vec![missing(8)]),
        (vec![lines[0], lines[1]], vec![missing(10)]),
        (vec![lines[1], lines[2]], vec![missing(4)]),
        (vec![], vec![missing(4), missing(8), missing(10)]),
        (
            vec![lines[1], lines[0], lines[2]],
            vec![
                missing(4),
                "the copy of the checkpoint of entry 4 is out of its order".to_owned(),
            ],
        ),
        (
            vec![lines[0], "nonsense", lines[1], lines[2]],
            vec!["line 2 of the copies is no checkpoint".to_owned()],
        ),
        (
            vec![lines[0], &edited, lines[2]],
            vec![
                "the checkpoint of entry 8 among the copies has a wrong signature".to_owned(),
                "the checkpoint of entry 8 differs from its copy".to_owned(),
            ],
        ),
        (
            vec![lines[0], &elsewhere, lines[2]],
            vec![
                "the copy of the checkpoint of entry 8 is out of its order".to_owned(),
                missing(8),
            ],
        ),
        // Written twice by two processes at once.
        (vec![lines[0], lines[1], lines[1], lines[2]], vec![]),
    ] {
        let text: String = lines.iter().map(|line| format!("{line}\n")).collect();
        fs::write(bench.file(), text).unwrap();
        let mut found = clean(&bench.verify(true).await);
        found.sort();
        let mut said = said;
        said.sort();
        assert_eq!(found, said, "{lines:?}");
    }
    // Gone from both places: the next one does not follow from the one before.
    bench.sql("DELETE FROM log_checkpoint WHERE seq = 8").await;
    fs::write(bench.file(), format!("{}\n{}\n", lines[0], lines[2])).unwrap();
    let found = clean(&bench.verify(true).await);
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].starts_with("the checkpoint of entry 10 does not follow"), "{found:?}");
    // No folder at all is an error and no finding.
    fs::remove_dir_all(bench.copies()).unwrap();
    let root = RootId(bench.root().0);
    let copies = bench.copies();
    let refused =
        services::audit::verify(&bench.services.store, root, &bench.keys, Some(&copies)).await;
    assert!(refused.is_err());
}
