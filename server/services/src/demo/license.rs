//! One license of the demo by its number. Each number has its own random numbers, so that
//! licenses can be made in any order and none has to be kept.
//!
//! After the two worked examples, licenses come in groups: a coupon, a license that it can
//! renew, some other unused license, now and then a redeemed coupon, then all sorts.

use super::dates::{self, Dates};
use super::draw::{self, SEATS, customer, or_one, partner, random};
use super::keys::{self, Table};
use super::names::short;
use super::notes::{self, pick};
use super::ware::Ware;
use super::words::{CITIES, UNITS};
use super::{DemoLicense, DemoPlan, FIRST_PARTNER, TTT_POINT, WESTERNHAGEN};
use chrono::Days;
use domain::ids::LicenseId;
use domain::license::{LicenseKind, LicenseRow};
use domain::seats::{MachineKind, Machines, required_activations};
use rand::RngExt;
use rand::rngs::Xoshiro256PlusPlus;

/// Licenses of the worked examples, before the groups.
const EXAMPLES: u32 = 2;
/// Licenses in a group.
const GROUP: u32 = 24;
/// The `n`th license.
pub(super) fn license(plan: &DemoPlan, n: u32) -> DemoLicense {
    let mut maker = Maker { plan, n, rng: random(1, n) };
    let Some(at) = n.checked_sub(EXAMPLES) else { return maker.example() };
    let (group, place) = (at / GROUP, at % GROUP);
    let twin = if matches!(place, 0 | 1 | 3) { twin(plan, group) } else { None };
    match (place, twin) {
        (0, Some(twin)) => maker.coupon(&twin),
        (1, Some(twin)) => maker.renewable(&twin),
        (2, _) => maker.unused(),
        (3, Some(twin)) if group.is_multiple_of(3) => maker.redeemed(&twin),
        _ => maker.ordinary(),
    }
}

/// What a coupon and the license that it can renew have in common.
struct Twin<'a> {
    partner: usize,
    ware: &'a Ware,
    seats: i32,
}

/// The twin of a group; none when no product is renewed with coupons.
fn twin(plan: &DemoPlan, group: u32) -> Option<Twin<'_>> {
    let mut rng = random(2, group);
    let all = plan.wares.iter().flatten();
    let wares: Vec<_> = all.filter(|ware| ware.product.renewal.coupons).collect();
    if wares.is_empty() {
        return None;
    }
    let ware = *pick(&mut rng, &wares);
    let seats = *pick(&mut rng, &SEATS);
    Some(Twin { partner: partner(&mut rng), ware, seats })
}

struct Maker<'a> {
    plan: &'a DemoPlan,
    n: u32,
    rng: Xoshiro256PlusPlus,
}

impl Maker<'_> {
    /// T1 and T2 of DOMAIN.md: as many seats, all used, as the machines need activations.
    fn example(&mut self) -> DemoLicense {
        let machine = |kind, count| Machines { kind, count };
        let clients = machine(MachineKind::Client, 4);
        let (customer, machines, days_left) = match self.n {
            0 => (WESTERNHAGEN, vec![clients], 23),
            _ => (
                TTT_POINT,
                vec![
                    clients,
                    machine(MachineKind::ThinClient, 50),
                    machine(MachineKind::Server, 2), // a domain controller, a terminal server
                ],
                212,
            ),
        };
        let all = || self.plan.wares.iter().flatten();
        let spares = |ware: &&Ware| ware.product.free_machines.contains(&MachineKind::ThinClient);
        let Some(ware) = all().find(spares).or_else(|| all().next()) else {
            return self.ordinary();
        };
        let today = self.plan.today;
        let end = today.checked_add_days(Days::new(days_left)).unwrap_or(today);
        let years = ware.product.terms_years.first().copied().unwrap_or(1);
        let customer = &self.plan.orgs[customer];
        let mut made = self.blank(FIRST_PARTNER, ware, dates::ending(end, years, today, 3));
        made.tkey = customer.interval.lo;
        let needed = required_activations(&machines, &ware.product.free_machines);
        made.row.used = i32::try_from(needed).unwrap_or(i32::MAX);
        made.row.seats = Some(made.row.used);
        made.row.term_years = Some(years);
        made.row.name = format!("{} Clients", short(&customer.name));
        made.row.customer = Some(customer.reference());
        made.row.order_no = Some(notes::order_no(&mut self.rng, made.row.purchased));
        made
    }

    /// A license with what all have in common.
    fn blank(&self, partner: usize, ware: &Ware, dates: Dates) -> DemoLicense {
        let partner = &self.plan.orgs[partner];
        let row = LicenseRow {
            id: license_id(self.n),
            version: 1,
            name: ware.edition.name.clone(),
            key: keys::license_key(ware.vendor.id, self.n),
            vendor: ware.vendor.clone(),
            product: ware.reference(),
            edition: ware.edition.clone(),
            partner: partner.reference(),
            customer: None,
            kind: LicenseKind::Term,
            seats: None,
            used: 0,
            term_years: None,
            purchased: dates.purchased,
            activated: dates.activated,
            expires: dates.expires,
            anchor_day: dates.anchor_day,
            note: None,
            order_no: None,
            redeemed_by: None,
            auto_years: None,
        };
        DemoLicense { row, tkey: partner.interval.lo }
    }

    /// Any license in use.
    fn ordinary(&mut self) -> DemoLicense {
        let partner = partner(&mut self.rng);
        let plan = self.plan;
        let vendor = pick(&mut self.rng, &plan.wares);
        let ware = pick(&mut self.rng, vendor);
        let kind = draw::kind(&mut self.rng, &ware.product.kinds);
        let years = *pick(&mut self.rng, or_one(&ware.product.terms_years));
        let today = plan.today;
        let trial = ware.product.trial;
        let dates = match kind {
            LicenseKind::Term => dates::term(&mut self.rng, years, today),
            LicenseKind::Usage => dates::usage(&mut self.rng, today),
            LicenseKind::Monthly => dates::monthly(&mut self.rng, today),
            LicenseKind::Trial => {
                dates::trial(&mut self.rng, trial.map_or(30, |trial| trial.days), today)
            }
        };
        let mut made = self.blank(partner, ware, dates);
        let bought = *pick(&mut self.rng, &SEATS);
        made.row.kind = kind;
        made.row.term_years = (kind == LicenseKind::Term).then_some(years);
        made.row.seats = match kind {
            LicenseKind::Usage => None,
            LicenseKind::Trial => Some(trial.map_or(bought, |trial| trial.seats)),
            LicenseKind::Term | LicenseKind::Monthly => Some(bought),
        };
        self.put_to_use(&mut made, partner);
        made
    }

    /// A license that the group's coupon can renew.
    fn renewable(&mut self, twin: &Twin<'_>) -> DemoLicense {
        let years = *pick(&mut self.rng, or_one(&twin.ware.product.terms_years));
        let dates = dates::term(&mut self.rng, years, self.plan.today);
        let mut made = self.blank(twin.partner, twin.ware, dates);
        made.row.term_years = Some(years);
        made.row.seats = Some(twin.seats);
        self.put_to_use(&mut made, twin.partner);
        made
    }

    /// A coupon: mostly good, some about to lapse, some lapsed, some reserved by a note.
    fn coupon(&mut self, twin: &Twin<'_>) -> DemoLicense {
        let days_ago = match self.rng.random_range(0..8) {
            0 => self.rng.random_range(336..=364),
            1 => self.rng.random_range(368..=500),
            _ => self.rng.random_range(0..=335),
        };
        let mut made = self.not_in_use(twin.partner, twin.ware, twin.seats, days_ago);
        if self.rng.random_ratio(1, 8) {
            made.row.note = Some(notes::on_coupon(&mut self.rng));
        }
        made
    }

    /// A coupon that the group's renewable license took when it was last renewed.
    fn redeemed(&mut self, twin: &Twin<'_>) -> DemoLicense {
        let days_ago = self.rng.random_range(30..=335);
        let mut made = self.not_in_use(twin.partner, twin.ware, twin.seats, days_ago);
        made.row.redeemed_by = Some(license_id(self.n - 2));
        made
    }

    /// An unused license of any product with a term.
    fn unused(&mut self) -> DemoLicense {
        let partner = partner(&mut self.rng);
        let plan = self.plan;
        let vendor = pick(&mut self.rng, &plan.wares);
        let ware = pick(&mut self.rng, vendor);
        let seats = *pick(&mut self.rng, &SEATS);
        let days_ago = self.rng.random_range(0..=420);
        let mut made = self.not_in_use(partner, ware, seats, days_ago);
        if self.rng.random_ratio(1, 3) {
            made.row.note = Some(notes::on_coupon(&mut self.rng));
        }
        made
    }

    fn not_in_use(
        &mut self,
        partner: usize,
        ware: &Ware,
        seats: i32,
        days_ago: u64,
    ) -> DemoLicense {
        let dates = dates::unused(days_ago, ware.product.key_lapse_months, self.plan.today);
        let mut made = self.blank(partner, ware, dates);
        made.row.term_years = Some(*pick(&mut self.rng, or_one(&ware.product.terms_years)));
        made.row.seats = Some(seats);
        made.row.name = format!("{} × {seats}", ware.edition.name);
        made.row.order_no = Some(notes::order_no(&mut self.rng, made.row.purchased));
        made
    }

    /// Gives a license a customer, a name, seats in use and what is written about it.
    fn put_to_use(&mut self, made: &mut DemoLicense, partner: usize) {
        let rng = &mut self.rng;
        let customer = customer(self.plan, rng, partner);
        let brief = short(&customer.name);
        made.tkey = customer.interval.lo;
        made.row.name = match rng.random_range(0..5) {
            0 => format!("{brief} {}", pick(rng, &CITIES)),
            1 => format!("{} {}", pick(rng, &UNITS), pick(rng, &CITIES)),
            _ => format!("{brief} {}", pick(rng, &UNITS)),
        };
        made.row.used = match (made.row.seats, rng.random_range(0..10)) {
            (None, _) => rng.random_range(1..=180),
            (Some(_), 0) => 0,
            (Some(seats), 1..=4) => seats,
            (Some(seats), _) => rng.random_range(seats / 3..=seats),
        };
        if rng.random_ratio(2, 9) {
            made.row.note = Some(notes::on_license(rng, &customer.name, self.plan.today));
        }
        if rng.random_ratio(3, 4) {
            made.row.order_no = Some(notes::order_no(rng, made.row.purchased));
        }
        made.row.customer = Some(customer.reference());
    }
}

fn license_id(n: u32) -> LicenseId {
    LicenseId(keys::id(Table::License, n as usize))
}
