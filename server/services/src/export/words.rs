//! The words of a file besides the headings that an import knows again.

use domain::license::LicenseStatus;
use domain::people::Language;

/// Where a file's texts come from besides those here: a text of a language by its family and
/// name (`column`, `seats`).
pub type Texts = fn(Language, &str, &str) -> String;

/// The words of a file.
#[derive(Clone, Copy, Debug)]
pub struct Words {
    /// Their language.
    pub language: Language,
    /// The portal's texts.
    pub texts: Texts,
}

impl Words {
    /// A text of the portal.
    #[must_use]
    pub fn text(self, family: &str, name: &str) -> String {
        (self.texts)(self.language, family, name)
    }
}

/// What files of licenses are called.
pub(super) const fn licenses(language: Language) -> &'static str {
    match language {
        Language::En => "Licenses",
        Language::De => "Lizenzen",
    }
}

/// The heading of the status.
pub(super) const STATUS: &str = "Status";

/// A status.
pub(super) const fn status(status: LicenseStatus, language: Language) -> &'static str {
    match (status, language) {
        (LicenseStatus::Expired, Language::En) => "Expired",
        (LicenseStatus::Expired, Language::De) => "Abgelaufen",
        (LicenseStatus::ExpiresSoon, Language::En) => "Expires soon",
        (LicenseStatus::ExpiresSoon, Language::De) => "Läuft bald ab",
        (LicenseStatus::Active, Language::En) => "Active",
        (LicenseStatus::Active, Language::De) => "Aktiv",
        (LicenseStatus::Unused, Language::En) => "Unused",
        (LicenseStatus::Unused, Language::De) => "Ungenutzt",
        (LicenseStatus::Lapsed, Language::En) => "Lapsed",
        (LicenseStatus::Lapsed, Language::De) => "Verfallen",
        (LicenseStatus::Redeemed, Language::En) => "Redeemed",
        (LicenseStatus::Redeemed, Language::De) => "Eingelöst",
    }
}

/// The group of rows without a value.
pub(super) const fn none(language: Language) -> &'static str {
    match language {
        Language::En => "(none)",
        Language::De => "(ohne)",
    }
}

/// What the last line is called.
pub(super) const fn total(language: Language) -> &'static str {
    match language {
        Language::En => "Total",
        Language::De => "Summe",
    }
}

/// The heading of groups of a column that is shown itself, too.
pub(super) fn grouped(heading: &str, language: Language) -> String {
    match language {
        Language::En => format!("{heading} (group)"),
        Language::De => format!("{heading} (Gruppe)"),
    }
}
