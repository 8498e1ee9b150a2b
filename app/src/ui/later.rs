//! Parts of a page whose code is loaded when they are first needed. On the server, and once
//! loaded, they are there at once.

#[cfg(not(feature = "ssr"))]
use crate::api::ErrorCode;
use crate::i18n::{Messages, use_messages};
use crate::ui::{Toasts, use_toasts, when};
use leptos::prelude::*;
use leptos::task::{spawn_local, tick};
use leptos::wasm_split::SplitLoaderError;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, Waker};

/// The loading of a part's code.
pub type Loading = Pin<Box<dyn Future<Output = Result<(), SplitLoaderError>>>>;

/// The drawing of a part.
type Drawing = Pin<Box<dyn Future<Output = Result<AnyView, SplitLoaderError>>>>;

/// A part that is not in the page before it is needed. What follows has one copy, whatever the
/// part: it is in every page.
#[derive(Clone, Copy)]
pub struct Later {
    load: fn() -> Loading,
    here: RwSignal<bool>,
    t: Messages,
    toasts: Toasts,
}

impl Later {
    /// Nothing is loaded yet.
    #[must_use]
    pub fn new(load: fn() -> Loading) -> Self {
        Self { load, here: RwSignal::new(false), t: use_messages(), toasts: use_toasts() }
    }

    /// Does something that needs the part, once it is in the page.
    pub fn then(self, act: impl FnOnce() + 'static) {
        self.then_do(Box::new(act));
    }

    fn then_do(self, act: Box<dyn FnOnce()>) {
        if self.here.try_get_untracked() == Some(true) {
            return act();
        }
        spawn_local(async move {
            match (self.load)().await {
                Ok(()) => {
                    // The page may have been left, or the part be there for something else.
                    let Some(here) = self.here.try_get_untracked() else { return };
                    if !here {
                        self.here.set(true);
                        tick().await;
                    }
                    act();
                }
                Err(_) => missing(self.t, self.toasts).await,
            }
        });
    }

    /// The part, once it was needed.
    pub fn show<F>(self, part: impl Fn() -> F + Send + 'static) -> AnyView
    where
        F: Future<Output = Result<AnyView, SplitLoaderError>> + 'static,
    {
        self.show_drawn(Box::new(move || Box::pin(part())))
    }

    fn show_drawn(self, part: Box<dyn Fn() -> Drawing + Send>) -> AnyView {
        when(move || self.here.get().then(|| now(part())).flatten())
    }
}

/// A page of its own, whose code is not in the others: `load` loads it, and `page` draws it.
pub fn later_page<F>(load: fn() -> Loading, page: impl Fn() -> F + Send + 'static) -> AnyView
where
    F: Future<Output = Result<AnyView, SplitLoaderError>> + 'static,
{
    later_drawn(load, Box::new(move || Box::pin(page())))
}

fn later_drawn(load: fn() -> Loading, page: Box<dyn Fn() -> Drawing + Send>) -> AnyView {
    now(page()).unwrap_or_else(|| {
        let later = Later::new(load);
        later.then(|| {});
        later.show_drawn(page)
    })
}

/// The view of a part whose code is here.
fn now(mut part: Drawing) -> Option<AnyView> {
    match part.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(Ok(view)) => Some(view),
        Poll::Ready(Err(_)) | Poll::Pending => None,
    }
}

/// The code of a part did not come. After an update of the server the parts of an older page
/// are gone, and it begins anew; where it is the network that is gone, it stays.
#[cfg(not(feature = "ssr"))]
async fn missing(t: Messages, toasts: Toasts) {
    let window = window();
    match wasm_bindgen_futures::JsFuture::from(window.fetch_with_str("/healthz")).await {
        Ok(_) => drop(window.location().reload()),
        Err(_) => toasts.fail(t.error(ErrorCode::Offline.slug())),
    }
}

/// All code is here on the server.
#[cfg(feature = "ssr")]
async fn missing(_t: Messages, _toasts: Toasts) {}
