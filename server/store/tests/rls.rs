//! The second lock by itself: whatever the services and the store would ask, a connection of the
//! application's role sees and writes nothing that lies beside, above or in another tree, in no
//! table that the database has.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod support;

use sqlx::migrate::Migrator;
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection};
use std::collections::BTreeSet;
use std::path::Path;

static MIGRATIONS: Migrator = sqlx::migrate!("../../migrations");

/// Where a row can lie, as it stands to the partner who asks: its root and tenant key.
const PLACES: [(&str, i64, i64); 5] = [
    ("own", 1, OWN.0),
    ("child", 1, OWN.0 + 10),
    ("sibling", 1, OWN.1 + 1),
    ("parent", 1, 1),
    ("other-tree", 2, OWN.0),
];
/// The first and the last tenant key of the partner who asks.
const OWN: (i64, i64) = (1_000, 1_999);
/// Roles that reach tenant tables.
const ROLES: [&str; 3] = ["seatkeeper_app", "seatkeeper_worker", "seatkeeper_mover"];
/// Numbers and hashes of whole roots: a node asks for those of all of them at once.
const READ_BY_ALL: [&str; 3] = ["feed_head", "log_checkpoint", "log_head"];

async fn run(connection: &mut PgConnection, sql: impl Into<String>) -> Result<u64, sqlx::Error> {
    Ok(connection.execute(AssertSqlSafe(sql.into())).await?.rows_affected())
}

async fn texts(connection: &mut PgConnection, sql: impl Into<String>) -> Vec<String> {
    sqlx::query_scalar(AssertSqlSafe(sql.into())).fetch_all(connection).await.unwrap()
}

async fn is(connection: &mut PgConnection, sql: impl Into<String>) -> bool {
    sqlx::query_scalar(AssertSqlSafe(sql.into())).fetch_one(connection).await.unwrap()
}

/// A migrated database with a row of every tenant table in each place, and nothing else. What
/// keeps such rows out (keys and checks) is taken away; the policies stay.
async fn filled() -> (PgConnection, Vec<Table>) {
    let url = support::empty_database().await;
    let mut owner = PgConnection::connect(&url).await.unwrap();
    for migration in MIGRATIONS.iter() {
        run(&mut owner, migration.sql.as_str()).await.unwrap();
        let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/samples");
        let sample = samples.join(format!("{:04}.sql", migration.version));
        run(&mut owner, std::fs::read_to_string(sample).unwrap()).await.unwrap();
    }
    let tables = tables(&mut owner).await;
    let names: Vec<&str> = tables.iter().map(|table| &*table.name).collect();
    for kind in ["'f'", "'c', 'p', 'u'"] {
        let constraints = format!(
            "SELECT format('ALTER TABLE %s DROP CONSTRAINT %I CASCADE', conrelid::regclass, conname)
             FROM pg_constraint WHERE contype IN ({kind}) AND conrelid::regclass::text = ANY('{{{}}}')",
            names.join(",")
        );
        for statement in texts(&mut owner, constraints).await {
            run(&mut owner, statement).await.unwrap();
        }
    }
    for Table { name, keyed } in &tables {
        let indexes = format!(
            "SELECT format('DROP INDEX %s', indexrelid::regclass) FROM pg_index
             WHERE indisunique AND indrelid = '{name}'::regclass"
        );
        for statement in texts(&mut owner, indexes).await {
            run(&mut owner, statement).await.unwrap();
        }
        run(&mut owner, format!("CREATE TEMP TABLE kept AS SELECT * FROM {name} LIMIT 1"))
            .await
            .unwrap();
        run(&mut owner, format!("DELETE FROM {name}")).await.unwrap();
        for (_, root, tkey) in PLACES {
            let insert = copy(name, "kept", *keyed, root, tkey);
            assert_eq!(run(&mut owner, insert).await.unwrap(), 1, "{name}");
        }
        run(&mut owner, "DROP TABLE kept").await.unwrap();
    }
    // Lines of locked invoices stay as they are by a policy of their own.
    run(&mut owner, "UPDATE invoice SET state = 'draft'").await.unwrap();
    let draft = "UPDATE invoice_line SET invoice_id = (SELECT id FROM invoice LIMIT 1)";
    run(&mut owner, draft).await.unwrap();
    (owner, tables)
}

/// A tenant table.
struct Table {
    name: String,
    /// Whether its rows are an organization's; else the whole root's.
    keyed: bool,
}

/// Every table with a root, but for the directories, which no policy holds.
async fn tables(owner: &mut PgConnection) -> Vec<Table> {
    let sql = "SELECT c.relname::text, EXISTS (SELECT FROM pg_attribute
                   WHERE attrelid = c.oid AND attname = 'tkey')
               FROM pg_class c WHERE c.relkind IN ('r', 'p') AND c.relrowsecurity
                   AND c.relnamespace = 'public'::regnamespace ORDER BY 1";
    let found: Vec<(String, bool)> = sqlx::query_as(sql).fetch_all(owner).await.unwrap();
    found.into_iter().map(|(name, keyed)| Table { name, keyed }).collect()
}

/// The statement that puts a row of another table into this one, at this place.
fn copy(to: &str, from: &str, keyed: bool, root: i64, tkey: i64) -> String {
    let place = match keyed {
        true => format!(r#"{{"root_id": {root}, "tkey": {tkey}, "tkey_before": {tkey}}}"#),
        false => format!(r#"{{"root_id": {root}}}"#),
    };
    format!(
        "INSERT INTO {to} SELECT (jsonb_populate_record(NULL::{to}, to_jsonb(x) || '{place}')).*
         FROM (SELECT * FROM {from} LIMIT 1) x"
    )
}

/// The places that rows of a table lie in, of those that are given back.
async fn seen(connection: &mut PgConnection, table: &Table) -> BTreeSet<String> {
    let tkey = if table.keyed { "tkey" } else { "NULL::bigint" };
    let sql = format!("SELECT root_id, {tkey} FROM {}", table.name);
    let rows: Vec<(i64, Option<i64>)> =
        sqlx::query_as(AssertSqlSafe(sql)).fetch_all(connection).await.unwrap();
    let name = |(root, tkey): (i64, Option<i64>)| {
        let place = PLACES.iter().find(|(_, r, t)| *r == root && tkey.is_none_or(|key| key == *t));
        place.map_or_else(|| format!("{root} {tkey:?}"), |(name, ..)| (*name).to_owned())
    };
    rows.into_iter().map(name).collect()
}

fn own_and_below(table: &Table) -> BTreeSet<String> {
    let names: &[&str] = if table.keyed { &["own", "child"] } else { &["own"] };
    names.iter().map(|name| (*name).to_owned()).collect()
}

#[tokio::test]
async fn a_plain_connection_reaches_its_organization_and_those_below_in_every_table() {
    let (mut owner, tables) = filled().await;
    assert!(tables.len() > 20, "{}", tables.len());
    let scope = format!("SET app.root = '1'; SET app.lo = '{}'; SET app.hi = '{}'", OWN.0, OWN.1);
    run(&mut owner, scope).await.unwrap();
    let (mut reached, mut moved_from) = (0, 0);
    for role in ROLES {
        for table in &tables {
            let name = &table.name;
            // Where the owner, whom nothing binds, counts the rows of the root and all others.
            assert_eq!(seen(&mut owner, table).await.len(), if table.keyed { 5 } else { 2 });
            let may = async |owner: &mut PgConnection, right: &str| {
                is(owner, format!("SELECT has_table_privilege('{role}', '{name}', '{right}')"))
                    .await
            };
            let columns = format!(
                "SELECT attname::text FROM pg_attribute
                 WHERE attrelid = '{name}'::regclass AND attnum > 0 AND NOT attisdropped
                     AND has_column_privilege('{role}', attrelid, attnum, 'UPDATE')"
            );
            // Some see no more of a row than where it lies.
            let place = if table.keyed { &["root_id", "tkey"][..] } else { &["root_id"] };
            let mut reads = true;
            for column in place {
                let sql = format!(
                    "SELECT has_column_privilege('{role}', '{name}', '{column}', 'SELECT')"
                );
                reads &= is(&mut owner, sql).await;
            }
            let moves = format!(
                "SELECT EXISTS (SELECT FROM pg_attribute WHERE attrelid = '{name}'::regclass
                     AND attname = 'tkey' AND has_column_privilege('{role}', attrelid, attnum, 'UPDATE'))"
            );
            let moves = is(&mut owner, moves).await;
            let (reads_all, inserts, deletes) = (
                may(&mut owner, "SELECT").await,
                may(&mut owner, "INSERT").await,
                may(&mut owner, "DELETE").await,
            );
            let column = texts(&mut owner, columns).await.into_iter().next();
            // What is the root's has a row for each of its places.
            let own = if table.keyed { 2 } else { 4 };
            let mut tx = owner.begin().await.unwrap();
            run(&mut tx, format!("SET LOCAL ROLE {role}")).await.unwrap();
            if reads {
                reached += 1;
                let rows = seen(&mut tx, table).await;
                if !READ_BY_ALL.contains(&name.as_str()) || role != "seatkeeper_app" {
                    assert_eq!(rows, own_and_below(table), "{role} reads {name}");
                }
            }
            if let Some(column) = column {
                let done = run(&mut tx, format!("UPDATE {name} SET {column} = {column}")).await;
                assert_eq!(done.unwrap(), own, "{role} updates {name}");
            }
            if moves {
                let mut inner = tx.begin().await.unwrap();
                let beside = OWN.1 + 1;
                let moved = run(&mut inner, format!("UPDATE {name} SET tkey = {beside}")).await;
                inner.rollback().await.unwrap();
                let refused = moved.expect_err("it leaves the scope").to_string();
                assert!(refused.contains("row-level security"), "{role} moves {name}: {refused}");
                moved_from += 1;
            }
            if inserts && reads_all {
                for (place, root, tkey) in PLACES {
                    let mine = place == "own" || place == "child" || root == 1 && !table.keyed;
                    let mut inner = tx.begin().await.unwrap();
                    let written = run(&mut inner, copy(name, name, table.keyed, root, tkey)).await;
                    inner.rollback().await.unwrap();
                    let refused = written.err().map(|error| error.to_string());
                    let said = refused.as_ref().is_some_and(|e| e.contains("row-level security"));
                    assert_eq!(said, !mine, "{role} inserts into {name}, {place}: {refused:?}");
                }
            }
            if deletes {
                let done = run(&mut tx, format!("DELETE FROM {name}")).await;
                assert_eq!(done.unwrap(), own, "{role} deletes from {name}");
            }
            tx.rollback().await.unwrap();
        }
    }
    assert!(reached > 40, "{reached}");
    assert!(moved_from > 10, "{moved_from}");
}

/// Without a scope, or with half of one, there is nothing.
#[tokio::test]
async fn a_connection_without_a_whole_scope_reaches_nothing() {
    let (mut owner, tables) = filled().await;
    for scope in
        ["", "SET LOCAL app.root = '1'", "SET LOCAL app.lo = '1'; SET LOCAL app.hi = '9999'"]
    {
        for table in tables.iter().filter(|table| table.keyed) {
            let name = &table.name;
            let reads = format!("SELECT has_table_privilege('seatkeeper_app', '{name}', 'SELECT')");
            if !is(&mut owner, reads).await {
                continue;
            }
            let mut tx = owner.begin().await.unwrap();
            run(&mut tx, format!("SET LOCAL ROLE seatkeeper_app; {scope}")).await.unwrap();
            assert_eq!(seen(&mut tx, table).await, BTreeSet::new(), "{name} with {scope:?}");
            tx.rollback().await.unwrap();
        }
    }
}
