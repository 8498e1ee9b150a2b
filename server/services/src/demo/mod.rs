//! Demo data: a distributor, its partners, their customers and licenses, believable and the
//! same every time. Only dates move with `today`, so that there is always something that
//! expires soon.

mod dates;
mod discounts;
mod draw;
mod entitlements;
mod keys;
mod license;
mod load;
mod months;
mod names;
mod notes;
mod people;
#[cfg(test)]
mod tests;
mod trade;
mod ware;
mod words;

pub use entitlements::DemoEntitlement;
pub use load::{Loaded, load};
pub use trade::load_trade;

use chrono::NaiveDate;
use domain::catalog::Catalog;
use domain::ids::{OrgId, PersonId};
use domain::license::{LicenseRow, OrgRef};
use domain::people::{Language, OrgKind, Role};
use domain::tenancy::{self, Interval};
use keys::Table;
use std::ops::Range;
use ware::Ware;

/// The password of every demo person. Demo mode prints it and the sign-in page shows it.
pub const PASSWORD: &str = "seatkeeper-demo-only";

/// Licenses that a demo has unless told otherwise.
pub const DEFAULT_LICENSES: u32 = 12_000;

/// Customers of a demo of up to [`DEFAULT_LICENSES`]; beyond, one for each ten licenses more.
const DEFAULT_CUSTOMERS: u32 = 250;

/// The partners: name, and tenths of the customers they serve.
const PARTNERS: [(&str, usize); 3] = [
    ("Kranich Systemhaus GmbH", 5),
    ("Bergfried IT Services AG", 3),
    ("Lighthouse Managed Security Ltd", 2),
];

/// Position of the first partner in [`DemoPlan::orgs`]; the distributor is before it.
const FIRST_PARTNER: usize = 1;
/// Position of Westernhagen GmbH (DOMAIN.md T1), the first customer of the first partner.
const WESTERNHAGEN: usize = FIRST_PARTNER + PARTNERS.len();
/// Position of TTT-Point AG (DOMAIN.md T2).
const TTT_POINT: usize = WESTERNHAGEN + 1;

/// An organization of the demo.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DemoOrg {
    /// Its id.
    pub id: OrgId,
    /// What it is.
    pub kind: OrgKind,
    /// Its name.
    pub name: String,
    /// Position of its parent in [`DemoPlan::orgs`], always before its own.
    pub parent: Option<usize>,
    /// Its tenant keys.
    pub interval: Interval,
}

impl DemoOrg {
    fn reference(&self) -> OrgRef {
        OrgRef { id: self.id, name: self.name.clone() }
    }
}

/// Somebody who can sign in with [`PASSWORD`].
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DemoPerson {
    /// Its id.
    pub id: PersonId,
    /// Position of its organization in [`DemoPlan::orgs`].
    pub org: usize,
    /// Display name.
    pub name: String,
    /// Sign-in address, in lower case.
    pub email: String,
    /// What it may do.
    pub role: Role,
    /// Its language; none follows the browser.
    pub language: Option<Language>,
}

/// A license of the demo with the tenant key of its organization.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DemoLicense {
    /// The license.
    pub row: LicenseRow,
    /// Tenant key of its customer, or of its partner while nobody uses it.
    pub tkey: i64,
}

/// Everything a demo consists of. Licenses are made one by one when they are asked for.
#[derive(Clone, Debug)]
pub struct DemoPlan {
    /// The organizations: distributor, partners, customers by partner.
    pub orgs: Vec<DemoOrg>,
    /// Who can sign in.
    pub people: Vec<DemoPerson>,
    /// What they are entitled to, each behind the one that it draws from.
    pub entitlements: Vec<DemoEntitlement>,
    /// Number of licenses.
    pub license_count: u32,
    today: NaiveDate,
    /// What can be licensed, by vendor.
    wares: Vec<Vec<Ware>>,
    /// For each partner, where its customers are in `orgs`; those of the worked examples
    /// are left out, since they have one license each.
    customers: Vec<Range<usize>>,
}

/// Plans a demo of so many licenses of the catalog's products, around `today`.
#[must_use]
pub fn plan(catalog: &Catalog, today: NaiveDate, licenses: u32) -> DemoPlan {
    let customers = DEFAULT_CUSTOMERS + licenses.saturating_sub(DEFAULT_LICENSES) / 10;
    let (orgs, customers) = organizations(customers as usize);
    let people = people::people(&orgs);
    let wares = ware::wares(catalog);
    let license_count = if wares.is_empty() { 0 } else { licenses };
    let entitlements = entitlements::entitlements(catalog, &orgs, &customers, today);
    DemoPlan { orgs, people, entitlements, license_count, today, wares, customers }
}

impl DemoPlan {
    /// The licenses, in ascending order of id. A coupon that was redeemed comes after the
    /// license that took it.
    pub fn licenses(&self) -> impl Iterator<Item = DemoLicense> + '_ {
        (0..self.license_count).map(|n| license::license(self, n))
    }
}

/// The tree, and for each partner where its customers are.
fn organizations(customers: usize) -> (Vec<DemoOrg>, Vec<Range<usize>>) {
    let mut orgs = Vec::with_capacity(customers + WESTERNHAGEN);
    add(&mut orgs, OrgKind::Distributor, "Nordlicht Distribution GmbH", None, tenancy::ROOT);
    // The tree has room for 16 million customers of each partner; whoever asks for more
    // licenses than they can have gets customers with more licenses.
    for (k, (name, _)) in (1..).zip(PARTNERS) {
        let Some(interval) = tenancy::partner_interval(k) else { break };
        add(&mut orgs, OrgKind::Partner, name, Some(0), interval);
    }
    let (mut ranges, mut number) = (Vec::new(), 0);
    for (partner, (_, tenths)) in (FIRST_PARTNER..).zip(PARTNERS) {
        let lo = orgs[partner].interval.lo;
        let first = orgs.len();
        let intervals = (1..).map_while(|j| tenancy::customer_interval(lo, j));
        for interval in intervals.take(customers * tenths / 10) {
            let name = match orgs.len() {
                WESTERNHAGEN => "Westernhagen GmbH".to_owned(),
                TTT_POINT => "TTT-Point AG".to_owned(),
                _ => {
                    number += 1;
                    names::company(number)
                }
            };
            add(&mut orgs, OrgKind::Customer, &name, Some(partner), interval);
        }
        ranges.push(first.max(TTT_POINT + 1)..orgs.len());
    }
    (orgs, ranges)
}

fn add(
    orgs: &mut Vec<DemoOrg>,
    kind: OrgKind,
    name: &str,
    parent: Option<usize>,
    interval: Interval,
) {
    let id = OrgId(keys::id(Table::Organization, orgs.len()));
    orgs.push(DemoOrg { id, kind, name: name.to_owned(), parent, interval });
}
