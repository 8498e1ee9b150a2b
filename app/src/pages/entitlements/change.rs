//! Changing an entitlement in its place.

use super::draft::Draft;
use super::extras::Extras;
use super::inputs::OtherErrors;
use super::terms::{Ends, Resale, Seats};
use crate::api::entitlements::{change_entitlement, entitlement_choice};
use crate::api::{ApiError, ErrorCode};
use crate::i18n::{Messages, use_messages};
use crate::ui::{Button, ErrorState, Look, Spinner, Toasts, dynamic, maybe, use_toasts};
use domain::catalog::ExtraKind;
use domain::entitlement::{ChangeEntitlement, Changeable};
use domain::ids::EntitlementId;
use domain::license::LicenseKind;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// The fields whose errors stand beside them.
const SHOWN: [&str; 4] = ["seats", "ends", "auto_renew_months", "resale"];

/// The form, from the moment it is opened.
#[component]
pub(super) fn ChangeForm(
    /// What is changed.
    id: EntitlementId,
    /// Closes it; says whether something was changed.
    close: Callback<bool>,
) -> impl IntoView {
    let t = use_messages();
    let found = RwSignal::new(None::<Result<Changeable, ApiError>>);
    let load = Callback::new(move |()| {
        spawn_local(async move {
            let answer = entitlement_choice(id).await;
            found.try_set(Some(answer));
        });
    });
    load.run(());
    // What was typed stays when the form is read again behind somebody else's change.
    let draft = StoredValue::new(None::<Draft>);
    let notice = RwSignal::new(None::<String>);
    let owner = Owner::current();
    dynamic(move || match found.get() {
        None => view! { <p class="entitlements__wait" role="status"><Spinner/></p> }.into_any(),
        Some(Err(error)) => view! { <ErrorState text=t.api_error(&error) retry=load/> }.into_any(),
        Some(Ok(found)) => {
            let kept = draft.get_value().unwrap_or_else(|| {
                let begin = || Draft::of(&found.shown.entitlement);
                // It lives as long as the form, not only until that is drawn anew.
                owner.as_ref().map_or_else(begin, |owner| owner.with(begin))
            });
            draft.set_value(Some(kept));
            let form = Form { t, draft: kept, notice, load, close, toasts: use_toasts() };
            view! { <Fields form found/> }.into_any()
        }
    })
}

/// What the form shares.
#[derive(Clone, Copy)]
struct Form {
    t: Messages,
    draft: Draft,
    notice: RwSignal<Option<String>>,
    load: Callback<()>,
    close: Callback<bool>,
    toasts: Toasts,
}

impl Form {
    fn save(self, id: EntitlementId, version: i32, busy: RwSignal<bool>) {
        let t = self.t;
        self.notice.set(None);
        let Some(wish) = self.draft.wish() else { return };
        busy.set(true);
        spawn_local(async move {
            let answer = change_entitlement(ChangeEntitlement { id, version, wish }).await;
            busy.try_set(false);
            match answer {
                Ok(shown) => {
                    self.toasts.show(t.entitlement_saved(shown.title()));
                    self.close.try_run(true);
                }
                Err(error) if error.code == ErrorCode::Invalid => self.draft.refuse(error.fields),
                Err(error) if error.code == ErrorCode::Conflict => {
                    self.notice.try_set(Some(t.entitlement_changed_meanwhile()));
                    self.load.try_run(());
                }
                Err(error) => {
                    self.notice.try_set(Some(t.api_error(&error)));
                }
            }
        });
    }
}

#[component]
fn Fields(form: Form, found: Changeable) -> impl IntoView {
    let Form { t, draft, notice, close, .. } = form;
    let busy = RwSignal::new(false);
    let of = &found.shown.entitlement;
    let (id, version, kind) = (of.id, of.version, of.kind);
    let prefix = id.to_string();
    let parent = found.parent.as_ref().map(|parent| parent.name.clone());
    let source = found.choice.source.clone();
    let left = source.as_ref().zip(parent.as_deref()).map(|(source, parent)| {
        match (source.left, source.seats) {
            (Some(left), Some(seats)) => t.guide_left(left, seats, parent),
            _ => t.guide_left_unlimited(parent),
        }
    });
    let open = source.is_none_or(|source| source.seats.is_none());
    let counted = matches!(kind, LicenseKind::Term | LicenseKind::Monthly);
    let numbers = counted.then(|| {
        let (seats, ends) = (prefix.clone(), prefix.clone());
        view! {
            <Seats draft prefix=seats open/>
            <Ends draft prefix=ends open=found.ends_are_open()/>
        }
    });
    let resale = (found.resale && kind != LicenseKind::Trial).then(|| {
        view! { <Resale draft prefix=prefix.clone()/> }
    });
    let part = |kind: ExtraKind, title: String| {
        let (extras, parent) = (found.choice.extras.clone(), parent.clone());
        let prefix = id.to_string();
        view! {
            <fieldset class="guide__step">
                <legend class="guide__legend">{title}</legend>
                <Extras draft extras kind parent prefix/>
            </fieldset>
        }
    };
    let others = Signal::derive(move || {
        let mut all = draft.other_errors(t, &SHOWN);
        all.extend(notice.get());
        all
    });
    view! {
        <form
            class="entitlement__form"
            aria-label=t.entitlement_change_of(found.shown.title())
            novalidate
            on:submit=move |event| {
                event.prevent_default();
                form.save(id, version, busy);
            }
        >
            {maybe(left.map(|text| view! { <p class="guide__left">{text}</p> }))}
            {maybe(numbers)}
            {part(ExtraKind::AddOn, t.guide_add_ons())}
            {part(ExtraKind::Service, t.guide_services())}
            {maybe(resale)}
            <OtherErrors errors=others/>
            <div class="guide__actions">
                <Button look=Look::Primary submit=true busy>{t.entitlement_save()}</Button>
                <Button look=Look::Quiet on:click=move |_| close.run(false)>
                    {t.action_cancel()}
                </Button>
            </div>
        </form>
    }
}
