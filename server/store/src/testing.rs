//! What tests of this crate and of those above it share.
#![expect(
    clippy::expect_used,
    clippy::missing_panics_doc,
    reason = "a test that cannot begin fails"
)]

use crate::Store;
use domain::ids::RootId;
use sqlx::postgres::PgConnectOptions;
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection};
use std::collections::BTreeMap;
use std::fmt::Debug;
use std::sync::{Arc, Mutex, PoisonError};
use tracing::field::{Field, Visit};
use tracing::subscriber::{DefaultGuard, set_default};
use tracing::{Event, Metadata, Subscriber, span};
use uuid::Uuid;

/// The URL of a new, empty database beside the one of `DATABASE_URL`, whose user may create
/// databases: `tools/with-postgres` starts such a server.
pub async fn empty_database() -> String {
    let url = std::env::var("DATABASE_URL").expect("DATABASE_URL: run under tools/with-postgres");
    empty_database_beside(&url).await
}

/// The same beside the database of another URL.
///
/// # Panics
/// When that server does not answer.
pub async fn empty_database_beside(url: &str) -> String {
    let name = format!("test_{}", Uuid::new_v4().simple());
    let mut admin = PgConnection::connect(url).await.expect("the test server answers");
    let sql = AssertSqlSafe(format!("CREATE DATABASE {name}"));
    admin.execute(sql).await.expect("the test user may create databases");
    let (base, query) = url.split_once('?').unwrap_or((url, ""));
    let (server, _) = base.rsplit_once('/').expect("DATABASE_URL names a database");
    format!("{server}/{name}?{query}")
}

/// A table or a row that nobody reads or writes until it is released.
#[derive(Debug)]
pub struct Locked(PgConnection);

impl Locked {
    /// Takes a table as soon as nobody works on it.
    ///
    /// # Panics
    /// When the database does not answer.
    pub async fn table(url: &str, table: &str) -> Self {
        let mut owner = PgConnection::connect(url).await.expect("the database answers");
        let sql = format!("BEGIN; LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE");
        owner.execute(AssertSqlSafe(sql)).await.expect("the table is there");
        Self(owner)
    }

    /// Takes the rows of the first root that a question with `FOR UPDATE` finds, as soon as nobody
    /// holds them.
    ///
    /// # Panics
    /// When the database does not answer, or there are none.
    pub async fn rows(url: &str, sql: &str) -> Self {
        let mut owner = PgConnection::connect(url).await.expect("the database answers");
        let scope = format!("SET app.root = '1'; SET app.lo = '0'; SET app.hi = '{}'", i64::MAX);
        owner.execute(AssertSqlSafe(format!("{scope}; BEGIN"))).await.expect("a scope can be set");
        let sql = AssertSqlSafe(sql.to_owned());
        let found = owner.execute(sqlx::query(sql)).await.expect("the rows can be held");
        assert!(found.rows_affected() > 0, "there are no such rows");
        Self(owner)
    }

    /// Lets the others go on.
    ///
    /// # Panics
    /// When the database does not answer.
    pub async fn release(self) {
        self.0.close().await.expect("the database answers");
    }
}

/// Waits until so many wait for what others hold in this database.
///
/// # Panics
/// When the database does not answer.
pub async fn until_waiting(url: &str, count: i64) {
    let mut owner = PgConnection::connect(url).await.expect("the database answers");
    let sql = "SELECT count(*) FROM pg_stat_activity
        WHERE datname = current_database() AND wait_event_type = 'Lock'";
    loop {
        let waiting: i64 = sqlx::query_scalar(sql).fetch_one(&mut owner).await.expect("it tells");
        if waiting >= count {
            return;
        }
        tokio::task::yield_now().await;
    }
}

/// Runs statements as the tables' owner.
///
/// # Panics
/// When the database refuses one.
pub async fn execute(url: &str, sql: &str) {
    let mut owner = PgConnection::connect(url).await.expect("the database answers");
    owner.execute(AssertSqlSafe(sql.to_owned())).await.expect("the statements run");
}

/// How many rows a table has in the first root.
///
/// # Panics
/// When the database does not answer.
pub async fn rows(url: &str, table: &str) -> i64 {
    let mut owner = PgConnection::connect(url).await.expect("the database answers");
    // Its owner is held to a scope, too.
    let scope = format!("SET app.root = '1'; SET app.lo = '0'; SET app.hi = '{}'", i64::MAX);
    owner.execute(AssertSqlSafe(scope)).await.expect("a scope can be set");
    let sql = AssertSqlSafe(format!("SELECT count(*) FROM {table}"));
    sqlx::query_scalar(sql).fetch_one(&mut owner).await.expect("the table is there")
}

/// Does something to a database as its owner, whom neither policies nor grants bind.
///
/// # Panics
/// When the database refuses it.
pub async fn as_owner(url: &str, sql: &str) {
    let mut owner = PgConnection::connect(url).await.expect("the database answers");
    owner.execute(AssertSqlSafe(sql.to_owned())).await.expect("the owner may do that");
}

/// The texts that a question of the owner is answered by, one a row.
///
/// # Panics
/// When the database refuses it.
pub async fn texts(url: &str, sql: &str) -> Vec<String> {
    let mut owner = PgConnection::connect(url).await.expect("the database answers");
    let sql = AssertSqlSafe(sql.to_owned());
    sqlx::query_scalar(sql).fetch_all(&mut owner).await.expect("the owner may ask that")
}

/// A new database that holds what another one holds, to which nobody is connected.
///
/// # Panics
/// When somebody is.
pub async fn copy_of(url: &str) -> String {
    let server =
        std::env::var("DATABASE_URL").expect("DATABASE_URL: run under tools/with-postgres");
    let mut admin = PgConnection::connect(&server).await.expect("the test server answers");
    let name = |url: &str| {
        let base = url.split('?').next().unwrap_or_default();
        base.rsplit('/').next().unwrap_or_default().to_owned()
    };
    let (from, to) = (name(url), format!("test_{}", Uuid::new_v4().simple()));
    let sql = AssertSqlSafe(format!("CREATE DATABASE {to} TEMPLATE {from}"));
    admin.execute(sql).await.expect("nobody is connected");
    url.replacen(&from, &to, 1)
}

/// How a mail to this address stands: its state, how often it was tried, and whether it still
/// says something.
///
/// # Panics
/// When the database does not answer, or there is none.
pub async fn mail_stands(url: &str, root: RootId, address: &str) -> (String, i32, bool) {
    let mut owner = PgConnection::connect(url).await.expect("the database answers");
    let scope =
        format!("SET app.root = '{}'; SET app.lo = '0'; SET app.hi = '{}'", root.0, i64::MAX);
    owner.execute(AssertSqlSafe(scope)).await.expect("a scope can be set");
    let sql = "SELECT state, attempts, data IS NOT NULL FROM mail WHERE to_address = $1";
    let mail = sqlx::query_as(sql).bind(address).fetch_one(&mut owner);
    mail.await.expect("there is such a mail")
}

/// Lets the account with this address not sign in any more.
///
/// # Panics
/// When the database does not answer, or there is none.
pub async fn deactivate(url: &str, email_key: &str) {
    let mut owner = PgConnection::connect(url).await.expect("the database answers");
    let sql = "UPDATE account SET active = false WHERE email_key = $1";
    let done = sqlx::query(sql).bind(email_key).execute(&mut owner).await;
    assert_eq!(done.expect("accounts can be written").rows_affected(), 1, "{email_key}");
}

/// Changes rows of the first root as the tables' owner; how many.
///
/// # Panics
/// When the database does not answer, or the statement is wrong.
pub async fn change(url: &str, sql: &str) -> u64 {
    let mut owner = PgConnection::connect(url).await.expect("the database answers");
    let scope = format!("SET app.root = '1'; SET app.lo = '0'; SET app.hi = '{}'", i64::MAX);
    owner.execute(AssertSqlSafe(scope)).await.expect("a scope can be set");
    let done = owner.execute(AssertSqlSafe(sql.to_owned())).await;
    done.expect("the statement is right").rows_affected()
}

/// Counts the statements that a thread's tasks send to the database, by their first words. What
/// begins a transaction is not counted.
#[derive(Debug)]
pub struct Statements {
    counts: Counts,
    _thread: DefaultGuard,
}

type Counts = Arc<Mutex<BTreeMap<String, u64>>>;

impl Statements {
    /// Counts from now on, and a database to which what is counted goes: that of `url`.
    ///
    /// # Panics
    /// When it does not answer.
    pub async fn counted(url: &str, max_connections: u32) -> (Self, Store) {
        let options: PgConnectOptions = url.parse().expect("a database's URL");
        let store = Store::connect_with(options, max_connections).await;
        let counts = Counts::default();
        let _thread = set_default(Counter(Arc::clone(&counts)));
        (Self { counts, _thread }, store.expect("the database answers"))
    }

    /// What was counted since this was asked the last time.
    #[must_use]
    pub fn take(&self) -> BTreeMap<String, u64> {
        std::mem::take(&mut self.counts.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Hears of each statement from sqlx.
struct Counter(Counts);

impl Subscriber for Counter {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target() == "sqlx::query"
    }

    fn new_span(&self, _: &span::Attributes<'_>) -> span::Id {
        span::Id::from_u64(1)
    }

    fn record(&self, _: &span::Id, _: &span::Record<'_>) {}

    fn record_follows_from(&self, _: &span::Id, _: &span::Id) {}

    fn event(&self, event: &Event<'_>) {
        let mut words = Words::default();
        event.record(&mut words);
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *counts.entry(words.0).or_default() += 1;
    }

    fn enter(&self, _: &span::Id) {}

    fn exit(&self, _: &span::Id) {}
}

/// The first words of a statement.
#[derive(Default)]
struct Words(String);

impl Visit for Words {
    fn record_str(&mut self, field: &Field, value: &str) {
        if field.name() == "summary" {
            value.clone_into(&mut self.0);
        }
    }

    fn record_debug(&mut self, _: &Field, _: &dyn Debug) {}
}
