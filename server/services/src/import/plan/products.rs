//! The products that a file names, found in the catalog.

use super::LIST_LIMIT;
use domain::catalog::{Catalog, Edition, Product, Vendor};
use domain::import::{Settings, UnknownProduct, match_key};
use domain::text::fold;
use std::cmp::Reverse;
use std::collections::HashMap;

/// What a product and an edition of the file mean.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Meaning {
    /// This edition.
    Edition(i32),
    /// This product, without a word about which of its editions.
    Product(i32),
    /// Nothing in the catalog.
    Unknown,
}

/// The catalog with the person's choices, and what was not found in it.
pub(super) struct Products<'a> {
    catalog: &'a Catalog,
    choices: HashMap<(String, String), i32>,
    /// Answers by product and edition as written: a file names few, many times.
    found: HashMap<(String, String), Meaning>,
    unknown: HashMap<(String, String), UnknownProduct>,
}

impl<'a> Products<'a> {
    pub(super) fn new(catalog: &'a Catalog, settings: &Settings) -> Self {
        let choices = settings
            .products
            .iter()
            .filter(|choice| catalog.edition(choice.edition_id).is_some())
            .map(|c| ((fold(&c.product), fold(&c.edition)), c.edition_id))
            .collect();
        Self { catalog, choices, found: HashMap::new(), unknown: HashMap::new() }
    }

    /// What the two cells of a line mean; an empty edition is none.
    pub(super) fn find(&mut self, product: &str, edition: &str) -> Meaning {
        let written = (product.to_owned(), edition.to_owned());
        if let Some(meaning) = self.found.get(&written) {
            return *meaning;
        }
        let chosen = self.choices.get(&(fold(product), fold(edition)));
        let meaning =
            chosen.map_or_else(|| self.search(product, edition), |id| Meaning::Edition(*id));
        self.found.insert(written, meaning);
        meaning
    }

    /// Whether the person has said what the two cells mean.
    pub(super) fn chosen(&self, product: &str, edition: &str) -> bool {
        self.choices.contains_key(&(fold(product), fold(edition)))
    }

    /// The product of an edition and its vendor, where the text names another vendor.
    pub(super) fn other_vendor(
        &self,
        edition: i32,
        written: &str,
    ) -> Option<(&'a Product, &'a Vendor)> {
        let product = self.catalog.product(self.catalog.edition(edition)?.product)?;
        let vendor = self.catalog.vendor(product.vendor)?;
        (!names_vendor(written, vendor)).then_some((product, vendor))
    }

    /// Notes that a line needs a choice.
    pub(super) fn note_unknown(&mut self, product: &str, edition: &str) {
        let entry = self.unknown.entry((fold(product), fold(edition))).or_insert_with(|| {
            UnknownProduct { product: product.to_owned(), edition: edition.to_owned(), lines: 0 }
        });
        entry.lines += 1;
    }

    /// The unknown ones, most lines first.
    pub(super) fn unknown(&self) -> Vec<UnknownProduct> {
        let mut unknown: Vec<UnknownProduct> = self.unknown.values().cloned().collect();
        unknown.sort_by(|a, b| {
            (Reverse(a.lines), &a.product, &a.edition).cmp(&(
                Reverse(b.lines),
                &b.product,
                &b.edition,
            ))
        });
        unknown.truncate(LIST_LIMIT);
        unknown
    }

    fn search(&self, product: &str, edition: &str) -> Meaning {
        match self.catalog.find_product(product) {
            Some(found) if edition.is_empty() => self.only_edition(found.id),
            Some(found) => self
                .catalog
                .find_edition(found.id, edition)
                .map_or(Meaning::Unknown, |edition| Meaning::Edition(edition.id)),
            // The product's cell may hold the edition, or both.
            None if edition.is_empty() => self.by_edition(product),
            None => Meaning::Unknown,
        }
    }

    fn only_edition(&self, product: i32) -> Meaning {
        let mut editions = self.catalog.editions_of(product);
        match (editions.next(), editions.next()) {
            (Some(only), None) => Meaning::Edition(only.id),
            _ => Meaning::Product(product),
        }
    }

    /// The one edition that the text names, alone or behind its product's or vendor's name.
    fn by_edition(&self, text: &str) -> Meaning {
        let wanted = match_key(text);
        if wanted.is_empty() {
            return Meaning::Unknown;
        }
        let mut matching =
            self.catalog.editions.iter().filter(|edition| self.named(edition, &wanted));
        match (matching.next(), matching.next()) {
            (Some(only), None) => Meaning::Edition(only.id),
            _ => Meaning::Unknown,
        }
    }

    fn named(&self, edition: &Edition, wanted: &str) -> bool {
        let Some(product) = self.catalog.product(edition.product) else { return false };
        let vendor = self.catalog.vendor(product.vendor).map_or("", |vendor| &vendor.name);
        let prefixes = [&product.name, &product.code].into_iter().chain(&product.aliases);
        let prefixes: Vec<String> =
            prefixes.map(|p| match_key(p)).chain([String::new(), match_key(vendor)]).collect();
        [&edition.name, &edition.code].into_iter().chain(&edition.aliases).any(|name| {
            let name = match_key(name);
            prefixes.iter().any(|p| wanted.strip_prefix(p.as_str()) == Some(name.as_str()))
        })
    }
}

/// Whether the text names the vendor: by code or name, or by a name that begins with one of
/// them, as "Emsisoft Ltd." does.
fn names_vendor(written: &str, vendor: &Vendor) -> bool {
    let words = |text: &str| {
        let text = fold(text);
        let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
        words.map(str::to_owned).collect::<Vec<_>>()
    };
    let (whole, parts) = (match_key(written), words(written));
    [&vendor.name, &vendor.code].into_iter().any(|name| {
        let name_parts = words(name);
        whole == match_key(name) || !name_parts.is_empty() && parts.starts_with(&name_parts)
    })
}
