#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]
//! What is exported, imports as "nothing changed".

use chrono::{Days, NaiveDate};
use domain::catalog::Catalog;
use domain::ids::{LicenseId, OrgId};
use domain::import::{Counts, Settings};
use domain::license::{CatalogRef, LicenseKind, LicenseRow, OrgRef};
use domain::people::Language;
use proptest::prelude::*;
use services::export::{File, Format, Layout};
use services::import::plan::{Existing, Plan, plan};
use services::import::read::read;
use std::io::Cursor;
use std::sync::LazyLock;
use uuid::Uuid;

static CATALOG: LazyLock<Catalog> = LazyLock::new(|| services::catalog::load().unwrap().0);

fn org(number: u128, name: &str) -> OrgRef {
    OrgRef { id: OrgId(Uuid::from_u128(number)), name: name.to_owned() }
}

fn written(format: Format, language: Language, rows: &[LicenseRow]) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    let layout = Layout::whole(true, language, NaiveDate::MIN);
    let mut file = File::new(format, layout, &mut bytes).unwrap();
    for row in rows {
        file.row(row, &[]).unwrap();
    }
    assert_eq!(file.finish().unwrap(), rows.len() as u64);
    bytes.into_inner()
}

fn imported(format: Format, bytes: &[u8], rows: &[LicenseRow]) -> Plan {
    let sheet = read(&format!("licenses.{}", format.slug()), bytes).unwrap();
    let partner = org(1, "Partner");
    let existing = Existing {
        catalog: &CATALOG,
        partner: &partner,
        licenses: rows.iter().map(|row| (row.key.clone(), row.clone())).collect(),
        customers: rows.iter().filter_map(|row| row.customer.clone()).collect(),
        today: NaiveDate::from_ymd_opt(2026, 6, 1).unwrap(),
    };
    plan(&sheet, &Settings::default(), existing)
}

/// Texts that spreadsheets like to spoil.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        "[A-Za-zäöüß0-9 ,;|'\"=+@_-]{1,20}",
        "[=+@'-][0-9A-Z]{1,6}",
        Just("0049301234".to_owned()),
        Just("1E5".to_owned()),
        Just("1/2/2026".to_owned()),
        Just("_x0041_ &amp; <b>".to_owned()),
        Just("TRUE".to_owned()),
        Just("שלום \u{202e}abc".to_owned()),
        Just("#N/A".to_owned()),
    ]
    .prop_map(|text| domain::import::clean_line(&text))
    .prop_filter("some text", |text| !text.is_empty())
}

fn note() -> impl Strategy<Value = Option<String>> {
    prop::option::of(prop_oneof![text(), Just("two\nlines, \"quoted\";\tand a tab".to_owned())])
}

fn day() -> impl Strategy<Value = NaiveDate> {
    (0u64..12_000).prop_map(|offset| {
        NaiveDate::from_ymd_opt(2000, 1, 1).unwrap().checked_add_days(Days::new(offset)).unwrap()
    })
}

prop_compose! {
    fn license()(
        edition in 0..CATALOG.editions.len(),
        (name, key, note, order_no) in (text(), "[A-Z0-9-]{1,30}", note(), prop::option::of(text())),
        customer in prop::option::of(text()),
        kind in prop::sample::select(LicenseKind::ALL.to_vec()),
        (seats, used) in (prop::option::of(1i32..1_000_000), 0i32..1_000_000),
        term_years in prop::option::of(1i16..=10),
        (purchased, activated, expires) in (day(), prop::option::of(day()), prop::option::of(day())),
    ) -> LicenseRow {
        let edition = &CATALOG.editions[edition];
        let product = CATALOG.product(edition.product).unwrap();
        let vendor = CATALOG.vendor(product.vendor).unwrap();
        let named = |id, name: &str| CatalogRef { id, name: name.to_owned() };
        LicenseRow {
            id: LicenseId(Uuid::now_v7()),
            version: 1,
            name,
            key,
            vendor: named(vendor.id, &vendor.name),
            product: named(product.id, &product.name),
            edition: named(edition.id, &edition.name),
            partner: org(1, "Partner"),
            customer: customer.map(|name| org(2, &name)),
            kind,
            seats,
            used,
            term_years,
            purchased,
            activated,
            expires,
            anchor_day: 1,
            note: note.filter(|note| !note.is_empty()),
            order_no,
            redeemed_by: None,
            auto_years: None,
        }
    }
}

/// Licenses with keys and customers of their own: one organization has one name.
fn licenses() -> impl Strategy<Value = Vec<LicenseRow>> {
    prop::collection::vec(license(), 1..12).prop_map(|mut rows| {
        for (number, row) in rows.iter_mut().enumerate() {
            row.key = format!("{}/{number}", row.key);
            if let Some(customer) = &mut row.customer {
                *customer = org(100 + number as u128, &format!("{}/{number}", customer.name));
            }
        }
        rows
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn export_then_import_is_the_identity(
        rows in licenses(),
        format in prop::sample::select(Format::ALL.to_vec()),
        language in prop::sample::select(Language::ALL.to_vec()),
    ) {
        let plan = imported(format, &written(format, language, &rows), &rows);
        let same = Counts { same: u32::try_from(rows.len()).unwrap(), ..Counts::default() };
        let differing: Vec<_> =
            plan.lines.iter().map(|line| plan.report(line, &CATALOG)).filter(|r| {
                !r.changes.is_empty() || !r.issues.is_empty()
            }).collect();
        prop_assert_eq!(plan.summary.counts, same, "{:#?}", differing);
    }
}

#[test]
fn formulas_in_values_are_defused_in_both_formats() {
    let catalog = &*CATALOG;
    let edition = &catalog.editions[0];
    let named = |id| CatalogRef { id, name: "x".to_owned() };
    let row = LicenseRow {
        id: LicenseId(Uuid::now_v7()),
        version: 1,
        name: "=cmd|' /C calc'!A0".to_owned(),
        key: "K".to_owned(),
        vendor: named(1),
        product: named(1),
        edition: named(edition.id),
        partner: org(1, "@Partner"),
        customer: None,
        kind: LicenseKind::Term,
        seats: Some(1),
        used: 0,
        term_years: Some(1),
        purchased: NaiveDate::from_ymd_opt(2026, 1, 1).unwrap(),
        activated: None,
        expires: None,
        anchor_day: 1,
        note: Some("-2+3".to_owned()),
        order_no: None,
        redeemed_by: None,
        auto_years: None,
    };
    let csv =
        String::from_utf8(written(Format::Csv, Language::En, std::slice::from_ref(&row))).unwrap();
    assert!(csv.starts_with('\u{feff}'));
    assert!(csv.contains("\"'=cmd|' /C calc'!A0\"") && csv.contains("\"'-2+3\"\r\n"), "{csv}");
    let sheet = read("a.xlsx", &written(Format::Xlsx, Language::De, &[row])).unwrap();
    assert_eq!(sheet.rows[0].cells[1].to_text(), "'=cmd|' /C calc'!A0");
}

#[test]
fn customers_get_no_internal_columns() {
    let mut bytes = Cursor::new(Vec::new());
    let layout = Layout::whole(false, Language::En, NaiveDate::MIN);
    File::new(Format::Csv, layout, &mut bytes).unwrap().finish().unwrap();
    let text = String::from_utf8(bytes.into_inner()).unwrap();
    assert!(text.contains("License key") && !text.contains("Note") && !text.contains("Order"));
}

#[test]
fn file_names_carry_the_day() {
    let today = NaiveDate::from_ymd_opt(2026, 11, 22).unwrap();
    assert_eq!(
        Layout::whole(true, Language::De, today).file_name(Format::Xlsx),
        "lizenzen-2026-11-22.xlsx"
    );
}
