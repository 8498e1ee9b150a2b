//! The browser's entry point.

use wasm_bindgen::prelude::wasm_bindgen;

/// Takes over the page that the server rendered.
#[wasm_bindgen]
pub async fn hydrate() {
    std::panic::set_hook(Box::new(|info| {
        console_error_panic_hook::hook(info);
        app::show_panic_banner();
    }));
    let location = leptos::prelude::window().location();
    if app::prepare(&location.pathname().unwrap_or_default()).await {
        leptos::mount::hydrate_body(app::App);
    } else {
        app::show_panic_banner();
    }
}
