//! `/profile`: what somebody decides about itself.
#![expect(unreachable_pub, reason = "the macro makes more of a component public than was asked")]

mod tokens;

pub(crate) use tokens::{TokenTable, TokensPage};

use crate::api::ApiError;
use crate::api::codec::Data;
use crate::api::people::{ProfilePage as Known, profile_get, profile_set};
use crate::i18n::{Messages, use_messages};
use crate::session::use_session;
use crate::ui::trouble::beside;
use crate::ui::{Button, ErrorState, Field, Look, TextInput, list, maybe};
use domain::people::{Density, Language, PER_PAGE, Preferences, Profile, Theme};
use domain::policy::Action;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_meta::Title;

/// The page.
#[component]
pub(crate) fn ProfilePage() -> impl IntoView {
    let t = use_messages();
    let known = Data::new_with_options(|| (), |()| profile_get(), true);
    let retry = Callback::new(move |()| known.refetch());
    let viewer = use_session().viewer;
    let tokens = viewer.as_ref().is_some_and(|viewer| viewer.may(Action::UseTokens));
    let who = viewer.map(|viewer| {
        let role = t.role(viewer.role);
        view! {
            <dl class="license__facts">
                <dt>{t.profile_email()}</dt>
                <dd>{viewer.email}</dd>
                <dt>{t.profile_organization()}</dt>
                <dd><bdi>{viewer.org_name}</bdi></dd>
                <dt>{t.column("role")}</dt>
                <dd>{role}</dd>
            </dl>
        }
    });
    let content = move || {
        Suspend::new(async move {
            match known.await {
                Ok(known) => view! { <Form known/> }.into_any(),
                Err(error) => view! { <ErrorState text=t.api_error(&error) retry/> }.into_any(),
            }
        })
    };
    view! {
        <Title text=t.profile_title()/>
        <article class="license">
            <h1>{t.profile_title()}</h1>
            <section class="license__card" aria-label=t.person_details()>{maybe(who)}</section>
            <section class="license__card" aria-label=t.profile_title()>
                <Suspense>{content}</Suspense>
            </section>
            <nav class="people__actions" aria-label=t.profile_more()>
                <a class="button" href="/profile/password">{t.password_change_title()}</a>
                <a class="button" href="/profile/security">{t.security_title()}</a>
                {maybe(tokens.then(|| view! {
                    <a class="button" href="/profile/tokens">{t.tokens_title()}</a>
                }))}
            </nav>
        </article>
    }
}

/// The form. Once it is kept the page begins anew, in the language and looks that were chosen.
#[component]
fn Form(known: Known) -> impl IntoView {
    let t = use_messages();
    let Known { profile, zones } = known;
    let first = profile.clone();
    let draft = StoredValue::new(profile);
    let busy = RwSignal::new(false);
    let trouble: RwSignal<Option<ApiError>> = RwSignal::new(None);
    let beside = move |field| beside(t, trouble, field);
    let other = move || {
        let trouble = trouble.read();
        trouble.as_ref().filter(|error| error.fields.is_empty()).map(|error| t.api_error(error))
    };
    let send = move |ev: leptos::ev::SubmitEvent| {
        ev.prevent_default();
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        trouble.set(None);
        let profile = draft.get_value();
        spawn_local(async move {
            match profile_set(profile).await {
                // Whatever refuses to load again shows the old looks until the next page.
                Ok(()) => drop(window().location().reload()),
                Err(error) => {
                    busy.try_set(false);
                    trouble.try_set(Some(error));
                }
            }
        });
    };
    let choose = move |set: fn(&mut Profile, &str)| {
        move |ev: leptos::ev::Event| {
            let value = event_target_value(&ev);
            draft.update_value(|draft| set(draft, &value));
        }
    };
    let Preferences { theme, time_zone, rows, density } = first.preferences;
    let as_browser = (String::new(), t.profile_as_browser());
    let languages = Language::ALL.map(|one| (one.tag().to_owned(), t.language_name(one)));
    let languages = std::iter::once((String::new(), t.profile_language_browser())).chain(languages);
    let themes = Theme::ALL.map(|one| (theme_value(one).to_owned(), theme_name(t, one)));
    let themes = std::iter::once(as_browser.clone()).chain(themes);
    let zones = zones.into_iter().map(|zone| (zone.clone(), zone));
    let zones = std::iter::once((String::new(), t.profile_time_zone_none())).chain(zones);
    let pages = [0].into_iter().chain(PER_PAGE).map(move |rows| {
        let name = if rows == 0 { t.grid_per_all() } else { t.number(rows.into()) };
        (rows.to_string(), name)
    });
    let pages = std::iter::once(as_browser.clone()).chain(pages);
    let heights = Density::ALL.map(|one| (one.slug().to_owned(), density_name(t, one)));
    let heights = std::iter::once(as_browser).chain(heights);
    let rows = rows.map(|rows| rows.to_string()).unwrap_or_default();
    view! {
        <form class="profile" novalidate on:submit=send>
            <Field id="profile-name" label=t.profile_name() error=beside("name")>
                <TextInput
                    name="name"
                    autocomplete="name"
                    value=first.name
                    on:input=choose(|draft, value| value.clone_into(&mut draft.name))
                />
            </Field>
            <Field id="profile-language" label=t.profile_language()>
                {select("profile-language", first.language.map(Language::tag).unwrap_or_default(), languages, choose(|draft, value| {
                    draft.language = Language::from_tag(value);
                }))}
            </Field>
            <Field id="profile-time-zone" label=t.profile_time_zone() error=beside("time-zone")>
                {select("profile-time-zone", time_zone.as_deref().unwrap_or_default(), zones, choose(|draft, value| {
                    draft.preferences.time_zone = Some(value.to_owned()).filter(|v| !v.is_empty());
                }))}
            </Field>
            <Field id="profile-theme" label=t.profile_theme()>
                {select("profile-theme", theme.map(theme_value).unwrap_or_default(), themes, choose(|draft, value| {
                    draft.preferences.theme = Theme::ALL.into_iter().find(|one| theme_value(*one) == value);
                }))}
            </Field>
            <fieldset class="people__boxes">
                <legend>{t.profile_tables()}</legend>
                <Field id="profile-rows" label=t.profile_rows() error=beside("rows")>
                    {select("profile-rows", &rows, pages, choose(|draft, value| {
                        draft.preferences.rows = value.parse().ok();
                    }))}
                </Field>
                <Field id="profile-density" label=t.profile_density()>
                    {select("profile-density", density.map(Density::slug).unwrap_or_default(), heights, choose(|draft, value| {
                        draft.preferences.density = Density::from_slug(value);
                    }))}
                </Field>
            </fieldset>
            <p class="dialog__trouble" role="alert">{other}</p>
            <div class="dialog__actions">
                <Button look=Look::Primary submit=true busy>{t.profile_save()}</Button>
            </div>
        </form>
    }
}

/// A choice among values with names.
fn select(
    id: &'static str,
    chosen: &str,
    options: impl IntoIterator<Item = (String, String)>,
    choose: impl FnMut(leptos::ev::Event) + 'static,
) -> AnyView {
    let options = options.into_iter().map(|(value, name)| {
        let selected = value == chosen;
        view! { <option value=value selected=selected>{name}</option> }
    });
    view! { <select class="input" id=id on:change=choose>{list(options)}</select> }.into_any()
}

fn theme_value(theme: Theme) -> &'static str {
    theme.slug().unwrap_or("system")
}

fn theme_name(t: Messages, theme: Theme) -> String {
    match theme {
        Theme::System => t.theme_system(),
        Theme::Light => t.theme_light(),
        Theme::Dark => t.theme_dark(),
    }
}

fn density_name(t: Messages, density: Density) -> String {
    match density {
        Density::Compact => t.grid_density_compact(),
        Density::Normal => t.grid_density_normal(),
        Density::Relaxed => t.grid_density_relaxed(),
    }
}
