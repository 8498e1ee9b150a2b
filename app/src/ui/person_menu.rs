//! The account menu: who is signed in, language, appearance, sign out. It opens and signs
//! out without any script.

use super::erased::{list, maybe};
use super::icon::{Icon, IconName};
use super::popover;
use super::preference::{set_language, set_theme};
use crate::i18n::use_messages;
use crate::session::{Theme, Viewer, use_session};
use domain::people::Language;
use domain::policy::Action;
use leptos::prelude::*;

/// The account menu.
#[component]
pub fn PersonMenu(
    /// Who is signed in.
    viewer: Viewer,
) -> impl IntoView {
    let t = use_messages();
    view! {
        <button
            type="button"
            class="person"
            popovertarget="person-menu"
            aria-label=t.menu_person(viewer.name.as_str())
        >
            <span class="person__initials" aria-hidden="true">{initials(&viewer.name)}</span>
        </button>
        <div class="menu__popup person-menu" id="person-menu" popover="auto">
            <div class="person-menu__who">
                <p class="person-menu__name">{viewer.name.clone()}</p>
                <p class="person-menu__email">{viewer.email.clone()}</p>
                <p class="person-menu__org">
                    {viewer.org_name.clone()} " · " {t.role(viewer.role)}
                </p>
            </div>
            {link("/profile", IconName::Person, t.menu_profile())}
            {link("/profile/security", IconName::Key, t.security_title())}
            {maybe(viewer.may(Action::ManageSignIn).then(|| {
                link("/settings/sign-in", IconName::Key, t.sign_in_settings_title())
            }))}
            {maybe(viewer.may(Action::ViewLicenses).then(|| {
                link("/settings/reminders", IconName::History, t.reminders_title())
            }))}
            {maybe(use_session().demo.then(|| link("/mails", IconName::Mail, t.mails_menu())))}
            <LanguageChoice/>
            <ThemeChoice/>
            <form method="post" action="/sign-out">
                <button type="submit" class="menu__item">
                    <Icon name=IconName::Leave/>
                    <span>{t.sign_out()}</span>
                </button>
            </form>
        </div>
    }
}

/// A link of the menu, which closes it: the page that it leads to is no other document.
fn link(href: &'static str, name: IconName, text: String) -> impl IntoView {
    view! {
        <a class="menu__item" href=href on:click=|_| popover::close("person-menu")>
            <Icon name/>
            <span>{text}</span>
        </a>
    }
}

/// English or German.
#[component]
pub fn LanguageChoice() -> impl IntoView {
    let t = use_messages();
    let options = Language::ALL.map(|language| {
        view! {
            <button
                type="button"
                class="choice__option"
                lang=language.tag()
                aria-pressed=if language == t.language() { "true" } else { "false" }
                on:click=move |_| set_language(language)
            >
                {t.language_name(language)}
            </button>
        }
    });
    view! {
        <div class="choice" role="group" aria-label=t.menu_language()>
            <span class="choice__label" aria-hidden="true">{t.menu_language()}</span>
            <span class="choice__options">{list(options)}</span>
        </div>
    }
}

/// System, light or dark.
#[component]
fn ThemeChoice() -> impl IntoView {
    let t = use_messages();
    let chosen = RwSignal::new(use_session().theme);
    let name = move |theme| match theme {
        Theme::System => t.theme_system(),
        Theme::Light => t.theme_light(),
        Theme::Dark => t.theme_dark(),
    };
    let options = Theme::ALL.map(|theme| {
        view! {
            <button
                type="button"
                class="choice__option"
                aria-pressed=move || if chosen.get() == theme { "true" } else { "false" }
                on:click=move |_| {
                    chosen.set(theme);
                    set_theme(theme);
                }
            >
                {name(theme)}
            </button>
        }
    });
    view! {
        <div class="choice" role="group" aria-label=t.menu_theme()>
            <span class="choice__label" aria-hidden="true">{t.menu_theme()}</span>
            <span class="choice__options">{list(options)}</span>
        </div>
    }
}

/// The first letters of the first and the last word; the style writes them large.
fn initials(name: &str) -> String {
    let mut words = name.split_whitespace();
    let first = words.next().and_then(|word| word.chars().next());
    let last = words.next_back().and_then(|word| word.chars().next());
    first.into_iter().chain(last).collect()
}

#[cfg(test)]
mod tests {
    use super::initials;

    #[test]
    fn initials_are_of_the_first_and_last_word() {
        assert_eq!(initials("Anna Maria Öztürk"), "AÖ");
        assert_eq!(initials("cher"), "c");
        assert_eq!(initials(" "), "");
    }
}
