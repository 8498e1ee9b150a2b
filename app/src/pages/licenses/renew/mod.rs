//! Renewing a license beside its row: years with new end and price, the coupon that fits, or
//! another edition.

mod form;
mod migrate;

use crate::api::licenses::undo_renewal;
use crate::api::{ApiError, ErrorCode};
use crate::i18n::{Messages, use_messages};
use crate::ui::popover;
use crate::ui::{Spinner, Toasts, dynamic, maybe, use_toasts, when};
use chrono::NaiveDate;
use domain::command::Renewed;
use domain::ids::OrderId;
use domain::license::{LicenseKind, LicenseRow, LicenseStatus};
use domain::money::Money;
use domain::price::LinePrice;
use domain::renewal::{Recent, Refusal};
use form::Form;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos::web_sys::Element;
use migrate::MigrateForm;
use uuid::Uuid;

/// The panel's element in the page.
const PANEL: &str = "renew-panel";

/// What a page needs for renewing licenses on it; [`RenewPanel`] is the other half.
#[derive(Clone, Copy)]
pub(super) struct Renewals {
    /// The license being renewed, and whether the coupon was asked for.
    target: RwSignal<Option<(LicenseRow, bool)>>,
    /// Takes a license as it is after a renewal, an undo, or somebody else's change.
    changed: Callback<LicenseRow>,
}

impl Renewals {
    /// For a page that shows licenses by `changed`.
    pub(super) fn new(changed: impl Fn(LicenseRow) + Send + Sync + 'static) -> Self {
        Self { target: RwSignal::new(None), changed: Callback::new(changed) }
    }

    /// Opens the panel beside an element.
    pub(super) fn open(self, row: LicenseRow, coupon: bool, anchor: Element) {
        self.target.set(Some((row, coupon)));
        popover::open(PANEL, anchor);
    }
}

/// Whether renewing this license is worth asking for.
pub(super) fn renewable(row: &LicenseRow, today: NaiveDate) -> bool {
    let used = matches!(
        row.status(today),
        LicenseStatus::Active | LicenseStatus::ExpiresSoon | LicenseStatus::Expired
    );
    used && row.kind == LicenseKind::Term
}

/// The panel.
#[component]
pub(super) fn RenewPanel(renewals: Renewals) -> impl IntoView {
    let t = use_messages();
    let label = move || {
        let renew = renewals.target.read();
        renew.as_ref().map(|(row, _)| t.license_renew_of(row.name.as_str()))
    };
    let form = move || {
        let (row, coupon) = renewals.target.get()?;
        Some(view! { <Renewal renewals row coupon/> })
    };
    view! {
        <div id=PANEL class="popover renew" popover="auto" role="dialog" aria-label=label>
            {when(form)}
        </div>
    }
}

/// What renewing and migrating have in common.
#[derive(Clone, Copy)]
struct Work {
    t: Messages,
    changed: Callback<LicenseRow>,
    toasts: Toasts,
    row: RwSignal<LicenseRow>,
    /// Made once for what the person means to do: sent again, it does nothing twice.
    intent: StoredValue<Uuid>,
    /// Whether the person wants it although somebody has just renewed it.
    again: RwSignal<bool>,
    busy: RwSignal<bool>,
    trouble: RwSignal<Option<String>>,
    /// Whether it is to be migrated.
    migrating: RwSignal<bool>,
}

impl Work {
    fn begin(self) {
        self.busy.set(true);
        self.trouble.set(None);
    }

    /// Takes the answer, given the price that was seen; whether the offer has to be asked for
    /// again.
    fn answered(self, answer: Result<Renewed, ApiError>, seen: Option<Money>) -> bool {
        self.busy.try_set(false);
        match answer {
            Ok(renewed) => {
                self.done(renewed);
                false
            }
            Err(error) => self.not_at(&error, seen),
        }
    }

    /// Tells why it did not happen at the price that was seen; whether the offer has to be asked
    /// for again.
    fn not_at(self, error: &ApiError, seen: Option<Money>) -> bool {
        let ask = self.refused(error);
        if let Some(seen) = seen.filter(|_| price_changed(error)) {
            let old = self.t.money(seen);
            self.trouble.try_set(Some(self.t.license_renew_price_changed(old)));
        }
        ask
    }

    fn done(self, renewed: Renewed) {
        let t = self.t;
        let end = renewed.row.expires.map(|end| t.date(end)).unwrap_or_default();
        let text = t.license_renewed(renewed.row.name.as_str(), end, renewed.number);
        let auto = renewed.row.auto_years.is_some();
        self.changed.try_run(renewed.row);
        self.toasts.undoable(text, move || self.undo(renewed.order, auto));
        popover::close(PANEL);
    }

    /// A conflict shows the license as it is now, and what would follow from renewing that.
    fn refused(self, error: &ApiError) -> bool {
        let t = self.t;
        let (text, ask) = match error.current.clone() {
            Some(now) if error.code == ErrorCode::Conflict => {
                let end = now.expires.map_or_else(|| t.license_never_ends(), |end| t.date(end));
                self.changed.try_run((*now).clone());
                self.row.try_set(*now);
                self.intent.try_set_value(Uuid::new_v4());
                (t.license_renew_conflict(end), true)
            }
            // The coupon may have been taken, or the rules say otherwise by now.
            _ => (t.api_error(error), error.code == ErrorCode::Refused),
        };
        self.trouble.try_set(Some(text));
        ask
    }

    /// Takes the renewal back. A license that renewed by itself may not do so any more then, as it
    /// would be renewed again at once.
    fn undo(self, order: OrderId, auto: bool) {
        // The form may be gone by now; what it was made of lives as long as the page.
        let Self { t, changed, toasts, .. } = self;
        spawn_local(async move {
            match undo_renewal(order).await {
                Ok(row) => {
                    let text = match auto && row.auto_years.is_none() {
                        true => t.license_renewal_undone_auto(row.name.as_str()),
                        false => t.license_renewal_undone(row.name.as_str()),
                    };
                    changed.try_run(row);
                    toasts.show(text);
                }
                Err(error) => toasts.fail(t.api_error(&error)),
            }
        });
    }

    /// What stands above the choices: who buys, and whether somebody has just renewed it.
    fn notices(self, direct: bool, recent: Option<Recent>) -> AnyView {
        let t = self.t;
        let distributor = (!direct).then(|| {
            view! { <p class="notice notice--warning">{t.license_renew_distributor()}</p> }
        });
        let recent = recent.map(|Recent { number, at }| {
            view! {
                <div class="notice notice--warning renew__recent">
                    <p>{t.license_renew_recent(t.datetime(at), number)}</p>
                    <label class="choice-line">
                        <input
                            type="checkbox"
                            prop:checked=move || self.again.get()
                            on:change=move |ev| self.again.set(event_target_checked(&ev))
                        />
                        <span>{t.license_renew_again()}</span>
                    </label>
                </div>
            }
        });
        view! { {maybe(distributor)} {maybe(recent)} }.into_any()
    }
}

#[component]
fn Renewal(renewals: Renewals, row: LicenseRow, coupon: bool) -> impl IntoView {
    let t = use_messages();
    let title = t.license_renew_of(row.name.as_str());
    let work = Work {
        t,
        changed: renewals.changed,
        toasts: use_toasts(),
        row: RwSignal::new(row),
        intent: StoredValue::new(Uuid::new_v4()),
        again: RwSignal::new(false),
        busy: RwSignal::new(false),
        trouble: RwSignal::new(None),
        migrating: RwSignal::new(false),
    };
    let form = Form::new(work, coupon);
    let now = move || {
        let row = work.row.read();
        let end = row.expires.map_or_else(|| t.license_never_ends(), |end| t.date(end));
        t.license_renew_now(end)
    };
    let body = move || match work.migrating.get() {
        true => view! { <MigrateForm work/> }.into_any(),
        false => form.show(),
    };
    view! {
        <h2 class="renew__title">{title}</h2>
        <p class="renew__now">{now}</p>
        {when(move || work.trouble.get().map(trouble))}
        {dynamic(body)}
    }
}

/// Whether something was refused because it costs something else than was seen.
pub(super) fn price_changed(error: &ApiError) -> bool {
    error.reason.as_deref() == Some(Refusal::PriceChanged.slug())
}

fn trouble(text: String) -> AnyView {
    view! { <p class="renew__trouble" role="alert">{text}</p> }.into_any()
}

/// An offer, once it is there.
fn offered<T>(
    t: Messages,
    offer: Option<Result<T, ApiError>>,
    shown: impl FnOnce(T) -> AnyView,
) -> AnyView {
    match offer {
        None => view! { <Spinner/> }.into_any(),
        Some(Err(error)) => trouble(t.api_error(&error)),
        Some(Ok(offer)) => shown(offer),
    }
}

/// What a line costs: after discounts, beside the list price where that is another.
pub(super) fn price(t: Messages, price: &LinePrice) -> AnyView {
    let list = price.gross().filter(|list| *list != price.net);
    let off = price.discounts.first().map(|discount| t.percent(discount.percent));
    let list = list.map(|list| {
        view! {
            <del class="renew__list">{t.money(list)}</del>
            " "
            {maybe(off.map(|off| view! { <span class="renew__off">{t.license_renew_off(off)}</span> }))}
        }
    });
    // Spaces, as it stands in the cells of tables, too.
    view! { {maybe(list)} " " <span>{t.money(price.net)}</span> }.into_any()
}

/// One way to go on, of those of its name.
fn way(
    name: &'static str,
    (chosen, choose): (Signal<bool>, Callback<()>),
    disabled: bool,
    (title, price, end): (String, AnyView, String),
) -> AnyView {
    view! {
        <label class="renew__choice">
            <input
                type="radio"
                name=name
                disabled=disabled
                prop:checked=chosen
                on:change=move |_| choose.run(())
            />
            <span class="renew__what">{title}</span>
            <span class="renew__price number">{price}</span>
            <span class="renew__end">{end}</span>
        </label>
    }
    .into_any()
}
