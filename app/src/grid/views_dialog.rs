//! The dialog of views: a name for a new or a known one, and whether one shall go.

use super::views::{Ask, GridViews};
use crate::api::views::{view_delete, view_save, view_update};
use crate::api::{ApiError, ErrorCode};
use crate::session::use_session;
use crate::ui::{Button, Dialog, Field, Look, TextInput};
use domain::policy::Action;
use domain::view::{SavedView, ViewDraft, ViewRef};
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::HtmlInputElement;

/// The input's element in the page.
const NAME: &str = "view-name";

/// The dialog.
#[component]
pub(crate) fn ViewsDialog(views: GridViews) -> impl IntoView {
    let t = views.grid.t;
    let open = RwSignal::new(false);
    Effect::new(move |_| open.set(views.asks.read().is_some()));
    Effect::new(move |_| {
        if !open.get() && views.asks.read_untracked().is_some() {
            views.asks.set(None);
        }
    });
    let title = Signal::derive(move || match &*views.asks.read() {
        Some(Ask::Edit(view)) => t.views_edit_title(view.name.as_str()),
        Some(Ask::Delete(view)) => t.views_delete_title(view.name.as_str()),
        Some(Ask::Save) | None => t.views_save_title(),
    });
    view! {
        <Dialog open title id="view-dialog">
            {move || match views.asks.get()? {
                Ask::Save => Some(view! { <Form views known=None/> }.into_any()),
                Ask::Edit(view) => Some(view! { <Form views known=Some(view)/> }.into_any()),
                Ask::Delete(view) => Some(view! { <Deletion views view/> }.into_any()),
            }}
        </Dialog>
    }
}

/// A view's name and whether it is shared. What is typed stays until it is kept.
#[component]
fn Form(views: GridViews, known: Option<SavedView>) -> impl IntoView {
    let t = views.grid.t;
    let may_share = use_session().viewer.is_some_and(|viewer| viewer.may(Action::ShareViews));
    let (name, shared) =
        known.as_ref().map_or_else(Default::default, |v| (v.name.clone(), v.shared));
    let draft = StoredValue::new(ViewDraft { name: name.clone(), state: String::new(), shared });
    let known = StoredValue::new(known);
    let busy = RwSignal::new(false);
    let trouble: RwSignal<Option<ApiError>> = RwSignal::new(None);
    let in_name = move |error: &ApiError| error.fields.first().is_some_and(|f| f.field == "name");
    let beside = move |name: bool| {
        Signal::derive(move || {
            trouble.read().as_ref().filter(|error| in_name(error) == name).map(|e| t.api_error(e))
        })
    };
    let other = beside(false);
    let send = move |ev: leptos::ev::SubmitEvent| {
        ev.prevent_default();
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        trouble.set(None);
        let draft = draft.get_value();
        spawn_local(async move {
            let answer = match known.get_value().map(|view| views.newest(view)) {
                Some(view) => {
                    let draft = ViewDraft { state: view.state, ..draft };
                    view_update(view.id, view.version, draft).await
                }
                None => {
                    let draft = ViewDraft { state: views.state(), ..draft };
                    view_save(views.grid.def.spec.name.to_owned(), draft).await
                }
            };
            busy.try_set(false);
            match answer {
                Ok(view) => done(views, view),
                Err(error) => {
                    refresh(views, &error);
                    trouble.try_set(Some(error));
                }
            }
        });
    };
    // The dialog opens in this turn's effects.
    Effect::new(move |_| {
        request_animation_frame(|| {
            let input = document().get_element_by_id(NAME);
            if let Some(input) = input.and_then(|i| i.dyn_into::<HtmlInputElement>().ok()) {
                let _ = input.focus();
                input.select();
            }
        });
    });
    view! {
        <form class="dialog__form" novalidate on:submit=send>
            <Field id=NAME label=t.views_name() error=beside(true)>
                <TextInput
                    name="name"
                    value=name
                    on:input=move |ev| draft.update_value(|d| d.name = event_target_value(&ev))
                />
            </Field>
            {may_share.then(|| view! {
                <label class="dialog__check">
                    <input
                        type="checkbox"
                        checked=shared
                        on:change=move |ev| draft.update_value(|d| d.shared = event_target_checked(&ev))
                    />
                    <span>{t.views_share()}</span>
                </label>
            })}
            <p class="dialog__trouble" role="alert">{move || other.get()}</p>
            <div class="dialog__actions">
                <Button look=Look::Primary submit=true busy>{t.action_save()}</Button>
                <Button look=Look::Quiet on:click=move |_| views.asks.set(None)>
                    {t.action_cancel()}
                </Button>
            </div>
        </form>
    }
}

/// Keeps the page as it is now in a view that was opened before.
pub(crate) fn update(views: GridViews, view: SavedView) {
    let t = views.grid.t;
    let draft = ViewDraft { name: view.name, state: views.state(), shared: view.shared };
    spawn_local(async move {
        match view_update(view.id, view.version, draft).await {
            Ok(view) => done(views, view),
            Err(error) => {
                refresh(views, &error);
                views.toasts.fail(t.api_error(&error));
            }
        }
    });
}

fn done(views: GridViews, view: SavedView) {
    views.toasts.show(views.grid.t.views_saved(view.name.as_str()));
    views.asks.try_set(None);
    views.put(view);
}

/// Whatever was changed elsewhere is read before the next try.
fn refresh(views: GridViews, error: &ApiError) {
    if matches!(error.code, ErrorCode::Conflict | ErrorCode::NotFound) {
        views.load();
    }
}

/// Whether a view shall really go.
#[component]
fn Deletion(views: GridViews, view: SavedView) -> impl IntoView {
    let t = views.grid.t;
    let busy = RwSignal::new(false);
    let trouble: RwSignal<Option<String>> = RwSignal::new(None);
    let warning = if view.shared { t.views_delete_shared() } else { t.views_delete_own() };
    let view = StoredValue::new(view);
    let delete = move |_| {
        busy.set(true);
        spawn_local(async move {
            let SavedView { id, name, .. } = view.get_value();
            let answer = view_delete(id).await;
            busy.try_set(false);
            match answer {
                Ok(()) => {
                    views.toasts.show(t.views_deleted(name));
                    views.asks.try_set(None);
                    views.current.try_update(|current| {
                        current.take_if(|current| *current == ViewRef::Saved(id));
                    });
                    views.load();
                }
                Err(error) => {
                    trouble.try_set(Some(t.api_error(&error)));
                }
            }
        });
    };
    view! {
        <p>{warning}</p>
        <p class="dialog__trouble" role="alert">{move || trouble.get()}</p>
        <div class="dialog__actions">
            <Button look=Look::Primary busy on:click=delete>{t.views_delete_confirm()}</Button>
            <Button look=Look::Quiet on:click=move |_| views.asks.set(None)>{t.action_cancel()}</Button>
        </div>
    }
}
