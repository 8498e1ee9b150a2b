//! What stands where content would: nothing yet, nothing at all, or an error.

use super::button::Button;
use super::erased::maybe;
use super::icon::{Icon, IconName};
use crate::i18n::use_messages;
use leptos::prelude::*;

/// Something is under way. Its text is for those who do not see it turn.
#[component]
pub fn Spinner() -> impl IntoView {
    let t = use_messages();
    view! { <span class="spinner" role="img" aria-label=t.loading()></span> }
}

/// There is nothing here: why, and what to do about it.
#[component]
pub fn EmptyState(
    /// What is missing.
    #[prop(into)]
    title: String,
    /// Why.
    #[prop(optional, into)]
    text: Option<String>,
    /// A picture.
    #[prop(default = IconName::Search)]
    icon: IconName,
    /// Whether this is all of the page, so that the title is the page's heading.
    #[prop(optional)]
    heading: bool,
    /// The next steps.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let title = match heading {
        true => view! { <h1 class="state__title">{title}</h1> }.into_any(),
        false => view! { <p class="state__title">{title}</p> }.into_any(),
    };
    view! {
        <div class="state">
            <span class="state__icon"><Icon name=icon/></span>
            {title}
            {maybe(text.map(|text| view! { <p class="state__text">{text}</p> }))}
            {maybe(children.map(|children| view! { <div class="state__actions">{children()}</div> }))}
        </div>
    }
}

/// Something failed: what, and a way to try again in place.
#[component]
pub fn ErrorState(
    /// What failed, in the reader's words.
    #[prop(into)]
    text: String,
    /// Names the request, for those who look into the log.
    #[prop(default = None, into)]
    request_id: Option<String>,
    /// Tries again.
    #[prop(optional, into)]
    retry: Option<Callback<()>>,
) -> impl IntoView {
    let t = use_messages();
    view! {
        <div class="state state--error" role="alert">
            <span class="state__icon"><Icon name=IconName::Alert/></span>
            <p class="state__title">{t.error_title()}</p>
            <p class="state__text">{text}</p>
            {retry
                .map(|retry| {
                    view! {
                        <div class="state__actions">
                            <Button icon=IconName::Renew on:click=move |_| retry.run(())>
                                {t.action_retry()}
                            </Button>
                        </div>
                    }
                })}
            {request_id
                .map(|id| view! { <p class="state__request">{t.error_request_id(id)}</p> })}
        </div>
    }
}
