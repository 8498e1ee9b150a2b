//! One random change of a license: what it becomes, within the domain's rules.

use chrono::NaiveDate;
use domain::dates::{add_years, anchor_of};
use domain::ids::LicenseId;
use domain::license::{LicenseKind, LicenseRow, LicenseStatus, OrgRef};
use domain::renewal::renewed_end;
use rand::RngExt;
use rand::rngs::Xoshiro256PlusPlus;
use uuid::Uuid;

/// Seats that licenses are bought with.
const SEATS: [i32; 10] = [1, 3, 5, 10, 15, 25, 50, 75, 100, 250];
/// Seats that an unlimited license uses at most.
const MOST_USED: i32 = 200;
/// An end farther away than this many days is moved near again instead of on, so that ends
/// do not run away in a long run.
const FAR: i64 = 1_500;
/// The words of notes.
const NOTES: [&str; 6] = [
    "Called, wants a quote",
    "Angebot liegt vor",
    "Ticket",
    "PO 4500",
    "Rückruf wegen Aufstockung",
    "Renewal approved by phone",
];

/// What can happen to a license.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Deed {
    /// Its note is written.
    Note,
    /// Its note is removed.
    Unnote,
    /// Seats are bought or given back.
    Seats,
    /// Seats are used or freed.
    Use,
    /// It is renewed.
    Renew,
    /// One like it is bought.
    Create,
    /// It leaves those in use for the partner's unused ones (DOMAIN.md 1.3.3); a coupon is
    /// consumed.
    Leave,
    /// It goes to another of the partner's customers; a coupon is put to use by one.
    Assign,
}

/// Of 100 deeds, so many are of each sort.
const SHARES: [(Deed, u32); 8] = [
    (Deed::Note, 35),
    (Deed::Unnote, 10),
    (Deed::Seats, 10),
    (Deed::Use, 20),
    (Deed::Renew, 10),
    (Deed::Create, 5),
    (Deed::Leave, 5),
    (Deed::Assign, 5),
];

/// What is around a license.
pub(super) struct Around<'a> {
    pub(super) today: NaiveDate,
    /// Its partner's customers.
    pub(super) customers: &'a [OrgRef],
    /// A license in use of its partner, which could consume a coupon.
    pub(super) taker: Option<LicenseId>,
    /// The number of the next note.
    pub(super) note: u64,
}

impl Deed {
    /// One of them by their shares.
    pub(super) fn draw(rng: &mut Xoshiro256PlusPlus) -> Self {
        let mut draw = rng.random_range(0..SHARES.iter().map(|(_, share)| share).sum());
        for (deed, share) in SHARES {
            if draw < share {
                return deed;
            }
            draw -= share;
        }
        Self::Note
    }

    /// What happens, by its name in the log, and the license after it: with another id when
    /// it is a new one. Where the rules refuse the deed, the note is written.
    pub(super) fn done_to(
        self,
        row: &LicenseRow,
        around: &Around<'_>,
        rng: &mut Xoshiro256PlusPlus,
    ) -> (&'static str, LicenseRow) {
        let done = match self {
            Self::Note => None,
            Self::Unnote => unnoted(row),
            Self::Seats => seated(row, around, rng),
            Self::Use => used(row, around, rng),
            Self::Renew => renewed(row, around, rng),
            Self::Create => created(row, around, rng),
            Self::Leave => left(row, around),
            Self::Assign => assigned(row, around, rng),
        };
        done.unwrap_or_else(|| noted(row, around, rng))
    }
}

type Done = Option<(&'static str, LicenseRow)>;

/// An expired license accepts nothing of what changes its use (DOMAIN.md invariant 9).
fn in_use(row: &LicenseRow, today: NaiveDate) -> bool {
    matches!(row.status(today), LicenseStatus::Active | LicenseStatus::ExpiresSoon)
}

fn noted(
    row: &LicenseRow,
    around: &Around<'_>,
    rng: &mut Xoshiro256PlusPlus,
) -> (&'static str, LicenseRow) {
    let words = NOTES[rng.random_range(0..NOTES.len())];
    // The draw tells the notes of one run from those of another.
    let note = format!("{words} {}-{:04}", around.note, rng.random_range(0..10_000));
    ("note-edited", LicenseRow { note: Some(note), ..row.clone() })
}

fn unnoted(row: &LicenseRow) -> Done {
    row.note.is_some().then(|| ("note-edited", LicenseRow { note: None, ..row.clone() }))
}

fn seated(row: &LicenseRow, around: &Around<'_>, rng: &mut Xoshiro256PlusPlus) -> Done {
    let old = row.seats.filter(|_| in_use(row, around.today))?;
    let seats = SEATS[rng.random_range(0..SEATS.len())];
    let after = LicenseRow { seats: Some(seats), used: row.used.min(seats), ..row.clone() };
    (seats != old).then_some(("seats-changed", after))
}

fn used(row: &LicenseRow, around: &Around<'_>, rng: &mut Xoshiro256PlusPlus) -> Done {
    let most = row.seats.unwrap_or(MOST_USED);
    let used = rng.random_range(0..=most);
    let changes = in_use(row, around.today) && used != row.used;
    changes.then(|| ("used-changed", LicenseRow { used, ..row.clone() }))
}

fn renewed(row: &LicenseRow, around: &Around<'_>, rng: &mut Xoshiro256PlusPlus) -> Done {
    let term = row.term_years.filter(|_| row.kind == LicenseKind::Term)?;
    let end = row.expires.filter(|_| row.activated.is_some())?;
    let (end, anchor_day) = if (end - around.today).num_days() > FAR {
        let end = around.today + chrono::Duration::days(rng.random_range(1..=120));
        (end, anchor_of(end))
    } else {
        renewed_end(end, row.anchor_day, term, 0, around.today).ok()?
    };
    Some(("renewed", LicenseRow { expires: Some(end), anchor_day, ..row.clone() }))
}

fn created(row: &LicenseRow, around: &Around<'_>, rng: &mut Xoshiro256PlusPlus) -> Done {
    let term = row.term_years.filter(|_| row.kind == LicenseKind::Term)?;
    let customer = any(around.customers, rng)?;
    let (id, today) = (Uuid::now_v7(), around.today);
    let code = id.as_u128() & 0xffff_ffff_ffff;
    let after = LicenseRow {
        id: LicenseId(id),
        version: 1,
        key: format!("NEW-{:04X}-{:04X}-{:04X}", code >> 32, code >> 16 & 0xffff, code & 0xffff),
        customer: Some(customer.clone()),
        used: 0,
        purchased: today,
        activated: Some(today),
        expires: Some(add_years(today, anchor_of(today), term)?),
        anchor_day: anchor_of(today),
        note: None,
        redeemed_by: None,
        auto_years: None,
        ..row.clone()
    };
    Some(("created", after))
}

fn left(row: &LicenseRow, around: &Around<'_>) -> Done {
    match row.status(around.today) {
        LicenseStatus::Unused if row.note.is_none() => {
            let redeemed_by = around.taker.filter(|taker| *taker != row.id)?;
            Some(("coupon-redeemed", LicenseRow { redeemed_by: Some(redeemed_by), ..row.clone() }))
        }
        _ if in_use(row, around.today) && row.kind == LicenseKind::Term => {
            let after = LicenseRow { customer: None, activated: None, used: 0, ..row.clone() };
            Some(("recovered", after))
        }
        _ => None,
    }
}

fn assigned(row: &LicenseRow, around: &Around<'_>, rng: &mut Xoshiro256PlusPlus) -> Done {
    let customer = any(around.customers, rng).filter(|to| Some(*to) != row.customer.as_ref())?;
    let after = LicenseRow { customer: Some(customer.clone()), ..row.clone() };
    if in_use(row, around.today) {
        return Some(("assigned", after));
    }
    let term = row.term_years.filter(|_| row.status(around.today) == LicenseStatus::Unused)?;
    let (today, anchor_day) = (around.today, anchor_of(around.today));
    let expires = Some(add_years(today, anchor_day, term)?);
    Some(("activated", LicenseRow { activated: Some(today), expires, anchor_day, ..after }))
}

fn any<'a>(customers: &'a [OrgRef], rng: &mut Xoshiro256PlusPlus) -> Option<&'a OrgRef> {
    (!customers.is_empty()).then(|| &customers[rng.random_range(0..customers.len())])
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use domain::ids::OrgId;
    use rand::SeedableRng;

    const ALL: [Deed; 8] = [
        Deed::Note,
        Deed::Unnote,
        Deed::Seats,
        Deed::Use,
        Deed::Renew,
        Deed::Create,
        Deed::Leave,
        Deed::Assign,
    ];

    #[test]
    fn every_deed_changes_something_and_keeps_the_rules() {
        let (catalog, _) = crate::catalog::load().unwrap();
        let today: NaiveDate = "2026-06-15".parse().unwrap();
        let plan = crate::demo::plan(&catalog, today, 600);
        let customers: Vec<OrgRef> = (1..5)
            .map(|n| OrgRef { id: OrgId(Uuid::from_u128(n)), name: format!("Customer {n}") })
            .collect();
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(1);
        let mut seen = std::collections::BTreeSet::new();
        for (note, made) in (0..).zip(plan.licenses()) {
            let row = made.row;
            let taker = Some(LicenseId(Uuid::from_u128(7)));
            let around = Around { today, customers: &customers, taker, note };
            for deed in ALL {
                let (action, after) = deed.done_to(&row, &around, &mut rng);
                seen.insert(action);
                assert_ne!(after, row, "{deed:?}");
                assert!(after.seats.is_none_or(|seats| seats > 0 && after.used <= seats));
                assert!(after.activated.is_none() || after.redeemed_by.is_none());
                assert_eq!(after.partner, row.partner);
                if row.status(today) == LicenseStatus::Expired && after.id == row.id {
                    assert!(matches!(action, "note-edited" | "renewed"), "{action} of {row:?}");
                }
            }
        }
        let expected = [
            "activated",
            "assigned",
            "coupon-redeemed",
            "created",
            "note-edited",
            "recovered",
            "renewed",
            "seats-changed",
            "used-changed",
        ];
        assert_eq!(seen.into_iter().collect::<Vec<_>>(), expected);
    }
}
