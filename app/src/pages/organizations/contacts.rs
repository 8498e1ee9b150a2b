//! Whom to talk to at an organization.

use super::form::Typed;
use crate::i18n::use_messages;
use crate::ui::{Button, IconButton, IconName, Look, when};
use domain::organization::{About, Contact, MAX_CONTACTS};
use leptos::prelude::*;

/// The contacts, to be changed one by one.
#[component]
pub(super) fn Contacts(typed: Typed) -> impl IntoView {
    let t = use_messages();
    let draft = typed.draft;
    let count = Memo::new(move |_| draft.read().contacts.len());
    let add = move |_| draft.write().contacts.push(Contact::default());
    view! {
        <fieldset class="contacts">
            <legend>{t.column("contacts")}</legend>
            {when(move || (count.get() == 0).then(|| view! {
                <p class="faint">{t.organization_contacts_none()}</p>
            }))}
            // Drawn anew only when there are more or fewer.
            {move || (0..count.get()).map(|at| view! { <ContactFields typed at/> }).collect_view()}
            <p class="field__error" role="alert">
                {move || typed.error_of(t, "contacts")}
            </p>
            {when(move || (count.get() < MAX_CONTACTS).then(|| view! {
                <Button look=Look::Quiet on:click=add>{t.organization_contact_add()}</Button>
            }))}
        </fieldset>
    }
}

#[component]
fn ContactFields(typed: Typed, at: usize) -> impl IntoView {
    let t = use_messages();
    let draft = typed.draft;
    let of = move |part: fn(&Contact) -> String| {
        move || draft.read().contacts.get(at).map(part).unwrap_or_default()
    };
    let change = move |act: fn(&mut Contact, String)| {
        move |ev: leptos::ev::Event| {
            if let Some(contact) = draft.write().contacts.get_mut(at) {
                act(contact, event_target_value(&ev));
            }
        }
    };
    let input = move |part: &'static str,
                      label: String,
                      kind: &'static str,
                      value: fn(&Contact) -> String,
                      act: fn(&mut Contact, String)| {
        let field = format!("contact-{at}-{part}");
        let id = format!("org-{field}");
        let error = Memo::new(move |_| typed.error_of(t, &field));
        view! {
            <div class="field">
                <label class="field__label" for=id.clone()>{label}</label>
                <input
                    class="input"
                    id=id.clone()
                    type=kind
                    autocomplete="off"
                    value=of(value)()
                    prop:value=of(value)
                    aria-invalid=move || error.read().is_some().then_some("true")
                    aria-describedby=format!("{id}-error")
                    on:input=change(act)
                />
                <p class="field__error" id=format!("{id}-error") aria-live="polite">
                    {move || error.get()}
                </p>
            </div>
        }
    };
    let number = i64::try_from(at).unwrap_or(i64::MAX) + 1;
    let about_id = format!("org-contact-{at}-about");
    let remove_label = Signal::derive(move || {
        let name = of(|contact| contact.name.clone())();
        match name.is_empty() {
            true => t.organization_contact_remove(t.organization_contact_number(number)),
            false => t.organization_contact_remove(name),
        }
    });
    let remove = move |_| {
        draft.write().contacts.remove(at);
        // Errors name contacts by their place.
        typed.errors.write().retain(|error| !error.field.starts_with("contact-"));
    };
    view! {
        <div class="contact" role="group" aria-label=t.organization_contact_number(number)>
            {input("name", t.organization_contact_name(), "text", |c| c.name.clone(), |c, v| c.name = v)}
            {input("email", t.organization_contact_email(), "email", |c| c.email.clone(), |c, v| {
                c.email = v;
            })}
            {input("phone", t.organization_contact_phone(), "tel", |c| c.phone.clone(), |c, v| {
                c.phone = v;
            })}
            <div class="field">
                <label class="field__label" for=about_id.clone()>
                    {t.organization_contact_about()}
                </label>
                <select
                    class="select"
                    id=about_id
                    on:change=change(|contact, value| {
                        let found = About::ALL.into_iter().find(|about| about.slug() == value);
                        contact.about = found.unwrap_or_default();
                    })
                >
                    {About::ALL
                        .map(|about| {
                            let chosen = move || {
                                draft.read().contacts.get(at).is_some_and(|c| c.about == about)
                            };
                            view! {
                                <option value=about.slug() selected=chosen>{t.about(about)}</option>
                            }
                        })
                        .collect_view()}
                </select>
            </div>
            <IconButton icon=IconName::Close label=remove_label on:click=remove/>
        </div>
    }
}
