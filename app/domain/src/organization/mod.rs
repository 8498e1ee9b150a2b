//! What is kept of an organization, and what may be done to it (DOMAIN.md 1.2).

mod change;
mod draft;
#[cfg(not(target_arch = "wasm32"))]
mod parse;
mod place;

pub use change::{
    CloseContext, MoveContext, Standing, child_kind, close_obstacles, create_obstacle,
    give_obstacle,
};
pub use change::{move_obstacles, reactivate_obstacle, suspend_obstacle};
pub(crate) use change::{obstacle, stopped};
pub use draft::{Field, MAX_CONTACTS, OrgDraft, Particulars, settable};
pub use place::{TreeEntry, TreePage};

use crate::ids::OrgId;
use crate::license::OrgRef;
use crate::people::OrgKind;
use crate::policy::Relation;
use serde::{Deserialize, Serialize};

/// Whether an organization's people can work.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum OrgState {
    /// They can.
    Active,
    /// They are locked out for now; its licenses stay manageable by those above (DOMAIN.md 1.2.6).
    Suspended,
    /// It has ended. What it had stays readable by those above.
    Closed,
}

impl OrgState {
    /// Every state.
    pub const ALL: [Self; 3] = [Self::Active, Self::Suspended, Self::Closed];
    /// Their stable names, in the same order: what grids show.
    pub const SLUGS: &[&str] = &["active", "suspended", "closed"];

    /// The stable name used in the database.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Suspended => "suspended",
            Self::Closed => "closed",
        }
    }

    /// The state with this slug.
    #[must_use]
    pub fn from_slug(slug: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.slug() == slug)
    }
}

/// What kind of buyer an organization is: some pay less (DOMAIN.md 1.4.5).
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Sector {
    /// A business or an authority.
    #[default]
    Commercial,
    /// A school or university.
    Education,
    /// A non-profit organization or charity.
    NonProfit,
}

impl Sector {
    /// Every sector.
    pub const ALL: [Self; 3] = [Self::Commercial, Self::Education, Self::NonProfit];
    /// Their stable names, in the same order: what grids show.
    pub const SLUGS: &[&str] = &["commercial", "education", "non-profit"];

    /// The stable name used in the database.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Commercial => "commercial",
            Self::Education => "education",
            Self::NonProfit => "non-profit",
        }
    }

    /// The sector with this slug.
    #[must_use]
    pub fn from_slug(slug: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|sector| sector.slug() == slug)
    }
}

/// What one talks to a contact about.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum About {
    /// Anything.
    #[default]
    General,
    /// Technical matters.
    Technical,
    /// Invoices.
    Billing,
    /// Renewals.
    Renewals,
}

impl About {
    /// Every one.
    pub const ALL: [Self; 4] = [Self::General, Self::Technical, Self::Billing, Self::Renewals];

    /// The stable name used in messages.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::General => "general",
            Self::Technical => "technical",
            Self::Billing => "billing",
            Self::Renewals => "renewals",
        }
    }
}

/// Whom to talk to at an organization; need not be somebody who signs in.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Contact {
    /// Display name.
    pub name: String,
    /// Mail address; empty for none.
    pub email: String,
    /// Phone number as one writes it; empty for none.
    pub phone: String,
    /// What about.
    pub about: About,
}

/// The importance that whoever serves it gives an organization's renewals: who is served first
/// when there is not enough for everybody (DOMAIN.md D13). 1 is first, 5 is last.
pub const PRIORITIES: std::ops::RangeInclusive<u8> = 1..=5;

/// An organization as those who may see it do.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct OrgDetail {
    /// Its id.
    pub id: OrgId,
    /// Raised by every write.
    pub version: i32,
    /// What it is.
    pub kind: OrgKind,
    /// Whether its people can work.
    pub state: OrgState,
    /// Of a suspension that came from above: whose it is.
    pub suspended_with: Option<OrgRef>,
    /// How it stands to the reader's own organization.
    pub relation: Relation,
    /// The organizations above it that the reader may see, from the top down.
    pub above: Vec<OrgRef>,
    /// What one can change. Reference and priority are the provider's own words, and empty for
    /// the organization itself.
    pub draft: OrgDraft,
    /// Services that lock assistance on, each with the organization that has it (DOMAIN.md
    /// 1.2.5).
    pub assistance_locks: Vec<(OrgRef, String)>,
    /// Organizations right below it that are not closed.
    pub children: i64,
    /// Licenses in use by it and those below it that have not expired.
    pub running: i64,
}

impl OrgDetail {
    /// The organization by id and name.
    #[must_use]
    pub fn reference(&self) -> OrgRef {
        OrgRef { id: self.id, name: self.draft.name.clone() }
    }
}
