//! The guided choice: product type > protection model > add-ons > services (DOMAIN.md 1.2.4),
//! each option possible, or impossible with the reason.

use super::rules::{self, Extras};
use super::{Entitlement, Situation, term};
use crate::catalog::{Edition, Extra, ExtraKind, Product, TrialPolicy};
use crate::field::FieldError;
use crate::ids::EntitlementId;
use crate::license::LicenseKind;
use crate::people::OrgKind;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// Everything that an organization could be granted.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Offer {
    /// The product types, in catalog order.
    pub products: Vec<ProductChoice>,
    /// Whether the organization may be given the right to grant further.
    pub resale: bool,
}

/// A product type.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct ProductChoice {
    /// Its id in the catalog.
    pub id: i32,
    /// Its name.
    pub name: String,
    /// Its vendor's name.
    pub vendor: String,
    /// Why it is impossible, if it is.
    pub refused: Option<FieldError>,
    /// How it can be charged.
    pub kinds: Vec<KindChoice>,
    /// Terms it is sold for, in years.
    pub terms_years: Vec<i16>,
    /// Its trial, if it has one.
    pub trial: Option<TrialPolicy>,
    /// Its protection models; one where there is nothing to choose.
    pub editions: Vec<EditionChoice>,
}

/// A way of charging.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct KindChoice {
    /// Which.
    pub kind: LicenseKind,
    /// Why it is impossible, if it is.
    pub refused: Option<FieldError>,
}

/// A protection model.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct EditionChoice {
    /// Its id in the catalog.
    pub id: i32,
    /// Its name.
    pub name: String,
    /// Why it is impossible, if it is.
    pub refused: Option<FieldError>,
    /// What it draws from; none at the top of the tree, or where it is impossible.
    pub source: Option<Source>,
    /// Add-ons, then services, in catalog order.
    pub extras: Vec<ExtraChoice>,
}

/// The parent's entitlement that would be drawn from.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Source {
    /// It.
    pub id: EntitlementId,
    /// All its seats; none is unlimited.
    pub seats: Option<i32>,
    /// Seats of it that nobody took yet; none is unlimited.
    pub left: Option<i64>,
    /// The last day on which what draws from it may end.
    #[serde(with = "crate::wire::optional_day")]
    pub limit: Option<NaiveDate>,
}

/// An add-on or a service.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct ExtraChoice {
    /// Its id in the catalog.
    pub id: i32,
    /// Which of the two.
    pub kind: ExtraKind,
    /// Its name.
    pub name: String,
    /// Whether it can be added.
    pub verdict: Verdict,
}

/// What the rules say of an add-on or a service.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Verdict {
    /// It can be added, for at most so many seats of the parent's; none is unlimited.
    Possible {
        /// Seats that the parent has left.
        left: Option<i64>,
    },
    /// The model brings it.
    Included,
    /// It cannot be added.
    Impossible {
        /// Why.
        reason: FieldError,
    },
}

/// What an organization could be granted today.
#[must_use]
pub fn choices(s: &Situation<'_>) -> Offer {
    let products = s.catalog.products.iter().map(|product| product_choice(s, product)).collect();
    Offer { products, resale: s.org_kind != OrgKind::Customer }
}

/// The model of an entitlement that is changed, with its add-ons and services; none when the
/// catalog does not have it any more.
#[must_use]
pub fn change_choice(s: &Situation<'_>) -> Option<EditionChoice> {
    let edition = s.catalog.edition(s.changed?.now.edition)?;
    Some(edition_choice(s, edition))
}

fn product_choice(s: &Situation<'_>, product: &Product) -> ProductChoice {
    let kind = |kind: &LicenseKind| KindChoice {
        kind: *kind,
        refused: rules::kind(s, product, *kind).err(),
    };
    let kinds: Vec<KindChoice> = product.kinds.iter().map(kind).collect();
    // Where no way of charging is possible, the first one tells why.
    let all = kinds.iter().all(|choice| choice.refused.is_some());
    let none = kinds.first().filter(|_| all).and_then(|choice| choice.refused.clone());
    let vendor = s.catalog.vendor(product.vendor);
    ProductChoice {
        id: product.id,
        name: product.name.clone(),
        vendor: vendor.map(|vendor| vendor.name.clone()).unwrap_or_default(),
        refused: rules::product(s, product).err().or(none),
        kinds,
        terms_years: product.terms_years.clone(),
        trial: product.trial,
        editions: s.catalog.editions_of(product.id).map(|e| edition_choice(s, e)).collect(),
    }
}

fn edition_choice(s: &Situation<'_>, edition: &Edition) -> EditionChoice {
    let (refused, source) = match rules::edition(s, edition) {
        Ok(source) => (None, source),
        Err(error) => (Some(error), None),
    };
    let vendor = |id: i32| {
        let edition = s.catalog.edition(id)?;
        s.catalog.product(edition.product).map(|product| product.vendor)
    };
    // Those of other products tell why they do not fit.
    let goes = |extra: &&Extra| extra.goes_with.iter().any(|id| vendor(*id) == vendor(edition.id));
    let mut extras: Vec<ExtraChoice> = s
        .catalog
        .extras
        .iter()
        .filter(goes)
        .map(|extra| extra_choice(s, edition, extra, source))
        .collect();
    extras.sort_by_key(|extra| extra.kind == ExtraKind::Service);
    EditionChoice {
        id: edition.id,
        name: edition.name.clone(),
        refused,
        source: source.map(source_shown),
        extras,
    }
}

fn source_shown(source: &Entitlement) -> Source {
    Source {
        id: source.id,
        seats: source.seats,
        left: source.left().map(|left| left.max(0)),
        limit: term::limit(source),
    }
}

fn extra_choice(
    s: &Situation<'_>,
    edition: &Edition,
    extra: &Extra,
    source: Option<&Entitlement>,
) -> ExtraChoice {
    let verdict = match rules::extra(s, edition, extra, source) {
        Ok(Extras::Included) => Verdict::Included,
        Ok(Extras::Addable) => {
            let held = source.and_then(|source| source.extra(extra.id));
            let left = held.and_then(|held| Some(i64::from(held.seats?) - held.reserved));
            Verdict::Possible { left: left.map(|left| left.max(0)) }
        }
        Err(reason) => Verdict::Impossible { reason },
    };
    ExtraChoice { id: extra.id, kind: extra.kind, name: extra.name.clone(), verdict }
}
