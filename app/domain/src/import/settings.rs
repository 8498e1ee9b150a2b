//! What the person chose: which column is which, and the answers to open questions.

use super::{DateOrder, Field};
use crate::ids::OrgId;
use serde::{Deserialize, Serialize};

/// The field of each column of the file, in the file's order. A field stands at most once.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Mapping(Vec<Option<Field>>);

impl Mapping {
    /// A mapping of that many columns that uses none of them.
    #[must_use]
    pub fn nothing(columns: usize) -> Self {
        Self(vec![None; columns])
    }

    /// Columns in the mapping.
    #[must_use]
    pub fn columns(&self) -> usize {
        self.0.len()
    }

    /// What the column at this index is.
    #[must_use]
    pub fn field(&self, column: usize) -> Option<Field> {
        self.0.get(column).copied().flatten()
    }

    /// The index of this field's column.
    #[must_use]
    pub fn column(&self, field: Field) -> Option<usize> {
        self.0.iter().position(|held| *held == Some(field))
    }

    /// Says what a column is. Another column that had the field loses it, so that a field
    /// never stands twice. A column beyond the file is ignored.
    pub fn set(&mut self, column: usize, field: Option<Field>) {
        for held in &mut self.0 {
            if field.is_some() && *held == field {
                *held = None;
            }
        }
        if let Some(held) = self.0.get_mut(column) {
            *held = field;
        }
    }

    /// How many columns are used.
    #[must_use]
    pub fn count(&self) -> usize {
        self.0.iter().flatten().count()
    }

    /// The same mapping made to fit a file of that many columns, each field kept once: a
    /// mapping that came over the wire is not trusted.
    #[must_use]
    pub fn fit(&self, columns: usize) -> Self {
        let mut fitted = Self::nothing(columns);
        for (at, field) in self.0.iter().enumerate() {
            if let Some(field) = *field
                && fitted.column(field).is_none()
            {
                fitted.set(at, Some(field));
            }
        }
        fitted
    }
}

/// What to do with a customer that the portal does not know.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CustomerDecision {
    /// Create it.
    Create,
    /// It is this one.
    Existing(OrgId),
    /// Refuse its lines.
    Refuse,
}

/// The decision for one name of the file.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CustomerChoice {
    /// The customer's name as the file writes it; compared folded.
    pub name: String,
    /// What to do.
    pub decision: CustomerDecision,
}

/// The catalog edition that one product of the file stands for.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProductChoice {
    /// The product as the file writes it; compared folded.
    pub product: String,
    /// The edition as the file writes it; empty when there is none.
    pub edition: String,
    /// The edition's id in the catalog.
    pub edition_id: i32,
}

/// Everything the person chose for one import.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// Which column is which; none takes what [`super::recognize`] finds.
    pub mapping: Option<Mapping>,
    /// How to read a date column of which no value decides.
    pub date_order: Option<DateOrder>,
    /// Whether unknown customers without an own decision are created (else refused).
    pub create_customers: bool,
    /// Decisions for single customers.
    pub customers: Vec<CustomerChoice>,
    /// Catalog editions for products the catalog does not know by that name.
    pub products: Vec<ProductChoice>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            mapping: None,
            date_order: None,
            create_customers: true,
            customers: Vec::new(),
            products: Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_stands_once() {
        let mut mapping = Mapping::nothing(3);
        mapping.set(0, Some(Field::Key));
        mapping.set(2, Some(Field::Key));
        mapping.set(9, Some(Field::Note));
        assert_eq!(mapping.column(Field::Key), Some(2));
        assert_eq!(mapping.field(0), None);
        assert_eq!(mapping.count(), 1);
    }

    #[test]
    fn a_foreign_mapping_is_made_to_fit() {
        let sent = Mapping(vec![Some(Field::Key), Some(Field::Key), None, Some(Field::Note)]);
        let fitted = sent.fit(3);
        assert_eq!(fitted.columns(), 3);
        assert_eq!(fitted.column(Field::Key), Some(0));
        assert_eq!(fitted.count(), 1);
    }
}
