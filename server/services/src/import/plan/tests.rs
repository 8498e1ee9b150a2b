#![allow(clippy::unwrap_used)]
//! The rules of a plan, line by line.

use super::super::read::{Sheet, read};
use super::*;
use domain::ids::{LicenseId, OrgId};
use domain::import::{CustomerChoice, CustomerDecision, DateOrder, ProductChoice};
use domain::license::{CatalogRef, LicenseKind};
use rstest::rstest;
use std::sync::LazyLock;
use uuid::Uuid;

static CATALOG: LazyLock<Catalog> = LazyLock::new(|| crate::catalog::load().unwrap().0);

const HEAD: &str = "Key;Product;Edition;Customer;Seats;Purchased;Expires;Note";
const GOOD: &str = "A-1;Emsisoft;Business;TTT-Point AG;10;2026-01-05;2027-01-04;hello";

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn org(number: u128, name: &str) -> OrgRef {
    OrgRef { id: OrgId(Uuid::from_u128(number)), name: name.to_owned() }
}

fn license(key: &str) -> LicenseRow {
    let named = |id, name: &str| CatalogRef { id, name: name.to_owned() };
    LicenseRow {
        id: LicenseId(Uuid::from_u128(77)),
        version: 3,
        name: "Office".to_owned(),
        key: key.to_owned(),
        vendor: named(4, "Emsisoft"),
        product: named(401, "Emsisoft Anti-Malware"),
        edition: named(40102, "Business Security"),
        partner: org(1, "Partner"),
        customer: Some(org(2, "TTT-Point AG")),
        kind: LicenseKind::Term,
        seats: Some(10),
        used: 4,
        term_years: Some(1),
        purchased: day("2026-01-05"),
        activated: Some(day("2026-01-05")),
        expires: Some(day("2027-01-04")),
        anchor_day: 4,
        note: Some("hello".to_owned()),
        order_no: Some("PO-1".to_owned()),
        redeemed_by: None,
        auto_years: None,
    }
}

fn sheet(text: &str) -> Sheet {
    read("licenses.csv", text.as_bytes()).unwrap()
}

fn planned(text: &str, licenses: &[LicenseRow], settings: &Settings) -> Plan {
    let partner = org(1, "Partner");
    let existing = Existing {
        catalog: &CATALOG,
        partner: &partner,
        licenses: licenses.iter().map(|row| (row.key.clone(), row.clone())).collect(),
        customers: vec![org(2, "TTT-Point AG"), org(3, "Westernhagen GmbH")],
        today: day("2026-06-01"),
    };
    plan(&sheet(text), settings, existing)
}

fn plan_of(lines: &[&str], licenses: &[LicenseRow]) -> Plan {
    let text = [&[HEAD], lines].concat().join("\n");
    planned(&text, licenses, &Settings::default())
}

fn outcomes(plan: &Plan) -> Vec<Outcome> {
    plan.lines.iter().map(PlannedLine::outcome).collect()
}

fn codes(plan: &Plan) -> Vec<(u32, String, String)> {
    let issues = plan.lines.iter().filter_map(|line| match &line.planned {
        Planned::Refuse(issues) => Some(issues),
        _ => None,
    });
    issues.flatten().map(|i| (i.line, i.heading.clone(), i.error.code.clone())).collect()
}

fn drafts(plan: &Plan) -> Vec<Draft> {
    let draft = |line: &PlannedLine| match &line.planned {
        Planned::Create(draft) | Planned::Change(_, draft) => Some((**draft).clone()),
        _ => None,
    };
    plan.lines.iter().filter_map(draft).collect()
}

#[test]
fn a_new_line_makes_a_license_and_its_customer() {
    let plan = plan_of(&[GOOD, "A-2;Emsisoft;Business;Neu & Co;5;;2027-01-04;"], &[]);
    assert_eq!(outcomes(&plan), [Outcome::Create, Outcome::Create]);
    assert_eq!(plan.new_customers, ["Neu & Co"]);
    let drafts = drafts(&plan);
    assert_eq!(drafts[0].edition, 40102);
    assert_eq!(drafts[0].kind, LicenseKind::Term);
    assert_eq!(drafts[0].term_years, Some(1));
    assert_eq!(drafts[0].anchor_day, 4);
    assert_eq!(drafts[0].activated, Some(day("2026-01-05")));
    assert_eq!(drafts[0].customer, Some(CustomerPlan::Known(org(2, "TTT-Point AG"))));
    assert_eq!(drafts[1].customer, Some(CustomerPlan::New(0)));
    assert_eq!(drafts[1].purchased, day("2026-06-01"), "the file does not say: today");
}

#[test]
fn a_line_without_customer_is_a_coupon_that_lapses_by_policy() {
    let plan = plan_of(&["A-1;Emsisoft;Business;;10;2026-01-05;;"], &[]);
    let draft = &drafts(&plan)[0];
    assert_eq!((draft.activated, draft.expires), (None, Some(day("2027-01-05"))));
    assert_eq!(plan.summary.coupons, 1);
}

#[test]
fn the_same_line_again_changes_nothing() {
    let plan = plan_of(&[GOOD], &[license("A-1")]);
    assert_eq!(outcomes(&plan), [Outcome::Same]);
}

#[test]
fn only_what_differs_is_changed() {
    let line = "A-1;Emsisoft;Business;TTT-Point AG;25;2026-01-05;2027-01-04;by phone";
    let plan = plan_of(&[line], &[license("A-1")]);
    let report = plan.report(&plan.lines[0], &CATALOG);
    let changes: Vec<_> =
        report.changes.iter().map(|c| (c.field, c.before.as_deref(), c.after.as_deref())).collect();
    let wanted =
        [(Field::Seats, Some("10"), Some("25")), (Field::Note, Some("hello"), Some("by phone"))];
    assert_eq!(changes, wanted);
    assert_eq!(drafts(&plan)[0].order_no.as_deref(), Some("PO-1"), "no such column");
}

#[test]
fn an_empty_cell_leaves_what_is_there() {
    let plan = planned("Key;Order number;Note\nA-1;;\n", &[license("A-1")], &Settings::default());
    assert_eq!(outcomes(&plan), [Outcome::Same]);
    let plan =
        planned("Key;Seats;Order number;Note\nA-1;25;; ", &[license("A-1")], &Settings::default());
    let draft = &drafts(&plan)[0];
    assert_eq!((draft.order_no.as_deref(), draft.note.as_deref()), (Some("PO-1"), Some("hello")));
    let plan = planned("Key;Note\nA-1;other", &[license("A-1")], &Settings::default());
    assert_eq!(drafts(&plan)[0].note.as_deref(), Some("other"));
}

#[rstest]
#[case("Emsisoft", None)]
#[case("emsisoft ltd.", None)]
#[case("EMSISOFT", None)]
#[case("", None)]
#[case("Bitdefender", Some("vendor-other"))]
#[case("Somebody", Some("vendor-other"))]
#[case("Emsi", Some("vendor-other"))]
fn a_line_of_another_vendor_is_refused(#[case] vendor: &str, #[case] code: Option<&str>) {
    let new = format!("{HEAD};Vendor\n{GOOD};{vendor}");
    let known = format!("Key;Vendor;Seats\nA-1;{vendor};25");
    let edition = format!("Key;Vendor;Product\nA-1;{vendor};Emsisoft Anti-Malware");
    for (text, there) in
        [(new, vec![]), (known, vec![license("A-1")]), (edition, vec![license("A-1")])]
    {
        let plan = planned(&text, &there, &Settings::default());
        let wanted: Vec<_> =
            code.iter().map(|code| (2, "Vendor".to_owned(), (*code).to_owned())).collect();
        assert_eq!(codes(&plan), wanted, "{text}");
    }
}

#[test]
fn what_the_person_chose_may_be_of_another_vendor() {
    let text = format!("{HEAD};Vendor\n{};AV Ltd.", GOOD.replace("Emsisoft;Business", "AV;Pro"));
    let choice =
        ProductChoice { product: "AV".to_owned(), edition: "Pro".to_owned(), edition_id: 40102 };
    let settings = Settings { products: vec![choice], ..Settings::default() };
    assert_eq!(outcomes(&planned(&text, &[], &settings)), [Outcome::Create]);
}

#[test]
fn a_product_without_edition_keeps_the_edition() {
    let text = "Key;Product\nA-1;Emsisoft Anti-Malware";
    let plan = planned(text, &[license("A-1")], &Settings::default());
    assert_eq!(outcomes(&plan), [Outcome::Same]);
    let new = planned(
        "Key;Product;Seats;Expires;Customer\nA-9;Emsisoft;1;2027-01-01;X",
        &[],
        &Settings::default(),
    );
    assert_eq!(codes(&new), [(2, String::new(), "edition-unknown".to_owned())]);
}

#[rstest]
#[case("Emsisoft Business Security")]
#[case("business-security")]
#[case("EBS")]
fn a_product_cell_may_name_the_edition(#[case] product: &str) {
    let plan = plan_of(&[&GOOD.replace("Emsisoft;Business;", &format!("{product};;"))], &[]);
    assert_eq!(drafts(&plan)[0].edition, 40102);
}

#[rstest]
#[case(";Emsisoft;Business;X;1;;2027-01-01;", "Key", "value-missing")]
#[case("A;;;X;1;;2027-01-01;", "Product", "value-missing")]
#[case("A;Emsisoft;Business;X;;;2027-01-01;", "Seats", "value-missing")]
#[case("A;Emsisoft;Business;X;1;;;", "Expires", "value-missing")]
#[case("A;Whatever;;X;1;;2027-01-01;", "Product", "product-unknown")]
#[case("A;Emsisoft;Whatever;X;1;;2027-01-01;", "Edition", "edition-unknown")]
#[case("A;Emsisoft;Business;X;-5;;2027-01-01;", "Seats", "number-range")]
#[case("A;Emsisoft;Business;X;1;;20266-01-01;", "Expires", "date-range")]
#[case("A;Emsisoft;Business;X;1;2028-01-01;2027-01-01;", "Expires", "expires-before-start")]
fn bad_lines_are_refused(#[case] line: &str, #[case] heading: &str, #[case] code: &str) {
    let plan = plan_of(&[line, GOOD], &[]);
    assert_eq!(outcomes(&plan), [Outcome::Refuse, Outcome::Create]);
    assert_eq!(codes(&plan), [(2, heading.to_owned(), code.to_owned())]);
    assert_eq!(plan.new_customers, [] as [&str; 0], "no customer for a refused line");
}

#[rstest]
#[case("Key;Kind\nA-1;monthly", "end", None)]
#[case("Key;Kind\nA-1;usage", "kind-unsupported", Some("Kind"))]
#[case("Key;Used\nA-1;11", "used-over-seats", Some("Used"))]
#[case("Key;Seats\nA-1;3", "used-over-seats", None)]
#[case("Key;Expires\nA-1;never", "end-required", Some("Expires"))]
#[case("Key;Partner\nA-1;Somebody else", "partner-other", Some("Partner"))]
fn rules_between_values_hold(
    #[case] text: &str,
    #[case] code: &str,
    #[case] heading: Option<&str>,
) {
    let plan = planned(text, &[license("A-1")], &Settings::default());
    if code == "end" {
        assert_eq!(outcomes(&plan), [Outcome::Change]);
    } else {
        let wanted = (2, heading.unwrap_or_default().to_owned(), code.to_owned());
        assert_eq!(codes(&plan), [wanted]);
    }
}

#[test]
fn a_key_twice_is_refused_naming_the_first_line() {
    let plan = plan_of(&[GOOD, GOOD], &[]);
    assert_eq!(outcomes(&plan), [Outcome::Create, Outcome::Refuse]);
    let Planned::Refuse(issues) = &plan.lines[1].planned else { panic!() };
    assert_eq!(issues[0].error.args, [("line".to_owned(), "2".to_owned())]);
    assert_eq!((issues[0].line, issues[0].value.as_str()), (3, "A-1"));
}

#[test]
fn missing_columns_are_named_once() {
    let plan = planned("Key;Customer\nA-1;X\nA-2;Y", &[], &Settings::default());
    let missing: Vec<_> = plan.summary.missing.iter().map(|m| (m.field, m.lines)).collect();
    assert_eq!(missing, [(Field::Product, 2), (Field::Seats, 2), (Field::Expires, 2)]);
    let plan = planned("Seats;Customer\n5;X", &[], &Settings::default());
    let missing: Vec<_> = plan.summary.missing.iter().map(|m| m.field).collect();
    assert_eq!(missing, [Field::Key, Field::Product, Field::Expires]);
    assert!(!plan.summary.can_start());
}

#[test]
fn three_missing_columns_are_all_named() {
    let plan = planned("Key;Edition;Note\nA-1;Business;x\n", &[], &Settings::default());
    let missing: Vec<_> = plan.summary.missing.iter().map(|m| m.field).collect();
    assert_eq!(missing, [Field::Product, Field::Seats]);
}

#[test]
fn an_expired_license_takes_a_note_or_a_later_end_only() {
    let mut row = license("A-1");
    row.expires = Some(day("2026-05-01"));
    let one = |text: &str| planned(text, &[row.clone()], &Settings::default());
    assert_eq!(outcomes(&one("Key;Note\nA-1;call them")), [Outcome::Change]);
    assert_eq!(outcomes(&one("Key;Expires;Seats\nA-1;2027-05-01;25")), [Outcome::Change]);
    assert_eq!(codes(&one("Key;Seats\nA-1;25"))[0].2, "license-expired");
    row.activated = None;
    row.used = 0;
    row.redeemed_by = Some(LicenseId(Uuid::from_u128(5)));
    let redeemed = planned("Key;Seats\nA-1;25", &[row], &Settings::default());
    assert_eq!(codes(&redeemed)[0].2, "license-redeemed");
}

#[test]
fn the_person_decides_about_unknown_customers() {
    let decide = |create_customers, decision| Settings {
        create_customers,
        customers: vec![CustomerChoice { name: "NEU & co".to_owned(), decision }],
        ..Settings::default()
    };
    let line = GOOD.replace("TTT-Point AG", "Neu & Co");
    let text = format!("{HEAD}\n{line}\n{}", line.replace("A-1", "A-2"));
    let refused = planned(&text, &[], &decide(true, CustomerDecision::Refuse));
    assert_eq!(codes(&refused)[0].2, "customer-unknown");
    let known = org(3, "Westernhagen GmbH");
    let used = planned(&text, &[], &decide(false, CustomerDecision::Existing(known.id)));
    assert_eq!(drafts(&used)[0].customer, Some(CustomerPlan::Known(known)));
    let created = planned(&text, &[], &decide(false, CustomerDecision::Create));
    assert_eq!(created.new_customers, ["Neu & Co"]);
    assert_eq!(
        (created.summary.customers[0].lines, created.summary.customers[0].create),
        (2, true)
    );
    let stranger = planned(&text, &[], &decide(true, CustomerDecision::Existing(org(9, "").id)));
    assert_eq!(codes(&stranger)[0].2, "customer-unknown");
}

#[test]
fn the_person_decides_about_unknown_products() {
    let text = format!("{HEAD}\n{}", GOOD.replace("Emsisoft;Business", "AV Suite;Pro"));
    let plan = planned(&text, &[], &Settings::default());
    assert_eq!(plan.summary.products[0].product, "AV Suite");
    let choice = |edition_id| Settings {
        products: vec![ProductChoice {
            product: "av suite".to_owned(),
            edition: "PRO".to_owned(),
            edition_id,
        }],
        ..Settings::default()
    };
    assert_eq!(drafts(&planned(&text, &[], &choice(40102)))[0].edition, 40102);
    assert_eq!(codes(&planned(&text, &[], &choice(-1)))[0].2, "product-unknown");
}

#[test]
fn an_ambiguous_date_asks() {
    let text = format!("{HEAD}\n{}", GOOD.replace("2027-01-04", "04/01/2027"));
    let plan = planned(&text, &[], &Settings::default());
    let asked = Some(("Expires".to_owned(), "04/01/2027".to_owned()));
    assert_eq!(plan.summary.ask_date_order, asked);
    assert!(!plan.summary.can_start());
    let settings = Settings { date_order: Some(DateOrder::DayFirst), ..Settings::default() };
    let plan = planned(&text, &[], &settings);
    assert_eq!(drafts(&plan)[0].expires, Some(day("2027-01-04")));
    assert!(plan.summary.can_start());
}

#[test]
fn a_customer_takes_a_coupon_into_use() {
    let mut row = license("A-1");
    (row.customer, row.activated, row.used) = (None, None, 0);
    let plan = planned("Key;Customer\nA-1;TTT-Point AG", &[row], &Settings::default());
    assert_eq!(drafts(&plan)[0].activated, Some(day("2026-06-01")));
}

#[test]
fn keys_are_those_that_the_plan_reads() {
    let sheet = sheet("Serial;Note\n 'B ;x\nA;y\nA;z\n;w");
    assert_eq!(keys(&sheet, &Settings::default()), ["'B", "A"]);
}

#[test]
fn every_edition_is_found_by_its_exported_names() {
    for edition in &CATALOG.editions {
        let product = CATALOG.product(edition.product).unwrap();
        let mut products = products::Products::new(&CATALOG, &Settings::default());
        let found = products.find(&product.name, &edition.name);
        assert_eq!(found, products::Meaning::Edition(edition.id), "{}", edition.code);
    }
}
