//! People and open invitations as a grid's rows, without those whom nobody of this scope may
//! assist.

use super::View;
use super::source::{Made, Source, Sql, named};
use crate::error::{Result, StoreError};
use domain::catalog::Catalog;
use domain::ids::{OrgId, PersonId};
use domain::license::OrgRef;
use domain::people::{Access, Role};
use grid::column::{ColumnId, GridSpec};
use grid::people::{PEOPLE, PersonRow};
use sqlx::{Row, postgres::PgRow};

const OF_ALL: &str = "p.root_id, p.id, p.tkey, p.version, p.name, p.name_fold, p.email, \
    p.email_fold, p.role, s.name AS set_name, o.id AS organization_id, \
    o.name AS organization_name, o.name_fold AS organization_fold, \
    (p.created_at AT TIME ZONE 'UTC')::date AS created";
const JOINED: &str = "p JOIN organization o ON o.root_id = p.root_id AND o.id = p.org_id \
    LEFT JOIN permission_set s ON s.root_id = p.root_id AND s.id = p.permission_set_id WHERE ";

impl Source for PersonRow {
    const SPEC: &'static GridSpec = &PEOPLE;

    fn push_from(view: &View<'_, Self>, sql: &mut Sql) {
        sql.push(format_args!(
            "(SELECT {OF_ALL}, p.last_seen_at AS seen, CASE WHEN p.deactivated_at IS NULL \
             THEN 'active' ELSE 'deactivated' END AS access, CASE WHEN EXISTS \
             (SELECT FROM authenticator f WHERE f.person_id = p.id) OR EXISTS \
             (SELECT FROM passkey f WHERE f.person_id = p.id) THEN 'yes' ELSE 'no' END AS factor \
             FROM person {JOINED}"
        ));
        view.push_assisted(sql, "p.");
        sql.push(format_args!(
            " UNION ALL SELECT {OF_ALL}, NULL, 'invited', NULL FROM invitation {JOINED}"
        ));
        view.push_assisted(sql, "p.");
        sql.push(" AND p.state = 'open')");
    }

    fn made_of(column: ColumnId) -> Made {
        match column {
            ColumnId(5) => Made::Moment("seen".into()),
            other => named(&PEOPLE, other),
        }
    }

    fn read(row: &PgRow, _: &Catalog) -> Result<Self> {
        let text = |column| row.try_get::<String, _>(column);
        let (role, access) = (text("role")?, text("access")?);
        Ok(Self {
            id: PersonId(row.try_get("id")?),
            version: row.try_get("version")?,
            name: text("name")?,
            email: text("email")?,
            org: OrgRef {
                id: OrgId(row.try_get("organization_id")?),
                name: text("organization_name")?,
            },
            role: Role::from_slug(&role).ok_or_else(|| StoreError::unknown("role", &role))?,
            set: row.try_get("set_name")?,
            access: Access::from_slug(&access)
                .ok_or_else(|| StoreError::unknown("access", &access))?,
            seen: row.try_get("seen")?,
            created: row.try_get("created")?,
            mfa: row.try_get::<Option<&str>, _>("factor")?.map(|has| has == "yes"),
        })
    }
}
