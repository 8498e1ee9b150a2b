//! Named views: whose they are, their names, and everybody's default.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod support;

use domain::ids::{PersonId, Scope};
use domain::people::Role;
use domain::view::{ViewDraft, ViewRef};
use store::StoreError;
use store::org::Org;
use store::person::{NewPerson, person_insert};
use store::view::*;
use support::{Database, Tree, now};
use uuid::Uuid;

const GRID: &str = "licenses";

async fn person(database: &Database, tree: &Tree, org: &Org, name: &str) -> PersonId {
    let id = PersonId(Uuid::now_v7());
    let new = NewPerson {
        id,
        org: org.id,
        name: name.to_owned(),
        email: format!("{name}@example.com"),
        role: Role::Owner,
        set: None,
        invited_by: None,
        language: None,
    };
    let mut tx = database.store.begin(tree.scope).await.unwrap();
    person_insert(&mut tx, &new, now()).await.unwrap();
    tx.commit().await.unwrap();
    id
}

fn draft(name: &str, shared: bool) -> ViewDraft {
    ViewDraft { name: name.to_owned(), state: "sort=-seats".to_owned(), shared }
}

/// Keeps a view in a transaction of its own, since a refusal ends one.
async fn save(
    database: &Database,
    scope: Scope,
    person: PersonId,
    grid: &str,
    draft: &ViewDraft,
) -> Result<ViewRow, StoreError> {
    let mut tx = database.store.begin(scope).await?;
    let row = view_insert(&mut tx, person, grid, draft, now()).await?;
    tx.commit().await?;
    Ok(row)
}

#[tokio::test]
async fn one_sees_ones_own_and_what_is_shared_in_the_organization() {
    let database = Database::new().await;
    let tree = database.tree().await;
    let (org, other_org) = (&tree.partners[0], &tree.partners[1]);
    let scope = tree.scope_of(org);
    let ada = person(&database, &tree, org, "Ada").await;
    let ben = person(&database, &tree, org, "Ben").await;
    let eve = person(&database, &tree, other_org, "Eve").await;
    let big = save(&database, scope, ada, GRID, &draft("Big", true)).await.unwrap();
    assert_eq!((big.version, big.owner.as_str(), big.org), (1, "Ada", org.id));
    save(&database, scope, ada, GRID, &draft("Ärger", false)).await.unwrap();
    save(&database, scope, ada, "customers", &draft("Big", true)).await.unwrap();
    save(&database, tree.scope_of(other_org), eve, GRID, &draft("Big", true)).await.unwrap();

    for (who, org, scope, sees) in [
        (ada, org, scope, &["Ärger", "Big"][..]),
        (ben, org, scope, &["Big"]),
        // From above everything is in reach, but not everything is offered.
        (ben, org, tree.scope, &["Big"]),
        (eve, other_org, tree.scope_of(other_org), &["Big"]),
        (ada, org, tree.scope_of(other_org), &[]),
    ] {
        let mut tx = database.store.begin_read(scope).await.unwrap();
        let rows = view_list(&mut tx, who, org.id, GRID).await.unwrap();
        let names: Vec<_> = rows.iter().map(|row| row.draft.name.as_str()).collect();
        assert_eq!(names, sees);
        tx.commit().await.unwrap();
    }
    let mut tx = database.store.begin(scope).await.unwrap();
    assert_eq!(view_count(&mut tx, ada, GRID).await.unwrap(), 2);
    assert_eq!(view_get(&mut tx, big.id).await.unwrap(), big);
    let mut tx = database.store.begin(tree.scope_of(other_org)).await.unwrap();
    for refused in [view_lock(&mut tx, big.id).await.map(drop), view_delete(&mut tx, big.id).await]
    {
        assert!(matches!(refused, Err(StoreError::NotFound)), "{refused:?}");
    }
}

#[tokio::test]
async fn a_name_is_used_once_per_person_and_once_among_shared_views() {
    let database = Database::new().await;
    let tree = database.tree().await;
    let (org, scope) = (&tree.partners[0], tree.scope_of(&tree.partners[0]));
    let ada = person(&database, &tree, org, "Ada").await;
    let ben = person(&database, &tree, org, "Ben").await;
    let shared = save(&database, scope, ada, GRID, &draft("Größte", true)).await.unwrap();
    save(&database, scope, ben, GRID, &draft("grosste", false)).await.unwrap();
    for (who, shared, constraint) in
        [(ada, false, "saved_view_own_name"), (ben, true, "saved_view_own_name")]
    {
        let refused = save(&database, scope, who, GRID, &draft("GRÖSSTE", shared)).await;
        let Err(StoreError::Duplicate { constraint: broken }) = refused else {
            panic!("{refused:?}")
        };
        assert_eq!(broken, constraint);
    }
    let cem = person(&database, &tree, org, "Cem").await;
    let refused = save(&database, scope, cem, GRID, &draft("grösste", true)).await;
    let Err(StoreError::Duplicate { constraint }) = refused else { panic!("{refused:?}") };
    assert_eq!(constraint, "saved_view_shared_name");

    // A name that is not shared any more is free again.
    let mut tx = database.store.begin(scope).await.unwrap();
    let quiet = view_update(&mut tx, &shared, &draft("Größte", false)).await.unwrap();
    assert_eq!((quiet.version, quiet.draft.shared), (2, false));
    let stale = view_update(&mut tx, &shared, &draft("Other", false)).await;
    assert!(matches!(stale, Err(StoreError::Stale { .. })), "{stale:?}");
    tx.commit().await.unwrap();
    save(&database, scope, cem, GRID, &draft("grösste", true)).await.unwrap();
}

#[tokio::test]
async fn a_default_is_chosen_changed_and_goes_with_its_view() {
    let database = Database::new().await;
    let tree = database.tree().await;
    let (org, scope) = (&tree.partners[0], tree.scope_of(&tree.partners[0]));
    let ada = person(&database, &tree, org, "Ada").await;
    let ben = person(&database, &tree, org, "Ben").await;
    let view = save(&database, scope, ada, GRID, &draft("Big", true)).await.unwrap();
    let (built_in, saved) = (ViewRef::BuiltIn("expired".to_owned()), ViewRef::Saved(view.id));

    let mut tx = database.store.begin(scope).await.unwrap();
    for wanted in [None, Some(built_in.clone()), Some(saved.clone()), None, Some(saved.clone())] {
        view_default_set(&mut tx, ben, GRID, wanted.as_ref()).await.unwrap();
        assert_eq!(view_default(&mut tx, ben, GRID).await.unwrap(), wanted);
    }
    view_default_set(&mut tx, ada, GRID, Some(&built_in)).await.unwrap();
    assert_eq!(view_default(&mut tx, ben, "customers").await.unwrap(), None);
    tx.commit().await.unwrap();

    let mut tx = database.store.begin(scope).await.unwrap();
    view_delete(&mut tx, view.id).await.unwrap();
    assert_eq!(view_default(&mut tx, ben, GRID).await.unwrap(), None);
    assert_eq!(view_default(&mut tx, ada, GRID).await.unwrap(), Some(built_in.clone()));
    tx.commit().await.unwrap();

    // Nobody chooses for somebody out of reach.
    let mut tx = database.store.begin(tree.scope_of(&tree.partners[1])).await.unwrap();
    let refused = view_default_set(&mut tx, ada, GRID, Some(&built_in)).await;
    assert!(matches!(refused, Err(StoreError::NotFound)), "{refused:?}");
}
