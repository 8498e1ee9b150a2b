//! What is kept of an organization, to be changed in one form. What somebody else changed
//! meanwhile stands beside what was typed, until the person decides.

use super::contacts::Contacts;
use crate::api::organizations::{organization_get, organization_update};
use crate::api::{ApiError, ErrorCode};
use crate::i18n::{Messages, use_messages};
use crate::ui::{Button, Field, Look, TextInput, maybe, use_toasts, when};
use domain::field::FieldError;
use domain::organization::{self, OrgDetail, OrgDraft, OrgState, PRIORITIES, Sector, settable};
use domain::policy::{Action, Relation};
use leptos::prelude::*;
use leptos::task::spawn_local;

/// A draft being typed, and what is wrong with it.
#[derive(Clone, Copy)]
pub(super) struct Typed {
    pub(super) draft: RwSignal<OrgDraft>,
    pub(super) errors: RwSignal<Vec<FieldError>>,
    /// The values that somebody else wrote meanwhile.
    pub(super) theirs: RwSignal<Option<OrgDraft>>,
    /// What is wrong with no field of the form.
    pub(super) trouble: RwSignal<Option<String>>,
    pub(super) busy: RwSignal<bool>,
}

impl Typed {
    pub(super) fn new(draft: OrgDraft) -> Self {
        Self {
            draft: RwSignal::new(draft),
            errors: RwSignal::new(Vec::new()),
            theirs: RwSignal::new(None),
            trouble: RwSignal::new(None),
            busy: RwSignal::new(false),
        }
    }

    /// What is wrong with a field.
    pub(super) fn error(self, t: Messages, field: &'static str) -> Signal<Option<String>> {
        Signal::derive(move || self.error_of(t, field))
    }

    pub(super) fn error_of(self, t: Messages, field: &str) -> Option<String> {
        let errors = self.errors.read();
        errors.iter().find(|error| error.field == field).map(|error| t.field_error(error))
    }

    /// Shows a refusal, beside the fields where it belongs to one.
    pub(super) fn refused(self, t: Messages, error: &ApiError) {
        let elsewhere = error.fields.iter().find(|error| error.field == "organization");
        self.trouble.try_set(match (elsewhere, error.fields.is_empty()) {
            (Some(error), _) => Some(t.field_error(error)),
            (None, true) => Some(t.api_error(error)),
            (None, false) => None,
        });
        self.errors.try_set(error.fields.clone());
    }
}

/// The form of an organization that is there.
#[component]
pub(super) fn OrgForm(org: RwSignal<OrgDetail>) -> impl IntoView {
    let (t, toasts) = (use_messages(), use_toasts());
    let detail = org.get_untracked();
    let typed = Typed::new(detail.draft.clone());
    let edits = super::may(&detail, Action::EditOrganization) && detail.state != OrgState::Closed;
    let save = move || {
        let (now, draft) = (org.get_untracked(), typed.draft.get_untracked());
        typed.busy.set(true);
        spawn_local(async move {
            match organization_update(now.id, now.version, draft).await {
                Ok(saved) => {
                    typed.draft.try_set(saved.draft.clone());
                    typed.theirs.try_set(None);
                    typed.errors.try_set(Vec::new());
                    typed.trouble.try_set(None);
                    toasts.show(t.organization_saved(saved.draft.name.as_str()));
                    org.try_set(saved);
                }
                Err(error) if error.code == ErrorCode::Conflict => {
                    // What was typed stays; with their version seen it may be saved over it.
                    if let Ok(current) = organization_get(now.id).await {
                        typed.theirs.try_set(Some(current.draft.clone()));
                        org.try_set(current);
                    }
                }
                Err(error) => typed.refused(t, &error),
            }
            typed.busy.try_set(false);
        });
    };
    let take_theirs = move |_| {
        if let Some(theirs) = typed.theirs.get_untracked() {
            typed.draft.set(theirs);
            typed.theirs.set(None);
        }
    };
    let changed = Memo::new(move |_| typed.draft.read() != org.read().draft);
    view! {
        <form
            class="organization__form"
            on:submit=move |ev| {
                ev.prevent_default();
                save();
            }
        >
            {when(move || {
                typed.theirs.read().is_some().then(|| view! {
                    <div class="notice notice--warning" role="alert">
                        <span>{t.organization_changed_elsewhere()}</span>
                        <Button on:click=take_theirs>{t.organization_reload()}</Button>
                    </div>
                })
            })}
            <fieldset
                class="organization__fields"
                disabled=move || !edits || org.read().state == OrgState::Closed
            >
                <Fields typed detail/>
            </fieldset>
            <p class="field__error" role="alert">{move || typed.trouble.get()}</p>
            {maybe(edits.then(|| view! {
                <div class="organization__save">
                    <Button
                        look=Look::Primary
                        submit=true
                        busy=typed.busy
                        disabled=Signal::derive(move || !changed.get())
                    >
                        {t.organization_save()}
                    </Button>
                </div>
            }))}
        </form>
    }
}

/// The fields that whoever looks may see of such an organization.
#[component]
pub(super) fn Fields(typed: Typed, detail: OrgDetail) -> impl IntoView {
    use organization::Field as Of;

    let t = use_messages();
    let (kind, relation) = (detail.kind, detail.relation);
    let assistance = detail.draft.assistance;
    let settable = move |field| settable(field, kind, relation, assistance);
    let draft = typed.draft;
    let below = relation != Relation::Own;
    let locked = detail.assistance_locks.first().map(|(org, service)| {
        t.organization_assistance_locked(service.as_str(), org.name.as_str())
    });
    let hint = match (&locked, below) {
        (Some(locked), _) => locked.clone(),
        (None, true) => t.organization_assistance_hint(),
        (None, false) => t.organization_assistance_own_hint(),
    };
    let theirs = move |show: fn(Messages, &OrgDraft) -> String| {
        move || {
            let theirs = typed.theirs.read();
            let theirs = show(t, theirs.as_ref()?);
            (theirs != show(t, &draft.read())).then(|| t.organization_theirs(theirs))
        }
    };
    view! {
        <Field id="org-name" label=t.column("name") error=typed.error(t, "name")>
            <TextInput
                name="name"
                required=true
                prop:value=move || draft.read().name.clone()
                on:input=move |ev| draft.write().name = event_target_value(&ev)
            />
            <Theirs text=Signal::derive(theirs(|_, draft| draft.name.clone()))/>
        </Field>
        {maybe(below.then(|| view! {
            <Field
                id="org-reference"
                label=t.column("reference")
                hint=t.organization_reference_hint()
                error=typed.error(t, "reference")
            >
                <TextInput
                    name="reference"
                    prop:value=move || draft.read().reference.clone()
                    on:input=move |ev| draft.write().reference = event_target_value(&ev)
                />
                <Theirs text=Signal::derive(theirs(|_, draft| draft.reference.clone()))/>
            </Field>
        }))}
        <Field id="org-sector" label=t.column("sector")>
            <select
                class="select"
                id="org-sector"
                name="sector"
                on:change=move |ev| {
                    if let Some(sector) = Sector::from_slug(&event_target_value(&ev)) {
                        draft.write().sector = sector;
                    }
                }
            >
                {Sector::ALL.map(|sector| view! {
                    <option
                        value=sector.slug()
                        selected=move || draft.read().sector == sector
                    >
                        {t.sector(sector)}
                    </option>
                }).collect_view()}
            </select>
            <Theirs text=Signal::derive(theirs(|t, draft| t.sector(draft.sector)))/>
        </Field>
        {maybe(below.then(|| view! {
            <Field
                id="org-priority"
                label=t.column("priority")
                hint=t.organization_priority_hint()
                error=typed.error(t, "priority")
            >
                <select
                    class="select"
                    id="org-priority"
                    name="priority"
                    aria-describedby="org-priority-hint"
                    on:change=move |ev| {
                        if let Ok(priority) = event_target_value(&ev).parse() {
                            draft.write().priority = priority;
                        }
                    }
                >
                    {PRIORITIES.map(|n| view! {
                        <option value=n.to_string() selected=move || draft.read().priority == n>
                            {n.to_string()}
                        </option>
                    }).collect_view()}
                </select>
                <Theirs text=Signal::derive(theirs(|_, draft| draft.priority.to_string()))/>
            </Field>
        }))}
        {maybe(below.then(|| view! {
            <Switch
                id="org-security"
                label=t.column("own-security")
                hint=t.organization_security_hint()
                enabled=settable(Of::ManagesOwnSecurity)
                on=Signal::derive(move || draft.read().manages_own_security)
                set=move |on| draft.write().manages_own_security = on
                error=typed.error(t, "own-security")
            />
        }))}
        <Switch
            id="org-assistance"
            label=t.column("assistance")
            hint
            enabled=settable(Of::Assistance) && locked.is_none()
            on=Signal::derive(move || draft.read().assistance)
            set=move |on| draft.write().assistance = on
            error=typed.error(t, "assistance")
        />
        {maybe(settable(Of::DirectPurchase).then(|| view! {
            <Switch
                id="org-purchase"
                label=t.column("direct-purchase")
                hint=t.organization_purchase_hint()
                enabled=true
                on=Signal::derive(move || draft.read().direct_purchase)
                set=move |on| draft.write().direct_purchase = on
                error=typed.error(t, "direct-purchase")
            />
        }))}
        <Contacts typed/>
    }
}

/// What somebody else wrote into a field meanwhile.
#[component]
fn Theirs(text: Signal<Option<String>>) -> impl IntoView {
    when(move || text.get().map(|text| view! { <p class="field__theirs">{text}</p> }))
}

/// A setting that is on or off.
#[component]
fn Switch(
    id: &'static str,
    label: String,
    hint: String,
    enabled: bool,
    on: Signal<bool>,
    set: impl Fn(bool) + Send + Sync + 'static,
    error: Signal<Option<String>>,
) -> impl IntoView {
    view! {
        <div class="switch">
            <label class="choice-line">
                <input
                    type="checkbox"
                    id=id
                    disabled=!enabled
                    aria-describedby=format!("{id}-hint")
                    checked=on.get_untracked()
                    prop:checked=move || on.get()
                    on:change=move |ev| set(event_target_checked(&ev))
                />
                <span>{label}</span>
            </label>
            <p class="field__hint" id=format!("{id}-hint")>{hint}</p>
            <p class="field__error" aria-live="polite">{move || error.get()}</p>
        </div>
    }
}
