use domain::people::OrgKind;
use domain::tenancy::{
    CUSTOMER_WIDTH, PARTNER_WIDTH, ROOT, child_width, customer_interval, partner_interval,
};
use proptest::prelude::*;

#[test]
fn intervals_are_where_the_schema_expects_them() {
    let partner = partner_interval(1).unwrap();
    assert_eq!((partner.lo, partner.hi), (1 + (1 << 40), 2 << 40));
    let customer = customer_interval(partner.lo, 1).unwrap();
    assert_eq!((customer.lo, customer.hi), (partner.lo + 65_536, partner.lo + 131_071));
    // A root that is itself a partner holds customers directly.
    assert_eq!(customer_interval(ROOT.lo, 1).unwrap().lo, 65_537);
}

#[test]
fn a_full_tree_takes_nobody() {
    assert!(partner_interval(0).is_none());
    assert!(partner_interval((1 << 22) - 1).is_some());
    assert!(partner_interval(1 << 22).is_none());
    let lo = partner_interval(1).unwrap().lo;
    assert!(customer_interval(lo, 0).is_none());
    assert!(customer_interval(lo, (1 << 24) - 1).is_some());
    assert!(customer_interval(lo, 1 << 24).is_none());
    assert!(customer_interval(lo, i64::MAX).is_none());
    assert_eq!(child_width(OrgKind::Distributor), Some(PARTNER_WIDTH));
    assert_eq!(child_width(OrgKind::Partner), Some(CUSTOMER_WIDTH));
    assert_eq!(child_width(OrgKind::Customer), None);
}

proptest! {
    #[test]
    fn siblings_never_overlap_and_lie_in_their_parent(
        k in 1_i64..4_000_000, j in 1_i64..16_000_000, step in 1_i64..1_000,
    ) {
        let partner = partner_interval(k).unwrap();
        let next = partner_interval(k + step).unwrap();
        prop_assert!(partner.hi < next.lo && ROOT.lo < partner.lo && next.hi <= ROOT.hi);
        let customer = customer_interval(partner.lo, j).unwrap();
        let sibling = customer_interval(partner.lo, j + step).unwrap();
        prop_assert!(customer.hi < sibling.lo);
        prop_assert!(partner.lo < customer.lo && sibling.hi <= partner.hi);
    }
}
