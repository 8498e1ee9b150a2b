//! Moving an organization to another parent: can the new parent carry what it holds?

use super::rules::{self, extra_field};
use super::{Entitlement, Parent, Situation};
use crate::catalog::Catalog;
use crate::field::FieldError;
use crate::ids::EntitlementId;
use crate::people::OrgKind;
use chrono::NaiveDate;

/// What an entitlement draws from before and after a move.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Rehomed {
    /// The entitlement that moves.
    pub entitlement: EntitlementId,
    /// The old parent's, which gets the seats back.
    pub from: Option<EntitlementId>,
    /// The new parent's, which gives them.
    pub to: EntitlementId,
}

/// Why an entitlement cannot move.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Blocker {
    /// Which.
    pub entitlement: EntitlementId,
    /// Its product, by name.
    pub product: String,
    /// What stands in the way.
    pub reason: FieldError,
}

/// What each active entitlement of an organization of this kind would draw from at a new
/// parent, by the same rules as a grant: the product and edition held there with the right to
/// resell, enough seats for all of them together, the add-ons, and assistance along the new chain
/// (`unassisted` names who lacks it).
///
/// # Errors
/// Everything that stands in the way.
pub fn rehome(
    catalog: &Catalog,
    today: NaiveDate,
    kind: OrgKind,
    moving: &[Entitlement],
    parent: Parent<'_>,
    unassisted: &[String],
) -> Result<Vec<Rehomed>, Vec<Blocker>> {
    let mut held = parent.held.to_vec();
    let (mut moved, mut blockers) = (Vec::new(), Vec::new());
    for entitlement in moving.iter().filter(|entitlement| entitlement.ended.is_none()) {
        let parent = Parent { held: &held, ..parent };
        match place(catalog, today, kind, entitlement, parent, unassisted) {
            Ok(to) => {
                moved.push(Rehomed { entitlement: entitlement.id, from: entitlement.parent, to });
                held.iter_mut().filter(|held| held.id == to).for_each(|held| {
                    take(held, entitlement);
                });
            }
            Err(reason) => {
                let product = catalog.product(entitlement.product);
                let product = product.map(|product| product.name.clone()).unwrap_or_default();
                blockers.push(Blocker { entitlement: entitlement.id, product, reason });
            }
        }
    }
    if blockers.is_empty() { Ok(moved) } else { Err(blockers) }
}

fn place(
    catalog: &Catalog,
    today: NaiveDate,
    kind: OrgKind,
    moving: &Entitlement,
    parent: Parent<'_>,
    unassisted: &[String],
) -> Result<EntitlementId, FieldError> {
    let unknown = || FieldError::new("edition", "entitlement-unknown");
    let edition = catalog.edition(moving.edition).ok_or_else(unknown)?;
    let product = catalog.product(edition.product).ok_or_else(unknown)?;
    let s = Situation {
        catalog,
        today,
        org_kind: kind,
        open: true,
        unassisted,
        parent: Some(parent),
        own: &[],
        changed: None,
    };
    rules::product(&s, product)?;
    let source = rules::source(&s, edition)?.ok_or_else(unknown)?;
    let left = |field: &str, wanted: i64, left: Option<i64>| match left {
        Some(left) if wanted > left => {
            let error = FieldError::new(field, "entitlement-seats-left");
            Err(error.with("count", left.max(0)).with("parent", parent.name))
        }
        _ => Ok(()),
    };
    left("seats", moving.drawn(), source.left())?;
    if moving.seats.is_none() && source.seats.is_some() {
        return rules::refuse("seats", "entitlement-seats-needed");
    }
    for extra in &moving.extras {
        let field = extra_field(extra.extra);
        let known = catalog.extra(extra.extra).ok_or_else(unknown)?;
        rules::extra(&s, edition, known, Some(source))?;
        let given = source.extra(extra.extra);
        let free = given.and_then(|given| Some(i64::from(given.seats?) - given.reserved));
        left(&field, super::drawn(moving.kind, extra.seats), free)?;
        if extra.seats.is_none() && given.is_some_and(|given| given.seats.is_some()) {
            return rules::refuse(&field, "entitlement-seats-needed");
        }
    }
    match super::term::limit(source) {
        Some(limit) if moving.ends.is_none_or(|end| end > limit) => {
            let error = FieldError::new("ends", "entitlement-ends-after").with("day", limit);
            Err(error.with("parent", parent.name))
        }
        _ => Ok(source.id),
    }
}

/// Takes the seats, so that the next one sees what is left.
fn take(held: &mut Entitlement, moving: &Entitlement) {
    held.reserved += moving.drawn();
    for extra in &moving.extras {
        let given = held.extras.iter_mut().find(|given| given.extra == extra.extra);
        given.into_iter().for_each(|given| {
            given.reserved += super::drawn(moving.kind, extra.seats);
        });
    }
}
