//! A tree of its own over a fresh database: a distributor, its partner, and two customers.
#![allow(dead_code, clippy::unwrap_used, clippy::expect_used, unreachable_pub, missing_docs)]

use chrono::{DateTime, NaiveDate, Utc};
use domain::catalog::Catalog;
use domain::ids::{LicenseId, OrgId, PersonId, RootId};
use domain::license::{CatalogRef, LicenseKind, LicenseRow, OrgRef};
use domain::people::{Language, OrgKind, Principal, Role};
use services::Services;
use services::clock::Clock;
use std::sync::Arc;
use store::Store;
use store::catalog::CatalogVersion;
use store::directory::{Account, account_insert};
use store::org::Org;
use store::person::{NewPerson, person_insert};
use uuid::Uuid;

pub struct House {
    pub services: Services,
    pub clock: Clock,
    pub url: String,
    pub root: RootId,
    pub top: Org,
    pub partner: Org,
    pub customers: Vec<Org>,
    pub distributor: Principal,
    pub owner: Principal,
}

/// The emsisoft edition with floor, activation fee and volume discounts, by its currency's cents.
pub const WITH_FEE: &str = "business-security";
/// One that has neither.
pub const PLAIN: &str = "gravityzone-a-la-carte";

pub fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

pub fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

impl House {
    /// As it is at a moment.
    pub async fn new(now: &str) -> Self {
        Self::with_catalog(now, |_| {}).await
    }

    /// The same with another catalog.
    pub async fn with_catalog(now: &str, change: impl FnOnce(&mut Catalog)) -> Self {
        Self::over(store::testing::empty_database().await, now, change).await
    }

    /// The same over this empty database.
    pub async fn over(url: String, now: &str, change: impl FnOnce(&mut Catalog)) -> Self {
        Store::migrate(&url).await.unwrap();
        let (mut catalog, files) = services::catalog::load().unwrap();
        change(&mut catalog);
        let now = at(now);
        let versions: Vec<_> = files.into_iter().map(CatalogVersion::from).collect();
        store::catalog::catalog_load(&url, &catalog, &versions, now).await.unwrap();
        let store = Store::connect(&url, 20).await.unwrap();
        let clock = Clock::fixed(now);
        let services = Services::new(store, Arc::new(catalog), clock.clone()).with_mail();
        let mut tx = services.store.begin_new_root(now).await.unwrap();
        let root = tx.scope().root;
        let top =
            store::org::org_create_top(&mut tx, OrgKind::Distributor, "Nord", now).await.unwrap();
        let partner = store::org::partner_create(&mut tx, top.id, "Kranich", now).await.unwrap();
        let names = ["Müller & Söhne", "=TTT-Point; AG"].map(str::to_owned);
        let customers =
            store::org::customers_create_many(&mut tx, partner.id, &names, now).await.unwrap();
        tx.commit().await.unwrap();
        let distributor =
            person(&services, root, &top, "nord@example.com", Role::Owner, None).await;
        let owner = person(&services, root, &partner, "ada@example.com", Role::Owner, None).await;
        Self { services, clock, url, root, top, partner, customers, distributor, owner }
    }

    pub async fn person(
        &self,
        org: &Org,
        email: &str,
        role: Role,
        language: Option<Language>,
    ) -> Principal {
        person(&self.services, self.root, org, email, role, language).await
    }

    /// A license in use by the first customer; not written yet.
    pub fn license(&self, edition: &str, kind: LicenseKind, opened: &str) -> LicenseRow {
        let catalog = &self.services.catalog;
        let edition = catalog.editions.iter().find(|it| it.code == edition).expect(edition);
        let product = catalog.product(edition.product).unwrap();
        let vendor = catalog.vendor(product.vendor).unwrap();
        let named = |id, name: &str| CatalogRef { id, name: name.to_owned() };
        let customer = &self.customers[0];
        let id = LicenseId(Uuid::now_v7());
        LicenseRow {
            id,
            version: 1,
            name: "Office".to_owned(),
            key: id.to_string(),
            vendor: named(vendor.id, &vendor.name),
            product: named(product.id, &product.name),
            edition: named(edition.id, &edition.name),
            partner: OrgRef { id: self.partner.id, name: self.partner.name.clone() },
            customer: Some(OrgRef { id: customer.id, name: customer.name.clone() }),
            kind,
            seats: Some(100),
            used: 0,
            term_years: None,
            purchased: day(opened),
            activated: Some(day(opened)),
            expires: None,
            anchor_day: 1,
            note: None,
            order_no: None,
            redeemed_by: None,
            auto_years: None,
        }
    }

    pub async fn add(&self, row: &LicenseRow) {
        self.add_all(std::slice::from_ref(row)).await;
    }

    pub async fn add_all(&self, rows: &[LicenseRow]) {
        let mut tx = self.services.store.begin(store::whole(self.root)).await.unwrap();
        store::license::licenses_insert_many(&mut tx, rows).await.unwrap();
        tx.commit().await.unwrap();
    }

    /// An open plan with so many devices.
    pub async fn plan(&self, edition: &str, opened: &str, used: i32) -> LicenseRow {
        let kind = LicenseKind::Monthly;
        let row = LicenseRow { used, ..self.license(edition, kind, opened) };
        self.add(&row).await;
        row
    }

    pub fn set(&self, now: &str) {
        self.clock.set(at(now));
    }

    /// Does something in the first root as its owner.
    pub async fn change(&self, sql: &str) -> u64 {
        store::testing::change(&self.url, sql).await
    }

    pub async fn texts(&self, sql: &str) -> Vec<String> {
        store::testing::texts(&self.url, sql).await
    }

    pub async fn devices(&self, license: &LicenseRow, used: i32) {
        let sql = format!("UPDATE license SET used = {used} WHERE id = '{}'", license.id);
        assert_eq!(self.change(&sql).await, 1);
    }
}

async fn person(
    services: &Services,
    root: RootId,
    org: &Org,
    email: &str,
    role: Role,
    language: Option<Language>,
) -> Principal {
    let id = PersonId(Uuid::now_v7());
    let new = NewPerson {
        id,
        org: org.id,
        name: email.split('@').next().unwrap().to_owned(),
        email: email.to_owned(),
        role,
        set: None,
        invited_by: None,
        language,
    };
    let account = Account {
        person: id,
        root,
        email: email.to_owned(),
        email_key: email.to_owned(),
        password_hash: String::new(),
        active: true,
    };
    let mut tx = services.store.begin(store::whole(root)).await.unwrap();
    person_insert(&mut tx, &new, services.clock.now()).await.unwrap();
    account_insert(&mut tx, &account).await.unwrap();
    tx.commit().await.unwrap();
    let who = services.store.principal_load(root, id).await.unwrap().unwrap();
    Principal { proved_at: Some(services.clock.now()), ..who }
}

/// Whose organization it is.
pub fn org(org: &Org) -> OrgId {
    org.id
}

impl House {
    /// The only license.
    pub async fn license_of(&self) -> LicenseRow {
        let ids = self.texts("SELECT id::text FROM license").await;
        let id = ids[0].parse().unwrap();
        self.services.license_get(&self.owner, id).await.unwrap().0
    }
}
