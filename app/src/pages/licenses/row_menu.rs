//! The menu of a row. One menu serves all rows; it asks for the row's renewal offer while it
//! is open, since "renew with coupon" shows only when a coupon fits.

use super::keys::unused;
use super::renew::renewable;
use super::{Panels, may};
use crate::api::coupons::coupon_products;
use crate::api::licenses::renewal_offer;
use crate::grid::actions_of;
use crate::i18n::use_messages;
use crate::ui::copy::copy_text;
use crate::ui::{Menu, MenuItem, Toasts, popover, use_toasts};
use domain::license::LicenseRow;
use domain::policy::Action;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos::web_sys::Element;

/// The menu's element in the page.
const MENU: &str = "row-menu";

/// What a button in a row asks for.
pub(super) fn act(panels: Panels, toasts: Toasts, what: &str, row: LicenseRow, anchor: &Element) {
    match what {
        "copy" => copy(panels, toasts, &row),
        "menu" => {
            let anchor = anchor.clone();
            panels.parts.then(move || {
                panels.menu.set(Some(row));
                popover::open(MENU, anchor);
            });
        }
        _ => {}
    }
}

fn copy(panels: Panels, toasts: Toasts, row: &LicenseRow) {
    let t = panels.grid.t;
    let said = t.license_key_copied(row.name.as_str());
    copy_text(&row.key, move |done| match done {
        true => toasts.show(said),
        false => toasts.fail(t.action_copy_failed()),
    });
}

/// The menu.
#[component]
pub(super) fn RowMenu(panels: Panels) -> impl IntoView {
    let t = use_messages();
    let toasts = use_toasts();
    let (may_renew, may_look) = (may(Action::Renew), may(Action::ViewHistory));
    let may_assign = may(Action::Assign);
    let coupon = RwSignal::new(false);
    // Asked once: the catalog does not change while somebody looks.
    let divisible: RwSignal<Option<Vec<i32>>> = RwSignal::new(None);
    Effect::new(move |_| {
        let Some(row) = panels.menu.get() else { return };
        let today = panels.grid.numbers.read_untracked().today;
        if may_assign && unused(&row, today) && divisible.read_untracked().is_none() {
            spawn_local(async move {
                if let Ok(products) = coupon_products().await {
                    divisible.try_set(Some(products));
                }
            });
        }
    });
    Effect::new(move |_| {
        coupon.set(false);
        let Some(row) = panels.menu.get() else { return };
        if may_renew && renewable(&row, panels.grid.numbers.read_untracked().today) {
            spawn_local(async move {
                let offer = renewal_offer(row.id).await;
                let same = panels
                    .menu
                    .try_with_untracked(|now| now.as_ref().is_some_and(|now| now.id == row.id));
                if same == Some(true) {
                    coupon.set(offer.is_ok_and(|offer| offer.coupon.is_some()));
                }
            });
        }
    });
    let items = move || {
        let row = panels.menu.get()?;
        let row = StoredValue::new(row);
        let today = panels.grid.numbers.read_untracked().today;
        let renews = may_renew && row.with_value(|row| renewable(row, today));
        let assigns = may_assign && row.with_value(|row| unused(row, today));
        let splits = move || {
            let products = divisible.read();
            let product = row.with_value(|row| row.product.id);
            let more = row.with_value(|row| row.seats.is_some_and(|seats| seats > 1));
            more && products.as_ref().is_some_and(|products| products.contains(&product))
        };
        let renew = move |with_coupon| {
            let row = row.get_value();
            if let Some(button) = actions_of(panels.grid, row.id.0) {
                panels.renew.open(row, with_coupon, button);
            }
        };
        Some(view! {
            <MenuItem
                text=t.license_copy_key()
                run=move || row.with_value(|row| copy(panels, toasts, row))
            />
            {may_look.then(|| view! {
                <MenuItem
                    text=t.license_history()
                    run=move || panels.history.set(Some(row.get_value()))
                />
            })}
            {assigns.then(|| view! {
                <MenuItem
                    text=t.coupon_assign()
                    run=move || panels.keys.assign.set(Some(row.get_value()))
                />
                {move || splits().then(|| view! {
                    <MenuItem
                        text=t.coupon_split()
                        run=move || panels.keys.split.set(Some(row.get_value()))
                    />
                })}
            })}
            {renews.then(|| view! {
                <MenuItem text=t.license_renew() run=move || renew(false)/>
                {move || coupon.get().then(|| view! {
                    <MenuItem text=t.license_renew_coupon() run=move || renew(true)/>
                })}
            })}
            <a
                class="menu__item"
                role="menuitem"
                tabindex="-1"
                href=row.with_value(|row| format!("/licenses/{}", row.id))
            >
                {t.license_open()}
            </a>
        })
    };
    let label =
        move || panels.menu.read().as_ref().map(|row| t.grid_actions_for(row.name.as_str()));
    view! {
        <Menu id=MENU label=Signal::derive(label)>{items}</Menu>
    }
}
