//! What may be kept of organizations, by whom, and what stands in the way of what is done to
//! them.

use domain::ids::OrgId;
use domain::organization::{
    CloseContext, Contact, Field, MAX_CONTACTS, MoveContext, OrgDraft, OrgState, Standing,
    child_kind, close_obstacles, create_obstacle, move_obstacles, reactivate_obstacle, settable,
    suspend_obstacle,
};
use domain::people::OrgKind::{self, Customer, Distributor, Partner};
use domain::policy::Relation;
use domain::tenancy::{ROOT, customer_interval, partner_interval};
use proptest::prelude::*;
use rstest::rstest;
use uuid::Uuid;

fn id(n: u128) -> OrgId {
    OrgId(Uuid::from_u128(n))
}

/// 1 is the distributor, 10 and 20 its partners, 11 a customer of 10.
fn org(n: u128) -> Standing<'static> {
    let (parent, kind, interval) = match n {
        1 => (None, Distributor, ROOT),
        10 => (Some(1), Partner, partner_interval(1).unwrap()),
        20 => (Some(1), Partner, partner_interval(2).unwrap()),
        _ => {
            let partner = partner_interval(1).unwrap();
            (Some(10), Customer, customer_interval(partner.lo, 1).unwrap())
        }
    };
    let (parent, state) = (parent.map(id), OrgState::Active);
    Standing { id: id(n), parent, kind, state, suspended_by: None, name: "Ada", interval }
}

fn closed(n: u128) -> Standing<'static> {
    Standing { state: OrgState::Closed, ..org(n) }
}

fn suspended(n: u128, by: u128) -> Standing<'static> {
    Standing { state: OrgState::Suspended, suspended_by: Some(id(by)), ..org(n) }
}

#[test]
fn distributors_parent_partners_and_partners_customers() {
    assert_eq!(child_kind(Distributor), Some(Partner));
    assert_eq!(child_kind(Partner), Some(Customer));
    assert_eq!(child_kind(Customer), None);
}

#[rstest]
#[case(org(1), None)]
#[case(org(10), None)]
#[case(org(11), Some("organization-no-children"))]
#[case(suspended(10, 10), Some("organization-suspended"))]
#[case(closed(10), Some("organization-closed"))]
fn nothing_is_created_where_nothing_can_be(
    #[case] parent: Standing<'_>,
    #[case] expected: Option<&str>,
) {
    assert_eq!(create_obstacle(parent).map(|error| error.code).as_deref(), expected);
}

#[rstest]
#[case(org(10), None, Some("organization-active"))]
#[case(suspended(10, 10), Some("organization-suspended"), None)]
#[case(suspended(11, 10), Some("organization-suspended"), Some("organization-suspended-above"))]
#[case(closed(10), Some("organization-closed"), Some("organization-closed"))]
fn suspending_and_coming_back(
    #[case] it: Standing<'_>,
    #[case] suspend: Option<&str>,
    #[case] reactivate: Option<&str>,
) {
    assert_eq!(suspend_obstacle(it).map(|error| error.code).as_deref(), suspend);
    assert_eq!(reactivate_obstacle(it).map(|error| error.code).as_deref(), reactivate);
}

#[test]
fn all_that_is_in_the_way_of_closing_is_named_at_once() {
    let context = CloseContext { open_children: 2, running: 0, entitlements: 1 };
    let found = close_obstacles(org(10), context);
    let codes: Vec<_> = found.iter().map(|error| &*error.code).collect();
    assert_eq!(codes, ["close-open-children", "close-entitlements"]);
    assert!(found[0].args.contains(&("count".to_owned(), "2".to_owned())));
    let free = CloseContext { open_children: 0, running: 0, entitlements: 0 };
    assert!(close_obstacles(org(10), free).is_empty());
    assert_eq!(close_obstacles(closed(10), free)[0].code, "organization-closed");
}

fn moving(org: Standing<'static>, to: Standing<'static>) -> Vec<String> {
    let context = MoveContext { org, to, name_taken: false, key_taken: false };
    move_obstacles(context).into_iter().map(|error| error.code).collect()
}

#[rstest]
#[case(org(11), org(20), &[])]
#[case(org(11), org(10), &["move-same"])]
#[case(org(11), org(1), &["move-unfit"])]
#[case(org(10), org(20), &["move-unfit"])]
#[case(org(10), org(11), &["move-into-itself"])]
#[case(org(1), org(10), &["move-into-itself"])]
#[case(org(11), closed(20), &["organization-closed"])]
#[case(closed(11), suspended(20, 20), &["organization-suspended", "organization-closed"])]
// A suspended customer may move: it stays suspended.
#[case(suspended(11, 11), org(20), &[])]
fn customers_move_between_partners_alone(
    #[case] moved: Standing<'static>,
    #[case] to: Standing<'static>,
    #[case] expected: &[&str],
) {
    assert_eq!(moving(moved, to), expected);
}

#[test]
fn names_and_keys_must_be_free_where_it_goes() {
    let context = MoveContext { org: org(11), to: org(20), name_taken: true, key_taken: true };
    let codes: Vec<_> = move_obstacles(context).into_iter().map(|error| error.code).collect();
    assert_eq!(codes, ["move-name-taken", "move-key-taken"]);
}

#[test]
fn nobody_decides_what_is_not_theirs() {
    for kind in [Distributor, Partner, Customer] {
        for field in Field::ALL {
            let may = |relation, assistance| settable(field, kind, relation, assistance);
            for relation in [Relation::Sibling, Relation::Parent, Relation::OtherTree] {
                assert!(!may(relation, true), "{field:?} {relation:?}");
            }
            let notes =
                matches!(field, Field::Reference | Field::Priority | Field::ManagesOwnSecurity);
            let purchase = field == Field::DirectPurchase;
            assert_eq!(may(Relation::Own, true), !notes && !purchase, "{kind:?} {field:?}");
            let above = !purchase || kind == Partner;
            assert_eq!(may(Relation::Child, true), above, "{kind:?} {field:?}");
        }
        // Switched off, it is switched on again by the organization alone.
        let off = |relation| settable(Field::Assistance, kind, relation, false);
        assert!(off(Relation::Own) && !off(Relation::Unassisted) && !off(Relation::Child));
    }
}

fn draft(change: impl FnOnce(&mut OrgDraft)) -> OrgDraft {
    let mut draft = OrgDraft { name: "Ada GmbH".to_owned(), ..OrgDraft::default() };
    change(&mut draft);
    draft
}

fn contact(name: &str, email: &str, phone: &str) -> Contact {
    Contact { name: name.into(), email: email.into(), phone: phone.into(), ..Contact::default() }
}

#[rstest]
#[case(draft(|d| d.name = " ".into()), "name", "name-empty")]
#[case(draft(|d| d.name = "x".repeat(121)), "name", "name-too-long")]
#[case(draft(|d| d.name = "a\r\nBcc: b@c.example".into()), "name", "text-control")]
#[case(draft(|d| d.name = "abc\u{202e}def".into()), "name", "text-control")]
#[case(draft(|d| d.reference = "1".repeat(61)), "reference", "reference-too-long")]
#[case(draft(|d| d.reference = "1\u{0}".into()), "reference", "text-control")]
#[case(draft(|d| d.priority = 0), "priority", "priority-invalid")]
#[case(draft(|d| d.priority = 6), "priority", "priority-invalid")]
#[case(draft(|d| d.contacts = vec![contact("", "", "")]), "contact-0-name", "name-empty")]
#[case(
    draft(|d| d.contacts = vec![contact("A", "", ""), contact("B", "b", "")]),
    "contact-1-email", "email-invalid"
)]
#[case(
    draft(|d| d.contacts = vec![contact("B", "", &"1".repeat(41))]),
    "contact-0-phone", "phone-too-long"
)]
#[case(
    draft(|d| d.contacts = vec![contact("B", "", ""); MAX_CONTACTS + 1]),
    "contacts", "contacts-too-many"
)]
fn what_cannot_be_kept_is_named(#[case] draft: OrgDraft, #[case] field: &str, #[case] code: &str) {
    let errors = draft.parse().unwrap_err();
    assert_eq!(errors.len(), 1, "{errors:?}");
    assert_eq!((&*errors[0].field, &*errors[0].code), (field, code));
}

#[test]
fn all_errors_are_told_at_once_and_good_text_is_trimmed() {
    let bad = draft(|d| {
        d.name.clear();
        d.priority = 9;
    });
    assert_eq!(bad.parse().unwrap_err().len(), 2);
    let good = draft(|d| {
        d.name = "  Öko & Söhne ".into();
        d.reference = " K-1 ".into();
        d.contacts = vec![contact(" Ada ", " ada@example.com ", " +49 1 ")];
    });
    let kept = good.parse().unwrap();
    let OrgDraft { name, reference, contacts, .. } = kept.get();
    assert_eq!((&**name, &**reference), ("Öko & Söhne", "K-1"));
    assert_eq!(contacts[0], contact("Ada", "ada@example.com", "+49 1"));
}

fn standing() -> impl Strategy<Value = Standing<'static>> {
    (prop_oneof![Just(1u128), Just(10), Just(20), Just(11)], 0..3usize).prop_map(|(n, state)| {
        match OrgState::ALL[state] {
            OrgState::Suspended => suspended(n, n),
            state => Standing { state, ..org(n) },
        }
    })
}

proptest! {
    /// DOMAIN.md invariant 4: whatever may move ends below a legal parent, without a cycle.
    #[test]
    fn no_move_makes_a_cycle_or_an_illegal_parent(org in standing(), to in standing()) {
        let context = MoveContext { org, to, name_taken: false, key_taken: false };
        if move_obstacles(context).is_empty() {
            prop_assert_eq!(child_kind(to.kind), Some(org.kind));
            prop_assert!(!(org.interval.lo..=org.interval.hi).contains(&to.interval.lo));
            prop_assert_eq!(to.state, OrgState::Active);
        }
    }
}

#[test]
fn slugs_lead_back() {
    for state in OrgState::ALL {
        assert_eq!(OrgState::from_slug(state.slug()), Some(state));
    }
    let kinds: [OrgKind; 3] = [Distributor, Partner, Customer];
    assert!(kinds.iter().all(|kind| OrgKind::from_slug(kind.slug()) == Some(*kind)));
}
