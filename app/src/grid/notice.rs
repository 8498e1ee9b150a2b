//! What the grid has to say about itself: an address it did not understand, rows that did
//! not come.

use super::state::{GridState, Load};
use super::{loader, resume};
use crate::api::ErrorCode;
use crate::i18n::Messages;
use crate::ui::{Button, Icon, IconButton, IconName, list, maybe, when};
use grid::url::{Problem, ProblemKind};
use leptos::prelude::*;

/// What of the address was left out.
#[component]
pub(crate) fn Problems(state: GridState) -> impl IntoView {
    let t = state.t;
    when(move || {
        let problems = state.problems.get();
        (!problems.is_empty()).then(|| {
            let items = list(problems.iter().map(|p| view! { <li>{problem_text(t, p)}</li> }));
            view! {
                <div class="grid-notice" role="status">
                    <Icon name=IconName::Info/>
                    <div>
                        <p>{t.grid_problems()}</p>
                        <ul>{items}</ul>
                    </div>
                    <IconButton
                        icon=IconName::Close
                        label=t.action_dismiss()
                        on:click=move |_| state.problems.set(Vec::new())
                    />
                </div>
            }
        })
    })
}

fn problem_text(t: Messages, problem: &Problem) -> String {
    let name = problem.name.as_str();
    match problem.kind {
        ProblemKind::UnknownFilter => t.grid_problem_unknown_filter(name),
        ProblemKind::UnknownGroup => t.grid_problem_unknown_group(name),
        ProblemKind::UnknownSort => t.grid_problem_unknown_sort(name),
        ProblemKind::UnknownColumn => t.grid_problem_unknown_column(name),
        ProblemKind::UnknownTab => t.grid_problem_unknown_tab(name),
        ProblemKind::Twice => t.grid_problem_twice(name),
        ProblemKind::BadValue => t.grid_problem_bad_value(name),
        ProblemKind::BadPath => t.grid_problem_bad_path(name),
        ProblemKind::TooMany => t.grid_problem_too_many(name),
        ProblemKind::TooLong => t.grid_problem_too_long(name),
    }
}

/// Rows that did not come. Those already here stay.
#[component]
pub(crate) fn Failure(state: GridState) -> impl IntoView {
    let t = state.t;
    when(move || {
        let Load::Failed(error) = state.load.get() else { return None };
        let way_on = match error.code {
            ErrorCode::Unauthenticated => view! {
                <a
                    class="button button--primary"
                    rel="external"
                    href=resume::sign_in(state)
                    on:click=move |_| resume::keep_typed(state)
                >
                    {t.grid_sign_in_again()}
                </a>
            }
            .into_any(),
            _ => view! {
                <Button icon=IconName::Renew on:click=move |_| loader::retry(state)>
                    {t.action_retry()}
                </Button>
            }
            .into_any(),
        };
        Some(view! {
            <div class="grid-notice bad" role="alert">
                <Icon name=IconName::Alert/>
                <div>
                    <p>{t.api_error(&error)}</p>
                    {maybe(error.request_id.map(|id| view! { <p class="faint">{t.error_request_id(id)}</p> }))}
                </div>
                {way_on}
            </div>
        })
    })
}
