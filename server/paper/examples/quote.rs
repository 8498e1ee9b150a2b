//! Writes a sample quote, to look at: `quote PATH [en|de] [ROWS]`.

use std::error::Error;

use paper::{Align, Column, Document, Fact, Row, Table, Total};

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let path = arguments.next().ok_or("where to?")?;
    let german = arguments.next().is_some_and(|language| language == "de");
    let rows = arguments.next().map_or(Ok(5), |rows| rows.parse())?;
    let document = if german { german_quote(rows) } else { english_quote(rows) };
    std::fs::write(path, paper::render(&document)?)?;
    Ok(())
}

fn texts(texts: &[&str]) -> Vec<String> {
    texts.iter().map(ToString::to_string).collect()
}

fn facts(facts: &[(&str, &str)]) -> Vec<Fact> {
    let fact =
        |(label, value): &(&str, &str)| Fact { label: (*label).into(), value: (*value).into() };
    facts.iter().map(fact).collect()
}

fn columns(titles: [&str; 5]) -> Vec<Column> {
    let shares = [5, 44, 11, 18, 20];
    let column = |(at, (title, share)): (usize, (&str, u16))| Column {
        title: title.into(),
        align: if at < 2 { Align::Start } else { Align::End },
        share,
    };
    titles.into_iter().zip(shares).enumerate().map(column).collect()
}

fn total(label: &str, amount: &str, strong: bool) -> Total {
    Total { label: label.into(), amount: amount.into(), strong }
}

/// What is quoted: name, note, seats, cents a seat.
type Item = (&'static str, Option<&'static str>, u32, u32);

fn table(titles: [&str; 5], items: &[Item], rows: usize, money: fn(u32) -> String) -> (Table, u32) {
    let mut sum = 0;
    let rows = (0..rows).zip(items.iter().cycle()).map(|(at, (name, note, seats, price))| {
        sum += seats * price;
        let cells = [
            format!("{}", at + 1),
            (*name).to_owned(),
            seats.to_string(),
            money(*price),
            money(seats * price),
        ];
        Row { cells: cells.into(), note: note.map(str::to_owned) }
    });
    let rows = rows.collect();
    (Table { columns: columns(titles), rows }, sum)
}

fn grouped(cents: u32, group: char, point: char) -> String {
    let whole = (cents / 100).to_string();
    let mut out = String::new();
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at).is_multiple_of(3) {
            out.push(group);
        }
        out.push(digit);
    }
    format!("{out}{point}{:02}", cents % 100)
}

fn english_quote(rows: usize) -> Document {
    let items: [Item; 5] = [
        (
            "Northwind Design Suite, Business",
            Some("Annual subscription, 1 Sep 2025 – 31 Aug 2026"),
            120,
            28_900,
        ),
        ("Northwind Render Add-on", None, 40, 9_450),
        (
            "Contoso Endpoint Protection",
            Some("Renewal of CON-88213, co-termed with your main contract; 24 days are pro-rated"),
            350,
            3_120,
        ),
        ("Fabrikam Mail Archive, 50 GB a mailbox", None, 350, 1_175),
        ("Onboarding and migration workshop", Some("Remote, one day"), 1, 145_000),
    ];
    let money = |cents| format!("€{}", grouped(cents, ',', '.'));
    let titles = ["No.", "Product", "Seats", "Price per seat", "Amount"];
    let (table, sum) = table(titles, &items, rows, money);
    Document {
        language: "en".into(),
        title: "Quote Q-2025-0142".into(),
        facts: facts(&[
            ("Quote", "Q-2025-0142"),
            ("Date", "14 August 2025"),
            ("Valid until", "13 September 2025"),
            ("Customer no.", "20417"),
            ("Your contact", "Mira Okafor, mira.okafor@harbour.example"),
        ]),
        sender: texts(&[
            "Harbour Licensing Ltd.",
            "18 Quayside Road",
            "Dublin D02 XY45, Ireland",
            "+353 1 555 0142",
            "harbour.example",
        ]),
        recipient: texts(&[
            "Alder & Finch Architects",
            "Ms. Zoë Brûlé-Nowak",
            "Unit 4, The Old Foundry",
            "Cork T12 AB34",
            "Ireland",
        ]),
        intro: texts(&[
            "Dear Ms. Brûlé-Nowak,",
            "Thank you for your inquiry. We are pleased to offer you the licenses below. Prices are net and apply to the quantities shown; seats that you add during the term are charged for the remaining months only.",
        ]),
        table,
        totals: vec![
            total("Subtotal", &money(sum), false),
            total("VAT 23%", &money(sum * 23 / 100), false),
            total("Total", &money(sum + sum * 23 / 100), true),
        ],
        closing: texts(&[
            "To accept, reply to this quote or confirm it in the partner portal. Licenses are delivered within one working day, and invoiced on delivery, payable within 30 days.",
            "Kind regards,",
            "Mira Okafor",
        ]),
        footer: texts(&[
            "Harbour Licensing Ltd. · Registered in Ireland 555142 · VAT IE5551420H · Directors: A. Byrne, M. Okafor",
            "Bank of Examples · IBAN IE00 EXMP 0000 0000 0000 00 · BIC EXMPIE2D",
        ]),
        page_label: "Page {page} of {pages}".into(),
        created: None,
    }
}

fn german_quote(rows: usize) -> Document {
    let items: [Item; 5] = [
        (
            "Northwind Design Suite, Business",
            Some("Jahresabonnement, 01.09.2025 – 31.08.2026"),
            120,
            28_900,
        ),
        ("Northwind Render-Erweiterung", None, 40, 9_450),
        (
            "Contoso Endgeräteschutz",
            Some(
                "Verlängerung von CON-88213, angeglichen an die Laufzeit Ihres Hauptvertrags; 24 Tage werden anteilig berechnet",
            ),
            350,
            3_120,
        ),
        ("Fabrikam E-Mail-Archiv, 50 GB je Postfach", None, 350, 1_175),
        ("Einrichtungs- und Umstellungsworkshop", Some("Aus der Ferne, ein Tag"), 1, 145_000),
    ];
    let money = |cents| format!("{}\u{a0}€", grouped(cents, '.', ','));
    let titles = ["Pos.", "Produkt", "Lizenzen", "Einzelpreis", "Betrag"];
    let (table, sum) = table(titles, &items, rows, money);
    Document {
        language: "de".into(),
        title: "Angebot A-2025-0142".into(),
        facts: facts(&[
            ("Angebot", "A-2025-0142"),
            ("Datum", "14. August 2025"),
            ("Gültig bis", "13. September 2025"),
            ("Kundennummer", "20417"),
            ("Bearbeitet von", "Jörg Öztürk, joerg.oeztuerk@hafenlizenz.example"),
        ]),
        sender: texts(&[
            "Hafenlizenz GmbH",
            "Überseeallee 18",
            "20457 Hamburg",
            "+49 40 5550142",
            "hafenlizenz.example",
        ]),
        recipient: texts(&[
            "Großhandelsgesellschaft für Büroeinrichtungen Weiß & Söhne mbH & Co. KG",
            "Frau Dr. Änne Müßig",
            "Straße des 17. Juni 135",
            "10623 Berlin",
        ]),
        intro: texts(&[
            "Sehr geehrte Frau Dr. Müßig,",
            "vielen Dank für Ihre Anfrage. Gern bieten wir Ihnen die folgenden Lizenzen an. Alle Preise sind Nettopreise und gelten für die genannten Mengen; Lizenzen, die während der Laufzeit hinzukommen, werden nur für die verbleibenden Monate berechnet.",
        ]),
        table,
        totals: vec![
            total("Zwischensumme", &money(sum), false),
            total("Umsatzsteuer 19 %", &money(sum * 19 / 100), false),
            total("Gesamtbetrag", &money(sum + sum * 19 / 100), true),
        ],
        closing: texts(&[
            "Sie können das Angebot im Partnerportal annehmen oder einfach auf diese Nachricht antworten. Die Lizenzen werden innerhalb eines Werktags bereitgestellt und mit der Lieferung berechnet, zahlbar innerhalb von 30 Tagen ohne Abzug.",
            "Mit freundlichen Grüßen",
            "Jörg Öztürk",
        ]),
        footer: texts(&[
            "Hafenlizenz GmbH · Amtsgericht Hamburg HRB 555142 · USt-IdNr. DE555014200 · Geschäftsführung: A.\u{a0}Brandt",
            "Beispielbank Hamburg · IBAN DE00 0000 0000 0000 0000 00 · BIC EXMPDEHH",
        ]),
        page_label: "Seite {page} von {pages}".into(),
        created: None,
    }
}
