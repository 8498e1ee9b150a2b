//! The groups around the first row that is seen, while their own lines are scrolled away. The
//! server names them with every window, so they are right wherever one jumps to.

use super::state::GridState;
use super::{levels, scroller};
use crate::ui::{list, maybe, when};
use grid::column::Key;
use grid::page::{Around, Line};
use leptos::prelude::*;

/// The groups around the first row that is seen.
#[component]
pub(crate) fn Sticky(state: GridState) -> impl IntoView {
    let around = Memo::new(move |_| {
        let line = state.top.get()?;
        // What is held changes with the numbers and with every move.
        state.numbers.track();
        state.moved.track();
        let inside = matches!(state.line(line)?.as_ref(), Line::Row(_));
        inside.then(|| state.held.with_value(|held| held.around(line))).filter(|a| !a.is_empty())
    });
    when(move || {
        around.get().map(|around| {
            let innermost = around.last().map(|around| (around.line, around.group.path.clone()));
            let close = move |_| {
                if let Some((line, path)) = innermost.clone() {
                    leave(state, line, &path);
                }
            };
            view! {
                <div class="grid-sticky" aria-hidden="true">
                    <div class="grid-sticky-bar" on:click=close>
                        <span class="chevron open"></span>
                        {list(around.into_iter().map(|around| step(state, &around)))}
                    </div>
                </div>
            }
        })
    })
}

/// The closed group stands where its bar stood.
fn leave(state: GridState, line: u64, path: &[Key]) {
    scroller::jump(state, line);
    state.set_open(path, false);
}

fn step(state: GridState, around: &Around) -> impl IntoView + use<> {
    let group = &around.group;
    let level = state.levels.with_value(|levels| levels.get(group.path.len() - 1).copied());
    maybe(level.zip(group.path.last()).map(|(level, key)| {
        view! {
            <span class="group-by">{levels::title(state, &level)}</span>
            <bdi class="group-value">{state.def.value(state.t, level, key, &group.label)}</bdi>
            <span class="group-count">{state.t.number(group.count as i64)}</span>
            <span class="group-sums">{state.def.all_sums(state.t, &group.sums)}</span>
        }
    }))
}
