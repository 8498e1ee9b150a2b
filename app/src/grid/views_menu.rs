//! The menu of views: those of the grid, one's own, those shared, and what can be done with
//! the open one.

use super::state::GridState;
use super::views::{Ask, GridViews, Offered};
use super::views_dialog::{ViewsDialog, update};
use crate::session::use_session;
use crate::ui::{Menu, MenuGroup, MenuItem, popover};
use domain::policy::Action;
use leptos::prelude::*;

/// The menu's element in the page.
const MENU: &str = "views-menu";

/// The menu and its dialog. What is in it is read when it opens.
#[component]
pub(crate) fn Views(state: GridState) -> impl IntoView {
    let t = state.t;
    let views = GridViews::new(state);
    let opened = RwSignal::new(false);
    state.open_views.set_value(Some(Callback::new(move |button| {
        views.settle();
        views.load();
        opened.set(true);
        popover::open(MENU, button);
    })));
    let items = move || opened.get().then(|| entries(views));
    view! {
        <Menu id=MENU label=Signal::stored(Some(t.views_menu()))>{items}</Menu>
        <ViewsDialog views/>
    }
}

/// All entries. They follow the list of views and the open one, not each change of the address,
/// for which the menu is closed anyway.
fn entries(views: GridViews) -> impl IntoView {
    let t = views.grid.t;
    let offered = views.offered();
    let part = |label: String, belongs: fn(&Offered) -> bool| {
        let part: Vec<_> = offered.iter().filter(|view| belongs(view)).cloned().collect();
        (!part.is_empty()).then(|| {
            let items = part.into_iter().map(|view| entry(views, view)).collect_view();
            view! { <MenuGroup label>{items}</MenuGroup> }
        })
    };
    let mine = |view: &Offered| view.saved.as_ref().is_some_and(|saved| saved.mine);
    let shared = |view: &Offered| view.saved.as_ref().is_some_and(|saved| !saved.mine);
    let open = views.current.get();
    let open = offered.iter().find(|view| Some(&view.which) == open.as_ref()).cloned();
    let failed = views.list.read().as_ref().and_then(|list| list.as_ref().err().cloned());
    view! {
        {part(t.views_built_in(), |view| view.saved.is_none())}
        {part(t.views_mine(), mine)}
        {part(t.views_shared(), shared)}
        {failed.map(|error| view! {
            <MenuGroup label=t.error_title()>
                <MenuItem
                    text=format!("{} {}", t.api_error(&error), t.action_retry())
                    run=move || views.load()
                />
            </MenuGroup>
        })}
        <MenuGroup label=t.views_more()>
            <MenuItem text=t.views_save() run=move || views.asks.set(Some(Ask::Save))/>
            {open.map(|view| actions(views, view))}
        </MenuGroup>
    }
}

/// A view to open.
fn entry(views: GridViews, view: Offered) -> impl IntoView {
    let t = views.grid.t;
    let here = views.grid.address.read_untracked().looks_like(&view.address);
    let checked = here && views.current.read().as_ref() == Some(&view.which);
    let owner = view.saved.as_ref().filter(|saved| !saved.mine).map(|saved| saved.owner.as_str());
    let name = match owner {
        Some(owner) => t.views_of(view.name.as_str(), owner),
        None => view.name.clone(),
    };
    let is_default = views.default().as_ref() == Some(&view.which);
    let text = if is_default { t.views_is_default(name) } else { name };
    view! { <MenuItem text checked run=move || views.open(&view)/> }
}

/// What can be done with the open view.
fn actions(views: GridViews, view: Offered) -> impl IntoView {
    let t = views.grid.t;
    let Offered { which, name, address, saved } = view;
    let changed = views.grid.address.read_untracked().essence() != address.essence();
    let tidies = use_session().viewer.is_some_and(|viewer| viewer.may(Action::ManageViews));
    let own = saved.clone().filter(|saved| saved.mine);
    let edit = own.clone().map(|saved| {
        let update = changed.then(|| {
            let saved = saved.clone();
            let text = t.views_update(name.as_str());
            view! { <MenuItem text run=move || update(views, saved.clone())/> }
        });
        view! {
            {update}
            <MenuItem
                text=t.views_edit(name.as_str())
                run=move || views.asks.set(Some(Ask::Edit(saved.clone())))
            />
        }
    });
    let delete = saved.filter(|saved| saved.mine || tidies).map(|saved| {
        view! {
            <MenuItem
                text=t.views_delete(name.as_str())
                run=move || views.asks.set(Some(Ask::Delete(saved.clone())))
            />
        }
    });
    let begin = if views.default().as_ref() == Some(&which) {
        let (text, said) = (t.views_clear_default(name.as_str()), t.views_default_cleared());
        let run = move || views.begin_with(None, said.clone());
        view! { <MenuItem text run/> }.into_any()
    } else {
        let (text, said) = (t.views_set_default(name.as_str()), t.views_default_set(name.as_str()));
        let run = move || views.begin_with(Some(which.clone()), said.clone());
        view! { <MenuItem text run/> }.into_any()
    };
    view! { {edit}{delete}{begin} }
}
