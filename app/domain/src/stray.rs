//! Keys that were bought elsewhere: whoever sold them enters them, and the partner that holds one
//! claims it (DOMAIN.md 1.4.7).

use crate::catalog::Catalog;
use crate::dates::{add_months, anchor_of};
use crate::field::FieldError;
use crate::ids::StrayKeyId;
use crate::import::{MAX_KEY, MAX_SEATS, MIN_YEAR, clean_line};
use crate::license::{LicenseKind, LicenseRow};
use crate::text::fold;
use chrono::{DateTime, Datelike, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use std::collections::HashSet;

/// Most keys that are entered at once.
pub const MAX_LINES: usize = 500;
/// Most years of a key.
const MAX_YEARS: i16 = 10;

/// A key that can be entered.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct StrayKey {
    /// The key as it was typed, in one line.
    pub key: String,
    /// Its edition in the catalog.
    pub edition: i32,
    /// Its seats, from 1.
    pub seats: i32,
    /// Its term.
    pub years: i16,
    /// Day of purchase.
    pub purchased: NaiveDate,
    /// The last day on which it can be put to use, inclusive; none never lapses.
    pub lapses: Option<NaiveDate>,
}

/// A key that was entered, as whoever entered it sees it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct StrayKeyView {
    /// Identifies it.
    pub id: StrayKeyId,
    /// The key.
    pub key: String,
    /// Its edition's name.
    pub edition: String,
    /// Its seats.
    pub seats: i32,
    /// Its term.
    pub years: i16,
    /// The last day on which it can be put to use, inclusive.
    #[serde(with = "crate::wire::optional_day")]
    pub lapses: Option<NaiveDate>,
    /// When it was claimed, if it was.
    pub claimed: Option<DateTime<Utc>>,
}

/// The answer to a claim.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Claimed {
    /// The license of this key.
    pub row: LicenseRow,
    /// Whether it was claimed now; otherwise the partner had it already.
    pub new: bool,
}

/// Reads lines of `key; edition; seats; years`, and if it is not today the day of purchase
/// (`2026-01-31`) behind them. Empty lines are passed over. What stands in a line is either all
/// right, or told with the line's number as `line-<number>`.
///
/// # Errors
/// What is wrong in each line.
pub fn parse(
    text: &str,
    catalog: &Catalog,
    today: NaiveDate,
) -> Result<Vec<StrayKey>, Vec<FieldError>> {
    let (mut keys, mut errors, mut seen) = (Vec::new(), Vec::new(), HashSet::new());
    let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    for (at, line) in lines {
        let told =
            |code: &str| FieldError::new(&format!("line-{}", at + 1), code).with("line", at + 1);
        match parse_line(line, catalog, today) {
            Ok(key) if !seen.insert(fold(&key.key)) => errors.push(told("stray-twice")),
            Ok(key) => keys.push(key),
            Err(code) => errors.push(told(code)),
        }
        if keys.len() > MAX_LINES {
            let many = FieldError::new("lines", "stray-too-many").with("limit", MAX_LINES);
            return Err(vec![many]);
        }
    }
    match (errors.is_empty(), keys.is_empty()) {
        (false, _) => Err(errors),
        (true, true) => Err(vec![FieldError::new("lines", "stray-none")]),
        (true, false) => Ok(keys),
    }
}

fn parse_line(line: &str, catalog: &Catalog, today: NaiveDate) -> Result<StrayKey, &'static str> {
    let cells: Vec<&str> = line.split([';', '\t']).map(str::trim).collect();
    let (key, edition, seats, years, bought) = match cells.as_slice() {
        [key, edition, seats, years] => (key, edition, seats, years, None),
        [key, edition, seats, years, bought] => (key, edition, seats, years, Some(bought)),
        _ => return Err("stray-cells"),
    };
    let key = clean_line(key);
    if key.is_empty() || key.chars().count() > MAX_KEY {
        return Err("stray-key");
    }
    let mut named =
        catalog.products.iter().filter_map(|it| Some((it, catalog.find_edition(it.id, edition)?)));
    let (product, edition) = named.next().ok_or("stray-edition-unknown")?;
    if named.next().is_some() {
        return Err("stray-edition-ambiguous");
    }
    if !product.kinds.contains(&LicenseKind::Term) {
        return Err("stray-edition-term");
    }
    let seats: i32 = seats.parse().map_err(|_| "stray-seats")?;
    if !(1..=MAX_SEATS).contains(&i64::from(seats)) {
        return Err("stray-seats");
    }
    let years: i16 = years.parse().map_err(|_| "stray-years")?;
    if !(1..=MAX_YEARS).contains(&years) {
        return Err("stray-years");
    }
    let purchased = match bought.filter(|text| !text.is_empty()) {
        Some(text) => text.parse::<NaiveDate>().map_err(|_| "stray-date")?,
        None => today,
    };
    let lapses = match product.key_lapse_months {
        Some(months) => {
            let months = i32::from(months);
            Some(add_months(purchased, anchor_of(purchased), months).ok_or("stray-date")?)
        }
        None => None,
    };
    if purchased > today || purchased.year() < MIN_YEAR || lapses.is_some_and(|end| end < today) {
        return Err("stray-date");
    }
    Ok(StrayKey { key, edition: edition.id, seats, years, purchased, lapses })
}
