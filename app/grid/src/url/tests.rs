use super::problem::MAX_PROBLEMS;
use super::*;
use crate::column::Key;
use crate::level::{Bucket, Measure};
use crate::licenses::{CUSTOMER, EXPIRES, LICENSES, PRODUCT, SEATS, STATUS};
use crate::query::Span;
use crate::testing::{self, SPEC};
use chrono::NaiveDate;
use proptest::prelude::*;
use rstest::rstest;
use uuid::Uuid;

fn licenses(text: &str) -> (Query, Vec<(&'static str, String)>) {
    let (query, problems) = parse(&LICENSES, text, Audience::Provider);
    (query, problems.into_iter().map(|p| (p.kind.slug(), p.name)).collect())
}

#[test]
fn a_full_address_is_read_and_written_back() {
    let id = Uuid::from_u128(0x0199_0000_0000_7000_8000_0000_0000_0001);
    let text = format!(
        "group=product,-customer&sort=-expires,name&q=foo*+m%C3%BCller&product=3,7\
         &status=expired,expires-soon&expires=next-30&customer={id},none&seats=5..\
         &purchased=2026-01-01..2026-02-01&open=3!3~{id}!5~none"
    );
    let (query, problems) = licenses(&text);
    assert_eq!(problems, []);
    let customer = Level { direction: Direction::Down, ..Level::of(CUSTOMER, Bucket::Value) };
    assert_eq!(query.group, [Level::of(PRODUCT, Bucket::Value), customer]);
    assert_eq!(query.search, "foo* müller");
    assert_eq!(query.filter(PRODUCT), Some(&Filter::OneOf(vec![Key::Int(3), Key::Int(7)])));
    assert_eq!(query.filter(STATUS), Some(&Filter::OneOf(vec![Key::Int(0), Key::Int(1)])));
    assert_eq!(query.filter(EXPIRES), Some(&Filter::Span(Span::Next(30))));
    assert_eq!(query.filter(CUSTOMER), Some(&Filter::OneOf(vec![Key::Id(id), Key::None])));
    let open = [vec![Key::Int(3)], vec![Key::Int(3), Key::Id(id)], vec![Key::Int(5), Key::None]];
    assert_eq!(query.open, open);
    assert_eq!(format(&LICENSES, &query), text);
}

#[rstest]
#[case("past", Span::Past)]
#[case("next-7", Span::Next(7))]
#[case("last-7", Span::Last(7))]
#[case("this-quarter", Span::ThisQuarter)]
fn spans_are_written_by_their_names(#[case] name: &str, #[case] span: Span) {
    let text = format!("expires={name}");
    let (query, problems) = licenses(&text);
    assert_eq!(problems, []);
    assert_eq!(query.filter(EXPIRES), Some(&Filter::Span(span)));
    assert_eq!(format(&LICENSES, &query), text);
}

#[test]
fn months_and_slugs_stand_in_open_paths() {
    let (query, problems) = licenses("group=expires,status&open=2026-11~active");
    assert_eq!(problems, []);
    let month = NaiveDate::from_ymd_opt(2026, 11, 1).map_or(Key::None, Key::Day);
    assert_eq!(query.open, [vec![month, Key::Int(2)]]);
}

#[test]
fn levels_name_their_bucket_and_measure() {
    let text = "group=product,-customer:count,expires.year,expires,seats.value,-seats:used";
    let (query, problems) = licenses(text);
    assert_eq!(problems, []);
    let down = |level| Level { direction: Direction::Down, ..level };
    let by = |by, level| Level { by, ..level };
    let expected = [
        Level::of(PRODUCT, Bucket::Value),
        down(by(Measure::Count, Level::of(CUSTOMER, Bucket::Value))),
        Level::of(EXPIRES, Bucket::Year),
        Level::of(EXPIRES, Bucket::Month),
        Level::of(SEATS, Bucket::Value),
        down(by(Measure::Sum(1), Level::of(SEATS, Bucket::Band))),
    ];
    assert_eq!(query.group, expected);
    assert_eq!(format(&LICENSES, &query), text);
    let (same, _) = licenses("group=expires.month,seats.band:seats,status.value");
    assert_eq!(format(&LICENSES, &same), "group=expires,seats:seats,status");
}

#[test]
fn groups_of_buckets_stand_in_open_paths() {
    let text = "group=expires.year,expires.quarter,expires.week,expires.day,seats,seats.value\
                &open=2026!2026~2026-q1~2026-w05~2026-01-31~25~30!none";
    let (query, problems) = licenses(text);
    assert_eq!(problems, []);
    assert_eq!((query.open.len(), query.open[1].len()), (3, 6));
    assert_eq!(format(&LICENSES, &query), text);
}

#[rstest]
#[case("group=product,colour", "unknown-group", "colour")]
#[case("group=name", "unknown-group", "name")]
#[case("group=product,-product", "twice", "product")]
#[case("group=expires.decade", "unknown-group", "expires.decade")]
#[case("group=expires.value", "unknown-group", "expires.value")]
#[case("group=status.year", "unknown-group", "status.year")]
#[case("group=product:colour", "unknown-group", "product:colour")]
#[case("group=-product:value", "unknown-group", "product:value")]
#[case("group=product.:", "unknown-group", "product.:")]
#[case("group=expires,-expires.month:count", "twice", "expires.month:count")]
#[case("sort=colour", "unknown-sort", "colour")]
#[case("prodct=3", "unknown-filter", "prodct")]
#[case("q=a&q=b", "twice", "q")]
#[case("product=3,x", "bad-value", "x")]
#[case("status=fine", "bad-value", "fine")]
#[case("expires=2026-02-30", "bad-value", "2026-02-30")]
#[case("expires=20266-01-01..", "bad-value", "20266-01-01..")]
#[case("expires=..", "bad-value", "..")]
#[case("expires=next-99999", "bad-value", "next-99999")]
#[case("seats=next-3", "bad-value", "next-3")]
#[case("seats=this-quarter", "bad-value", "this-quarter")]
#[case("expires=last-quarter", "bad-value", "last-quarter")]
#[case("name=a&name=b", "twice", "name")]
#[case("open=3", "bad-path", "3")]
#[case("group=product&open=3~4", "bad-path", "3~4")]
#[case("group=expires&open=2026-13", "bad-path", "2026-13")]
#[case("group=expires.year&open=2026-11", "bad-path", "2026-11")]
#[case("group=seats&open=7", "bad-path", "7")]
fn what_does_not_fit_is_reported(#[case] text: &str, #[case] kind: &str, #[case] name: &str) {
    assert_eq!(licenses(text).1, [(kind, name.to_owned())]);
}

#[test]
fn what_fits_is_kept_beside_what_does_not() {
    let (query, _) = licenses("group=colour,product&product=x,3");
    assert_eq!(query.group, [Level::of(PRODUCT, Bucket::Value)]);
    assert_eq!(query.filter(PRODUCT), Some(&Filter::OneOf(vec![Key::Int(3)])));
}

#[rstest]
#[case("")]
#[case("?")]
#[case("&&=&q=&product=&group=,")]
#[case("tab=all&view=x&cols=name&density=compact&page=2")]
fn nothing_asked_is_the_default_query(#[case] text: &str) {
    assert_eq!(licenses(text), (Query::default(), Vec::new()));
}

#[test]
fn check_boxes_of_a_plain_form_make_one_set() {
    let (query, problems) = licenses("?status=expired&status=active&status=expired");
    assert_eq!(problems, []);
    assert_eq!(query.filters, [(STATUS, Filter::OneOf(vec![Key::Int(0), Key::Int(2)]))]);
}

#[rstest]
#[case("group=note")]
#[case("sort=-note")]
#[case("note=secret")]
#[case("order=4711")]
fn internal_columns_do_not_exist_for_customers(#[case] text: &str) {
    let (query, problems) = parse(&LICENSES, text, Audience::Customer);
    assert_eq!(query, Query::default());
    assert!(problems[0].kind.slug().starts_with("unknown-"), "{problems:?}");
}

#[test]
fn limits_cut_and_say_so() {
    let (query, problems) = licenses(&format!("q={}", "ä".repeat(MAX_SEARCH + 1)));
    assert_eq!(query.search.chars().count(), MAX_SEARCH);
    assert_eq!(problems, [("too-long", "q".to_owned())]);

    let all = "product,edition,customer,status,purchased,expires,vendor";
    let (query, problems) = licenses(&format!("group={all}"));
    assert_eq!(query.group.len(), MAX_LEVELS);
    assert_eq!(problems, [("too-many", "group".to_owned())]);

    let ids = |sep: &str| (0..600).map(|n| n.to_string()).collect::<Vec<_>>().join(sep);
    let (query, problems) = licenses(&format!("product={}", ids(",")));
    assert!(matches!(&query.filters[0].1, Filter::OneOf(keys) if keys.len() == MAX_VALUES));
    assert_eq!(problems, [("too-many", "product".to_owned())]);

    let (query, problems) = licenses(&format!("group=product&open={}", ids("!")));
    assert_eq!(query.open.len(), MAX_OPEN);
    assert_eq!(problems, [("too-many", "open".to_owned())]);

    let (_, problems) = licenses(&"x=1&".repeat(1000));
    assert_eq!(problems.len(), MAX_PROBLEMS);
}

#[test]
fn the_plain_grid_has_an_address_of_its_own() {
    assert_eq!(address("/licenses", "sort=name"), "/licenses?sort=name");
    let plain = address("/licenses", "");
    assert_eq!(plain, "/licenses?view=plain");
    let (_, query) = plain.split_once('?').unwrap_or_default();
    assert_eq!(licenses(query), (Query::default(), Vec::new()));
}

#[test]
fn looks_are_plain_words_and_numbers() {
    let (text, problems) = looks("q=a&width=name.240,note.48&pin=2&page=3&density=compact&per=");
    assert_eq!((text.as_str(), problems), ("width=name.240,note.48&pin=2&density=compact", vec![]));
    let (text, problems) = looks("per=25&density=%3Cb%3E");
    assert_eq!((text.as_str(), problems[0].name.as_str()), ("per=25", "<b>"));
    for name in LOOKS {
        assert!(PAGE_PARAMETERS.contains(&name));
    }
}

#[test]
fn no_name_hides_another() {
    for sum in LICENSES.sums {
        assert_ne!(sum.key, "count");
    }
    for (_, column) in LICENSES.ids() {
        assert!(!column.key.contains(['.', ':', ',']));
        assert!(!PAGE_PARAMETERS.contains(&column.key));
        assert!(![GROUP, SORT, SEARCH, OPEN].contains(&column.key));
    }
}

proptest! {
    #[test]
    fn every_query_survives_the_address(query in testing::query()) {
        let text = format(&SPEC, &query);
        let (back, problems) = parse(&SPEC, &text, Audience::Provider);
        prop_assert_eq!(problems, []);
        prop_assert_eq!(back, query, "{}", text);
    }

    #[test]
    fn an_address_encoded_once_more_by_somebody_reads_the_same(query in testing::query()) {
        let text = format(&SPEC, &query)
            .replace(',', "%2C").replace('~', "%7e").replace('!', "%21").replace('+', "%20");
        prop_assert_eq!(parse(&SPEC, &text, Audience::Provider).0, query);
    }

    #[test]
    fn no_input_panics_and_what_is_read_is_stable(
        text in prop_oneof![
            prop::collection::vec(any::<u8>(), 0..200)
                .prop_map(|bytes| String::from_utf8_lossy(&bytes).into_owned()),
            "((group|sort|open|q|title|owner|seats|ends|state)=[-a-z0-9.:,~!%\\\\=é]{0,12}&){0,5}",
        ],
    ) {
        let (query, _) = parse(&SPEC, &text, Audience::Provider);
        let (again, problems) = parse(&SPEC, &format(&SPEC, &query), Audience::Provider);
        prop_assert_eq!(problems, []);
        prop_assert_eq!(again, query);
    }
}
