//! What a seller sells on, to be read before one agrees to it.

use crate::i18n::use_messages;
use crate::ui::maybe;
use leptos::prelude::*;

/// The seller's terms of sale: a way to the page where they are, or themselves; nothing for none.
#[component]
pub(super) fn SaleTerms(terms: String) -> impl IntoView {
    let t = use_messages();
    maybe((!terms.is_empty()).then(|| {
        match is_address(&terms) {
            true => view! {
                <p class="sale-terms">
                    <a href=terms target="_blank" rel="external noopener noreferrer">
                        {t.checkout_terms()}
                    </a>
                </p>
            }
            .into_any(),
            false => view! {
                <section class="sale-terms" aria-label=t.checkout_terms() tabindex="0">
                    <p class="sale-terms__text"><bdi>{terms}</bdi></p>
                </section>
            }
            .into_any(),
        }
    }))
}

/// Whether terms are the address of a page.
fn is_address(terms: &str) -> bool {
    let web = ["https://", "http://"].iter().any(|start| terms.starts_with(start));
    web && !terms.contains(char::is_whitespace)
}

#[cfg(test)]
mod tests {
    use super::is_address;

    #[test]
    fn only_a_page_of_the_web_is_led_to() {
        assert!(is_address("https://nord.example/terms?v=2"));
        for text in ["javascript:alert(1)", "https://nord.example and more", "Net 30", ""] {
            assert!(!is_address(text), "{text}");
        }
    }
}
