//! Whether a second factor is demanded, and who could not meet that now.

use crate::api::sign_in_settings::demand_set;
use crate::pages::security::Desk;
use crate::ui::{Button, maybe};
use domain::sign_in::Demand;
use leptos::prelude::*;

/// The demand and its switch.
#[component]
pub fn DemandSection(
    /// As it is.
    demand: Demand,
    /// What the page shares.
    desk: Desk,
) -> impl IntoView {
    let t = desk.t;
    let Demand { mfa_required, version, demanded_above, people, without } = demand;
    let switch = move |_| {
        let changed = move |()| desk.toasts.show(t.mfa_changed());
        desk.act(move || demand_set(!mfa_required, version), changed, |_| false);
    };
    view! {
        <section class="security__part" aria-labelledby="mfa-title">
            <h2 id="mfa-title">{t.mfa_title()}</h2>
            <p>{if mfa_required { t.mfa_on() } else { t.mfa_off() }}</p>
            <p>{t.mfa_text(without, people)}</p>
            {maybe(demanded_above.map(|by| view! { <p class="notice">{t.mfa_above(by)}</p> }))}
            <div class="security__actions">
                <Button busy=desk.busy() on:click=switch>
                    {if mfa_required { t.mfa_stop() } else { t.mfa_demand() }}
                </Button>
            </div>
        </section>
    }
}
