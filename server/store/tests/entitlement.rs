//! Entitlements: seats that are drawn and given back, by many at once, and what the ledger
//! says of it.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod support;

use domain::catalog::{Extra, ExtraKind};
use domain::entitlement::{Entitlement, ExtraSeats, Rehomed, Terms};
use domain::ids::{EntitlementId, OrgId, PersonId, Scope};
use domain::license::LicenseKind;
use futures::future::join_all;
use sqlx::{Executor, PgConnection};
use store::entitlement::{
    NewEntitlement, entitlement_assistance_locks, entitlement_change, entitlement_children,
    entitlement_end, entitlement_get, entitlement_grant, entitlement_prolong, entitlements_due,
    entitlements_lock, entitlements_of, entitlements_rehome, org_chain, org_chain_lock,
    seats_in_use,
};
use store::org::Org;
use store::{Store, StoreError, TenantTx};
use support::{Database, Tree, catalog, day, now, today};
use uuid::Uuid;

const ADD_ON: i32 = 7;

fn terms(source: Option<&Entitlement>, edition: i32, seats: Option<i32>) -> Terms {
    Terms {
        source: source.map(|source| source.id),
        product: 11,
        edition,
        kind: LicenseKind::Monthly,
        term_years: None,
        seats,
        extras: Vec::new(),
        starts: today(),
        ends: None,
        anchor_day: 15,
        auto_renew_months: None,
        resale: true,
        family: None,
    }
}

fn extra(seats: i32) -> Vec<ExtraSeats> {
    vec![ExtraSeats { extra: ADD_ON, seats: Some(seats) }]
}

async fn grant(
    tx: &mut TenantTx,
    org: OrgId,
    terms: Terms,
) -> Result<Option<Entitlement>, StoreError> {
    let id = EntitlementId(Uuid::now_v7());
    entitlement_grant(tx, &NewEntitlement { id, org, terms }, Some(person()), now()).await
}

fn person() -> PersonId {
    PersonId(Uuid::from_u128(5))
}

/// Grants and commits what must be possible.
async fn granted(database: &Database, tree: &Tree, org: &Org, terms: Terms) -> Entitlement {
    let mut tx = database.store.begin(tree.scope).await.unwrap();
    let made = grant(&mut tx, org.id, terms).await.unwrap().unwrap();
    tx.commit().await.unwrap();
    made
}

async fn get(store: &Store, scope: Scope, id: EntitlementId) -> Entitlement {
    let mut tx = store.begin_read(scope).await.unwrap();
    entitlement_get(&mut tx, id).await.unwrap()
}

#[tokio::test]
async fn an_entitlement_comes_back_as_it_was_granted() {
    let database = Database::new().await;
    let tree = database.tree().await;
    let total = granted(&database, &tree, &tree.partners[0], terms(None, 101, Some(200))).await;
    let wanted = Terms {
        kind: LicenseKind::Term,
        term_years: Some(1),
        ends: Some(day("2027-06-15")),
        auto_renew_months: Some(12),
        resale: false,
        family: Some("shield".into()),
        ..terms(Some(&total), 101, Some(20))
    };
    let made = granted(&database, &tree, &tree.customers[0], wanted).await;
    assert_eq!(get(&database.store, tree.scope, made.id).await, made);
    assert_eq!((made.parent, made.seats, made.version), (Some(total.id), Some(20), 1));
    assert_eq!((made.ends, made.auto_renew_months), (Some(day("2027-06-15")), Some(12)));
    let mut tx = database.store.begin_read(tree.scope).await.unwrap();
    let held = entitlements_of(&mut tx, tree.customers[0].id).await.unwrap();
    assert_eq!(held, std::slice::from_ref(&made));
    let children = entitlement_children(&mut tx, total.id).await.unwrap();
    assert_eq!(children.len(), 1);
    assert_eq!((&*children[0].org, &children[0].entitlement), ("Müller & Söhne", &made));
    assert_eq!(get(&database.store, tree.scope, total.id).await.reserved, 20);
}

/// Who reaches the customer alone sees what it holds, and siblings see nothing.
#[tokio::test]
async fn siblings_do_not_see_each_other() {
    let database = Database::new().await;
    let tree = database.tree().await;
    let total = granted(&database, &tree, &tree.partners[0], terms(None, 101, Some(200))).await;
    let made =
        granted(&database, &tree, &tree.customers[0], terms(Some(&total), 101, Some(20))).await;
    for (org, sees) in [
        (&tree.customers[0], true),
        (&tree.partners[0], true),
        (&tree.customers[1], false),
        (&tree.partners[1], false),
    ] {
        let mut tx = database.store.begin(tree.scope_of(org)).await.unwrap();
        assert_eq!(entitlement_get(&mut tx, made.id).await.is_ok(), sees, "{}", org.name);
    }
    // Nor can somebody draw from what is not in reach.
    let mut tx = database.store.begin(tree.scope_of(&tree.partners[1])).await.unwrap();
    let stolen = grant(&mut tx, tree.customers[3].id, terms(Some(&total), 101, Some(1))).await;
    assert!(matches!(stolen, Ok(None)), "{stolen:?}");
}

/// Measured elsewhere: reading first and writing then sells several times what there is.
#[tokio::test]
async fn a_hundred_seats_are_granted_a_hundred_times_however_many_ask() {
    let database = Database::new().await;
    let tree = database.tree().await;
    let total = granted(&database, &tree, &tree.partners[0], terms(None, 101, Some(100))).await;
    let mut tx = database.store.begin(tree.scope).await.unwrap();
    let names: Vec<String> = (0..160).map(|n| format!("Customer {n}")).collect();
    let customers = store::org::customers_create_many(&mut tx, tree.partners[0].id, &names, now())
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let outcomes = join_all(customers.iter().map(|customer| {
        let (store, scope, org) = (database.store.clone(), tree.scope, customer.id);
        let terms = terms(Some(&total), 101, Some(1));
        tokio::spawn(async move {
            let mut tx = store.begin(scope).await.unwrap();
            let made = grant(&mut tx, org, terms).await.unwrap().is_some();
            if made {
                tx.commit().await.unwrap();
            }
            made
        })
    }))
    .await;
    let made = outcomes.into_iter().filter(|made| *made.as_ref().unwrap()).count();
    assert_eq!(made, 100);
    let total = get(&database.store, tree.scope, total.id).await;
    assert_eq!((total.reserved, total.left()), (100, Some(0)));
    balanced(&database, &tree).await;
}

#[tokio::test]
async fn what_does_not_fit_leaves_nothing_behind() {
    let database = Database::new().await;
    let tree = database.tree().await;
    let holds = Terms { extras: extra(5), ..terms(None, 101, Some(100)) };
    let total = granted(&database, &tree, &tree.partners[0], holds).await;
    // The product's seats fit, the add-on's do not.
    let wanted = Terms { extras: extra(6), ..terms(Some(&total), 101, Some(10)) };
    let mut tx = database.store.begin(tree.scope).await.unwrap();
    assert_eq!(grant(&mut tx, tree.customers[0].id, wanted).await.unwrap(), None);
    drop(tx);
    assert_eq!(get(&database.store, tree.scope, total.id).await, total);
    let mut tx = database.store.begin_read(tree.scope).await.unwrap();
    assert_eq!(entitlements_of(&mut tx, tree.customers[0].id).await.unwrap(), []);
    balanced(&database, &tree).await;
}

/// Invariant 6, also when two grant at once.
#[tokio::test]
async fn a_customer_has_one_of_a_family() {
    let database = Database::new().await;
    let tree = database.tree().await;
    let total = granted(&database, &tree, &tree.partners[0], terms(None, 101, Some(100))).await;
    let of = |edition, kind, family: Option<&str>| Terms {
        kind,
        resale: false,
        family: family.map(str::to_owned),
        ..terms(Some(&total), edition, Some(1))
    };
    let outcomes = join_all([101, 102, 101, 102].map(|edition| {
        let terms = of(edition, LicenseKind::Monthly, Some("shield"));
        let (store, scope, org) = (database.store.clone(), tree.scope, tree.customers[0].id);
        tokio::spawn(async move {
            let mut tx = store.begin(scope).await.unwrap();
            let made = grant(&mut tx, org, terms).await;
            if made.is_ok() {
                tx.commit().await.unwrap();
            }
            made
        })
    }))
    .await;
    let (won, lost): (Vec<_>, Vec<_>) =
        outcomes.into_iter().map(Result::unwrap).partition(Result::is_ok);
    assert_eq!(won.len(), 1);
    assert!(lost.iter().all(|error| matches!(error, Err(StoreError::Duplicate { .. }))));
    // A trial may stand beside it.
    granted(&database, &tree, &tree.customers[0], of(101, LicenseKind::Trial, None)).await;
    balanced(&database, &tree).await;
}

#[tokio::test]
async fn seats_and_add_ons_change_with_what_they_draw() {
    let database = Database::new().await;
    let tree = database.tree().await;
    let holds = Terms { extras: extra(50), ..terms(None, 101, Some(100)) };
    let total = granted(&database, &tree, &tree.top, holds).await;
    let wanted = Terms { extras: extra(30), ..terms(Some(&total), 101, Some(60)) };
    let partner = granted(&database, &tree, &tree.partners[0], wanted).await;
    let wanted = Terms { extras: extra(10), ..terms(Some(&partner), 101, Some(20)) };
    let customer = granted(&database, &tree, &tree.customers[0], wanted).await;
    let numbers = async |of: &Entitlement| {
        let of = get(&database.store, tree.scope, of.id).await;
        (of.reserved, of.extra(ADD_ON).map(|extra| extra.reserved))
    };
    assert_eq!((numbers(&total).await, numbers(&partner).await), ((60, Some(30)), (20, Some(10))));
    let change = async |before: &Entitlement, terms: Terms| {
        let mut tx = database.store.begin(tree.scope).await.unwrap();
        entitlements_lock(&mut tx, &[tree.top.id, before.org]).await.unwrap();
        let after = entitlement_change(&mut tx, before, &terms, None, now()).await;
        if matches!(after, Ok(Some(_))) {
            tx.commit().await.unwrap();
        }
        after
    };
    // Up, and without an add-on.
    let up = Terms { extras: Vec::new(), ..terms(Some(&partner), 101, Some(60)) };
    let customer = change(&customer, up).await.unwrap().unwrap();
    assert_eq!((customer.seats, customer.version, customer.extras.len()), (Some(60), 2, 0));
    assert_eq!(numbers(&partner).await, (60, Some(0)));
    // No further than there is, and not below what was granted on.
    let more = change(&customer, terms(Some(&partner), 101, Some(61))).await;
    assert!(matches!(more, Ok(None)), "{more:?}");
    let fewer = change(&partner, terms(Some(&total), 101, Some(59))).await;
    assert!(matches!(fewer, Err(StoreError::Stale { .. })), "{fewer:?}");
    let stale = Entitlement { version: 1, ..customer.clone() };
    let stale = change(&stale, terms(Some(&partner), 101, Some(1))).await;
    assert!(matches!(stale, Err(StoreError::Stale { .. })), "{stale:?}");
    // The add-on comes back.
    let again = Terms { extras: extra(30), ..terms(Some(&partner), 101, Some(30)) };
    change(&customer, again).await.unwrap().unwrap();
    assert_eq!(numbers(&partner).await, (30, Some(30)));
    balanced(&database, &tree).await;
}

#[tokio::test]
async fn what_ends_gives_its_seats_back_and_is_kept() {
    let database = Database::new().await;
    let tree = database.tree().await;
    let holds = Terms { extras: extra(50), ..terms(None, 101, Some(100)) };
    let total = granted(&database, &tree, &tree.partners[0], holds).await;
    let wanted = Terms { extras: extra(10), ..terms(Some(&total), 101, Some(20)) };
    let made = granted(&database, &tree, &tree.customers[0], wanted).await;
    let mut tx = database.store.begin(tree.scope).await.unwrap();
    let with_children = get(&database.store, tree.scope, total.id).await;
    let refused = entitlement_end(&mut tx, &with_children, today(), None, now()).await.unwrap();
    assert!(!refused, "seats of it are granted on");
    drop(tx);
    let mut tx = database.store.begin(tree.scope).await.unwrap();
    entitlements_lock(&mut tx, &[tree.partners[0].id, tree.customers[0].id]).await.unwrap();
    assert!(entitlement_end(&mut tx, &made, today(), Some(person()), now()).await.unwrap());
    let again = entitlement_end(&mut tx, &made, today(), None, now()).await;
    assert!(matches!(again, Err(StoreError::Stale { .. })));
    tx.commit().await.unwrap();
    let ended = get(&database.store, tree.scope, made.id).await;
    assert_eq!((ended.ended, ended.extras.len(), ended.version), (Some(today()), 1, 2));
    let total = get(&database.store, tree.scope, total.id).await;
    assert_eq!((total.reserved, total.extras[0].reserved), (0, 0));
    let mut tx = database.store.begin_read(tree.scope).await.unwrap();
    assert_eq!(entitlement_children(&mut tx, total.id).await.unwrap(), []);
    balanced(&database, &tree).await;
}

#[tokio::test]
async fn what_is_due_is_told_from_the_top_and_goes_on() {
    let database = Database::new().await;
    let tree = database.tree().await;
    let until = |end: &str, terms: Terms| Terms { ends: Some(day(end)), ..terms };
    let total = until("2026-06-14", terms(None, 101, Some(100)));
    // Made first, so that the order is not that of ids.
    let top = granted(&database, &tree, &tree.top, total).await;
    let partner = until("2026-06-14", terms(Some(&top), 101, Some(50)));
    let partner = granted(&database, &tree, &tree.partners[0], partner).await;
    let last = until("2026-06-15", terms(Some(&partner), 101, Some(1)));
    granted(&database, &tree, &tree.customers[0], last).await;
    let mut tx = database.store.begin(tree.scope).await.unwrap();
    let due = entitlements_due(&mut tx, today()).await.unwrap();
    assert_eq!(due, [(top.id, tree.top.id), (partner.id, tree.partners[0].id)]);
    let after = entitlement_prolong(&mut tx, &top, day("2026-07-14")).await.unwrap();
    assert_eq!((after.ends, after.version), (Some(day("2026-07-14")), 2));
    let again = entitlement_prolong(&mut tx, &top, day("2026-07-14")).await;
    assert!(matches!(again, Err(StoreError::Stale { .. })));
}

#[tokio::test]
async fn a_customer_moves_with_its_entitlements() {
    let database = Database::new().await;
    let tree = database.tree().await;
    let holds =
        |source: &Entitlement| Terms { extras: extra(20), ..terms(Some(source), 101, Some(30)) };
    let all = Terms { extras: extra(90), ..terms(None, 101, Some(90)) };
    let top = granted(&database, &tree, &tree.top, all).await;
    let old = granted(&database, &tree, &tree.partners[0], holds(&top)).await;
    let new = granted(&database, &tree, &tree.partners[1], holds(&top)).await;
    let customer = &tree.customers[0];
    let wanted = Terms { extras: extra(20), resale: false, ..terms(Some(&old), 101, Some(30)) };
    let made = granted(&database, &tree, customer, wanted).await;
    let trial =
        Terms { kind: LicenseKind::Trial, resale: false, ..terms(Some(&old), 101, Some(5)) };
    let trial = granted(&database, &tree, customer, trial).await;
    let mut tx = database.store.begin(tree.scope).await.unwrap();
    entitlement_end(&mut tx, &trial, today(), None, now()).await.unwrap();
    tx.commit().await.unwrap();
    let moved = [Rehomed { entitlement: made.id, from: made.parent, to: new.id }];
    let orgs = [tree.partners[0].id, tree.partners[1].id, customer.id];

    let mut tx = database.store.begin(tree.scope).await.unwrap();
    entitlements_lock(&mut tx, &orgs).await.unwrap();
    assert!(entitlements_rehome(&mut tx, &moved, Some(person()), now()).await.unwrap());
    // The other partner has a customer of its name.
    let sql = "UPDATE organization SET name_fold = 'moved' WHERE name_fold = 'muller & sohne'";
    as_owner(&database, &tree, &format!("{sql} AND parent_id = '{}'", tree.partners[1].id)).await;
    store::org::org_move(&mut tx, customer, &tree.partners[1]).await.unwrap();
    tx.commit().await.unwrap();

    let numbers = async |id| {
        let of = get(&database.store, tree.scope, id).await;
        (of.reserved, of.extras[0].reserved)
    };
    assert_eq!((numbers(old.id).await, numbers(new.id).await), ((0, 0), (30, 20)));
    let made = get(&database.store, tree.scope, made.id).await;
    assert_eq!((made.parent, made.version), (Some(new.id), 2));
    balanced(&database, &tree).await;
    // All of it is seen where the customer is now, ended ones and add-ons too.
    for (partner, count) in [(&tree.partners[0], 0), (&tree.partners[1], 2)] {
        let mut tx = database.store.begin_read(tree.scope_of(partner)).await.unwrap();
        let seen = entitlements_of(&mut tx, customer.id).await.unwrap();
        assert_eq!(seen.len(), count, "{}", partner.name);
        assert_eq!(seen.iter().map(|one| one.extras.len()).sum::<usize>(), count / 2);
    }

    // Nobody carries more than there is.
    let second = Terms { resale: false, ..terms(Some(&old), 101, Some(1)) };
    let second = granted(&database, &tree, &tree.customers[1], second).await;
    let moved = [Rehomed { entitlement: second.id, from: second.parent, to: new.id }];
    let mut tx = database.store.begin(tree.scope).await.unwrap();
    assert!(!entitlements_rehome(&mut tx, &moved, None, now()).await.unwrap());
}

#[tokio::test]
async fn services_keep_assistance_on_along_the_chain() {
    let database = Database::new().await;
    let tree = database.tree().await;
    let mut catalog = catalog();
    catalog.extras.push(Extra {
        id: ADD_ON,
        kind: ExtraKind::Service,
        code: "watch".into(),
        name: "Watch".into(),
        goes_with: vec![101],
        part_of: Vec::new(),
        needs_assistance: true,
    });
    let all = Terms { extras: extra(90), ..terms(None, 101, Some(90)) };
    let partner = granted(&database, &tree, &tree.partners[0], all).await;
    let wanted = Terms { extras: extra(1), ..terms(Some(&partner), 101, Some(1)) };
    let made = granted(&database, &tree, &tree.customers[0], wanted).await;
    let locks = async |org: &Org| {
        let mut tx = database.store.begin_read(tree.scope).await.unwrap();
        let found = entitlement_assistance_locks(&mut tx, org.id, &catalog).await.unwrap();
        found.into_iter().map(|lock| (lock.org_name, lock.service)).collect::<Vec<_>>()
    };
    let customer = ("Müller & Söhne".to_owned(), ADD_ON);
    let partners = ("Öko-Systemhaus".to_owned(), ADD_ON);
    assert_eq!(locks(&tree.customers[0]).await, std::slice::from_ref(&customer));
    assert_eq!(locks(&tree.partners[0]).await, [customer, partners.clone()]);
    assert_eq!(locks(&tree.customers[1]).await, []);
    let mut tx = database.store.begin(tree.scope).await.unwrap();
    entitlement_end(&mut tx, &made, today(), None, now()).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(locks(&tree.partners[0]).await, [partners]);
}

#[tokio::test]
async fn an_organization_stands_below_those_in_reach() {
    let database = Database::new().await;
    let tree = database.tree().await;
    let customer = &tree.customers[0];
    let names = async |scope| {
        let mut tx = database.store.begin(scope).await.unwrap();
        let chain = org_chain_lock(&mut tx, customer.id).await.unwrap();
        assert_eq!(chain, org_chain(&mut tx, customer.id).await.unwrap());
        assert!(chain.iter().all(|one| one.open && one.assistance));
        chain.into_iter().map(|one| one.name).collect::<Vec<_>>()
    };
    assert_eq!(names(tree.scope).await, ["Müller & Söhne", "Öko-Systemhaus", "Nord"]);
    assert_eq!(names(tree.scope_of(&tree.partners[0])).await, ["Müller & Söhne", "Öko-Systemhaus"]);
    let mut tx = database.store.begin(tree.scope_of(&tree.partners[1])).await.unwrap();
    let stranger = org_chain(&mut tx, customer.id).await;
    assert!(matches!(stranger, Err(StoreError::NotFound)));
}

#[tokio::test]
async fn seats_in_use_are_those_of_licenses_that_hold() {
    let database = Database::new().await;
    let tree = database.tree().await;
    let of = |n, used, expires: Option<&str>| domain::license::LicenseRow {
        used,
        expires: expires.map(day),
        ..tree.license(n)
    };
    let rows = [of(1, 3, None), of(2, 4, Some("2026-06-15")), of(3, 8, Some("2026-06-14"))];
    let mut tx = database.store.begin(tree.scope).await.unwrap();
    store::license::licenses_insert_many(&mut tx, &rows).await.unwrap();
    let used = seats_in_use(&mut tx, tree.customers[0].id, today()).await.unwrap();
    assert_eq!(used.into_iter().collect::<Vec<_>>(), [(101, 7)]);
}

/// Small numbers that look random and are the same every time.
struct Draws(u64);

impl Draws {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % limit
    }

    fn seats(&mut self, limit: u64) -> i32 {
        i32::try_from(self.below(limit)).unwrap() + 1
    }
}

/// Invariant 5, under 32 who grant, change and end whatever they find.
#[tokio::test]
async fn the_children_never_have_more_than_their_parent() {
    let database = Database::new().await;
    let tree = database.tree().await;
    let all = Terms { extras: extra(60), ..terms(None, 101, Some(150)) };
    let top = granted(&database, &tree, &tree.top, all).await;
    let half =
        |source: &Entitlement| Terms { extras: extra(25), ..terms(Some(source), 101, Some(60)) };
    for partner in &tree.partners {
        granted(&database, &tree, partner, half(&top)).await;
    }
    let tasks = (0..32).map(|n| {
        let (store, scope) = (database.store.clone(), tree.scope);
        let at = usize::try_from(n % 2).unwrap();
        let (above, below) = match n % 4 {
            0 | 1 => (tree.top.id, tree.partners[at].id),
            _ => (tree.partners[at].id, tree.customers[at * 3 + (n / 4 % 3) as usize].id),
        };
        tokio::spawn(async move {
            let mut draws = Draws(n);
            let mut done = 0;
            for _ in 0..24 {
                done += u32::from(anything(&store, scope, above, below, &mut draws).await);
            }
            done
        })
    });
    let done: u32 = join_all(tasks).await.into_iter().map(Result::unwrap).sum();
    assert!(done > 100, "most of what they did was refused: {done}");
    balanced(&database, &tree).await;
}

/// Grants, changes or ends something of `below` that draws from `above`; whether it was done.
async fn anything(
    store: &Store,
    scope: Scope,
    above: OrgId,
    below: OrgId,
    draws: &mut Draws,
) -> bool {
    let mut tx = store.begin(scope).await.unwrap();
    org_chain_lock(&mut tx, below).await.unwrap();
    let held = entitlements_lock(&mut tx, &[above, below]).await.unwrap();
    let open = |org: OrgId| held.iter().find(|one| one.org == org && one.ended.is_none());
    let Some(source) = open(above) else { return false };
    let seats = draws.seats(50);
    let extras = if draws.below(2) == 0 { extra(draws.seats(20).min(seats)) } else { Vec::new() };
    let wanted = Terms { extras, ..terms(Some(source), 101, Some(seats)) };
    let done = match open(below) {
        None => grant(&mut tx, below, wanted).await.map(|made| made.is_some()),
        Some(own) if draws.below(4) == 0 => {
            entitlement_end(&mut tx, own, today(), Some(person()), now()).await
        }
        Some(own) => entitlement_change(&mut tx, own, &wanted, None, now())
            .await
            .map(|changed| changed.is_some()),
    };
    match done {
        Ok(true) => tx.commit().await.unwrap(),
        Ok(false) | Err(StoreError::Stale { .. }) => return false,
        Err(error) => panic!("{error:?}"),
    }
    true
}

/// Runs a statement as the tables' owner, whom the policies hold to the tree, too.
async fn as_owner(database: &Database, tree: &Tree, sql: &str) -> PgConnection {
    let mut owner = database.owner().await;
    let scope = format!(
        "SET app.root = '{}'; SET app.lo = '0'; SET app.hi = '{}'",
        tree.scope.root.0,
        i64::MAX
    );
    owner.execute(sqlx::AssertSqlSafe(scope)).await.unwrap();
    owner.execute(sqlx::AssertSqlSafe(sql.to_owned())).await.unwrap();
    owner
}

/// Of every entitlement and add-on, what its children have is what is reserved, which is the
/// sum of the ledger and no more than there is (invariants 2 and 5).
async fn balanced(database: &Database, tree: &Tree) {
    let mut owner = as_owner(database, tree, "SELECT 1").await;
    type Balance = (Option<i32>, Option<i32>, i64, i64, i64);
    let of_products = "
        SELECT NULL::int, e.seats, e.reserved,
               coalesce((SELECT sum(c.seats) FROM entitlement c
                         WHERE c.parent_id = e.id AND c.state = 'active'
                           AND c.kind <> 'trial'), 0)::bigint,
               coalesce((SELECT sum(t.seats) FROM entitlement_transfer t
                         WHERE t.from_id = e.id AND t.extra_id IS NULL), 0)::bigint
        FROM entitlement e";
    let of_extras = "
        SELECT x.extra_id, x.seats, x.reserved,
               coalesce((SELECT sum(y.seats) FROM entitlement_extra y
                         JOIN entitlement c ON c.id = y.entitlement_id
                         WHERE c.parent_id = x.entitlement_id AND c.state = 'active'
                           AND c.kind <> 'trial' AND y.extra_id = x.extra_id), 0)::bigint,
               coalesce((SELECT sum(t.seats) FROM entitlement_transfer t
                         WHERE t.from_id = x.entitlement_id
                           AND t.extra_id = x.extra_id), 0)::bigint
        FROM entitlement_extra x";
    let mut looked_at = 0;
    for sql in [of_products, of_extras] {
        let found: Vec<Balance> = sqlx::query_as(sql).fetch_all(&mut owner).await.unwrap();
        for (extra, seats, reserved, children, ledger) in found {
            assert_eq!((children, ledger), (reserved, reserved), "extra {extra:?}");
            assert!(seats.is_none_or(|seats| reserved <= i64::from(seats)));
            looked_at += 1;
        }
    }
    assert!(looked_at > 0);
}
