//! The license page: tabs, and the grid with what can be done to a row.

#![expect(unreachable_pub, reason = "the macro makes more of a component public than was asked")]

mod bulk;
mod cells;
pub(crate) mod definition;
pub mod detail;
mod history;
mod keys;
pub(in crate::pages) use history::Entries;
mod parts;
mod renew;
mod row_menu;

use crate::api::ApiError;
use crate::grid::{
    Address, Exports, Grid, GridState, Item, Packed, apply, audience, first_page, own_search,
    start_of,
};
use crate::i18n::{Messages, use_messages};
use crate::session::use_session;
use crate::ui::{Later, list, use_toasts};
use definition::LICENSES;
use domain::license::LicenseRow;
use domain::policy::Action;
use grid::licenses::{EXPIRES, LAPSE_DAYS, STATUS};
use grid::query::{Filter, Span};
use keys::{KeyBar, Keys};
use leptos::prelude::*;
use leptos_meta::Title;
use renew::Renewals;

/// `/licenses`.
#[component]
pub fn LicensesPage() -> impl IntoView {
    let t = use_messages();
    let search = own_search(&LICENSES);
    let audience = audience();
    let parsed = Memo::new(move |_| Address::parse(&LICENSES, &search.read(), audience).0);
    let label = Signal::derive(move || tab_title(t, &parsed.read().tab));
    let first = first_page(&LICENSES, &parsed.get_untracked());
    // The server writes the head outside of the page's rendering, where its signals are not.
    let first_label = label.get_untracked();
    let title = move || if cfg!(feature = "ssr") { first_label.clone() } else { label.get() };
    view! {
        <Title text=title/>
        <div class="licenses">
            <header class="licenses__head">
                <h1 class="unseen">{move || label.get()}</h1>
                <Tabs parsed/>
                <Exports def=&LICENSES parsed/>
            </header>
            {Suspend::new(async move {
                let page = first.await;
                view! { <LicenseGrid page search label/> }
            })}
        </div>
    }
}

/// Those that lapse soon: what unused keys begin with.
fn lapsing() -> Filter {
    Filter::Span(Span::Next(LAPSE_DAYS))
}

/// Links between the tabs. They take along what makes sense in all of them. Whoever comes to the
/// unused keys with no days chosen sees those that lapse soon (DOMAIN.md 1.4.10), and all of them
/// by the same link once more.
#[component]
fn Tabs(parsed: Memo<Address>) -> impl IntoView {
    let t = use_messages();
    let link = move |tab: &'static str| {
        let href = move || {
            let mut address = parsed.get();
            address.tab = tab.to_owned();
            address.page = 1;
            address.query.open.clear();
            address.filter(STATUS, None);
            match address.query.filter(EXPIRES).cloned() {
                None if tab == "unused" && parsed.read().tab != tab => {
                    address.filter(EXPIRES, Some(lapsing()));
                }
                Some(days) if days == lapsing() && parsed.read().tab == "unused" => {
                    address.filter(EXPIRES, None);
                }
                _ => {}
            }
            address.href(&LICENSES)
        };
        let here = move || (parsed.read().tab == tab).then_some("page");
        view! { <a class="tab" href=href aria-current=here>{tab_name(t, tab)}</a> }
    };
    view! {
        <nav class="tabs" aria-label=t.license_tabs()>
            {list(LICENSES.spec.tabs.iter().map(|tab| link(tab.key)))}
        </nav>
    }
}

fn tab_name(t: Messages, tab: &str) -> String {
    match tab {
        "active" => t.license_tab_active(),
        "unused" => t.license_tab_unused(),
        _ => t.license_tab_all(),
    }
}

fn tab_title(t: Messages, tab: &str) -> String {
    match tab {
        "active" => t.license_title_active(),
        "unused" => t.license_title_unused(),
        _ => t.license_title_all(),
    }
}

fn may(action: Action) -> bool {
    use_session().viewer.is_some_and(|viewer| viewer.may(action))
}

/// What the panels beside the grid share.
#[derive(Clone, Copy)]
struct Panels {
    /// The grid.
    grid: GridState,
    /// The row that the menu is open for.
    menu: RwSignal<Option<LicenseRow>>,
    /// Renewing.
    renew: Renewals,
    /// The row whose history is shown.
    history: RwSignal<Option<LicenseRow>>,
    /// What is done to unused keys.
    keys: Keys,
    /// Menus and dialogs, which are loaded with the first of them.
    parts: Later,
}

#[component]
fn LicenseGrid(
    page: Result<Packed, ApiError>,
    search: Memo<String>,
    label: Signal<String>,
) -> impl IntoView {
    let menu = RwSignal::new(None);
    let history = RwSignal::new(None);
    let toasts = use_toasts();
    let panels: StoredValue<Option<Panels>> = StoredValue::new(None);
    let act = Callback::new(move |(what, item, anchor): (String, Item, _)| {
        if let (Some(panels), Some(row)) = (panels.get_value(), item.of::<LicenseRow>()) {
            row_menu::act(panels, toasts, &what, row.clone(), &anchor);
        }
    });
    let may_edit = may(Action::EditNote) && may(Action::Rename);
    let grid = GridState::new(&LICENSES, start_of(&LICENSES, search, may_edit, page, act));
    let renew = Renewals::new(move |row| apply(grid, Item::new(row)));
    let keys = Keys::new();
    let shared = Panels { grid, menu, renew, history, keys, parts: Later::new(parts::load) };
    // The bar of what can be done comes with the first row that is selected.
    Effect::new(move |_| {
        if grid.selection.with(|chosen| chosen.count(grid.numbers.read_untracked().rows) > 0) {
            shared.parts.then(|| {});
        }
    });
    panels.set_value(Some(shared));
    view! {
        <Grid state=grid label search/>
        <KeyBar panels=shared/>
        {shared.parts.show(move || parts::parts(shared))}
    }
}
