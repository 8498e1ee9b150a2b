//! API tokens: made by a person for its programs, and what those may.

mod text;

pub use text::is_token;

use crate::auth::{Visitor, token_hash};
use crate::people::{Deed, Held, actor, hold};
use crate::{ServiceError, Services, authorize};
use chrono::Duration;
use domain::api_token::{MAX_TOKENS, PER_MINUTE, TokenDraft, TokenMade, TokenView, delegable};
use domain::field::FieldError;
use domain::ids::{ApiTokenId, OrgId, PersonId};
use domain::people::{Principal, touch_verdict};
use domain::policy::Action;
use serde_json::json;
use std::net::IpAddr;
use std::time::Instant;
use store::api_token::{TokenRow, api_token_insert, api_token_list, api_token_revoke};
use store::person::members_hold;
use text::Token;
use uuid::Uuid;

/// A token's use is written down at most this often.
const TOUCH_EVERY: Duration = Duration::minutes(1);

/// Whom a program acts for, and by which token.
#[derive(Clone, Debug)]
pub struct Bearer {
    /// The person, with no more than the token was given.
    pub who: Principal,
    /// The token.
    pub token: TokenView,
}

impl Services {
    /// Whom this token is good for now: none for what is no token, one that ended, one of
    /// somebody who may not sign in, or may not use tokens any more. That a good one was shown
    /// while its organization is suspended is in the log, once a minute at most.
    ///
    /// # Errors
    /// `RateLimited` after too many requests within a minute.
    pub async fn principal_by_token(
        &self,
        text: &str,
        from: IpAddr,
    ) -> Result<Option<Bearer>, ServiceError> {
        let Some(token) = Token::parse(text) else { return Ok(None) };
        let now = self.clock.now();
        let Some(row) = self.store.api_token_find(&token.prefix, now, self.demo).await? else {
            return Ok(None);
        };
        // Of the hash of a secret of 160 bits nobody learns anything by how long this takes.
        if row.hash != token_hash(text) {
            return Ok(None);
        }
        let Some(who) = self.store.principal_load(row.root, row.person).await? else {
            if self.auth.tokens_refused.count(row.view.id, 1, Instant::now()).is_ok() {
                self.log_refused(row.root, row.person, "token", &Visitor::new(from, ""));
            }
            return Ok(None);
        };
        if !who.may(Action::UseTokens) {
            return Ok(None);
        }
        let counted = self.windows.count(row.view.id, PER_MINUTE, Instant::now());
        counted.map_err(ServiceError::RateLimited)?;
        if row.view.used.is_none_or(|used| now - used >= TOUCH_EVERY) {
            self.store.api_token_used(row.view.id, now, &from.to_string()).await?;
        }
        let grants = delegable(who.grants).and(row.view.grants);
        Ok(Some(Bearer { who: Principal { grants, ..who }, token: row.view }))
    }

    /// The person's own tokens that are good, the newest first.
    ///
    /// # Errors
    /// `Forbidden`.
    pub async fn token_list(&self, who: &Principal) -> Result<Vec<TokenView>, ServiceError> {
        authorize(who, Action::UseTokens)?;
        let mut tx = self.store.begin_read(who.scope).await?;
        let tokens = api_token_list(&mut tx, who.person, self.clock.now()).await?;
        tx.commit().await?;
        Ok(tokens.into_iter().map(|token| token.view).collect())
    }

    /// Makes a token. It is told this once.
    ///
    /// # Errors
    /// `Forbidden`, `StepUp`; `Invalid`: as [`TokenDraft::parse`], `token-too-many`.
    pub async fn token_create(
        &self,
        who: &Principal,
        draft: TokenDraft,
    ) -> Result<TokenMade, ServiceError> {
        authorize(who, Action::UseTokens)?;
        self.require_recent(who)?;
        let now = self.clock.now();
        let mut tx = self.store.begin(who.scope).await?;
        members_hold(&mut tx, &[who.person], OrgId(Uuid::nil())).await?;
        let who = actor(&mut tx, who).await?;
        authorize(&who, Action::UseTokens)?;
        let (name, grants) = draft.parse(&who).map_err(ServiceError::Invalid)?;
        let count = api_token_list(&mut tx, who.person, now).await?.len();
        if i64::try_from(count).unwrap_or(i64::MAX) >= MAX_TOKENS {
            return Err(FieldError::new("name", "token-too-many").with("max", MAX_TOKENS).into());
        }
        let (prefix, token) = Token::make();
        let view = TokenView {
            id: ApiTokenId(Uuid::now_v7()),
            name,
            prefix,
            grants,
            created: now,
            expires: now + Duration::days(draft.days.into()),
            used: None,
            used_from: None,
        };
        let hash = token_hash(&token);
        let row = TokenRow { view, hash, person: who.person, root: who.scope.root };
        api_token_insert(&mut tx, &row).await?;
        let may = grants.iter().map(Action::slug).collect::<Vec<_>>().join(", ");
        let deed = Deed {
            who: &who,
            action: "token-created",
            entity: "token",
            id: row.view.id.0,
            subject: &row.view.name,
            org: who.org,
            before: json!({}),
            after: json!({ "may": may, "expires": row.view.expires.date_naive() }),
        };
        deed.write(&mut tx, now).await?;
        tx.commit().await?;
        self.wake.ring(who.scope.root);
        Ok(TokenMade { token, view: row.view })
    }

    /// Ends a token of one's own, or of somebody whom one manages: it opens nothing any more.
    ///
    /// # Errors
    /// `NotFound` (also when it has ended), `Forbidden`; `Refused` with `person-stronger`.
    pub async fn token_revoke(
        &self,
        who: &Principal,
        person: PersonId,
        id: ApiTokenId,
    ) -> Result<(), ServiceError> {
        let now = self.clock.now();
        let mut tx = self.store.begin(who.scope).await?;
        let (actor, org) = if person == who.person {
            authorize(who, Action::UseTokens)?;
            members_hold(&mut tx, &[who.person], OrgId(Uuid::nil())).await?;
            let actor = actor(&mut tx, who).await?;
            let org = actor.org;
            (actor, org)
        } else {
            authorize(who, Action::ManagePeople)?;
            let Held { who: actor, member, standing } = hold(&mut tx, who, person).await?;
            touch_verdict(&actor, &standing).map_err(ServiceError::Refused)?;
            (actor, member.org.id)
        };
        let tokens = api_token_list(&mut tx, person, now).await?;
        let token = tokens.into_iter().find(|token| token.view.id == id);
        let token = token.ok_or(ServiceError::NotFound)?;
        api_token_revoke(&mut tx, person, id, now).await?;
        let deed = Deed {
            who: &actor,
            action: "token-revoked",
            entity: "token",
            id: id.0,
            subject: &token.view.name,
            org,
            before: json!({}),
            after: json!({}),
        };
        deed.write(&mut tx, now).await?;
        tx.commit().await?;
        self.wake.ring(who.scope.root);
        Ok(())
    }
}
