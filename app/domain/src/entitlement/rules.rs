//! The rules, one function each. What a rule refuses, it says as the error beside a field.

use super::term::trial_from;
use super::{Entitlement, Situation};
use crate::catalog::{Catalog, Edition, Extra, Product};
use crate::field::FieldError;
use crate::license::LicenseKind;
use crate::people::OrgKind;
use std::collections::BTreeSet;

/// What a rule says.
pub(super) type Rule<T = ()> = Result<T, FieldError>;

pub(super) fn refuse<T>(field: &str, code: &str) -> Rule<T> {
    Err(FieldError::new(field, code))
}

/// The edition and everything that it contains.
fn contained(catalog: &Catalog, edition: i32) -> BTreeSet<i32> {
    let (mut all, mut open) = (BTreeSet::new(), vec![edition]);
    while let Some(id) = open.pop() {
        if all.insert(id) {
            open.extend(catalog.edition(id).into_iter().flat_map(|edition| &edition.contains));
        }
    }
    all
}

impl<'a> Situation<'a> {
    /// The organization's own entitlements that hold today, but for the one that is changed.
    fn others(&self) -> impl Iterator<Item = &'a Entitlement> {
        let (own, today) = (self.own, self.today);
        let changed = self.changed.map(|changed| changed.now.id);
        own.iter().filter(move |held| held.holds_on(today) && Some(held.id) != changed)
    }

    /// What the parent may grant from.
    fn sources(&self) -> impl Iterator<Item = &'a Entitlement> {
        let (held, today) = (self.parent.map_or(&[][..], |parent| parent.held), self.today);
        held.iter()
            .filter(move |held| held.holds_on(today) && held.kind != LicenseKind::Trial)
            .filter(|held| held.resale)
    }

    fn parent_name(&self) -> &'a str {
        self.parent.map_or("", |parent| parent.name)
    }

    /// The entitlement that is changed keeps drawing from where it draws.
    fn kept_source(&self) -> Option<&'a Entitlement> {
        let from = self.changed?.now.parent?;
        self.parent?.held.iter().find(|held| held.id == from)
    }
}

/// Only who is active gets something.
pub(super) fn open(s: &Situation<'_>) -> Rule {
    if s.open { Ok(()) } else { refuse("org", "entitlement-org-closed") }
}

/// A product type is granted by who holds it with the right to resell (DOMAIN.md 1.2.4, 1.2.8).
pub(super) fn product(s: &Situation<'_>, product: &Product) -> Rule {
    open(s)?;
    if s.parent.is_none() || s.sources().any(|held| held.product == product.id) {
        return Ok(());
    }
    let held = s.parent.into_iter().flat_map(|parent| parent.held);
    let mut held = held.filter(|held| held.product == product.id && held.holds_on(s.today));
    let code = if held.any(|held| held.kind != LicenseKind::Trial) {
        "entitlement-no-resale"
    } else {
        "entitlement-not-held"
    };
    Err(FieldError::new("product", code).with("parent", s.parent_name()))
}

/// What is granted draws from an entitlement of the same edition, or of one that contains it
/// (DOMAIN.md 1.2.8); none at the top of the tree.
pub(super) fn source<'a>(s: &Situation<'a>, edition: &Edition) -> Rule<Option<&'a Entitlement>> {
    if s.parent.is_none() {
        return Ok(None);
    }
    if s.changed.is_some() {
        // A change needs its source even where the right to resell was withdrawn since.
        return match s.kept_source().filter(|held| held.holds_on(s.today)) {
            Some(held) => Ok(Some(held)),
            None => refuse("edition", "entitlement-source-gone"),
        };
    }
    let same = s.sources().find(|held| held.edition == edition.id);
    let containing =
        || s.sources().find(|held| contained(s.catalog, held.edition).contains(&edition.id));
    match same.or_else(containing) {
        Some(held) => Ok(Some(held)),
        None => {
            let error = FieldError::new("edition", "entitlement-edition-not-held");
            Err(error.with("parent", s.parent_name()))
        }
    }
}

/// A model is to be had once by who resells it, and where there is something to draw from.
pub(super) fn edition<'a>(s: &Situation<'a>, edition: &Edition) -> Rule<Option<&'a Entitlement>> {
    let twice = s.org_kind != OrgKind::Customer && s.others().any(|o| o.edition == edition.id);
    if twice {
        return refuse("edition", "entitlement-held-already");
    }
    source(s, edition)
}

/// How a product is charged: one commercial product of a family per customer, a trial beside
/// it, and the same trial only when it is not barred (DOMAIN.md 1.2.10, 1.3.7, invariant 6).
pub(super) fn kind(s: &Situation<'_>, product: &Product, kind: LicenseKind) -> Rule {
    if !product.kinds.contains(&kind) {
        return refuse("kind", "entitlement-kind");
    }
    match (kind, s.org_kind) {
        (LicenseKind::Trial, OrgKind::Customer) => trial(s, product),
        (LicenseKind::Trial, _) => refuse("kind", "entitlement-trial-customers"),
        (_, OrgKind::Customer) => commercial(s, product),
        _ => Ok(()),
    }
}

fn commercial(s: &Situation<'_>, product: &Product) -> Rule {
    let rival = s.others().filter(|held| held.kind != LicenseKind::Trial).find_map(|held| {
        s.catalog.product(held.product).filter(|other| other.family_name() == product.family_name())
    });
    match rival {
        Some(rival) => {
            let error = FieldError::new("product", "entitlement-family");
            Err(error.with("product", &rival.name))
        }
        None => Ok(()),
    }
}

fn trial(s: &Situation<'_>, product: &Product) -> Rule {
    let Some(policy) = product.trial else { return refuse("kind", "entitlement-kind") };
    if s.changed.is_some() {
        return Ok(());
    }
    let trials =
        || s.own.iter().filter(|o| o.product == product.id && o.kind == LicenseKind::Trial);
    if let Some(running) = trials().find(|trial| trial.holds_on(s.today)) {
        let error = FieldError::new("kind", "entitlement-trial-runs");
        return Err(match running.ends {
            Some(end) => error.with("day", end),
            None => error.with("day", s.today),
        });
    }
    let last = trials().filter_map(|trial| trial.ended.or(trial.ends)).max();
    match last.and_then(|last| trial_from(last, policy)).filter(|from| *from > s.today) {
        Some(from) => Err(FieldError::new("kind", "entitlement-trial-barred").with("day", from)),
        None => Ok(()),
    }
}

/// What an extra is to an edition.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Extras {
    /// The edition brings it.
    Included,
    /// It can be added.
    Addable,
}

/// Whether an add-on or a service goes with an edition, the parent holds it, and the chain
/// is assisted where it must be (DOMAIN.md 1.2.4, 1.2.5, 1.2.8).
pub(super) fn extra(
    s: &Situation<'_>,
    edition: &Edition,
    extra: &Extra,
    source: Option<&Entitlement>,
) -> Rule<Extras> {
    if contained(s.catalog, edition.id).iter().any(|id| extra.part_of.contains(id)) {
        return Ok(Extras::Included);
    }
    let field = extra_field(extra.id);
    if !extra.goes_with.contains(&edition.id) {
        let names: Vec<&str> = extra
            .goes_with
            .iter()
            .filter_map(|id| s.catalog.edition(*id))
            .map(|edition| edition.name.as_str())
            .collect();
        let error = FieldError::new(&field, "entitlement-extra-only-with");
        return Err(error.with("editions", names.join(", ")));
    }
    if source.is_some_and(|source| source.extra(extra.id).is_none()) {
        let error = FieldError::new(&field, "entitlement-extra-not-held");
        return Err(error.with("parent", s.parent_name()));
    }
    if extra.needs_assistance && !s.unassisted.is_empty() {
        let error = FieldError::new(&field, "entitlement-assistance-off");
        return Err(error.with("names", s.unassisted.join(", ")));
    }
    Ok(Extras::Addable)
}

/// The field of an extra in a form.
pub(super) fn extra_field(id: i32) -> String {
    format!("extra-{id}")
}

/// Whether this kind may have no limit: what is charged by month or by use.
pub(super) fn may_be_unlimited(kind: LicenseKind, source: Option<&Entitlement>) -> bool {
    let open = source.is_none_or(|source| source.seats.is_none());
    open && matches!(kind, LicenseKind::Usage | LicenseKind::Monthly)
}

/// Who may grant further: not customers, and nobody a trial.
pub(super) fn resale(s: &Situation<'_>, kind: LicenseKind, wanted: bool) -> Rule {
    if wanted && (s.org_kind == OrgKind::Customer || kind == LicenseKind::Trial) {
        return refuse("resale", "entitlement-resale-customer");
    }
    match s.changed {
        Some(changed) if !wanted && changed.now.resale && !changed.children.is_empty() => {
            let names = names(changed.children.iter().map(|child| child.org.as_str()));
            Err(FieldError::new("resale", "entitlement-children").with("names", names))
        }
        _ => Ok(()),
    }
}

/// Names for a sentence: each once, at most ten.
pub(super) fn names<'b>(all: impl Iterator<Item = &'b str>) -> String {
    let all: BTreeSet<&str> = all.collect();
    let shown: Vec<&str> = all.iter().take(10).copied().collect();
    let more = if all.len() > shown.len() { ", …" } else { "" };
    format!("{}{more}", shown.join(", "))
}
