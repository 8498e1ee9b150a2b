//! Organizations: the page of one, a new one, and the tree of all.
#![expect(unreachable_pub, reason = "the macro makes more of a component public than was asked")]

mod contacts;
mod coterm;
mod deeds;
mod form;
mod handover;
mod moving;
mod new;
mod tree;

pub(crate) use handover::HandoverPageView;
pub(crate) use new::NewOrganizationPage;
pub(crate) use tree::OrganizationsPage;

use crate::api::codec::Data;
use crate::api::organizations::organization_get;
use crate::api::{ApiError, ErrorCode};
use crate::i18n::{Messages, use_messages};
use crate::pages::not_found::NothingHere;
use crate::route::Route;
use crate::session::use_session;
use crate::ui::{Badge, Button, ErrorState, Icon, IconName, Tone, list, maybe};
use coterm::{Aligning, CotermDialog};
use deeds::Deeds;
use domain::ids::OrgId;
use domain::license::OrgRef;
use domain::organization::{OrgDetail, OrgState, child_kind};
use domain::people::OrgKind;
use domain::policy::{Action, Relation, Verdict, judge};
use form::OrgForm;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_location;

/// Where an organization's page is.
fn address(id: OrgId) -> String {
    format!("/organizations/{id}")
}

/// Whether the viewer may do this to an organization. Only to decide what to offer.
fn may(org: &OrgDetail, action: Action) -> bool {
    use_session().viewer.is_some_and(|viewer| {
        judge(viewer.org_kind, viewer.grants, action, org.relation) == Verdict::Allowed
    })
}

/// How an organization's state is shown.
fn state_badge(t: Messages, state: OrgState) -> impl IntoView {
    let tone = match state {
        OrgState::Active => Tone::Good,
        OrgState::Suspended => Tone::Warning,
        OrgState::Closed => Tone::Neutral,
    };
    view! { <Badge tone>{t.org_state(state)}</Badge> }
}

/// The page of one organization.
#[component]
pub(crate) fn OrganizationPage() -> impl IntoView {
    let path = use_location().pathname;
    // On the way to another page it stays what it was.
    let id = Memo::new(move |before: Option<&Option<OrgId>>| {
        let path = path.read();
        match path.strip_prefix("/organizations/") {
            Some(id) => id.parse().ok(),
            None => before.copied().flatten(),
        }
    });
    let detail = Data::new_with_options(
        move || id.get(),
        |id| async move {
            match id {
                Some(id) => organization_get(id).await,
                None => Err(ErrorCode::NotFound.into()),
            }
        },
        true,
    );
    let retry = Callback::new(move |()| detail.refetch());
    view! {
        <Transition>
            {move || Suspend::new(async move { view! { <Shown detail=detail.await retry/> } })}
        </Transition>
    }
}

#[component]
fn Shown(detail: Result<OrgDetail, ApiError>, retry: Callback<()>) -> impl IntoView {
    let t = use_messages();
    match detail {
        Ok(detail) => view! { <Organization detail/> }.into_any(),
        Err(error) if error.code == ErrorCode::NotFound => view! { <NothingHere/> }.into_any(),
        Err(error) => {
            let text = t.api_error(&error);
            view! {
                <Title text=t.error_title()/>
                <h1 class="unseen">{t.error_title()}</h1>
                <ErrorState text retry/>
            }
            .into_any()
        }
    }
}

#[component]
fn Organization(detail: OrgDetail) -> impl IntoView {
    let t = use_messages();
    let org = RwSignal::new(detail.clone());
    let name = Memo::new(move |_| org.read().draft.name.clone());
    let licenses = licenses_link(&detail);
    let child = child_kind(detail.kind).filter(|_| may(&detail, Action::CreateOrganization));
    let new = child.map(|kind| {
        let href = format!("/organizations/new?below={}", detail.id);
        let active = move || org.read().state == OrgState::Active;
        view! {
            <a class="button" href=href hidden=move || !active()>{new_title(t, kind)}</a>
        }
    });
    let terms = (detail.relation != Relation::Own && may(&detail, Action::SetTerms)).then(|| {
        let href = format!("{}/terms", address(detail.id));
        view! { <a class="button" href=href>{t.terms_link()}</a> }
    });
    // The buyer asks for a customer of its own.
    let asks = detail.kind == OrgKind::Customer
        && use_session().viewer.is_some_and(|it| {
            it.may(Action::Buy) && detail.above.last().is_some_and(|above| above.id == it.org)
        });
    let discount = asks.then(|| {
        let href = format!("{}?customer={}", Route::NewDiscount.path(), detail.id);
        view! { <a class="button" href=href>{t.discounts_new()}</a> }
    });
    let change = [Action::ChangeDistributor, Action::AcceptPartner];
    let handover = change.into_iter().any(|action| may(&detail, action)).then(|| {
        view! { <a class="button" href=Route::Handover.path()>{t.handover_link()}</a> }
    });
    let renews = detail.kind == OrgKind::Customer && may(&detail, Action::Renew);
    let aligning = renews.then(|| Aligning::new(t, &detail));
    let align = aligning.map(|work| {
        view! { <Button on:click=move |_| work.begin()>{t.coterm_open()}</Button> }
    });
    view! {
        <Title text=move || name.get()/>
        <article class="organization">
            <Above above=detail.above.clone()/>
            <header class="organization__head">
                <div>
                    <h1 class="organization__name"><bdi>{move || name.get()}</bdi></h1>
                    <p class="organization__kind">
                        {t.org_kind(detail.kind)}
                        {move || state_badge(t, org.read().state)}
                    </p>
                </div>
                <div class="organization__ways">
                    <a class="button" href=licenses>{t.organization_running(detail.running)}</a>
                    <a class="button" href=format!("{}/entitlements", address(detail.id))>
                        {t.entitlements_title()}
                    </a>
                    {maybe(align)}
                    {maybe(terms)}
                    {maybe(discount)}
                    {maybe(handover)}
                    {maybe(new)}
                </div>
            </header>
            <StateNote org/>
            <section class="organization__card" aria-labelledby="organization-particulars">
                <h2 id="organization-particulars">{t.organization_particulars()}</h2>
                <OrgForm org/>
            </section>
            <Deeds org/>
            {maybe(aligning.map(|work| view! { <CotermDialog work/> }))}
        </article>
    }
}

/// What has to be known of an organization that is not active.
#[component]
fn StateNote(org: RwSignal<OrgDetail>) -> impl IntoView {
    let t = use_messages();
    move || {
        let org = org.read();
        let text = match (org.state, &org.suspended_with) {
            (OrgState::Active, _) => return None,
            (OrgState::Closed, _) => t.organization_closed_note(),
            (OrgState::Suspended, Some(with)) => t.organization_suspended_with(with.name.as_str()),
            (OrgState::Suspended, None) => t.organization_suspended_note(),
        };
        Some(view! {
            <p class="notice notice--warning">
                <Icon name=IconName::Info/>
                <span>{text}</span>
            </p>
        })
    }
}

/// The way up.
#[component]
fn Above(above: Vec<OrgRef>) -> impl IntoView {
    let t = use_messages();
    let session = use_session();
    let tree = session.viewer.is_some_and(|viewer| viewer.may(Action::ViewCustomers));
    let links = above.into_iter().map(|org| {
        view! { <li><a href=address(org.id)><bdi>{org.name}</bdi></a></li> }
    });
    view! {
        <nav class="organization__path" aria-label=t.organization_path()>
            <ol>
                {maybe(
                    tree.then(|| view! {
                        <li><a href="/organizations">{t.organizations_title()}</a></li>
                    }),
                )}
                {list(links)}
            </ol>
        </nav>
    }
}

/// Its licenses in the grid.
fn licenses_link(org: &OrgDetail) -> String {
    let state = match org.kind {
        OrgKind::Distributor => String::new(),
        OrgKind::Partner => format!("partner={}", org.id),
        OrgKind::Customer => format!("customer={}", org.id),
    };
    grid::url::address("/licenses", &state)
}

/// What a new organization of a kind is called.
fn new_title(t: Messages, kind: OrgKind) -> String {
    match kind {
        OrgKind::Customer => t.organization_new_customer(),
        _ => t.organization_new_partner(),
    }
}
