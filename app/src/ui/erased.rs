//! Parts of a view that change, that may be missing, that repeat. Each type of view that stands
//! in another brings a copy of the framework's code of its own, which a page has to load; what
//! is written with these shares one.

use leptos::prelude::*;
use leptos::tachys::view::keyed::keyed as keyed_rows;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// What is drawn anew whenever something that it read changes.
pub(crate) fn dynamic<V: IntoAny>(content: impl Fn() -> V + Send + 'static) -> AnyView {
    let content: Box<dyn FnMut() -> AnyView + Send> = Box::new(move || content().into_any());
    content.into_any()
}

/// The same of what may be missing.
pub(crate) fn when<V: IntoAny>(content: impl Fn() -> Option<V> + Send + 'static) -> AnyView {
    dynamic(move || maybe(content()))
}

/// What may be missing.
pub(crate) fn maybe<V: IntoAny>(content: Option<V>) -> AnyView {
    content.map_or_else(|| ().into_any(), IntoAny::into_any)
}

/// One after the other.
pub(crate) fn list<V: IntoAny>(items: impl IntoIterator<Item = V>) -> AnyView {
    items.into_iter().map(IntoAny::into_any).collect::<Vec<_>>().into_any()
}

/// The same, each made anew whenever the list is drawn anew. What is listened for on a component,
/// like `<Button on:click=…>`, stays with the place in a list where it was first drawn, so a row
/// that comes above would get the deed of the one below: lists that change and whose rows have
/// deeds are drawn by this.
pub(crate) fn rows<V: IntoAny>(items: impl IntoIterator<Item = V>) -> AnyView {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    let numbered = |item: V| (NEXT.fetch_add(1, Ordering::Relaxed), item.into_any());
    let items: Vec<(u64, AnyView)> = items.into_iter().map(numbered).collect();
    keyed_rows(items, |(number, _)| *number, |_, (_, item)| (|_| (), item)).into_any()
}

/// A list that keeps an item's elements, and what they are made of, while its key stays in it.
pub(crate) fn keyed(
    keys: impl Fn() -> Vec<u64> + Send + Sync + 'static,
    item: impl Fn(u64) -> AnyView + Send + Sync + 'static,
) -> AnyView {
    keyed_by(Arc::new(keys), Arc::new(item))
}

fn keyed_by(
    keys: Arc<dyn Fn() -> Vec<u64> + Send + Sync>,
    item: Arc<dyn Fn(u64) -> AnyView + Send + Sync>,
) -> AnyView {
    view! { <For each=move || keys() key=|key| *key children=move |key| item(key)/> }.into_any()
}
