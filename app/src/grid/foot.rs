//! The count line, and the pager of browsers without JavaScript.

use super::held::FIRST;
use super::loader;
use super::state::GridState;
use crate::ui::{dynamic, when};
use leptos::prelude::*;

/// The line below the rows.
#[component]
pub(crate) fn Foot(state: GridState) -> impl IntoView {
    let t = state.t;
    let numbers = state.numbers;
    let count = move || {
        let numbers = numbers.read();
        (state.def.count)(state.def.spec, t, numbers.rows, &numbers.sums)
    };
    view! {
        <div class="grid-foot">
            <p class="grid-count">{dynamic(count)}</p>
            {when(move || {
                let changes = state.stale.get();
                (changes > 0).then(|| view! {
                    <p class="grid-stale" role="status">
                        {t.grid_stale(changes)}
                        <button type="button" class="link" on:click=move |_| loader::retry(state)>
                            {t.grid_refresh()}
                        </button>
                    </p>
                })
            })}
            {dynamic(move || match state.address.read().per {
                Some(per) => view! { <Pager state per=u64::from(per)/> }.into_any(),
                None => view! {
                    <noscript>
                        <Pager state per=FIRST/>
                    </noscript>
                }
                .into_any(),
            })}
        </div>
    }
}

#[component]
fn Pager(state: GridState, per: u64) -> impl IntoView {
    let t = state.t;
    let pages = move || state.numbers.read().lines.div_ceil(per).max(1);
    let now = move || state.address.read().page.min(pages());
    let href = move |page: u64| {
        let mut address = state.address.get();
        address.page = page;
        address.href(state.def)
    };
    view! {
        <nav class="pager" aria-label=t.grid_pages()>
            {when(move || (now() > 1).then(|| view! {
                <a rel="prev" href=href(now() - 1)>{t.grid_page_before()}</a>
            }))}
            <span>{move || t.grid_page_of(now(), pages())}</span>
            {when(move || (now() < pages()).then(|| view! {
                <a rel="next" href=href(now() + 1)>{t.grid_page_after()}</a>
            }))}
        </nav>
    }
}
