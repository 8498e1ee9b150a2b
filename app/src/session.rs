//! What a page knows of the request it answers: who is signed in, the theme, what a failed
//! form left to say. The server takes it from the request and writes it into the page; the
//! browser reads it from there. Signing in or out loads a new page, so it never changes.

use crate::i18n::Messages;
use domain::field::FieldError;
use domain::ids::OrgId;
pub use domain::people::Theme;
use domain::people::{OrgKind, Preferences, Role};
use domain::policy::{self, Action, Grants};
use domain::sign_in::SecondFactor;
#[cfg(feature = "ssr")]
use leptos::prelude::with_context;
use serde::{Deserialize, Serialize};

/// The id of the element that carries it in the page.
pub const ELEMENT_ID: &str = "session";

/// What a page knows of its request.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Session {
    /// Who looks at the page, when signed in.
    pub viewer: Option<Viewer>,
    /// The theme the person chose.
    pub theme: Theme,
    /// Whether this is a demonstration with made-up people.
    pub demo: bool,
    /// Whether a simulated colleague works in the viewer's organization.
    pub colleague: bool,
    /// The made-up people; empty outside of demonstrations and for those signed in.
    pub demo_people: Vec<DemoPerson>,
    /// What a failed form post left to say.
    pub flash: Option<Flash>,
    /// What a form about passwords was answered.
    pub answer: Option<Answer>,
    /// Whether mails reach somebody.
    pub mail: bool,
    /// What the sign-in that waits in this browser can be finished with.
    pub second: Option<SecondFactor>,
}

/// The person who looks at the page.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Viewer {
    /// Display name.
    pub name: String,
    /// Sign-in address.
    pub email: String,
    /// The person's organization.
    pub org: OrgId,
    /// Its name.
    pub org_name: String,
    /// Its kind.
    pub org_kind: OrgKind,
    /// What the person is there.
    pub role: Role,
    /// What that gives.
    pub grants: Grants,
    /// How the portal looks to the person, as far as it was chosen in the profile.
    pub preferences: Preferences,
}

impl Viewer {
    /// Whether the policy gives this person the action. Only to decide what to offer: the
    /// server decides again.
    #[must_use]
    pub fn may(&self, action: Action) -> bool {
        policy::allowed(self.org_kind, self.grants, action)
    }
}

/// One of the people of a demonstration.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct DemoPerson {
    /// Display name.
    pub name: String,
    /// Sign-in address.
    pub email: String,
    /// The password, which everybody may know.
    pub password: String,
    /// The organization.
    pub org_name: String,
    /// Its kind.
    pub org_kind: OrgKind,
    /// What the person may do there.
    pub role: Role,
}

/// What a failed form post tells the page that follows it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Flash {
    /// The message is `error-<code>`.
    pub code: String,
    /// What was typed, so that it is not lost (never a password).
    pub email: String,
}

/// What a form about passwords was answered. It holds nothing that was typed as a password.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Answer {
    /// What was done, if something was.
    pub done: Option<Done>,
    /// Why nothing was: the message is `error-<code>`.
    pub code: Option<String>,
    /// What is wrong with which field.
    pub fields: Vec<FieldError>,
    /// The address that was typed, so that it is not lost.
    pub email: String,
    /// The name that was typed.
    #[serde(default)]
    pub name: Option<String>,
}

impl Answer {
    /// What is wrong with a field.
    pub(crate) fn field(&self, t: Messages, name: &str) -> Option<String> {
        self.fields.iter().find(|error| error.field == name).map(|error| t.field_error(error))
    }
}

/// What a form about passwords did.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Done {
    /// A link was asked for.
    Asked,
    /// A password was set by a link.
    Set,
    /// A password was changed.
    Changed,
}

/// What this page knows of its request.
#[cfg(feature = "ssr")]
#[must_use]
pub fn use_session() -> Session {
    use crate::api::context::RequestContext;

    with_context::<RequestContext, _>(|request| Session {
        viewer: request.principal.as_ref().map(|principal| Viewer {
            name: principal.name.clone(),
            email: principal.email.clone(),
            org: principal.org,
            org_name: principal.org_name.clone(),
            org_kind: principal.org_kind,
            role: principal.role,
            grants: principal.grants,
            preferences: principal.preferences.clone(),
        }),
        theme: request.theme,
        demo: request.demo,
        colleague: request.demo
            && request.principal.as_ref().is_some_and(|who| request.services.colleague_works(who)),
        demo_people: if request.demo && request.principal.is_none() {
            demo_people(&request.services)
        } else {
            Vec::new()
        },
        flash: request.flash.clone(),
        answer: request.answer.clone(),
        mail: request.services.mail_is_set_up(),
        second: request.second.clone(),
    })
    .unwrap_or_default()
}

/// Whom a visitor of a demonstration can be. The same for the life of the process.
#[cfg(feature = "ssr")]
fn demo_people(services: &services::Services) -> Vec<DemoPerson> {
    use services::demo;
    use std::sync::OnceLock;

    static PEOPLE: OnceLock<Vec<DemoPerson>> = OnceLock::new();
    let plan = || {
        let plan = demo::plan(&services.catalog, services.clock.today(), 0);
        let person = |person: &demo::DemoPerson| {
            let org = plan.orgs.get(person.org)?;
            Some(DemoPerson {
                name: person.name.clone(),
                email: person.email.clone(),
                password: demo::PASSWORD.to_owned(),
                org_name: org.name.clone(),
                org_kind: org.kind,
                role: person.role,
            })
        };
        plan.people.iter().filter_map(person).collect()
    };
    PEOPLE.get_or_init(plan).clone()
}

/// What this page knows of its request.
#[cfg(not(feature = "ssr"))]
#[must_use]
pub fn use_session() -> Session {
    use std::sync::OnceLock;

    static PAGE: OnceLock<Session> = OnceLock::new();
    PAGE.get_or_init(|| {
        leptos::prelude::document()
            .get_element_by_id(ELEMENT_ID)
            .and_then(|element| element.text_content())
            .and_then(|text| read(&text))
            .unwrap_or_default()
    })
    .clone()
}

/// The session as the page carries it: text that cannot end its element.
#[cfg(feature = "ssr")]
#[must_use]
pub fn source(session: &Session) -> String {
    use leptos::server::IntoEncodedString;

    postcard::to_allocvec(session).unwrap_or_default().into_encoded_string()
}

#[cfg(any(test, not(feature = "ssr")))]
fn read(text: &str) -> Option<Session> {
    use leptos::server::FromEncodedStr;

    let bytes = <[u8]>::from_encoded_str(text).ok()?;
    postcard::from_bytes(&bytes).ok()
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]

    use super::*;

    #[test]
    fn a_name_cannot_end_the_element() {
        let email = "</script><script>alert(1)".to_owned();
        let flash = Some(Flash { code: "x".to_owned(), email: email.clone() });
        let text = source(&Session { flash, ..Session::default() });
        assert!(!text.contains('<'));
        let back = read(&text).unwrap();
        assert_eq!(back.flash.unwrap().email, email);
    }

    #[test]
    fn an_unknown_theme_follows_the_system() {
        assert_eq!(Theme::from_slug(Some("dark")), Theme::Dark);
        assert_eq!(Theme::from_slug(Some("mauve")), Theme::System);
        assert_eq!(Theme::from_slug(None), Theme::System);
    }
}
