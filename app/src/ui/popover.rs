//! Panels that open beside what they belong to, on the browser's own popovers: they close on
//! Escape and on a click elsewhere, and nothing can cover them.

use super::Later;
use leptos::ev;
use leptos::html::Div;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::{Element, HtmlElement, window};

/// Room kept to the edges of the window, in CSS pixels.
const MARGIN: f64 = 8.0;

/// Shows the panel with this id beside an element: below it, or above where there is more
/// room. What it shows is drawn in this turn's effects, so its size is known in the next frame.
pub fn open(id: &'static str, anchor: Element) {
    request_animation_frame(move || {
        if let Some(panel) = by_id(id) {
            let _ = panel.show_popover();
            show_content(&panel, &anchor);
        }
    });
}

/// The element that a panel opens beside when its listener hears this event.
#[must_use]
pub fn anchor(ev: &ev::Event) -> Option<Element> {
    ev.current_target()?.dyn_into().ok()
}

/// Closes the panel with this id.
pub fn close(id: &str) {
    by_id(id).as_ref().into_iter().for_each(hide);
}

fn by_id(id: &str) -> Option<HtmlElement> {
    document().get_element_by_id(id)?.dyn_into().ok()
}

/// Closes a panel.
pub fn hide(panel: &HtmlElement) {
    if panel.matches(":popover-open").unwrap_or(false) {
        let _ = panel.hide_popover();
    }
}

fn place(panel: &HtmlElement, anchor: &Element) {
    let Some(window) = window() else { return };
    let size = |value: Result<leptos::wasm_bindgen::JsValue, _>| {
        value.ok().and_then(|v: leptos::wasm_bindgen::JsValue| v.as_f64()).unwrap_or(0.0)
    };
    let (width, height) = (size(window.inner_width()), size(window.inner_height()));
    let (by, own) = (anchor.get_bounding_client_rect(), panel.get_bounding_client_rect());
    let (left, top) =
        spot((by.left(), by.top(), by.bottom()), (own.width(), own.height()), (width, height));
    let style = panel.style();
    let _ = style.set_property("left", &px(left));
    let _ = style.set_property("top", &px(top));
}

/// A length as a style takes it, to the hundredth. (The general way of writing a broken number
/// is several kilobytes of code.)
#[must_use]
pub fn px(length: f64) -> String {
    let hundredths = (length * 100.0).round() as i64;
    let sign = if hundredths < 0 { "-" } else { "" };
    let hundredths = hundredths.unsigned_abs();
    format!("{sign}{}.{:02}px", hundredths / 100, hundredths % 100)
}

/// The upper left corner of a panel of this size beside an anchor (left, top, bottom).
fn spot(anchor: (f64, f64, f64), panel: (f64, f64), window: (f64, f64)) -> (f64, f64) {
    let left = anchor.0.min(window.0 - panel.0 - MARGIN).max(MARGIN);
    let below = anchor.2 + 4.0;
    let above = anchor.1 - panel.1 - 4.0;
    let fits_below = below + panel.1 + MARGIN <= window.1;
    let top = if fits_below || above < MARGIN {
        below.min(window.1 - panel.1 - MARGIN).max(MARGIN)
    } else {
        above
    };
    (left, top)
}

/// A button with a panel that is filled when it opens.
#[component]
pub fn Popover(
    /// Unique in the page.
    #[prop(into)]
    id: String,
    /// The panel's accessible name.
    #[prop(into)]
    label: String,
    /// The button's class.
    class: &'static str,
    /// The button's content.
    #[prop(into)]
    face: ViewFn,
    /// What the panel's content is a part of.
    parts: Later,
    /// The panel's content.
    children: ChildrenFn,
) -> impl IntoView {
    let open = RwSignal::new(false);
    let panel = NodeRef::<Div>::new();
    let button = NodeRef::<leptos::html::Button>::new();
    let children = StoredValue::new(children);
    let toggled = move |_: ev::Event| {
        let (Some(panel), Some(button)) = (panel.get_untracked(), button.get_untracked()) else {
            return;
        };
        let now = panel.matches(":popover-open").unwrap_or(false);
        open.set(now);
        if now {
            parts.then(move || {
                // The content is drawn in this turn's effects; its size is known after that.
                request_animation_frame(move || show_content(&panel, &button));
            });
        }
    };
    view! {
        <button
            type="button"
            node_ref=button
            class=class
            popovertarget=id.clone()
            aria-haspopup="dialog"
            aria-expanded=move || open.get().to_string()
        >
            {face.run()}
        </button>
        <div
            id=id
            node_ref=panel
            class="popover"
            popover="auto"
            role="dialog"
            aria-label=label
            on:toggle=toggled
        >
            {move || open.get().then(|| children.with_value(|children| children()))}
        </div>
    }
}

fn show_content(panel: &HtmlElement, button: &Element) {
    place(panel, button);
    if let Ok(Some(first)) =
        panel.query_selector("[role^=menuitem],input,textarea,button,[tabindex='0']")
        && let Ok(first) = first.dyn_into::<HtmlElement>()
    {
        let _ = first.focus();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_written_to_the_hundredth() {
        let written = [0.0, 36.0, -8.5, 12.345, 8_000_000.25].map(px);
        assert_eq!(written, ["0.00px", "36.00px", "-8.50px", "12.35px", "8000000.25px"]);
    }

    #[test]
    fn opens_below_and_turns_at_the_edges() {
        let window = (1000.0, 800.0);
        assert_eq!(spot((100.0, 50.0, 80.0), (200.0, 300.0), window), (100.0, 84.0));
        assert_eq!(spot((900.0, 50.0, 80.0), (200.0, 300.0), window).0, 792.0);
        assert_eq!(spot((100.0, 700.0, 730.0), (200.0, 300.0), window).1, 396.0);
        assert_eq!(spot((0.0, 100.0, 130.0), (380.0, 760.0), (390.0, 800.0)), (8.0, 32.0));
    }
}
