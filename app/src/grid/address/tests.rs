use super::*;
use grid::level::Level;
use grid::licenses::{KEY, LICENSES, NAME, NOTE, PRODUCT};

const ALL: Audience = Audience::Provider;

#[test]
fn what_is_shown_counts_not_how_it_was_chosen() {
    let def = &crate::pages::licenses::definition::LICENSES;
    let address = |text| Address::parse(def, text, ALL).0;
    let one = address("group=product&status=active,expired&seats=5..&open=3!4&page=2");
    let same = address("seats=5..&status=expired,active&group=product&open=4!3");
    assert_eq!(one.essence(), same.essence());
    let folded = address("seats=5..&status=expired,active&group=product");
    assert!(one.looks_like(&folded));
    assert_ne!(one.essence(), folded.essence());
    assert!(!one.looks_like(&address("seats=6..&status=expired,active&group=product")));
    assert!(address("").looks_like(&address("view=plain&tab=active")));
}

#[test]
fn order_and_groups_leave_the_rows_as_they_are() {
    let def = &crate::pages::licenses::definition::LICENSES;
    let address = |text| Address::parse(def, text, ALL).0;
    let one = address("status=active,expired&q=a&group=product&open=3&page=2&cols=key");
    let same = |text| one.same_rows(def, &address(text));
    assert!(same("q=a&status=expired,active&sort=-name&cols=name"));
    for other in ["status=active&q=a", "status=active,expired&q=b", "q=a"] {
        assert!(!same(other), "{other}");
    }
    assert!(!same("tab=all&status=active,expired&q=a"));
}

#[test]
fn files_have_the_columns_of_the_view() {
    let def = &crate::pages::licenses::definition::LICENSES;
    let state = |text| Address::parse(def, text, ALL).0.shown_state(def);
    assert_eq!(state("sort=-name&per=25&cols=key,note&page=2"), "sort=-name&cols=key,note");
    assert_eq!(state("cols=key"), "cols=key");
    assert_eq!(state("density=compact"), "");
}

#[test]
fn grouped_columns_leave_and_the_last_one_stays() {
    let mut address = Address::default();
    address.query.group = vec![Level::new(&LICENSES, PRODUCT)];
    assert!(!address.shown(&LICENSES, ALL).contains(&PRODUCT));
    assert!(!address.shown(&LICENSES, Audience::Customer).contains(&NOTE));
    address.columns = Some(vec![NAME]);
    address.toggle_column(&LICENSES, ALL, NAME);
    assert_eq!(address.columns, Some(vec![NAME]));
    address.toggle_column(&LICENSES, ALL, KEY);
    assert_eq!(address.columns, Some(vec![NAME, KEY]));
    address.toggle_column(&LICENSES, ALL, NOTE);
    address.move_column(&LICENSES, ALL, NOTE, NAME);
    assert_eq!(address.columns, Some(vec![NOTE, NAME, KEY]));
    address.move_column(&LICENSES, ALL, NOTE, KEY);
    assert_eq!(address.columns, Some(vec![NAME, KEY, NOTE]));
}

#[test]
fn how_it_looks_travels_too() {
    let def = &crate::pages::licenses::definition::LICENSES;
    let text = "width=name.240,note.48&pin=2&density=compact&per=25&page=3";
    let (address, problems) = Address::parse(def, text, ALL);
    assert_eq!(problems, []);
    assert_eq!(address.widths, [(NAME, 240), (NOTE, 48)]);
    assert_eq!((address.pin, address.density, address.per), (2, Density::Compact, Some(25)));
    assert_eq!(address.href(def), format!("/licenses?{text}"));
    let odd = "width=name.9,colour.5,note&pin=99&density=huge&per=7";
    let (address, problems) = Address::parse(def, odd, ALL);
    assert_eq!(problems.len(), 2);
    assert_eq!(address.widths, [(NAME, WIDTHS.0)]);
    assert_eq!((address.pin, address.density), (MAX_PINNED - 1, Density::Normal));
    assert_eq!(address.per, None);
}
