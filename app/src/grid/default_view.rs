//! The view that a grid's page begins with where its address asks for nothing. A whole page
//! is led there by the server; this does the same for a link within the portal.

use crate::api::views::view_default;
use crate::ui::when;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_location, use_navigate};

/// A grid's page, in the person's default view unless the address asks for another.
#[component]
pub(crate) fn DefaultView(
    /// The grid's name.
    grid: &'static str,
    /// The page's address.
    path: &'static str,
    /// The page.
    children: ChildrenFn,
) -> impl IntoView {
    let location = use_location();
    let bare =
        Memo::new(move |_| location.search.read().is_empty() && *location.pathname.read() == path);
    // A page that the server made is where it belongs.
    let made = Owner::current_shared_context()
        .is_some_and(|shared| !shared.is_browser() || shared.during_hydration());
    let ready = RwSignal::new(made || !bare.get_untracked());
    let navigate = use_navigate();
    Effect::new(move |before: Option<()>| {
        if !bare.get() {
            ready.set(true);
        } else if before.is_some() || !made {
            let navigate = navigate.clone();
            spawn_local(async move {
                let state = view_default(grid.to_owned()).await.ok().flatten();
                // Somebody may have gone on meanwhile.
                if bare.try_get_untracked() != Some(true) {
                    return;
                }
                let Some(state) = state else { return ready.set(true) };
                let address = grid::url::address(path, &state);
                navigate(&address, NavigateOptions { replace: true, ..NavigateOptions::default() });
            });
        }
    });
    let children = StoredValue::new(children);
    // It may be said to be ready again.
    let ready = Memo::new(move |_| ready.get());
    when(move || ready.get().then(|| children.with_value(|children| children())))
}
