//! How the integer interval of a tenant tree is divided (DESIGN: tenancy). Gaps are wide,
//! so that a tree grows without moving anybody.

use crate::people::OrgKind;

/// Tenant keys of one partner below a distributor.
pub const PARTNER_WIDTH: i64 = 1 << 40;
/// Tenant keys of one customer.
pub const CUSTOMER_WIDTH: i64 = 1 << 16;

/// The tenant keys of an organization and everything below it; its own rows carry `lo`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Interval {
    /// First key, inclusive.
    pub lo: i64,
    /// Last key, inclusive.
    pub hi: i64,
}

/// The whole tree: what its root organization holds.
pub const ROOT: Interval = Interval { lo: 1, hi: 1 << 62 };

/// Width of the interval that a child of such an organization takes; customers have no
/// children (DOMAIN.md invariant 4).
#[must_use]
pub const fn child_width(parent: OrgKind) -> Option<i64> {
    match parent {
        OrgKind::Distributor => Some(PARTNER_WIDTH),
        OrgKind::Partner => Some(CUSTOMER_WIDTH),
        OrgKind::Customer => None,
    }
}

impl Interval {
    /// The child interval of this width that starts at `lo`; none when it does not lie
    /// within this one behind the parent's own key.
    #[must_use]
    pub fn child(self, lo: i64, width: i64) -> Option<Self> {
        let hi = lo.checked_add(width)?.checked_sub(1)?;
        (lo > self.lo && hi <= self.hi && lo <= hi).then_some(Self { lo, hi })
    }

    /// Where the `n`th child of this width starts, counted from 1: the parent keeps the
    /// first width for itself.
    #[must_use]
    pub fn nth_child(self, n: i64, width: i64) -> Option<Self> {
        let lo = n.checked_mul(width)?.checked_add(self.lo)?;
        self.child(lo, width)
    }
}

/// The interval of a distributor's `k`th partner, from 1; none when the tree is full.
#[must_use]
pub fn partner_interval(k: i64) -> Option<Interval> {
    ROOT.nth_child(k, PARTNER_WIDTH)
}

/// The interval of the `j`th customer, from 1, of the partner whose interval starts at
/// `partner_lo`; none when the partner's interval is full.
#[must_use]
pub fn customer_interval(partner_lo: i64, j: i64) -> Option<Interval> {
    let hi = partner_lo.checked_add(PARTNER_WIDTH - 1)?;
    Interval { lo: partner_lo, hi }.nth_child(j, CUSTOMER_WIDTH)
}
