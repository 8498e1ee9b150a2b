//! The groups around the first row that is seen, while their own lines are scrolled away.
//! They are known from that row alone, so they are right wherever one jumps to.

use super::def::GridRow;
use super::scroller;
use super::state::GridState;
use chrono::NaiveDate;
use grid::column::{GridSpec, Key, Row};
use grid::level::Level;
use grid::order::group_key;
use grid::page::Line;
use leptos::prelude::*;

/// A group on the way to a row: its level, key and name.
type Step = (Level, Key, String);

/// The groups around the first row that is seen.
#[component]
pub(crate) fn Sticky<R: GridRow>(state: GridState<R>) -> impl IntoView {
    let steps = Memo::new(move |_| {
        let line = state.top.get()?;
        let query = &state.address.read().query;
        let today = state.numbers.read().today;
        match state.line(line)?.as_ref() {
            Line::Row(row) if !query.group.is_empty() => {
                Some(steps(state.def.spec, &query.group, row, today))
            }
            _ => None,
        }
    });
    let close = move |_| {
        let path = steps.with_untracked(|steps| {
            steps.iter().flatten().map(|(_, key, _)| key.clone()).collect::<Vec<_>>()
        });
        // The closed group stands where its bar stood.
        let top = state.top.get_untracked();
        let line = top.and_then(|top| state.held.with_value(|held| held.parent(top)));
        line.into_iter().for_each(|line| scroller::jump(state, line));
        state.set_open(&path, false);
    };
    move || {
        steps.get().map(|steps| {
            let names = steps
                .into_iter()
                .map(|(level, key, label)| {
                    let value = state.def.value(state.t, level, &key, &label);
                    view! {
                        <span class="group-by">{state.title(level.column)}</span>
                        <bdi class="group-value">{value}</bdi>
                    }
                })
                .collect_view();
            view! {
                <div class="grid-sticky" aria-hidden="true">
                    <div class="grid-sticky-bar" on:click=close>
                        <span class="chevron open"></span>
                        {names}
                    </div>
                </div>
            }
        })
    }
}

fn steps<R: Row>(spec: &GridSpec, group: &[Level], row: &R, today: NaiveDate) -> Vec<Step> {
    let step = |level: &Level| {
        let cell = row.cell(level.column, today);
        let key = group_key(spec.column(level.column), level.bucket, cell.key);
        (*level, key, cell.label)
    };
    group.iter().map(step).collect()
}
