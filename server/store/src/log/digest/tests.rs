#![allow(clippy::unwrap_used)]

use super::*;
use proptest::prelude::*;
use rstest::rstest;
use serde_json::json;
use std::collections::BTreeSet;

fn content<'a>(before: &'a Value, after: &'a Value) -> Content<'a> {
    Content {
        id: Uuid::from_u128(1),
        at: "2026-06-15T10:00:00.000001Z".parse().unwrap(),
        person: Some(Uuid::from_u128(2)),
        actor: ["Ädä", "ada"],
        action: "renamed",
        entity: "license",
        entity_id: Some(Uuid::from_u128(3)),
        subject: [Some("Büro"), Some("buro")],
        org: Some(Uuid::from_u128(4)),
        before,
        after,
    }
}

/// Stored digests must be the same forever, or every log would seem to be forged.
#[test]
fn the_encoding_stays_as_it_is() {
    let (before, after) = (json!({ "name": "Alt", "seats": 5 }), json!({}));
    let digest = content(&before, &after).digest();
    let text = |hash: Hash| hash.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    let first = beginning(RootId(7), 3);
    assert_eq!(text(digest), DIGEST);
    assert_eq!(text(first), FIRST);
    assert_eq!(text(link(&first, 4, &digest)), LINKED);
}

/// Worked out from the description of the encoding, by another program.
const DIGEST: &str = "f26ad153fc9c5f8892c5e0a84f8a4693073ea138e741990efd7af4ca8155e341";
const FIRST: &str = "40f0d385d23f0482336f97d44f331bd27112272391f50f883701056990ab882c";
const LINKED: &str = "905bd53eeded8e46cb10bae1c85e7f2fcd78edcc62edad2611f592765798a71d";

#[rstest]
#[case(json!({ "b": 1, "a": [null, true, "x\"\n"] }), r#"{"a":[null,true,"x\"\n"],"b":1}"#)]
#[case(json!({ "ä": {}, "z": [], "": "" }), r#"{"":"","z":[],"ä":{}}"#)]
#[case(json!({ "n": [-1, 0, u64::MAX, i64::MIN] }), r#"{"n":[-1,0,18446744073709551615,-9223372036854775808]}"#)]
fn json_has_one_form(#[case] value: Value, #[case] text: &str) {
    assert_eq!(canonical(&value), text);
    assert_eq!(serde_json::from_str::<Value>(text).unwrap(), value);
}

#[rstest]
#[case(json!(1.5), json!("1.5"))]
#[case(json!({ "deep": [1e300, -0.0] }), json!({ "deep": ["1e+300", "-0.0"] }))]
#[case(json!([1, "1.5", null]), json!([1, "1.5", null]))]
fn fractions_are_kept_as_texts(#[case] value: Value, #[case] as_kept: Value) {
    assert_eq!(kept(&value), as_kept);
}

#[test]
fn each_part_counts() {
    let (empty, some) = (json!({}), json!({ "a": 1 }));
    let base = content(&empty, &some);
    let changed = [
        base,
        Content { id: Uuid::from_u128(9), ..base },
        Content { at: base.at + chrono::Duration::microseconds(1), ..base },
        Content { person: None, ..base },
        Content { person: Some(Uuid::nil()), ..base },
        Content { actor: ["Äd", "äada"], ..base },
        Content { actor: ["ada", "Ädä"], ..base },
        Content { action: "renewed", ..base },
        Content { action: "", entity: "renamedlicense", ..base },
        Content { entity: "", ..base },
        Content { entity_id: None, ..base },
        Content { subject: [None, Some("buro")], ..base },
        Content { subject: [Some(""), Some("buro")], ..base },
        Content { subject: [Some("Büro"), None], ..base },
        Content { org: None, ..base },
        Content { before: &some, after: &empty, ..base },
        Content { before: &some, ..base },
        Content { after: &empty, ..base },
    ];
    let digests: BTreeSet<Hash> = changed.iter().map(Content::digest).collect();
    assert_eq!(digests.len(), changed.len());
}

#[test]
fn a_link_says_where_it_stands() {
    let digest = content(&json!({}), &json!({})).digest();
    let first = beginning(RootId(1), 0);
    let hashes = [
        link(&first, 1, &digest),
        link(&first, 2, &digest),
        link(&beginning(RootId(1), 1), 1, &digest),
        link(&beginning(RootId(2), 0), 1, &digest),
        link(&first, 1, &first),
    ];
    assert_eq!(hashes.iter().collect::<BTreeSet<_>>().len(), hashes.len());
}

fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        any::<String>().prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 24, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::btree_map(any::<String>(), inner, 0..6)
                .prop_map(|fields| Value::Object(fields.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn one_text_is_one_value(one in value(), other in value()) {
        let (one, other) = (kept(&one), kept(&other));
        prop_assert_eq!(one == other, canonical(&one) == canonical(&other));
        prop_assert_eq!(&kept(&one), &one);
        let read: Value = serde_json::from_str(&canonical(&one)).unwrap();
        prop_assert_eq!(canonical(&read), canonical(&one));
    }
}
