//! The small design system: what pages are built from. Looks live in `style/`, one file
//! per component of the same name.

pub mod badge;
pub mod button;
pub mod colleague;
pub mod copy;
pub mod dialog;
pub mod erased;
pub mod field;
pub mod frame;
pub mod html;
pub mod icon;
pub mod later;
pub mod latest;
pub mod live;
pub mod menu;
pub mod navigate;
pub mod person_menu;
pub mod popover;
pub mod preference;
pub mod state;
pub mod step_up;
pub mod textarea;
pub mod time;
pub mod toast;
pub mod trouble;

pub use badge::{Badge, Tone};
pub use button::{Button, IconButton, Look};
pub use copy::CopyButton;
pub use dialog::Dialog;
pub(crate) use erased::{dynamic, keyed, list, maybe, rows, when};
pub use field::{Field, TextInput};
pub(crate) use html::Html;
pub use icon::{Icon, IconName};
pub use later::Later;
pub use latest::Latest;
pub use menu::{Menu, MenuGroup, MenuItem};
pub use state::{EmptyState, ErrorState, Spinner};
pub use textarea::Textarea;
pub use time::RelativeTime;
pub use toast::{Toasts, use_toasts};
