//! Writing: versions, coupons, orders, keys of requests, imports, and what two do at once.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod support;

use domain::ids::{ImportId, LicenseId, OrderId, OrderLineId, PersonId};
use domain::license::LicenseRow;
use domain::money::{Currency, Money};
use domain::order::LineKind;
use domain::price::{Percent, price_line};
use futures::future::join_all;
use serde_json::json;
use store::StoreError;
use store::feed::{Change, changes_publish, feed_pos};
use store::idempotency::{Claim, idempotency_claim, idempotency_keep};
use store::license as licenses;
use store::order::{
    NewRenewal, RenewalPart, RenewedLine, renewal_cancel, renewal_get, renewal_insert,
    renewals_recent,
};
use support::{Database, Tree, catalog, day, now, today};
use uuid::Uuid;

async fn insert(database: &Database, tree: &Tree, rows: &[LicenseRow]) {
    let mut tx = database.store.begin(tree.scope).await.unwrap();
    licenses::licenses_insert_many(&mut tx, rows).await.unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn a_license_comes_back_as_it_was_written() {
    let database = Database::new().await;
    let tree = database.tree().await;
    let mut row = tree.license(1);
    row.note = Some("Nötig\n\"zwei\"".into());
    let coupon = LicenseRow { redeemed_by: Some(row.id), ..tree.coupon(2) };
    insert(&database, &tree, &[row.clone(), coupon.clone()]).await;
    let mut tx = database.store.begin_read(tree.scope).await.unwrap();
    let found = licenses::license_get(&mut tx, &catalog(), row.id).await.unwrap();
    assert_eq!(found, row);
    let keys = [row.key.clone(), coupon.key.clone(), "KEY".to_owned()];
    let by_keys =
        licenses::license_by_keys(&mut tx, &catalog(), row.partner.id, &keys).await.unwrap();
    assert_eq!(by_keys, [row, coupon]);
    let nobody = licenses::license_get(&mut tx, &catalog(), LicenseId(Uuid::nil())).await;
    assert!(matches!(nobody, Err(StoreError::NotFound)));
}

#[tokio::test]
async fn of_two_writers_that_saw_the_same_version_one_is_told() {
    let database = Database::new().await;
    let tree = database.tree().await;
    let row = tree.license(1);
    insert(&database, &tree, std::slice::from_ref(&row)).await;
    let outcomes = join_all((0..8).map(|n| {
        let (store, scope, row) = (database.store.clone(), tree.scope, row.clone());
        async move {
            let after = LicenseRow { name: format!("Name {n}"), ..row.clone() };
            let mut tx = store.begin(scope).await.unwrap();
            let written = licenses::license_update(&mut tx, &row, &after).await;
            if written.is_ok() {
                tx.commit().await.unwrap();
            }
            written
        }
    }))
    .await;
    let (won, lost): (Vec<_>, Vec<_>) = outcomes.into_iter().partition(Result::is_ok);
    assert_eq!(won.len(), 1);
    assert!(lost.iter().all(|l| matches!(l, Err(StoreError::Stale { id }) if *id == row.id.0)));
    let mut tx = database.store.begin_read(tree.scope).await.unwrap();
    let found = licenses::license_get(&mut tx, &catalog(), row.id).await.unwrap();
    assert_eq!(&found, won[0].as_ref().unwrap());
    assert_eq!(found.version, 2);
}

#[tokio::test]
async fn a_license_moves_with_its_customer_and_its_key_is_its_partners() {
    let database = Database::new().await;
    let tree = database.tree().await;
    let row = tree.license(1);
    insert(&database, &tree, std::slice::from_ref(&row)).await;
    let mut tx = database.store.begin(tree.scope).await.unwrap();
    let moved = LicenseRow { customer: Some(support::org_ref(&tree.customers[1])), ..row.clone() };
    licenses::license_update(&mut tx, &row, &moved).await.unwrap();
    tx.commit().await.unwrap();
    for (customer, sees) in [(0, false), (1, true)] {
        let scope = tree.scope_of(&tree.customers[customer]);
        let mut tx = database.store.begin_read(scope).await.unwrap();
        assert_eq!(licenses::license_get(&mut tx, &catalog(), row.id).await.is_ok(), sees);
    }
    let mut tx = database.store.begin(tree.scope).await.unwrap();
    let again = LicenseRow { id: LicenseId(Uuid::now_v7()), ..row.clone() };
    let refused = licenses::license_insert(&mut tx, &again).await;
    assert!(matches!(refused, Err(StoreError::Duplicate { .. })), "{refused:?}");
}

/// T11: the soonest-ending coupon of as many seats that carries no note.
#[tokio::test]
async fn the_coupon_to_take_is_the_one_that_ends_soonest_without_a_note() {
    let database = Database::new().await;
    let tree = database.tree().await;
    let license = tree.license(1);
    let coupon = |n, end: &str, seats, note: Option<&str>| LicenseRow {
        expires: Some(day(end)),
        seats: Some(seats),
        note: note.map(str::to_owned),
        ..tree.coupon(n)
    };
    let x = coupon(2, "2026-07-01", 10, Some("for Meier"));
    let y = coupon(3, "2026-08-01", 10, None);
    let z = coupon(4, "2026-07-20", 10, None);
    let w = coupon(5, "2026-06-20", 5, None);
    let lapsed = coupon(6, "2026-06-14", 10, None);
    insert(&database, &tree, &[license.clone(), x, y.clone(), z.clone(), w, lapsed]).await;
    let mut tx = database.store.begin(tree.scope).await.unwrap();
    let found = licenses::coupons_for(&mut tx, &catalog(), &license, today()).await.unwrap();
    assert_eq!(found, [z.clone(), y]);
    let spent = licenses::coupon_redeem(&mut tx, &catalog(), z.id, license.id, today())
        .await
        .unwrap()
        .unwrap();
    assert_eq!((spent.redeemed_by, spent.version), (Some(license.id), 2));
    let back = licenses::coupon_restore(&mut tx, &catalog(), z.id, license.id).await.unwrap();
    assert_eq!(back.unwrap(), LicenseRow { version: 3, ..z });
}

/// Invariant 15.
#[tokio::test]
async fn a_coupon_is_consumed_once_however_many_ask() {
    let database = Database::new().await;
    let tree = database.tree().await;
    let coupon = tree.coupon(0);
    let asking: Vec<LicenseRow> = (1..=16).map(|n| tree.license(n)).collect();
    insert(&database, &tree, std::slice::from_ref(&coupon)).await;
    insert(&database, &tree, &asking).await;
    let taken = join_all(asking.iter().map(|license| {
        let (store, scope, coupon, id) =
            (database.store.clone(), tree.scope, coupon.id, license.id);
        async move {
            let mut tx = store.begin(scope).await.unwrap();
            let spent = licenses::coupon_redeem(&mut tx, &catalog(), coupon, id, today()).await;
            tx.commit().await.unwrap();
            spent.unwrap()
        }
    }))
    .await;
    assert_eq!(taken.iter().flatten().count(), 1);
}

#[tokio::test]
async fn the_feed_is_dense_whoever_writes() {
    let database = Database::new().await;
    let tree = database.tree().await;
    let rows: Vec<LicenseRow> = (0..12).map(|n| tree.license(n)).collect();
    insert(&database, &tree, &rows).await;
    join_all(rows.iter().enumerate().map(|(n, row)| {
        let (store, scope) = (database.store.clone(), tree.scope);
        async move {
            for round in 0..5 {
                let mut tx = store.begin(scope).await.unwrap();
                let change = Change::license("renamed", Some(row), Some(row)).unwrap();
                changes_publish(&mut tx, &[change.clone(), change], now()).await.unwrap();
                // Every third transaction fails: its positions are used again.
                if (n + round) % 3 != 0 {
                    tx.commit().await.unwrap();
                }
            }
        }
    }))
    .await;
    let published = database.store.feed_since(tree.scope.root, 0, 1000).await.unwrap();
    let positions: Vec<i64> = published.iter().map(|row| row.pos).collect();
    assert_eq!(positions, (1..=80).collect::<Vec<_>>());
    assert_eq!(database.store.feed_head(tree.scope.root).await.unwrap(), 80);
    assert_eq!(database.store.feed_heads().await.unwrap(), [(tree.scope.root, 80)]);
    let first = &published[0];
    let row = rows.iter().find(|row| Some(row.id.0) == first.entity_id).unwrap();
    assert_eq!((first.after.as_ref(), first.tkey), (Some(row), tree.tkey(row)));
    let mut tx = database.store.begin_read(tree.scope).await.unwrap();
    assert_eq!(feed_pos(&mut tx).await.unwrap(), 80);
    assert_eq!(database.store.feed_prune(now()).await.unwrap(), 0);
    let later = now() + chrono::Duration::seconds(1);
    assert_eq!(database.store.feed_prune(later).await.unwrap(), 80);
}

#[tokio::test]
async fn what_is_told_is_heard() {
    let database = Database::new().await;
    let tree = database.tree().await;
    let mut listener = database.store.listen().await.unwrap();
    database.store.notify(tree.scope.root).await.unwrap();
    assert_eq!(listener.recv().await.unwrap(), tree.scope.root);
}

#[tokio::test]
async fn a_request_is_answered_once() {
    let database = Database::new().await;
    let tree = database.tree().await;
    let (person, key) = (PersonId(Uuid::now_v7()), Uuid::new_v4());
    let outcomes = join_all((0..6).map(|n| {
        let (store, scope) = (database.store.clone(), tree.scope);
        async move {
            let mut tx = store.begin(scope).await.unwrap();
            let claim = idempotency_claim(&mut tx, person, key, b"hash", now()).await.unwrap();
            if claim == Claim::Free {
                idempotency_keep(&mut tx, person, key, &json!({ "by": n })).await.unwrap();
                tx.commit().await.unwrap();
            }
            claim
        }
    }))
    .await;
    assert_eq!(outcomes.iter().filter(|claim| **claim == Claim::Free).count(), 1);
    let answers: Vec<_> = outcomes.iter().filter(|claim| **claim != Claim::Free).collect();
    assert!(answers.iter().all(|a| matches!(a, Claim::Answered(_)) && *a == answers[0]));
    let mut tx = database.store.begin(tree.scope).await.unwrap();
    let other = idempotency_claim(&mut tx, person, key, b"other", now()).await.unwrap();
    assert_eq!(other, Claim::OtherRequest);
    drop(tx);
    let later = now() + chrono::Duration::seconds(1);
    assert_eq!(database.store.idempotency_prune(later).await.unwrap(), 1);
}

#[tokio::test]
async fn an_order_is_numbered_and_undone_once() {
    let database = Database::new().await;
    let tree = database.tree().await;
    let row = tree.license(1);
    insert(&database, &tree, std::slice::from_ref(&row)).await;
    let mut tx = database.store.begin(tree.scope).await.unwrap();
    let price = |minor| Money { minor, currency: Currency::Eur };
    let part = RenewalPart {
        coupon: None,
        old_expires: row.expires,
        new_expires: day("2028-01-14"),
        old_anchor: 14,
        old_term: Some(1),
        at_version: 2,
        migrated: Some((row.edition.id, 3)),
    };
    let line = RenewedLine {
        id: OrderLineId(Uuid::now_v7()),
        license: &row,
        kind: LineKind::Migration,
        years: 1,
        part: part.clone(),
        price: price_line(price(2_469), row.seats.unwrap(), 1, []).unwrap(),
    };
    let renewal = NewRenewal {
        id: OrderId(Uuid::now_v7()),
        lines: vec![line.clone()],
        tax: Percent::whole(19),
        person: (PersonId(Uuid::now_v7()), "Ada".to_owned()),
        placed_at: now(),
        request: None,
    };
    let catalog = catalog();
    assert_eq!(renewal_insert(&mut tx, &catalog, &renewal).await.unwrap(), "R-000001");
    let found = renewal_get(&mut tx, renewal.id).await.unwrap();
    assert!(found.is_of(row.id));
    assert_eq!((&found.moved[0].part, found.moved[0].line.id), (&part, line.id));
    assert_eq!(found.moved[0].line.price.as_ref(), Some(&line.price));
    let recent = async |tx: &mut _, hours| {
        let since = now() - chrono::Duration::hours(hours);
        renewals_recent(tx, &[row.id], since).await.unwrap().remove(&row.id)
    };
    assert_eq!(recent(&mut tx, 0).await, None);
    assert_eq!(recent(&mut tx, 1).await.unwrap().number, "R-000001");
    assert_eq!((found.order.tax, &found.order.person), (renewal.tax, &renewal.person));
    assert_eq!(found.order.buyer, row.partner);
    assert!(!found.undone());
    assert!(renewal_cancel(&mut tx, renewal.id).await.unwrap());
    assert!(!renewal_cancel(&mut tx, renewal.id).await.unwrap());
    assert!(renewal_get(&mut tx, renewal.id).await.unwrap().undone());
    assert_eq!(recent(&mut tx, 1).await, None, "it was taken back");
    // Of several licenses, one of them a second time.
    let twice = [line.clone(), line].map(|l| RenewedLine { id: OrderLineId(Uuid::now_v7()), ..l });
    let next = NewRenewal { id: OrderId(Uuid::now_v7()), lines: twice.into(), ..renewal };
    assert_eq!(renewal_insert(&mut tx, &catalog, &next).await.unwrap(), "R-000002");
    let found = renewal_get(&mut tx, next.id).await.unwrap();
    assert_eq!((found.moved.len(), found.is_of(row.id)), (2, false));
}

#[tokio::test]
async fn an_import_is_written_by_whoever_saw_it_last() {
    let database = Database::new().await;
    let tree = database.tree().await;
    let mut tx = database.store.begin(tree.scope_of(&tree.partners[0])).await.unwrap();
    let (id, person) = (ImportId(Uuid::now_v7()), PersonId(Uuid::now_v7()));
    use store::import::*;
    import_create(&mut tx, id, person, "a.csv", b"a;b", &json!({}), now()).await.unwrap();
    let mut import = import_get(&mut tx, id).await.unwrap();
    import.state = domain::import::ImportState::Running;
    import.report = Some(json!({ "rows": 2 }));
    assert_eq!(import_update(&mut tx, &import, now()).await.unwrap(), 2);
    let stale = import_update(&mut tx, &import, now()).await;
    assert!(matches!(stale, Err(StoreError::Stale { .. })));
    import_progress(&mut tx, id, 1, 2, now()).await.unwrap();
    import.version = 2;
    (import.done_rows, import.total_rows) = (1, 2);
    assert_eq!(import_list(&mut tx, 5).await.unwrap(), [import]);
    assert_eq!(import_file(&mut tx, id).await.unwrap().unwrap(), b"a;b");
    import_forget_file(&mut tx, id).await.unwrap();
    assert_eq!(import_file(&mut tx, id).await.unwrap(), None);
}

#[tokio::test]
async fn a_bulk_load_keeps_every_value_and_every_guard() {
    let database = Database::new().await;
    let tree = database.tree().await;
    let mut rows: Vec<LicenseRow> = (0..50).map(|n| tree.license(n)).collect();
    rows[3].note = Some("tab\tnewline\nreturn\rback\\slash \\N".into());
    rows[4] = LicenseRow { redeemed_by: Some(rows[5].id), ..tree.coupon(4) };
    rows[6].seats = None;
    let mut guards = database.owner().await;
    let before = support_guards(&mut guards).await;
    let all: Vec<_> = rows.iter().map(|row| (row.clone(), tree.tkey(row))).collect();
    let loaded = licenses::license_copy(&database.url, tree.scope.root, all.clone()).await.unwrap();
    assert_eq!(loaded, 50);
    assert_eq!(support_guards(&mut guards).await, before);
    let mut tx = database.store.begin(tree.scope).await.unwrap();
    for row in &rows {
        assert_eq!(&licenses::license_get(&mut tx, &catalog(), row.id).await.unwrap(), row);
    }
    drop(tx);
    let again = licenses::license_copy(&database.url, tree.scope.root, all).await;
    assert!(matches!(again, Err(StoreError::Duplicate { .. })));
    assert_eq!(support_guards(&mut guards).await, before);
}

/// Indexes, constraints and row-level security of the license table, as text.
async fn support_guards(owner: &mut sqlx::PgConnection) -> Vec<String> {
    sqlx::query_scalar(
        "SELECT pg_get_indexdef(indexrelid) FROM pg_index WHERE indrelid = 'license'::regclass
         UNION ALL SELECT conname || ' ' || pg_get_constraintdef(oid) FROM pg_constraint
         WHERE conrelid = 'license'::regclass
         UNION ALL SELECT 'forced ' || relforcerowsecurity FROM pg_class
         WHERE oid = 'license'::regclass ORDER BY 1",
    )
    .fetch_all(owner)
    .await
    .unwrap()
}
