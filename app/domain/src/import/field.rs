//! The columns that are imported and exported.

use crate::people::Language;
use serde::{Deserialize, Serialize};

/// A column. [`Field::ALL`] is the order of the exported file.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Field {
    /// License key; identifies a license within its partner.
    Key,
    /// Display name.
    Name,
    /// Who makes the product; only needed where two vendors have a product of one name.
    Vendor,
    /// Product, by name or code.
    Product,
    /// Edition, by name or code.
    Edition,
    /// Partner that holds the license; a partner's own file does not need it.
    Partner,
    /// Customer that uses it; empty for a coupon.
    Customer,
    /// Kind: term, usage, monthly or trial.
    Kind,
    /// Seats bought, or unlimited.
    Seats,
    /// Seats in use.
    Used,
    /// Day of purchase.
    Purchased,
    /// First day of use; empty for a coupon.
    Activated,
    /// Last day of validity.
    Expires,
    /// Length of the bought term in years.
    Term,
    /// The partner's order number.
    Order,
    /// The note.
    Note,
}

impl Field {
    /// Every column in the order of the exported file.
    pub const ALL: [Self; 16] = [
        Self::Key,
        Self::Name,
        Self::Vendor,
        Self::Product,
        Self::Edition,
        Self::Partner,
        Self::Customer,
        Self::Kind,
        Self::Seats,
        Self::Used,
        Self::Purchased,
        Self::Activated,
        Self::Expires,
        Self::Term,
        Self::Order,
        Self::Note,
    ];

    /// The stable name used in files of settings, forms and messages (`import-field-<slug>`).
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Key => "key",
            Self::Name => "name",
            Self::Vendor => "vendor",
            Self::Product => "product",
            Self::Edition => "edition",
            Self::Partner => "partner",
            Self::Customer => "customer",
            Self::Kind => "kind",
            Self::Seats => "seats",
            Self::Used => "used",
            Self::Purchased => "purchased",
            Self::Activated => "activated",
            Self::Expires => "expires",
            Self::Term => "term",
            Self::Order => "order",
            Self::Note => "note",
        }
    }

    /// The column with this slug.
    #[must_use]
    pub fn from_slug(slug: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|field| field.slug() == slug)
    }

    /// The heading in an exported file. It belongs to the file's format, not to the
    /// interface: [`super::recognize`] must know each of them again.
    #[must_use]
    pub const fn heading(self, language: Language) -> &'static str {
        match (self, language) {
            (Self::Key, Language::En) => "License key",
            (Self::Key, Language::De) => "Lizenzschlüssel",
            (Self::Name, _) => "Name",
            (Self::Vendor, Language::En) => "Vendor",
            (Self::Vendor, Language::De) => "Hersteller",
            (Self::Product, Language::En) => "Product",
            (Self::Product, Language::De) => "Produkt",
            (Self::Edition, _) => "Edition",
            (Self::Partner, _) => "Partner",
            (Self::Customer, Language::En) => "Customer",
            (Self::Customer, Language::De) => "Kunde",
            (Self::Kind, Language::En) => "Kind",
            (Self::Kind, Language::De) => "Art",
            (Self::Seats, Language::En) => "Seats",
            (Self::Seats, Language::De) => "Plätze",
            (Self::Used, Language::En) => "Used seats",
            (Self::Used, Language::De) => "Belegte Plätze",
            (Self::Purchased, Language::En) => "Purchased",
            (Self::Purchased, Language::De) => "Kaufdatum",
            (Self::Activated, Language::En) => "Activated",
            (Self::Activated, Language::De) => "Aktiviert",
            (Self::Expires, Language::En) => "Expires",
            (Self::Expires, Language::De) => "Ablaufdatum",
            (Self::Term, Language::En) => "Term in years",
            (Self::Term, Language::De) => "Laufzeit in Jahren",
            (Self::Order, Language::En) => "Order number",
            (Self::Order, Language::De) => "Bestellnummer",
            (Self::Note, Language::En) => "Note",
            (Self::Note, Language::De) => "Notiz",
        }
    }

    /// Whether customers never see the column (notes and order numbers are internal).
    #[must_use]
    pub const fn internal(self) -> bool {
        matches!(self, Self::Note | Self::Order)
    }

    /// Whether the column holds days.
    #[must_use]
    pub const fn is_date(self) -> bool {
        matches!(self, Self::Purchased | Self::Activated | Self::Expires)
    }
}
