//! Inviting people, and taking it back.

use super::{Deed, actor, beside_role, given_by, role_text};
use crate::auth::{new_token, token_hash};
use crate::mail::{Recipient, enqueue};
use crate::password::hex;
use crate::{ServiceError, Services, authorize, authorize_on};
use chrono::{DateTime, Duration, Utc};
use domain::field::FieldError;
use domain::ids::{OrgId, PersonId};
use domain::mail::{EmailAddress, Letter};
use domain::name;
use domain::people::{INVITATION_VALID, InviteDraft, Invited, Language, Principal, grant_verdict};
use domain::policy::{Action, Relation, Verdict};
use serde_json::json;
use store::directory::account_owner;
use store::invitation::{
    InvitationRow, InvitationState, invitation_end, invitation_get, invitation_hold,
    invitation_insert, invitation_renew, invitations_expire,
};
use store::org_place::{OrgPlace, org_place};
use store::person::{member_get, members_hold};
use store::token::{NewToken, Purpose, invitations_sent, token_issue};
use store::{StoreError, TenantTx};
use uuid::Uuid;

/// So many invitations a person sends within [`WITHIN`], the same one again included: each is a
/// mail to a stranger.
const MOST: i64 = 100;
const WITHIN: Duration = Duration::hours(1);

impl Services {
    /// Invites somebody to an organization, by a mail with a link that works once; where mails
    /// go nowhere, the link is for the inviter to hand over. Of an address that has an account
    /// somewhere out of sight the answer is the same, and the mail says that.
    ///
    /// # Errors
    /// `NotFound` and `Forbidden` for the organization, `StepUp`; `Invalid`: as
    /// [`EmailAddress::parse`] and [`name::parse_of_somebody`], `email-taken`, `invitation-open`, on the field `role`
    /// `role-beyond-own`, `set-gone`, on `organization` `invite-organization-inactive`;
    /// `Refused` with `invite-too-many`.
    pub async fn person_invite(
        &self,
        who: &Principal,
        draft: InviteDraft,
        language: Language,
    ) -> Result<Invited, ServiceError> {
        authorize(who, Action::ManagePeople)?;
        let (address, name) = parsed(&draft)?;
        let now = self.clock.now();
        let mut tx = self.store.begin(who.scope).await?;
        let (asks, (who, at)) = (who, inviter(&mut tx, who, draft.org).await?);
        // Those whose time is over make room.
        invitations_expire(&mut tx, now).await?;
        let (grants, set) = given_by(&mut tx, draft.org, draft.role).await?;
        grant_verdict(&who, at.kind, grants).map_err(beside_role)?;
        self.require_recent(asks)?;
        may_send(&mut tx, &who, now).await?;
        let key = address.key();
        let taken = account_owner(&mut tx, &key).await?;
        if let Some((root, person)) = taken
            && root == who.scope.root
            && knows(&mut tx, &who, person).await?
        {
            return Err(FieldError::new("email", "email-taken").into());
        }
        let (secret, until) = (new_token(), now + INVITATION_VALID);
        let invitation = InvitationRow {
            id: PersonId(Uuid::now_v7()),
            version: 1,
            org: draft.org,
            name,
            email: address.to_string(),
            email_key: key,
            choice: draft.role,
            invited_by: who.person,
            token_hash: token_hash(&secret),
            state: InvitationState::Open,
            created_at: now,
            expires_at: until,
        };
        invitation_insert(&mut tx, &invitation).await.map_err(|error| match error {
            StoreError::Duplicate { .. } => FieldError::new("email", "invitation-open").into(),
            other => ServiceError::from(other),
        })?;
        let sending = Sending { who: &who, at: &at, invitation: &invitation, secret, language };
        let path = self.send(&mut tx, sending, taken.is_some(), now).await?;
        let after = json!({
            "email": invitation.email,
            "role": role_text(invitation.choice, set.as_deref()),
        });
        let deed = Deed { after, ..deed(&who, "invited", &invitation) };
        deed.write(&mut tx, now).await?;
        tx.commit().await?;
        self.wake.ring(who.scope.root);
        self.ring_mail();
        Ok(Invited { id: invitation.id, path })
    }

    /// Sends an invitation again, with a new link and the full time; the old link ends.
    ///
    /// # Errors
    /// `NotFound` (also when it is not open any more), `Forbidden`, `StepUp`; `Invalid` with
    /// `role-beyond-own`, `Refused` with `invite-too-many`.
    pub async fn invitation_renew(
        &self,
        who: &Principal,
        id: PersonId,
        language: Language,
    ) -> Result<Invited, ServiceError> {
        authorize(who, Action::ManagePeople)?;
        let now = self.clock.now();
        let mut tx = self.store.begin(who.scope).await?;
        let (asks, (who, at, invitation)) = (who, held(&mut tx, who, id).await?);
        let (grants, _) = given_by(&mut tx, invitation.org, invitation.choice).await?;
        grant_verdict(&who, at.kind, grants).map_err(beside_role)?;
        self.require_recent(asks)?;
        may_send(&mut tx, &who, now).await?;
        let (secret, until) = (new_token(), now + INVITATION_VALID);
        let hash = token_hash(&secret);
        invitation_renew(&mut tx, id, who.person, &hash, until).await?;
        let invitation = InvitationRow { token_hash: hash, expires_at: until, ..invitation };
        let taken = account_owner(&mut tx, &invitation.email_key).await?.is_some();
        let sending = Sending { who: &who, at: &at, invitation: &invitation, secret, language };
        let path = self.send(&mut tx, sending, taken, now).await?;
        deed(&who, "invitation-renewed", &invitation).write(&mut tx, now).await?;
        tx.commit().await?;
        self.wake.ring(who.scope.root);
        self.ring_mail();
        Ok(Invited { id, path })
    }

    /// Takes an invitation back: its link does not work any more.
    ///
    /// # Errors
    /// `NotFound` (also when it is not open any more), `Forbidden`.
    pub async fn invitation_revoke(
        &self,
        who: &Principal,
        id: PersonId,
    ) -> Result<(), ServiceError> {
        authorize(who, Action::ManagePeople)?;
        let now = self.clock.now();
        let mut tx = self.store.begin(who.scope).await?;
        let (who, _, invitation) = held(&mut tx, who, id).await?;
        invitation_end(&mut tx, id, InvitationState::Revoked).await?;
        deed(&who, "invitation-revoked", &invitation).write(&mut tx, now).await?;
        tx.commit().await?;
        self.wake.ring(who.scope.root);
        Ok(())
    }

    /// Ends invitations whose time is over; how many.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn invitations_tidy(&self) -> Result<u64, ServiceError> {
        let (now, mut ended) = (self.clock.now(), 0);
        for root in self.store.root_list().await? {
            let mut tx = self.store.begin(store::whole(root)).await?;
            ended += invitations_expire(&mut tx, now).await?;
            tx.commit().await?;
        }
        Ok(ended)
    }

    /// Makes the link and queues the mail; the link's path where mails go nowhere.
    async fn send(
        &self,
        tx: &mut TenantTx,
        sending: Sending<'_>,
        taken: bool,
        now: DateTime<Utc>,
    ) -> Result<Option<String>, ServiceError> {
        let Sending { who, at, invitation, secret, language } = sending;
        let token = NewToken {
            hash: invitation.token_hash.clone(),
            purpose: Purpose::Invitation,
            person: None,
            subject: json!({ "invitation": invitation.id, "by": who.person }),
            expires_at: invitation.expires_at,
        };
        token_issue(tx, &token, now).await?;
        let path = format!("/invitation/{secret}");
        if !self.mail_is_set_up() {
            return Ok(Some(path));
        }
        let (inviter, organization) = (who.name.clone(), at.org.name.clone());
        let letter = match taken {
            true => Letter::InvitationTaken { inviter, organization },
            false => Letter::Invitation {
                inviter,
                organization,
                role: invitation.choice.role(),
                path,
                until: invitation.expires_at,
            },
        };
        let to = Recipient {
            org: invitation.org,
            address: invitation.email.clone(),
            name: invitation.name.clone(),
            language,
        };
        let dedupe = format!("invitation {}", hex(&invitation.token_hash));
        enqueue(tx, to, letter, dedupe, now).await?;
        Ok(None)
    }
}

/// What an invitation is sent with.
struct Sending<'a> {
    who: &'a Principal,
    at: &'a OrgPlace,
    invitation: &'a InvitationRow,
    secret: String,
    language: Language,
}

/// Who invites, held and as it is now, and where to.
async fn inviter(
    tx: &mut TenantTx,
    who: &Principal,
    org: OrgId,
) -> Result<(Principal, OrgPlace), ServiceError> {
    let at = org_place(tx, org, who.scope.lo).await?;
    let relation = Relation::between(who.scope, at.place);
    authorize_on(who, Action::ManagePeople, relation)?;
    members_hold(tx, &[who.person], org).await?;
    let who = actor(tx, who).await?;
    authorize_on(&who, Action::ManagePeople, relation)?;
    match at.active {
        true => Ok((who, at)),
        false => Err(FieldError::new("organization", "invite-organization-inactive").into()),
    }
}

/// An open invitation that is held, by whom and where to: people are held before invitations,
/// and those before sets, so that nobody waits in a circle.
async fn held(
    tx: &mut TenantTx,
    who: &Principal,
    id: PersonId,
) -> Result<(Principal, OrgPlace, InvitationRow), ServiceError> {
    // Where to never changes.
    let seen = open(invitation_get(tx, id).await?)?;
    let (who, at) = inviter(tx, who, seen.org).await?;
    Ok((who, at, open(invitation_hold(tx, id).await?)?))
}

/// Refuses who has sent enough for now; held, so that many at once are counted one by one.
async fn may_send(
    tx: &mut TenantTx,
    who: &Principal,
    now: DateTime<Utc>,
) -> Result<(), ServiceError> {
    match invitations_sent(tx, who.person, now - WITHIN).await? < MOST {
        true => Ok(()),
        false => Err(ServiceError::Refused("invite-too-many")),
    }
}

/// Whether this person may know of somebody.
async fn knows(tx: &mut TenantTx, who: &Principal, person: PersonId) -> Result<bool, ServiceError> {
    match member_get(tx, person).await {
        Ok(member) => {
            let relation = Relation::between(who.scope, member.place);
            Ok(who.judge(Action::ViewPeople, relation) == Verdict::Allowed)
        }
        Err(StoreError::NotFound) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

fn parsed(draft: &InviteDraft) -> Result<(EmailAddress, String), ServiceError> {
    match (EmailAddress::parse(&draft.email), name::parse_of_somebody(&draft.name)) {
        (Ok(address), Ok(name)) => Ok((address, name)),
        (address, name) => {
            let wrong = address.err().into_iter().chain(name.err());
            Err(ServiceError::Invalid(wrong.collect()))
        }
    }
}

fn open(invitation: InvitationRow) -> Result<InvitationRow, ServiceError> {
    match invitation.state {
        InvitationState::Open => Ok(invitation),
        _ => Err(ServiceError::NotFound),
    }
}

fn deed<'a>(who: &'a Principal, action: &'static str, invitation: &'a InvitationRow) -> Deed<'a> {
    Deed {
        who,
        action,
        entity: "person",
        id: invitation.id.0,
        subject: &invitation.name,
        org: invitation.org,
        before: json!({}),
        after: json!({}),
    }
}
