//! Notes and order numbers as partners write them.

use super::names::domain;
use super::words::{CITIES, SURNAMES};
use chrono::{Datelike, NaiveDate};
use rand::RngExt;
use rand::rngs::Xoshiro256PlusPlus;

/// One of the words.
pub(super) fn pick<'a, T>(rng: &mut Xoshiro256PlusPlus, words: &'a [T]) -> &'a T {
    &words[rng.random_range(0..words.len())]
}

/// A note on a license in use.
pub(super) fn on_license(rng: &mut Xoshiro256PlusPlus, customer: &str, today: NaiveDate) -> String {
    let number: u32 = rng.random_range(1_000..99_999);
    let year = today.year();
    let surname = pick(rng, &SURNAMES);
    match rng.random_range(0..14) {
        0 => format!("PO 45{number:08}"),
        1 => format!("Bestellung {year}-{number} vom Einkauf, Ansprechpartner {surname}"),
        2 => format!("Angebot A-{year}-{number} liegt vor"),
        3 => format!("Invoice to head office, attn. {surname}"),
        4 => format!("it@{}", domain(customer)),
        5 => "Verlängerung telefonisch zugesagt".to_owned(),
        6 => format!("Standort {}, Zugang nur mit Termin", pick(rng, &CITIES)),
        7 => format!("Contract {number}, notice period 3 months"),
        8 => "Servertausch geplant, danach 2 Plätze weniger".to_owned(),
        9 => format!("Ticket #{number}: scan exclusions for the ERP server"),
        10 => "Do not renew without written order".to_owned(),
        11 => format!("Rechnungsanschrift: {}, z. Hd. {surname}", pick(rng, &CITIES)),
        12 => "Education discount, evidence on file".to_owned(),
        _ => format!("Rückruf an {surname} wegen Aufstockung\nKostenstelle {number}"),
    }
}

/// A note that reserves a coupon.
pub(super) fn on_coupon(rng: &mut Xoshiro256PlusPlus) -> String {
    let surname = pick(rng, &SURNAMES);
    match rng.random_range(0..4) {
        0 => format!("Reserviert für {surname}"),
        1 => format!("Reserved for {surname}, renewal in spring"),
        2 => format!("Für Projekt {} zurückgelegt", pick(rng, &CITIES)),
        _ => format!("Replacement key, see ticket #{}", rng.random_range(1_000..99_999)),
    }
}

/// An order number of the partner.
pub(super) fn order_no(rng: &mut Xoshiro256PlusPlus, purchased: NaiveDate) -> String {
    format!("AB-{}-{:05}", purchased.year(), rng.random_range(1..99_999))
}
