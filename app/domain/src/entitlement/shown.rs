//! What a page shows of entitlements, and what it asks for.

use super::{EditionChoice, Entitlement, Offer, Wish};
use crate::catalog::{Catalog, ExtraKind};
use crate::ids::{EntitlementId, OrgId};
use crate::license::{LicenseKind, OrgRef};
use crate::people::OrgKind;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// An entitlement with the names of what it is about.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Shown {
    /// It.
    pub entitlement: Entitlement,
    /// Its product's vendor.
    pub vendor: String,
    /// Its product.
    pub product: String,
    /// Its protection model; none where its product has none to choose.
    pub model: Option<String>,
    /// Its add-ons and services, in the order of [`Entitlement::extras`].
    pub extras: Vec<ShownExtra>,
    /// Seats in use; none for who only grants further.
    pub used: Option<i64>,
}

/// An add-on or a service by name.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct ShownExtra {
    /// Its name.
    pub name: String,
    /// Which of the two.
    pub kind: ExtraKind,
}

impl Shown {
    /// An entitlement by the names of the catalog; what that does not have any more has none.
    #[must_use]
    pub fn new(entitlement: Entitlement, catalog: &Catalog, used: Option<i64>) -> Self {
        let product = catalog.product(entitlement.product);
        let vendor = product.and_then(|product| catalog.vendor(product.vendor));
        let choice = catalog.editions_of(entitlement.product).count() > 1;
        let model = catalog.edition(entitlement.edition).filter(|_| choice);
        let extra = |id: i32| {
            let extra = catalog.extra(id);
            ShownExtra {
                name: extra.map(|extra| extra.name.clone()).unwrap_or_default(),
                kind: extra.map_or(ExtraKind::AddOn, |extra| extra.kind),
            }
        };
        Self {
            vendor: vendor.map(|vendor| vendor.name.clone()).unwrap_or_default(),
            product: product.map(|product| product.name.clone()).unwrap_or_default(),
            model: model.map(|edition| edition.name.clone()),
            extras: entitlement.extras.iter().map(|held| extra(held.extra)).collect(),
            entitlement,
            used,
        }
    }

    /// Product and model in one line.
    #[must_use]
    pub fn title(&self) -> String {
        match &self.model {
            Some(model) => format!("{} · {model}", self.product),
            None => self.product.clone(),
        }
    }
}

/// What an organization holds.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Holdings {
    /// Whose it is.
    pub org: OrgRef,
    /// What the organization is.
    pub kind: OrgKind,
    /// Whether whoever asked may grant, change and end here.
    pub manages: bool,
    /// Its entitlements: active ones first, then ended ones, each newest first.
    pub held: Vec<Shown>,
    /// Feed position it was read at.
    pub pos: i64,
    /// The day (UTC) it was read on.
    #[serde(with = "crate::wire::day")]
    pub today: NaiveDate,
}

/// What an organization could be granted, and by whom.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Offered {
    /// Who would get it.
    pub org: OrgRef,
    /// Who grants it; none at the top of the tree.
    pub parent: Option<OrgRef>,
    /// The choices.
    pub offer: Offer,
    /// The day (UTC) they are of.
    #[serde(with = "crate::wire::day")]
    pub today: NaiveDate,
}

/// How an entitlement could be changed.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Changeable {
    /// As it is now.
    pub shown: Shown,
    /// Who granted it; none at the top of the tree.
    pub parent: Option<OrgRef>,
    /// Its model with the add-ons and services, and what the parent has left.
    pub choice: EditionChoice,
    /// Whether its organization may be given the right to grant further.
    pub resale: bool,
}

impl Changeable {
    /// Whether its end can be moved: a term's and a trial's follow from the product.
    #[must_use]
    pub fn ends_are_open(&self) -> bool {
        self.shown.entitlement.kind == LicenseKind::Monthly
    }
}

/// Grant an entitlement.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GrantEntitlement {
    /// To whom.
    pub org: OrgId,
    /// What.
    pub wish: Wish,
    /// Made once per intent: the same key again gets the same answer.
    pub idempotency: Uuid,
}

/// Change an entitlement.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChangeEntitlement {
    /// Which.
    pub id: EntitlementId,
    /// The version the person saw.
    pub version: i32,
    /// What it is to become; edition, kind and term stay as they are.
    pub wish: Wish,
}
