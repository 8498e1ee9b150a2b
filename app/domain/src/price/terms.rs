//! The terms that an organization buys on.

use super::Percent;
use crate::field::FieldError;
use crate::license::OrgRef;
use crate::money::Currency;
use crate::note::parse_lines;
use crate::text::first_control;
use serde::{Deserialize, Serialize};

/// What an organization buys on. Its seller (who is above it in the tree) decides on discount, tax
/// and currency; it decides on the rest itself. At the top of a tree all is its own, since the
/// portal does not know its vendors' books.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TradeTerms {
    /// Off every list price (DOMAIN.md 1.4.4), at most [`TradeTerms::MAX_DISCOUNT`].
    pub discount: Percent,
    /// Tax on what it buys, at most [`TradeTerms::MAX_TAX`].
    pub tax: Percent,
    /// The only currency that it buys in; none takes each price in its own.
    pub currency: Option<Currency>,
    /// What it adds to its own cost when it sells on, at most [`TradeTerms::MAX_MARGIN`].
    pub margin: Percent,
    /// Its tax number, as it stands on its orders; empty for none.
    pub tax_number: String,
    /// Where invoices go, several lines; empty for none.
    pub address: String,
    /// What it sells on to those below it: in its own words, or the address of a page with them;
    /// empty for nothing.
    pub sale_terms: String,
}

/// One of the terms.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TermsField {
    /// Discount.
    Discount,
    /// Tax.
    Tax,
    /// Currency.
    Currency,
    /// Margin.
    Margin,
    /// Tax number.
    TaxNumber,
    /// Address.
    Address,
    /// What it sells on.
    SaleTerms,
}

/// The terms of an organization as those who may see them do.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Terms {
    /// Whose.
    pub org: OrgRef,
    /// Raised by every write; 0 while nobody has set any.
    pub version: i32,
    /// As they are. What is nobody else's business (the margin of a buyer) is nothing here.
    pub terms: TradeTerms,
    /// What the reader may set.
    pub settable: Vec<TermsField>,
}

/// Which terms somebody may set: of the organization that it belongs to (`own`), or of one that
/// buys from it. `top` says that nobody is above the organization.
#[must_use]
pub const fn settable(own: bool, top: bool) -> &'static [TermsField] {
    use TermsField as F;
    match (own, top) {
        (true, true) => {
            &[F::Discount, F::Tax, F::Currency, F::Margin, F::TaxNumber, F::Address, F::SaleTerms]
        }
        (true, false) => &[F::Margin, F::TaxNumber, F::Address],
        (false, _) => &[F::Discount, F::Tax, F::Currency, F::TaxNumber, F::Address],
    }
}

impl TradeTerms {
    /// The largest discount.
    pub const MAX_DISCOUNT: Percent = Percent::whole(90);
    /// The largest tax.
    pub const MAX_TAX: Percent = Percent::whole(50);
    /// The largest margin: five times the cost on top.
    pub const MAX_MARGIN: Percent = Percent::from_hundredths(50_000);
    const MAX_TAX_NUMBER: usize = 40;
    const MAX_ADDRESS: usize = 500;
    /// The longest terms of sale, in characters: longer ones stand on a page of their own.
    pub const MAX_SALE_TERMS: usize = 2_000;

    /// The terms as they are stored: texts trimmed.
    ///
    /// # Errors
    /// `percent-too-large` (arg `max`) on `discount`, `tax`, `margin`; `tax-number-too-long`
    /// (arg `max`), `text-control` on `tax-number`; as [`parse_lines`] on `address` and
    /// `sale-terms`.
    pub fn parse(mut self) -> Result<Self, Vec<FieldError>> {
        let mut wrong = Vec::new();
        for (field, share, most) in [
            ("discount", self.discount, Self::MAX_DISCOUNT),
            ("tax", self.tax, Self::MAX_TAX),
            ("margin", self.margin, Self::MAX_MARGIN),
        ] {
            if share > most {
                let error = FieldError::new(field, "percent-too-large").with("max", most.shown());
                wrong.push(error);
            }
        }
        self.tax_number = self.tax_number.trim().to_owned();
        if self.tax_number.chars().count() > Self::MAX_TAX_NUMBER {
            let error = FieldError::new("tax-number", "tax-number-too-long");
            wrong.push(error.with("max", Self::MAX_TAX_NUMBER));
        } else if let Some(at) = first_control(&self.tax_number, &[]) {
            wrong.push(FieldError::new("tax-number", "text-control").with("position", at));
        }
        match parse_lines("address", &self.address, Self::MAX_ADDRESS) {
            Ok(address) => self.address = address,
            Err(error) => wrong.push(error),
        }
        match parse_lines("sale-terms", &self.sale_terms, Self::MAX_SALE_TERMS) {
            Ok(said) => self.sale_terms = said,
            Err(error) => wrong.push(error),
        }
        if wrong.is_empty() { Ok(self) } else { Err(wrong) }
    }

    /// These terms with the given fields of others.
    #[must_use]
    pub fn with(self, other: Self, fields: &[TermsField]) -> Self {
        let mut terms = self;
        for field in fields {
            match field {
                TermsField::Discount => terms.discount = other.discount,
                TermsField::Tax => terms.tax = other.tax,
                TermsField::Currency => terms.currency = other.currency,
                TermsField::Margin => terms.margin = other.margin,
                TermsField::TaxNumber => terms.tax_number.clone_from(&other.tax_number),
                TermsField::Address => terms.address.clone_from(&other.address),
                TermsField::SaleTerms => terms.sale_terms.clone_from(&other.sale_terms),
            }
        }
        terms
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn nobody_sets_its_own_discount_but_at_the_top() {
        assert!(!settable(true, false).contains(&TermsField::Discount));
        assert!(settable(true, true).contains(&TermsField::Discount));
        assert!(settable(false, false).contains(&TermsField::Discount));
        assert!(!settable(false, false).contains(&TermsField::Margin), "nobody's business");
    }

    #[test]
    fn fields_that_one_may_not_set_stay() {
        let old = TradeTerms { discount: Percent::whole(20), ..TradeTerms::default() };
        let wish = TradeTerms {
            discount: Percent::whole(90),
            margin: Percent::whole(30),
            ..TradeTerms::default()
        };
        let new = old.with(wish, settable(true, false));
        assert_eq!((new.discount, new.margin), (Percent::whole(20), Percent::whole(30)));
    }

    #[test]
    fn limits_are_named_beside_their_fields() {
        let bad = TradeTerms {
            discount: Percent::whole(91),
            tax: Percent::whole(51),
            margin: Percent::from_hundredths(50_001),
            tax_number: "x".repeat(41),
            address: "a\u{7}".to_owned(),
            currency: None,
            sale_terms: "x".repeat(2_001),
        };
        let wrong = bad.parse().unwrap_err();
        let fields: Vec<&str> = wrong.iter().map(|error| error.field.as_str()).collect();
        assert_eq!(fields, ["discount", "tax", "margin", "tax-number", "address", "sale-terms"]);
    }
}
