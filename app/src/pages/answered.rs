//! A page that shows what the server answers: waiting, nothing there, an error, the answer.

use crate::api::codec::Data;
use crate::api::{AGAIN_AFTER, ApiError, ErrorCode};
use crate::i18n::use_messages;
use crate::pages::not_found::NothingHere;
use crate::ui::ErrorState;
use leptos::prelude::*;
use leptos_meta::Title;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// Shows an answer by `show`. What passes by itself is asked for again by itself; for anything
/// else the reader is told what to do.
pub(crate) fn answered<T>(
    data: Data<Result<T, ApiError>>,
    show: impl Fn(T) -> AnyView + Send + Sync + 'static,
) -> AnyView
where
    T: Clone + Send + Sync + Serialize + DeserializeOwned + 'static,
{
    let retry = Callback::new(move |()| data.refetch());
    Effect::new(move || {
        if data.get().is_some_and(|answer| answer.is_err_and(|error| error.code.passes())) {
            set_timeout(
                move || {
                    // The page may have been left by then.
                    retry.try_run(());
                },
                AGAIN_AFTER,
            );
        }
    });
    let show = StoredValue::new(show);
    view! {
        <Transition>
            {move || Suspend::new(async move {
                match data.await {
                    Ok(answer) => show.with_value(|show| show(answer)),
                    Err(error) => failed(&error, retry),
                }
            })}
        </Transition>
    }
    .into_any()
}

fn failed(error: &ApiError, retry: Callback<()>) -> AnyView {
    let t = use_messages();
    if error.code == ErrorCode::NotFound {
        return view! { <NothingHere/> }.into_any();
    }
    let text = t.api_error(error);
    view! {
        <Title text=t.error_title()/>
        <h1 class="unseen">{t.error_title()}</h1>
        <ErrorState text request_id=error.request_id.clone() retry/>
    }
    .into_any()
}
