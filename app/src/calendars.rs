//! Calendars in words: what ends, as other programs read it.

use crate::i18n::Messages;
use chrono::{DateTime, Utc};
use domain::license::LicenseRow;
use domain::people::Language;
use domain::reminder::{Entry, Topic, calendar, subject};

/// The calendar of what ends, with links from the portal's address on.
#[must_use]
pub fn text(
    (language, organization): (Language, &str),
    ends: &[LicenseRow],
    at: DateTime<Utc>,
    base_url: &str,
) -> String {
    let t = Messages::of(language);
    let today = at.date_naive();
    let entries: Vec<Entry> = ends
        .iter()
        .filter_map(|row| {
            let it = subject(row, today)?;
            let customer = row.customer.as_ref().map(|customer| customer.name.as_str());
            let summary = match (it.topic, customer) {
                (Topic::License, None) => t.calendar_license(&row.name),
                (Topic::License, Some(of)) => t.calendar_of(&row.name, of),
                (Topic::Trial, None) => t.calendar_trial(&row.name),
                (Topic::Trial, Some(of)) => t.calendar_trial_of(&row.name, of),
                (Topic::Coupon, _) => t.calendar_coupon(&row.name),
            };
            let seats = row.seats.map(|seats| t.calendar_seats(seats.unsigned_abs()));
            let lines = [Some(row.product.name.clone()), Some(row.edition.name.clone()), seats];
            let mut lines: Vec<String> = lines.into_iter().flatten().collect();
            lines.dedup();
            Some(Entry {
                // A renewal moves the entry rather than adding one.
                uid: format!("{}@seatkeeper", row.id),
                day: it.ends,
                summary,
                description: lines.join("\n"),
                url: format!("{base_url}/licenses/{}", row.id),
            })
        })
        .collect();
    calendar(&t.calendar_name(organization), &entries, at)
}
