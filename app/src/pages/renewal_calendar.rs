//! `/calendar`: what ends on which day of a month, and what renewing it costs.
#![expect(unreachable_pub, reason = "the macro makes more of a component public than was asked")]

use crate::api::codec::Data;
use crate::api::reminders::renewal_calendar;
use crate::i18n::{Messages, use_messages};
use crate::live::wire::Topic;
use crate::pages::answered::answered;
use crate::pages::follow::follow;
use crate::ui::{dynamic, list, maybe};
use chrono::{Datelike, NaiveDate};
use domain::billing::Month;
use domain::money::Money;
use domain::reminder::{EndingDay, RenewalMonth};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_location;

/// Days of a week.
const WEEK: usize = 7;

/// The page; the address says which month, `?month=2026-11`.
#[component]
pub(crate) fn CalendarPage() -> impl IntoView {
    let location = use_location();
    let month = Memo::new(move |before: Option<&Option<Month>>| {
        // On the way to another page it stays what it was.
        if location.pathname.read().as_str() != "/calendar" {
            return before.copied().flatten();
        }
        let search = location.search.read();
        let named = grid::url::parameters(&search).find(|(name, _)| name == "month");
        named.and_then(|(_, month)| month.parse().ok())
    });
    let data = Data::new_with_options(move || month.get(), renewal_calendar, true);
    answered(data, |first| view! { <Followed first/> }.into_any())
}

/// The month as it is now: what is done to licenses and what changes their value shows here, too.
#[component]
fn Followed(first: (RenewalMonth, i64)) -> impl IntoView {
    let shown = first.0.month;
    let now = RwSignal::new(first);
    let take = move |month| drop(now.try_set(month));
    let topic = move || Topic::Home { pos: now.read().1 };
    follow(move || renewal_calendar(Some(shown)), take, topic);
    dynamic(move || view! { <Shown month=now.get().0/> })
}

#[component]
fn Shown(month: RenewalMonth) -> impl IntoView {
    let t = use_messages();
    let RenewalMonth { month, days, value } = month;
    let name = t.month(month.year(), month.month());
    let way = |to: Option<Month>, text: String, rel: &'static str| {
        to.map(|to| {
            view! { <a class="button" href=format!("/calendar?month={to}") rel=rel>{text}</a> }
        })
    };
    let total = amounts(t, &value);
    let total = (!total.is_empty()).then(|| view! { <p>{t.calendar_total(total)}</p> });
    let heads = t.calendar_weekdays();
    let heads: Vec<String> = heads.split(' ').map(str::to_owned).collect();
    let heads = heads.into_iter().map(|day| view! { <th scope="col">{day}</th> });
    let weeks = weeks(month);
    let weeks = weeks.into_iter().map(|week| {
        let cells = week.map(|day| {
            let Some(day) = day else { return view! { <td></td> }.into_any() };
            let ending = days.iter().find(|ending| ending.day == day);
            view! {
                <td class="calendar__day">
                    <span class="calendar__number">{day.day()}</span>
                    {maybe(ending.map(|ending| what(t, ending)))}
                </td>
            }
            .into_any()
        });
        view! { <tr>{list(cells)}</tr> }
    });
    view! {
        <Title text=t.calendar_title()/>
        <div class="page__body home">
            <header class="page__head">
                <h1>{t.calendar_title()}</h1>
                <nav class="home__ways" aria-label=t.calendar_months()>
                    {maybe(way(month.previous(), t.calendar_previous(), "prev"))}
                    {maybe(way(month.next(), t.calendar_next(), "next"))}
                    <a href="/settings/reminders">{t.calendar_subscribe()}</a>
                </nav>
            </header>
            {maybe(total)}
            <div class="table-box">
                <table class="calendar">
                    <caption>{name}</caption>
                    <thead><tr>{list(heads)}</tr></thead>
                    <tbody>{list(weeks)}</tbody>
                </table>
            </div>
        </div>
    }
}

/// What ends on a day: each leads to it.
fn what(t: Messages, ending: &EndingDay) -> AnyView {
    let day = ending.day;
    let used = ending.licenses + ending.trials;
    let link = |state: &str, text: String| {
        let state = format!("{state}expires={day}");
        let href = grid::url::address("/licenses", &state);
        let label = t.calendar_on(text.clone(), t.date(day));
        view! { <a href=href aria-label=label>{text}</a> }.into_any()
    };
    let used = (used > 0).then(|| link("", t.calendar_licenses(used)));
    let coupons =
        (ending.coupons > 0).then(|| link("tab=unused&", t.calendar_coupons(ending.coupons)));
    let value = amounts(t, &ending.value);
    let value = (!value.is_empty()).then(|| view! { <span class="faint">{value}</span> });
    view! {
        {maybe(used)}
        {maybe(coupons)}
        {maybe(value)}
    }
    .into_any()
}

fn amounts(t: Messages, amounts: &[Money]) -> String {
    amounts.iter().map(|amount| t.money(*amount)).collect::<Vec<_>>().join(" + ")
}

/// The weeks of a month, from Monday to Sunday; days of other months are none.
fn weeks(month: Month) -> Vec<[Option<NaiveDate>; WEEK]> {
    let first = month.first_day();
    let before = first.weekday().num_days_from_monday() as usize;
    let mut weeks = Vec::new();
    let mut week = [None; WEEK];
    for (at, day) in first.iter_days().take(month.days() as usize).enumerate() {
        let place = (before + at) % WEEK;
        if place == 0 && at > 0 {
            weeks.push(std::mem::replace(&mut week, [None; WEEK]));
        }
        week[place] = Some(day);
    }
    weeks.push(week);
    weeks
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_month_is_whole_weeks_from_monday_on() {
        let weeks = weeks("2026-11".parse().unwrap());
        assert_eq!(weeks.len(), 6);
        // The first is a Sunday, the last a Monday.
        assert_eq!(weeks[0][6].map(|day| day.day()), Some(1));
        assert!(weeks[0][..6].iter().all(Option::is_none));
        assert_eq!(weeks[5][0].map(|day| day.day()), Some(30));
        assert_eq!(weeks.iter().flatten().flatten().count(), 30);
        // Four weeks exactly.
        assert_eq!(super::weeks("2027-02".parse().unwrap()).len(), 4);
    }
}
