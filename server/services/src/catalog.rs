//! The catalog's files, one per vendor, built into the binary.

use domain::catalog::{Catalog, Edition, Extra, Problem, Product, Vendor};
use serde::Deserialize;
use sha2::{Digest, Sha256};
use std::fmt::Write as _;
use store::catalog::CatalogVersion;

/// Every vendor's file: its name for error messages, and its text.
const FILES: [(&str, &str); 4] = [
    ("securepoint.toml", include_str!("../catalog/securepoint.toml")),
    ("bitdefender.toml", include_str!("../catalog/bitdefender.toml")),
    ("watchguard.toml", include_str!("../catalog/watchguard.toml")),
    ("emsisoft.toml", include_str!("../catalog/emsisoft.toml")),
];

/// What was loaded of one vendor, to be recorded in the database.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct VendorFile {
    /// The vendor's code.
    pub vendor: String,
    /// The file's version, raised by whoever edits it.
    pub version: i32,
    /// SHA-256 of the file's text, in hex.
    pub digest: String,
    /// Where its prices come from, for whoever sees one.
    pub prices: String,
}

impl From<VendorFile> for CatalogVersion {
    fn from(file: VendorFile) -> Self {
        Self { vendor: file.vendor, version: file.version, digest: file.digest }
    }
}

/// Why the catalog is not loaded.
#[derive(Debug, thiserror::Error)]
pub enum CatalogError {
    /// A file is no TOML of the expected form.
    #[error("catalog file {file}: {source}")]
    Syntax {
        /// The file.
        file: &'static str,
        /// What the parser says.
        source: Box<toml::de::Error>,
    },
    /// An entry lies in the file of another vendor.
    #[error("catalog file {file}: {entry} belongs to another vendor")]
    Stray {
        /// The file.
        file: &'static str,
        /// The entry's code.
        entry: String,
    },
    /// Files that do not make a valid catalog together.
    #[error("the catalog is not valid: {}", list(.0))]
    Invalid(Vec<Problem>),
}

fn list(problems: &[Problem]) -> String {
    problems.iter().map(Problem::to_string).collect::<Vec<_>>().join("; ")
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    version: i32,
    prices: String,
    vendor: Vendor,
    products: Vec<Product>,
    editions: Vec<Edition>,
    #[serde(default)]
    extras: Vec<Extra>,
}

/// Reads and checks the built-in files of all vendors.
///
/// # Errors
/// [`CatalogError`]; a released binary has been tested against it.
pub fn load() -> Result<(Catalog, Vec<VendorFile>), CatalogError> {
    read(&FILES)
}

fn read(files: &[(&'static str, &str)]) -> Result<(Catalog, Vec<VendorFile>), CatalogError> {
    let mut catalog = Catalog::default();
    let mut loaded = Vec::new();
    for (file, text) in files {
        let document: Document = toml::from_str(text)
            .map_err(|source| CatalogError::Syntax { file, source: Box::new(source) })?;
        let vendor = document.vendor.id;
        if let Some(stray) = document.products.iter().find(|product| product.vendor != vendor) {
            return Err(CatalogError::Stray { file, entry: stray.code.clone() });
        }
        loaded.push(VendorFile {
            vendor: document.vendor.code.clone(),
            version: document.version,
            digest: digest(text),
            prices: document.prices,
        });
        catalog.vendors.push(document.vendor);
        catalog.products.extend(document.products);
        catalog.editions.extend(document.editions);
        catalog.extras.extend(document.extras);
    }
    catalog.validate().map_err(CatalogError::Invalid)?;
    Ok((catalog, loaded))
}

fn digest(text: &str) -> String {
    Sha256::digest(text.as_bytes()).iter().fold(String::with_capacity(64), |mut hex, byte| {
        // Writing to a string does not fail.
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]

    use super::{CatalogError, FILES, load, read};
    use domain::license::LicenseKind;
    use domain::seats::MachineKind;

    #[test]
    fn all_four_vendors_load() {
        let (catalog, files) = load().unwrap();
        let vendors: Vec<_> = files.iter().map(|file| file.vendor.as_str()).collect();
        assert_eq!(vendors, ["securepoint", "bitdefender", "watchguard", "emsisoft"]);
        assert!(files.iter().all(|file| file.version >= 1 && file.digest.len() == 64));
        assert!(files.iter().all(|file| file.prices.contains("made up")));
        assert_eq!(catalog.vendors.len(), 4);
    }

    #[test]
    fn policies_are_those_of_the_vendors() {
        let (catalog, _) = load().unwrap();
        let securepoint = catalog.find_product("securepoint antivirus pro").unwrap();
        assert_eq!(securepoint.terms_years, [1, 2, 3, 5]);
        assert!(securepoint.kinds.contains(&LicenseKind::Usage));
        assert_eq!(securepoint.free_machines, [MachineKind::ThinClient]);

        let gravityzone = catalog.find_product("GravityZone").unwrap();
        let models: Vec<_> = catalog.editions_of(gravityzone.id).map(|e| e.name.as_str()).collect();
        assert_eq!(models, ["A la carte", "Secure", "Secure Plus", "Secure Extra"]);

        let panda = catalog.find_product("AD360").unwrap();
        assert_eq!((panda.terms_years.as_slice(), panda.key_lapse_months), (&[1, 2, 3][..], None));
        assert!(panda.kinds.contains(&LicenseKind::Monthly));

        let emsisoft = catalog.find_product("Emsisoft").unwrap();
        assert_eq!(emsisoft.key_lapse_months, Some(12));
        assert!(emsisoft.renewal.coupons);
        let home = catalog.find_edition(emsisoft.id, "home").unwrap();
        assert_eq!(home.upgrades_to.len(), 2);
    }

    #[test]
    fn a_changed_file_has_another_digest() {
        let (_, before) = load().unwrap();
        let mut files = FILES;
        let changed = format!("{}\n# changed\n", files[0].1);
        files[0].1 = &changed;
        let (_, after) = read(&files).unwrap();
        assert_ne!(before[0].digest, after[0].digest);
        assert_eq!(before[1], after[1]);
    }

    #[test]
    fn bad_files_are_refused_by_name() {
        let typo = FILES[0].1.replace("terms_years", "term_years");
        let error = read(&[("securepoint.toml", &typo)]).unwrap_err();
        assert!(matches!(error, CatalogError::Syntax { .. }));
        assert!(error.to_string().contains("securepoint.toml"));

        let stray = FILES[0].1.replace("vendor = 1", "vendor = 2");
        assert!(matches!(read(&[("a.toml", &stray)]), Err(CatalogError::Stray { .. })));

        let twice = [FILES[0], FILES[0]];
        let error = read(&twice).unwrap_err();
        assert!(error.to_string().contains("the id is used twice"), "{error}");
    }
}
