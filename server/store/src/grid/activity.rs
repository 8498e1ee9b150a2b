//! The action log as a grid's rows, without what people keep for themselves, and without what
//! was done to people of organizations below that let nobody assist. For customers there are no
//! more entries than in the histories of their licenses.

use super::View;
use super::source::{Made, Source, Sql, named};
use crate::error::Result;
use crate::log::LogEntry;
use domain::catalog::Catalog;
use grid::activity::{ABOUT_PEOPLE, ACTIVITY, ActivityRow};
use grid::column::{Audience, ColumnId, GridSpec};
use sqlx::{FromRow, Row, postgres::PgRow};

impl Source for ActivityRow {
    const SPEC: &'static GridSpec = &ACTIVITY;
    const COLUMNS: &'static str =
        "id, at, actor, action, entity, before, after, entity_id, subject";

    fn push_from(view: &View<'_, Self>, sql: &mut Sql) {
        let about_people = format!("'{}'", ABOUT_PEOPLE.join("', '"));
        sql.push(format_args!(
            "(SELECT * FROM action_log l WHERE (l.entity NOT IN ({about_people}) OR "
        ));
        view.push_assisted(sql, "l.");
        sql.push("))");
    }

    /// The index of the default sort has the first of these conditions.
    fn only(audience: Audience) -> &'static str {
        match audience {
            Audience::Provider => {
                " AND entity <> 'view' AND action NOT IN ('language-chosen', 'preferences-chosen')"
            }
            Audience::Customer => {
                " AND entity <> 'view' AND action NOT IN ('language-chosen', 'preferences-chosen') \
                 AND entity = 'license' AND (before || after) - ARRAY['note', 'order'] <> '{}'"
            }
        }
    }

    fn made_of(column: ColumnId) -> Made {
        match column {
            ColumnId(0) => Made::Moment("at".into()),
            other => named(&ACTIVITY, other),
        }
    }

    fn read(row: &PgRow, _: &Catalog) -> Result<Self> {
        let entry = LogEntry::from_row(row)?;
        let (id, entity) = (entry.id, entry.entity.clone());
        let (entity_id, subject) = (row.try_get("entity_id")?, row.try_get("subject")?);
        Ok(Self { id, entity, entity_id, subject, entry: entry.into_history() })
    }
}
