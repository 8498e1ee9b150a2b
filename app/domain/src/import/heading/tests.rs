use super::*;
use crate::people::Language;
use rstest::rstest;

fn fields(headings: &[&str]) -> Vec<Option<Field>> {
    let headings: Vec<String> = headings.iter().map(ToString::to_string).collect();
    let mapping = recognize(&headings);
    (0..headings.len()).map(|at| mapping.field(at)).collect()
}

#[rstest]
#[case("License Key", Field::Key)]
#[case("license_key", Field::Key)]
#[case("LicenseKey", Field::Key)]
#[case("Serial", Field::Key)]
#[case("SERIENNUMMER", Field::Key)]
#[case("Lizenz-Schlüssel", Field::Key)]
#[case("Lizenzschluessel", Field::Key)]
#[case("Produkt", Field::Product)]
#[case("Product name", Field::Product)]
#[case("Company", Field::Customer)]
#[case("Firma / Kunde", Field::Customer)]
#[case("Endkunde", Field::Customer)]
#[case("Seats", Field::Seats)]
#[case("Anzahl Plätze", Field::Seats)]
#[case("Lizenzen", Field::Seats)]
#[case("Activations", Field::Seats)]
#[case("Activations used", Field::Used)]
#[case("Order date", Field::Purchased)]
#[case("Kaufdatum", Field::Purchased)]
#[case("Bestelldatum", Field::Purchased)]
#[case("Valid until", Field::Expires)]
#[case("Gültig bis", Field::Expires)]
#[case("gueltig bis", Field::Expires)]
#[case("Ablauf", Field::Expires)]
#[case("Expiry (UTC)", Field::Expires)]
#[case("Order ID", Field::Order)]
#[case("Auftrag", Field::Order)]
#[case("Bestell-Nr.", Field::Order)]
#[case("Bemerkung", Field::Note)]
#[case("Notizen", Field::Note)]
#[case("Laufzeit (Jahre)", Field::Term)]
#[case("Hersteller", Field::Vendor)]
#[case("Reseller", Field::Partner)]
#[case("Lizenzname", Field::Name)]
#[case("Vertriebspartner", Field::Partner)]
#[case("Laufzeit", Field::Term)]
#[case("Vertragslaufzeit (Jahre)", Field::Term)]
#[case("Erstellt am", Field::Purchased)]
#[case("Created at", Field::Purchased)]
#[case("Gültig von", Field::Activated)]
#[case("Lizenz gültig von", Field::Activated)]
#[case("Gültig von (Datum)", Field::Activated)]
#[case("Ablauftag", Field::Expires)]
fn usual_words_are_recognized(#[case] heading: &str, #[case] field: Field) {
    assert_eq!(fields(&[heading]), [Some(field)]);
}

#[rstest]
#[case("Customer number")]
#[case("Kunden-Nr.")]
#[case("Customer e-mail")]
#[case("Status")]
#[case("")]
#[case("Price")]
#[case("Ansprechpartner")]
#[case("Ansprechpartner Kunde")]
#[case("Kunden-Ansprechpartner")]
#[case("Kontakt beim Kunden")]
#[case("Partner contact person")]
#[case("Restlaufzeit (Tage)")]
#[case("Restlaufzeit")]
#[case("Remaining days")]
#[case("Remaining term")]
#[case("Days until expiry")]
#[case("Tage bis Ablauf")]
#[case("Laufzeit (Monate)")]
#[case("Erstellt von")]
#[case("Created by")]
#[case("created_by")]
#[case("CreatedBy")]
#[case("Created by (e-mail)")]
#[case("Ordered by")]
#[case("Bestellt durch")]
#[case("Aktiviert von")]
fn others_are_left_alone(#[case] heading: &str) {
    assert_eq!(fields(&[heading]), [None]);
}

#[rstest]
#[case(Language::En)]
#[case(Language::De)]
fn exported_headings_are_known_again(#[case] language: Language) {
    let headings = Field::ALL.map(|field| field.heading(language));
    assert_eq!(fields(&headings), Field::ALL.map(Some));
}

#[test]
fn each_field_is_used_once_by_its_best_heading() {
    assert_eq!(
        fields(&["Lizenz", "License key", "Company"]),
        [None, Some(Field::Key), Some(Field::Customer)]
    );
}

#[test]
fn a_title_above_the_headings_is_passed_over() {
    let title = [Cell::text("License report of 3 May")];
    let empty: [Cell; 0] = [];
    let heads = [Cell::text("Serial"), Cell::text("Produkt"), Cell::text("Kunde")];
    let row = [Cell::text("A-1"), Cell::text("AV"), Cell::text("TTT-Point AG")];
    assert_eq!(find_header(&[&title, &empty, &heads, &row]), Some(2));
    assert_eq!(find_header(&[&empty, &row]), Some(1));
    assert_eq!(find_header(&[&empty]), None);
}
