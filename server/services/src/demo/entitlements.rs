//! What the demo's organizations are entitled to: the distributor holds Bitdefender's products,
//! partners draw from it, and customers from them. Each is judged like any other grant.

use super::keys::{self, Table};
use super::{DemoOrg, FIRST_PARTNER, TTT_POINT, WESTERNHAGEN};
use chrono::{Days, NaiveDate};
use domain::catalog::Catalog;
use domain::entitlement::{
    Entitlement, ExtraSeats, HeldExtra, Parent, Situation, Terms, Wish, check, drawn,
};
use domain::ids::EntitlementId;
use domain::license::LicenseKind;
use domain::people::OrgKind;
use std::ops::Range;

const A_LA_CARTE: &str = "gravityzone-a-la-carte";
const SECURE: &str = "gravityzone-secure";
const PLUS: &str = "gravityzone-secure-plus";
const EXTRA: &str = "gravityzone-secure-extra";
const EDR: &str = "gravityzone-edr-standalone";
const EMAIL: &str = "gravityzone-email-security";
const PATCHES: &str = "gravityzone-patch-management";
const ENCRYPTION: &str = "gravityzone-full-disk-encryption";
const THREATS: &str = "gravityzone-advanced-threat-security";
const MDR: &str = "mdr-foundations";

/// An edition, its seats, and add-ons or services with theirs.
type Holding = (&'static str, i32, &'static [(&'static str, i32)]);

/// The distributor's.
const TOTALS: [Holding; 5] = [
    (A_LA_CARTE, 4_000, &[(EMAIL, 2_000), (PATCHES, 2_000), (ENCRYPTION, 1_000), (THREATS, 500)]),
    (SECURE, 6_000, &[(EMAIL, 3_000), (PATCHES, 3_000)]),
    (PLUS, 3_000, &[(PATCHES, 1_500)]),
    (EXTRA, 2_000, &[(EMAIL, 1_000), (MDR, 1_000)]),
    (EDR, 1_000, &[(MDR, 200)]),
];

/// The partners', in their order.
const PARTNERS: [&[Holding]; 3] = [
    &[
        (A_LA_CARTE, 400, &[(EMAIL, 200), (PATCHES, 200)]),
        (SECURE, 200, &[(EMAIL, 100)]),
        (EXTRA, 120, &[(EMAIL, 60), (MDR, 60)]),
        (EDR, 50, &[]),
    ],
    &[(SECURE, 150, &[(PATCHES, 150)]), (PLUS, 100, &[])],
    &[(EXTRA, 300, &[(EMAIL, 300), (MDR, 300)])],
];

/// What the first customers of each partner have, one after the other; those of the worked
/// examples come by themselves. Of Kranich's 200 seats of Secure 38 are left.
const CUSTOMERS: [&[Holding]; 3] = [
    &[
        (SECURE, 45, &[(EMAIL, 20)]),
        (A_LA_CARTE, 25, &[(EMAIL, 25), (PATCHES, 10)]),
        (SECURE, 32, &[]),
        (EXTRA, 18, &[(MDR, 18)]),
        (A_LA_CARTE, 60, &[(PATCHES, 60)]),
        (SECURE, 45, &[]),
        (EDR, 15, &[]),
        (EXTRA, 22, &[(EMAIL, 22)]),
    ],
    &[(SECURE, 35, &[(PATCHES, 35)]), (PLUS, 20, &[]), (SECURE, 12, &[]), (PLUS, 30, &[])],
    &[(EXTRA, 80, &[(MDR, 80)]), (EXTRA, 25, &[(EMAIL, 10), (MDR, 25)]), (EXTRA, 40, &[])],
];

/// Days since Westernhagen's trial ended: it is barred for another while.
const TRIAL_ENDED: u64 = 100;

/// An entitlement of the demo.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DemoEntitlement {
    /// Its id.
    pub id: EntitlementId,
    /// Position of its organization in [`super::DemoPlan::orgs`].
    pub org: usize,
    /// What it comes to.
    pub terms: Terms,
    /// The last day that it held, if it has ended.
    pub ended: Option<NaiveDate>,
}

/// All of them, each behind the one that it draws from. What the catalog does not have is left
/// out.
pub(super) fn entitlements(
    catalog: &Catalog,
    orgs: &[DemoOrg],
    customers: &[Range<usize>],
    today: NaiveDate,
) -> Vec<DemoEntitlement> {
    let mut book = Book { catalog, orgs, today, made: Vec::new(), held: Vec::new() };
    TOTALS.iter().for_each(|holding| book.grant(0, holding));
    for (at, holdings) in PARTNERS.iter().enumerate() {
        holdings.iter().for_each(|holding| book.grant(FIRST_PARTNER + at, holding));
    }
    book.grant(TTT_POINT, &(SECURE, 40, &[(EMAIL, 10)]));
    book.trial(WESTERNHAGEN, SECURE);
    for (holdings, places) in CUSTOMERS.iter().zip(customers) {
        let each = holdings.iter().zip(places.clone());
        each.for_each(|(holding, place)| book.grant(place, holding));
    }
    book.made
}

struct Book<'a> {
    catalog: &'a Catalog,
    orgs: &'a [DemoOrg],
    today: NaiveDate,
    made: Vec<DemoEntitlement>,
    /// The same as the rules see them.
    held: Vec<(usize, Entitlement)>,
}

impl Book<'_> {
    fn grant(&mut self, org: usize, (edition, seats, extras): &Holding) {
        let seats_of = |(code, seats): &(&str, i32)| {
            let extra = self.catalog.extras.iter().find(|extra| extra.code == *code)?;
            Some(ExtraSeats { extra: extra.id, seats: Some(*seats) })
        };
        let extras = extras.iter().filter_map(seats_of).collect();
        self.add(org, edition, LicenseKind::Monthly, *seats, extras, None);
    }

    /// A trial that has ended.
    fn trial(&mut self, org: usize, edition: &str) {
        let edition_of = self.catalog.editions.iter().find(|found| found.code == edition);
        let product = edition_of.and_then(|edition| self.catalog.product(edition.product));
        let Some(policy) = product.and_then(|product| product.trial) else { return };
        let ended = self.today.checked_sub_days(Days::new(TRIAL_ENDED));
        self.add(org, edition, LicenseKind::Trial, policy.seats, Vec::new(), ended);
    }

    fn add(
        &mut self,
        org: usize,
        edition: &str,
        kind: LicenseKind,
        seats: i32,
        extras: Vec<ExtraSeats>,
        ended: Option<NaiveDate>,
    ) {
        let Some(place) = self.orgs.get(org) else { return };
        let found = self.catalog.editions.iter().find(|found| found.code == edition);
        let Some(edition) = found else { return };
        let resale = place.kind != OrgKind::Customer;
        let wish = Wish {
            edition: edition.id,
            kind,
            years: None,
            ends: None,
            auto_renew_months: None,
            seats: Some(seats),
            extras,
            resale,
        };
        let of = |wanted: usize| {
            let held = self.held.iter().filter(|(org, _)| *org == wanted);
            held.map(|(_, held)| held.clone()).collect::<Vec<_>>()
        };
        let (own, above) = (of(org), place.parent.map(of));
        let parent = place.parent.and_then(|at| self.orgs.get(at));
        let name = parent.map_or("", |parent| parent.name.as_str());
        let situation = Situation {
            catalog: self.catalog,
            today: self.today,
            org_kind: place.kind,
            open: true,
            unassisted: &[],
            parent: above.as_deref().map(|held| Parent { name, held }),
            own: &own,
            changed: None,
        };
        let Ok(mut terms) = check(&situation, &wish) else { return };
        if let (Some(ended), Some(ends)) = (ended, terms.ends) {
            terms.starts = ended - (ends - self.today);
            terms.ends = Some(ended);
        }
        self.keep(org, terms, ended);
    }

    fn keep(&mut self, org: usize, terms: Terms, ended: Option<NaiveDate>) {
        let id = EntitlementId(keys::id(Table::Entitlement, self.made.len()));
        for (_, source) in self.held.iter_mut().filter(|(_, held)| Some(held.id) == terms.source) {
            source.reserved += drawn(terms.kind, terms.seats);
            for taken in &terms.extras {
                let given = source.extras.iter_mut().find(|given| given.extra == taken.extra);
                given
                    .into_iter()
                    .for_each(|given| given.reserved += drawn(terms.kind, taken.seats));
            }
        }
        let extra = |extra: &ExtraSeats| {
            let ExtraSeats { extra, seats } = *extra;
            HeldExtra { extra, seats, reserved: 0 }
        };
        let held = Entitlement {
            id,
            version: 1,
            org: self.orgs[org].id,
            parent: terms.source,
            product: terms.product,
            edition: terms.edition,
            kind: terms.kind,
            term_years: terms.term_years,
            seats: terms.seats,
            reserved: 0,
            extras: terms.extras.iter().map(extra).collect(),
            starts: terms.starts,
            ends: terms.ends,
            anchor_day: terms.anchor_day,
            auto_renew_months: terms.auto_renew_months,
            resale: terms.resale,
            ended,
        };
        self.held.push((org, held));
        self.made.push(DemoEntitlement { id, org, terms, ended });
    }
}
