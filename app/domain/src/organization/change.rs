//! What stands in the way of what people do to organizations. Each obstacle is named before
//! anything is done, by the same rule that refuses it.

use super::OrgState;
use crate::field::FieldError;
use crate::ids::OrgId;
use crate::people::OrgKind;
use crate::tenancy::Interval;

/// An organization as far as it matters for what is done to it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Standing<'a> {
    /// Its id.
    pub id: OrgId,
    /// The one above it.
    pub parent: Option<OrgId>,
    /// What it is.
    pub kind: OrgKind,
    /// Whether its people can work.
    pub state: OrgState,
    /// Whose suspension it is.
    pub suspended_by: Option<OrgId>,
    /// Its name.
    pub name: &'a str,
    /// The tenant keys of it and everything below it.
    pub interval: Interval,
}

/// What is below an organization of this kind (DOMAIN.md D20); none below customers.
#[must_use]
pub const fn child_kind(kind: OrgKind) -> Option<OrgKind> {
    match kind {
        OrgKind::Distributor => Some(OrgKind::Partner),
        OrgKind::Partner => Some(OrgKind::Customer),
        OrgKind::Customer => None,
    }
}

/// Why nothing can be created below this organization: `organization-no-children` (a customer),
/// `organization-closed`, `organization-suspended`.
#[must_use]
pub fn create_obstacle(parent: Standing<'_>) -> Option<FieldError> {
    match child_kind(parent.kind) {
        None => Some(obstacle("organization-no-children", parent.name)),
        Some(_) => stopped(parent.state, parent.name),
    }
}

/// Why nothing can be given to an organization: `organization-closed`. Who is suspended is still
/// looked after.
#[must_use]
pub fn give_obstacle(state: OrgState, name: &str) -> Option<FieldError> {
    (state == OrgState::Closed).then(|| obstacle("organization-closed", name))
}

/// Why an organization cannot be suspended: `organization-closed`, `organization-suspended`.
#[must_use]
pub fn suspend_obstacle(org: Standing<'_>) -> Option<FieldError> {
    stopped(org.state, org.name)
}

/// Why an organization cannot be reactivated: `organization-closed`, `organization-active`, or
/// `organization-suspended-above`: it was suspended along with one above, and comes back with it.
#[must_use]
pub fn reactivate_obstacle(org: Standing<'_>) -> Option<FieldError> {
    match (org.state, org.suspended_by) {
        (OrgState::Closed, _) => stopped(org.state, org.name),
        (OrgState::Active, _) => Some(obstacle("organization-active", org.name)),
        (OrgState::Suspended, by) if by != Some(org.id) => {
            Some(obstacle("organization-suspended-above", org.name))
        }
        (OrgState::Suspended, _) => None,
    }
}

/// What closing an organization depends on.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct CloseContext {
    /// Organizations right below it that are not closed.
    pub open_children: i64,
    /// Licenses in use by it, or held by it as a partner, that have not expired.
    pub running: i64,
    /// What it is entitled to and has not ended.
    pub entitlements: i64,
}

/// What stands in the way of closing an organization: `organization-closed`,
/// `close-open-children`, `close-running-licenses`, `close-entitlements` (arg `count` each).
#[must_use]
pub fn close_obstacles(org: Standing<'_>, context: CloseContext) -> Vec<FieldError> {
    let mut found = Vec::new();
    if org.state == OrgState::Closed {
        found.extend(stopped(org.state, org.name));
    }
    for (code, count) in [
        ("close-open-children", context.open_children),
        ("close-running-licenses", context.running),
        ("close-entitlements", context.entitlements),
    ] {
        if count > 0 {
            found.push(obstacle(code, org.name).with("count", count));
        }
    }
    found
}

/// What moving an organization depends on.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct MoveContext<'a> {
    /// What is moved.
    pub org: Standing<'a>,
    /// Where to.
    pub to: Standing<'a>,
    /// Whether there is one of its name already.
    pub name_taken: bool,
    /// Whether it has a license whose key the other partner has, too.
    pub key_taken: bool,
}

/// What stands in the way of moving an organization, worst first: `move-into-itself` (a cycle),
/// `move-unfit` (only customers move, and only below partners: DOMAIN.md D20), `move-same`,
/// `organization-closed` and `organization-suspended` (of either), `move-name-taken`,
/// `move-key-taken`.
#[must_use]
pub fn move_obstacles(context: MoveContext<'_>) -> Vec<FieldError> {
    let MoveContext { org, to, name_taken, key_taken } = context;
    if (org.interval.lo..=org.interval.hi).contains(&to.interval.lo) {
        return vec![obstacle("move-into-itself", to.name)];
    }
    if child_kind(to.kind) != Some(org.kind) {
        return vec![obstacle("move-unfit", to.name)];
    }
    if org.parent == Some(to.id) {
        return vec![obstacle("move-same", to.name)];
    }
    let mut found = Vec::new();
    found.extend(stopped(to.state, to.name));
    if org.state == OrgState::Closed {
        found.extend(stopped(org.state, org.name));
    }
    if name_taken {
        found.push(obstacle("move-name-taken", to.name).with("subject", org.name));
    }
    if key_taken {
        found.push(obstacle("move-key-taken", to.name));
    }
    found
}

/// What an organization that is not active stands in the way with.
pub(crate) fn stopped(state: OrgState, name: &str) -> Option<FieldError> {
    match state {
        OrgState::Active => None,
        OrgState::Suspended => Some(obstacle("organization-suspended", name)),
        OrgState::Closed => Some(obstacle("organization-closed", name)),
    }
}

/// Something in the way, on the field `organization`.
pub(crate) fn obstacle(code: &str, name: &str) -> FieldError {
    FieldError::new("organization", code).with("name", name)
}
