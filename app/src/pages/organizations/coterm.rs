//! Letting a customer's licenses end on the same day, with the price of the days.

use super::deeds::told;
use crate::api::ApiError;
use crate::api::licenses::undo_renewal;
use crate::api::renewals::{coterm, coterm_offer};
use crate::i18n::Messages;
use crate::ui::{Button, Dialog, Field, Latest, Look, Spinner, TextInput, Toasts, dynamic, list};
use crate::ui::{maybe, use_toasts, when};
use chrono::NaiveDate;
use domain::command::Coterm;
use domain::ids::{LicenseId, OrderId, OrgId};
use domain::money::Money;
use domain::organization::OrgDetail;
use domain::renewal::{CotermOffer, Planned, PreviewLine};
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::collections::BTreeSet;
use uuid::Uuid;

/// Licenses with the versions that were seen, and what they cost by currency.
type Chosen = (Vec<(LicenseId, i32)>, Vec<Money>);

/// What the dialog knows.
#[derive(Clone, Copy)]
pub(super) struct Aligning {
    t: Messages,
    customer: OrgId,
    pub(super) open: RwSignal<bool>,
    date: RwSignal<Option<NaiveDate>>,
    offer: RwSignal<Option<Result<CotermOffer, ApiError>>>,
    /// Licenses that are left out.
    without: RwSignal<BTreeSet<LicenseId>>,
    asked: Latest,
    intent: StoredValue<Uuid>,
    busy: RwSignal<bool>,
    trouble: RwSignal<Option<String>>,
    toasts: Toasts,
}

impl Aligning {
    pub(super) fn new(t: Messages, org: &OrgDetail) -> Self {
        Self {
            t,
            customer: org.id,
            open: RwSignal::new(false),
            date: RwSignal::new(None),
            offer: RwSignal::new(None),
            without: RwSignal::new(BTreeSet::new()),
            asked: Latest::default(),
            intent: StoredValue::new(Uuid::new_v4()),
            busy: RwSignal::new(false),
            trouble: RwSignal::new(None),
            toasts: use_toasts(),
        }
    }

    pub(super) fn begin(self) {
        self.date.set(None);
        self.offer.set(None);
        self.without.set(BTreeSet::new());
        self.trouble.set(None);
        self.intent.set_value(Uuid::new_v4());
        self.open.set(true);
    }

    /// Asks what the day that is chosen takes.
    fn load(self) {
        self.offer.set(None);
        let Some(date) = self.date.get_untracked() else { return };
        let mine = self.asked.begin();
        spawn_local(async move {
            let answer = coterm_offer(self.customer, date).await;
            if self.asked.is(mine) {
                self.offer.try_set(Some(answer));
            }
        });
    }

    /// What will be done, and its sums by currency.
    fn chosen(self) -> Option<Chosen> {
        let offer = self.offer.read();
        let offer = offer.as_ref()?.as_ref().ok().filter(|offer| offer.direct)?;
        let without = self.without.read();
        let (mut licenses, mut totals) = (Vec::new(), Vec::<Money>::new());
        for line in offer.lines.iter().filter(|line| !without.contains(&line.license)) {
            let Planned::Buys(price) = &line.planned else { continue };
            licenses.push((line.license, line.version));
            match totals.iter_mut().find(|total| total.currency == price.net.currency) {
                Some(total) => total.minor += price.net.minor,
                None => totals.push(price.net),
            }
        }
        (!licenses.is_empty()).then_some((licenses, totals))
    }

    fn confirm(self) {
        let (Some(date), Some((licenses, totals))) =
            (self.date.get_untracked(), untrack(|| self.chosen()))
        else {
            return;
        };
        let (t, idempotency) = (self.t, self.intent.get_value());
        let ask = Coterm { customer: self.customer, date, licenses, totals, idempotency };
        self.busy.set(true);
        self.trouble.set(None);
        spawn_local(async move {
            let answer = coterm(ask).await;
            self.busy.try_set(false);
            match answer {
                Ok(done) => {
                    self.open.try_set(false);
                    let numbers: Vec<&str> =
                        done.orders.iter().map(|(_, number)| number.as_str()).collect();
                    let said = t.coterm_done(done.licenses, t.date(date), numbers.join(", "));
                    let orders: Vec<OrderId> = done.orders.iter().map(|(id, _)| *id).collect();
                    let toasts = self.toasts;
                    toasts.undoable(said, move || undo(t, toasts, orders.clone()));
                }
                Err(error) => {
                    self.trouble.try_set(Some(told(t, &error)));
                    // Something is not as it was shown.
                    self.intent.try_set_value(Uuid::new_v4());
                    self.load();
                }
            }
        });
    }

    fn line(self, line: PreviewLine) -> AnyView {
        let t = self.t;
        let end = |day: Option<NaiveDate>| day.map(|day| t.date(day)).unwrap_or_default();
        let (id, name) = (line.license, line.name.clone());
        let what = match line.planned {
            Planned::Buys(price) => t.money(price.net),
            Planned::Takes(_) => String::new(),
            Planned::Refused(why) => {
                return view! {
                    <tr class="faint">
                        <td></td>
                        <td><bdi>{line.name}</bdi></td>
                        <td>{end(line.old_expires)}</td>
                        <td>{t.error(&why)}</td>
                    </tr>
                }
                .into_any();
            }
        };
        let put = move |on: bool| {
            self.without.update(|without| match on {
                true => drop(without.remove(&id)),
                false => drop(without.insert(id)),
            });
        };
        view! {
            <tr>
                <td>
                    <input
                        type="checkbox"
                        aria-label=name
                        prop:checked=move || !self.without.read().contains(&id)
                        on:change=move |ev| put(event_target_checked(&ev))
                    />
                </td>
                <td><bdi>{line.name}</bdi></td>
                <td>{end(line.old_expires)}</td>
                <td class="number">{what}</td>
            </tr>
        }
        .into_any()
    }

    fn shown(self, offer: CotermOffer) -> AnyView {
        let t = self.t;
        if offer.lines.is_empty() {
            return view! { <p class="faint">{t.coterm_empty()}</p> }.into_any();
        }
        let distributor = (!offer.direct).then(|| {
            view! { <p class="notice notice--warning">{t.coterm_distributor()}</p> }
        });
        let total = move || {
            let (_, totals) = self.chosen()?;
            let totals: Vec<String> = totals.into_iter().map(|total| t.money(total)).collect();
            Some(view! { <p><strong>{t.coterm_total(totals.join(" + "))}</strong></p> })
        };
        view! {
            {maybe(distributor)}
            <div class="coterm__lines" tabindex="0" role="region" aria-label=t.coterm_lines()>
                <table class="table">
                    <thead>
                        <tr>
                            <th><span class="unseen">{t.coterm_with()}</span></th>
                            <th>{t.column("name")}</th>
                            <th>{t.coterm_old_end()}</th>
                            <th>{t.coterm_price()}</th>
                        </tr>
                    </thead>
                    <tbody>{list(offer.lines.into_iter().map(|line| self.line(line)))}</tbody>
                </table>
            </div>
            {when(total)}
        }
        .into_any()
    }
}

/// Takes it back. The page may be gone.
fn undo(t: Messages, toasts: Toasts, orders: Vec<OrderId>) {
    spawn_local(async move {
        for order in orders {
            if let Err(error) = undo_renewal(order).await {
                return toasts.fail(t.api_error(&error));
            }
        }
        toasts.show(t.coterm_undone());
    });
}

/// The dialog.
#[component]
pub(super) fn CotermDialog(work: Aligning) -> impl IntoView {
    let t = work.t;
    let typed = move |ev: leptos::ev::Event| {
        work.date.set(event_target_value(&ev).parse().ok());
        work.load();
    };
    let body = move || match work.offer.get() {
        None if work.date.read().is_none() => ().into_any(),
        None => view! { <Spinner/> }.into_any(),
        Some(Err(error)) => {
            view! { <p class="field__error" role="alert">{told(t, &error)}</p> }.into_any()
        }
        Some(Ok(offer)) => work.shown(offer),
    };
    view! {
        <Dialog open=work.open id="coterm-dialog" title=t.coterm_title()>
            <p>{t.coterm_text()}</p>
            <Field id="coterm-date" label=t.coterm_date()>
                <TextInput name="date" kind="date" on:change=typed/>
            </Field>
            {when(move || work.trouble.get().map(|text| view! {
                <p class="field__error" role="alert">{text}</p>
            }))}
            {dynamic(body)}
            <div class="dialog__actions">
                <Button on:click=move |_| work.open.set(false)>{t.action_cancel()}</Button>
                <Button
                    look=Look::Primary
                    busy=work.busy
                    disabled=Signal::derive(move || work.chosen().is_none())
                    on:click=move |_| work.confirm()
                >
                    {t.coterm_confirm()}
                </Button>
            </div>
        </Dialog>
    }
}
