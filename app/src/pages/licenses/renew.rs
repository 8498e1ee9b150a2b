//! Renewing a license beside its row: years with new end and price, or the coupon that fits.

use crate::api::licenses::{renew_license, renewal_offer, undo_renewal};
use crate::api::{ApiError, ErrorCode};
use crate::i18n::{Messages, use_messages};
use crate::ui::popover;
use crate::ui::{Button, Look, Spinner, Toasts, use_toasts};
use chrono::NaiveDate;
use domain::command::{RenewLicense, RenewWith, Renewed};
use domain::ids::OrderId;
use domain::license::{LicenseKind, LicenseRow, LicenseStatus};
use domain::renewal::Offer;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos::web_sys::Element;
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
        Some(view! { <RenewForm renewals row coupon/> })
    };
    view! {
        <div id=PANEL class="popover renew" popover="auto" role="dialog" aria-label=label>
            {form}
        </div>
    }
}

/// What the form knows.
#[derive(Clone, Copy)]
struct Form {
    t: Messages,
    changed: Callback<LicenseRow>,
    toasts: Toasts,
    row: RwSignal<LicenseRow>,
    offer: RwSignal<Option<Result<Offer, ApiError>>>,
    choice: RwSignal<Option<RenewWith>>,
    prefer_coupon: bool,
    /// Made once for what the person means to do: sent again, it does nothing twice.
    intent: StoredValue<Uuid>,
    busy: RwSignal<bool>,
    trouble: RwSignal<Option<String>>,
}

impl Form {
    fn load(self) {
        let id = self.row.read_untracked().id;
        spawn_local(async move {
            let answer = renewal_offer(id).await;
            if let Ok(offer) = &answer {
                let coupon = offer.coupon.as_ref().filter(|_| self.prefer_coupon);
                let choice = match coupon {
                    Some(coupon) => Some(RenewWith::Coupon(coupon.id)),
                    None => offer.choices.first().map(|choice| RenewWith::Years(choice.years)),
                };
                self.choice.try_set(choice);
            }
            self.offer.try_set(Some(answer));
        });
    }

    fn confirm(self) {
        let Some(with) = self.choice.get_untracked() else { return };
        let (id, version) = {
            let row = self.row.read_untracked();
            (row.id, row.version)
        };
        let idempotency = self.intent.get_value();
        let renewal = RenewLicense { id, version, with, again: false, idempotency };
        self.busy.set(true);
        self.trouble.set(None);
        spawn_local(async move {
            let answer = renew_license(renewal).await;
            self.busy.try_set(false);
            match answer {
                Ok(renewed) => self.done(renewed),
                Err(error) => self.refused(error),
            }
        });
    }

    fn done(self, renewed: Renewed) {
        let t = self.t;
        let end = renewed.row.expires.map(|end| t.date(end)).unwrap_or_default();
        let text = t.license_renewed(renewed.row.name.as_str(), end, renewed.number);
        self.changed.try_run(renewed.row);
        self.toasts.undoable(text, move || self.undo(renewed.order));
        popover::close(PANEL);
    }

    /// A conflict shows the license as it is now, and what would follow from renewing that.
    fn refused(self, error: ApiError) {
        let t = self.t;
        let text = match error.current.clone().filter(|_| error.code == ErrorCode::Conflict) {
            Some(now) => {
                let end = now.expires.map_or_else(|| t.license_never_ends(), |end| t.date(end));
                self.changed.try_run((*now).clone());
                self.row.try_set(*now);
                self.intent.try_set_value(Uuid::new_v4());
                self.load();
                t.license_renew_conflict(end)
            }
            None => {
                // The coupon may have been taken, or the rules say otherwise by now.
                if error.code == ErrorCode::Refused {
                    self.load();
                }
                t.api_error(&error)
            }
        };
        self.trouble.try_set(Some(text));
    }

    fn undo(self, order: OrderId) {
        // The form may be gone by now; what it was made of lives as long as the page.
        let Self { t, changed, toasts, .. } = self;
        spawn_local(async move {
            match undo_renewal(order).await {
                Ok(row) => {
                    let text = t.license_renewal_undone(row.name.as_str());
                    changed.try_run(row);
                    toasts.show(text);
                }
                Err(error) => toasts.fail(t.api_error(&error)),
            }
        });
    }
}

#[component]
fn RenewForm(renewals: Renewals, row: LicenseRow, coupon: bool) -> impl IntoView {
    let t = use_messages();
    let title = t.license_renew_of(row.name.as_str());
    let form = Form {
        t,
        changed: renewals.changed,
        toasts: use_toasts(),
        row: RwSignal::new(row),
        offer: RwSignal::new(None),
        choice: RwSignal::new(None),
        prefer_coupon: coupon,
        intent: StoredValue::new(Uuid::new_v4()),
        busy: RwSignal::new(false),
        trouble: RwSignal::new(None),
    };
    form.load();
    let now = move || {
        let row = form.row.read();
        let end = row.expires.map_or_else(|| t.license_never_ends(), |end| t.date(end));
        t.license_renew_now(end)
    };
    let body = move || match form.offer.get() {
        None => view! { <Spinner/> }.into_any(),
        Some(Err(error)) => {
            let text = t.api_error(&error);
            view! { <p class="renew__trouble" role="alert">{text}</p> }.into_any()
        }
        Some(Ok(offer)) => view! { <Choices form offer/> }.into_any(),
    };
    view! {
        <h2 class="renew__title">{title}</h2>
        <p class="renew__now">{now}</p>
        {move || form.trouble.get().map(|text| view! {
            <p class="renew__trouble" role="alert">{text}</p>
        })}
        {body}
    }
}

#[component]
fn Choices(form: Form, offer: Offer) -> impl IntoView {
    let t = use_messages();
    let years = offer
        .choices
        .into_iter()
        .map(|choice| {
            let with = RenewWith::Years(choice.years);
            view! {
                <Way
                    form
                    with
                    title=t.license_years(choice.years)
                    end=t.license_new_end(t.date(choice.new_expires))
                    price=t.money(choice.price.net)
                />
            }
        })
        .collect_view();
    let coupon = offer.coupon.map(|coupon| {
        let with = RenewWith::Coupon(coupon.id);
        view! {
            <Way
                form
                with
                title=t.license_with_coupon(coupon.key, t.license_years(coupon.years))
                end=t.license_new_end(t.date(coupon.new_expires))
                price=t.license_paid()
            />
        }
    });
    view! {
        <div class="renew__choices" role="radiogroup" aria-label=t.license_renew()>
            {years}
            {coupon}
        </div>
        <div class="renew__actions">
            <Button look=Look::Primary busy=form.busy on:click=move |_| form.confirm()>
                {t.license_renew_confirm()}
            </Button>
            <Button look=Look::Quiet on:click=move |_| popover::close(PANEL)>{t.action_cancel()}</Button>
        </div>
    }
}

#[component]
fn Way(form: Form, with: RenewWith, title: String, end: String, price: String) -> impl IntoView {
    view! {
        <label class="renew__choice">
            <input
                type="radio"
                name="renew-with"
                prop:checked=move || form.choice.get() == Some(with)
                on:change=move |_| form.choice.set(Some(with))
            />
            <span class="renew__what">{title}</span>
            <span class="renew__price number">{price}</span>
            <span class="renew__end">{end}</span>
        </label>
    }
}
