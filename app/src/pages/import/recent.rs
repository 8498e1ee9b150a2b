//! The newest imports of the organization.

use crate::api::codec::Data;
use crate::api::imports::import_list;
use crate::i18n::use_messages;
use crate::ui::{Badge, ErrorState, RelativeTime, Tone};
use domain::import::{ImportState, Progress};
use leptos::prelude::*;

/// The newest imports.
#[component]
pub(super) fn Recent() -> impl IntoView {
    let t = use_messages();
    let imports = Data::new_with_options(|| (), |()| import_list(), false);
    view! {
        <section class="import__part">
            <h2>{t.import_recent()}</h2>
            <Suspense fallback=move || view! { <p class="import__quiet">{t.loading()}</p> }>
                {move || Suspend::new(async move {
                    match imports.await {
                        Ok(list) if list.is_empty() => {
                            view! { <p class="import__quiet">{t.import_recent_none()}</p> }
                                .into_any()
                        }
                        Ok(list) => view! { <Table list/> }.into_any(),
                        Err(error) => {
                            view! {
                                <ErrorState
                                    text=t.api_error(&error)
                                    request_id=error.request_id
                                    retry=Callback::new(move |()| imports.refetch())
                                />
                            }
                                .into_any()
                        }
                    }
                })}
            </Suspense>
        </section>
    }
}

#[component]
fn Table(list: Vec<Progress>) -> impl IntoView {
    let t = use_messages();
    let row = move |import: Progress| {
        let written = (import.state == ImportState::Done)
            .then(|| t.number(i64::from(import.counts.writes())));
        view! {
            <tr>
                <td><a href=format!("/import?id={}", import.id)>{import.file_name}</a></td>
                <td><Badge tone=tone(import.state)>{t.import_state(import.state)}</Badge></td>
                <td class="number">{written}</td>
                <td><RelativeTime moment=import.created_at/></td>
            </tr>
        }
    };
    view! {
        <div class="table-box">
            <table class="table">
                <thead>
                    <tr>
                        <th scope="col">{t.import_column_file()}</th>
                        <th scope="col">{t.import_column_state()}</th>
                        <th scope="col" class="number">{t.import_column_written()}</th>
                        <th scope="col">{t.import_column_when()}</th>
                    </tr>
                </thead>
                <tbody>{list.into_iter().map(row).collect_view()}</tbody>
            </table>
        </div>
    }
}

const fn tone(state: ImportState) -> Tone {
    match state {
        ImportState::Done => Tone::Good,
        ImportState::Failed => Tone::Bad,
        ImportState::Running => Tone::Accent,
        _ => Tone::Neutral,
    }
}
