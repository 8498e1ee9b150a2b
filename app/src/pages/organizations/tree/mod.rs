//! `/organizations`: everything below the own organization, opened piece by piece. A customer
//! goes to another partner by dragging, or by Ctrl+X and Ctrl+V.

mod line;
mod model;

use super::moving::{MoveDialog, Moved, Moving};
use super::new_title;
use crate::api::codec::Once;
use crate::api::organizations::organization_tree;
use crate::api::{ApiError, ErrorCode};
use crate::i18n::{Messages, use_messages};
use crate::session::{Viewer, use_session};
use crate::ui::{EmptyState, ErrorState, IconName, Latest, Toasts, maybe, use_toasts, when};
use domain::ids::OrgId;
use domain::license::OrgRef;
use domain::organization::{TreePage, child_kind};
use domain::policy::Action;
use leptos::prelude::*;
use leptos::task::{spawn_local, tick};
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::HtmlElement;
use leptos_meta::Title;
use leptos_router::hooks::use_navigate;
use line::{LineView, MoreView};
use model::{Asked, Branch, Branches, Line, Shown, key, lines, takes};
use std::time::Duration;

/// A pause in typing after which is searched.
const PAUSE: Duration = Duration::from_millis(200);

/// The page.
#[component]
pub(crate) fn OrganizationsPage() -> impl IntoView {
    let t = use_messages();
    let viewer = use_session().viewer.filter(|viewer| viewer.may(Action::ViewCustomers));
    let first = Once::new_with_options(organization_tree(None, String::new(), 0), true);
    view! {
        <Title text=t.organizations_title()/>
        {Suspend::new(async move {
            match (viewer, first.await) {
                (Some(viewer), Ok(first)) => view! { <Tree viewer first/> }.into_any(),
                (_, Err(error)) => view! { <Failed error/> }.into_any(),
                (None, _) => view! { <Failed error=ErrorCode::Forbidden.into()/> }.into_any(),
            }
        })}
    }
}

#[component]
fn Failed(error: ApiError) -> impl IntoView {
    let t = use_messages();
    #[cfg(feature = "ssr")]
    if let (Some(response), Ok(status)) = (
        use_context::<leptos_axum::ResponseOptions>(),
        axum::http::StatusCode::from_u16(error.code.status()),
    ) {
        response.set_status(status);
    }
    let retry = Callback::new(|()| {
        #[cfg(not(feature = "ssr"))]
        let _ = window().location().reload();
    });
    view! {
        <h1 class="unseen">{t.error_title()}</h1>
        <ErrorState text=t.api_error(&error) retry/>
    }
}

/// What the tree knows.
#[derive(Clone, Copy)]
struct TreeState {
    t: Messages,
    toasts: Toasts,
    top: StoredValue<OrgRef>,
    branches: RwSignal<Branches>,
    /// Which line the keyboard is on.
    focus: RwSignal<usize>,
    /// What was taken to be put elsewhere.
    taken: RwSignal<Option<Line>>,
    search: RwSignal<String>,
    moving: Moving,
    may_move: bool,
}

impl TreeState {
    /// The organizations that are shown, in order.
    fn shown(self) -> Vec<Line> {
        let org = |shown| match shown {
            Shown::Org(line) => Some(line),
            Shown::More(..) => None,
        };
        let lines = self.top.with_value(|top| lines(&self.branches.read_untracked(), top));
        lines.into_iter().filter_map(org).collect()
    }

    /// Shows or hides what is below an organization, and reads it when it is shown.
    fn set_open(self, id: OrgId, open: bool) {
        let known = self.branches.read_untracked().contains_key(&id);
        match (known, open) {
            (true, _) => {
                if let Some(branch) = self.branches.write().get_mut(&id) {
                    branch.open = open;
                }
            }
            (false, true) => self.read(id, 0),
            (false, false) => {}
        }
    }

    /// Reads a part of what is below an organization.
    fn read(self, id: OrgId, offset: u32) {
        let top = self.top.with_value(|top| top.id) == id;
        let search = if top { self.search.get_untracked() } else { String::new() };
        spawn_local(async move {
            let answer = organization_tree(Some(id), search.clone(), offset).await;
            // Of what was searched for, only the newest counts.
            if top && self.search.try_with_untracked(|now| *now == search) != Some(true) {
                return;
            }
            match answer {
                Ok(page) => self.take(id, offset, page),
                Err(error) => self.toasts.fail(self.t.api_error(&error)),
            }
        });
    }

    fn take(self, id: OrgId, offset: u32, page: TreePage) {
        self.branches.try_update(|branches| match (offset, branches.get_mut(&id)) {
            (1.., Some(branch)) => branch.extend(page),
            _ => drop(branches.insert(id, Branch::first(page))),
        });
    }

    /// Reads again what is shown below these.
    fn refresh(self, ids: &[OrgId]) {
        for id in ids {
            if self.branches.read_untracked().contains_key(id) {
                self.read(*id, 0);
            }
        }
    }

    fn begin(self, line: Line) {
        if self.may_move && takes_any(&line) {
            self.toasts.show(self.t.organizations_taken(line.entry.org.name.as_str()));
            self.taken.set(Some(line));
        }
    }

    fn let_go(self) {
        if let Some(line) = self.taken.get_untracked() {
            self.toasts.show(self.t.organizations_let_go(line.entry.org.name.as_str()));
            self.taken.set(None);
        }
    }

    /// Asks whether what was taken shall go below a line.
    fn put(self, below: &Line) {
        let Some(taken) = self.taken.get_untracked() else { return };
        self.taken.set(None);
        let from = taken.parent.name.clone();
        let what = Moved { org: taken.entry.org, version: taken.entry.version, from };
        self.moving.ask(what, Some(below.entry.org.clone()));
    }

    fn focus_on(self, at: usize) {
        self.focus.set(at);
        spawn_local(async move {
            tick().await;
            let found = document().query_selector(".tree [tabindex='0']").ok().flatten();
            if let Some(line) = found.and_then(|line| line.dyn_into::<HtmlElement>().ok()) {
                // It fails only for what is not in the page any more.
                let _ = line.focus();
            }
        });
    }
}

/// Whether it can be put elsewhere within a tree: customers can.
fn takes_any(line: &Line) -> bool {
    takes(domain::people::OrgKind::Partner, line.entry.kind)
}

#[component]
fn Tree(viewer: Viewer, first: TreePage) -> impl IntoView {
    let (t, toasts) = (use_messages(), use_toasts());
    let top = OrgRef { id: viewer.org, name: viewer.org_name.clone() };
    let branches = Branches::from([(top.id, Branch::first(first))]);
    let state = TreeState {
        t,
        toasts,
        top: StoredValue::new(top.clone()),
        branches: RwSignal::new(branches),
        focus: RwSignal::new(0),
        taken: RwSignal::new(None),
        search: RwSignal::new(String::new()),
        moving: Moving::new(),
        may_move: viewer.may(Action::MoveOrganization),
    };
    let new = child_kind(viewer.org_kind).filter(|_| viewer.may(Action::CreateOrganization)).map(
        |kind| {
            view! { <a class="button" href="/organizations/new">{new_title(t, kind)}</a> }
        },
    );
    let typed = Latest::default();
    let later = move |ev: leptos::ev::Event| {
        let text = event_target_value(&ev);
        typed.later(PAUSE, move || {
            state.search.try_set(text);
            state.read(state.top.with_value(|top| top.id), 0);
        });
    };
    let navigate = use_navigate();
    let on_key = move |ev: leptos::ev::KeyboardEvent| {
        let shown = state.shown();
        let at = state.focus.get_untracked().min(shown.len().saturating_sub(1));
        let Some(asked) = key(&shown, at, &ev.key(), ev.ctrl_key() || ev.meta_key()) else {
            return;
        };
        ev.prevent_default();
        let line = shown[at].clone();
        match asked {
            Asked::Focus(at) => state.focus_on(at),
            Asked::Open => state.set_open(line.entry.org.id, true),
            Asked::Close => state.set_open(line.entry.org.id, false),
            Asked::Go => navigate(&super::address(line.entry.org.id), Default::default()),
            Asked::Take => state.begin(line),
            Asked::Put => state.put(&line),
            Asked::LetGo => state.let_go(),
        }
    };
    let moved = Callback::new(move |_| {
        let above: Vec<OrgId> = state.branches.read_untracked().keys().copied().collect();
        // Where it was, where it is, and the numbers beside both.
        state.refresh(&above);
    });
    let drawn = move || {
        let shown = state.top.with_value(|top| lines(&state.branches.read(), top));
        let mut at = 0;
        shown
            .into_iter()
            .map(|shown| match shown {
                Shown::Org(line) => {
                    at += 1;
                    view! { <LineView state line at=at - 1/> }.into_any()
                }
                Shown::More(id, level, rest) => {
                    view! { <MoreView state id level rest/> }.into_any()
                }
            })
            .collect_view()
    };
    let empty = Memo::new(move |_| {
        state.top.with_value(|top| {
            state.branches.read().get(&top.id).is_none_or(|branch| branch.entries.is_empty())
        })
    });
    view! {
        <div class="organizations">
            <header class="organizations__head">
                <h1>{t.organizations_title()}</h1>
                <input
                    class="input organizations__search"
                    type="search"
                    aria-label=t.organizations_search()
                    placeholder=t.organizations_search()
                    on:input=later
                />
                {maybe(new)}
            </header>
            {maybe(state.may_move.then(|| view! {
                <p class="faint organizations__help">{t.organizations_help()}</p>
            }))}
            {when(move || empty.get().then(|| {
                let title = match state.search.read().is_empty() {
                    true => t.organizations_none(),
                    false => t.organizations_none_found(),
                };
                view! { <EmptyState title icon=IconName::Search/> }
            }))}
            <ul
                class="tree"
                role="tree"
                aria-label=t.organizations_tree(top.name.as_str())
                hidden=move || empty.get()
                on:keydown=on_key
            >
                {drawn}
            </ul>
        </div>
        <MoveDialog moving=state.moving moved/>
    }
}
