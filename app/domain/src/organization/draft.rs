//! What a person decides about an organization, and who may decide what.

use super::{Contact, Sector};
use crate::people::OrgKind;
use crate::policy::Relation;
use serde::{Deserialize, Serialize};

/// Most contacts.
pub const MAX_CONTACTS: usize = 10;

/// What a person decides about an organization, as it was typed.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OrgDraft {
    /// Its name, in use once among its siblings.
    pub name: String,
    /// What kind of buyer it is.
    pub sector: Sector,
    /// The number that whoever serves it knows it by; empty for none.
    pub reference: String,
    /// The importance of its renewals, 1 to 5.
    pub priority: u8,
    /// Whether it manages its own security.
    pub manages_own_security: bool,
    /// Whether its partner can assist with security management.
    pub assistance: bool,
    /// Whether it may buy by itself (of partners).
    pub direct_purchase: bool,
    /// Whom to talk to.
    pub contacts: Vec<Contact>,
}

impl Default for OrgDraft {
    /// What a new organization begins with.
    fn default() -> Self {
        Self {
            name: String::new(),
            sector: Sector::Commercial,
            reference: String::new(),
            priority: 3,
            manages_own_security: true,
            assistance: true,
            direct_purchase: true,
            contacts: Vec::new(),
        }
    }
}

/// The same as it is stored.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Particulars(pub(super) OrgDraft);

impl Particulars {
    /// What is stored.
    #[must_use]
    pub fn get(&self) -> &OrgDraft {
        &self.0
    }
}

/// A field of an [`OrgDraft`].
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Field {
    /// The name.
    Name,
    /// The sector.
    Sector,
    /// The provider's number.
    Reference,
    /// The importance of its renewals.
    Priority,
    /// Whether it manages its own security.
    ManagesOwnSecurity,
    /// Whether its partner can assist.
    Assistance,
    /// Whether it may buy by itself.
    DirectPurchase,
    /// Whom to talk to.
    Contacts,
}

impl Field {
    /// Every field, in the form's order.
    pub const ALL: [Self; 8] = [
        Self::Name,
        Self::Sector,
        Self::Reference,
        Self::Priority,
        Self::ManagesOwnSecurity,
        Self::Assistance,
        Self::DirectPurchase,
        Self::Contacts,
    ];

    /// The name in forms, errors and the log.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Sector => "sector",
            Self::Reference => "reference",
            Self::Priority => "priority",
            Self::ManagesOwnSecurity => "own-security",
            Self::Assistance => "assistance",
            Self::DirectPurchase => "direct-purchase",
            Self::Contacts => "contacts",
        }
    }

    /// Whether two drafts differ in it.
    #[must_use]
    pub fn differs(self, one: &OrgDraft, other: &OrgDraft) -> bool {
        match self {
            Self::Name => one.name != other.name,
            Self::Sector => one.sector != other.sector,
            Self::Reference => one.reference != other.reference,
            Self::Priority => one.priority != other.priority,
            Self::ManagesOwnSecurity => one.manages_own_security != other.manages_own_security,
            Self::Assistance => one.assistance != other.assistance,
            Self::DirectPurchase => one.direct_purchase != other.direct_purchase,
            Self::Contacts => one.contacts != other.contacts,
        }
    }
}

/// Whether a field of an organization of this kind is to be decided by somebody to whom it
/// stands in this relation. What a provider notes of those below, and what it lets them do, is
/// not theirs. Once switched off, assistance is switched on again by the organization itself
/// alone: `assistance` is what it is now.
#[must_use]
pub fn settable(field: Field, kind: OrgKind, relation: Relation, assistance: bool) -> bool {
    let below = matches!(relation, Relation::Child | Relation::Unassisted);
    match field {
        Field::Name | Field::Sector | Field::Contacts => below || relation == Relation::Own,
        Field::Reference | Field::Priority | Field::ManagesOwnSecurity => below,
        Field::DirectPurchase => below && kind == OrgKind::Partner,
        Field::Assistance => relation == Relation::Own || below && assistance,
    }
}
