//! The one place that may use the tag `textarea`: Leptos 0.8 writes its children into the
//! page unescaped, so the server's content is escaped here.

use super::field::Wiring;
use leptos::prelude::*;

/// A text of several lines. Inside a [`super::Field`] it is labeled by it.
#[component]
pub fn Textarea(
    /// What it holds; follows the typing.
    value: RwSignal<String>,
    /// The name it is sent under.
    #[prop(optional, into)]
    name: Option<String>,
    /// Its name where no label stands beside it.
    #[prop(optional, into)]
    label: Option<String>,
    /// Visible lines.
    #[prop(default = 4)]
    rows: u32,
) -> impl IntoView {
    let wiring = use_context::<Wiring>();
    view! {
        <textarea
            class="input input--lines"
            id=wiring.map(|w| w.id)
            name=name
            rows=rows.to_string()
            aria-label=label
            aria-invalid=move || wiring.filter(|w| w.invalid.get()).map(|_| "true")
            aria-describedby=move || wiring.and_then(|w| w.described_by.get())
            prop:value=move || value.get()
            on:input=move |event| value.set(event_target_value(&event))
            inner_html=content(&value.get_untracked())
        ></textarea>
    }
}

/// The text as markup. A line break at the start, which HTML drops, keeps one that follows.
fn content(text: &str) -> String {
    let start = if cfg!(feature = "ssr") { "\n" } else { "" };
    let escaped = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    format!("{start}{escaped}")
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    #[test]
    fn typed_markup_stays_text() {
        let html = Owner::new().with(|| {
            let value = RwSignal::new("\n</textarea><script>alert(1)</script>&amp;".to_owned());
            view! { <Textarea value label="Note"/> }.to_html()
        });
        assert!(!html.contains("<script"), "{html}");
        assert!(html.contains("&lt;/textarea&gt;&lt;script&gt;alert(1)"), "{html}");
        assert!(html.contains("&amp;amp;"), "{html}");
        assert!(html.contains(">\n\n&lt;/textarea"), "the first line break survives: {html}");
    }
}
