//! The demo in a real database.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use chrono::{DateTime, Utc};
use domain::ids::Scope;
use domain::license::LicenseRow;
use domain::people::OrgKind;
use services::auth::Visitor;
use services::clock::Clock;
use services::demo::{self, DemoPlan, PASSWORD};
use services::{ServiceError, Services, catalog, password};
use std::collections::HashSet;
use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;
use store::catalog::{CatalogVersion, catalog_load};
use store::license::license_count;
use store::{Store, whole};

fn now() -> DateTime<Utc> {
    "2026-05-15T08:00:00Z".parse().unwrap()
}

fn plan(licenses: u32) -> DemoPlan {
    demo::plan(&catalog::load().unwrap().0, now().date_naive(), licenses)
}

/// A migrated database of its own, with the catalog.
async fn database() -> (Store, String) {
    let url = store::testing::empty_database().await;
    Store::migrate(&url).await.unwrap();
    let (catalog, files) = catalog::load().unwrap();
    let versions: Vec<_> = files.into_iter().map(CatalogVersion::from).collect();
    catalog_load(&url, &catalog, &versions, now()).await.unwrap();
    (Store::connect(&url, 4).await.unwrap(), url)
}

async fn count(store: &Store, scope: Scope) -> u64 {
    let mut tx = store.begin_read(scope).await.unwrap();
    license_count(&mut tx).await.unwrap()
}

#[tokio::test]
async fn what_is_planned_is_there_and_in_its_tenant() {
    let (store, url) = database().await;
    let plan = plan(700);
    let loaded = demo::load(&store, &url, &plan, now()).await.unwrap();
    assert!(loaded.fresh);
    assert_eq!(loaded.licenses, 700);
    assert_eq!(count(&store, whole(loaded.root)).await, 700);

    // Each person signs in with the password that is printed, and reaches its own part.
    for person in &plan.people {
        let account = store.account_by_email(&person.email).await.unwrap().unwrap();
        assert!(password::verify(PASSWORD, Some(&account.password_hash)));
        let principal = store.principal_load(loaded.root, account.person).await.unwrap().unwrap();
        let org = &plan.orgs[person.org];
        assert_eq!((principal.role, principal.org_kind), (person.role, org.kind));
        assert_eq!(principal.org_name, org.name);
        let interval = org.interval;
        assert_eq!((principal.scope.lo, principal.scope.hi), (interval.lo, interval.hi));
        let planned = plan
            .licenses()
            .filter(|license| (interval.lo..=interval.hi).contains(&license.tkey))
            .count();
        assert_eq!(count(&store, principal.scope).await, planned as u64);
        assert_eq!(planned == 1, org.kind == OrgKind::Customer);
    }
}

#[tokio::test]
async fn rows_come_back_as_planned() {
    let (store, url) = database().await;
    let plan = plan(300);
    let loaded = demo::load(&store, &url, &plan, now()).await.unwrap();
    let catalog = catalog::load().unwrap().0;
    let mut tx = store.begin_read(whole(loaded.root)).await.unwrap();
    for license in plan.licenses() {
        let planned = license.row;
        let stored = store::license::license_get(&mut tx, &catalog, planned.id).await.unwrap();
        // The database gives its organizations ids of its own.
        let mut expected = LicenseRow { partner: stored.partner.clone(), ..planned.clone() };
        assert_eq!(stored.partner.name, planned.partner.name);
        if let (Some(expected), Some(stored)) = (&mut expected.customer, &stored.customer) {
            expected.id = stored.id;
        }
        assert_eq!(stored, expected);
    }
}

#[tokio::test]
async fn a_second_load_changes_nothing() {
    let (store, url) = database().await;
    let first = demo::load(&store, &url, &plan(100), now()).await.unwrap();
    let second = demo::load(&store, &url, &plan(200), now()).await.unwrap();
    assert!(first.fresh && !second.fresh);
    assert_eq!((second.root, second.licenses), (first.root, 100));
    assert_eq!(count(&store, whole(first.root)).await, 100);
}

#[tokio::test]
async fn an_interrupted_load_is_completed() {
    let (store, url) = database().await;
    // Organizations and people are there, licenses are not.
    let begun = demo::load(&store, &url, &plan(0), now()).await.unwrap();
    assert_eq!(begun.licenses, 0);
    let completed = demo::load(&store, &url, &plan(100), now()).await.unwrap();
    assert!(completed.fresh);
    assert_eq!((completed.root, completed.licenses), (begun.root, 100));
}

/// The password is published, so a server that is not in demo mode must not know these people.
#[tokio::test]
async fn demo_people_exist_in_demo_mode_alone() {
    const HERE: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);
    let (store, url) = database().await;
    demo::load(&store, &url, &plan(0), now()).await.unwrap();
    let catalog = Arc::new(catalog::load().unwrap().0);
    let plain = Services::new(store, catalog, Clock::fixed(now()));
    let demo_mode = plain.clone().with_demo(true);

    let sign_in = async |services: &Services, password: &str| {
        services.sign_in("owner@kranich.example", password, &Visitor::new(HERE, "test")).await
    };
    let session = sign_in(&demo_mode, PASSWORD).await.unwrap().signed_in().unwrap();
    assert!(demo_mode.principal(&session.token).await.unwrap().is_some());
    assert!(plain.principal(&session.token).await.unwrap().is_none(), "sessions do not count");
    for password in [PASSWORD, "a wrong password"] {
        let refused = sign_in(&plain, password).await.unwrap_err();
        assert!(matches!(refused, ServiceError::Unauthenticated), "{refused}");
    }
    assert!(demo_mode.principal(&session.token).await.unwrap().is_some(), "nor are they ended");
}

/// Who merely has the address of a demo person is none.
#[tokio::test]
async fn somebody_with_a_demo_address_is_not_taken_for_the_demo() {
    let (store, url) = database().await;
    let catalog = Arc::new(catalog::load().unwrap().0);
    let services = Services::new(store.clone(), catalog, Clock::fixed(now()));
    let owner = services::auth::NewOwner {
        email: "owner@nordlicht.example".to_owned(),
        name: "Ada".to_owned(),
        organization: "Ada's".to_owned(),
        kind: OrgKind::Distributor,
        password: "a long password".to_owned(),
    };
    let owner = services.create_owner(owner).await.unwrap();
    demo::load(&store, &url, &plan(10), now()).await.unwrap_err();
    assert_eq!(count(&store, owner.scope).await, 0);
    assert_eq!(store.root_of_demo().await.unwrap(), None, "nothing of it stays");
}

/// A partner's discount is in its prices, and orders are in every state that people meet.
#[tokio::test]
async fn prices_terms_and_orders_are_laid_over_it_once() {
    let (store, url) = database().await;
    let plan = plan(1_200);
    demo::load(&store, &url, &plan, now()).await.unwrap();
    let catalog = Arc::new(catalog::load().unwrap().0);
    let orders = demo::load_trade(&store, &catalog, &plan, now()).await.unwrap();
    assert_eq!(orders, 3 * 8 + 9);
    assert_eq!(demo::load_trade(&store, &catalog, &plan, now()).await.unwrap(), 0);
    let services = Services::new(store.clone(), catalog, Clock::fixed(now())).with_demo(true);
    let person = async |email: &str| {
        let account = store.account_by_email(email).await.unwrap().unwrap();
        store.principal_load(account.root, account.person).await.unwrap().unwrap()
    };
    let distributor = person("owner@nordlicht.example").await;
    let lists = services.price_lists(&distributor).await.unwrap();
    assert_eq!(lists.lists.len(), 3);
    let partner = person("owner@kranich.example").await;
    let shop = services.shop(&partner).await.unwrap();
    assert_eq!((shop.discount.shown(), shop.margin.shown()), ("10".to_owned(), "25".to_owned()));

    let sql = "SELECT state || ' ' || coalesce(awaits, '') || ' ' || count(*) FROM purchase_order
               GROUP BY state, awaits ORDER BY state, awaits";
    let states = store::testing::texts(&url, sql).await;
    let expected = [
        "approved buyer 1",
        "canceled  2",
        "expired  1",
        "fulfilled  24",
        "quoted buyer 2",
        "quoted seller 3",
    ];
    assert_eq!(states, expected);

    // What was delivered is there, at the price of its day, and numbers follow time.
    let sql = "SELECT id::text FROM purchase_order ORDER BY created_at DESC";
    for id in store::testing::texts(&url, sql).await {
        let id = domain::ids::OrderId(id.parse().unwrap());
        let order = services.order_get(&distributor, id).await.unwrap();
        assert!(order.created_at <= now());
        let line = &order.lines[0];
        if order.state == domain::order::OrderState::Fulfilled {
            let (license, ..) = line.keys[0];
            let (row, _) = services.license_get(&distributor, license).await.unwrap();
            assert_eq!((row.edition.id, row.seats), (line.edition.id, Some(line.seats)));
            assert_eq!(row.purchased, order.placed_at.unwrap().date_naive());
            assert_eq!(row.order_no, Some(order.checkout.own_number.clone()));
            assert_eq!(row.customer.map(|org| org.name), line.customer);
        }
        let price = line.price.as_ref().filter(|_| order.buyer.name.starts_with("Kranich"));
        if let Some(price) = price {
            let discount = price.discounts[0].percent.shown();
            assert_eq!((discount, order.tax.shown()), ("10".to_owned(), "19".to_owned()));
        }
    }
    let sql = "SELECT count(*)::text FROM purchase_order a JOIN purchase_order b
               ON b.root_id = a.root_id AND b.org_id = a.org_id
               WHERE a.number < b.number AND a.created_at > b.created_at";
    assert_eq!(store::testing::texts(&url, sql).await, ["0"]);
}

/// The month before is on drafts, which the portal makes by itself, and nothing of what was before.
#[tokio::test]
async fn its_last_month_is_charged() {
    let (store, url) = database().await;
    let plan = plan(1_200);
    demo::load(&store, &url, &plan, now()).await.unwrap();
    let catalog = Arc::new(catalog::load().unwrap().0);
    demo::load_trade(&store, &catalog, &plan, now()).await.unwrap();
    let services = Services::new(store.clone(), catalog, Clock::fixed(now())).with_demo(true);
    services.usage_snapshot_take().await.unwrap();
    let closed = services.months_close().await.unwrap();
    assert_eq!(closed.unpriced, 0);
    let account = store.account_by_email("owner@nordlicht.example").await.unwrap().unwrap();
    let who = store.principal_load(account.root, account.person).await.unwrap().unwrap();
    let invoices = services.invoice_list(&who, None).await.unwrap();
    assert!(invoices.iter().all(|invoice| invoice.month.to_string() == "2026-04"));
    let partners: HashSet<_> = invoices.iter().map(|invoice| invoice.partner.id).collect();
    assert_eq!(partners.len(), 3);
    let charged: i64 = invoices.iter().map(|invoice| invoice.lines).sum();
    assert!(charged > 20, "{charged} lines");
    let detail = services.invoice_get(&who, invoices[0].id, (0, 10)).await.unwrap();
    assert!(detail.lines.iter().any(|line| line.net.minor > 0), "{detail:?}");
}
