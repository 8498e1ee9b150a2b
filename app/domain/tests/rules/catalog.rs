use crate::sample::{catalog, edition};
use domain::catalog::{
    Catalog, Extra, ExtraKind, MAX_GRACE_DAYS, MAX_PRICE_MINOR, MigrationPolicy, MonthlyPlan,
    Product, UsageMetric, VolumePrice,
};
use domain::license::LicenseKind;
use rstest::rstest;

#[test]
fn the_sample_is_valid() {
    assert_eq!(catalog().validate(), Ok(()));
}

#[rstest]
#[case("shield")]
#[case(" SHIELD ")]
#[case("grosser  schild")]
#[case("GROẞER SCHILD")]
fn products_are_found_by_any_spelling(#[case] text: &str) {
    assert_eq!(catalog().find_product(text).map(|product| product.id), Some(10));
}

#[test]
fn editions_are_found_within_their_product_only() {
    assert_eq!(catalog().find_edition(10, "Business").map(|e| e.id), Some(101));
    assert!(catalog().find_edition(11, "Business").is_none());
    assert!(catalog().find_edition(10, "Busines").is_none());
}

#[test]
fn ranks_follow_the_folded_names_and_are_unique() {
    let mut catalog = catalog();
    catalog.editions[0].name = "Zürich".to_owned();
    catalog.editions.push(edition(99, 10, "zurich"));
    catalog.editions.push(edition(102, 10, "Äther"));
    let ranks = catalog.edition_ranks();
    assert_eq!(ranks, vec![(99, 2), (100, 3), (101, 1), (102, 0)]);
}

#[rstest]
#[case(|c: &mut Catalog| c.editions[0].id = 101, "the id is used twice")]
#[case(|c: &mut Catalog| c.editions[0].code = "business".into(), "the code is used twice")]
#[case(|c: &mut Catalog| c.products[0].code = "Not Kebab".into(), "the code must be in kebab case")]
#[case(|c: &mut Catalog| c.editions[0].name = "BUSINESS".into(), "a name or alias belongs to another entry")]
#[case(|c: &mut Catalog| c.products[0].aliases.push(" ".into()), "a name or alias is empty")]
#[case(|c: &mut Catalog| c.products[0].vendor = 9, "its vendor does not exist")]
#[case(|c: &mut Catalog| c.editions[0].product = 9, "its product does not exist")]
#[case(|c: &mut Catalog| c.editions.clear(), "it has no edition")]
#[case(|c: &mut Catalog| c.products[0].terms_years.clear(), "kind term and terms_years go together")]
#[case(|c: &mut Catalog| c.products[0].kinds.push(LicenseKind::Trial), "kind trial and a trial policy go together")]
#[case(|c: &mut Catalog| c.products[0].renewal.years.clear(), "renewal needs years when allowed, and nothing when not")]
#[case(|c: &mut Catalog| c.products[0].renewal.years.push(5), "a term has no price")]
#[case(|c: &mut Catalog| c.products[0].terms_years.push(11), "a term is out of range")]
#[case(|c: &mut Catalog| c.editions[0].prices[0].minor = -1, "a price is out of range")]
#[case(|c: &mut Catalog| c.editions[0].prices[0].minor = MAX_PRICE_MINOR + 1, "a price is out of range")]
#[case(|c: &mut Catalog| c.editions[0].prices[1].years = 1, "a term has two prices")]
#[case(|c: &mut Catalog| c.editions[0].monthly_minor = Some(1), "monthly_minor goes with the kinds monthly and usage")]
#[case(|c: &mut Catalog| c.editions[0].upgrades_to.push(100), "it refers to no other edition of its vendor")]
#[case(|c: &mut Catalog| c.products.push(cousin(c, "shield", 1)), "its family is another vendor's")]
#[case(|c: &mut Catalog| { c.products[0].family = Some("shields".into()); c.products.push(cousin(c, "shields", 9)); }, "its family is another vendor's")]
#[case(|c: &mut Catalog| c.editions[0].upgrades_to = vec![101, 101], "it names an upgrade twice")]
#[case(|c: &mut Catalog| c.products[0].grace_days = MAX_GRACE_DAYS + 1, "grace_days is out of range")]
#[case(|c: &mut Catalog| { without_term(c); c.products[0].grace_days = 1 }, "grace_days need the kind term")]
#[case(|c: &mut Catalog| { without_term(c); c.products[0].divisible_coupons = true }, "divisible_coupons need the kind term")]
#[case(|c: &mut Catalog| { migrating(c); without_term(c) }, "a migration policy needs renewals of the kind term")]
#[case(|c: &mut Catalog| { migrating(c); c.products[0].renewal.allowed = false }, "a migration policy needs renewals of the kind term")]
#[case(|c: &mut Catalog| { migrating(c); c.editions[0].upgrades_to.clear() }, "no edition of it migrates to any")]
#[case(|c: &mut Catalog| { migrating(c); c.editions[1].product = 77; let mut p = cousin(c, "k", 1); p.renewal.allowed = false; c.products.push(p) }, "it migrates to a product without renewals")]
#[case(|c: &mut Catalog| c.extras.push(extra(&[7])), "an edition does not exist")]
#[case(|c: &mut Catalog| c.extras.push(extra(&[])), "it goes with nothing")]
#[case(|c: &mut Catalog| c.products[0].monthly = Some(MonthlyPlan::default()), "a monthly plan goes with the kinds monthly and usage")]
#[case(|c: &mut Catalog| plan(c).floor_minor = -1, "an amount of its monthly plan is out of range")]
#[case(|c: &mut Catalog| plan(c).activation_minor = MAX_PRICE_MINOR + 1, "an amount of its monthly plan is out of range")]
#[case(|c: &mut Catalog| plan(c).volume = volume(&[(10, 5), (10, 8)]), "volume discounts must ascend")]
#[case(|c: &mut Catalog| plan(c).volume = volume(&[(10, 5), (20, 5)]), "volume discounts must ascend")]
#[case(|c: &mut Catalog| plan(c).volume = volume(&[(1, 5)]), "a volume discount is out of range")]
#[case(|c: &mut Catalog| plan(c).volume = volume(&[(2, 91)]), "a volume discount is out of range")]
#[case(|c: &mut Catalog| plan(c).volume = volume(&[(2, 0)]), "a volume discount is out of range")]
fn what_is_wrong_is_named(#[case] spoil: fn(&mut Catalog), #[case] what: &str) {
    let mut catalog = catalog();
    spoil(&mut catalog);
    let problems = catalog.validate().unwrap_err();
    assert!(problems.iter().any(|problem| problem.what == what), "{problems:?}");
}

/// A product of the kind usage alone.
fn without_term(catalog: &mut Catalog) {
    catalog.products[0].kinds = vec![LicenseKind::Usage];
    catalog.products[0].terms_years.clear();
}

/// A renewal may lead from the first edition to the second.
fn migrating(catalog: &mut Catalog) {
    catalog.products[0].renewal.migration = Some(MigrationPolicy::Carry);
    catalog.editions[0].upgrades_to.push(101);
}

#[test]
fn a_catalog_with_every_policy_is_valid() {
    let mut catalog = catalog();
    migrating(&mut catalog);
    catalog.products[0].grace_days = MAX_GRACE_DAYS;
    catalog.products[0].divisible_coupons = true;
    assert_eq!(catalog.validate(), Ok(()));
}

/// The first product's plan, which it is given along with the kind that goes with it.
fn plan(catalog: &mut Catalog) -> &mut MonthlyPlan {
    catalog.products[0].kinds.push(LicenseKind::Monthly);
    catalog.editions.iter_mut().for_each(|edition| edition.monthly_minor = Some(199));
    catalog.products[0].monthly.insert(MonthlyPlan::default())
}

fn volume(tiers: &[(u32, u8)]) -> Vec<VolumePrice> {
    tiers.iter().map(|&(from, percent)| VolumePrice { from, percent }).collect()
}

#[test]
fn a_plan_within_its_limits_is_valid() {
    let mut catalog = catalog();
    *plan(&mut catalog) = MonthlyPlan {
        floor_minor: MAX_PRICE_MINOR,
        activation_minor: 0,
        volume: volume(&[(2, 1), (3, 90)]),
        metric: UsageMetric::MonthEnd,
    };
    assert_eq!(catalog.validate(), Ok(()));
}

#[test]
fn a_plan_is_read_from_a_file_with_what_is_usual() {
    let plan: MonthlyPlan = toml::from_str("floor_minor = 500").unwrap();
    assert_eq!(plan, MonthlyPlan { floor_minor: 500, ..MonthlyPlan::default() });
    assert_eq!(plan.metric, UsageMetric::MonthPeak, "D14");
    for metric in UsageMetric::ALL {
        let text = format!("metric = \"{}\"", metric.slug());
        assert_eq!(toml::from_str::<MonthlyPlan>(&text).unwrap().metric, metric);
        assert_eq!(UsageMetric::from_slug(metric.slug()), Some(metric));
    }
    assert!(toml::from_str::<MonthlyPlan>("flor_minor = 500").is_err());
    assert!(toml::from_str::<MonthlyPlan>("volume = [{ from = 5, percent = 3, x = 1 }]").is_err());
}

#[test]
fn the_plans_that_the_portal_brings_are_valid() {
    let files = [
        include_str!("../../../../server/services/catalog/securepoint.toml"),
        include_str!("../../../../server/services/catalog/bitdefender.toml"),
        include_str!("../../../../server/services/catalog/emsisoft.toml"),
    ];
    for file in files {
        let mut file: toml::Table = file.parse().unwrap();
        let vendor = file.remove("vendor").unwrap();
        file.insert("vendors".to_owned(), vec![vendor].into());
        file.entry("extras").or_insert(toml::Value::Array(Vec::new()));
        file.retain(|key, _| key != "version" && key != "prices");
        let catalog: Catalog = file.try_into().unwrap();
        assert_eq!(catalog.validate(), Ok(()));
        assert!(catalog.products.iter().all(|product| product.monthly.is_some()));
    }
}

/// Another product, of this family and vendor.
fn cousin(catalog: &Catalog, family: &str, vendor: i32) -> Product {
    let family = Some(family.to_owned());
    let (code, name) = ("cousin".to_owned(), "Cousin".to_owned());
    Product {
        id: 77,
        vendor,
        code,
        name,
        aliases: Vec::new(),
        family,
        ..catalog.products[0].clone()
    }
}

fn extra(goes_with: &[i32]) -> Extra {
    Extra {
        id: 1,
        kind: ExtraKind::AddOn,
        code: "patching".to_owned(),
        name: "Patching".to_owned(),
        goes_with: goes_with.to_vec(),
        part_of: Vec::new(),
        needs_assistance: false,
    }
}

#[test]
fn the_vendors_policies_are_those_of_their_documents() {
    use crate::entitlement::CATALOG;
    let migrations: Vec<_> = CATALOG
        .products
        .iter()
        .filter_map(|p| Some((p.code.as_str(), p.renewal.migration?)))
        .collect();
    let (carry, back) = (MigrationPolicy::Carry, MigrationPolicy::Return);
    assert_eq!(
        migrations,
        [
            ("gravityzone-endpoint-security", carry),
            ("adaptive-defense", back),
            ("endpoint-protection-plus", back),
            ("emsisoft-anti-malware", carry),
        ]
    );
    for product in &CATALOG.products {
        assert_eq!(product.grace_days, if product.vendor == 3 { 7 } else { 0 }, "{}", product.code);
        assert_eq!(product.divisible_coupons, product.vendor == 4, "{}", product.code);
    }
}
