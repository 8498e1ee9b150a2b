//! Renewing into another edition, with the formula of what becomes of the old days.

use super::{Work, offered, price, way};
use crate::api::ApiError;
use crate::api::renewals::{migrate_license, migration_offer};
use crate::i18n::Messages;
use crate::ui::{Button, Field, Latest, Look, TextInput, dynamic, list, maybe};
use domain::catalog::MigrationPolicy;
use domain::command::MigrateLicense;
use domain::renewal::{DAYS_OF_YEAR, Migration, MigrationOffer, MigrationTarget, MigrationWish};
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::time::Duration;

/// How long after the last key the formula is asked for.
const PAUSE: Duration = Duration::from_millis(200);

/// What the form knows.
#[derive(Clone, Copy)]
struct Form {
    work: Work,
    offer: RwSignal<Option<Result<MigrationOffer, ApiError>>>,
    /// As typed; empty for as many as there are.
    seats: RwSignal<String>,
    /// The edition and the years.
    choice: RwSignal<Option<(i32, i16)>>,
    asked: Latest,
}

impl Form {
    fn load(self) {
        let id = self.work.row.read_untracked().id;
        // What is no number is none that a license could have: the server says so.
        let seats = match self.seats.read_untracked().trim() {
            "" => None,
            text => Some(text.parse().unwrap_or(0)),
        };
        let mine = self.asked.begin();
        spawn_local(async move {
            let answer = migration_offer(id, seats).await;
            if self.asked.is(mine) {
                if let Ok(offer) = &answer {
                    self.settle(offer);
                }
                self.offer.try_set(Some(answer));
            }
        });
    }

    /// Keeps what was chosen while it is offered.
    fn settle(self, offer: &MigrationOffer) {
        let ways = offer.targets.iter().flat_map(|target| &target.ways);
        let mut each = ways.map(|way| (way.to, way.years));
        let kept = self.choice.try_get_untracked().flatten();
        let kept = kept.filter(|kept| each.clone().any(|way| way == *kept));
        self.choice.try_set(kept.or_else(|| each.next()));
    }

    fn chosen(self, offer: &MigrationOffer) -> Option<Migration> {
        let (to, years) = self.choice.get()?;
        let mut ways = offer.targets.iter().flat_map(|target| &target.ways);
        ways.find(|way| (way.to, way.years) == (to, years)).cloned()
    }

    fn confirm(self) {
        let chosen = self.offer.with_untracked(|offer| {
            let offer = offer.as_ref()?.as_ref().ok()?;
            untrack(|| self.chosen(offer))
        });
        let Some(Migration { to, years, seats, price, .. }) = chosen else { return };
        let work = self.work;
        let (id, version) = {
            let row = work.row.read_untracked();
            (row.id, row.version)
        };
        let migration = MigrateLicense {
            id,
            version,
            wish: MigrationWish { to, years, seats: Some(seats) },
            idempotency: work.intent.get_value(),
            again: work.again.get_untracked(),
            price: price.net.into(),
        };
        work.begin();
        spawn_local(async move {
            if work.answered(migrate_license(migration).await, Some(price.net)) {
                self.load();
            }
        });
    }

    fn target(self, target: MigrationTarget) -> AnyView {
        let t = self.work.t;
        let MigrationTarget { edition, ways, refused, .. } = target;
        let to = edition.id;
        let ways = ways.into_iter().map(move |one| {
            let with = (to, one.years);
            let chosen = Signal::derive(move || self.choice.get() == Some(with));
            let choose = Callback::new(move |()| self.choice.set(Some(with)));
            let end = t.license_new_end(t.date(one.new_expires));
            let said = (t.license_years(one.years), price(t, &one.price), end);
            way("migrate-to", (chosen, choose), false, said)
        });
        let refused = refused.map(|why| {
            view! { <p class="renew__hint">{t.error(&why)}</p> }
        });
        view! {
            <fieldset class="renew__target">
                <legend>{t.license_migrate_to(edition.name)}</legend>
                {list(ways)}
                {maybe(refused)}
            </fieldset>
        }
        .into_any()
    }

    fn choices(self, offer: MigrationOffer) -> AnyView {
        let (work, t) = (self.work, self.work.t);
        let (direct, recent) = (offer.direct, offer.recent.clone());
        let asks = recent.is_some();
        let targets = list(offer.targets.iter().cloned().map(|target| self.target(target)));
        let old_seats = offer.seats;
        let shown = StoredValue::new(offer);
        let term = work.row.read_untracked().term_years;
        let formula = dynamic(move || {
            let chosen = shown.with_value(|offer| self.chosen(offer));
            list(chosen.into_iter().flat_map(|way| formula(t, &way, old_seats, term)))
        });
        let disabled = Signal::derive(move || {
            self.choice.read().is_none() || !direct || (asks && !work.again.get())
        });
        view! {
            {work.notices(direct, recent)}
            <div class="renew__choices">{targets}</div>
            <div class="renew__formula" role="status">{formula}</div>
            <p class="renew__hint">{t.license_renew_net()}</p>
            <div class="renew__actions">
                <Button
                    look=Look::Primary
                    busy=work.busy
                    disabled
                    on:click=move |_| self.confirm()
                >
                    {t.license_migrate_confirm()}
                </Button>
            </div>
        }
        .into_any()
    }
}

/// What becomes of the old days: each line of it.
fn formula(t: Messages, way: &Migration, old_seats: i32, term: Option<i16>) -> Vec<AnyView> {
    let line = |text: String| view! { <p>{text}</p> }.into_any();
    if way.device_days == 0 {
        return vec![line(t.license_formula_none())];
    }
    let left = way.device_days / i64::from(old_seats.max(1));
    let (total, exact) = (t.number(way.device_days), t.hundredths(way.exact));
    let mut lines = vec![line(t.license_formula_left(i64::from(old_seats), left, total.clone()))];
    match way.policy {
        MigrationPolicy::Carry => {
            let seats = t.number(i64::from(way.seats));
            lines.push(line(t.license_formula_days(total, seats, exact, way.carried_days)));
            if way.exact > way.carried_days * 100 {
                lines.push(line(t.license_formula_capped(left)));
            }
        }
        MigrationPolicy::Return => {
            let whole = t.number(DAYS_OF_YEAR * i64::from(term.unwrap_or(1)));
            lines.push(line(t.license_formula_back(total, whole, exact, way.returned_seats)));
        }
    }
    if way.residue > 0 {
        lines.push(line(t.license_formula_residue(way.residue)));
    }
    lines
}

/// The form.
#[component]
pub(super) fn MigrateForm(work: Work) -> impl IntoView {
    let t = work.t;
    let now = work.row.read_untracked().seats.map(|seats| seats.to_string()).unwrap_or_default();
    let form = Form {
        work,
        offer: RwSignal::new(None),
        seats: RwSignal::new(now.clone()),
        choice: RwSignal::new(None),
        asked: Latest::default(),
    };
    form.load();
    let typed = move |ev: leptos::ev::Event| {
        form.seats.set(event_target_value(&ev));
        form.asked.later(PAUSE, move || form.load());
    };
    let body = dynamic(move || offered(t, form.offer.get(), |offer| form.choices(offer)));
    view! {
        <Field id="migrate-seats" label=t.license_migrate_seats()>
            <TextInput name="seats" kind="number" value=now on:input=typed/>
        </Field>
        {body}
        <div class="renew__actions">
            <Button look=Look::Quiet on:click=move |_| work.migrating.set(false)>
                {t.license_migrate_back()}
            </Button>
        </div>
    }
}
