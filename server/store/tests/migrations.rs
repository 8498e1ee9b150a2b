//! Each migration is applied to a database that the ones before it have filled.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod support;

use sqlx::migrate::Migrator;
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection};
use std::path::Path;

static MIGRATIONS: Migrator = sqlx::migrate!("../../migrations");

/// Rows that a database may hold once migration `version` is applied.
fn sample(version: i64) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/samples")
        .join(format!("{version:04}.sql"));
    std::fs::read_to_string(&path)
        .unwrap_or_else(|error| panic!("sample rows {}: {error}", path.display()))
}

#[tokio::test]
async fn every_migration_applies_to_a_filled_database() {
    let url = support::empty_database().await;
    let mut owner = PgConnection::connect(&url).await.unwrap();
    for migration in MIGRATIONS.iter() {
        let sql = migration.sql.as_str().to_owned();
        owner
            .execute(AssertSqlSafe(sql))
            .await
            .unwrap_or_else(|error| panic!("migration {}: {error}", migration.version));
        owner
            .execute(AssertSqlSafe(sample(migration.version)))
            .await
            .unwrap_or_else(|error| panic!("sample rows {}: {error}", migration.version));
    }
    assert_eq!(empty_tables(&mut owner).await, Vec::<String>::new());
}

/// A migration is tested on rows of every table or not at all.
async fn empty_tables(owner: &mut PgConnection) -> Vec<String> {
    let tables: Vec<String> = sqlx::query_scalar(
        "SELECT relname::text FROM pg_class
         WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY 1",
    )
    .fetch_all(&mut *owner)
    .await
    .unwrap();
    let mut empty = Vec::new();
    for table in tables {
        let sql = AssertSqlSafe(format!("SELECT count(*) FROM \"{table}\""));
        let rows: i64 = sqlx::query_scalar(sql).fetch_one(&mut *owner).await.unwrap();
        if rows == 0 {
            empty.push(table);
        }
    }
    empty
}

/// Applies the migration with this number.
async fn migrate(owner: &mut PgConnection, version: i64) {
    let migration = MIGRATIONS.iter().find(|migration| migration.version == version).unwrap();
    owner.execute(AssertSqlSafe(migration.sql.as_str().to_owned())).await.unwrap();
}

/// A demo from before there was a mark is known by its first person.
#[tokio::test]
async fn an_earlier_demo_is_marked_and_no_other_tree() {
    let url = support::empty_database().await;
    let mut owner = PgConnection::connect(&url).await.unwrap();
    migrate(&mut owner, 1).await;
    owner.execute(AssertSqlSafe(sample(1))).await.unwrap();
    owner
        .execute(
            "INSERT INTO root (created_at) VALUES ('2026-01-01Z');
             INSERT INTO account VALUES ('01941f29-7c00-7bd2-b897-3a2b148a0002', 2,
                 'owner@nordlicht.example', 'owner@nordlicht.example', 'x', true)",
        )
        .await
        .unwrap();
    migrate(&mut owner, 2).await;
    let marked: Vec<i64> =
        sqlx::query_scalar("SELECT id FROM root WHERE demo").fetch_all(&mut owner).await.unwrap();
    assert_eq!(marked, [2]);
}

/// What was logged before there was a chain is numbered by its ids, and the head stands behind it.
#[tokio::test]
async fn earlier_entries_come_before_the_chain() {
    let url = support::empty_database().await;
    let mut owner = PgConnection::connect(&url).await.unwrap();
    for migration in MIGRATIONS.iter().filter(|migration| migration.version < 11) {
        migrate(&mut owner, migration.version).await;
        owner.execute(AssertSqlSafe(sample(migration.version))).await.unwrap();
    }
    owner
        .execute(
            "INSERT INTO root (created_at) VALUES ('2026-01-01Z');
             INSERT INTO action_log
                 (root_id, id, tkey, at, actor, actor_fold, action, entity, before, after)
             SELECT root_id, gen_random_uuid(), 1, '2026-01-01Z', 'Ada', 'ada', 'noted', 'person',
                 '{}', '{}' FROM generate_series(1, 5), (VALUES (1), (3)) AS roots (root_id)",
        )
        .await
        .unwrap();
    migrate(&mut owner, 11).await;
    let links: Vec<(i64, i64, bool, Option<String>)> = sqlx::query_as(
        "SELECT l.root_id, l.seq, l.digest IS NULL AND l.hash IS NULL, o.name
         FROM log_link l JOIN action_log a ON a.root_id = l.root_id AND a.id = l.entry_id
         LEFT JOIN organization o ON o.root_id = a.root_id AND o.id = a.org_id
         ORDER BY l.root_id, a.id",
    )
    .fetch_all(&mut owner)
    .await
    .unwrap();
    let entries: i64 =
        sqlx::query_scalar("SELECT count(*) FROM action_log").fetch_one(&mut owner).await.unwrap();
    assert_eq!(links.len() as i64, entries);
    let older =
        |root: i64| links.iter().filter(move |(of, ..)| *of == root).map(|(_, seq, ..)| *seq);
    for root in [1, 3] {
        let count = older(root).count() as i64;
        assert!(count >= 5);
        assert_eq!(older(root).collect::<Vec<_>>(), (1..=count).collect::<Vec<_>>());
    }
    assert!(links.iter().all(|(_, _, unhashed, _)| *unhashed));
    assert!(links.iter().filter(|(root, ..)| *root == 1).all(|(.., org)| org.is_some()));
    let heads: Vec<(i64, i64, Vec<u8>)> =
        sqlx::query_as("SELECT root_id, seq, hash FROM log_head ORDER BY root_id")
            .fetch_all(&mut owner)
            .await
            .unwrap();
    let last = |root: i64| (root, older(root).max().unwrap(), Vec::new());
    assert_eq!(heads, [last(1), last(3)]);
}

#[tokio::test]
async fn migrating_twice_changes_nothing() {
    let url = support::empty_database().await;
    store::Store::migrate(&url).await.unwrap();
    store::Store::migrate(&url).await.unwrap();
    let versions = [support::version(1)];
    let load = || store::catalog::catalog_load(&url, &CATALOG, &versions, support::now());
    assert!(load().await.unwrap());
    assert!(!load().await.unwrap());
}

static CATALOG: std::sync::LazyLock<domain::catalog::Catalog> =
    std::sync::LazyLock::new(support::catalog);
