//! The count line, and the pager of browsers without JavaScript.

use super::held::FIRST;
use super::loader;
use super::def::GridRow;
use super::state::GridState;
use leptos::prelude::*;

/// The line below the rows.
#[component]
pub(crate) fn Foot<R: GridRow>(state: GridState<R>) -> impl IntoView {
    let t = state.t;
    let numbers = state.numbers;
    let count = move || {
        let numbers = numbers.read();
        (state.def.count)(t, numbers.rows, &numbers.sums)
    };
    view! {
        <div class="grid-foot">
            <p class="grid-count">{count}</p>
            {move || {
                let changes = state.stale.get();
                (changes > 0).then(|| view! {
                    <p class="grid-stale" role="status">
                        {t.grid_stale(changes)}
                        <button type="button" class="link" on:click=move |_| loader::retry(state)>
                            {t.grid_refresh()}
                        </button>
                    </p>
                })
            }}
            <noscript>
                <Pager state/>
            </noscript>
        </div>
    }
}

#[component]
fn Pager<R: GridRow>(state: GridState<R>) -> impl IntoView {
    let t = state.t;
    let address = state.address.get_untracked();
    let lines = state.numbers.read_untracked().lines;
    let pages = lines.div_ceil(FIRST).max(1);
    let now = address.page.min(pages);
    let href = |page: u64| {
        let mut address = address.clone();
        address.page = page;
        address.href(state.def)
    };
    view! {
        <nav class="pager" aria-label=t.grid_pages()>
            {(now > 1).then(|| view! { <a rel="prev" href=href(now - 1)>{t.grid_page_before()}</a> })}
            <span>{t.grid_page_of(now, pages)}</span>
            {(now < pages).then(|| view! { <a rel="next" href=href(now + 1)>{t.grid_page_after()}</a> })}
        </nav>
    }
}
