//! `/licenses/<id>`: one license with all it has, and its history.

use super::cells;
use super::history::History;
use super::renew::{RenewPanel, Renewals, renewable};
use crate::api::codec::Data;
use crate::api::licenses::{LicenseDetail, license_get};
use crate::api::{AGAIN_AFTER, ApiError, ErrorCode};
use crate::grid::CellContext;
use crate::i18n::use_messages;
use crate::live::wire::Topic;
use crate::live::{LiveEvent, use_live};
use crate::pages::invoices::EndPlan;
use crate::pages::not_found::NothingHere;
use crate::route::Route;
use crate::ui::{Button, CopyButton, ErrorState, Html, Look};
use domain::ids::LicenseId;
use domain::policy::Action;
use grid::licenses::{
    AUTO, CUSTOMER, EDITION, EXPIRES, NOTE, ORDER, PARTNER, PRODUCT, PURCHASED, SEATS, STATUS,
    VENDOR,
};
use grid::search::Needle;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_location;

/// What the page lists, in this order.
const SHOWN: [grid::column::ColumnId; 12] = [
    STATUS, EXPIRES, AUTO, SEATS, PRODUCT, EDITION, VENDOR, CUSTOMER, PARTNER, PURCHASED, ORDER,
    NOTE,
];

/// The page of one license.
#[component]
pub fn LicensePage() -> impl IntoView {
    let path = use_location().pathname;
    // On the way to another page it stays what it was.
    let id = Memo::new(move |before: Option<&Option<LicenseId>>| {
        let path = path.read();
        match path.strip_prefix(Route::Licenses.path()) {
            Some(id) => id.trim_start_matches('/').parse().ok(),
            None => before.copied().flatten(),
        }
    });
    let detail = Data::new_with_options(
        move || id.get(),
        |id| async move {
            match id {
                Some(id) => license_get(id).await,
                None => Err(ErrorCode::NotFound.into()),
            }
        },
        true,
    );
    // What others change appears here too; the old page stays until the new one is there.
    let view = use_live().view(move |event| {
        if event == LiveEvent::Changed {
            detail.refetch();
        }
    });
    Effect::new(move || {
        if let (Some(id), Some(Ok(shown))) = (id.get(), detail.get()) {
            view.watch(Topic::License { id, pos: shown.pos });
        }
    });
    let renewals = Renewals::new(move |_| detail.refetch());
    let retry = Callback::new(move |()| detail.refetch());
    // What passes by itself is asked for again by itself.
    Effect::new(move || {
        if detail.get().is_some_and(|answer| answer.is_err_and(|error| error.code.passes())) {
            set_timeout(
                move || {
                    // The page may have been left by then.
                    retry.try_run(());
                },
                AGAIN_AFTER,
            );
        }
    });
    view! {
        <Transition>
            {move || Suspend::new(async move { view! { <Detail detail=detail.await renewals retry/> } })}
        </Transition>
        <RenewPanel renewals/>
    }
}

#[component]
fn Detail(
    detail: Result<LicenseDetail, ApiError>,
    renewals: Renewals,
    retry: Callback<()>,
) -> impl IntoView {
    let t = use_messages();
    let LicenseDetail { row, today, .. } = match detail {
        Ok(detail) => detail,
        Err(error) if error.code == ErrorCode::NotFound => {
            return view! { <NothingHere/> }.into_any();
        }
        Err(error) => {
            let text = t.api_error(&error);
            return view! {
                <Title text=t.error_title()/>
                <h1 class="unseen">{t.error_title()}</h1>
                <ErrorState text retry/>
                <p class="license__back"><a href="/licenses">{t.license_back()}</a></p>
            }
            .into_any();
        }
    };
    let needle = Needle::default();
    let context = CellContext { messages: t, today, needle: &needle, may_edit: false };
    let facts = SHOWN
        .into_iter()
        .filter(|column| super::audience().sees(grid::licenses::LICENSES.column(*column)))
        .map(|column| {
            let key = grid::licenses::LICENSES.column(column).key;
            let mut content = Html::default();
            cells::cell(&row, column, context, &mut content);
            view! {
                <dt>{t.column(key)}</dt>
                <dd class=format!("c-{key}") inner_html=content.markup()></dd>
            }
        })
        .collect_view();
    let title = row.name.clone();
    let renew = (super::may(Action::Renew) && renewable(&row, today)).then(|| {
        let row = row.clone();
        let open =
            move |ev: leptos::ev::MouseEvent| renewals.open(row.clone(), false, event_target(&ev));
        view! { <Button look=Look::Primary on:click=open>{t.license_renew()}</Button> }
    });
    view! {
        <Title text=title.clone()/>
        <article class="license">
            <p class="license__back"><a href="/licenses">{t.license_back()}</a></p>
            <header class="license__head">
                <div>
                    <h1 class="license__name"><bdi>{title}</bdi></h1>
                    <p class="license__key">
                        <code>{row.key.clone()}</code>
                        <CopyButton text=row.key.clone() label=t.license_copy_key()/>
                    </p>
                </div>
                {renew}
                <EndPlan row=row.clone() today again=retry/>
            </header>
            <section class="license__card" aria-label=t.license_details()>
                <dl class="license__facts">{facts}</dl>
            </section>
            <section class="license__card" aria-labelledby="license-history-title">
                <h2 id="license-history-title">{t.license_history()}</h2>
                <History id=row.id/>
            </section>
        </article>
    }
    .into_any()
}
