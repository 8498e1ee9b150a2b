//! What every tenant table must have, read from the database's own catalog, and proof that
//! the guards hold and that their absence is noticed.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod support;

use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection};
use store::StoreError;
use support::{Database, catalog};

/// Tables of no tenant: the list of migrations, reference tables, and what is looked into
/// before a tenant is known. Every other table is a tenant's and has to be guarded as one.
const NO_TENANTS: [&str; 21] = [
    "_sqlx_migrations",
    "account",
    "api_token",
    "authenticator",
    "calendar_feed",
    "catalog_version",
    "ceremony",
    "edition",
    "handover",
    "known_device",
    "mail_root",
    "one_time_token",
    "passkey",
    "pending_sign_in",
    "product",
    "recovery_code",
    "root",
    "session",
    "sso_identity",
    "sso_slug",
    "vendor",
];
/// Tables of a root that belong to no organization.
const ROOT_WIDE: [&str; 6] =
    ["billing_head", "feed_head", "log_checkpoint", "log_head", "log_link", "reminder_head"];

/// What is wrong with the schema, one line per table and rule.
async fn problems(owner: &mut PgConnection) -> Vec<String> {
    let tables: Vec<String> = sqlx::query_scalar(
        "SELECT relname::text FROM pg_class
         WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace ORDER BY 1",
    )
    .fetch_all(&mut *owner)
    .await
    .unwrap();
    let mut found = Vec::new();
    for table in tables.iter().filter(|table| !NO_TENANTS.contains(&table.as_str())) {
        for rule in broken(owner, table).await {
            found.push(format!("{table}: {rule}"));
        }
    }
    found
}

async fn broken(owner: &mut PgConnection, table: &str) -> Vec<&'static str> {
    let mut rules = vec![
        (
            "root_id is not first in every key",
            // Foreign keys to the root itself and to reference tables name no tenant table.
            "SELECT bool_or(contype = 'p') AND bool_and(
                 (SELECT attname FROM pg_attribute WHERE attrelid = conrelid
                      AND attnum = conkey[1]) = 'root_id'
                 OR contype = 'f' AND NOT EXISTS (SELECT FROM pg_attribute
                      WHERE attrelid = confrelid AND attname = 'root_id'))
             FROM pg_constraint
             WHERE conrelid = $1::regclass AND contype IN ('p', 'u', 'f')",
        ),
        (
            "a unique index does not start with root_id",
            "SELECT bool_and((SELECT attname FROM pg_attribute WHERE attrelid = indrelid
                 AND attnum = indkey[0]) = 'root_id')
             FROM pg_index WHERE indrelid = $1::regclass AND indisunique",
        ),
        (
            "row-level security is not forced",
            "SELECT relrowsecurity AND relforcerowsecurity FROM pg_class
             WHERE oid = $1::regclass",
        ),
        (
            "no policy holds what is written to root and scope",
            "SELECT count(*) > 0 FROM pg_policy WHERE polrelid = $1::regclass AND polcmd = '*'
                 AND pg_get_expr(polqual, polrelid) LIKE '%app.root%'
                 AND pg_get_expr(polwithcheck, polrelid) LIKE '%app.root%'",
        ),
    ];
    if !ROOT_WIDE.contains(&table) {
        rules.push((
            "no index leads with root_id, tkey",
            "SELECT count(*) > 0 FROM pg_index WHERE indrelid = $1::regclass
                 AND ARRAY['root_id', 'tkey'] = ARRAY(SELECT attname::text
                     FROM unnest(indkey[0:1]) WITH ORDINALITY k (at, n)
                     JOIN pg_attribute ON attrelid = indrelid AND attnum = k.at ORDER BY n)",
        ));
        rules.push((
            "a policy does not hold the tenant key",
            "SELECT bool_and(pg_get_expr(polqual, polrelid) LIKE '%app.lo%'
                 AND pg_get_expr(polqual, polrelid) LIKE '%app.hi%'
                 AND pg_get_expr(polwithcheck, polrelid) LIKE '%app.lo%'
                 AND pg_get_expr(polwithcheck, polrelid) LIKE '%app.hi%')
             FROM pg_policy WHERE polrelid = $1::regclass",
        ));
    }
    let mut broken = Vec::new();
    for (rule, sql) in rules {
        if !sqlx::query_scalar::<_, Option<bool>>(sql)
            .bind(table)
            .fetch_one(&mut *owner)
            .await
            .unwrap()
            .unwrap_or(false)
        {
            broken.push(rule);
        }
    }
    broken
}

#[tokio::test]
async fn every_tenant_table_is_guarded() {
    let database = Database::new().await;
    assert_eq!(problems(&mut database.owner().await).await, Vec::<String>::new());
}

#[tokio::test]
async fn a_missing_guard_is_noticed() {
    let database = Database::new().await;
    let mut owner = database.owner().await;
    for (breakage, expected) in [
        ("DROP POLICY tenant ON license", "license: no policy holds"),
        ("DROP POLICY tenant ON feed_head", "feed_head: no policy holds"),
        ("CREATE POLICY wide ON person USING (true) WITH CHECK (true)", "person: a policy does"),
        ("ALTER TABLE import NO FORCE ROW LEVEL SECURITY", "import: row-level security"),
        ("ALTER TABLE import DISABLE ROW LEVEL SECURITY", "import: row-level security"),
        ("DROP INDEX person_scope", "person: no index leads"),
        ("CREATE UNIQUE INDEX ON license (license_key)", "license: a unique index"),
        ("CREATE TABLE extra (id int PRIMARY KEY, root_id bigint, tkey bigint)", "extra: root_id"),
        ("CREATE TABLE extra (id int PRIMARY KEY, text text)", "extra: root_id is not first"),
        ("CREATE TABLE extra (root_id bigint REFERENCES root, tkey bigint)", "extra: root_id is"),
        ("ALTER TABLE person ADD UNIQUE (email)", "person: root_id is not first in every key"),
    ] {
        let mut tx = owner.begin().await.unwrap();
        tx.execute(breakage).await.unwrap();
        let found = problems(&mut tx).await;
        assert!(found.iter().any(|line| line.starts_with(expected)), "{breakage}: {found:?}");
        tx.rollback().await.unwrap();
    }
}

/// Every policy must deny when no scope was set, and after one was.
#[tokio::test]
async fn a_missing_scope_denies() {
    let database = Database::new().await;
    let tree = database.tree().await;
    let mut tx = database.store.begin(tree.scope).await.unwrap();
    store::license::license_insert(&mut tx, &tree.license(1)).await.unwrap();
    tx.commit().await.unwrap();
    let mut connection = database.owner().await;
    connection.execute("SET ROLE seatkeeper_app").await.unwrap();
    assert_eq!(visible(&mut connection).await, [0, 0]);
    let mut tx = connection.begin().await.unwrap();
    let scope = format!(
        "SET LOCAL app.root = '{}'; SET LOCAL app.lo = '{}'; SET LOCAL app.hi = '{}'",
        tree.scope.root.0, tree.scope.lo, tree.scope.hi
    );
    tx.execute(AssertSqlSafe(scope)).await.unwrap();
    assert_eq!(visible(&mut tx).await, [1, 9]);
    tx.commit().await.unwrap();
    assert_eq!(visible(&mut connection).await, [0, 0]);
    let written = connection
        .execute("INSERT INTO counter (root_id, tkey, name, value) VALUES (1, 1, 'order', 1)")
        .await;
    assert!(written.unwrap_err().to_string().contains("row-level security"));
}

async fn visible(connection: &mut PgConnection) -> [i64; 2] {
    let mut counts = [0; 2];
    for (count, sql) in
        counts.iter_mut().zip(["SELECT count(*) FROM license", "SELECT count(*) FROM organization"])
    {
        *count = sqlx::query_scalar(sql).fetch_one(&mut *connection).await.unwrap();
    }
    counts
}

#[tokio::test]
async fn what_happened_cannot_be_changed() {
    let database = Database::new().await;
    let mut connection = database.owner().await;
    connection.execute("SET ROLE seatkeeper_app").await.unwrap();
    for statement in [
        "UPDATE action_log SET actor = 'somebody else'",
        "DELETE FROM action_log",
        "UPDATE log_link SET digest = NULL",
        "DELETE FROM log_link",
        "DELETE FROM log_head",
        "UPDATE log_head SET root_id = 2",
        "INSERT INTO log_checkpoint VALUES (1, 1, 1, '', '', '2026-01-01Z', '', '')",
        "UPDATE log_checkpoint SET signature = ''",
        "DELETE FROM log_checkpoint",
        "UPDATE feed SET kind = 'other'",
        "DELETE FROM feed",
        "DELETE FROM license",
        "DELETE FROM order_line",
        "UPDATE order_line SET net_minor = 0",
        "DELETE FROM order_key",
        "UPDATE order_key SET license_id = line_id",
        "UPDATE stray_key SET seats = 1",
        "DELETE FROM program_request",
        "DELETE FROM program_evidence",
        "UPDATE program_evidence SET name = 'other.pdf'",
        "DELETE FROM purchase_order",
        "DELETE FROM usage_snapshot",
        "DELETE FROM invoice",
        "DELETE FROM reminder_sent",
        "UPDATE reminder_sent SET step = 1",
        "UPDATE invoice SET month = '2026-01-01'",
        "UPDATE invoice_line SET month = '2026-01-01'",
        "DELETE FROM entitlement",
        "UPDATE entitlement_transfer SET seats = 1",
        "DELETE FROM entitlement_transfer",
        "UPDATE idempotency SET request_hash = ''",
        "UPDATE product SET name = 'x'",
        "UPDATE mail SET to_address = 'somebody@example.com'",
        "DELETE FROM mail",
        "TRUNCATE license",
        "ALTER TABLE license DISABLE ROW LEVEL SECURITY",
    ] {
        let refused = connection.execute(statement).await;
        let refused = refused.expect_err(statement).to_string();
        assert!(
            refused.contains("permission denied") || refused.contains("must be owner"),
            "{statement}: {refused}"
        );
    }
}

/// Who sends mails does not decide what they say and to whom.
#[tokio::test]
async fn the_worker_only_sends_and_forgets() {
    let database = Database::new().await;
    let mut connection = database.owner().await;
    connection.execute("SET ROLE seatkeeper_worker").await.unwrap();
    connection.execute("UPDATE mail SET state = 'sent', data = NULL").await.unwrap();
    for statement in [
        "UPDATE mail SET to_address = 'somebody@example.com'",
        "UPDATE mail SET template = 'other'",
        "INSERT INTO mail_root VALUES (1, '2026-01-01Z')",
        "SELECT FROM one_time_token",
        "SELECT FROM account",
        "SELECT FROM person",
    ] {
        let refused = connection.execute(statement).await.expect_err(statement).to_string();
        assert!(refused.contains("permission denied"), "{statement}: {refused}");
    }
}

#[tokio::test]
async fn trees_and_siblings_do_not_see_each_other() {
    let database = Database::new().await;
    let (one, other) = (database.tree().await, database.tree().await);
    let row = one.license(1);
    let mut tx = database.store.begin(one.scope).await.unwrap();
    store::license::license_insert(&mut tx, &row).await.unwrap();
    tx.commit().await.unwrap();
    for (scope, sees) in [
        (one.scope, true),
        (one.scope_of(&one.partners[0]), true),
        (one.scope_of(&one.customers[0]), true),
        (one.scope_of(&one.partners[1]), false),
        (one.scope_of(&one.customers[1]), false),
        (other.scope, false),
    ] {
        let mut tx = database.store.begin(scope).await.unwrap();
        let found = store::license::license_get(&mut tx, &catalog(), row.id).await;
        assert_eq!(found.is_ok(), sees, "{scope:?}");
        let renamed = domain::license::LicenseRow { name: "Mine".into(), ..row.clone() };
        let written = store::license::license_update(&mut tx, &row, &renamed).await;
        assert_eq!(written.is_ok(), sees, "{scope:?}");
    }
    // Nor can a row be put where the writer does not reach.
    let mut tx = database.store.begin(one.scope_of(&one.partners[1])).await.unwrap();
    let written = store::license::license_insert(&mut tx, &row).await;
    assert!(matches!(written, Err(StoreError::NotFound)), "{written:?}");
}

#[tokio::test]
async fn a_principal_reaches_its_organization_and_below() {
    use domain::ids::PersonId;
    use domain::people::{Language, Role};
    let database = Database::new().await;
    let tree = database.tree().await;
    let id = PersonId(uuid::Uuid::now_v7());
    let person = store::person::NewPerson {
        id,
        org: tree.partners[1].id,
        name: "Ada".into(),
        email: "Ada@example.com".into(),
        role: Role::LicenseAdmin,
        set: None,
        invited_by: None,
        language: Some(Language::De),
    };
    let account = store::directory::Account {
        person: id,
        root: tree.scope.root,
        email: person.email.clone(),
        email_key: "ada@example.com".into(),
        password_hash: "$argon2id$".into(),
        active: true,
    };
    let mut tx = database.store.begin(tree.scope).await.unwrap();
    store::person::person_insert(&mut tx, &person, support::now()).await.unwrap();
    store::directory::account_insert(&mut tx, &account).await.unwrap();
    tx.commit().await.unwrap();
    let root = tree.scope.root;
    let principal = database.store.principal_load(root, id).await.unwrap().unwrap();
    assert_eq!(principal.scope, tree.scope_of(&tree.partners[1]));
    assert_eq!((principal.role, principal.language), (Role::LicenseAdmin, Some(Language::De)));
    let found = database.store.account_by_email("ada@example.com").await.unwrap().unwrap();
    assert_eq!((found.person, found.root), (id, root));

    let (now, end) = (support::now(), support::now() + chrono::Duration::hours(1));
    let store = &database.store;
    let before = now - chrono::Duration::hours(1);
    for hash in [b"one", b"two"] {
        let mut tx = store.begin(tree.scope).await.unwrap();
        let session = support::session(id, root, hash, now, end);
        store::session::session_insert(&mut tx, &session).await.unwrap();
        tx.commit().await.unwrap();
    }
    let find = async |at, begun_after| store.session_find(b"one", at, begun_after, false).await;
    let session = find(now, before).await.unwrap().unwrap();
    assert_eq!((session.person, session.root, session.expires_at), (id, root, end));
    assert!(find(end, before).await.unwrap().is_none(), "nobody used it for too long");
    assert!(find(now, now).await.unwrap().is_none(), "it began too long ago");
    assert_eq!(store.session_list(id, now, before).await.unwrap().len(), 2);
    assert_eq!(store.session_list(id, now, now).await.unwrap().len(), 0);
    let mut tx = store.begin(tree.scope).await.unwrap();
    assert_eq!(store::session::session_end_all(&mut tx, id, Some(b"one")).await.unwrap(), 1);
    let stranger = PersonId(uuid::Uuid::nil());
    assert!(!store::session::session_end(&mut tx, stranger, session.id).await.unwrap());
    assert!(store::session::session_end(&mut tx, id, session.id).await.unwrap());
    assert!(!store::session::session_end(&mut tx, id, session.id).await.unwrap());
    tx.commit().await.unwrap();
    assert!(find(now, before).await.unwrap().is_none());
}

/// Whoever adds a table decides what becomes of its rows when their organization moves.
#[tokio::test]
async fn every_tenant_table_goes_along_or_stays_when_an_organization_moves() {
    let database = Database::new().await;
    let tables: Vec<String> = sqlx::query_scalar(
        "SELECT relname::text FROM pg_class
         WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace ORDER BY 1",
    )
    .fetch_all(&mut database.owner().await)
    .await
    .unwrap();
    let tenants = tables.iter().map(String::as_str).filter(|t| !NO_TENANTS.contains(t));
    let tenants: Vec<&str> = tenants.collect();
    for decided in [
        // Within its tree, and into another.
        [store::org::MOVED, store::org::UNMOVED],
        [store::handover::GOING, store::handover::STAYING],
    ] {
        let mut decided = decided.concat();
        decided.sort_unstable();
        assert_eq!(tenants, decided);
    }
}
