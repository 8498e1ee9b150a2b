//! What demo licenses are for: the catalog's editions with all that a row says of them.

use domain::catalog::{Catalog, Product};
use domain::license::CatalogRef;

/// An edition of a product.
#[derive(Clone, Debug)]
pub(super) struct Ware {
    pub(super) vendor: CatalogRef,
    pub(super) product: Product,
    pub(super) edition: CatalogRef,
}

/// Every edition, by vendor.
pub(super) fn wares(catalog: &Catalog) -> Vec<Vec<Ware>> {
    let ware = |edition: &domain::catalog::Edition| {
        let product = catalog.product(edition.product)?;
        let vendor = catalog.vendor(product.vendor)?;
        Some(Ware {
            vendor: CatalogRef { id: vendor.id, name: vendor.name.clone() },
            product: product.clone(),
            edition: CatalogRef { id: edition.id, name: edition.name.clone() },
        })
    };
    let all: Vec<Ware> = catalog.editions.iter().filter_map(ware).collect();
    let of = |id: i32| all.iter().filter(|ware| ware.vendor.id == id).cloned().collect();
    let by_vendor: Vec<Vec<Ware>> = catalog.vendors.iter().map(|vendor| of(vendor.id)).collect();
    by_vendor.into_iter().filter(|wares| !wares.is_empty()).collect()
}

impl Ware {
    /// The product as a row names it.
    pub(super) fn reference(&self) -> CatalogRef {
        CatalogRef { id: self.product.id, name: self.product.name.clone() }
    }
}
