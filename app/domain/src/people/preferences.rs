//! How somebody wants the portal to look. Kept with the person, so that it follows to other
//! browsers; what was not chosen there is as the browser's own cookies say.

use super::Language;
use crate::field::FieldError;
use serde::{Deserialize, Serialize};

/// Light or dark.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Theme {
    /// As the system says.
    #[default]
    System,
    /// Always light.
    Light,
    /// Always dark.
    Dark,
}

impl Theme {
    /// Every theme, in the order they are offered.
    pub const ALL: [Self; 3] = [Self::System, Self::Light, Self::Dark];

    /// The name in the cookie and in the page's `data-theme`; none follows the system.
    #[must_use]
    pub const fn slug(self) -> Option<&'static str> {
        match self {
            Self::System => None,
            Self::Light => Some("light"),
            Self::Dark => Some("dark"),
        }
    }

    /// The theme with this name; anything unknown follows the system.
    #[must_use]
    pub fn from_slug(slug: Option<&str>) -> Self {
        Self::ALL.into_iter().find(|theme| theme.slug() == slug).unwrap_or_default()
    }
}

/// Height of a grid's rows.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Density {
    /// As many rows as can be read.
    Compact,
    /// What most people want.
    #[default]
    Normal,
    /// Room for fingers and tired eyes.
    Relaxed,
}

impl Density {
    /// Every density, the tightest first.
    pub const ALL: [Self; 3] = [Self::Compact, Self::Normal, Self::Relaxed];

    /// The stable name used in addresses, styles, messages and the database.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Compact => "compact",
            Self::Normal => "normal",
            Self::Relaxed => "relaxed",
        }
    }

    /// The density with this name.
    #[must_use]
    pub fn from_slug(slug: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|density| density.slug() == slug)
    }
}

/// Rows of a grid's page that are offered.
pub const PER_PAGE: [u16; 4] = [10, 25, 50, 100];

/// What a person prefers, each as far as it was chosen.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Preferences {
    /// Light or dark.
    pub theme: Option<Theme>,
    /// The time zone that moments are told in, by its IANA name; none is UTC.
    pub time_zone: Option<String>,
    /// Rows of a grid's page, of [`PER_PAGE`]; 0 scrolls through all of them.
    pub rows: Option<u16>,
    /// Height of a grid's rows.
    pub density: Option<Density>,
}

impl Preferences {
    /// Checks what came from elsewhere. `known` says whether there is a time zone of a name.
    ///
    /// # Errors
    /// `time-zone-unknown` on the field `time-zone`, `rows-invalid` on `rows`.
    pub fn check(&self, known: impl Fn(&str) -> bool) -> Result<(), Vec<FieldError>> {
        let mut wrong = Vec::new();
        if self.time_zone.as_deref().is_some_and(|zone| !known(zone)) {
            wrong.push(FieldError::new("time-zone", "time-zone-unknown"));
        }
        if self.rows.is_some_and(|rows| rows != 0 && !PER_PAGE.contains(&rows)) {
            wrong.push(FieldError::new("rows", "rows-invalid"));
        }
        if wrong.is_empty() { Ok(()) } else { Err(wrong) }
    }
}

/// What somebody decides about itself.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Profile {
    /// Display name.
    pub name: String,
    /// The language of the interface and of mails; none follows the browser.
    pub language: Option<Language>,
    /// How the portal looks.
    pub preferences: Preferences,
}
