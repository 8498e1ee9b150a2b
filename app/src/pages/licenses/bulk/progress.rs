//! How far a change of many licenses is, and what became of each.

use crate::api::bulk::{bulk_progress, bulk_report, bulk_stop, bulk_undo};
use crate::api::{AGAIN_AFTER, ApiError};
use crate::i18n::{Messages, use_messages};
use crate::ui::{Button, Look, Toasts};
use domain::bulk::{BulkLine, BulkOutcome, BulkProgress, BulkState, MAX_REPORT};
use gloo_timers::future::TimeoutFuture;
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::time::Duration;

/// How often a running change is asked for.
const EVERY: Duration = Duration::from_millis(400);

/// The progress, and the report at the end.
#[component]
pub(super) fn Progress(
    running: RwSignal<Option<BulkProgress>>,
    open: RwSignal<bool>,
) -> impl IntoView {
    let t = use_messages();
    let trouble: RwSignal<Option<String>> = RwSignal::new(None);
    follow(t, running, trouble);
    let is = move |state| running.read().as_ref().is_some_and(|job| job.state == state);
    let ended = Memo::new(move |_| !is(BulkState::Running));
    let seen = move || running.read().as_ref().map_or(0, BulkProgress::seen);
    let total = move || running.read().as_ref().map_or(0, |job| job.total);
    let stop = move |_| ask(t, running, trouble, |id| Box::pin(bulk_stop(id)));
    let undo = move |_| ask(t, running, trouble, |id| Box::pin(bulk_undo(id)));
    let said = move || running.read().as_ref().map(|job| said(t, job));
    let undoable = move || running.read().as_ref().is_some_and(|job| job.undoable);
    view! {
        <div class="bulk-progress">
            <progress max=move || total().to_string() value=move || seen().to_string()>
                {said}
            </progress>
            <p role="status">{said}</p>
            <p class="field__error" role="alert">{move || trouble.get()}</p>
            {move || ended.get().then(|| view! { <Report running/> })}
            <div class="dialog__actions">
                {move || (!ended.get()).then(|| view! {
                    <Button on:click=stop>{t.bulk_stop()}</Button>
                })}
                {move || (ended.get() && undoable()).then(|| view! {
                    <Button on:click=undo>{t.action_undo()}</Button>
                })}
                <Button look=Look::Primary on:click=move |_| open.set(false)>
                    {t.action_close()}
                </Button>
            </div>
        </div>
    }
}

/// How far a change is, in words.
pub(super) fn said(t: Messages, job: &BulkProgress) -> String {
    match job.state {
        BulkState::Running => t.bulk_running(job.seen(), job.total),
        BulkState::Done if job.undo_of.is_some() => t.bulk_undone(job.done, job.same, job.refused),
        BulkState::Done => t.bulk_done(job.done, job.same, job.refused),
        BulkState::Stopped => t.bulk_stopped(job.seen(), job.total),
        BulkState::Interrupted => t.bulk_interrupted(job.seen(), job.total),
    }
}

/// Takes a change back whose dialog is closed, and tells when that is done; what had to be left
/// is shown in the dialog, unless that is open for something else by then. The page may be gone.
pub(super) fn undo_later(
    t: Messages,
    toasts: Toasts,
    (running, open): (RwSignal<Option<BulkProgress>>, RwSignal<bool>),
    id: domain::ids::BulkId,
) {
    spawn_local(async move {
        let mut answer = bulk_undo(id).await;
        while let Ok(job) = &answer
            && job.state == BulkState::Running
        {
            TimeoutFuture::new(EVERY.as_millis() as u32).await;
            match bulk_progress(job.id).await {
                Err(error) if error.code.passes() => {}
                next => answer = next,
            }
        }
        match answer {
            Ok(job) if job.refused > 0 && open.try_get_untracked() == Some(false) => {
                running.try_set(Some(job));
                open.try_set(true);
            }
            Ok(job) => toasts.show(said(t, &job)),
            Err(error) => toasts.fail(t.api_error(&error)),
        }
    });
}

type Asked =
    std::pin::Pin<Box<dyn std::future::Future<Output = Result<BulkProgress, ApiError>> + Send>>;

/// Asks for something about the change and shows what it is then.
fn ask(
    t: Messages,
    running: RwSignal<Option<BulkProgress>>,
    trouble: RwSignal<Option<String>>,
    what: fn(domain::ids::BulkId) -> Asked,
) {
    let Some(id) = running.read_untracked().as_ref().map(|job| job.id) else { return };
    spawn_local(async move {
        match what(id).await {
            Ok(job) => {
                let again = job.state == BulkState::Running;
                running.try_set(Some(job));
                if again {
                    follow(t, running, trouble);
                }
            }
            Err(error) => {
                trouble.try_set(Some(t.api_error(&error)));
            }
        }
    });
}

/// Asks again and again while the change runs.
fn follow(t: Messages, running: RwSignal<Option<BulkProgress>>, trouble: RwSignal<Option<String>>) {
    let Some(Some(job)) = running.try_get_untracked() else { return };
    if job.state != BulkState::Running {
        return;
    }
    set_timeout(
        move || {
            spawn_local(async move {
                let answer = bulk_progress(job.id).await;
                // Another change may be shown by now.
                let same = running
                    .try_with_untracked(|now| now.as_ref().is_some_and(|now| now.id == job.id));
                if same != Some(true) {
                    return;
                }
                match answer {
                    Ok(job) => {
                        running.try_set(Some(job));
                        follow(t, running, trouble);
                    }
                    Err(error) if error.code.passes() => {
                        set_timeout(move || follow(t, running, trouble), AGAIN_AFTER);
                    }
                    Err(error) => {
                        trouble.try_set(Some(t.api_error(&error)));
                    }
                }
            });
        },
        EVERY,
    );
}

/// The licenses that were left as they are, with the reasons.
#[component]
fn Report(running: RwSignal<Option<BulkProgress>>) -> impl IntoView {
    let t = use_messages();
    let job = Memo::new(move |_| running.read().as_ref().map(|job| (job.id, job.refused)));
    // Not a resource: the page would wait for it, and take everything off the screen meanwhile.
    let lines: RwSignal<Option<Result<Vec<BulkLine>, ApiError>>> = RwSignal::new(None);
    Effect::new(move |_| {
        let Some((id, _)) = job.get().filter(|(_, refused)| *refused > 0) else {
            return lines.set(None);
        };
        spawn_local(async move {
            let answer = bulk_report(id, Some(BulkOutcome::Refused), 0, MAX_REPORT).await;
            lines.try_set(Some(answer));
        });
    });
    let line = move |line: BulkLine| {
        let (name, key) = line.shown.unwrap_or_else(|| (t.bulk_unknown(), String::new()));
        let reason = line.reason.map(|reason| t.field_error(&reason)).unwrap_or_default();
        view! {
            <tr>
                <td><bdi>{name}</bdi></td>
                <td><code>{key}</code></td>
                <td>{reason}</td>
            </tr>
        }
    };
    let more = move |told: usize| {
        let refused = job.get_untracked().map_or(0, |(_, refused)| u64::from(refused));
        refused.checked_sub(told as u64).filter(|more| *more > 0)
    };
    move || match lines.get().map(|lines| lines.map(|lines| (more(lines.len()), lines))) {
        Some(Ok((more, lines))) if !lines.is_empty() => view! {
            <div class="bulk-report" tabindex="0" role="region" aria-label=t.bulk_refused_title()>
                <table class="table">
                    <thead>
                        <tr>
                            <th>{t.column("name")}</th>
                            <th>{t.column("key")}</th>
                            <th>{t.bulk_reason()}</th>
                        </tr>
                    </thead>
                    <tbody>{lines.into_iter().map(line).collect_view()}</tbody>
                </table>
                {more.map(|more| view! { <p class="faint">{t.bulk_more(more)}</p> })}
            </div>
        }
        .into_any(),
        Some(Err(error)) => view! { <p role="alert">{t.api_error(&error)}</p> }.into_any(),
        _ => ().into_any(),
    }
}
