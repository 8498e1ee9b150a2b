//! What tests of this crate and of those above it share.
#![expect(
    clippy::expect_used,
    clippy::missing_panics_doc,
    reason = "a test that cannot begin fails"
)]

use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection};
use uuid::Uuid;

/// The URL of a new, empty database beside the one of `DATABASE_URL`, whose user may create
/// databases: `tools/with-postgres` starts such a server.
pub async fn empty_database() -> String {
    let url = std::env::var("DATABASE_URL").expect("DATABASE_URL: run under tools/with-postgres");
    let name = format!("test_{}", Uuid::new_v4().simple());
    let mut admin = PgConnection::connect(&url).await.expect("the test server answers");
    let sql = AssertSqlSafe(format!("CREATE DATABASE {name}"));
    admin.execute(sql).await.expect("the test user may create databases");
    let (base, query) = url.split_once('?').unwrap_or((&url, ""));
    let (server, _) = base.rsplit_once('/').expect("DATABASE_URL names a database");
    format!("{server}/{name}?{query}")
}
