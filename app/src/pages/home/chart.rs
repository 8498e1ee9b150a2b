//! Licenses by the month in which they end: bars that lead to them, and the same as a table.

use crate::i18n::{Messages, use_messages};
use crate::ui::list;
use domain::home::{Home, HomeMonth};
use domain::money::Money;
use leptos::prelude::*;

/// How high the chart's highest bar is, in units of its own.
const HEIGHT: i64 = 100;

/// The chart. Its bars stay where they are while their numbers change, so that who is on one with
/// the keyboard stays there.
#[component]
pub(super) fn Chart(now: RwSignal<Home>) -> impl IntoView {
    let t = use_messages();
    let places = now.read_untracked().months.len();
    let most = Memo::new(move |_| now.read().months.iter().map(|month| month.count).max());
    let bars = (0..places).map(|place| {
        let month = Memo::new(move |_| now.read().months.get(place).cloned());
        view! { <Bar month most=Signal::derive(move || most.get().unwrap_or_default())/> }
    });
    let rows = (0..places).map(|place| {
        let month = Memo::new(move |_| now.read().months.get(place).cloned());
        let cell = move |tell: fn(Messages, &HomeMonth) -> String| {
            move || month.read().as_ref().map(|month| tell(t, month))
        };
        view! {
            <tr>
                <th scope="row">
                    <a href=move || month.read().as_ref().map(address)>
                        {cell(|t, month| t.month(month.month.year(), month.month.month()))}
                    </a>
                </th>
                <td class="number">{cell(|t, month| t.number(month.count))}</td>
                <td class="number">{cell(|t, month| t.number(month.seats))}</td>
                <td class="number">{cell(|t, month| amounts(t, &month.value))}</td>
            </tr>
        }
    });
    view! {
        <section class="card" aria-labelledby="home-months">
            <h2 id="home-months">{t.home_months()}</h2>
            <ol class="home__chart">{list(bars)}</ol>
            <details class="home__table">
                <summary>{t.home_as_table()}</summary>
                <div class="table-box">
                    <table class="table">
                        <thead>
                            <tr>
                                <th scope="col">{t.home_month()}</th>
                                <th scope="col" class="number">{t.home_licenses()}</th>
                                <th scope="col" class="number">{t.column("seats")}</th>
                                <th scope="col" class="number">{t.home_value()}</th>
                            </tr>
                        </thead>
                        <tbody>{list(rows)}</tbody>
                    </table>
                </div>
            </details>
        </section>
    }
}

#[component]
fn Bar(month: Memo<Option<HomeMonth>>, most: Signal<i64>) -> impl IntoView {
    let t = use_messages();
    let href = move || month.read().as_ref().map(address);
    let label = move || month.read().as_ref().map(|month| said(t, month));
    let count = move || month.read().as_ref().map(|month| t.number(month.count));
    let name =
        move || month.read().as_ref().map(|month| t.month(month.month.year(), month.month.month()));
    let height = move || {
        let count = month.read().as_ref().map_or(0, |month| month.count);
        height(count, most.get())
    };
    view! {
        <li>
            <a class="home__bar" href=href aria-label=label title=label>
                <span class="home__count">{count}</span>
                <svg
                    class="home__column"
                    viewBox="0 0 10 100"
                    preserveAspectRatio="none"
                    aria-hidden="true"
                >
                    <rect
                        width="10"
                        y=move || (HEIGHT - height()).to_string()
                        height=move || height().to_string()
                    ></rect>
                </svg>
                <span class="home__name">{name}</span>
            </a>
        </li>
    }
}

/// How high a bar is: whatever is there at all is seen.
fn height(count: i64, most: i64) -> i64 {
    match (count, most) {
        (0, _) | (_, 0) => 0,
        (count, most) => (count.saturating_mul(HEIGHT) / most).clamp(2, HEIGHT),
    }
}

/// A month in words.
fn said(t: Messages, month: &HomeMonth) -> String {
    let name = t.month(month.month.year(), month.month.month());
    let told = t.home_bar(name, month.count, t.number(month.count));
    let value = amounts(t, &month.value);
    if value.is_empty() { told } else { format!("{told}, {value}") }
}

/// Amounts, one after the other.
pub(super) fn amounts(t: Messages, amounts: &[Money]) -> String {
    amounts.iter().map(|amount| t.money(*amount)).collect::<Vec<_>>().join(" + ")
}

/// The licenses of a month.
fn address(month: &HomeMonth) -> String {
    between("", month.month.first_day(), month.month.last_day())
}

/// Licenses that end on the days from one to another, of a state of the list.
pub(super) fn between(state: &str, from: chrono::NaiveDate, until: chrono::NaiveDate) -> String {
    let mut state = state.to_owned();
    grid::url::push(&mut state, "expires", &format!("{from}..{until}"));
    grid::url::address("/licenses", &state)
}

#[cfg(test)]
mod tests {
    use super::height;

    #[test]
    fn bars_are_seen_and_never_higher_than_the_chart() {
        assert_eq!(height(0, 0), 0);
        assert_eq!(height(0, 9), 0);
        assert_eq!(height(1, 1_000_000), 2);
        assert_eq!(height(5, 10), 50);
        assert_eq!(height(10, 10), 100);
    }
}
