use super::lookup::names;
use super::types::{Catalog, Edition, Extra, MonthlyPlan, Product, Vendor};
use crate::license::LicenseKind;
use std::collections::HashSet;
use std::fmt;

/// The highest price per seat, in minor units: with it, a price times any number of seats
/// fits an `i64`.
pub const MAX_PRICE_MINOR: i64 = 1_000_000_000;

/// The longest term, in years.
pub const MAX_TERM_YEARS: i16 = 10;

/// The longest grace, in days: far less than the shortest term, so that a renewal counted from
/// the old end always ends in the future.
pub const MAX_GRACE_DAYS: u16 = 90;

/// What is wrong with one catalog entry.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Problem {
    /// The entry: `edition business-security`.
    pub entry: String,
    /// What is wrong with it, for whoever edits the catalog file.
    pub what: &'static str,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.entry, self.what)
    }
}

impl Catalog {
    /// Checks that ids and names are unique, references exist, and every term that can be
    /// bought or renewed has a price.
    ///
    /// # Errors
    /// Everything that is wrong, in catalog order.
    pub fn validate(&self) -> Result<(), Vec<Problem>> {
        let mut check = Check { catalog: self, problems: Vec::new() };
        check.unique("vendor", self.vendors.iter().map(|v| (v.id, v.code.as_str())));
        check.unique("product", self.products.iter().map(|p| (p.id, p.code.as_str())));
        check.unique("edition", self.editions.iter().map(|e| (e.id, e.code.as_str())));
        check.unique("extra", self.extras.iter().map(|x| (x.id, x.code.as_str())));
        check.findable(&self.products, "product", |p| {
            (p.code.clone(), keys(&p.code, &p.name, &p.aliases))
        });
        self.vendors.iter().for_each(|vendor| check.vendor(vendor));
        self.products.iter().for_each(|product| check.product(product));
        self.editions.iter().for_each(|edition| check.edition(edition));
        self.extras.iter().for_each(|extra| check.extra(extra));
        if check.problems.is_empty() { Ok(()) } else { Err(check.problems) }
    }
}

/// The names one entry is found by, each once: its code may equal its folded name.
fn keys(code: &str, name: &str, aliases: &[String]) -> HashSet<String> {
    names(code, name, aliases).collect()
}

/// The kinds that are charged by the month.
const MONTHLY: [LicenseKind; 2] = [LicenseKind::Monthly, LicenseKind::Usage];

/// Whether discounts ascend in both number and percent, and whether each is in range.
fn judge(tiers: impl Iterator<Item = (u32, u8)>) -> (bool, bool) {
    let tiers: Vec<_> = tiers.collect();
    let ascend = tiers.windows(2).all(|pair| pair[0].0 < pair[1].0 && pair[0].1 < pair[1].1);
    (ascend, tiers.iter().all(|(from, percent)| *from > 1 && (1..=90).contains(percent)))
}

struct Check<'a> {
    catalog: &'a Catalog,
    problems: Vec<Problem>,
}

impl Check<'_> {
    fn require(&mut self, fine: bool, table: &str, code: &str, what: &'static str) {
        if !fine {
            self.problems.push(Problem { entry: format!("{table} {code}"), what });
        }
    }

    fn unique<'b>(&mut self, table: &str, entries: impl Iterator<Item = (i32, &'b str)>) {
        let (mut ids, mut codes) = (HashSet::new(), HashSet::new());
        for (id, code) in entries {
            self.require(id > 0, table, code, "the id must be positive");
            self.require(ids.insert(id), table, code, "the id is used twice");
            self.require(codes.insert(code), table, code, "the code is used twice");
            let kebab = code.split('-').all(|word| {
                !word.is_empty()
                    && word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
            });
            self.require(kebab, table, code, "the code must be in kebab case");
        }
    }

    fn findable<T>(
        &mut self,
        entries: impl IntoIterator<Item = T>,
        table: &str,
        of: impl Fn(T) -> (String, HashSet<String>),
    ) {
        let mut taken = HashSet::new();
        for entry in entries {
            let (code, keys) = of(entry);
            self.require(!keys.contains(""), table, &code, "a name or alias is empty");
            let fresh = keys.into_iter().all(|key| taken.insert(key));
            self.require(fresh, table, &code, "a name or alias belongs to another entry");
        }
    }

    fn vendor(&mut self, vendor: &Vendor) {
        let name = !vendor.name.trim().is_empty();
        self.require(name, "vendor", &vendor.code, "the name is empty");
        let tiers = vendor.bulk.iter().map(|tier| (tier.from, tier.percent));
        let (ascending, range) = judge(tiers);
        self.require(ascending, "vendor", &vendor.code, "bulk discounts must ascend");
        self.require(range, "vendor", &vendor.code, "a bulk discount is out of range");
    }

    fn product(&mut self, product: &Product) {
        let (table, code) = ("product", product.code.as_str());
        let known = self.catalog.vendor(product.vendor).is_some();
        self.require(known, table, code, "its vendor does not exist");
        let any = self.catalog.editions_of(product.id).next().is_some();
        self.require(any, table, code, "it has no edition");
        self.require(!product.kinds.is_empty(), table, code, "it has no kind");
        let has = |kind| product.kinds.contains(&kind);
        let terms = has(LicenseKind::Term) != product.terms_years.is_empty();
        self.require(terms, table, code, "kind term and terms_years go together");
        let trial = has(LicenseKind::Trial) == product.trial.is_some();
        self.require(trial, table, code, "kind trial and a trial policy go together");
        let seats = product.trial.is_none_or(|trial| trial.seats > 0 && trial.days > 0);
        self.require(seats, table, code, "its trial needs days and seats");
        if let Some(family) = &product.family {
            let mut others = self.catalog.products.iter().filter(|other| other.id != product.id);
            let alone = others.all(|other| {
                let member = other.family.as_ref() == Some(family);
                other.code != *family && (!member || other.vendor == product.vendor)
            });
            self.require(
                alone && !family.is_empty(),
                table,
                code,
                "its family is another vendor's",
            );
        }
        let renewal = &product.renewal;
        let years =
            renewal.allowed != renewal.years.is_empty() && (renewal.allowed || !renewal.coupons);
        self.require(years, table, code, "renewal needs years when allowed, and nothing when not");
        let all = product.terms_years.iter().chain(&renewal.years);
        let range = all.clone().all(|years| (1..=MAX_TERM_YEARS).contains(years));
        self.require(range, table, code, "a term is out of range");
        let lapse = product.key_lapse_months.is_none_or(|months| (1..=120).contains(&months));
        self.require(lapse, table, code, "key_lapse_months is out of range");
        self.after_the_term(product);
        if let Some(plan) = &product.monthly {
            self.plan(product, plan);
        }
        let catalog = self.catalog;
        self.findable(catalog.editions_of(product.id), "edition", |e| {
            (e.code.clone(), keys(&e.code, &e.name, &e.aliases))
        });
    }

    /// The policies that only a product with a term has: grace, migration, divisible coupons.
    fn after_the_term(&mut self, product: &Product) {
        let (table, code) = ("product", product.code.as_str());
        let term = product.kinds.contains(&LicenseKind::Term);
        let grace = product.grace_days <= MAX_GRACE_DAYS;
        self.require(grace, table, code, "grace_days is out of range");
        let grace = term || product.grace_days == 0;
        self.require(grace, table, code, "grace_days need the kind term");
        let divisible = term || !product.divisible_coupons;
        self.require(divisible, table, code, "divisible_coupons need the kind term");
        if product.renewal.migration.is_none() {
            return;
        }
        let allowed = product.renewal.allowed && term;
        self.require(allowed, table, code, "a migration policy needs renewals of the kind term");
        let catalog = self.catalog;
        let mut targets = catalog.editions_of(product.id).flat_map(|e| &e.upgrades_to).peekable();
        self.require(targets.peek().is_some(), table, code, "no edition of it migrates to any");
        // The new term is one of the target's own product.
        let renewed = targets
            .filter_map(|target| catalog.product(catalog.edition(*target)?.product))
            .all(|target| target.renewal.allowed && target.kinds.contains(&LicenseKind::Term));
        self.require(renewed, table, code, "it migrates to a product without renewals");
    }

    fn plan(&mut self, product: &Product, plan: &MonthlyPlan) {
        let (table, code) = ("product", product.code.as_str());
        let charged = product.kinds.iter().any(|kind| MONTHLY.contains(kind));
        self.require(charged, table, code, "a monthly plan goes with the kinds monthly and usage");
        let amounts = [plan.floor_minor, plan.activation_minor];
        let range = amounts.iter().all(|minor| (0..=MAX_PRICE_MINOR).contains(minor));
        self.require(range, table, code, "an amount of its monthly plan is out of range");
        let (ascending, range) = judge(plan.volume.iter().map(|tier| (tier.from, tier.percent)));
        self.require(ascending, table, code, "volume discounts must ascend");
        self.require(range, table, code, "a volume discount is out of range");
    }

    fn edition(&mut self, edition: &Edition) {
        let (table, code) = ("edition", edition.code.as_str());
        let Some(product) = self.catalog.product(edition.product) else {
            return self.require(false, table, code, "its product does not exist");
        };
        let mut years = product.terms_years.iter().chain(&product.renewal.years);
        let priced = years.all(|years| edition.price_minor_per_seat(*years).is_some());
        self.require(priced, table, code, "a term has no price");
        let mut amounts = edition.prices.iter().map(|p| p.minor).chain(edition.monthly_minor);
        let range = amounts.all(|minor| (0..=MAX_PRICE_MINOR).contains(&minor));
        self.require(range, table, code, "a price is out of range");
        let mut seen = HashSet::new();
        let once = edition.prices.iter().all(|price| seen.insert(price.years));
        self.require(once, table, code, "a term has two prices");
        let charged = product.kinds.iter().any(|kind| MONTHLY.contains(kind));
        let fits = charged == edition.monthly_minor.is_some();
        self.require(fits, table, code, "monthly_minor goes with the kinds monthly and usage");
        let others = edition.upgrades_to.iter().chain(&edition.contains).all(|other| {
            let target = self.catalog.edition(*other).and_then(|e| self.catalog.product(e.product));
            *other != edition.id && target.is_some_and(|p| p.vendor == product.vendor)
        });
        self.require(others, table, code, "it refers to no other edition of its vendor");
        let mut seen = HashSet::new();
        let once = edition.upgrades_to.iter().all(|target| seen.insert(target));
        self.require(once, table, code, "it names an upgrade twice");
    }

    fn extra(&mut self, extra: &Extra) {
        let (table, code) = ("extra", extra.code.as_str());
        self.require(!extra.name.trim().is_empty(), table, code, "the name is empty");
        self.require(!extra.goes_with.is_empty(), table, code, "it goes with nothing");
        let mut editions = extra.goes_with.iter().chain(&extra.part_of);
        let known = editions.all(|edition| self.catalog.edition(*edition).is_some());
        self.require(known, table, code, "an edition does not exist");
        let twice = extra.goes_with.iter().any(|edition| extra.part_of.contains(edition));
        self.require(!twice, table, code, "an edition both brings it and can add it");
    }
}
