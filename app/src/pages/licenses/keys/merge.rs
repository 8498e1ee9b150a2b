//! Merging the unused keys that are selected.

use crate::api::ApiError;
use crate::api::coupons::{MergeOffer, coupon_merge, coupon_merge_offer};
use crate::grid::{GridState, select_nothing};
use crate::i18n::use_messages;
use crate::ui::{Button, Dialog, Look, Spinner, use_toasts};
use domain::command::MergeCoupons;
use domain::coupon::PARTS;
use domain::ids::LicenseId;
use leptos::prelude::*;
use leptos::task::spawn_local;
use uuid::Uuid;

/// Offers it among unused keys, as soon as two are selected by themselves.
#[component]
pub(in super::super) fn MergeButton(grid: GridState, open: RwSignal<bool>) -> impl IntoView {
    let t = use_messages();
    let offered = Memo::new(move |_| {
        let chosen = grid.selection.read();
        let unused = grid.address.read().tab == "unused";
        unused && !chosen.is_whole() && PARTS.contains(&chosen.ids().len())
    });
    move || {
        offered.get().then(|| {
            view! { <Button on:click=move |_| open.set(true)>{t.coupon_merge()}</Button> }
        })
    }
}

/// Tells what would come of it, and asks.
#[component]
pub(in super::super) fn MergeDialog(grid: GridState, open: RwSignal<bool>) -> impl IntoView {
    let t = use_messages();
    view! {
        <Dialog open title=t.coupon_merge_title() id="coupon-merge">
            <MergeForm grid open/>
        </Dialog>
    }
}

#[component]
fn MergeForm(grid: GridState, open: RwSignal<bool>) -> impl IntoView {
    let t = use_messages();
    let toasts = use_toasts();
    let offer: RwSignal<Option<Result<MergeOffer, ApiError>>> = RwSignal::new(None);
    let busy = RwSignal::new(false);
    let trouble: RwSignal<Option<String>> = RwSignal::new(None);
    let intent = StoredValue::new(Uuid::new_v4());
    let load = move || {
        let ids = grid.selection.read_untracked().ids().iter().copied().map(LicenseId).collect();
        spawn_local(async move {
            let answer = coupon_merge_offer(ids).await;
            offer.try_set(Some(answer));
        });
    };
    Effect::new(move |_| load());
    let confirm = move |coupons: Vec<(LicenseId, i32)>| {
        let count = coupons.len() as u64;
        let merge = MergeCoupons { coupons, idempotency: intent.get_value() };
        busy.set(true);
        trouble.set(None);
        spawn_local(async move {
            let answer = coupon_merge(merge).await;
            busy.try_set(false);
            match answer {
                Ok(done) => {
                    let seats = done.new.first().and_then(|row| row.seats).unwrap_or_default();
                    toasts.show(t.coupon_merge_done(count, seats));
                    select_nothing(grid);
                    open.try_set(false);
                }
                Err(error) => {
                    intent.try_set_value(Uuid::new_v4());
                    trouble.try_set(Some(t.api_error(&error)));
                    load();
                }
            }
        });
    };
    let body = move || match offer.get() {
        None => view! { <Spinner/> }.into_any(),
        Some(Err(error)) => {
            view! { <p class="field__error" role="alert">{t.api_error(&error)}</p> }.into_any()
        }
        Some(Ok(MergeOffer { row, void })) => {
            let seats = row.seats.unwrap_or_default();
            let into = t.coupon_merge_into(void.len() as u64, seats, row.name.as_str());
            let lapses = match row.expires {
                Some(day) => t.coupon_merge_lapses(t.date(day)),
                None => t.coupon_merge_never(),
            };
            view! {
                <p>{into}</p>
                <p>{lapses}</p>
                <div class="dialog__actions">
                    <Button
                        look=Look::Primary
                        busy=busy
                        on:click=move |_| confirm(void.clone())
                    >
                        {t.coupon_merge_confirm()}
                    </Button>
                </div>
            }
            .into_any()
        }
    };
    view! {
        <div class="bulk-form">
            <p class="field__error" role="alert">{move || trouble.get()}</p>
            {body}
        </div>
    }
}
