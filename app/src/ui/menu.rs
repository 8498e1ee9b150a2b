//! A button that opens a menu, with the keys of the WAI-ARIA menu pattern: arrows, Home,
//! End, first letters, Esc, Tab.
//!
//! The popup lives in the browser's top layer, so no scrolling ancestor cuts it off.

use super::icon::{Icon, IconName};
use leptos::context::Provider;
use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use leptos::{ev, html};
use web_sys::HtmlElement;
use web_sys::wasm_bindgen::JsCast;

/// Space kept between popup and window, in pixels.
const MARGIN: f64 = 8.0;
/// Space between button and popup, in pixels.
const GAP: f64 = 4.0;

/// Lets the items close their menu.
#[derive(Clone, Copy)]
struct Handle {
    open: RwSignal<bool>,
    button: NodeRef<html::Button>,
}

impl Handle {
    /// Closes and gives the focus back, so that what an item opens can return it there too.
    fn close(self) {
        self.open.set(false);
        if let Some(button) = self.button.get_untracked() {
            let _ = button.focus();
        }
    }
}

/// A button with a picture that opens a menu of [`MenuItem`]s.
#[component]
pub fn Menu(
    /// The button's and the menu's name: "Actions for Westernhagen GmbH".
    #[prop(into)]
    label: Signal<String>,
    /// The button's picture.
    #[prop(default = IconName::More)]
    icon: IconName,
    /// The items; they exist only while the menu is open.
    children: ChildrenFn,
) -> impl IntoView {
    let open = RwSignal::new(false);
    let (button, popup) = (NodeRef::<html::Button>::new(), NodeRef::<html::Div>::new());
    let handle = Handle { open, button };
    let children = StoredValue::new(children);
    Effect::new(move || {
        let (Some(button), Some(popup)) = (button.get(), popup.get()) else { return };
        show(open.get(), &button, &popup);
    });
    close_from_outside(open, button, popup);
    let on_button_key = move |event: KeyboardEvent| {
        if matches!(event.key().as_str(), "ArrowDown" | "ArrowUp") {
            event.prevent_default();
            event.stop_propagation();
            open.set(true);
        }
    };
    view! {
        <span class="menu">
            <button
                type="button"
                class="icon-button"
                node_ref=button
                aria-label=move || label.get()
                title=move || label.get()
                aria-haspopup="menu"
                aria-expanded=move || if open.get() { "true" } else { "false" }
                on:click=move |_| open.update(|open| *open = !*open)
                on:keydown=on_button_key
            >
                <Icon name=icon/>
            </button>
            <div
                class="menu__popup"
                role="menu"
                popover="manual"
                node_ref=popup
                aria-label=move || label.get()
                on:keydown=move |event| on_menu_key(&event, handle, popup)
                on:toggle=move |event| {
                    if is_open(&event) {
                        move_focus(popup, |_, _| 0);
                    }
                }
            >
                <Provider value=handle>
                    <Show when=move || open.get()>{children.with_value(|children| children())}</Show>
                </Provider>
            </div>
        </span>
    }
}

/// One action of a [`Menu`].
#[component]
pub fn MenuItem(
    /// A picture before the text.
    #[prop(optional, into)]
    icon: Option<IconName>,
    /// Runs after the menu has closed.
    #[prop(into)]
    on_select: Callback<()>,
    /// The text.
    children: Children,
) -> impl IntoView {
    let handle = use_context::<Handle>();
    let select = move |_| {
        if let Some(handle) = handle {
            handle.close();
        }
        on_select.run(());
    };
    view! {
        <button type="button" class="menu__item" role="menuitem" tabindex="-1" on:click=select>
            {icon.map(|name| view! { <Icon name/> })}
            <span>{children()}</span>
        </button>
    }
}

/// An item of a [`Menu`] that goes to another page.
#[component]
pub fn MenuLink(
    /// Where to.
    #[prop(into)]
    href: String,
    /// A picture before the text.
    #[prop(optional, into)]
    icon: Option<IconName>,
    /// The text.
    children: Children,
) -> impl IntoView {
    let handle = use_context::<Handle>();
    let close = move |_| {
        if let Some(handle) = handle {
            handle.open.set(false);
        }
    };
    view! {
        <a class="menu__item" role="menuitem" tabindex="-1" href=href on:click=close>
            {icon.map(|name| view! { <Icon name/> })}
            <span>{children()}</span>
        </a>
    }
}

fn show(open: bool, button: &HtmlElement, popup: &HtmlElement) {
    // Both fail only when the popup has left the page or is in that state already.
    if !open {
        let _ = popup.hide_popover();
        return;
    }
    if popup.show_popover().is_err() {
        return;
    }
    let (anchor, size) = (button.get_bounding_client_rect(), popup.get_bounding_client_rect());
    let inner = |value: Result<web_sys::wasm_bindgen::JsValue, _>| {
        value.ok().and_then(|v| v.as_f64()).unwrap_or(0.0)
    };
    let (width, height) = (inner(window().inner_width()), inner(window().inner_height()));
    let (left, top) = place(
        (anchor.right(), anchor.top(), anchor.bottom()),
        (size.width(), size.height()),
        (width, height),
    );
    let style = web_sys::HtmlElement::style(popup);
    let _ = style.set_property("left", &format!("{left}px"));
    let _ = style.set_property("top", &format!("{top}px"));
}

/// Left and top of a popup of this size: right edges aligned, below the button or above it
/// where there is more room, always inside the window.
fn place(
    (right, top, bottom): (f64, f64, f64),
    (width, height): (f64, f64),
    (window_width, window_height): (f64, f64),
) -> (f64, f64) {
    let left = (right - width).min(window_width - width - MARGIN).max(MARGIN);
    let below = bottom + GAP;
    let fits = below + height + MARGIN <= window_height;
    let up = if fits || top - GAP - height < MARGIN { below } else { top - GAP - height };
    (left, up.min(window_height - height - MARGIN).max(MARGIN))
}

/// While open, a press or a wheel anywhere else closes.
fn close_from_outside(
    open: RwSignal<bool>,
    button: NodeRef<html::Button>,
    popup: NodeRef<html::Div>,
) {
    let outside = move |target: Option<web_sys::EventTarget>| {
        let target = target.and_then(|target| target.dyn_into::<web_sys::Node>().ok());
        let holds = |node: Option<HtmlElement>| node.is_some_and(|n| n.contains(target.as_ref()));
        !holds(button.get_untracked().map(Into::into))
            && !holds(popup.get_untracked().map(Into::into))
    };
    Effect::new(move |listeners: Option<Vec<WindowListenerHandle>>| {
        listeners.into_iter().flatten().for_each(WindowListenerHandle::remove);
        if !open.get() {
            return Vec::new();
        }
        let close = move |target| {
            if outside(target) {
                open.set(false);
            }
        };
        vec![
            window_event_listener(ev::pointerdown, move |event| close(event.target())),
            window_event_listener(ev::wheel, move |event| close(event.target())),
            window_event_listener(ev::resize, move |_| open.set(false)),
        ]
    });
}

fn on_menu_key(event: &KeyboardEvent, handle: Handle, popup: NodeRef<html::Div>) {
    let key = event.key();
    match key.as_str() {
        "ArrowDown" => move_focus(popup, |at, len| at.map_or(0, |at| (at + 1) % len)),
        "ArrowUp" => move_focus(popup, |at, len| at.map_or(len - 1, |at| (at + len - 1) % len)),
        "Home" => move_focus(popup, |_, _| 0),
        "End" => move_focus(popup, |_, len| len - 1),
        "Escape" => handle.close(),
        "Tab" => return handle.open.set(false),
        letter if letter.chars().count() == 1 && letter != " " => focus_letter(popup, letter),
        _ => return event.stop_propagation(),
    }
    event.prevent_default();
    // The grid below has its own keys.
    event.stop_propagation();
}

/// Whether a popover's `toggle` event says that it opened.
fn is_open(event: &web_sys::Event) -> bool {
    event.dyn_ref::<web_sys::ToggleEvent>().is_some_and(|toggle| toggle.new_state() == "open")
}

fn items(popup: NodeRef<html::Div>) -> Vec<HtmlElement> {
    let Some(found) =
        popup.get_untracked().and_then(|p| p.query_selector_all("[role=menuitem]").ok())
    else {
        return Vec::new();
    };
    (0..found.length()).filter_map(|at| found.item(at)?.dyn_into().ok()).collect()
}

fn focused(items: &[HtmlElement]) -> Option<usize> {
    let active = document().active_element()?;
    items.iter().position(|item| **item == active)
}

fn move_focus(popup: NodeRef<html::Div>, next: impl Fn(Option<usize>, usize) -> usize) {
    let items = items(popup);
    if let Some(item) = (!items.is_empty()).then(|| &items[next(focused(&items), items.len())]) {
        let _ = item.focus();
    }
}

/// Focuses the next item that begins with the letter.
fn focus_letter(popup: NodeRef<html::Div>, letter: &str) {
    let items = items(popup);
    let start = focused(&items).map_or(0, |at| at + 1);
    let begins = |item: &&HtmlElement| {
        item.text_content()
            .is_some_and(|text| text.trim().to_lowercase().starts_with(&letter.to_lowercase()))
    };
    let (before, after) = items.split_at(start.min(items.len()));
    if let Some(item) = after.iter().chain(before).find(begins) {
        let _ = item.focus();
    }
}

#[cfg(test)]
mod tests {
    use super::place;

    #[test]
    fn a_popup_stays_inside_the_window() {
        let window = (390.0, 600.0);
        let size = (200.0, 160.0);
        assert_eq!(place((300.0, 100.0, 130.0), size, window), (100.0, 134.0));
        assert_eq!(place((300.0, 500.0, 530.0), size, window), (100.0, 336.0), "above");
        assert_eq!(place((60.0, 100.0, 130.0), size, window), (8.0, 134.0), "left edge");
        assert_eq!(place((390.0, 100.0, 130.0), size, window), (182.0, 134.0), "right edge");
        assert_eq!(place((300.0, 90.0, 120.0), size, (390.0, 240.0)), (100.0, 72.0), "no room");
    }
}
