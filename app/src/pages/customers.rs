//! The customers page. A customer leads to its page, its number of licenses to them.

use crate::api::grids::customers_page;
use crate::grid::{GridDef, GridRow, import_link, packed};
use crate::i18n::Messages;
use crate::session::use_session;
use crate::ui::maybe;
use domain::people::OrgKind;
use domain::policy::Action;
use grid::column::{ColumnId, GridSpec};
use grid::customers::{CUSTOMERS as SPEC, CustomerRow};
use leptos::prelude::*;

impl GridRow for CustomerRow {
    fn spec(&self) -> &'static GridSpec {
        &SPEC
    }

    fn title(&self) -> &str {
        &self.org.name
    }

    fn href(&self, column: ColumnId) -> Option<String> {
        match column {
            ColumnId(0) => Some(format!("/organizations/{}", self.org.id)),
            ColumnId(2) => {
                let state = format!("customer={}", self.org.id);
                Some(grid::url::address("/licenses", &state))
            }
            _ => None,
        }
    }
}

/// To a new customer, for whoever may: partners; a distributor finds them in the tree.
fn new_customer(t: Messages) -> AnyView {
    let viewer = use_session().viewer;
    let may = viewer.is_some_and(|viewer| {
        viewer.org_kind == OrgKind::Partner && viewer.may(Action::CreateOrganization)
    });
    maybe(may.then(|| {
        view! {
            <a class="button" href="/organizations/new">{t.organization_new_customer()}</a>
        }
    }))
}

/// The customers grid: by partner, by what ends, by when.
pub(crate) static CUSTOMERS: GridDef = GridDef {
    way_on: import_link,
    filters: &[ColumnId(1), ColumnId(5), ColumnId(6), ColumnId(7), ColumnId(9)],
    beside: new_customer,
    ..GridDef::read_only::<CustomerRow>(&SPEC, "/customers", |state, start, len| {
        packed(customers_page(state, start, len))
    })
};
