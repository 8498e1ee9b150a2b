//! Requests for discounts: what is kept of them, who sees them, and the one use by one of many.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod support;

use chrono::{DateTime, Duration, Utc};
use domain::ids::{OrderId, PersonId, ProgramRequestId, Scope};
use domain::program::{Approval, Evidence, EvidenceKind, Program, ProgramState};
use futures::future::join_all;
use store::StoreError;
use store::program::{
    NewEvidence, ProgramRow, evidence_get, evidence_list, program_find, program_get,
    program_insert, program_link, program_list, program_update, program_use, programs_lapsed,
    programs_open,
};
use support::{Database, Tree, now, org_ref};
use uuid::Uuid;

fn asked(tree: &Tree) -> ProgramRow {
    let orgs = (org_ref(&tree.partners[0]), org_ref(&tree.customers[0]));
    let person = (PersonId(Uuid::nil()), "Ada".to_owned());
    ProgramRow {
        message: Some("Eine Schule.\n\"Zwei\"".to_owned()),
        ..ProgramRow::asked(orgs, Program::Education, person, now())
    }
}

fn file(name: &str, content: &[u8]) -> NewEvidence {
    let (name, size) = (name.to_owned(), content.len() as u64);
    let file = Evidence { name, kind: EvidenceKind::Pdf, size };
    NewEvidence { file, content: content.to_vec() }
}

fn approved(row: ProgramRow, tree: &Tree, until: DateTime<Utc>) -> ProgramRow {
    ProgramRow {
        state: ProgramState::Approved,
        approval: Some(Approval { percent: 30, licenses: 1, until }),
        seller: Some(tree.top.id),
        decided: Some(("Bea".to_owned(), now())),
        ..row
    }
}

/// A request that was approved for a day, with its link.
async fn approve(database: &Database, tree: &Tree, hash: [u8; 32]) -> ProgramRow {
    let mut tx = database.store.begin(tree.scope).await.unwrap();
    let row = asked(tree);
    assert!(program_insert(&mut tx, &row, &[file("a.pdf", b"%PDF-1")]).await.unwrap());
    let row = approved(row, tree, now() + Duration::days(1));
    let version = program_update(&mut tx, &row).await.unwrap();
    program_link(&mut tx, row.id, &hash).await.unwrap();
    tx.commit().await.unwrap();
    ProgramRow { version, ..row }
}

async fn seen(database: &Database, scope: Scope, id: ProgramRequestId) -> (usize, bool, bool) {
    let mut tx = database.store.begin_read(scope).await.unwrap();
    let listed = program_list(&mut tx, 10).await.unwrap().len();
    let got = program_get(&mut tx, id).await.is_ok();
    let file = evidence_get(&mut tx, id, 0).await.is_ok();
    (listed, got, file)
}

#[tokio::test]
async fn a_request_comes_back_as_it_was_written_with_its_files() {
    let database = Database::new().await;
    let tree = database.tree().await;
    let row = asked(&tree);
    let files = [file("a.pdf", b"%PDF-1"), file("b.pdf", &[b'%'; 100_000])];
    let mut tx = database.store.begin(tree.scope_of(&tree.partners[0])).await.unwrap();
    assert!(program_insert(&mut tx, &row, &files).await.unwrap());
    assert!(!program_insert(&mut tx, &row, &files).await.unwrap(), "it is there");
    assert_eq!(program_get(&mut tx, row.id).await.unwrap(), row);
    assert_eq!(programs_open(&mut tx, row.partner.id).await.unwrap(), 1);
    let kept = evidence_list(&mut tx, &[row.id]).await.unwrap();
    let expected: Vec<_> = files.iter().map(|it| (row.id, it.file.clone())).collect();
    assert_eq!(kept, expected);
    assert_eq!(evidence_get(&mut tx, row.id, 1).await.unwrap(), files[1]);
    let none = evidence_get(&mut tx, row.id, 2).await;
    assert!(matches!(none, Err(StoreError::NotFound)));
    let row = approved(row, &tree, now());
    assert_eq!(program_update(&mut tx, &row).await.unwrap(), 2);
    let stale = program_update(&mut tx, &row).await;
    assert!(matches!(stale, Err(StoreError::Stale { .. })));
    assert_eq!(programs_open(&mut tx, row.partner.id).await.unwrap(), 0);
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn a_partner_its_seller_and_nobody_else_sees_a_request() {
    let database = Database::new().await;
    let tree = database.tree().await;
    let row = approve(&database, &tree, [7; 32]).await;
    for (org, sees) in [
        (&tree.top, true),
        (&tree.partners[0], true),
        (&tree.partners[1], false),
        (&tree.customers[0], false),
    ] {
        let expected = (usize::from(sees), sees, sees);
        assert_eq!(seen(&database, tree.scope_of(org), row.id).await, expected, "{}", org.name);
    }
    let other = database.tree().await;
    assert_eq!(seen(&database, other.scope, row.id).await, (0, false, false));
    let mut tx = database.store.begin_read(other.scope).await.unwrap();
    assert!(program_find(&mut tx, &[7; 32]).await.unwrap().is_none(), "it is of another tree");
}

#[tokio::test]
async fn of_32_who_use_the_last_license_exactly_one_does() {
    let database = Database::new().await;
    let tree = database.tree().await;
    let row = approve(&database, &tree, [1; 32]).await;
    let orders: Vec<OrderId> = (0..32).map(|_| OrderId(Uuid::now_v7())).collect();
    let uses = join_all(orders.iter().map(|order| {
        let (store, scope, id, order) = (database.store.clone(), tree.scope, row.id, *order);
        async move {
            let mut tx = store.begin(scope).await.unwrap();
            let used = program_use(&mut tx, id, order, now()).await.unwrap();
            tx.commit().await.unwrap();
            used
        }
    }))
    .await;
    assert_eq!(uses.iter().filter(|used| **used).count(), 1);
    let mut tx = database.store.begin_read(tree.scope).await.unwrap();
    let after = program_get(&mut tx, row.id).await.unwrap();
    let winner = uses.iter().position(|used| *used).map(|at| orders[at]);
    assert_eq!((after.state, after.order), (ProgramState::Used, winner));
    assert_eq!(after.version, row.version + 1);
}

#[tokio::test]
async fn what_is_over_is_not_used_and_is_found_to_be_ended() {
    let database = Database::new().await;
    let tree = database.tree().await;
    let row = approve(&database, &tree, [2; 32]).await;
    let until = row.approval.unwrap().until;
    let before = until - Duration::seconds(1);
    let mut tx = database.store.begin(tree.scope).await.unwrap();
    assert!(programs_lapsed(&mut tx, before, 10).await.unwrap().is_empty());
    assert_eq!(programs_lapsed(&mut tx, until, 10).await.unwrap(), [row.id]);
    let order = OrderId(Uuid::now_v7());
    assert!(!program_use(&mut tx, row.id, order, until).await.unwrap());
    let found = program_find(&mut tx, &[2; 32]).await.unwrap().unwrap();
    assert_eq!(found, row);
    // A new link is the only one.
    program_link(&mut tx, row.id, &[3; 32]).await.unwrap();
    assert!(program_find(&mut tx, &[2; 32]).await.unwrap().is_none());
    assert!(program_use(&mut tx, row.id, order, before).await.unwrap());
    let ended = program_link(&mut tx, row.id, &[4; 32]).await;
    assert!(matches!(ended, Err(StoreError::NotFound)), "there is nothing left to link to");
}

#[tokio::test]
async fn what_waits_longest_is_first() {
    let database = Database::new().await;
    let tree = database.tree().await;
    let old = approve(&database, &tree, [5; 32]).await;
    let mut tx = database.store.begin(tree.scope).await.unwrap();
    let (mut first, mut second) = (asked(&tree), asked(&tree));
    first.created_at = now() + Duration::hours(1);
    second.created_at = now() + Duration::hours(2);
    for row in [&second, &first] {
        program_insert(&mut tx, row, &[file("a.pdf", b"%PDF-1")]).await.unwrap();
    }
    tx.commit().await.unwrap();
    let mut tx = database.store.begin(tree.scope).await.unwrap();
    let ids: Vec<_> =
        program_list(&mut tx, 10).await.unwrap().into_iter().map(|row| row.id).collect();
    assert_eq!(ids, [first.id, second.id, old.id]);
}
