//! Organizations: creating, changing, suspending, closing and moving them.
#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]

mod support;

use domain::field::FieldError;
use domain::ids::OrgId;
use domain::license::LicenseRow;
use domain::organization::{OrgDetail, OrgDraft, OrgState, Sector};
use domain::people::Principal;
use domain::policy::Relation;
use grid::page::Line;
use services::ServiceError;
use support::Portal;

struct World {
    portal: Portal,
    distributor: Principal,
    partner: Principal,
}

impl World {
    async fn new() -> Self {
        let portal = Portal::new().await;
        let distributor = portal.person("owner@nordlicht.example").await;
        let partner = portal.person("owner@kranich.example").await;
        Self { portal, distributor, partner }
    }

    async fn person(&self, email: &str) -> Principal {
        self.portal.person(email).await
    }

    async fn create(&self, name: &str) -> OrgDetail {
        let draft = OrgDraft { name: name.to_owned(), ..OrgDraft::default() };
        let services = &self.portal.services;
        services.organization_create(&self.partner, self.partner.org, draft).await.unwrap()
    }

    async fn get(&self, who: &Principal, id: OrgId) -> Result<OrgDetail, ServiceError> {
        self.portal.services.organization_get(who, id).await
    }

    /// What the log says was done to an organization, newest first.
    async fn deeds(&self, id: OrgId) -> Vec<String> {
        let mut tx = self.portal.services.store.begin_read(self.distributor.scope).await.unwrap();
        let entries = store::log::log_of(&mut tx, id.0, 100, None).await.unwrap();
        entries.into_iter().map(|entry| entry.action).collect()
    }

    /// Westernhagen's licenses, once somebody sees so many of them: the mirror follows what was
    /// committed a moment later.
    async fn sees(&self, who: &Principal, count: usize) -> Vec<LicenseRow> {
        self.finds(who, "q=westernhagen", count).await
    }

    async fn finds(&self, who: &Principal, state: &str, count: usize) -> Vec<LicenseRow> {
        let wait = async {
            loop {
                let found = self.portal.rows(who, state).await;
                if found.len() == count {
                    return found;
                }
                tokio::task::yield_now().await;
            }
        };
        tokio::time::timeout(std::time::Duration::from_secs(20), wait).await.expect("they are seen")
    }

    async fn still_in(&self, email: &str) -> bool {
        let store = &self.portal.services.store;
        let account = store.account_by_email(email).await.unwrap().unwrap();
        store.principal_load(account.root, account.person).await.unwrap().is_some()
    }
}

fn codes(error: ServiceError) -> Vec<(String, String)> {
    match error {
        ServiceError::Invalid(fields) => {
            fields.into_iter().map(|error| (error.field, error.code)).collect()
        }
        other => panic!("not refused beside a field: {other:?}"),
    }
}

fn code(error: ServiceError) -> String {
    codes(error).remove(0).1
}

#[tokio::test]
async fn a_partner_creates_customers_and_nobody_else_below_it() {
    let world = World::new().await;
    let made = world.create("  Größe & Söhne  ").await;
    assert_eq!((made.draft.name.as_str(), made.state), ("Größe & Söhne", OrgState::Active));
    assert_eq!(made.relation, Relation::Child);
    assert_eq!(made.above.last().unwrap().id, world.partner.org);
    assert_eq!(world.deeds(made.id).await, ["organization-created"]);

    let services = &world.portal.services;
    let create = async |who: &Principal, below: OrgId, name: &str| {
        let draft = OrgDraft { name: name.to_owned(), ..OrgDraft::default() };
        services.organization_create(who, below, draft).await.unwrap_err()
    };
    // Folded alike, hence the same.
    let taken = codes(create(&world.partner, world.partner.org, "GROSSE & SÖHNE").await);
    assert_eq!(taken, [("name".to_owned(), "organization-name-taken".to_owned())]);
    let empty = codes(create(&world.partner, world.partner.org, " \t").await);
    assert_eq!(empty, [("name".to_owned(), "name-empty".to_owned())]);
    let turned = create(&world.partner, world.partner.org, "Ab\u{202e}cd").await;
    assert_eq!(code(turned), "text-control");
    assert_eq!(code(create(&world.partner, made.id, "X").await), "organization-no-children");
    let above = create(&world.partner, world.distributor.org, "X").await;
    assert!(matches!(above, ServiceError::NotFound), "{above:?}");
    let reader = world.person("reader@kranich.example").await;
    assert!(matches!(create(&reader, reader.org, "X").await, ServiceError::Forbidden));
    let customer = world.person("owner@westernhagen.example").await;
    assert!(matches!(create(&customer, customer.org, "X").await, ServiceError::Forbidden));
}

#[tokio::test]
async fn two_who_create_the_same_name_at_once_make_one() {
    let world = World::new().await;
    let services = &world.portal.services;
    let create = || {
        let draft = OrgDraft { name: "Twice GmbH".to_owned(), ..OrgDraft::default() };
        services.organization_create(&world.partner, world.partner.org, draft)
    };
    let (one, two) = tokio::join!(create(), create());
    assert_eq!(u8::from(one.is_ok()) + u8::from(two.is_ok()), 1);
    let lost = one.err().or(two.err()).unwrap();
    assert_eq!(code(lost), "organization-name-taken");
}

#[tokio::test]
async fn each_decides_what_is_its_own_to_decide() {
    let world = World::new().await;
    let services = &world.portal.services;
    let owner = world.person("owner@westernhagen.example").await;
    let seen = world.get(&world.partner, owner.org).await.unwrap();
    let draft = OrgDraft {
        reference: "K-1001".to_owned(),
        priority: 1,
        sector: Sector::Education,
        assistance: false,
        ..seen.draft.clone()
    };
    let saved =
        services.organization_update(&world.partner, owner.org, seen.version, draft).await.unwrap();
    assert_eq!(saved.relation, Relation::Unassisted);
    assert_eq!((saved.draft.reference.as_str(), saved.draft.priority), ("K-1001", 1));

    // Only the organization itself switches assistance on again.
    let again = OrgDraft { assistance: true, ..saved.draft.clone() };
    let refused = services
        .organization_update(&world.partner, owner.org, saved.version, again)
        .await
        .unwrap_err();
    let expected = ("assistance".to_owned(), "organization-not-yours".to_owned());
    assert_eq!(codes(refused), [expected]);

    // It does not see the provider's words, and does not lose them by saving its own.
    let own = world.get(&owner, owner.org).await.unwrap();
    assert_eq!((own.draft.reference.as_str(), own.draft.priority), ("", 3));
    let mine = OrgDraft { assistance: true, ..own.draft.clone() };
    services.organization_update(&owner, owner.org, own.version, mine.clone()).await.unwrap();
    let kept = world.get(&world.partner, owner.org).await.unwrap();
    assert_eq!((kept.draft.reference.as_str(), kept.draft.priority), ("K-1001", 1));
    assert!(kept.draft.assistance);
    let purchase = OrgDraft { manages_own_security: false, ..mine };
    let refused =
        services.organization_update(&owner, owner.org, kept.version, purchase).await.unwrap_err();
    assert_eq!(codes(refused)[0].0, "own-security");
}

#[tokio::test]
async fn whoever_saw_an_older_version_is_told() {
    let world = World::new().await;
    let services = &world.portal.services;
    let made = world.create("Slow GmbH").await;
    let rename = |name: &str, version| {
        let draft = OrgDraft { name: name.to_owned(), ..made.draft.clone() };
        services.organization_update(&world.partner, made.id, version, draft)
    };
    let renamed = rename("Fast GmbH", made.version).await.unwrap();
    let late = rename("Other GmbH", made.version).await.unwrap_err();
    assert!(matches!(late, ServiceError::Conflict(_)));
    rename("Other GmbH", renamed.version).await.unwrap();
    let deeds = world.deeds(made.id).await;
    assert_eq!(deeds, ["organization-changed", "organization-changed", "organization-created"]);
}

#[tokio::test]
async fn a_new_name_stands_on_all_licenses_and_is_found_there() {
    let world = World::new().await;
    let services = &world.portal.services;
    let owner = world.person("owner@westernhagen.example").await;
    let seen = world.get(&world.partner, owner.org).await.unwrap();
    let count = world.portal.rows(&world.partner, "q=westernhagen").await.len();
    assert!(count > 0);
    let draft = OrgDraft { name: "Osterhagen GmbH".to_owned(), ..seen.draft };
    services.organization_update(&world.partner, owner.org, seen.version, draft).await.unwrap();
    let found = world.portal.rows(&world.partner, "q=osterhagen").await;
    assert_eq!(found.len(), count);
    assert!(found.iter().all(|row| row.customer.as_ref().unwrap().name == "Osterhagen GmbH"));
    // Licenses may be called after it, too.
    let still = world.portal.rows(&world.partner, "q=westernhagen").await;
    assert!(still.iter().all(|row| row.name.contains("Westernhagen")), "{still:?}");

    let partner = world.get(&world.distributor, world.partner.org).await.unwrap();
    let draft = OrgDraft { name: "Storch GmbH".to_owned(), ..partner.draft };
    let id = world.partner.org;
    services.organization_update(&world.distributor, id, partner.version, draft).await.unwrap();
    let found = world.portal.rows(&world.distributor, "q=osterhagen").await;
    assert!(found.iter().all(|row| row.partner.name == "Storch GmbH"));
    // What is searched is what a license's own write would have made of it.
    let row = &found[0];
    let again =
        services.set_license_note(&world.partner, row.id, row.version, "a new note").await.unwrap();
    assert_eq!(again.partner.name, "Storch GmbH");
    assert_eq!(world.portal.rows(&world.partner, "q=osterhagen").await.len(), count);
}

#[tokio::test]
async fn suspending_locks_people_out_and_takes_others_along_only_when_asked() {
    let world = World::new().await;
    let services = &world.portal.services;
    let (top, id) = (&world.distributor, world.partner.org);
    let before = world.get(top, id).await.unwrap();
    let alone = services.organization_suspend(top, id, before.version, false).await.unwrap();
    assert_eq!(alone.state, OrgState::Suspended);
    assert!(!world.still_in("owner@kranich.example").await);
    assert!(world.still_in("owner@westernhagen.example").await, "not taken along");
    let twice = services.organization_suspend(top, id, alone.version, true).await.unwrap_err();
    assert_eq!(code(twice), "organization-suspended");
    let back = services.organization_reactivate(top, id, alone.version).await.unwrap();
    assert!(world.still_in("owner@kranich.example").await);

    // One customer is suspended by itself; the others go along and come back.
    let ttt = world.person("owner@ttt-point.example").await.org;
    let seen = world.get(top, ttt).await.unwrap();
    services.organization_suspend(top, ttt, seen.version, false).await.unwrap();
    let all = services.organization_suspend(top, id, back.version, true).await.unwrap();
    assert!(!world.still_in("owner@westernhagen.example").await);
    let mut tx = services.store.begin_read(top.scope).await.unwrap();
    let org = store::org::org_by_name_fold(&mut tx, id, "westernhagen gmbh").await.unwrap();
    drop(tx);
    let org = world.get(top, org.unwrap().id).await.unwrap();
    assert_eq!(org.suspended_with.as_ref().unwrap().id, id);
    let early = services.organization_reactivate(top, org.id, org.version).await.unwrap_err();
    assert_eq!(code(early), "organization-suspended-above");
    services.organization_reactivate(top, id, all.version).await.unwrap();
    assert!(world.still_in("owner@westernhagen.example").await);
    assert!(!world.still_in("owner@ttt-point.example").await, "was not suspended along");
}

#[tokio::test]
async fn nobody_suspends_itself_or_who_is_above() {
    let world = World::new().await;
    let services = &world.portal.services;
    let own = world.get(&world.partner, world.partner.org).await.unwrap();
    let itself = services
        .organization_suspend(&world.partner, own.id, own.version, false)
        .await
        .unwrap_err();
    assert!(matches!(itself, ServiceError::Forbidden));
    let above = services
        .organization_suspend(&world.partner, world.distributor.org, 1, false)
        .await
        .unwrap_err();
    assert!(matches!(above, ServiceError::NotFound));
    let sibling = world.person("owner@bergfried.example").await.org;
    let sibling = world.get(&world.partner, sibling).await.unwrap_err();
    assert!(matches!(sibling, ServiceError::NotFound));
}

#[tokio::test]
async fn closing_names_what_is_in_the_way_and_is_for_good() {
    let world = World::new().await;
    let services = &world.portal.services;
    let owner = world.person("owner@westernhagen.example").await;
    let seen = world.get(&world.partner, owner.org).await.unwrap();
    let named = services.organization_close_obstacles(&world.partner, owner.org).await.unwrap();
    assert_eq!(named[0].code, "close-running-licenses");
    let refused =
        services.organization_close(&world.partner, owner.org, seen.version).await.unwrap_err();
    assert_eq!(code(refused), "close-running-licenses", "the same rule refuses");
    let partner =
        services.organization_close_obstacles(&world.distributor, world.partner.org).await.unwrap();
    assert_eq!(partner[0].code, "close-open-children");

    let made = world.create("Short GmbH").await;
    let closed = services.organization_close(&world.partner, made.id, made.version).await.unwrap();
    assert_eq!(closed.state, OrgState::Closed);
    for error in [
        services.organization_suspend(&world.partner, made.id, closed.version, false).await,
        services.organization_reactivate(&world.partner, made.id, closed.version).await,
        services.organization_close(&world.partner, made.id, closed.version).await,
    ] {
        assert_eq!(code(error.unwrap_err()), "organization-closed");
    }
    let admin = world.person("admin@kranich.example").await;
    let other = world.create("Kept GmbH").await;
    let refused = services.organization_close(&admin, other.id, other.version).await.unwrap_err();
    assert!(matches!(refused, ServiceError::Forbidden), "owners alone close");
}

#[tokio::test]
async fn a_customer_moves_with_all_that_it_has() {
    let world = World::new().await;
    let services = &world.portal.services;
    let owner = world.person("owner@westernhagen.example").await;
    let other = world.person("owner@bergfried.example").await;
    let rows = world.portal.rows(&world.partner, "q=westernhagen").await;
    let edited = &rows[0];
    services
        .set_license_note(&world.partner, edited.id, edited.version, "before the move")
        .await
        .unwrap();
    let seen = world.get(&world.distributor, owner.org).await.unwrap();
    let to = other.org;
    let none = services.organization_move_obstacles(&world.distributor, owner.org, to).await;
    assert_eq!(none.unwrap(), []);
    // Both partners look at their licenses, so mirrors follow.
    assert_eq!(world.portal.rows(&other, "q=westernhagen").await.len(), 0);
    let moved =
        services.organization_move(&world.distributor, owner.org, seen.version, to).await.unwrap();
    assert_eq!(moved.above.last().unwrap().id, to);

    world.sees(&world.partner, 0).await;
    let found = world.sees(&other, rows.len()).await;
    assert!(found.iter().all(|row| row.partner.id == to && row.partner.name == other.org_name));
    world.finds(&owner_now(&world).await, "", rows.len()).await;
    // Its history went along; the old partner knows nothing of it any more.
    let history = services.license_history(&other, edited.id).await.unwrap();
    assert!(history.iter().any(|entry| entry.action == "note-edited"));
    let gone = services.license_history(&world.partner, edited.id).await.unwrap_err();
    assert!(matches!(gone, ServiceError::NotFound));
    assert!(matches!(world.get(&world.partner, owner.org).await, Err(ServiceError::NotFound)));
    assert_eq!(world.deeds(owner.org).await[0], "organization-moved");
    // The new partner works with it.
    let row = found.iter().find(|row| row.id == edited.id).unwrap();
    services.set_license_note(&other, row.id, row.version, "after the move").await.unwrap();
}

/// Who was locked out along with its partner is not locked out by it any more, once it has
/// another one: the new one lets it in again.
#[tokio::test]
async fn a_suspension_goes_along_and_is_its_own() {
    let world = World::new().await;
    let services = &world.portal.services;
    let owner = world.person("owner@westernhagen.example").await;
    let other = world.person("owner@bergfried.example").await;
    let partner = world.get(&world.distributor, world.partner.org).await.unwrap();
    let distributor = &world.distributor;
    services.organization_suspend(distributor, partner.id, partner.version, true).await.unwrap();
    let seen = world.get(distributor, owner.org).await.unwrap();
    assert_eq!(seen.suspended_with.as_ref().map(|with| with.id), Some(partner.id));
    let moved = services.organization_move(distributor, owner.org, seen.version, other.org).await;
    let moved = moved.unwrap();
    assert_eq!((moved.state, &moved.suspended_with), (OrgState::Suspended, &None));
    let partner = world.get(distributor, partner.id).await.unwrap();
    services.organization_reactivate(distributor, partner.id, partner.version).await.unwrap();
    assert!(!world.still_in("owner@westernhagen.example").await);
    services.organization_reactivate(&other, owner.org, moved.version).await.unwrap();
    assert!(world.still_in("owner@westernhagen.example").await);
}

#[tokio::test]
async fn what_cannot_be_undone_needs_a_fresh_proof() {
    let world = World::new().await;
    let services = &world.portal.services;
    let long_ago = services.clock.now() - chrono::Duration::minutes(11);
    let stale = |who: &Principal| Principal { proved_at: Some(long_ago), ..who.clone() };
    let made = world.create("Short GmbH").await;
    let other = world.person("owner@bergfried.example").await.org;
    let closing = services.organization_close(&stale(&world.partner), made.id, made.version).await;
    assert!(matches!(closing, Err(ServiceError::StepUp)), "{closing:?}");
    let who = stale(&world.distributor);
    let moving = services.organization_move(&who, made.id, made.version, other).await;
    assert!(matches!(moving, Err(ServiceError::StepUp)), "{moving:?}");
    assert_eq!(world.deeds(made.id).await, ["organization-created"]);
}

async fn owner_now(world: &World) -> Principal {
    world.person("owner@westernhagen.example").await
}

#[tokio::test]
async fn what_must_not_move_is_named() {
    let world = World::new().await;
    let services = &world.portal.services;
    let top = &world.distributor;
    let customer = world.person("owner@westernhagen.example").await.org;
    let other = world.person("owner@bergfried.example").await;
    let hindered = async |id: OrgId, to: OrgId| -> Vec<String> {
        let found = services.organization_move_obstacles(top, id, to).await.unwrap();
        found.into_iter().map(|error| error.code).collect()
    };
    assert_eq!(hindered(customer, customer).await, ["move-into-itself"]);
    assert_eq!(hindered(world.partner.org, customer).await, ["move-into-itself"]);
    assert_eq!(hindered(customer, world.distributor.org).await, ["move-unfit"]);
    assert_eq!(hindered(world.partner.org, other.org).await, ["move-unfit"]);
    assert_eq!(hindered(customer, world.partner.org).await, ["move-same"]);

    let draft = OrgDraft { name: "westernhagen gmbh".to_owned(), ..OrgDraft::default() };
    services.organization_create(&other, other.org, draft).await.unwrap();
    let seen = world.get(top, other.org).await.unwrap();
    services.organization_suspend(top, other.org, seen.version, false).await.unwrap();
    let both = ["organization-suspended", "move-name-taken"];
    assert_eq!(hindered(customer, other.org).await, both);
    let version = world.get(top, customer).await.unwrap().version;
    let refused = services.organization_move(top, customer, version, other.org).await.unwrap_err();
    let refused: Vec<String> = codes(refused).into_iter().map(|(_, code)| code).collect();
    assert_eq!(refused, both, "nothing was done");
    assert_eq!(world.get(top, customer).await.unwrap().version, version);

    // A partner does not move its customers away, nor to where it sees nobody.
    let forbidden =
        services.organization_move(&world.partner, customer, version, other.org).await.unwrap_err();
    assert!(matches!(forbidden, ServiceError::Forbidden));
}

#[tokio::test]
async fn a_partner_with_a_license_of_the_same_key_takes_no_customer_that_has_it() {
    let world = World::new().await;
    let services = &world.portal.services;
    let top = &world.distributor;
    let customer = world.person("owner@westernhagen.example").await.org;
    let other = world.person("owner@bergfried.example").await;
    let theirs = world.portal.rows(&other, "tab=all").await.remove(0).id;
    let moved = world.portal.rows(&world.partner, "q=westernhagen").await.remove(0).id;
    let key = format!("SELECT license_key FROM license WHERE id = '{moved}'");
    let sql = format!("UPDATE license SET license_key = ({key}) WHERE id = '{theirs}'");
    assert_eq!(store::testing::change(&world.portal.url, &sql).await, 1);

    let told = services.organization_move_obstacles(top, customer, other.org).await.unwrap();
    let taken = FieldError::new("organization", "move-key-taken").with("name", &other.org_name);
    assert_eq!(told, [taken]);
    let version = world.get(top, customer).await.unwrap().version;
    let refused = services.organization_move(top, customer, version, other.org).await.unwrap_err();
    assert_eq!(codes(refused), [("organization".to_owned(), "move-key-taken".to_owned())]);
    assert_eq!(world.get(&world.partner, customer).await.unwrap().version, version, "it stays");
}

#[tokio::test]
async fn nobody_moves_into_what_is_closed_nor_out_of_the_grave() {
    let world = World::new().await;
    let services = &world.portal.services;
    let top = &world.distributor;
    let draft = OrgDraft { name: "Zugvogel GmbH".to_owned(), ..OrgDraft::default() };
    let made = services.organization_create(top, top.org, draft).await.unwrap();
    let closed = services.organization_close(top, made.id, made.version).await.unwrap();
    let customer = world.person("owner@westernhagen.example").await.org;
    let stays = async |id: OrgId, to: OrgId, name: &str| {
        let told = services.organization_move_obstacles(top, id, to).await.unwrap();
        let reason = FieldError::new("organization", "organization-closed").with("name", name);
        assert_eq!(told, [reason]);
        let version = world.get(top, id).await.unwrap().version;
        let refused = services.organization_move(top, id, version, to).await.unwrap_err();
        assert_eq!(code(refused), "organization-closed");
        let above = world.get(top, id).await.unwrap().above;
        assert_eq!(above.last().unwrap().id, world.partner.org);
    };
    stays(customer, closed.id, "Zugvogel GmbH").await;
    let made = world.create("Short GmbH").await;
    services.organization_close(&world.partner, made.id, made.version).await.unwrap();
    stays(made.id, world.person("owner@bergfried.example").await.org, "Short GmbH").await;
}

#[tokio::test]
async fn whoever_writes_while_a_customer_moves_is_either_before_or_after_it() {
    let world = World::new().await;
    let services = &world.portal.services;
    let customer = world.person("owner@westernhagen.example").await.org;
    let other = world.person("owner@bergfried.example").await;
    let rows = world.portal.rows(&world.partner, "q=westernhagen").await;
    for round in 0..6 {
        let (from, to) = match round % 2 {
            0 => (&world.partner, other.org),
            _ => (&other, world.partner.org),
        };
        let version = world.get(&world.distributor, customer).await.unwrap().version;
        let row = services.license_get(from, rows[0].id).await.unwrap().0;
        let note = format!("round {round}");
        let (moved, noted) = tokio::join!(
            services.organization_move(&world.distributor, customer, version, to),
            services.set_license_note(from, row.id, row.version, &note),
        );
        moved.unwrap();
        let now = services.license_get(&world.distributor, rows[0].id).await.unwrap().0;
        match noted {
            Ok(_) => assert_eq!(now.note.as_deref(), Some(&*note), "kept"),
            Err(ServiceError::NotFound | ServiceError::Conflict(_)) => {
                assert_ne!(now.note.as_deref(), Some(&*note));
            }
            Err(other) => panic!("{other:?}"),
        }
    }
    // Every entry lies where its license does.
    let mut tx = services.store.begin_read(world.distributor.scope).await.unwrap();
    let all = store::log::log_of(&mut tx, rows[0].id.0, 100, None).await.unwrap().len();
    drop(tx);
    let seen = services.license_history(&world.partner, rows[0].id).await.unwrap().len();
    assert_eq!(seen, all);
}

#[tokio::test]
async fn the_tree_is_read_piece_by_piece() {
    let world = World::new().await;
    let services = &world.portal.services;
    let partners = services.organization_tree(&world.distributor, None, "", 0).await.unwrap();
    assert_eq!(partners.total, 3);
    let kranich = partners.entries.iter().find(|e| e.org.id == world.partner.org).unwrap();
    let below =
        services.organization_tree(&world.distributor, Some(kranich.org.id), "", 0).await.unwrap();
    assert_eq!(below.total, kranich.children);
    let found = services.organization_tree(&world.partner, None, "WESTERNH", 0).await.unwrap();
    assert_eq!(found.total, 1);
    let beside = world.person("owner@bergfried.example").await.org;
    let beside = services.organization_tree(&world.partner, Some(beside), "", 0).await;
    assert!(matches!(beside, Err(ServiceError::NotFound)));
    let customer = world.person("owner@westernhagen.example").await;
    let none = services.organization_tree(&customer, None, "", 0).await;
    assert!(matches!(none, Err(ServiceError::Forbidden)));
    // Every customer of the grid is in the tree.
    let page =
        services.grid_page::<grid::customers::CustomerRow>(&world.partner, "", 0, 1).await.unwrap();
    assert!(matches!(page.window[0], Line::Row(_)));
    assert_eq!(page.rows, below.total.unsigned_abs());
}
