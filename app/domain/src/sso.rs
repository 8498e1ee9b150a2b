//! Single sign-on by an organization's own identity provider: what is set, and what of it fits.

use crate::field::FieldError;
use crate::people::{Principal, Role, Verdict};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Longest text of a setting, in bytes.
const LONGEST: usize = 500;

/// The settings as they are typed.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SsoDraft {
    /// The sign-in name, part of the address.
    pub slug: String,
    /// The provider's address, as it calls itself.
    pub issuer: String,
    /// What Seatkeeper is called there.
    pub client_id: String,
    /// The secret that goes with it; empty keeps the present one.
    pub client_secret: String,
    /// Email domains that are let in, by blanks; empty: all.
    pub domains: String,
    /// Where the provider tells a person's groups; empty: roles are given here.
    pub groups_claim: String,
    /// A line for each group: `group = role`.
    pub group_roles: String,
    /// The role of those without such a group; none refuses them.
    pub default_role: Option<Role>,
    /// Whether accounts are made at the first sign-in.
    pub jit: bool,
    /// Whether passwords are refused, but those of owners.
    pub only_sso: bool,
    /// Whether the provider asks for second factors itself.
    pub trusts_mfa: bool,
    /// Whether one can sign in with it.
    pub enabled: bool,
}

/// The settings as those see them who may look at them.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct SsoView {
    /// Why this person may not change them, as [`save_verdict`] says it.
    pub barred: Option<String>,
    /// As they are; the secret is never shown.
    pub draft: SsoDraft,
    /// Raised by every change; 0 before the first.
    pub version: i32,
    /// Where people sign in, when it is set up.
    pub address: Option<String>,
    /// The redirect address, to be entered at the provider.
    pub redirect: String,
}

/// Settings that fit.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SsoRules {
    /// The sign-in name.
    pub slug: String,
    /// The provider's address.
    pub issuer: String,
    /// What Seatkeeper is called there.
    pub client_id: String,
    /// Email domains, in lower case.
    pub domains: Vec<String>,
    /// Where the provider tells groups.
    pub groups_claim: Option<String>,
    /// Roles by group.
    pub group_roles: BTreeMap<String, Role>,
}

impl SsoDraft {
    /// The settings, if all of them fit. Whether the issuer is one that may be asked is not
    /// said here.
    ///
    /// # Errors
    /// One for each field: `sso-slug-invalid`, `sso-issuer-invalid`, `sso-client-missing`,
    /// `sso-domains-invalid`, `sso-groups-invalid` (arg `line`, from 1), `sso-role-custom`,
    /// `text-too-long`.
    pub fn check(&self) -> Result<SsoRules, Vec<FieldError>> {
        let mut errors = Vec::new();
        let texts = [
            ("slug", &self.slug),
            ("issuer", &self.issuer),
            ("client_id", &self.client_id),
            ("client_secret", &self.client_secret),
            ("groups_claim", &self.groups_claim),
        ];
        for (field, text) in texts {
            if text.len() > LONGEST {
                let error = FieldError::new(field, "text-too-long");
                errors.push(error.with("max", LONGEST).with("length", text.chars().count()));
            }
        }
        let slug = self.slug.trim();
        if !is_slug(slug) {
            errors.push(FieldError::new("slug", "sso-slug-invalid"));
        }
        let issuer = self.issuer.trim();
        let web = issuer.starts_with("http://") || issuer.starts_with("https://");
        if !web || issuer.contains(['?', '#', '@']) || issuer.contains(char::is_whitespace) {
            errors.push(FieldError::new("issuer", "sso-issuer-invalid"));
        }
        if self.client_id.trim().is_empty() {
            errors.push(FieldError::new("client_id", "sso-client-missing"));
        }
        let domains: Vec<String> = self
            .domains
            .split(|c: char| c.is_whitespace() || c == ',')
            .filter(|domain| !domain.is_empty())
            .map(|domain| domain.trim_start_matches('@').to_lowercase())
            .collect();
        if domains.len() > 50 || domains.iter().any(|domain| !is_domain(domain)) {
            errors.push(FieldError::new("domains", "sso-domains-invalid"));
        }
        let group_roles = match group_roles(&self.group_roles) {
            Ok(roles) => roles,
            Err(error) => {
                errors.push(error);
                BTreeMap::new()
            }
        };
        // Which of the organization's sets it were, a role does not say.
        if self.default_role == Some(Role::Custom) {
            errors.push(FieldError::new("default_role", "sso-role-custom"));
        }
        if !errors.is_empty() {
            return Err(errors);
        }
        let claim = self.groups_claim.trim();
        Ok(SsoRules {
            slug: slug.to_owned(),
            issuer: issuer.to_owned(),
            client_id: self.client_id.trim().to_owned(),
            domains,
            groups_claim: (!claim.is_empty()).then(|| claim.to_owned()),
            group_roles,
        })
    }
}

/// Whether one may set by which provider people are let in, and as what. It says of somebody who
/// of the organization it is, owners included; so whoever names one must be able to make owners.
///
/// # Errors
/// `sso-owner-needed`.
pub fn save_verdict(who: &Principal) -> Verdict {
    match who.may_grant(who.org_kind, Role::Owner.grants()) {
        true => Ok(()),
        false => Err("sso-owner-needed"),
    }
}

/// Whether a sign-in at the provider counts as two factors: an organization takes its provider's
/// word for what it demands itself, not for what one above demands of it.
#[must_use]
pub const fn counts_as_two(trusts_mfa: bool, demanded_above: bool) -> bool {
    trusts_mfa && !demanded_above
}

fn is_slug(text: &str) -> bool {
    let sign = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    (3..=40).contains(&text.len())
        && text.bytes().all(sign)
        && !text.starts_with('-')
        && !text.ends_with('-')
        // The provider's answers come there.
        && text != "callback"
}

fn is_domain(text: &str) -> bool {
    let label = |part: &str| {
        !part.is_empty() && !part.contains(|c: char| !(c.is_alphanumeric() || c == '-'))
    };
    text.len() <= 253 && text.contains('.') && text.split('.').all(label)
}

/// Roles by group, from lines `group = role`; empty lines do not matter.
fn group_roles(text: &str) -> Result<BTreeMap<String, Role>, FieldError> {
    let mut roles = BTreeMap::new();
    for (line, text) in text.lines().enumerate().filter(|(_, text)| !text.trim().is_empty()) {
        let wrong = || FieldError::new("group_roles", "sso-groups-invalid").with("line", line + 1);
        let (group, role) = text.rsplit_once('=').ok_or_else(wrong)?;
        let (group, role) = (group.trim(), Role::from_slug(role.trim()).ok_or_else(wrong)?);
        if group.is_empty() || group.len() > LONGEST || role == Role::Custom || roles.len() >= 200 {
            return Err(wrong());
        }
        roles.insert(group.to_owned(), role);
    }
    Ok(roles)
}

/// The same as people type it.
#[must_use]
pub fn group_roles_text(roles: &BTreeMap<String, Role>) -> String {
    let lines = roles.iter().map(|(group, role)| format!("{group} = {}", role.slug()));
    lines.collect::<Vec<_>>().join("\n")
}

/// The strongest role that groups give, else the default one; none refuses.
#[must_use]
pub fn role_of_groups(
    roles: &BTreeMap<String, Role>,
    default: Option<Role>,
    groups: &[String],
) -> Option<Role> {
    let given = groups.iter().filter_map(|group| roles.get(group));
    let rank = |role: &&Role| Role::ALL.iter().position(|known| known == *role);
    given.min_by_key(rank).copied().or(default)
}

/// Whether an address is of one of these domains; none of them lets all in.
#[must_use]
pub fn domain_fits(domains: &[String], email: &str) -> bool {
    let domain = email.rsplit_once('@').map(|(_, domain)| domain.to_lowercase());
    domains.is_empty() || domain.is_some_and(|domain| domains.contains(&domain))
}
