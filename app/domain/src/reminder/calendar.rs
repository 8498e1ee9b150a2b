//! A calendar of renewals that other programs subscribe to: iCalendar (RFC 5545).

use crate::name::is_hidden;
use chrono::{DateTime, NaiveDate, Utc};
use std::fmt::Write as _;

/// Most octets of a line, without its end (RFC 5545, 3.1).
const MAX_OCTETS: usize = 75;

/// A day that something happens on.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Entry {
    /// What calendars know it by: the same in every feed, so that an entry moves when its day does,
    /// and no two entries' in one.
    pub uid: String,
    /// The day.
    pub day: NaiveDate,
    /// What happens, in one line.
    pub summary: String,
    /// More of it, of several lines; empty for nothing.
    pub description: String,
    /// Where it is seen; empty for nowhere.
    pub url: String,
}

/// The feed's text. `name` is what the calendar is called; `stamp` is when the feed was made.
///
/// Entries are whole days, in the order given, and do not make anybody look busy. What stands in
/// names cannot leave its line: line ends in it are written as `\n`, and what is no visible
/// character is a blank.
#[must_use]
pub fn calendar(name: &str, entries: &[Entry], stamp: DateTime<Utc>) -> String {
    let mut out = String::with_capacity(200 + entries.len() * 400);
    let stamp = stamp.format("%Y%m%dT%H%M%SZ").to_string();
    for line in [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Seatkeeper//Renewals//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
    ] {
        fold_into(&mut out, line);
    }
    // The second is from before RFC 7986 and what most programs read.
    text(&mut out, "NAME", name);
    text(&mut out, "X-WR-CALNAME", name);
    for entry in entries {
        fold_into(&mut out, "BEGIN:VEVENT");
        text(&mut out, "UID", &entry.uid);
        fold_into(&mut out, &format!("DTSTAMP:{stamp}"));
        // Without an end it lasts for that day.
        fold_into(&mut out, &format!("DTSTART;VALUE=DATE:{}", entry.day.format("%Y%m%d")));
        text(&mut out, "SUMMARY", &entry.summary);
        if !entry.description.is_empty() {
            text(&mut out, "DESCRIPTION", &entry.description);
        }
        if !entry.url.is_empty() {
            fold_into(&mut out, &format!("URL:{}", uri(&entry.url)));
        }
        fold_into(&mut out, "TRANSP:TRANSPARENT");
        fold_into(&mut out, "END:VEVENT");
    }
    fold_into(&mut out, "END:VCALENDAR");
    out
}

/// Writes a property whose value is TEXT (RFC 5545, 3.3.11).
fn text(out: &mut String, property: &str, value: &str) {
    let mut line = format!("{property}:");
    let mut chars = value.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\\' | ';' | ',' => line.extend(['\\', c]),
            '\r' if chars.peek() == Some(&'\n') => {}
            // All that some program takes for the end of a line.
            '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => {
                line.push_str("\\n");
            }
            c if is_hidden(c) => line.push(' '),
            c => line.push(c),
        }
    }
    fold_into(out, &line);
}

/// An address as a value of type URI, which knows no escapes of its own: what no address may hold
/// is written in percent.
fn uri(url: &str) -> String {
    url.bytes().fold(String::with_capacity(url.len()), |mut uri, byte| {
        if byte.is_ascii_graphic() {
            uri.push(char::from(byte));
        } else {
            // Writing to a string does not fail.
            let _ = write!(uri, "%{byte:02X}");
        }
        uri
    })
}

/// Writes a line of any length as lines of at most [`MAX_OCTETS`]: each further one begins with a
/// blank, and no character is cut in two.
fn fold_into(out: &mut String, line: &str) {
    let mut octets = 0;
    for c in line.chars() {
        if octets + c.len_utf8() > MAX_OCTETS {
            out.push_str("\r\n ");
            octets = 1;
        }
        out.push(c);
        octets += c.len_utf8();
    }
    out.push_str("\r\n");
}
