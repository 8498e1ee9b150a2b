//! The page of a grid that is only read, and what every grid's page has.

use super::address::Address;
use super::def::GridDef;
use super::item::{Item, Packed};
use super::state::{GridState, Start};
use super::{FIRST, Grid};
use crate::api::codec::Once;
use crate::api::{ApiError, ErrorCode};
use crate::exports::use_exports;
use crate::i18n::{Messages, use_messages};
use crate::session::use_session;
use crate::ui::{Icon, IconName, maybe};
use domain::export::{ExportFormat, ExportRows, StartExport};
use domain::people::OrgKind;
use grid::column::Audience;
use grid::page::Page;
use leptos::ev::MouseEvent;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_location, use_navigate};

/// The page of a grid that is only read.
#[component]
pub(crate) fn GridPage(
    /// The grid.
    def: &'static GridDef,
) -> impl IntoView {
    let t = use_messages();
    let search = own_search(def);
    let audience = audience();
    let parsed = Memo::new(move |_| Address::parse(def, &search.read(), audience).0);
    let first = first_page(def, &parsed.get_untracked());
    let title = t.nav(def.spec.name);
    view! {
        <Title text=title.clone()/>
        <div class="licenses">
            <header class="licenses__head">
                <h1 class="licenses__title">{title.clone()}</h1>
                {(def.beside)(t)}
                <Exports def parsed/>
            </header>
            {Suspend::new(async move {
                let page = first.await;
                let act = Callback::new(|_| ());
                let grid = GridState::new(def, start(def, search, false, page, act));
                view! { <Grid state=grid label=Signal::stored(title) search/> }
            })}
        </div>
    }
}

/// The query string of a grid's page. While another page is on its way, its address is none of
/// this one's business.
pub(crate) fn own_search(def: &'static GridDef) -> Memo<String> {
    let location = use_location();
    Memo::new(move |before: Option<&String>| match *location.pathname.read() == def.path {
        true => location.search.get(),
        false => before.cloned().unwrap_or_default(),
    })
}

/// The first rows that an address asks for, read by whoever renders the page.
pub(crate) fn first_page(
    def: &'static GridDef,
    address: &Address,
) -> Once<Result<Packed, ApiError>> {
    let len = address.per.map_or(FIRST, u64::from);
    let start = (address.page - 1).saturating_mul(len);
    let start = u32::try_from(start).unwrap_or(u32::MAX);
    Once::new_with_options((def.fetch)(address.state(def), start, len as u32), true)
}

/// What a grid begins with on a page with this query string.
pub(crate) fn start(
    def: &'static GridDef,
    search: Memo<String>,
    may_edit: bool,
    page: Result<Packed, ApiError>,
    act: super::state::Act,
) -> Start {
    let audience = audience();
    let (address, problems) = Address::parse(def, &search.read_untracked(), audience);
    let navigate = use_navigate();
    let go = move |(href, replace): (String, bool)| {
        navigate(&href, NavigateOptions { replace, scroll: false, ..NavigateOptions::default() });
    };
    let page: Result<Page<Item>, ApiError> =
        page.and_then(|page| (def.page)(&page).ok_or(ErrorCode::Internal.into()));
    Start { address, problems, audience, may_edit, page, act, go: Callback::new(go) }
}

/// What a grid shows as files. A click begins to make one, which is offered when it is ready;
/// without JavaScript, in a new tab and when saved by the browser's menu it is a plain download.
#[component]
pub(crate) fn Exports(def: &'static GridDef, parsed: Memo<Address>) -> impl IntoView {
    let t = use_messages();
    let exports = use_exports();
    let link = move |format: ExportFormat, text: &'static str, label: String| {
        let name = def.spec.name;
        let state = move || parsed.read().shown_state(def);
        let href = move || format!("/export/{name}.{}?{}", format.slug(), state());
        let start = move |ev: MouseEvent| {
            if ev.ctrl_key() || ev.meta_key() || ev.shift_key() || ev.alt_key() {
                return;
            }
            ev.prevent_default();
            let (grid, rows) = (name.to_owned(), ExportRows::All);
            exports.start(StartExport { grid, format, state: state(), rows });
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

/// To the import, for whoever may: the way on where there are no licenses yet.
pub(crate) fn import_link(t: Messages, may: bool) -> AnyView {
    let link = view! { <a class="button button--primary" href="/import">{t.nav_import()}</a> };
    maybe(may.then_some(link))
}

/// To the licenses: what is done to them makes the activity.
pub(crate) fn licenses_link(t: Messages, _: bool) -> AnyView {
    view! { <a class="button button--primary" href="/licenses">{t.nav_licenses()}</a> }.into_any()
}

/// How the grid's rules see whoever looks.
pub(crate) fn audience() -> Audience {
    let viewer = use_session().viewer;
    match viewer.map(|viewer| viewer.org_kind) {
        Some(OrgKind::Distributor | OrgKind::Partner) => Audience::Provider,
        Some(OrgKind::Customer) | None => Audience::Customer,
    }
}
