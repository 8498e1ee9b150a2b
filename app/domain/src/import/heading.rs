//! Which column is which, by its heading, in English and German.

use super::{Cell, Field, Mapping, match_key};
use crate::text::fold;

/// The headings are looked for among this many first lines: a title may stand above them.
pub const HEADER_SEARCH: usize = 10;

/// A heading that equals a usual word.
const EXACT: u32 = 1000;
/// A heading that contains one; a longer word decides.
const CONTAINS: u32 = 100;

/// The usual words for a column, the best first. They are compared by [`match_key`], so
/// case, accents, spaces, `_` and `-` do not matter.
const fn words(field: Field) -> &'static [&'static str] {
    match field {
        Field::Key => &[
            "license key",
            "licence key",
            "key",
            "lizenzschlüssel",
            "schlüssel",
            "lizenzkey",
            "serial number",
            "serial",
            "serial no",
            "seriennummer",
            "seriennr",
            "activation code",
            "aktivierungscode",
            "aktivierungsschlüssel",
            "activation key",
            "product key",
            "produktschlüssel",
            "lizenznummer",
            "license number",
            "license id",
            "license code",
            "lizenzcode",
            "voucher",
            "coupon",
            "gutscheincode",
            "license",
            "licence",
            "lizenz",
        ],
        Field::Name => &[
            "name",
            "license name",
            "licence name",
            "lizenzname",
            "bezeichnung",
            "display name",
            "anzeigename",
            "description",
            "beschreibung",
            "title",
            "titel",
        ],
        Field::Vendor => {
            &["vendor", "hersteller", "manufacturer", "publisher", "anbieter", "brand", "marke"]
        }
        Field::Product => &[
            "product",
            "produkt",
            "product name",
            "produktname",
            "artikel",
            "article",
            "software",
            "product type",
            "produktbezeichnung",
            "artikelbezeichnung",
            "item",
            "license type",
            "lizenztyp",
            "product code",
            "produktcode",
        ],
        Field::Edition => &[
            "edition",
            "variant",
            "variante",
            "version",
            "plan",
            "paket",
            "package",
            "protection model",
        ],
        Field::Partner => &[
            "partner",
            "reseller",
            "fachhändler",
            "händler",
            "wiederverkäufer",
            "dealer",
            "systemhaus",
        ],
        Field::Customer => &[
            "customer",
            "kunde",
            "end customer",
            "endkunde",
            "company",
            "firma",
            "customer name",
            "kundenname",
            "end user",
            "endnutzer",
            "endbenutzer",
            "client",
            "organization",
            "organisation",
            "company name",
            "firmenname",
            "unternehmen",
            "account",
            "tenant",
            "mandant",
            "lizenznehmer",
            "licensee",
        ],
        Field::Kind => &[
            "kind",
            "art",
            "license kind",
            "lizenzart",
            "type",
            "typ",
            "billing",
            "abrechnung",
            "abrechnungsart",
        ],
        Field::Seats => &[
            "seats",
            "plätze",
            "devices",
            "geräte",
            "activations",
            "aktivierungen",
            "anzahl",
            "quantity",
            "menge",
            "qty",
            "number of seats",
            "number of devices",
            "number of licenses",
            "licenses",
            "licences",
            "lizenzen",
            "users",
            "benutzer",
            "arbeitsplätze",
            "clients",
            "endpoints",
            "anzahl plätze",
            "anzahl lizenzen",
            "anzahl geräte",
            "lizenzanzahl",
            "seats total",
            "total seats",
            "stückzahl",
            "devices per license",
            "max devices",
        ],
        Field::Used => &[
            "used seats",
            "used",
            "seats used",
            "belegte plätze",
            "belegt",
            "in use",
            "genutzt",
            "verwendet",
            "used licenses",
            "used activations",
            "activations used",
            "active devices",
            "aktive geräte",
            "installed",
            "installiert",
            "benutzte plätze",
            "genutzte plätze",
            "in benutzung",
            "devices used",
            "used devices",
            "verbraucht",
        ],
        Field::Purchased => &[
            "purchased",
            "purchase date",
            "kaufdatum",
            "order date",
            "bestelldatum",
            "gekauft",
            "gekauft am",
            "purchased on",
            "date of purchase",
            "bought",
            "ordered",
            "bestellt",
            "bestellt am",
            "auftragsdatum",
            "rechnungsdatum",
            "invoice date",
            "created",
            "erstellt",
            "date of order",
        ],
        Field::Activated => &[
            "activated",
            "aktiviert",
            "activation date",
            "aktivierungsdatum",
            "aktiviert am",
            "activated on",
            "start date",
            "startdatum",
            "start",
            "beginn",
            "valid from",
            "gültig ab",
            "gültig von",
            "first use",
            "begin",
            "laufzeitbeginn",
            "lizenzbeginn",
        ],
        Field::Expires => &[
            "expires",
            "ablaufdatum",
            "ablauf",
            "expiry",
            "expiry date",
            "expiration",
            "expiration date",
            "expire date",
            "expires on",
            "expires at",
            "valid until",
            "gültig bis",
            "valid to",
            "valid through",
            "end date",
            "enddatum",
            "ende",
            "end",
            "läuft ab",
            "läuft ab am",
            "laufzeitende",
            "lizenzende",
            "gültigkeit",
            "due date",
            "renewal date",
            "ablauf am",
        ],
        Field::Term => &[
            "term in years",
            "laufzeit in jahren",
            "term",
            "laufzeit",
            "years",
            "jahre",
            "term years",
            "laufzeit jahre",
            "duration",
            "period",
            "dauer",
            "duration years",
            "vertragslaufzeit",
        ],
        Field::Order => &[
            "order number",
            "bestellnummer",
            "order id",
            "order no",
            "order",
            "order ref",
            "order reference",
            "auftragsnummer",
            "auftrag",
            "bestellung",
            "bestell nr",
            "auftrags nr",
            "purchase order",
            "po number",
            "invoice number",
            "rechnungsnummer",
            "bestell id",
            "vorgangsnummer",
            "transaction id",
        ],
        Field::Note => &[
            "note",
            "notiz",
            "notes",
            "notizen",
            "bemerkung",
            "bemerkungen",
            "comment",
            "comments",
            "kommentar",
            "kommentare",
            "anmerkung",
            "anmerkungen",
            "remark",
            "remarks",
            "memo",
            "hinweis",
            "info",
        ],
    }
}

/// Words that make a heading another thing than the customer's name.
const NOT_A_NAME: [&str; 14] = [
    "number", "nummer", "nr", "no", "id", "mail", "phone", "telefon", "address", "adresse",
    "street", "city", "country", "contact",
];
/// The same, wherever they stand: "Ansprechpartner" is a person.
const A_PERSON: [&str; 5] = ["ansprech", "kontakt", "contact", "betreuer", "manager"];
/// Words of a time that is counted, in days say or down to an end: neither a day nor years.
const COUNTED: [&str; 13] = [
    "remaining",
    "verbleib",
    "restlaufzeit",
    "restliche",
    "resttage",
    "left",
    "days",
    "tage",
    "weeks",
    "wochen",
    "months",
    "monate",
    "countdown",
];
/// Words at the end of "created by": who did it, not when or what.
const WHO: [&str; 3] = ["by", "von", "durch"];

/// Whether a heading that contains a field's word means something else.
fn means_another(field: Field, heading: &str, compact: &str, word: &str) -> bool {
    let has = |words: &[&str]| words.iter().any(|other| compact.contains(other));
    match field {
        Field::Customer | Field::Partner | Field::Vendor | Field::Name if has(&A_PERSON) => {
            return true;
        }
        Field::Purchased | Field::Activated | Field::Expires | Field::Term if has(&COUNTED) => {
            return true;
        }
        _ => {}
    }
    // "Gültig von" is a day itself.
    let ends = |text: &str| WHO.iter().any(|who| text.ends_with(who));
    if ends(word) {
        return false;
    }
    let heading = fold(heading);
    let mut words = heading.split(|c: char| !c.is_alphanumeric());
    ends(compact) || field.is_date() && words.any(|word| WHO.contains(&word))
}

/// How well a heading names a column; 0 is not at all.
fn score(field: Field, heading: &str) -> u32 {
    let compact = match_key(heading);
    if compact.is_empty() {
        return 0;
    }
    let mut best = 0;
    for (rank, word) in words(field).iter().enumerate() {
        let word = match_key(word);
        let rank = rank as u32;
        if compact == word {
            best = best.max(EXACT - rank);
        } else if word.len() >= 4
            && compact.contains(&word)
            && !means_another(field, heading, &compact, &word)
        {
            let spare = (compact.len() - word.len()) as u32;
            best = best.max((CONTAINS + 10 * word.len() as u32).saturating_sub(spare));
        }
    }
    let named = matches!(field, Field::Customer | Field::Partner | Field::Vendor | Field::Name);
    if named && best < EXACT / 2 && NOT_A_NAME.iter().any(|word| compact.ends_with(word)) {
        return 0;
    }
    best
}

/// Finds each column's field: the best match first, each field once.
#[must_use]
pub fn recognize(headings: &[String]) -> Mapping {
    let mut matches: Vec<(u32, usize, Field)> = Vec::new();
    for (at, heading) in headings.iter().enumerate() {
        for field in Field::ALL {
            let score = score(field, heading);
            if score > 0 {
                matches.push((score, at, field));
            }
        }
    }
    matches.sort_by_key(|&(score, at, field)| (std::cmp::Reverse(score), at, field));
    let mut mapping = Mapping::nothing(headings.len());
    for (_, at, field) in matches {
        if mapping.field(at).is_none() && mapping.column(field).is_none() {
            mapping.set(at, Some(field));
        }
    }
    mapping
}

/// Index of the line that holds the headings: the one among the first [`HEADER_SEARCH`] in
/// which most columns are recognized; when none is recognized at all, the first that is not
/// empty. None for a file without content.
#[must_use]
pub fn find_header(lines: &[&[Cell]]) -> Option<usize> {
    let mut best: Option<(usize, usize)> = None;
    for (at, cells) in lines.iter().take(HEADER_SEARCH).enumerate() {
        if cells.iter().all(Cell::is_empty) {
            continue;
        }
        let found = recognize(&cells.iter().map(Cell::to_text).collect::<Vec<_>>()).count();
        if best.is_none_or(|(most, _)| found > most) {
            best = Some((found, at));
        }
    }
    best.map(|(_, at)| at)
}

#[cfg(test)]
mod tests {
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
}
