//! What the form disables is what the server refuses, in whatever situation.

use super::*;
use domain::entitlement::{CODES, KindChoice, Verdict, check};
use proptest::prelude::*;

/// An entitlement of any edition, as a parent or a customer may hold it.
fn any_held(n: u128) -> impl Strategy<Value = Entitlement> {
    let kinds = prop::sample::select(LicenseKind::ALL.to_vec());
    let extras = prop::collection::vec(
        (0..CATALOG.extras.len(), prop::option::weighted(0.8, 1..40_i32)),
        0..6,
    );
    let days = prop::option::of(-400..400_i64);
    (
        0..CATALOG.editions.len(),
        prop::option::weighted(0.8, 1..200_i32),
        0..100_u32,
        kinds,
        extras,
        days,
        prop::bool::weighted(0.8),
        prop::bool::weighted(0.2),
        prop::bool::ANY,
    )
        .prop_map(move |(edition, seats, taken, kind, extras, ends, resale, ended, renews)| {
            let share = |seats: Option<i32>| {
                seats.map_or(0, |seats| i64::from(seats) * i64::from(taken) / 100)
            };
            let mut extras: Vec<HeldExtra> = extras
                .into_iter()
                .map(|(at, wanted)| {
                    let wanted = match (wanted, seats) {
                        (Some(wanted), Some(seats)) => Some(wanted.min(seats)),
                        (wanted, None) => wanted,
                        (None, seats) => seats,
                    };
                    let extra = CATALOG.extras[at].id;
                    HeldExtra { extra, seats: wanted, reserved: share(wanted) }
                })
                .collect();
            extras.sort_by_key(|extra| extra.extra);
            extras.dedup_by_key(|extra| extra.extra);
            let ends = ends.map(|days| today() + chrono::Duration::days(days));
            Entitlement {
                kind,
                extras,
                resale,
                ends,
                seats,
                reserved: share(seats),
                ended: ended.then(|| ends.unwrap_or(today()).min(today())),
                auto_renew_months: ends.filter(|_| renews).map(|_| 1),
                ..held(n, CATALOG.editions[edition].id, 1)
            }
        })
}

#[derive(Clone, Debug)]
struct World {
    parent: Option<Vec<Entitlement>>,
    own: Vec<Entitlement>,
    kind: OrgKind,
    open: bool,
    unassisted: Vec<String>,
}

fn any_world() -> impl Strategy<Value = World> {
    let parent = (1..13_u128).map(any_held).collect::<Vec<_>>();
    let own = (20..23_u128).map(any_held).collect::<Vec<_>>();
    let kind = prop::sample::select(vec![OrgKind::Partner, OrgKind::Customer]);
    let off = prop::sample::select(vec![Vec::new(), vec!["Kranich".to_owned()]]);
    (prop::option::weighted(0.9, parent), own, 0..4_usize, kind, prop::bool::weighted(0.9), off)
        .prop_map(|(parent, mut own, count, kind, open, unassisted)| {
            own.truncate(count);
            World { parent, own, kind, open, unassisted }
        })
}

impl World {
    fn situation(&self) -> Situation<'_> {
        Situation {
            catalog: &CATALOG,
            today: today(),
            org_kind: self.kind,
            open: self.open,
            unassisted: &self.unassisted,
            parent: self.parent.as_deref().map(|held| Parent { name: "Kranich", held }),
            own: &self.own,
            changed: None,
        }
    }
}

/// The smallest wish of this kind; what the seats are follows from what is left.
fn smallest(kind: &KindChoice, product: &ProductChoice, edition: i32, left: Option<i64>) -> Wish {
    let seats = match (kind.kind, product.trial) {
        (LicenseKind::Usage, _) => None,
        (LicenseKind::Trial, Some(trial)) => Some(trial.seats),
        _ if left == Some(0) => Some(1),
        _ => Some(1),
    };
    Wish {
        edition,
        kind: kind.kind,
        years: product.terms_years.first().copied(),
        ends: (kind.kind == LicenseKind::Monthly).then(today),
        seats,
        ..wish(edition, 1)
    }
}

/// Errors that no option of the choice is about: how many seats, and until when.
fn about_numbers(field: &str, code: &str) -> bool {
    matches!(field, "seats" | "years" | "ends")
        || matches!(code, "entitlement-seats-left" | "entitlement-seats-needed")
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn the_choice_and_the_judge_agree(world in any_world()) {
        let s = world.situation();
        let offer = choices(&s);
        for product in &offer.products {
            for edition in &product.editions {
                for kind in &product.kinds {
                    let possible = product.refused.is_none()
                        && edition.refused.is_none()
                        && kind.refused.is_none();
                    let left = edition.source.as_ref().and_then(|source| source.left);
                    let wish = smallest(kind, product, edition.id, left);
                    let judged = check(&s, &wish);
                    let reasons = judged.as_ref().err().map(Vec::as_slice).unwrap_or_default();
                    for reason in reasons.iter().filter(|reason| reason.code != "number-range") {
                        // Each has a message: the pages' build asks for those of this list.
                        prop_assert!(CODES.contains(&reason.code.as_str()), "{}", reason.code);
                    }
                    if possible {
                        let other = reasons.iter().find(|e| !about_numbers(&e.field, &e.code));
                        prop_assert_eq!(other, None, "{} {:?}", edition.name, kind.kind);
                        extras_agree(&s, edition, &wish)?;
                    } else {
                        let shown = [&product.refused, &edition.refused, &kind.refused];
                        let told = shown.into_iter().flatten().any(|e| reasons.contains(e));
                        prop_assert!(told, "{} {:?}: {:?}", edition.name, kind.kind, reasons);
                    }
                }
            }
        }
    }
}

fn extras_agree(
    s: &Situation<'_>,
    edition: &domain::entitlement::EditionChoice,
    wish: &Wish,
) -> Result<(), TestCaseError> {
    for choice in &edition.extras {
        let wish = Wish { extras: vec![extra(choice.id, 1)], ..wish.clone() };
        let errors = check(s, &wish).err().unwrap_or_default();
        let field = format!("extra-{}", choice.id);
        let own: Vec<&FieldError> = errors.iter().filter(|error| error.field == field).collect();
        match &choice.verdict {
            Verdict::Possible { left: Some(0) } if wish.kind != LicenseKind::Trial => {
                prop_assert_eq!(&*own[0].code, "entitlement-seats-left");
            }
            Verdict::Possible { .. } => prop_assert!(own.is_empty(), "{:?}", own),
            Verdict::Included => prop_assert_eq!(&*own[0].code, "entitlement-extra-included"),
            Verdict::Impossible { reason } => prop_assert_eq!(own, vec![reason]),
        }
    }
    Ok(())
}
