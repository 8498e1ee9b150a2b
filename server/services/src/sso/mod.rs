//! Single sign-on by an organization's own identity provider (OpenID Connect): the settings,
//! and signing in (`flow`).

mod flow;
mod outgoing;
mod provider;

pub use flow::SsoAnswer;
pub(crate) use outgoing::Outgoing;
pub(crate) use provider::Discovered;

use crate::auth::entry;
use crate::people::actor;
use crate::{ServiceError, Services, authorize};
use domain::field::FieldError;
use domain::ids::OrgId;
use domain::people::Principal;
use domain::policy::Action;
use domain::sso::{SsoDraft, SsoRules, SsoView, group_roles_text, save_verdict};
use serde_json::{Value, json};
use std::time::Instant;
use store::StoreError;
use store::log::NewLogEntry;
use store::person::members_hold;
use store::sso::{SsoProvider, sso_provider, sso_provider_set};

/// Where providers send people back to.
const CALLBACK: &str = "/sso/callback";

/// How often an organization tries providers out within a minute: whoever may do so chooses what
/// address this server asks.
const TRIES: u32 = 10;

/// What a client's secret is sealed for.
fn purpose(org: OrgId) -> String {
    format!("client-secret {org}")
}

impl Services {
    /// How the people of one's own organization sign in by single sign-on.
    ///
    /// # Errors
    /// `Forbidden`, when it is not the person's to see.
    pub async fn sso_settings(
        &self,
        who: &Principal,
        origin: &str,
    ) -> Result<SsoView, ServiceError> {
        authorize(who, Action::ManageSignIn)?;
        let mut tx = self.store.begin_read(who.scope).await?;
        let provider = sso_provider(&mut tx, who.org).await?;
        tx.commit().await?;
        let redirect = format!("{origin}{CALLBACK}");
        let barred = save_verdict(who).err().map(str::to_owned);
        Ok(match provider {
            None => {
                let draft = SsoDraft::default();
                SsoView { barred, draft, version: 0, address: None, redirect }
            }
            Some(provider) => SsoView {
                barred,
                version: provider.version,
                address: Some(format!("{origin}/sso/{}", provider.slug)),
                redirect,
                draft: draft_of(provider),
            },
        })
    }

    /// Sets how the people of one's own organization sign in by single sign-on.
    ///
    /// # Errors
    /// `Forbidden`; `Refused` as [`save_verdict`]; `StepUp` without a recent proof; `Invalid`
    /// field by field; `Conflict` when somebody else was faster.
    pub async fn sso_save(
        &self,
        who: &Principal,
        draft: SsoDraft,
        version: i32,
    ) -> Result<(), ServiceError> {
        may_save(who)?;
        self.require_recent(who)?;
        let rules = self.checked(&draft)?;
        let mut tx = self.store.begin(who.scope).await?;
        members_hold(&mut tx, &[who.person], who.org).await?;
        may_save(&actor(&mut tx, who).await?)?;
        let before = sso_provider(&mut tx, who.org).await?;
        let client_secret = match (draft.client_secret.trim(), &before) {
            ("", Some(before)) => before.client_secret.clone(),
            ("", None) => {
                return Err(FieldError::new("client_secret", "sso-client-missing").into());
            }
            (secret, _) => self.secret_key.seal(&purpose(who.org), secret.as_bytes())?,
        };
        let after = SsoProvider {
            slug: rules.slug,
            issuer: rules.issuer,
            client_id: rules.client_id,
            client_secret,
            domains: rules.domains,
            groups_claim: rules.groups_claim,
            group_roles: rules.group_roles,
            default_role: draft.default_role,
            jit: draft.jit,
            only_sso: draft.only_sso,
            trusts_mfa: draft.trusts_mfa,
            enabled: draft.enabled,
            version,
        };
        sso_provider_set(&mut tx, who.org, &after).await.map_err(|error| match error {
            StoreError::Duplicate { .. } => FieldError::new("slug", "sso-slug-taken").into(),
            other => ServiceError::from(other),
        })?;
        let mut said = told(&after);
        if before.as_ref().is_none_or(|before| before.client_secret != after.client_secret) {
            said["secret-set"] = true.into();
        }
        let before = before.map_or(json!({}), |before| told(&before));
        let entry = NewLogEntry {
            entity: "organization".to_owned(),
            entity_id: Some(who.org.0),
            subject: Some(who.org_name.clone()),
            ..entry(who, self.clock.now(), "sso-changed", before, said)
        };
        self.write(tx, entry, who).await
    }

    /// Asks a provider whether it is what the settings say, without changing anything.
    ///
    /// # Errors
    /// `Forbidden`; `Refused` as [`save_verdict`], when it does not answer, or otherwise;
    /// `Invalid` field by field; `RateLimited`.
    pub async fn sso_test(&self, who: &Principal, draft: SsoDraft) -> Result<(), ServiceError> {
        may_save(who)?;
        let rules = self.checked(&draft)?;
        let tried = self.auth.providers_tried.count(who.org, TRIES, Instant::now());
        tried.map_err(ServiceError::RateLimited)?;
        let said = self.sso.of(&rules.issuer, &self.outgoing, true).await?;
        // Signing in needs where to send people and where to redeem their codes.
        match said.token_endpoint() {
            Some(_) => Ok(()),
            None => Err(ServiceError::Refused("sso-provider")),
        }
    }

    fn checked(&self, draft: &SsoDraft) -> Result<SsoRules, ServiceError> {
        let rules = draft.check().map_err(ServiceError::Invalid)?;
        if !self.outgoing.may_ask(&rules.issuer) {
            let code = match rules.issuer.starts_with("https://") {
                true => "sso-issuer-local",
                false => "sso-issuer-invalid",
            };
            return Err(FieldError::new("issuer", code).into());
        }
        Ok(rules)
    }
}

fn may_save(who: &Principal) -> Result<(), ServiceError> {
    authorize(who, Action::ManageSignIn)?;
    save_verdict(who).map_err(ServiceError::Refused)
}

fn draft_of(provider: SsoProvider) -> SsoDraft {
    SsoDraft {
        group_roles: group_roles_text(&provider.group_roles),
        slug: provider.slug,
        issuer: provider.issuer,
        client_id: provider.client_id,
        client_secret: String::new(),
        domains: provider.domains.join(" "),
        groups_claim: provider.groups_claim.unwrap_or_default(),
        default_role: provider.default_role,
        jit: provider.jit,
        only_sso: provider.only_sso,
        trusts_mfa: provider.trusts_mfa,
        enabled: provider.enabled,
    }
}

/// The settings for the log, which no secret comes into.
fn told(provider: &SsoProvider) -> Value {
    json!({
        "slug": provider.slug,
        "issuer": provider.issuer,
        "client": provider.client_id,
        "domains": provider.domains.join(" "),
        "groups": group_roles_text(&provider.group_roles),
        "role": provider.default_role.map(domain::people::Role::slug),
        "jit": provider.jit,
        "only": provider.only_sso,
        "trusts-mfa": provider.trusts_mfa,
        "enabled": provider.enabled,
    })
}
