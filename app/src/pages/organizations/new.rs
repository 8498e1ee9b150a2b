//! `/organizations/new?below=<id>`: a new partner or customer.

use super::form::{Fields, Typed};
use super::{address, new_title};
use crate::api::ErrorCode;
use crate::api::codec::Once;
use crate::api::organizations::{organization_create, organization_get};
use crate::i18n::use_messages;
use crate::pages::not_found::NothingHere;
use crate::session::use_session;
use crate::ui::{Button, ErrorState, Look, use_toasts};
use domain::ids::OrgId;
use domain::organization::{OrgDetail, OrgDraft, child_kind};
use domain::policy::{Action, Relation};
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_meta::Title;
use leptos_router::hooks::{use_navigate, use_query_map};

/// The page of a new organization, below the own one unless the address names another.
#[component]
pub(crate) fn NewOrganizationPage() -> impl IntoView {
    let t = use_messages();
    let below = use_query_map().with_untracked(|query| query.get("below"));
    let below = below.and_then(|id| id.parse::<OrgId>().ok());
    let parent = Once::new_with_options(
        async move {
            match below.or(own()) {
                Some(id) => organization_get(id).await,
                None => Err(ErrorCode::NotFound.into()),
            }
        },
        true,
    );
    view! {
        {Suspend::new(async move {
            match parent.await {
                Ok(parent) if offered(&parent) => view! { <New parent/> }.into_any(),
                Ok(_) => view! { <NothingHere/> }.into_any(),
                Err(error) if error.code == ErrorCode::NotFound => {
                    view! { <NothingHere/> }.into_any()
                }
                Err(error) => {
                    let retry = Callback::new(|()| {
                        #[cfg(not(feature = "ssr"))]
                        let _ = window().location().reload();
                    });
                    view! { <ErrorState text=t.api_error(&error) retry/> }.into_any()
                }
            }
        })}
    }
}

fn own() -> Option<OrgId> {
    use_session().viewer.map(|viewer| viewer.org)
}

fn offered(parent: &OrgDetail) -> bool {
    child_kind(parent.kind).is_some() && super::may(parent, Action::CreateOrganization)
}

#[component]
fn New(parent: OrgDetail) -> impl IntoView {
    let (t, toasts) = (use_messages(), use_toasts());
    let kind = child_kind(parent.kind).unwrap_or(parent.kind);
    let typed = Typed::new(OrgDraft::default());
    let navigate = use_navigate();
    let id = parent.id;
    let create = move || {
        let (draft, navigate) = (typed.draft.get_untracked(), navigate.clone());
        typed.busy.set(true);
        spawn_local(async move {
            let answer = organization_create(id, draft).await;
            typed.busy.try_set(false);
            match answer {
                Ok(made) => {
                    toasts.show(t.organization_created(made.draft.name.as_str()));
                    navigate(&address(made.id), leptos_router::NavigateOptions::default());
                }
                Err(error) => typed.refused(t, &error),
            }
        });
    };
    let title = new_title(t, kind);
    let detail = OrgDetail {
        kind,
        relation: Relation::Child,
        draft: OrgDraft::default(),
        assistance_locks: Vec::new(),
        ..parent.clone()
    };
    view! {
        <Title text=title.clone()/>
        <article class="organization">
            <header class="organization__head">
                <div>
                    <h1 class="organization__name">{title}</h1>
                    <p class="organization__kind">
                        <a href=address(parent.id)>
                            {t.organization_below(parent.draft.name.as_str())}
                        </a>
                    </p>
                </div>
            </header>
            <section class="organization__card">
                <form
                    class="organization__form"
                    on:submit=move |ev| {
                        ev.prevent_default();
                        create();
                    }
                >
                    <div class="organization__fields"><Fields typed detail/></div>
                    <p class="field__error" role="alert">{move || typed.trouble.get()}</p>
                    <div class="organization__save">
                        <Button look=Look::Primary submit=true busy=typed.busy>
                            {t.organization_create()}
                        </Button>
                    </div>
                </form>
            </section>
        </article>
    }
}
