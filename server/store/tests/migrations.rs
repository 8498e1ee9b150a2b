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
