//! `/settings/reminders`: how one's organization is reminded of what ends, and one's own calendar
//! of it.
#![expect(unreachable_pub, reason = "the macro makes more of a component public than was asked")]

mod address;

use crate::api::codec::Data;
use crate::api::reminders::{RemindersPage as Answer, reminder_settings_set, reminders_page};
use crate::api::{ApiError, ErrorCode};
use crate::i18n::use_messages;
use crate::pages::answered::answered;
use crate::session::use_session;
use crate::ui::{Button, Field, Look, TextInput, list, maybe, use_toasts};
use address::CalendarAddress;
use domain::field::FieldError;
use domain::policy::Action;
use domain::reminder::{ReminderSettings, days_text, parse_days};
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_meta::Title;

/// The page.
#[component]
pub(crate) fn RemindersSettingsPage() -> impl IntoView {
    let data = Data::new_with_options(|| (), |()| reminders_page(), true);
    answered(data, |answer| view! { <Settings answer/> }.into_any())
}

#[component]
fn Settings(answer: Answer) -> impl IntoView {
    let t = use_messages();
    let Answer { settings, calendar } = answer;
    let form = settings.map(|(settings, version)| view! { <Form settings version/> });
    view! {
        <Title text=t.reminders_title()/>
        <div class="page__body home">
            <header class="page__head">
                <h1>{t.reminders_title()}</h1>
                <p class="page__lead">{t.reminders_lead()}</p>
            </header>
            {maybe(form)}
            <CalendarAddress calendar/>
        </div>
    }
}

/// What is typed.
#[derive(Clone, Copy)]
struct Typed {
    enabled: RwSignal<bool>,
    days: RwSignal<String>,
    coupon_days: RwSignal<String>,
    digest: RwSignal<bool>,
    customers: RwSignal<bool>,
}

impl Typed {
    fn of(settings: &ReminderSettings) -> Self {
        Self {
            enabled: RwSignal::new(settings.enabled),
            days: RwSignal::new(days_text(&settings.days)),
            coupon_days: RwSignal::new(days_text(&settings.coupon_days)),
            digest: RwSignal::new(settings.digest),
            customers: RwSignal::new(settings.customers),
        }
    }

    fn read(self) -> Result<ReminderSettings, Vec<FieldError>> {
        let days = parse_days("days", &self.days.read_untracked());
        let coupon_days = parse_days("coupon-days", &self.coupon_days.read_untracked());
        match (days, coupon_days) {
            (Ok(days), Ok(coupon_days)) => Ok(ReminderSettings {
                enabled: self.enabled.get_untracked(),
                days,
                coupon_days,
                digest: self.digest.get_untracked(),
                customers: self.customers.get_untracked(),
            }),
            (days, coupon_days) => Err(days.err().into_iter().chain(coupon_days.err()).collect()),
        }
    }

    /// Shows the days as they are kept.
    fn tidy(self, kept: &ReminderSettings) {
        self.days.try_set(days_text(&kept.days));
        self.coupon_days.try_set(days_text(&kept.coupon_days));
    }
}

/// The settings as a form; who may only read them cannot write into it.
#[component]
fn Form(settings: ReminderSettings, version: i32) -> impl IntoView {
    let t = use_messages();
    let toasts = use_toasts();
    let viewer = use_session().viewer;
    let edits = viewer.is_some_and(|viewer| viewer.may(Action::EditOrganization));
    let typed = Typed::of(&settings);
    let version = RwSignal::new(version);
    let wrong: RwSignal<Vec<FieldError>> = RwSignal::new(Vec::new());
    let trouble = RwSignal::new(None::<ApiError>);
    let busy = RwSignal::new(false);
    let save = move |ev: leptos::ev::SubmitEvent| {
        ev.prevent_default();
        trouble.set(None);
        let wish = match typed.read() {
            Ok(wish) => wish,
            Err(errors) => return wrong.set(errors),
        };
        wrong.set(Vec::new());
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        spawn_local(async move {
            let answer = reminder_settings_set(version.get_untracked(), wish).await;
            busy.try_set(false);
            match answer {
                Ok((kept, now)) => {
                    version.try_set(now);
                    typed.tidy(&kept);
                    toasts.show(t.reminders_saved());
                }
                Err(error) if error.code == ErrorCode::Invalid => {
                    wrong.try_set(error.fields);
                }
                Err(error) => {
                    // What is typed stays; saving again writes it over what somebody else set.
                    if error.code == ErrorCode::Conflict
                        && let Ok(Answer { settings: Some((_, now)), .. }) = reminders_page().await
                    {
                        version.try_set(now);
                    }
                    trouble.try_set(Some(error));
                }
            }
        });
    };
    let error = move |field: &'static str| {
        Signal::derive(move || {
            let wrong = wrong.read();
            wrong.iter().find(|error| error.field == field).map(|error| t.field_error(error))
        })
    };
    let days = |id: &'static str, label: String, hint: String, value: RwSignal<String>| {
        view! {
            <Field id label hint error=error(id)>
                <TextInput
                    name=id
                    prop:value=move || value.get()
                    value=value.get_untracked()
                    on:input=move |ev| value.set(event_target_value(&ev))
                />
            </Field>
        }
        .into_any()
    };
    let check = |name: &'static str, label: String, value: RwSignal<bool>| {
        view! {
            <label class="dialog__check">
                <input
                    type="checkbox"
                    name=name
                    checked=value.get_untracked()
                    on:change=move |ev| value.set(event_target_checked(&ev))
                />
                <span>{label}</span>
            </label>
        }
        .into_any()
    };
    let parts = [
        check("enabled", t.reminders_enabled(), typed.enabled),
        days("days", t.column("days"), t.reminders_days_hint(), typed.days),
        days("coupon-days", t.column("coupon-days"), t.reminders_coupons_hint(), typed.coupon_days),
        check("digest", t.reminders_digest(), typed.digest),
        check("customers", t.reminders_customers(), typed.customers),
    ];
    let told = move || {
        trouble.read().as_ref().map(|error| match error.code {
            ErrorCode::Conflict => t.reminders_conflict(),
            _ => t.api_error(error),
        })
    };
    let button = edits.then(|| {
        view! {
            <div class="order__deeds">
                <Button look=Look::Primary submit=true busy>{t.action_save()}</Button>
            </div>
        }
    });
    view! {
        <form class="card terms" novalidate on:submit=save>
            <h2>{t.reminders_mails()}</h2>
            <fieldset class="dialog__form" disabled=!edits>{list(parts)}</fieldset>
            <p class="dialog__trouble" role="alert">{told}</p>
            {maybe(button)}
        </form>
    }
}
