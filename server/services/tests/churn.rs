#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]
//! Random changes of a demo: feed, log and rows tell the same story, and so does every page.

mod support;

use domain::ids::LicenseId;
use domain::license::LicenseRow;
use futures::StreamExt;
use services::ServiceError;
use services::auth::NewOwner;
use std::collections::{BTreeSet, HashMap};
use store::whole;
use support::Portal;

const BATCHES: usize = 8;
const CHANGES: usize = 60;

async fn stored(portal: &Portal) -> HashMap<LicenseId, LicenseRow> {
    let root = portal.services.store.root_of_demo().await.unwrap().unwrap();
    let mut tx = portal.services.store.begin_read(whole(root)).await.unwrap();
    let each = store::license::license_each(&mut tx, &portal.services.catalog, 500);
    let rows: Vec<LicenseRow> = each
        .flat_map(|chunk| futures::stream::iter(chunk.unwrap()))
        .map(|(_, row)| row)
        .collect()
        .await;
    rows.into_iter().map(|row| (row.id, row)).collect()
}

#[tokio::test]
async fn feed_log_and_rows_agree() {
    let portal = Portal::new().await;
    let store = &portal.services.store;
    let root = store.root_of_demo().await.unwrap().unwrap();
    let mut rows = stored(&portal).await;
    let watched: Vec<LicenseId> = rows.keys().copied().take(200).collect();
    let mut churn = portal.services.churn(7, watched.clone()).await.unwrap();

    let (mut told, mut notes, mut of_watched) = (0, HashMap::new(), 0);
    for _ in 0..BATCHES {
        let batch = churn.batch(CHANGES).await.unwrap();
        assert_eq!(batch.ids.iter().collect::<BTreeSet<_>>().len(), CHANGES, "each once");
        told += batch.ids.len();
        of_watched += batch.ids.iter().filter(|id| watched.contains(id)).count();
        notes.extend(batch.notes);
    }

    assert_eq!(told, BATCHES * CHANGES);
    // New licenses stand beside those that were drawn.
    assert!(of_watched * 5 > told * 2, "about half: {of_watched} of {told}");
    let feed = store.feed_since(root, 0, i64::MAX).await.unwrap();
    assert_eq!(feed.len(), told);
    let mut touched: HashMap<LicenseId, usize> = HashMap::new();
    for (pos, change) in (1..).zip(feed) {
        assert_eq!(change.pos, pos);
        let after = change.after.expect("nothing is deleted");
        assert_eq!(rows.get(&after.id), change.before.as_ref(), "as it was before {pos}");
        assert_eq!(change.entity_id, Some(after.id.0));
        *touched.entry(after.id).or_default() += 1;
        rows.insert(after.id, after);
    }
    assert_eq!(stored(&portal).await, rows);
    assert!(rows.len() > 1_500, "some are new");

    let mut tx = store.begin_read(whole(root)).await.unwrap();
    for (id, times) in touched {
        let log = store::log::log_of(&mut tx, id.0, 1_000, None).await.unwrap();
        assert_eq!(log.len(), times, "one entry for each change");
    }
    let kept = notes.iter().filter(|(id, note)| rows[id].note.as_ref() == Some(note)).count();
    assert!(kept > 0 && notes.len() > told / 5, "{kept} of {} notes are kept", notes.len());
}

#[tokio::test]
async fn pages_are_as_fresh_ones() {
    let portal = Portal::new().await;
    let services = &portal.services;
    let stored = services.clone().with_mirrored_rows(0);
    let people = [portal.person("owner@nordlicht.example").await, portal.partner().await];
    let root = services.roots.look(people[0].scope.root).await.unwrap();
    root.watch_mirror().wait_for(|ready| *ready).await.map(|_| ()).unwrap();
    let states = ["", "tab=all&group=product,customer", "tab=unused&sort=-note", "q=PO"];
    for who in &people {
        for state in states {
            services.license_page(who, state, 0, 50).await.unwrap();
        }
    }
    let mut churn = services.churn(8, Vec::new()).await.unwrap();
    for _ in 0..BATCHES {
        churn.batch(CHANGES).await.unwrap();
        for who in &people {
            for state in states {
                let page = services.license_page(who, state, 0, 50).await.unwrap();
                let fresh = stored.license_page(who, state, 0, 50).await.unwrap();
                assert_eq!(page, fresh, "{state} of {}", who.email);
            }
        }
    }
}

#[tokio::test]
async fn only_a_demo_is_changed() {
    let portal = Portal::new().await;
    let owner = NewOwner {
        email: "ada@example.com".to_owned(),
        name: "Ada".to_owned(),
        organization: "Somebody's partner".to_owned(),
        kind: domain::people::OrgKind::Partner,
        password: "a password that is long".to_owned(),
    };
    portal.services.create_owner(owner).await.unwrap();
    let refused = portal.services.churn(1, Vec::new()).await.unwrap_err();
    assert!(matches!(refused, ServiceError::NotFound), "{refused:?}");
}
