//! Reading what was typed about an organization. On the server alone: what makes a mail address
//! takes tables that no page should carry.

use super::{Contact, MAX_CONTACTS, OrgDraft, PRIORITIES, Particulars};
use crate::field::FieldError;
use crate::mail::EmailAddress;
use crate::name;
use crate::text::first_control;

/// Longest reference number, in characters.
const MAX_REFERENCE: usize = 60;
/// Longest phone number, in characters.
const MAX_PHONE: usize = 40;

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
            let wrong = EmailAddress::parse(&email).err();
            errors.extend(wrong.map(|error| FieldError { field: field("email"), ..error }));
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
