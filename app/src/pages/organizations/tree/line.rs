//! A line of the tree.

use super::TreeState;
use super::model::{Line, takes};
use crate::i18n::use_messages;
use crate::pages::organizations::{address, state_badge};
use crate::ui::{Icon, IconName, maybe};
use domain::ids::OrgId;
use domain::organization::OrgState;
use leptos::attr::custom::custom_attribute;
use leptos::ev::{DragEvent, MouseEvent};
use leptos::prelude::*;

/// How a level is indented: classes, since style attributes are forbidden.
fn indent(level: usize) -> &'static str {
    match level {
        1 => "tree__line tree__line--1",
        2 => "tree__line tree__line--2",
        _ => "tree__line tree__line--3",
    }
}

/// An organization.
#[component]
pub(super) fn LineView(state: TreeState, line: Line, at: usize) -> impl IntoView {
    let t = use_messages();
    let (id, open, kind) = (line.entry.org.id, line.open, line.entry.kind);
    let draggable = state.may_move && super::takes_any(&line);
    let over = RwSignal::new(false);
    let fits = move || {
        state.taken.read_untracked().as_ref().is_some_and(|taken| takes(kind, taken.entry.kind))
    };
    let toggle = move |ev: MouseEvent| {
        ev.prevent_default();
        state.focus.set(at);
        if let Some(open) = open {
            state.set_open(id, !open);
        }
    };
    let start = {
        let line = line.clone();
        move |ev: DragEvent| {
            if let Some(data) = ev.data_transfer() {
                // Some browsers drag nothing without data.
                let _ = data.set_data("text/plain", &line.entry.org.name);
                data.set_effect_allowed("move");
            }
            state.taken.set(Some(line.clone()));
        }
    };
    let drag_over = move |ev: DragEvent| {
        if fits() {
            ev.prevent_default();
            over.set(true);
        }
    };
    let drop = {
        let line = line.clone();
        move |ev: DragEvent| {
            ev.prevent_default();
            over.set(false);
            state.put(&line);
        }
    };
    let taken = move || state.taken.read().as_ref().is_some_and(|taken| taken.entry.org.id == id);
    let badge = (line.entry.state != OrgState::Active).then(|| state_badge(t, line.entry.state));
    let below = (line.entry.children > 0).then(
        || view! { <span class="faint">{t.organizations_children(line.entry.children)}</span> },
    );
    let class = indent(line.level);
    let place = (
        custom_attribute("aria-level", line.level.to_string()),
        custom_attribute("aria-posinset", line.place.to_string()),
        custom_attribute("aria-setsize", line.siblings.to_string()),
    );
    view! {
        <li
            role="treeitem"
            class=class
            class:tree__line--over=move || over.get()
            class:tree__line--taken=taken
            tabindex=move || if state.focus.get() == at { "0" } else { "-1" }
            aria-expanded=open.map(|open| if open { "true" } else { "false" })
            aria-label=line.entry.org.name.clone()
            {..place}
            draggable=if draggable { "true" } else { "false" }
            on:focus=move |_| state.focus.set(at)
            on:dragstart=start
            on:dragend=move |_| {
                state.taken.set(None);
                over.set(false);
            }
            on:dragover=drag_over
            on:dragleave=move |_| over.set(false)
            on:drop=drop
        >
            <span class="tree__toggle" aria-hidden="true" on:click=toggle>
                {maybe(open.map(|open| {
                    let name = if open { IconName::ChevronDown } else { IconName::ChevronRight };
                    view! { <Icon name/> }
                }))}
            </span>
            <a class="tree__name" href=address(id) tabindex="-1" draggable="false">
                <bdi>{line.entry.org.name.clone()}</bdi>
            </a>
            <span class="tree__facts">
                {maybe(badge)}
                {maybe(below)}
                <span class="faint">{t.org_kind(line.entry.kind)}</span>
            </span>
        </li>
    }
}

/// So many more.
#[component]
pub(super) fn MoreView(state: TreeState, id: OrgId, level: usize, rest: i64) -> impl IntoView {
    let t = use_messages();
    let more = move |_| {
        let known = state.branches.read_untracked().get(&id).map_or(0, |b| b.entries.len());
        state.read(id, u32::try_from(known).unwrap_or(u32::MAX));
    };
    view! {
        <li role="none" class=indent(level)>
            <button type="button" class="button button--quiet" on:click=more>
                {t.organizations_more(rest)}
            </button>
        </li>
    }
}
