//! What a person decides about an organization, and who may decide what.

use super::{Contact, PRIORITIES, Sector};
use crate::field::FieldError;
use crate::name;
use crate::people::OrgKind;
use crate::policy::Relation;
use crate::text::first_control;
use serde::{Deserialize, Serialize};

/// Longest reference number, in characters.
const MAX_REFERENCE: usize = 60;
/// Longest phone number, in characters.
const MAX_PHONE: usize = 40;
/// Longest mail address, in characters.
const MAX_EMAIL: usize = 254;
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
pub struct Particulars(OrgDraft);

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

impl OrgDraft {
    /// The draft as it is stored.
    ///
    /// # Errors
    /// All that is wrong, by field: `name-empty`, `name-too-long`, `text-control`,
    /// `reference-too-long`, `priority-invalid`, and of contacts (fields `contact-<n>-name`,
    /// `-email`, `-phone`, counted from 0) `email-invalid`, `phone-too-long`,
    /// `contacts-too-many`.
    pub fn parse(self) -> Result<Particulars, Vec<FieldError>> {
        let mut errors = Vec::new();
        let name = name::parse_of_somebody(&self.name).map_err(|error| errors.push(error));
        let reference = self.reference.trim().to_owned();
        errors.extend(line("reference", &reference, MAX_REFERENCE, "reference-too-long").err());
        if !PRIORITIES.contains(&self.priority) {
            errors.push(FieldError::new("priority", "priority-invalid"));
        }
        if self.contacts.len() > MAX_CONTACTS {
            let error = FieldError::new("contacts", "contacts-too-many").with("max", MAX_CONTACTS);
            errors.push(error);
        }
        let contacts = self.contacts.into_iter().enumerate();
        let contacts = contacts.map(|(at, contact)| contact.parse(at, &mut errors)).collect();
        match name {
            Ok(name) if errors.is_empty() => {
                Ok(Particulars(Self { name, reference, contacts, ..self }))
            }
            _ => Err(errors),
        }
    }
}

impl Contact {
    fn parse(self, at: usize, errors: &mut Vec<FieldError>) -> Self {
        let field = |part: &str| format!("contact-{at}-{part}");
        let name = name::parse_of_somebody(&self.name).unwrap_or_else(|error| {
            errors.push(FieldError { field: field("name"), ..error });
            String::new()
        });
        let (email, phone) = (self.email.trim().to_owned(), self.phone.trim().to_owned());
        if !email.is_empty() {
            errors.extend(line(&field("email"), &email, MAX_EMAIL, "email-invalid").err());
            let (local, host) = email.split_once('@').unwrap_or_default();
            if local.is_empty() || host.is_empty() || email.contains(char::is_whitespace) {
                errors.push(FieldError::new(&field("email"), "email-invalid"));
            }
        }
        errors.extend(line(&field("phone"), &phone, MAX_PHONE, "phone-too-long").err());
        Self { name, email, phone, about: self.about }
    }
}

/// Refuses what is no short line.
fn line(field: &str, text: &str, max: usize, too_long: &str) -> Result<(), FieldError> {
    if text.chars().count() > max {
        return Err(FieldError::new(field, too_long).with("max", max));
    }
    match first_control(text, &[]) {
        Some(position) => Err(FieldError::new(field, "text-control").with("position", position)),
        None => Ok(()),
    }
}
