//! Server functions of people, invitations, permission sets and profiles.
#![expect(missing_docs, reason = "the macro makes fields of arguments, which the functions name")]

use super::codec::Wire;
use super::error::ApiError;
use domain::history::HistoryEntry;
use domain::ids::{OrgId, PermissionSetId, PersonId, SessionId};
use domain::people::{
    Handover, InviteDraft, Invited, OrgChoice, Peeked, PermissionSet, PersonDetail, Preferences,
    Profile, RoleChoice, RoleOffer, SetDraft,
};
use grid::page::Page;
use grid::people::PersonRow;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

#[cfg(feature = "ssr")]
use super::context::{RequestContext, call, call_by_anyone};
#[cfg(feature = "ssr")]
use domain::people::Language;
#[cfg(feature = "ssr")]
use services::ServiceError;

/// The language that somebody who has chosen none is written to in.
#[cfg(feature = "ssr")]
fn language() -> Language {
    use_context::<RequestContext>().map(|request| request.language).unwrap_or_default()
}

/// A window of the people grid.
#[server(endpoint = "people_page", input = Wire, output = Wire)]
pub async fn people_page(state: String, start: u32, len: u32) -> Result<Page<PersonRow>, ApiError> {
    call(async |services, who| services.grid_page(who, &state, start, len).await).await
}

/// Somebody, or somebody invited.
#[server(endpoint = "person_get", input = Wire, output = Wire)]
pub async fn person_get(id: PersonId) -> Result<PersonDetail, ApiError> {
    call(async |services, who| services.person_get(who, id).await).await
}

/// What was done to somebody, newest first.
#[server(endpoint = "person_history", input = Wire, output = Wire)]
pub async fn person_history(id: PersonId) -> Result<Vec<HistoryEntry>, ApiError> {
    call(async |services, who| services.person_history(who, id).await).await
}

/// Makes somebody something else in its organization.
#[server(endpoint = "person_set_role", input = Wire, output = Wire)]
pub async fn person_set_role(
    id: PersonId,
    version: i32,
    role: RoleChoice,
) -> Result<PersonDetail, ApiError> {
    call(async |services, who| services.person_set_role(who, id, version, role).await).await
}

/// Locks somebody out.
#[server(endpoint = "person_deactivate", input = Wire, output = Wire)]
pub async fn person_deactivate(id: PersonId, version: i32) -> Result<PersonDetail, ApiError> {
    call(async |services, who| services.person_deactivate(who, id, version).await).await
}

/// Lets somebody in again.
#[server(endpoint = "person_reactivate", input = Wire, output = Wire)]
pub async fn person_reactivate(id: PersonId, version: i32) -> Result<PersonDetail, ApiError> {
    call(async |services, who| services.person_reactivate(who, id, version).await).await
}

/// Sends somebody a link to set a new password.
#[server(endpoint = "person_reset", input = Wire, output = Wire)]
pub async fn person_reset(id: PersonId) -> Result<Handover, ApiError> {
    call(async |services, who| services.person_reset(who, id, language()).await).await
}

/// Signs somebody out of one browser; none means all.
#[server(endpoint = "person_end_sessions", input = Wire, output = Wire)]
pub async fn person_end_sessions(id: PersonId, session: Option<SessionId>) -> Result<(), ApiError> {
    call(async |services, who| services.person_end_sessions(who, id, session).await).await
}

/// Organizations that one may invite to whose name contains `search`.
#[server(endpoint = "invite_places", input = Wire, output = Wire)]
pub async fn invite_places(search: String) -> Result<Vec<OrgChoice>, ApiError> {
    call(async |services, who| services.invite_places(who, &search).await).await
}

/// What one may make somebody in an organization.
#[server(endpoint = "role_offers", input = Wire, output = Wire)]
pub async fn role_offers(org: OrgId) -> Result<Vec<RoleOffer>, ApiError> {
    call(async |services, who| services.role_offers(who, org).await).await
}

/// Invites somebody.
#[server(endpoint = "person_invite", input = Wire, output = Wire)]
pub async fn person_invite(draft: InviteDraft) -> Result<Invited, ApiError> {
    call(async |services, who| services.person_invite(who, draft, language()).await).await
}

/// Sends an invitation again.
#[server(endpoint = "invitation_renew", input = Wire, output = Wire)]
pub async fn invitation_renew(id: PersonId) -> Result<Invited, ApiError> {
    call(async |services, who| services.invitation_renew(who, id, language()).await).await
}

/// Takes an invitation back.
#[server(endpoint = "invitation_revoke", input = Wire, output = Wire)]
pub async fn invitation_revoke(id: PersonId) -> Result<(), ApiError> {
    call(async |services, who| services.invitation_revoke(who, id).await).await
}

/// What a link invites to, or why it does not any more. Either is an answer.
#[server(endpoint = "invitation_peek", input = Wire, output = Wire)]
pub async fn invitation_peek(secret: String) -> Result<Peeked, ApiError> {
    call_by_anyone(async |request| match request.services.invitation_peek(&secret).await {
        Ok(invitation) => Ok(Peeked::Open(invitation)),
        Err(ServiceError::Refused(code)) => Ok(Peeked::Refused(code.to_owned())),
        Err(error) => Err(error),
    })
    .await
}

/// The organization's own permission sets, by name.
#[server(endpoint = "set_list", input = Wire, output = Wire)]
pub async fn set_list() -> Result<Vec<PermissionSet>, ApiError> {
    call(async |services, who| services.set_list(who).await).await
}

/// Makes a permission set.
#[server(endpoint = "set_create", input = Wire, output = Wire)]
pub async fn set_create(draft: SetDraft) -> Result<PermissionSetId, ApiError> {
    call(async |services, who| services.set_create(who, draft).await).await
}

/// Changes a permission set.
#[server(endpoint = "set_update", input = Wire, output = Wire)]
pub async fn set_update(
    id: PermissionSetId,
    version: i32,
    draft: SetDraft,
) -> Result<(), ApiError> {
    call(async |services, who| services.set_update(who, id, version, draft).await).await
}

/// Deletes a permission set that nobody has.
#[server(endpoint = "set_delete", input = Wire, output = Wire)]
pub async fn set_delete(id: PermissionSetId, version: i32) -> Result<(), ApiError> {
    call(async |services, who| services.set_delete(who, id, version).await).await
}

/// What somebody decides about itself, and what it chooses from.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct ProfilePage {
    /// As it is now.
    pub profile: Profile,
    /// The names of all time zones.
    pub zones: Vec<String>,
}

/// What one has decided about oneself.
#[server(endpoint = "profile_get", input = Wire, output = Wire)]
pub async fn profile_get() -> Result<ProfilePage, ApiError> {
    call(async |_, who| {
        let profile = Profile {
            name: who.name.clone(),
            language: who.language,
            preferences: who.preferences.clone(),
        };
        let zones = services::people::time_zones().into_iter().map(str::to_owned).collect();
        Ok(ProfilePage { profile, zones })
    })
    .await
}

/// Keeps what one decides about oneself.
#[server(endpoint = "profile_set", input = Wire, output = Wire)]
pub async fn profile_set(profile: Profile) -> Result<(), ApiError> {
    call(async |services, who| services.profile_set(who, profile).await).await
}

/// Keeps how the portal looks, as it is chosen along the way.
#[server(endpoint = "preferences_set", input = Wire, output = Wire)]
pub async fn preferences_set(preferences: Preferences) -> Result<(), ApiError> {
    call(async |services, who| services.preferences_set(who, preferences).await).await
}
