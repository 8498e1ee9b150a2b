//! Dates and numbers as each language writes them.
//!
//! Our own functions, not the browser's `Intl`: the server and the browser must print the
//! same text, or hydration would find another page than was sent.

use super::Messages;
use chrono::{DateTime, Datelike, NaiveDate, Timelike, Utc};
use domain::money::{Currency, Money};
use domain::people::Language;
use domain::price::Percent;

const MONTHS_EN: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const MONTHS_DE: [&str; 12] = [
    "Jan.", "Feb.", "März", "Apr.", "Mai", "Juni", "Juli", "Aug.", "Sept.", "Okt.", "Nov.", "Dez.",
];

impl Messages {
    /// A day: `22 Nov 2026`, `22.11.2026`.
    #[must_use]
    pub fn date(self, day: NaiveDate) -> String {
        date(self.language, day)
    }

    /// A month: `Nov 2026`, `Nov. 2026`.
    #[must_use]
    pub fn month(self, year: i32, month: u32) -> String {
        format!("{} {year}", month_name(self.language, month))
    }

    /// A moment in UTC, to the minute: `22 Nov 2026, 14:05`, `22.11.2026, 14:05`.
    #[must_use]
    pub fn datetime(self, moment: DateTime<Utc>) -> String {
        let day = date(self.language, moment.date_naive());
        format!("{day}, {:02}:{:02}", moment.hour(), moment.minute())
    }

    /// A whole number: `12,000`, `12.000`.
    #[must_use]
    pub fn number(self, number: i64) -> String {
        grouped(self.language, number)
    }

    /// An amount: `€1,234.50`, `$1,234.50`, `1.234,50 €`.
    #[must_use]
    pub fn money(self, amount: Money) -> String {
        let cents = amount.minor;
        let sign = if cents < 0 { "-" } else { "" };
        let (whole, rest) = (cents.unsigned_abs() / 100, cents.unsigned_abs() % 100);
        let whole = grouped(self.language, i64::try_from(whole).unwrap_or(i64::MAX));
        let currency = match amount.currency {
            Currency::Eur => "€",
            Currency::Usd => "$",
        };
        match self.language {
            Language::En => format!("{sign}{currency}{whole}.{rest:02}"),
            Language::De => format!("{sign}{whole},{rest:02}\u{a0}{currency}"),
        }
    }

    /// A share: `12.5 %`, `12,5 %`.
    #[must_use]
    pub fn percent(self, share: Percent) -> String {
        let shown = share.shown();
        match self.language {
            Language::En => format!("{shown}%"),
            Language::De => format!("{}\u{a0}%", shown.replace('.', ",")),
        }
    }

    /// A number of hundredths from 0: `45.71`, `45,71`; whole ones without them.
    #[must_use]
    pub fn hundredths(self, hundredths: i64) -> String {
        let (whole, rest) = (self.number(hundredths / 100), hundredths % 100);
        match (rest, self.language) {
            (0, _) => whole,
            (rest, Language::En) => format!("{whole}.{rest:02}"),
            (rest, Language::De) => format!("{whole},{rest:02}"),
        }
    }

    /// The size of a file: `850 bytes`, `12.3 kB`, `1.2 MB`.
    #[must_use]
    pub fn file_size(self, bytes: u64) -> String {
        let (unit, name) = match (bytes, self.language) {
            (..1_000, Language::En) => (1, "bytes"),
            (..1_000, Language::De) => (1, "Bytes"),
            (1_000..1_000_000, _) => (1_000, "kB"),
            _ => (1_000_000, "MB"),
        };
        // Rounded to tenths.
        let tenths = i64::try_from((bytes * 10 + unit / 2) / unit).unwrap_or(i64::MAX);
        let whole = grouped(self.language, tenths / 10);
        match (tenths % 10, self.language) {
            (0, _) => format!("{whole}\u{a0}{name}"),
            (rest, Language::En) => format!("{whole}.{rest}\u{a0}{name}"),
            (rest, Language::De) => format!("{whole},{rest}\u{a0}{name}"),
        }
    }

    /// How far away an end is, in days from today; negative when it has passed.
    #[must_use]
    pub fn days_left(self, days: i64) -> String {
        if days < 0 { self.term_days_over(-days) } else { self.term_days_left(days) }
    }
}

fn date(language: Language, day: NaiveDate) -> String {
    match language {
        Language::En => {
            format!("{} {} {}", day.day(), month_name(language, day.month()), day.year())
        }
        Language::De => format!("{:02}.{:02}.{}", day.day(), day.month(), day.year()),
    }
}

fn month_name(language: Language, month: u32) -> &'static str {
    let names = match language {
        Language::En => &MONTHS_EN,
        Language::De => &MONTHS_DE,
    };
    usize::try_from(month).ok().and_then(|m| names.get(m.checked_sub(1)?)).copied().unwrap_or("")
}

/// A whole number with a separator between thousands.
pub(super) fn grouped(language: Language, number: i64) -> String {
    let digits = number.unsigned_abs().to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3 + 1);
    if number < 0 {
        text.push('-');
    }
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(match language {
                Language::En => ',',
                Language::De => '.',
            });
        }
        text.push(digit);
    }
    text
}
