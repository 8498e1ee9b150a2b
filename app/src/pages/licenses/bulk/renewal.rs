//! What the renewal of a selection is asked, and what it will do to each license.

use crate::api::ApiError;
use crate::api::renewals::renewal_preview;
use crate::i18n::{Messages, use_messages};
use crate::pages::licenses::renew::price;
use crate::ui::{Latest, Spinner, dynamic, list, maybe, when};
use domain::bulk::{BulkAction, Selection};
use domain::money::Money;
use domain::renewal::{Agreed, Planned, PreviewLine, PreviewRenewals, RenewalPreview};
use leptos::prelude::*;
use leptos::task::spawn_local;

/// Years that are offered.
const YEARS: [i16; 3] = [1, 2, 3];

/// How a selection is renewed.
#[derive(Clone, Copy)]
pub(super) struct Renewal {
    /// None is with coupons alone.
    years: RwSignal<Option<i16>>,
    coupons: RwSignal<bool>,
    again: RwSignal<bool>,
    preview: RwSignal<Option<Result<RenewalPreview, ApiError>>>,
    asked: Latest,
    /// Told when the prices have changed since.
    anew: Trigger,
}

impl Renewal {
    pub(super) fn new() -> Self {
        Self {
            years: RwSignal::new(Some(1)),
            coupons: RwSignal::new(true),
            again: RwSignal::new(false),
            preview: RwSignal::new(None),
            asked: Latest::default(),
            anew: Trigger::new(),
        }
    }

    /// What is asked for.
    pub(super) fn action(self) -> BulkAction {
        BulkAction::Renew {
            years: self.years.get_untracked(),
            coupons: self.coupons.get_untracked(),
            again: self.again.get_untracked(),
            price: Agreed::Net(self.seen()),
        }
    }

    /// What was told that all of it costs, one sum for each currency.
    fn seen(self) -> Vec<Money> {
        self.preview.with_untracked(|told| match told {
            Some(Ok(preview)) => preview.totals.clone(),
            _ => Vec::new(),
        })
    }

    /// It costs something else by now: tells what, and what it was said to cost.
    pub(super) fn repriced(self, t: Messages) -> String {
        let seen = self.seen();
        self.anew.notify();
        match seen.is_empty() {
            true => t.bulk_price_new(),
            false => t.license_renew_price_changed(sums(t, seen)),
        }
    }

    /// Whether it was told what will happen, and something will.
    pub(super) fn ready(self) -> bool {
        self.preview
            .with(|told| matches!(told, Some(Ok(preview)) if preview.bought + preview.taken > 0))
    }

    /// Tells what will happen, and again when something else is asked for.
    fn follow(self, selection: Selection) {
        Effect::new(move |_| {
            self.anew.track();
            let ask = PreviewRenewals {
                selection: selection.clone(),
                years: self.years.get(),
                coupons: self.coupons.get(),
                again: self.again.get(),
            };
            let mine = self.asked.begin();
            self.preview.set(None);
            spawn_local(async move {
                let answer = renewal_preview(ask).await;
                // An older answer never replaces a newer one.
                if self.asked.is(mine) {
                    self.preview.set(Some(answer));
                }
            });
        });
    }
}

/// Years, coupons, and the preview.
#[component]
pub(super) fn RenewalForm(renewal: Renewal, selection: Selection) -> impl IntoView {
    let t = use_messages();
    renewal.follow(selection);
    let choice = move |years: Option<i16>| {
        view! {
            <label>
                <input
                    type="radio"
                    name="bulk-years"
                    prop:checked=move || renewal.years.get() == years
                    on:change=move |_| renewal.years.set(years)
                />
                <span>{years.map_or_else(|| t.bulk_only_coupons(), |years| t.bulk_years(years))}</span>
            </label>
        }
    };
    let coupons = move || {
        renewal.years.read().is_some().then(|| {
            view! {
                <label class="choice-line">
                    <input
                        type="checkbox"
                        prop:checked=move || renewal.coupons.get()
                        on:change=move |ev| renewal.coupons.set(event_target_checked(&ev))
                    />
                    <span>{t.bulk_coupons()}</span>
                </label>
            }
        })
    };
    let preview = move || match renewal.preview.get() {
        None => view! { <Spinner/> }.into_any(),
        Some(Err(error)) => view! { <p role="alert">{t.api_error(&error)}</p> }.into_any(),
        Some(Ok(preview)) => told(t, renewal.again, preview),
    };
    view! {
        <fieldset class="choice-row">
            <legend>{t.bulk_years_legend()}</legend>
            {list(YEARS.map(Some).into_iter().chain([None]).map(choice))}
        </fieldset>
        {when(coupons)}
        <div class="bulk-preview" aria-live="polite">{dynamic(preview)}</div>
    }
}

/// What will happen.
fn told(t: Messages, again: RwSignal<bool>, preview: RenewalPreview) -> AnyView {
    let RenewalPreview { lines, bought, taken, refused, recent, totals } = preview;
    let all = u64::from(bought) + u64::from(taken) + u64::from(refused);
    let more = all.checked_sub(lines.len() as u64).filter(|more| *more > 0);
    let total = (!totals.is_empty()).then(|| {
        view! { <p><strong>{t.bulk_preview_total(sums(t, totals))}</strong></p> }
    });
    let recent = (recent > 0).then(|| {
        view! {
            <label class="choice-line">
                <input
                    type="checkbox"
                    prop:checked=move || again.get()
                    on:change=move |ev| again.set(event_target_checked(&ev))
                />
                <span>{t.bulk_recent(recent)}</span>
            </label>
        }
    });
    view! {
        <p>{t.bulk_preview_said(bought, taken, refused)}</p>
        {maybe(total)}
        {maybe(recent)}
        <div class="bulk-report" tabindex="0" role="region" aria-label=t.bulk_preview_title()>
            <table class="table">
                <thead>
                    <tr>
                        <th>{t.column("name")}</th>
                        <th>{t.bulk_old_end()}</th>
                        <th>{t.bulk_new_end()}</th>
                        <th>{t.bulk_price()}</th>
                    </tr>
                </thead>
                <tbody>{list(lines.into_iter().map(|one| line(t, one)))}</tbody>
            </table>
        </div>
        {maybe(more.map(|more| view! { <p class="faint">{t.bulk_preview_more(more)}</p> }))}
    }
    .into_any()
}

fn sums(t: Messages, totals: Vec<Money>) -> String {
    let totals: Vec<String> = totals.into_iter().map(|total| t.money(total)).collect();
    totals.join(" + ")
}

fn line(t: Messages, line: PreviewLine) -> AnyView {
    let end = |day: Option<chrono::NaiveDate>| day.map(|day| t.date(day)).unwrap_or_default();
    let name = if line.name.is_empty() { t.bulk_unknown() } else { line.name };
    let what = match line.planned {
        Planned::Refused(why) => {
            return view! {
                <tr class="faint">
                    <td><bdi>{name}</bdi></td>
                    <td>{end(line.old_expires)}</td>
                    <td colspan="2">{t.error(&why)}</td>
                </tr>
            }
            .into_any();
        }
        Planned::Takes(key) => view! { <span>{t.bulk_preview_coupon(key)}</span> }.into_any(),
        Planned::Buys(cost) => price(t, &cost),
    };
    view! {
        <tr>
            <td><bdi>{name}</bdi></td>
            <td>{end(line.old_expires)}</td>
            <td>{end(line.new_expires)}</td>
            <td class="number">{what}</td>
        </tr>
    }
    .into_any()
}
