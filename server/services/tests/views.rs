#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]
//! Named views: who keeps, sharing, and the one to begin with.

mod support;

use domain::ids::ViewId;
use domain::people::Principal;
use domain::view::{MAX_VIEWS, SavedView, ViewDraft, ViewRef};
use services::ServiceError;
use support::Portal;
use uuid::Uuid;

const GRID: &str = "licenses";

fn draft(name: &str, state: &str, shared: bool) -> ViewDraft {
    ViewDraft { name: name.to_owned(), state: state.to_owned(), shared }
}

/// The field and code of a refusal.
fn refusal<T: std::fmt::Debug>(result: Result<T, ServiceError>) -> (String, String) {
    let Err(ServiceError::Invalid(fields)) = result else { panic!("{result:?}") };
    (fields[0].field.clone(), fields[0].code.clone())
}

async fn names(portal: &Portal, who: &Principal) -> Vec<String> {
    let views = portal.services.view_list(who, GRID).await.unwrap();
    views.saved.into_iter().map(|view| view.name).collect()
}

fn as_draft(view: &SavedView) -> ViewDraft {
    draft(&view.name, &view.state, view.shared)
}

#[tokio::test]
async fn a_view_is_kept_as_the_page_writes_it() {
    let portal = Portal::new().await;
    let who = portal.partner().await;
    let messy = "page=3&density=compact&cols=name,seats&q=foo&sort=-seats&group=product\
                 &tab=active&view=plain&width=name.240";
    let view = portal.services.view_save(&who, GRID, draft("  Big ", messy, false)).await.unwrap();
    assert_eq!(view.name, "Big");
    let kept = "group=product&sort=-seats&q=foo&cols=name,seats&density=compact&width=name.240";
    assert_eq!(view.state, kept);
    assert!(view.mine && !view.shared);
    let listed = portal.services.view_list(&who, GRID).await.unwrap();
    assert_eq!(listed.saved, [view]);
    assert_eq!(listed.default, None);
}

#[tokio::test]
async fn what_does_not_fit_is_refused_beside_its_field() {
    let portal = Portal::new().await;
    let (who, customer) =
        (portal.partner().await, portal.person("owner@westernhagen.example").await);
    let services = &portal.services;
    let long = format!("q={}", "%C3%A4".repeat(5_000));
    let many: Vec<_> = (0..300).map(|_| Uuid::new_v4().to_string()).collect();
    let many = format!("customer={}", many.join(","));
    for (who, name, state, field, code) in [
        (&who, " ", "", "name", "name-empty"),
        (&who, &*"x".repeat(121), "", "name", "name-too-long"),
        (&who, "a", "colour=red", "state", "view-unfit"),
        (&who, "a", "sort=nothing", "state", "view-unfit"),
        (&who, "a", "tab=old", "state", "view-unfit"),
        (&who, "a", "density=%3Cb%3E", "state", "view-unfit"),
        (&who, "a", &*long, "state", "view-unfit"),
        (&who, "a", &*many, "state", "view-too-long"),
        (&customer, "a", "note=secret", "state", "view-unfit"),
        (&customer, "a", "cols=name,note", "state", "view-unfit"),
    ] {
        let refused = services.view_save(who, GRID, draft(name, state, false)).await;
        assert_eq!(refusal(refused), (field.to_owned(), code.to_owned()), "{state}");
    }
    let refused = services.view_save(&who, "nothing", draft("a", "", false)).await;
    assert!(matches!(refused, Err(ServiceError::NotFound)), "{refused:?}");

    for n in 0..MAX_VIEWS {
        services.view_save(&who, GRID, draft(&format!("View {n}"), "", false)).await.unwrap();
    }
    let refused = services.view_save(&who, GRID, draft("one more", "", false)).await;
    assert_eq!(refusal(refused).1, "view-too-many");
}

#[tokio::test]
async fn a_name_is_taken_once() {
    let portal = Portal::new().await;
    let (ada, ben) = (portal.partner().await, portal.person("owner@kranich.example").await);
    let services = &portal.services;
    services.view_save(&ada, GRID, draft("Größte", "", true)).await.unwrap();
    let refused = services.view_save(&ada, GRID, draft("GROSSTE", "", false)).await;
    assert_eq!(refusal(refused), ("name".to_owned(), "view-name-taken".to_owned()));
    let own = services.view_save(&ben, GRID, draft("größte", "", false)).await.unwrap();
    let shared = ViewDraft { shared: true, ..as_draft(&own) };
    let refused = services.view_update(&ben, own.id, own.version, shared).await;
    assert_eq!(refusal(refused), ("name".to_owned(), "view-name-shared".to_owned()));
}

#[tokio::test]
async fn a_stale_version_is_a_conflict() {
    let portal = Portal::new().await;
    let who = portal.partner().await;
    let services = &portal.services;
    let view = services.view_save(&who, GRID, draft("a", "", false)).await.unwrap();
    let same = services.view_update(&who, view.id, view.version, as_draft(&view)).await.unwrap();
    assert_eq!(same.version, view.version, "nothing changed");
    let renamed = draft("b", "tab=unused", false);
    let after = services.view_update(&who, view.id, view.version, renamed.clone()).await.unwrap();
    assert_eq!((after.version, as_draft(&after)), (view.version + 1, renamed));
    let stale = services.view_update(&who, view.id, view.version, as_draft(&view)).await;
    assert!(matches!(stale, Err(ServiceError::Conflict(None))), "{stale:?}");
}

#[tokio::test]
async fn what_happens_to_a_view_is_in_the_log() {
    let portal = Portal::new().await;
    let who = portal.partner().await;
    let services = &portal.services;
    let view = services.view_save(&who, GRID, draft("a", "", false)).await.unwrap();
    services.view_update(&who, view.id, view.version, draft("b", "", true)).await.unwrap();
    services.view_delete(&who, view.id).await.unwrap();
    let mut tx = services.store.begin_read(who.scope).await.unwrap();
    let entries = store::log::log_of(&mut tx, view.id.0, 10, None).await.unwrap();
    let told: Vec<_> = entries
        .iter()
        .map(|entry| {
            (entry.action.as_str(), entry.before["name"].as_str(), entry.after["name"].as_str())
        })
        .collect();
    let expected = [
        ("view-deleted", Some("b"), None),
        ("view-changed", Some("a"), Some("b")),
        ("view-saved", None, Some("a")),
    ];
    assert_eq!(told, expected);
}

#[tokio::test]
async fn only_what_is_shared_reaches_others_of_the_organization() {
    let portal = Portal::new().await;
    let services = &portal.services;
    let admin = portal.partner().await;
    let owner = portal.person("owner@kranich.example").await;
    let reader = portal.person("reader@kranich.example").await;
    let others = [
        portal.person("owner@nordlicht.example").await,
        portal.person("owner@westernhagen.example").await,
        portal.person("owner@bergfried.example").await,
    ];
    let quiet = services.view_save(&admin, GRID, draft("quiet", "", false)).await.unwrap();
    let open = services.view_save(&admin, GRID, draft("open", "tab=all", true)).await.unwrap();

    assert_eq!(names(&portal, &admin).await, ["open", "quiet"]);
    for who in [&owner, &reader] {
        let views = services.view_list(who, GRID).await.unwrap().saved;
        assert_eq!(views, [SavedView { mine: false, ..open.clone() }]);
        let refused = services.view_update(who, open.id, open.version, as_draft(&open)).await;
        assert!(matches!(refused, Err(ServiceError::Forbidden)), "{refused:?}");
        for refused in [
            services.view_delete(who, quiet.id).await,
            services.view_update(who, quiet.id, 1, as_draft(&quiet)).await.map(drop),
            services.view_set_default(who, GRID, Some(ViewRef::Saved(quiet.id))).await,
        ] {
            assert!(matches!(refused, Err(ServiceError::NotFound)), "{refused:?}");
        }
    }
    for who in &others {
        assert!(names(&portal, who).await.is_empty());
        for id in [open.id, quiet.id, ViewId(Uuid::nil())] {
            let refused = services.view_delete(who, id).await;
            assert!(matches!(refused, Err(ServiceError::NotFound)), "{refused:?}");
            let refused = services.view_set_default(who, GRID, Some(ViewRef::Saved(id))).await;
            assert!(matches!(refused, Err(ServiceError::NotFound)), "{refused:?}");
        }
    }
    // Who only reads keeps views, but offers none.
    let refused = services.view_save(&reader, GRID, draft("a", "", true)).await;
    assert!(matches!(refused, Err(ServiceError::Forbidden)), "{refused:?}");
    let own = services.view_save(&reader, GRID, draft("a", "", false)).await.unwrap();
    let refused =
        services.view_update(&reader, own.id, 1, ViewDraft { shared: true, ..as_draft(&own) });
    assert!(matches!(refused.await, Err(ServiceError::Forbidden)));
    // An owner tidies up what is shared; others do not.
    let refused = services.view_delete(&reader, open.id).await;
    assert!(matches!(refused, Err(ServiceError::Forbidden)), "{refused:?}");
    services.view_delete(&owner, open.id).await.unwrap();
    services.view_delete(&admin, quiet.id).await.unwrap();
    assert!(names(&portal, &admin).await.is_empty());
}

#[tokio::test]
async fn a_default_opens_as_long_as_it_is_to_be_seen() {
    let portal = Portal::new().await;
    let services = &portal.services;
    let (admin, reader) = (portal.partner().await, portal.person("reader@kranich.example").await);
    let begins = async |who: &Principal| services.view_default(who, GRID).await.unwrap();
    assert_eq!(begins(&reader).await, None);

    let expired = ViewRef::BuiltIn("expired".to_owned());
    services.view_set_default(&reader, GRID, Some(expired.clone())).await.unwrap();
    assert_eq!(begins(&reader).await.as_deref(), Some("status=expired"));
    assert_eq!(services.view_list(&reader, GRID).await.unwrap().default, Some(expired));
    assert_eq!(begins(&admin).await, None, "each has one's own");
    let unknown = Some(ViewRef::BuiltIn("nothing".to_owned()));
    let refused = services.view_set_default(&reader, GRID, unknown).await;
    assert!(matches!(refused, Err(ServiceError::NotFound)), "{refused:?}");

    let view = services.view_save(&admin, GRID, draft("Big", "sort=-seats", true)).await.unwrap();
    for who in [&admin, &reader] {
        services.view_set_default(who, GRID, Some(ViewRef::Saved(view.id))).await.unwrap();
        assert_eq!(begins(who).await.as_deref(), Some("sort=-seats"));
    }
    let quiet = ViewDraft { shared: false, ..as_draft(&view) };
    let quiet = services.view_update(&admin, view.id, view.version, quiet).await.unwrap();
    assert_eq!(begins(&reader).await, None, "it is shared no more");
    assert!(begins(&admin).await.is_some());
    services.view_set_default(&reader, GRID, None).await.unwrap();
    services.view_delete(&admin, quiet.id).await.unwrap();
    assert_eq!(begins(&admin).await, None, "it is gone");
}
