//! What was done to a license: who, when, before, after.

use super::Panels;
use crate::api::ApiError;
use crate::api::licenses::license_history;
use crate::i18n::use_messages;
use crate::ui::{Dialog, EmptyState, ErrorState, IconName, RelativeTime, Spinner};
use domain::history::{FieldChange, HistoryEntry};
use domain::ids::LicenseId;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// The history of the row it was opened for.
#[component]
pub(super) fn HistoryDialog(panels: Panels) -> impl IntoView {
    let t = use_messages();
    let open = RwSignal::new(false);
    Effect::new(move |_| {
        if panels.history.read().is_some() {
            open.set(true);
        }
    });
    Effect::new(move |_| {
        if !open.get() && panels.history.read_untracked().is_some() {
            panels.history.set(None);
        }
    });
    let title = Signal::derive(move || {
        let row = panels.history.read();
        row.as_ref().map(|row| t.license_history_of(row.name.as_str())).unwrap_or_default()
    });
    view! {
        <Dialog open title id="license-history">
            {move || panels.history.read().as_ref().map(|row| view! { <History id=row.id/> })}
        </Dialog>
    }
}

/// The entries of a license's history, read when it is shown.
#[component]
pub(super) fn History(id: LicenseId) -> impl IntoView {
    let t = use_messages();
    let entries: RwSignal<Option<Result<Vec<HistoryEntry>, ApiError>>> = RwSignal::new(None);
    let load = move || {
        spawn_local(async move {
            let answer = license_history(id).await;
            entries.try_set(Some(answer));
        });
    };
    Effect::new(move |_| load());
    let retry = Callback::new(move |()| load());
    move || match entries.get() {
        None => view! { <Spinner/> }.into_any(),
        Some(Err(error)) => {
            let text = t.api_error(&error);
            view! { <ErrorState text retry/> }.into_any()
        }
        Some(Ok(entries)) if entries.is_empty() => {
            view! { <EmptyState title=t.license_history_empty() icon=IconName::History/> }
                .into_any()
        }
        Some(Ok(entries)) => view! { <Entries entries/> }.into_any(),
    }
}

/// What was done, each with what it changed.
#[component]
pub(in crate::pages) fn Entries(entries: Vec<HistoryEntry>) -> impl IntoView {
    let t = use_messages();
    let items = entries
        .into_iter()
        .map(|entry| {
            let changes = entry
                .fields
                .into_iter()
                .map(|(key, change)| view! { <Change key change/> })
                .collect_view();
            view! {
                <li class="history__entry">
                    <p class="history__what">
                        <strong>{t.deed(&entry.action)}</strong>
                        " "
                        <bdi>{entry.actor}</bdi>
                        ", "
                        <RelativeTime moment=entry.at/>
                    </p>
                    <dl class="history__changes">{changes}</dl>
                </li>
            }
        })
        .collect_view();
    view! { <ol class="history">{items}</ol> }
}

#[component]
fn Change(key: String, change: FieldChange) -> impl IntoView {
    let t = use_messages();
    let license = key == "redeemed-by";
    let named = key.clone();
    let value = |value: Option<String>| match value {
        Some(id) if license => {
            view! { <a href=format!("/licenses/{id}")>{t.license_open()}</a> }.into_any()
        }
        Some(text) => {
            // Days are written as ISO in the log.
            let day = text.parse::<chrono::NaiveDate>();
            let text = day.map_or_else(|_| t.value(&named, &text), |day| t.date(day));
            view! { <bdi>{text}</bdi> }.into_any()
        }
        None => view! { <span class="faint">{t.grid_none()}</span> }.into_any(),
    };
    view! {
        <dt>{t.column(&key)}</dt>
        <dd>
            <del aria-label=t.license_before()>{value(change.before)}</del>
            <span aria-hidden="true">" → "</span>
            <ins aria-label=t.license_after()>{value(change.after)}</ins>
        </dd>
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use crate::i18n::Messages;
    use domain::import::Field;
    use domain::people::Language;

    #[test]
    fn whatever_is_logged_has_words() {
        let t = Messages::of(Language::De);
        for action in domain::history::DEEDS {
            assert_ne!(t.deed(action), *action);
        }
        let fields = Field::ALL.into_iter().map(Field::slug);
        for key in fields.chain(["used", "redeemed-by"]) {
            assert_ne!(t.column(key), key);
        }
    }
}
