//! A migrated database of its own for each test, with a small tree and catalog.
#![allow(dead_code, clippy::unwrap_used, clippy::expect_used, unreachable_pub)]

use chrono::{DateTime, NaiveDate, Utc};
use domain::catalog::{Catalog, Edition, Product, RenewalPolicy, Vendor};
use domain::ids::{LicenseId, Scope};
use domain::license::{CatalogRef, LicenseKind, LicenseRow, OrgRef};
use domain::money::Currency;
use domain::people::OrgKind;
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection};
use store::Store;
use store::org::Org;
use uuid::Uuid;

/// The URL of a new, empty database.
pub async fn empty_database() -> String {
    let url = std::env::var("DATABASE_URL").expect("DATABASE_URL: run under tools/with-postgres");
    let name = format!("test_{}", Uuid::new_v4().simple());
    let mut admin = PgConnection::connect(&url).await.unwrap();
    admin.execute(AssertSqlSafe(format!("CREATE DATABASE {name}"))).await.unwrap();
    let (base, query) = url.split_once('?').unwrap_or((&url, ""));
    let (server, _) = base.rsplit_once('/').unwrap();
    format!("{server}/{name}?{query}")
}

/// A migrated database with the test catalog.
pub struct Database {
    pub url: String,
    pub store: Store,
}

impl Database {
    pub async fn new() -> Self {
        let url = empty_database().await;
        Store::migrate(&url).await.unwrap();
        store::catalog::catalog_load(&url, &catalog(), &[version(1)], now()).await.unwrap();
        Self { store: Store::connect(&url, 20).await.unwrap(), url }
    }

    /// A connection of the owner, whom no policy binds.
    pub async fn owner(&self) -> PgConnection {
        PgConnection::connect(&self.url).await.unwrap()
    }

    /// Distributor > two partners > customers, in a tree of its own.
    pub async fn tree(&self) -> Tree {
        let mut tx = self.store.begin_new_root(now()).await.unwrap();
        let scope = tx.scope();
        let top =
            store::org::org_create_top(&mut tx, OrgKind::Distributor, "Nord", now()).await.unwrap();
        let mut partners = Vec::new();
        let mut customers = Vec::new();
        for name in ["Öko-Systemhaus", "oko systemhaus"] {
            let partner = store::org::partner_create(&mut tx, top.id, name, now()).await.unwrap();
            let names = ["Müller & Söhne", "TTT-Point AG", "100 %_\\*"].map(str::to_owned);
            let made = store::org::customers_create_many(&mut tx, partner.id, &names, now())
                .await
                .unwrap();
            customers.extend(made);
            partners.push(partner);
        }
        tx.commit().await.unwrap();
        Tree { scope, top, partners, customers }
    }
}

/// A tree; three customers of the first partner, then three of the second.
pub struct Tree {
    pub scope: Scope,
    pub top: Org,
    pub partners: Vec<Org>,
    pub customers: Vec<Org>,
}

impl Tree {
    /// What the people of an organization reach.
    pub fn scope_of(&self, org: &Org) -> Scope {
        org.scope(self.scope.root)
    }

    /// A license in use by the first partner's first customer.
    pub fn license(&self, n: u32) -> LicenseRow {
        license(&self.partners[0], Some(&self.customers[0]), n)
    }

    /// A coupon of the first partner.
    pub fn coupon(&self, n: u32) -> LicenseRow {
        LicenseRow { activated: None, ..license(&self.partners[0], None, n) }
    }

    /// The tenant key of a license.
    pub fn tkey(&self, row: &LicenseRow) -> i64 {
        let id = store::license::license_org(row);
        let all = self.partners.iter().chain(&self.customers);
        all.clone().find(|org| org.id == id).unwrap().interval.lo
    }
}

pub fn org_ref(org: &Org) -> OrgRef {
    OrgRef { id: org.id, name: org.name.clone() }
}

pub fn license(partner: &Org, customer: Option<&Org>, n: u32) -> LicenseRow {
    let entry = |id, name: &str| CatalogRef { id, name: name.into() };
    LicenseRow {
        id: LicenseId(Uuid::now_v7()),
        version: 1,
        name: format!("License {n}"),
        key: format!("KEY-{n:05}"),
        vendor: entry(1, "Acme"),
        product: entry(11, "Äntivirus"),
        edition: entry(101, "Pro"),
        partner: org_ref(partner),
        customer: customer.map(org_ref),
        kind: LicenseKind::Term,
        seats: Some(10),
        used: 3,
        term_years: Some(1),
        purchased: day("2026-01-10"),
        activated: Some(day("2026-01-15")),
        expires: Some(day("2027-01-14")),
        anchor_day: 14,
        note: None,
        order_no: None,
        redeemed_by: None,
        auto_years: None,
    }
}

pub fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

pub fn now() -> DateTime<Utc> {
    "2026-06-15T10:00:00Z".parse().unwrap()
}

pub fn today() -> NaiveDate {
    now().date_naive()
}

pub fn version(version: i32) -> store::catalog::CatalogVersion {
    store::catalog::CatalogVersion {
        vendor: "acme".into(),
        version,
        digest: format!("digest {version}"),
    }
}

/// Two vendors, three products, four editions; two products differ in case alone.
pub fn catalog() -> Catalog {
    let vendor = |id, code: &str, name: &str| Vendor {
        id,
        code: code.into(),
        name: name.into(),
        currency: Currency::Eur,
        bulk: Vec::new(),
    };
    let product = |id, vendor, code: &str, name: &str| Product {
        id,
        vendor,
        code: code.into(),
        name: name.into(),
        aliases: Vec::new(),
        family: None,
        kinds: LicenseKind::ALL.to_vec(),
        terms_years: vec![1],
        renewal: RenewalPolicy { allowed: true, years: vec![1], coupons: true, migration: None },
        key_lapse_months: None,
        grace_days: 0,
        monthly: None,
        divisible_coupons: false,
        trial: None,
        free_machines: Vec::new(),
    };
    let edition = |id, product, code: &str, name: &str| Edition {
        id,
        product,
        code: code.into(),
        name: name.into(),
        aliases: Vec::new(),
        prices: Vec::new(),
        monthly_minor: None,
        upgrades_to: Vec::new(),
        contains: Vec::new(),
    };
    Catalog {
        vendors: vec![vendor(1, "acme", "Acme"), vendor(2, "zeta", "Zeta")],
        products: vec![
            product(12, 1, "a2", "antivirus"),
            product(11, 1, "a1", "Äntivirus"),
            product(21, 2, "z", "Shield"),
        ],
        editions: vec![
            edition(101, 11, "pro", "Pro"),
            edition(102, 11, "home", "Home"),
            edition(103, 12, "a2", "antivirus"),
            edition(201, 21, "z", "Shield"),
        ],
        extras: Vec::new(),
    }
}

/// A session of a person, used at `now` and over at `end`.
pub fn session(
    person: domain::ids::PersonId,
    root: domain::ids::RootId,
    hash: &[u8],
    now: DateTime<Utc>,
    end: DateTime<Utc>,
) -> store::session::Session {
    store::session::Session {
        id: domain::ids::SessionId(uuid::Uuid::new_v4()),
        token_hash: hash.to_vec(),
        person,
        root,
        created_at: now,
        seen_at: now,
        expires_at: end,
        agent: "Firefox".to_owned(),
        method: "password".to_owned(),
        address: "192.0.2.1".to_owned(),
        strong: false,
        proved_at: now,
    }
}
