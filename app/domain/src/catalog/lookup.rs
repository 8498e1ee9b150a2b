use super::types::{Catalog, Edition, Extra, Product, Vendor};
use crate::text::fold;

/// Text as catalog names are compared: folded, inner white space as one blank.
pub(super) fn name_key(text: &str) -> String {
    fold(text).split_whitespace().collect::<Vec<_>>().join(" ")
}

impl Catalog {
    /// The vendor with this id.
    #[must_use]
    pub fn vendor(&self, id: i32) -> Option<&Vendor> {
        self.vendors.iter().find(|vendor| vendor.id == id)
    }

    /// The product with this id.
    #[must_use]
    pub fn product(&self, id: i32) -> Option<&Product> {
        self.products.iter().find(|product| product.id == id)
    }

    /// The edition with this id.
    #[must_use]
    pub fn edition(&self, id: i32) -> Option<&Edition> {
        self.editions.iter().find(|edition| edition.id == id)
    }

    /// The add-on or service with this id.
    #[must_use]
    pub fn extra(&self, id: i32) -> Option<&Extra> {
        self.extras.iter().find(|extra| extra.id == id)
    }

    /// The editions of a product, in catalog order.
    pub fn editions_of(&self, product: i32) -> impl Iterator<Item = &Edition> {
        self.editions.iter().filter(move |edition| edition.product == product)
    }

    /// The product somebody means by its code, name or one of its aliases, whatever the case.
    #[must_use]
    pub fn find_product(&self, text: &str) -> Option<&Product> {
        let wanted = name_key(text);
        self.products.iter().find(|product| {
            names(&product.code, &product.name, &product.aliases).any(|name| name == wanted)
        })
    }

    /// The edition of a product that somebody means by code, name or alias.
    #[must_use]
    pub fn find_edition(&self, product: i32, text: &str) -> Option<&Edition> {
        let wanted = name_key(text);
        self.editions_of(product).find(|edition| {
            names(&edition.code, &edition.name, &edition.aliases).any(|name| name == wanted)
        })
    }

    /// The sort position of each vendor, ascending by id: ranks are unique, ordered by
    /// folded name, then id.
    #[must_use]
    pub fn vendor_ranks(&self) -> Vec<(i32, i64)> {
        ranks(self.vendors.iter().map(|vendor| (vendor.id, vendor.name.as_str())))
    }

    /// The sort position of each product; see [`Self::vendor_ranks`].
    #[must_use]
    pub fn product_ranks(&self) -> Vec<(i32, i64)> {
        ranks(self.products.iter().map(|product| (product.id, product.name.as_str())))
    }

    /// The sort position of each edition; see [`Self::vendor_ranks`].
    #[must_use]
    pub fn edition_ranks(&self) -> Vec<(i32, i64)> {
        ranks(self.editions.iter().map(|edition| (edition.id, edition.name.as_str())))
    }
}

/// The folded ways to name an entry.
pub(super) fn names<'a>(
    code: &'a str,
    name: &'a str,
    aliases: &'a [String],
) -> impl Iterator<Item = String> + 'a {
    [code, name].into_iter().chain(aliases.iter().map(String::as_str)).map(name_key)
}

fn ranks<'a>(entries: impl Iterator<Item = (i32, &'a str)>) -> Vec<(i32, i64)> {
    let mut sorted: Vec<(String, i32)> = entries.map(|(id, name)| (fold(name), id)).collect();
    sorted.sort();
    let mut ranks: Vec<(i32, i64)> =
        sorted.into_iter().zip(0..).map(|((_, id), rank)| (id, rank)).collect();
    ranks.sort_unstable();
    ranks
}
