//! Renewing in the same edition, by purchase or with the coupon that fits.

use super::{PANEL, Work, offered, price, way};
use crate::api::ApiError;
use crate::api::licenses::{renew_license, renewal_offer};
use crate::api::renewals::{auto_renewal_set, renewal_ask};
use crate::ui::{Button, Look, list, maybe, popover, when};
use domain::command::{RenewLicense, RenewWith};
use domain::money::Money;
use domain::renewal::{AutoRenewal, Offer};
use leptos::prelude::*;
use leptos::task::spawn_local;

/// What the form knows.
#[derive(Clone, Copy)]
pub(super) struct Form {
    work: Work,
    offer: RwSignal<Option<Result<Offer, ApiError>>>,
    choice: RwSignal<Option<RenewWith>>,
    auto: RwSignal<Option<AutoRenewal>>,
    prefer_coupon: bool,
}

impl Form {
    /// Asks for the offer.
    pub(super) fn new(work: Work, prefer_coupon: bool) -> Self {
        let (offer, choice) = (RwSignal::new(None), RwSignal::new(None));
        let form = Self { work, offer, choice, auto: RwSignal::new(None), prefer_coupon };
        form.load();
        form
    }

    fn load(self) {
        let id = self.work.row.read_untracked().id;
        spawn_local(async move {
            let answer = renewal_offer(id).await;
            if let Ok(offer) = &answer {
                // What was chosen stays so while it is offered.
                let kept = self.choice.try_get_untracked().flatten();
                let kept = kept.filter(|with| offers(offer, *with));
                let coupon = offer.coupon.as_ref().filter(|_| self.prefer_coupon || !offer.direct);
                let years = offer.choices.first();
                let choice = match coupon {
                    Some(coupon) => Some(RenewWith::Coupon(coupon.id)),
                    None => years.map(|choice| RenewWith::Years(choice.years)),
                };
                self.choice.try_set(kept.or(choice));
                self.auto.try_set(offer.auto.clone());
            }
            self.offer.try_set(Some(answer));
        });
    }

    /// What is chosen costs, as it is shown; nothing with a coupon.
    fn seen(self) -> Option<Money> {
        let years = match self.choice.get_untracked()? {
            RenewWith::Years(years) => years,
            RenewWith::Coupon(_) => return None,
        };
        self.offer.with_untracked(|offer| {
            let offer = offer.as_ref()?.as_ref().ok()?;
            let choice = offer.choices.iter().find(|choice| choice.years == years)?;
            Some(choice.price.net)
        })
    }

    /// Whether the distributor has to be asked for what is chosen.
    fn asks(self) -> bool {
        let direct = self.offer.with(|offer| match offer {
            Some(Ok(offer)) => offer.direct,
            _ => true,
        });
        !direct && matches!(self.choice.get(), Some(RenewWith::Years(_)))
    }

    fn confirm(self) {
        let Some(with) = self.choice.get_untracked() else { return };
        let work = self.work;
        let (id, version) = {
            let row = work.row.read_untracked();
            (row.id, row.version)
        };
        let (idempotency, again) = (work.intent.get_value(), work.again.get_untracked());
        let seen = self.seen();
        let price = seen.map(Into::into).unwrap_or_default();
        let renewal = RenewLicense { id, version, with, idempotency, again, price };
        work.begin();
        if untrack(|| self.asks()) {
            return self.ask(renewal, seen);
        }
        spawn_local(async move {
            if work.answered(renew_license(renewal).await, seen) {
                self.load();
            }
        });
    }

    /// Sends it to the distributor as a request.
    fn ask(self, renewal: RenewLicense, seen: Option<Money>) {
        let (work, t) = (self.work, self.work.t);
        spawn_local(async move {
            let answer = renewal_ask(renewal).await;
            work.busy.try_set(false);
            match answer {
                Ok(asked) => {
                    work.toasts.show(t.license_renew_asked(asked.number));
                    popover::close(PANEL);
                }
                Err(error) => {
                    if work.not_at(&error, seen) {
                        self.load();
                    }
                }
            }
        });
    }

    /// Lets it renew by itself for the years that are chosen, or not any more.
    fn set_auto(self, on: bool, first: i16) {
        let (work, t) = (self.work, self.work.t);
        let years = match self.choice.get_untracked() {
            Some(RenewWith::Years(years)) => years,
            _ => first,
        };
        let (id, version, name) = {
            let row = work.row.read_untracked();
            (row.id, row.version, row.name.clone())
        };
        work.begin();
        spawn_local(async move {
            let answer = auto_renewal_set(id, version, on.then_some(years)).await;
            work.busy.try_set(false);
            match answer {
                Ok(auto) => {
                    let said = if on { t.license_auto_on(name) } else { t.license_auto_off(name) };
                    work.toasts.show(said);
                    self.auto.try_set(auto);
                }
                Err(error) => {
                    // The box shows again what is.
                    self.auto.try_update(|_| ());
                    if work.refused(&error) {
                        self.load();
                    }
                }
            }
        });
    }

    fn auto(self, first: i16) -> AnyView {
        let t = self.work.t;
        let years = move || {
            let set = self.auto.read().as_ref().map(|auto| auto.years);
            let chosen = match self.choice.get() {
                Some(RenewWith::Years(years)) => years,
                _ => first,
            };
            t.license_auto(t.license_years(set.unwrap_or(chosen)))
        };
        let by = move || {
            let auto = self.auto.read();
            let auto = auto.as_ref()?;
            let by = t.license_auto_by(auto.person.as_str());
            Some(view! { <p class="renew__hint">{by}</p> })
        };
        view! {
            <label class="choice-line renew__auto">
                <input
                    type="checkbox"
                    prop:checked=move || self.auto.read().is_some()
                    on:change=move |ev| self.set_auto(event_target_checked(&ev), first)
                />
                <span>{years}</span>
            </label>
            {when(by)}
        }
        .into_any()
    }

    /// The form.
    pub(super) fn show(self) -> AnyView {
        offered(self.work.t, self.offer.get(), |offer| self.choices(offer))
    }

    fn way(self, with: RenewWith, disabled: bool, said: (String, AnyView, String)) -> AnyView {
        let chosen = Signal::derive(move || self.choice.get() == Some(with));
        let choose = Callback::new(move |()| self.choice.set(Some(with)));
        way("renew-with", (chosen, choose), disabled, said)
    }

    fn choices(self, offer: Offer) -> AnyView {
        let (work, t) = (self.work, self.work.t);
        let Offer { choices, coupon, direct, recent, grace_until, migrates, auto } = offer;
        let first = choices.first().map_or(1, |choice| choice.years);
        let auto = (direct || auto.is_some()).then(|| self.auto(first));
        let asks = recent.is_some();
        let years = choices.into_iter().map(|choice| {
            let end = t.license_new_end(t.date(choice.new_expires));
            let said = (t.license_years(choice.years), price(t, &choice.price), end);
            self.way(RenewWith::Years(choice.years), false, said)
        });
        let coupon = coupon.map(|coupon| {
            let end = t.license_new_end(t.date(coupon.new_expires));
            let title = t.license_with_coupon(coupon.key, t.license_years(coupon.years));
            let said = (title, t.license_paid().into_any(), end);
            self.way(RenewWith::Coupon(coupon.id), false, said)
        });
        let grace = grace_until.map(|until| {
            view! { <p class="renew__hint">{t.license_renew_grace(t.date(until))}</p> }
        });
        let migrate = (migrates && direct).then(|| {
            view! {
                <Button on:click=move |_| work.migrating.set(true)>{t.license_migrate()}</Button>
            }
        });
        let disabled =
            Signal::derive(move || self.choice.read().is_none() || (asks && !work.again.get()));
        view! {
            {maybe(grace)}
            {work.notices(direct, recent)}
            <div class="renew__choices" role="radiogroup" aria-label=t.license_renew()>
                {list(years)}
                {maybe(coupon)}
            </div>
            <p class="renew__hint">{t.license_renew_net()}</p>
            {maybe(auto)}
            <div class="renew__actions">
                <Button
                    look=Look::Primary
                    busy=work.busy
                    disabled
                    on:click=move |_| self.confirm()
                >
                    {move || match self.asks() {
                        true => t.license_renew_ask(),
                        false => t.license_renew_confirm(),
                    }}
                </Button>
                {maybe(migrate)}
                <Button look=Look::Quiet on:click=move |_| popover::close(PANEL)>
                    {t.action_cancel()}
                </Button>
            </div>
        }
        .into_any()
    }
}

/// Whether this way to renew is among those that are offered.
fn offers(offer: &Offer, with: RenewWith) -> bool {
    match with {
        RenewWith::Years(years) => offer.choices.iter().any(|choice| choice.years == years),
        RenewWith::Coupon(id) => offer.coupon.as_ref().is_some_and(|coupon| coupon.id == id),
    }
}
