#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]
//! Renewals beside changes of their organizations: each waits for the other, and none for each
//! other. Whoever writes an organization's licenses holds it before them.

mod support;

use domain::bulk::{BulkAction, BulkState, Selection, StartBulk};
use domain::command::{MigrateLicense, RenewLicense, RenewWith};
use domain::ids::{LicenseId, OrderId};
use domain::license::LicenseRow;
use domain::organization::OrgDraft;
use domain::people::Principal;
use domain::renewal::{Agreed, MigrationWish};
use store::testing::{Locked, until_waiting};
use support::Portal;
use tokio::task::JoinHandle;
use uuid::Uuid;

async fn held(portal: &Portal, id: LicenseId) -> Locked {
    let sql = format!("SELECT 1 FROM license WHERE id = '{id}' FOR UPDATE");
    Locked::rows(&portal.url, &sql).await
}

fn renewal(row: &LicenseRow, years: i16) -> RenewLicense {
    RenewLicense {
        id: row.id,
        version: row.version,
        with: RenewWith::Years(years),
        idempotency: Uuid::new_v4(),
        again: false,
        price: Agreed::AnyPrice,
    }
}

async fn years(portal: &Portal, who: &Principal, row: &LicenseRow) -> i16 {
    portal.services.renewal_offer(who, row.id).await.unwrap().choices[0].years
}

/// What is done to licenses.
#[derive(Clone, Copy, Debug)]
enum Deed {
    Renew,
    Migrate,
    Undo,
    Bulk,
}

/// The license that a deed is about, and the deed itself, ready to begin.
async fn ready(portal: &Portal, who: &Principal, deed: Deed) -> (LicenseRow, Begin) {
    let services = &portal.services;
    if let Deed::Migrate = deed {
        for row in portal.rows(who, "tab=active").await {
            let Ok(offer) = services.migration_offer(who, row.id, None).await else { continue };
            let mut ways = offer.targets.into_iter().flat_map(|target| target.ways);
            if let Some(way) = ways.next() {
                let wish = MigrationWish { to: way.to, years: way.years, seats: None };
                return (row, Begin::Migrate(wish));
            }
        }
        panic!("the demo has no license that can be migrated");
    }
    let row = portal.renewable(who).await;
    let years = years(portal, who, &row).await;
    match deed {
        Deed::Undo => {
            let done = services.renew_license(who, renewal(&row, years)).await.unwrap();
            (done.row, Begin::Undo(done.order))
        }
        Deed::Bulk => (row, Begin::Bulk(years)),
        _ => (row, Begin::Renew(years)),
    }
}

#[derive(Clone, Copy)]
enum Begin {
    Renew(i16),
    Migrate(MigrationWish),
    Undo(OrderId),
    Bulk(i16),
}

impl Begin {
    /// Does it to its end, somewhere else.
    fn spawn(self, portal: &Portal, who: &Principal, row: &LicenseRow) -> JoinHandle<()> {
        let (services, who, row) = (portal.services.clone(), who.clone(), row.clone());
        tokio::spawn(async move {
            match self {
                Self::Renew(years) => {
                    services.renew_license(&who, renewal(&row, years)).await.unwrap();
                }
                Self::Migrate(wish) => {
                    let ask = MigrateLicense {
                        id: row.id,
                        version: row.version,
                        wish,
                        idempotency: Uuid::new_v4(),
                        again: false,
                        price: Agreed::AnyPrice,
                    };
                    services.migrate_license(&who, ask).await.unwrap();
                }
                Self::Undo(order) => {
                    services.undo_renewal(&who, order).await.unwrap();
                }
                Self::Bulk(years) => {
                    let action = BulkAction::Renew {
                        years: Some(years),
                        coupons: false,
                        again: false,
                        price: Agreed::AnyPrice,
                    };
                    let selection = Selection::Named(vec![row.id]);
                    let ask = StartBulk { selection, action, idempotency: Uuid::new_v4() };
                    let begun = services.bulk_start(&who, ask).await.unwrap();
                    loop {
                        let now = services.bulk_progress(&who, begun.id).await.unwrap();
                        if now.state != BulkState::Running {
                            assert_eq!((now.state, now.done), (BulkState::Done, 1));
                            return;
                        }
                        tokio::task::yield_now().await;
                    }
                }
            }
        })
    }
}

/// Every deed, by the partner, whose own organization is held with the key of the request, and by
/// who sells to it, of whom it is not.
fn each() -> impl Iterator<Item = (Deed, &'static str)> {
    let deeds = [Deed::Renew, Deed::Migrate, Deed::Undo, Deed::Bulk];
    let people = ["admin@kranich.example", "owner@nordlicht.example"];
    deeds.into_iter().flat_map(move |deed| people.map(|email| (deed, email)))
}

#[tokio::test]
async fn renaming_a_partner_and_its_renewals_do_not_wait_for_each_other() {
    for (deed, email) in each() {
        let portal = Portal::new().await;
        let (row, begin) = ready(&portal, &portal.partner().await, deed).await;
        let who = portal.person(email).await;
        let held = held(&portal, row.id).await;
        // It has all that it takes before it locks the license, which it waits for.
        let work = begin.spawn(&portal, &who, &row);
        until_waiting(&portal.url, 1).await;
        let rename = renamed(&portal, row.partner.id).await;
        until_waiting(&portal.url, 2).await;
        held.release().await;
        work.await.unwrap_or_else(|error| panic!("{deed:?}: {error}"));
        rename.await.unwrap_or_else(|error| panic!("{deed:?}: {error}"));
    }
}

/// Renames an organization, somewhere else.
async fn renamed(portal: &Portal, org: domain::ids::OrgId) -> JoinHandle<()> {
    let owner = portal.person("owner@nordlicht.example").await;
    let services = portal.services.clone();
    let before = services.organization_get(&owner, org).await.unwrap();
    tokio::spawn(async move {
        let draft = OrgDraft { name: "Somebody else".to_owned(), ..before.draft };
        services.organization_update(&owner, org, before.version, draft).await.unwrap();
    })
}

#[tokio::test]
async fn moving_a_customer_and_its_renewals_do_not_wait_for_each_other() {
    for (deed, email) in each() {
        let portal = Portal::new().await;
        let (row, begin) = ready(&portal, &portal.partner().await, deed).await;
        let who = portal.person(email).await;
        let held = held(&portal, row.id).await;
        let work = begin.spawn(&portal, &who, &row);
        until_waiting(&portal.url, 1).await;
        let distributor = portal.person("owner@nordlicht.example").await;
        let other = portal.person("owner@bergfried.example").await;
        let services = portal.services.clone();
        let customer = row.customer.clone().unwrap().id;
        let org = services.organization_get(&distributor, customer).await.unwrap();
        let mover = tokio::spawn(async move {
            let (version, to) = (org.version, other.org);
            services.organization_move(&distributor, customer, version, to).await.unwrap();
        });
        until_waiting(&portal.url, 2).await;
        held.release().await;
        work.await.unwrap_or_else(|error| panic!("{deed:?}: {error}"));
        mover.await.unwrap_or_else(|error| panic!("{deed:?}: {error}"));
    }
}
