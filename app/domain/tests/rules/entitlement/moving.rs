//! A customer moves to another partner.

use super::*;
use domain::entitlement::rehome;

fn moving(n: u128, edition: i32, seats: i32, extras: &[i32]) -> Entitlement {
    let parent = Some(EntitlementId(Uuid::from_u128(1)));
    Entitlement { parent, resale: false, ..with(held(n, edition, seats), extras) }
}

#[test]
fn the_new_parent_carries_what_it_can() {
    let held_there = [with(held(50, EXTRA, 30), &[EMAIL]), held(51, 30101, 10)];
    let ended = Entitlement { ended: Some(today()), ..moving(9, 40101, 5, &[]) };
    let all = [moving(6, EXTRA, 30, &[EMAIL]), moving(7, 30101, 10, &[]), ended];
    let parent = Parent { name: "Bergfried", held: &held_there };
    let moved = rehome(&CATALOG, today(), OrgKind::Customer, &all, parent, &[]).unwrap();
    let pairs: Vec<_> =
        moved.iter().map(|m| (m.entitlement.0.as_u128(), m.to.0.as_u128())).collect();
    assert_eq!(pairs, [(6, 50), (7, 51)]);
    assert!(moved.iter().all(|m| m.from == Some(EntitlementId(Uuid::from_u128(1)))));
}

#[test]
fn everything_that_stands_in_the_way_is_named() {
    let held_there = [held(50, SECURE, 19), Entitlement { resale: false, ..held(51, 30101, 10) }];
    let all = [
        moving(6, SECURE, 20, &[]),
        moving(7, 30101, 10, &[]),
        moving(8, 40101, 10, &[]),
        moving(9, SECURE, 10, &[EMAIL]),
    ];
    let parent = Parent { name: "Bergfried", held: &held_there };
    let blockers = rehome(&CATALOG, today(), OrgKind::Customer, &all, parent, &[]).unwrap_err();
    let found: Vec<_> =
        blockers.iter().map(|b| (b.product.as_str(), b.reason.code.as_str())).collect();
    assert_eq!(
        found,
        [
            ("GravityZone Endpoint Security", "entitlement-seats-left"),
            ("Panda Adaptive Defense 360", "entitlement-no-resale"),
            ("Emsisoft Anti-Malware", "entitlement-not-held"),
            ("GravityZone Endpoint Security", "entitlement-extra-not-held"),
        ]
    );
}

/// Two that draw from the same one count together.
#[test]
fn seats_are_counted_over_all_that_moves() {
    let held_there = [held(50, EXTRA, 30)];
    let all = [moving(6, EXTRA, 20, &[]), moving(7, SECURE, 11, &[])];
    let parent = Parent { name: "Bergfried", held: &held_there };
    let blockers = rehome(&CATALOG, today(), OrgKind::Customer, &all, parent, &[]).unwrap_err();
    assert_eq!(blockers.len(), 1);
    assert_eq!(arg(&blockers[0].reason, "count"), "10");
}

#[test]
fn managed_detection_moves_only_where_the_chain_is_assisted() {
    let held_there = [with(held(50, EXTRA, 30), &[MDR])];
    let all = [moving(6, EXTRA, 20, &[MDR])];
    let parent = Parent { name: "Bergfried", held: &held_there };
    let off = ["Bergfried".to_owned()];
    let blockers = rehome(&CATALOG, today(), OrgKind::Customer, &all, parent, &off).unwrap_err();
    assert_eq!(blockers[0].reason.code, "entitlement-assistance-off");
    assert!(rehome(&CATALOG, today(), OrgKind::Customer, &all, parent, &[]).is_ok());
}
