use crate::sample::day;
use chrono::{DateTime, Utc};
use domain::name::is_hidden;
use domain::reminder::{Entry, calendar};
use proptest::prelude::*;
use rstest::rstest;

fn stamp() -> DateTime<Utc> {
    "2026-05-15T08:09:10Z".parse().unwrap()
}

fn entry() -> Entry {
    Entry {
        uid: "license-1@portal.example".to_owned(),
        day: day("2026-06-01"),
        summary: "Office; 10 seats, Müller & Söhne".to_owned(),
        description: "Key: A\\B\nRenew it.".to_owned(),
        url: "https://portal.example/licenses?q=a,b".to_owned(),
    }
}

#[test]
fn a_calendar_is_written_as_the_standard_has_it() {
    let expected = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Seatkeeper//Renewals//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        "NAME:Renewals",
        "X-WR-CALNAME:Renewals",
        "BEGIN:VEVENT",
        "UID:license-1@portal.example",
        "DTSTAMP:20260515T080910Z",
        "DTSTART;VALUE=DATE:20260601",
        r"SUMMARY:Office\; 10 seats\, Müller & Söhne",
        r"DESCRIPTION:Key: A\\B\nRenew it.",
        "URL:https://portal.example/licenses?q=a,b",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
        "END:VCALENDAR",
        "",
    ];
    assert_eq!(calendar("Renewals", &[entry()], stamp()), expected.join("\r\n"));
}

#[test]
fn what_is_empty_is_left_out() {
    let plain = Entry { description: String::new(), url: String::new(), ..entry() };
    let text = calendar("R", &[plain], stamp());
    assert!(!text.contains("DESCRIPTION") && !text.contains("URL"));
    assert!(!calendar("R", &[], stamp()).contains("VEVENT"));
}

#[rstest]
#[case("Evil\r\nEND:VCALENDAR")]
#[case("Evil\nBEGIN:VALARM")]
#[case("Evil\rATTENDEE:mailto:x@x.example")]
#[case("Evil\u{2028}X:1")]
#[case("Evil\u{85}X:1")]
#[case("Evil\u{b}X:1")]
#[case("Evil\0\u{202e}X:1")]
#[case("Evil\\\r\nX:1")]
fn no_name_leaves_its_line(#[case] evil: &str) {
    let entry = Entry {
        uid: evil.to_owned(),
        summary: evil.to_owned(),
        description: evil.to_owned(),
        url: format!("https://x.example/{evil}"),
        ..entry()
    };
    let found = lines(&calendar(evil, &[entry], stamp()));
    let names: Vec<_> = found.iter().map(|line| line.split([':', ';']).next().unwrap()).collect();
    let expected = lines(&calendar("R", &[self::entry()], stamp()));
    let expected: Vec<_> =
        expected.iter().map(|line| line.split([':', ';']).next().unwrap()).collect();
    assert_eq!(names, expected);
    assert!(!found.iter().any(|line| line.chars().any(is_hidden)));
}

#[test]
fn long_lines_are_folded_between_characters() {
    let long = Entry { summary: "ü".repeat(100), ..entry() };
    let text = calendar("R", &[long], stamp());
    // "SUMMARY:" and 33 of two octets are 74; the next would be 76.
    let folded = format!("SUMMARY:{}\r\n {}", "ü".repeat(33), "ü".repeat(37));
    assert!(text.contains(&folded), "{text}");
    let exact = Entry { summary: "x".repeat(67), ..entry() };
    assert!(calendar("R", &[exact], stamp()).contains(&format!("SUMMARY:{}\r\n", "x".repeat(67))));
}

/// The lines before they were folded (RFC 5545, 3.1).
fn lines(text: &str) -> Vec<String> {
    let text = text.replace("\r\n ", "");
    text.strip_suffix("\r\n").unwrap().split("\r\n").map(str::to_owned).collect()
}

/// The value of a property of type TEXT, read as the standard says.
fn value(lines: &[String], property: &str) -> String {
    let start = format!("{property}:");
    let escaped = lines.iter().find_map(|line| line.strip_prefix(&start)).unwrap();
    let (mut text, mut chars) = (String::new(), escaped.chars());
    while let Some(c) = chars.next() {
        match c {
            '\\' => match chars.next().unwrap() {
                'n' | 'N' => text.push('\n'),
                c => text.push(c),
            },
            ';' | ',' => panic!("not escaped"),
            c => text.push(c),
        }
    }
    text
}

/// What of a text arrives.
fn arriving(text: &str) -> String {
    let text = text
        .replace("\r\n", "\n")
        .replace(['\r', '\u{b}', '\u{c}', '\u{85}', '\u{2028}', '\u{2029}'], "\n");
    text.chars().map(|c| if c != '\n' && is_hidden(c) { ' ' } else { c }).collect()
}

proptest! {
    #[test]
    fn texts_arrive_and_lines_are_short(
        name in any::<String>(),
        summary in "(\\PC|[\r\n\\\\;,: ]){0,300}",
        description in "[a-zäß漢🙂\\\\;,\n\r]{1,400}",
        url in any::<String>(),
        count in 0_usize..4,
    ) {
        let (uid, day) = (summary.clone(), day("2026-06-01"));
        let entry = Entry { uid, day, summary, description, url };
        let text = calendar(&name, &vec![entry.clone(); count], stamp());
        prop_assert!(text.split("\r\n").all(|line| line.len() <= 75));
        prop_assert!(!text.replace("\r\n", "").contains(['\r', '\n']));
        let lines = lines(&text);
        prop_assert_eq!(value(&lines, "X-WR-CALNAME"), arriving(&name));
        prop_assert_eq!(lines.iter().filter(|line| *line == "BEGIN:VEVENT").count(), count);
        prop_assert_eq!(lines.iter().filter(|line| *line == "END:VEVENT").count(), count);
        if count > 0 {
            prop_assert_eq!(value(&lines, "UID"), arriving(&entry.uid));
            prop_assert_eq!(value(&lines, "SUMMARY"), arriving(&entry.summary));
            prop_assert_eq!(value(&lines, "DESCRIPTION"), arriving(&entry.description));
        }
    }
}
