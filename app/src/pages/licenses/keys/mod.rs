//! What is done to unused keys: splitting and merging them, and claiming those that were bought
//! elsewhere.

mod claim;
mod merge;
mod split;
mod stray;

use super::{Panels, may};
use crate::i18n::use_messages;
use crate::ui::{Button, Look};
use claim::ClaimDialog;
use domain::license::{LicenseKind, LicenseRow, LicenseStatus};
use domain::policy::Action;
use leptos::prelude::*;
pub(super) use merge::{MergeButton, MergeDialog};
use split::SplitDialog;
use stray::StrayDialog;

/// What is open.
#[derive(Clone, Copy)]
pub(super) struct Keys {
    /// The key that is to be split.
    pub(super) split: RwSignal<Option<LicenseRow>>,
    /// The key that is to be given to a customer.
    pub(super) assign: RwSignal<Option<LicenseRow>>,
    claim: RwSignal<bool>,
    stray: RwSignal<bool>,
}

impl Keys {
    pub(super) fn new() -> Self {
        let (split, assign) = (RwSignal::new(None), RwSignal::new(None));
        Self { split, assign, claim: RwSignal::new(false), stray: RwSignal::new(false) }
    }
}

/// Whether it is an unused key with a term.
pub(super) fn unused(row: &LicenseRow, today: chrono::NaiveDate) -> bool {
    row.status(today) == LicenseStatus::Unused && row.kind == LicenseKind::Term
}

/// The line below the grid, for whoever may claim keys or enter them.
#[component]
pub(super) fn KeyBar(panels: Panels) -> impl IntoView {
    let t = use_messages();
    let (claims, enters) = (may(Action::ClaimKey), may(Action::EnterKeys));
    let open = move |what: RwSignal<bool>| panels.parts.then(move || what.set(true));
    (claims || enters).then(|| {
        view! {
            <footer class="licenses__foot">
                {claims.then(|| view! {
                    <Button look=Look::Quiet on:click=move |_| open(panels.keys.claim)>
                        {t.claim_open()}
                    </Button>
                })}
                {enters.then(|| view! {
                    <Button look=Look::Quiet on:click=move |_| open(panels.keys.stray)>
                        {t.stray_open()}
                    </Button>
                })}
            </footer>
        }
    })
}

/// The dialogs.
#[component]
pub(super) fn KeyDialogs(panels: Panels) -> impl IntoView {
    view! {
        <SplitDialog keys=panels.keys/>
        <ClaimDialog open=panels.keys.claim/>
        <StrayDialog open=panels.keys.stray/>
    }
}
