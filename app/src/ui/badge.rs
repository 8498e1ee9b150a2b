//! Small labels.

use domain::license::LicenseStatus;
use leptos::prelude::*;

/// What a badge's color says. The text says it too.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Tone {
    /// Nothing special.
    #[default]
    Neutral,
    /// As it should be.
    Good,
    /// Needs attention soon.
    Warning,
    /// Needs attention now.
    Bad,
    /// Something to use or to know.
    Accent,
}

impl Tone {
    /// The badge's classes.
    #[must_use]
    pub const fn class(self) -> &'static str {
        match self {
            Self::Neutral => "badge",
            Self::Good => "badge badge--good",
            Self::Warning => "badge badge--warning",
            Self::Bad => "badge badge--bad",
            Self::Accent => "badge badge--accent",
        }
    }

    /// The tone of a license's status.
    #[must_use]
    pub const fn of(status: LicenseStatus) -> Self {
        match status {
            LicenseStatus::Expired => Self::Bad,
            LicenseStatus::ExpiresSoon => Self::Warning,
            LicenseStatus::Active => Self::Good,
            LicenseStatus::Unused => Self::Accent,
            LicenseStatus::Lapsed | LicenseStatus::Redeemed => Self::Neutral,
        }
    }
}

/// A small label.
#[component]
pub fn Badge(
    /// What its color says.
    #[prop(optional)]
    tone: Tone,
    /// The text.
    children: Children,
) -> impl IntoView {
    view! { <span class=tone.class()>{children()}</span> }
}
