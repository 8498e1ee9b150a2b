//! Splitting an unused key.

use super::Keys;
use crate::api::coupons::coupon_split;
use crate::i18n::use_messages;
use crate::ui::{Button, Dialog, Field, Look, TextInput, use_toasts};
use domain::command::SplitCoupon;
use domain::coupon::PARTS;
use domain::license::LicenseRow;
use leptos::prelude::*;
use leptos::task::spawn_local;
use uuid::Uuid;

/// Asks into which parts.
#[component]
pub(super) fn SplitDialog(keys: Keys) -> impl IntoView {
    let t = use_messages();
    let open = RwSignal::new(false);
    Effect::new(move |_| {
        if keys.split.read().is_some() {
            open.set(true);
        }
    });
    Effect::new(move |_| {
        if !open.get() && keys.split.read_untracked().is_some() {
            keys.split.set(None);
        }
    });
    let title = Signal::derive(move || {
        let row = keys.split.read();
        row.as_ref().map(|row| t.coupon_split_of(row.name.as_str())).unwrap_or_default()
    });
    view! {
        <Dialog open title id="coupon-split">
            {move || keys.split.get().map(|row| view! { <SplitForm row open/> })}
        </Dialog>
    }
}

/// The seats of each part; none while something else than numbers is typed.
fn parts(text: &str) -> Option<Vec<i32>> {
    let words = text.split([',', ';', '+', ' ']).filter(|word| !word.is_empty());
    words.map(|word| word.parse().ok().filter(|seats| *seats > 0)).collect()
}

#[component]
fn SplitForm(row: LicenseRow, open: RwSignal<bool>) -> impl IntoView {
    let t = use_messages();
    let toasts = use_toasts();
    let all = i64::from(row.seats.unwrap_or_default());
    let text = RwSignal::new(String::new());
    let busy = RwSignal::new(false);
    let trouble: RwSignal<Option<String>> = RwSignal::new(None);
    // Made once for what the person means to do: sent again, it does nothing twice.
    let intent = RwSignal::new(Uuid::new_v4());
    let typed = Memo::new(move |_| parts(&text.read()).unwrap_or_default());
    let left =
        Memo::new(move |_| all - typed.read().iter().map(|seats| i64::from(*seats)).sum::<i64>());
    let told = move || match left.get() {
        left if left < 0 => t.coupon_split_over(-left, all),
        left => t.coupon_split_left(left, all),
    };
    let disabled = Signal::derive(move || left.get() != 0 || !PARTS.contains(&typed.read().len()));
    let row = StoredValue::new(row);
    let start = move || {
        if disabled.get_untracked() || busy.get_untracked() {
            return;
        }
        let (id, version, name) = row.with_value(|row| (row.id, row.version, row.name.clone()));
        let parts = typed.get_untracked();
        let split = SplitCoupon { id, version, parts, idempotency: intent.get_untracked() };
        busy.set(true);
        trouble.set(None);
        spawn_local(async move {
            let answer = coupon_split(split).await;
            busy.try_set(false);
            match answer {
                Ok(done) => {
                    toasts.show(t.coupon_split_done(name, done.new.len() as u64));
                    open.try_set(false);
                }
                Err(error) => {
                    // It is judged anew when it is asked again.
                    intent.try_set(Uuid::new_v4());
                    trouble.try_set(Some(t.api_error(&error)));
                }
            }
        });
    };
    view! {
        <form
            class="bulk-form"
            on:submit=move |ev| {
                ev.prevent_default();
                start();
            }
        >
            <Field
                id="coupon-split-parts"
                label=t.coupon_split_parts()
                hint=t.coupon_split_hint()
                error=trouble
            >
                <TextInput name="parts" on:input=move |ev| {
                    text.set(event_target_value(&ev));
                    intent.set(Uuid::new_v4());
                }/>
            </Field>
            <p class="coupon-left" role="status">{told}</p>
            <div class="dialog__actions">
                <Button submit=true look=Look::Primary busy=busy disabled>
                    {t.coupon_split_confirm()}
                </Button>
            </div>
        </form>
    }
}

#[cfg(test)]
mod tests {
    use super::parts;

    #[test]
    fn parts_are_numbers_however_they_are_parted() {
        assert_eq!(parts("3, 6,1"), Some(vec![3, 6, 1]));
        assert_eq!(parts("3+6 1;"), Some(vec![3, 6, 1]));
        assert_eq!(parts(""), Some(vec![]));
        assert_eq!(parts("3, x"), None);
        assert_eq!(parts("0 10"), None);
    }
}
