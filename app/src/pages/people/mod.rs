//! People: the grid of those who may sign in, a page for each, and permission sets.
#![expect(unreachable_pub, reason = "the macro makes more of a component public than was asked")]

mod actions;
mod handover;
mod invite;
mod may;
mod organization;
mod person;
mod sessions;
mod set_form;
mod sets;

use crate::api::people::people_page;
use crate::grid::{GridDef, GridRow, packed, value_text};
use crate::i18n::Messages;
use crate::session::use_session;
use chrono::NaiveDate;
use domain::policy::Action;
use grid::column::{ColumnId, GridSpec};
use grid::people::{PEOPLE as SPEC, PersonRow, ROLE};
use invite::InviteButton;
use leptos::prelude::*;
pub(crate) use person::PersonPage;
pub(crate) use set_form::Boxes;
pub(crate) use sets::SetsPage;

impl GridRow for PersonRow {
    fn spec(&self) -> &'static GridSpec {
        &SPEC
    }

    fn title(&self) -> &str {
        &self.name
    }

    fn href(&self, column: ColumnId) -> Option<String> {
        (column == ColumnId(0)).then(|| format!("/people/{}", self.id))
    }

    fn shown(&self, t: Messages, column: ColumnId, today: NaiveDate) -> String {
        match (column, &self.set) {
            (ROLE, Some(set)) => set.clone(),
            _ => value_text(t, self, column, today),
        }
    }
}

/// The people grid: by organization, role and access.
pub(crate) static PEOPLE: GridDef = GridDef {
    filters: &[ColumnId(2), ROLE, ColumnId(4), ColumnId(5)],
    beside: |t| view! { <Beside t/> }.into_any(),
    ..GridDef::read_only::<PersonRow>(&SPEC, "/people", |state, start, len| {
        packed(people_page(state, start, len))
    })
};

/// What one may do besides looking.
#[component]
fn Beside(t: Messages) -> impl IntoView {
    let may = |action| use_session().viewer.is_some_and(|viewer| viewer.may(action));
    let sets = may(Action::ManagePermissionSets).then(
        || view! { <a class="button button--quiet" href="/people/sets">{t.sets_title()}</a> },
    );
    let invite = may(Action::ManagePeople).then(|| view! { <InviteButton/> });
    view! { <div class="people__actions">{sets} {invite}</div> }
}
