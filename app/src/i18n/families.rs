//! Messages whose key ends in a name from data: columns, statuses, roles, errors.
//!
//! Where the set of names is known, the build fails if one has no message.

use super::{Argument, KEYS, Messages};
use crate::api::ApiError;
use chrono::NaiveDate;
use domain::{
    field::FieldError,
    handover::HandoverState,
    import::{Field, ImportState, Outcome},
    license::{LicenseKind, LicenseStatus},
    order::{LineKind, OrderState, Usage},
    organization::{About, OrgState, Sector},
    people::{Access, Language, OrgKind, Role},
    policy::{Action, Resource},
    program::{Program, ProgramState},
};
use grid::GRIDS;
use grid::column::{Column, ColumnType, GridSpec};
use grid::level::Bucket;

impl Messages {
    /// A grid column's title, by the column's key.
    #[must_use]
    pub fn column(self, key: &str) -> String {
        self.named("column", key)
    }

    /// What a level groups by, behind the column's title.
    #[must_use]
    pub fn level(self, bucket: Bucket) -> String {
        self.named("level", bucket.slug())
    }

    /// What a level groups by, as an entry of a menu.
    #[must_use]
    pub fn bucket(self, bucket: Bucket) -> String {
        self.named("bucket", bucket.slug())
    }

    /// The days of a column before today: "Expired" where it says when something ends.
    #[must_use]
    pub fn span_past(self, column: &str) -> String {
        self.find(&format!("span-past-{column}"), &[]).unwrap_or_else(|| self.grid_span_past())
    }

    /// A view that comes with a grid.
    #[must_use]
    pub fn view(self, key: &str) -> String {
        self.named("view", key)
    }

    /// A grid's name, as in the navigation.
    #[must_use]
    pub fn nav(self, grid: &str) -> String {
        self.named("nav", grid)
    }

    /// The name of a choice's rank: `Expires soon`.
    #[must_use]
    pub fn choice(self, column: &Column, rank: i64) -> String {
        let ColumnType::Choice(slugs) = column.kind else { return self.number(rank) };
        let slug = usize::try_from(rank).ok().and_then(|at| slugs.get(at));
        slug.map_or_else(|| self.number(rank), |slug| self.named(column.key, slug))
    }

    /// A value as the log keeps it: roles and the like by their slugs.
    #[must_use]
    pub fn value(self, key: &str, text: &str) -> String {
        match key {
            "role" | "access" | "theme" | "language" | "program" => self.named(key, text),
            "reason" => {
                let told = self.find(&format!("sign-in-refusal-{text}"), &[]);
                told.unwrap_or_else(|| text.to_owned())
            }
            "refusal" => self.error(text),
            // Of other things' states these are none.
            "state" => {
                let state = OrderState::from_slug(text).filter(|s| *s != OrderState::Draft);
                state.map_or_else(|| text.to_owned(), |state| self.order_state(state))
            }
            _ => text.to_owned(),
        }
    }

    /// Whether somebody may sign in.
    #[must_use]
    pub fn access(self, access: Access) -> String {
        self.named("access", access.slug())
    }

    /// What the policy's actions are about.
    #[must_use]
    pub fn policy(self, resource: Resource) -> String {
        self.named("policy", resource.slug())
    }

    /// Something that one may do.
    #[must_use]
    pub fn may(self, action: Action) -> String {
        self.named("may", action.slug())
    }

    /// Something that was done, as the log names it.
    #[must_use]
    pub fn deed(self, action: &str) -> String {
        self.named("action", action)
    }

    /// How somebody signed in, by the slug of `domain::sign_in::METHODS`.
    #[must_use]
    pub fn sign_in_method(self, method: &str) -> String {
        self.named("sign-in-method", method)
    }

    /// Why somebody was not let in, by the slug of `domain::sign_in::REFUSALS`.
    #[must_use]
    pub fn sign_in_refusal(self, reason: &str) -> String {
        self.named("sign-in-refusal", reason)
    }

    /// A license status, by its slug.
    #[must_use]
    pub fn status(self, slug: &str) -> String {
        self.named("status", slug)
    }

    /// A license kind's name.
    #[must_use]
    pub fn kind(self, kind: LicenseKind) -> String {
        self.named("kind", kind.slug())
    }

    /// A role's name.
    #[must_use]
    pub fn role(self, role: Role) -> String {
        self.named("role", role.slug())
    }

    /// What a line of an order is.
    #[must_use]
    pub fn line_kind(self, kind: LineKind) -> String {
        self.named("line", kind.slug())
    }

    /// How far an order is.
    #[must_use]
    pub fn order_state(self, state: OrderState) -> String {
        self.named("progress", state.slug())
    }

    /// How much of what was delivered is in use.
    #[must_use]
    pub fn usage(self, usage: Usage) -> String {
        self.named("usage", usage.slug())
    }

    /// A discount program's name.
    #[must_use]
    pub fn program(self, program: Program) -> String {
        self.named("program", program.slug())
    }

    /// Where a request for a discount stands.
    #[must_use]
    pub fn program_state(self, state: ProgramState) -> String {
        self.named("program-state", state.slug())
    }

    /// The name of an organization's state.
    #[must_use]
    pub fn org_state(self, state: OrgState) -> String {
        self.named("state", state.slug())
    }

    /// What became of a partner's wish to change its distributor.
    #[must_use]
    pub fn handover_state(self, state: HandoverState) -> String {
        self.named("handover-state", state.slug())
    }

    /// A sector's name.
    #[must_use]
    pub fn sector(self, sector: Sector) -> String {
        self.named("sector", sector.slug())
    }

    /// What one talks to a contact about.
    #[must_use]
    pub fn about(self, about: About) -> String {
        self.named("about", about.slug())
    }

    /// An organization kind's name.
    #[must_use]
    pub fn org_kind(self, kind: OrgKind) -> String {
        self.named("org-kind", kind.slug())
    }

    /// A column of an imported file.
    #[must_use]
    pub fn import_field(self, field: Field) -> String {
        self.named("import-field", field.slug())
    }

    /// What becomes of a line of an imported file.
    #[must_use]
    pub fn import_outcome(self, outcome: Outcome) -> String {
        self.named("import-outcome", outcome.slug())
    }

    /// Where an import stands.
    #[must_use]
    pub fn import_state(self, state: ImportState) -> String {
        self.named("import-state", state.slug())
    }

    /// A language's own name.
    #[must_use]
    pub fn language_name(self, language: Language) -> String {
        self.named("language", language.tag())
    }

    /// The text beside a field. A code without its own message gets a general one, so that
    /// a browser with an older page never shows a bare code.
    #[must_use]
    pub fn field_error(self, error: &FieldError) -> String {
        let arguments: Vec<(&str, Argument)> = error
            .args
            .iter()
            .map(|(name, value)| (name.as_str(), self.argument(name, value)))
            .collect();
        self.find(&format!("error-{}", error.code), &arguments)
            .unwrap_or_else(|| self.error_unknown())
    }

    /// The text of an error without values, by its code.
    #[must_use]
    pub fn error(self, code: &str) -> String {
        self.find(&format!("error-{code}"), &[]).unwrap_or_else(|| self.error_unknown())
    }

    /// Why a call failed: the field's own text, the rule that refused it, or what kind of
    /// failure it is.
    #[must_use]
    pub fn api_error(self, error: &ApiError) -> String {
        match (error.fields.first(), &error.reason) {
            (Some(field), _) => self.field_error(field),
            (None, Some(reason)) => self.error(reason),
            (None, None) => self.error(error.code.slug()),
        }
    }

    /// Limits and counts are numbers, with separators and plurals, and a day is written as the
    /// language writes it. Anything else is what somebody typed and is repeated as it stands.
    fn argument<'a>(self, name: &str, value: &'a str) -> Argument<'a> {
        match (name, value.parse::<i64>()) {
            ("count" | "length" | "limit" | "max" | "min" | "seats" | "used", Ok(number)) => {
                number.into()
            }
            ("day", Err(_)) => day(value).map_or_else(|| value.into(), |day| self.date(day).into()),
            _ => value.into(),
        }
    }

    pub(super) fn named(self, family: &str, name: &str) -> String {
        self.find(&format!("{family}-{name}"), &[]).unwrap_or_else(|| name.to_owned())
    }
}

/// The day of ISO text. Chrono's own way of reading it would be more code than the rest.
fn day(text: &str) -> Option<NaiveDate> {
    let mut parts = text.split('-');
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    NaiveDate::from_ymd_opt(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)
}

/// Whether `key` is `family` + `-` + `name`. For use while compiling.
const fn is_named(key: &str, family: &str, name: &str) -> bool {
    let (key, family, name) = (key.as_bytes(), family.as_bytes(), name.as_bytes());
    if key.len() != family.len() + 1 + name.len() || key[family.len()] != b'-' {
        return false;
    }
    let mut at = 0;
    while at < key.len() {
        let wanted = if at < family.len() {
            family[at]
        } else if at == family.len() {
            b'-'
        } else {
            name[at - family.len() - 1]
        };
        if key[at] != wanted {
            return false;
        }
        at += 1;
    }
    true
}

/// Stops the build, naming `name`, if the family has no message for it.
const fn require(family: &str, name: &str) {
    let mut at = 0;
    while at < KEYS.len() {
        if is_named(KEYS[at], family, name) {
            return;
        }
        at += 1;
    }
    panic!("{}", name)
}

/// Each `family-<slug>` of the listed names must exist.
macro_rules! require_all {
    ($family:literal, $all:expr) => {
        const _: () = {
            let all = $all;
            let mut at = 0;
            while at < all.len() {
                require($family, all[at].slug());
                at += 1;
            }
        };
    };
}

require_all!("status", LicenseStatus::ALL);
require_all!("kind", LicenseKind::ALL);
require_all!("role", Role::ALL);
require_all!("state", OrgState::ALL);
require_all!("sector", Sector::ALL);
require_all!("about", About::ALL);
require_all!("access", Access::ALL);
require_all!("policy", Resource::ALL);
require_all!("may", Action::ALL);
require_all!("level", Bucket::ALL);
require_all!("bucket", Bucket::ALL);
require_all!("import-field", Field::ALL);
require_all!("import-outcome", Outcome::ALL);
require_all!("import-state", ImportState::ALL);
require_all!("error", domain::assign::Refusal::ALL);
require_all!("error", domain::program::Refusal::ALL);
require_all!("program", Program::ALL);
require_all!("program-state", ProgramState::ALL);
const _: () = {
    let mut at = 0;
    while at < domain::entitlement::CODES.len() {
        require("error", domain::entitlement::CODES[at]);
        at += 1;
    }
};
require_all!("org-kind", [OrgKind::Distributor, OrgKind::Partner, OrgKind::Customer]);

/// Each `family-<slug>` of the listed slugs must exist.
const fn require_each(family: &str, slugs: &[&str]) {
    let mut at = 0;
    while at < slugs.len() {
        require(family, slugs[at]);
        at += 1;
    }
}

const _: () = {
    require_each("sign-in-method", domain::sign_in::METHODS);
    require_each("sign-in-refusal", domain::sign_in::REFUSALS);
};

/// A grid's name, columns, sums and views, and the slugs of its choices.
const fn require_grid(spec: &GridSpec) {
    require("nav", spec.name);
    let mut at = 0;
    while at < spec.columns.len() {
        let column = &spec.columns[at];
        require("column", column.key);
        if let ColumnType::Choice(slugs) = column.kind {
            let mut rank = 0;
            while rank < slugs.len() {
                require(column.key, slugs[rank]);
                rank += 1;
            }
        }
        at += 1;
    }
    at = 0;
    while at < spec.sums.len() {
        require("column", spec.sums[at].key);
        at += 1;
    }
    at = 0;
    while at < spec.views.len() {
        require("view", spec.views[at].key);
        at += 1;
    }
}

const _: () = {
    let mut at = 0;
    while at < GRIDS.len() {
        require_grid(GRIDS[at]);
        at += 1;
    }
    at = 0;
    while at < Language::ALL.len() {
        require("language", Language::ALL[at].tag());
        at += 1;
    }
};
