//! An owner of the database who is no superuser, but may create roles.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod support;

use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection};
use store::Store;
use uuid::Uuid;

/// The URL of a database whose owner this is, and the owner's name.
async fn owned_database() -> (String, String) {
    // Roles belong to the whole cluster, and another test's superuser may have made them.
    let others = support::Database::new().await;
    let mut admin = others.owner().await;
    let name = format!("owner_{}", Uuid::new_v4().simple());
    let url = support::empty_database().await;
    let (server, database) = url.split('?').next().unwrap().rsplit_once('/').unwrap();
    let mut statements = vec![
        format!("CREATE ROLE {name} LOGIN CREATEROLE NOSUPERUSER"),
        format!("ALTER DATABASE {database} OWNER TO {name}"),
    ];
    let version: i32 = sqlx::query_scalar("SELECT current_setting('server_version_num')::int")
        .fetch_one(&mut admin)
        .await
        .unwrap();
    if version >= 160_000 {
        // What Postgres gives to somebody who creates the roles.
        let made = "seatkeeper_app, seatkeeper_worker";
        statements
            .push(format!("GRANT {made} TO {name} WITH ADMIN TRUE, SET FALSE, INHERIT FALSE"));
    }
    for statement in statements {
        admin.execute(AssertSqlSafe(statement)).await.unwrap();
    }
    assert!(server.starts_with("postgres://postgres@"), "{server}");
    (url.replacen("postgres@", &format!("{name}@"), 1), name)
}

#[tokio::test]
async fn an_owner_who_may_create_roles_is_enough() {
    let (url, name) = owned_database().await;
    Store::migrate(&url).await.unwrap();
    let store = Store::connect(&url, 2).await.unwrap();
    let mut tx = store.begin_new_root(support::now()).await.unwrap();
    let scope = tx.scope();
    let kind = domain::people::OrgKind::Partner;
    store::org::org_create_top(&mut tx, kind, "Partner", support::now()).await.unwrap();
    tx.commit().await.unwrap();

    let mut tx = store.begin_read(scope).await.unwrap();
    assert_eq!(store::license::license_count(&mut tx).await.unwrap(), 0);
    tx.commit().await.unwrap();
    // The background job's role too.
    assert_eq!(store.idempotency_prune(support::now()).await.unwrap(), 0);

    // Not even the owner sees a tenant's rows without a scope.
    let mut owner = PgConnection::connect(&url).await.unwrap();
    let (who, superuser): (String, bool) =
        sqlx::query_as("SELECT rolname::text, rolsuper FROM pg_roles WHERE rolname = current_user")
            .fetch_one(&mut owner)
            .await
            .unwrap();
    assert_eq!((who, superuser), (name, false));
    let seen: i64 = sqlx::query_scalar("SELECT count(*) FROM organization")
        .fetch_one(&mut owner)
        .await
        .unwrap();
    assert_eq!(seen, 0);
}
