//! The license page: tabs, and the grid with what can be done to a row.

#![expect(unreachable_pub, reason = "the macro makes more of a component public than was asked")]

mod bulk;
mod cells;
pub(crate) mod definition;
pub mod detail;
mod history;
mod renew;
mod row_menu;

use crate::api::ApiError;
use crate::api::licenses::license_page;
use crate::exports::use_exports;
use crate::grid::{Address, FIRST, Grid, GridState, Start, apply};
use crate::i18n::{Messages, use_messages};
use crate::session::use_session;
use crate::ui::{Icon, IconName, use_toasts};
use definition::LICENSES;
use domain::export::{ExportFormat, ExportRows, StartExport};
use domain::license::LicenseRow;
use domain::people::OrgKind;
use domain::policy::Action;
use grid::column::Audience;
use grid::licenses::STATUS;
use grid::page::Page;
use history::HistoryDialog;
use leptos::ev::MouseEvent;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_location, use_navigate};
use renew::{RenewPanel, Renewals};
use row_menu::RowMenu;

/// `/licenses`.
#[component]
pub fn LicensesPage() -> impl IntoView {
    let t = use_messages();
    let search = use_location().search;
    let audience = audience();
    let parsed = Memo::new(move |_| Address::parse(&LICENSES, &search.read(), audience).0);
    let label = Signal::derive(move || tab_title(t, &parsed.read().tab));
    let first = {
        let address = parsed.get_untracked();
        let len = address.per.map_or(FIRST, u64::from);
        let start = (address.page - 1).saturating_mul(len);
        let (state, start) = (address.state(&LICENSES), u32::try_from(start).unwrap_or(u32::MAX));
        OnceResource::new_blocking(license_page(state, start, len as u32))
    };
    view! {
        <Title text=move || label.get()/>
        <div class="licenses">
            <header class="licenses__head">
                <h1 class="unseen">{move || label.get()}</h1>
                <Tabs parsed/>
                <Exports parsed/>
            </header>
            <Suspense>
                {move || Suspend::new(async move {
                    let page = first.await;
                    view! { <LicenseGrid page search label/> }
                })}
            </Suspense>
        </div>
    }
}

/// Links between the tabs. They take along what makes sense in all of them.
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
            address.href(&LICENSES)
        };
        let here = move || (parsed.read().tab == tab).then_some("page");
        view! { <a class="tab" href=href aria-current=here>{tab_name(t, tab)}</a> }
    };
    view! {
        <nav class="tabs" aria-label=t.license_tabs()>
            {LICENSES.tabs.iter().map(|tab| link(tab)).collect_view()}
        </nav>
    }
}

/// What the grid shows as files. A click begins to make one, which is offered when it is ready;
/// without JavaScript, in a new tab and when saved by the browser's menu it is a plain download.
#[component]
fn Exports(parsed: Memo<Address>) -> impl IntoView {
    let t = use_messages();
    let exports = use_exports();
    let link = move |format: ExportFormat, text: &'static str, label: String| {
        let state = move || shown_state(&parsed.read());
        let href = move || format!("/export/licenses.{}?{}", format.slug(), state());
        let start = move |ev: MouseEvent| {
            if ev.ctrl_key() || ev.meta_key() || ev.shift_key() || ev.alt_key() {
                return;
            }
            ev.prevent_default();
            let grid = LICENSES.spec.name.to_owned();
            exports.start(StartExport { grid, format, state: state(), rows: ExportRows::All });
        };
        view! {
            <a class="export" href=href download rel="external" aria-label=label on:click=start>
                <Icon name=IconName::Download/>
                {text}
            </a>
        }
    };
    view! {
        <nav class="exports" aria-label=t.license_export()>
            {link(ExportFormat::Csv, "CSV", t.license_export_csv())}
            {link(ExportFormat::Xlsx, "Excel", t.license_export_xlsx())}
        </nav>
    }
}

/// What the grid shows, with its columns, as an export takes it.
fn shown_state(address: &Address) -> String {
    let href = address.href(&LICENSES);
    href.split_once('?').map(|(_, query)| query.to_owned()).unwrap_or_default()
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

fn audience() -> Audience {
    let viewer = use_session().viewer;
    match viewer.map(|viewer| viewer.org_kind) {
        Some(OrgKind::Distributor | OrgKind::Partner) => Audience::Provider,
        Some(OrgKind::Customer) | None => Audience::Customer,
    }
}

fn may(action: Action) -> bool {
    use_session().viewer.is_some_and(|viewer| viewer.may(action))
}

/// What the panels beside the grid share.
#[derive(Clone, Copy)]
struct Panels {
    /// The grid.
    grid: GridState<LicenseRow>,
    /// The row that the menu is open for.
    menu: RwSignal<Option<LicenseRow>>,
    /// Renewing.
    renew: Renewals,
    /// The row whose history is shown.
    history: RwSignal<Option<LicenseRow>>,
}

#[component]
fn LicenseGrid(
    page: Result<Page<LicenseRow>, ApiError>,
    search: Memo<String>,
    label: Signal<String>,
) -> impl IntoView {
    let audience = audience();
    let (address, problems) = Address::parse(&LICENSES, &search.read_untracked(), audience);
    let navigate = use_navigate();
    let go = move |(href, replace): (String, bool)| {
        navigate(&href, NavigateOptions { replace, scroll: false, ..NavigateOptions::default() });
    };
    let menu = RwSignal::new(None);
    let history = RwSignal::new(None);
    let toasts = use_toasts();
    let panels: StoredValue<Option<Panels>> = StoredValue::new(None);
    let act = Callback::new(move |(what, row, anchor): (String, LicenseRow, _)| {
        if let Some(panels) = panels.get_value() {
            row_menu::act(panels, toasts, &what, row, &anchor);
        }
    });
    let start = Start {
        address,
        problems,
        audience,
        may_edit: may(Action::EditNote) && may(Action::Rename),
        page,
        act,
        go: Callback::new(go),
    };
    let grid = GridState::new(&LICENSES, start);
    let renew = Renewals::new(move |row| apply(grid, row));
    let shared = Panels { grid, menu, renew, history };
    panels.set_value(Some(shared));
    view! {
        <Grid state=grid label search/>
        <bulk::Bulk panels=shared/>
        <RowMenu panels=shared/>
        <RenewPanel renewals=renew/>
        <HistoryDialog panels=shared/>
    }
}
