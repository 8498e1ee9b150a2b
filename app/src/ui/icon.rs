//! Pictures, drawn for this product on a grid of 16 units with lines of 1.5.

use leptos::prelude::*;

/// Which picture.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum IconName {
    /// A triangle with a mark: a problem.
    Alert,
    /// A tick.
    Check,
    /// Opens below.
    ChevronDown,
    /// Opens to the right; closed group.
    ChevronRight,
    /// Closes or removes.
    Close,
    /// Columns of a table.
    Columns,
    /// Two sheets.
    Copy,
    /// An arrow into a tray.
    Download,
    /// A clock with an arrow.
    History,
    /// A circled i.
    Info,
    /// A key.
    Key,
    /// An arrow out of a door.
    Leave,
    /// An envelope.
    Mail,
    /// An arrow out of a frame.
    Open,
    /// Head and shoulders.
    Person,
    /// Two arrows in a circle.
    Renew,
    /// A magnifying glass.
    Search,
    /// A curved arrow back.
    Undo,
    /// An arrow out of a tray.
    Upload,
}

impl IconName {
    const fn path(self) -> &'static str {
        match self {
            Self::Alert => "M8 2.5 14.5 13.5H1.5ZM8 6.5v3.25M8 11.6v.15",
            Self::Check => "m3 8.5 3.25 3.25L13 4.75",
            Self::ChevronDown => "m4 6 4 4 4-4",
            Self::ChevronRight => "m6 4 4 4-4 4",
            Self::Close => "m4 4 8 8M12 4l-8 8",
            Self::Columns => "M2.75 3.25h10.5v9.5H2.75ZM6.25 3.25v9.5M9.75 3.25v9.5",
            Self::Copy => "M5.75 5.75h7.5v7.5h-7.5ZM10.25 5.75v-3h-7.5v7.5h3",
            Self::Download => "M8 2.5v7.25M4.75 6.75 8 10l3.25-3.25M2.75 13.25h10.5",
            Self::History => {
                "M2.75 8a5.25 5.25 0 1 0 1.6-3.75L2.75 5.75M2.75 2.75v3h3M8 5.25V8l2 1.5"
            }
            Self::Info => "M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12ZM8 7.5v3.5M8 5v.1",
            Self::Key => {
                "M10.25 8.75a3 3 0 1 0-3-3c0 .4.1.8.2 1.1L2.75 11.6v1.65h2v-1.5h1.5v-1.5l1.6-1.6c.7.1 1.6.1 2.4.1ZM10.75 5.2v.1"
            }
            Self::Leave => "M6.5 2.75h-3.75v10.5H6.5M6 8h7.25M10.5 5.25 13.25 8 10.5 10.75",
            Self::Mail => "M2.25 3.75h11.5v8.5H2.25ZM2.5 4.25 8 8.75l5.5-4.5",
            Self::Person => {
                "M8 8a2.75 2.75 0 1 0 0-5.5A2.75 2.75 0 0 0 8 8ZM2.75 13.5a5.25 5.25 0 0 1 10.5 0"
            }
            Self::Open => "M9.25 2.75h4v4M13 3 7.5 8.5M12.25 9.5v3.75h-9.5v-9.5H6.5",
            Self::Renew => {
                "M13.25 7a5.4 5.4 0 0 0-9.9-1.75M2.75 2.75V5.5H5.5M2.75 9a5.4 5.4 0 0 0 9.9 1.75M13.25 13.25V10.5H10.5"
            }
            Self::Search => {
                "M7 11.75a4.75 4.75 0 1 0 0-9.5 4.75 4.75 0 0 0 0 9.5ZM10.5 10.5l3.25 3.25"
            }
            Self::Undo => "M5.75 3 2.75 6l3 3M3 6h6.5a3.5 3.5 0 0 1 0 7H6.5",
            Self::Upload => "M8 10V2.75M4.75 6 8 2.75 11.25 6M2.75 13.25h10.5",
        }
    }
}

/// A picture. It says nothing to assistive technology: a text or label stands beside it.
#[component]
pub fn Icon(
    /// Which one.
    name: IconName,
) -> impl IntoView {
    view! {
        <svg class="icon" viewBox="0 0 16 16" aria-hidden="true">
            <path d=name.path()></path>
        </svg>
    }
}

/// The product's mark: rows of seats, one of them taken.
#[component]
pub fn Mark() -> impl IntoView {
    view! {
        <svg class="mark" viewBox="0 0 24 24" aria-hidden="true">
            <rect class="mark__ground" width="24" height="24" rx="6"></rect>
            <rect class="mark__seat" x="5" y="6" width="6" height="5" rx="1.5"></rect>
            <rect class="mark__taken" x="13" y="6" width="6" height="5" rx="1.5"></rect>
            <rect class="mark__taken" x="5" y="13" width="6" height="5" rx="1.5"></rect>
            <rect class="mark__seat" x="13" y="13" width="6" height="5" rx="1.5"></rect>
        </svg>
    }
}
