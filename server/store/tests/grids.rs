//! The other grids in SQL equal those in Rust.
#![allow(clippy::unwrap_used, clippy::expect_used)]

#[path = "support/engine.rs"]
mod engine;
mod support;

use chrono::{DateTime, Duration, NaiveDate, Utc};
use domain::history::{DEEDS, FieldChange};
use domain::ids::{PersonId, Scope};
use domain::license::{LicenseRow, LicenseStatus};
use domain::organization::{OrgDraft, OrgState, Sector};
use domain::people::{Access, Role, RoleChoice};
use engine::{Case, DAYS, Rows, SEATS, days, query_strategy, sorts};
use grid::activity::{ActivityRow, ENTITIES};
use grid::column::{Audience, GridSpec};
use grid::customers::CustomerRow;
use grid::people::PersonRow;
use grid::query::{Query, Window};
use proptest::prelude::*;
use proptest::sample::select;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, TestRunner};
use serde_json::{Map, Value, json};
use sqlx::{AssertSqlSafe, Executor};
use store::invitation::{InvitationRow, InvitationState};
use store::log::NewLogEntry;
use store::org::Org;
use support::{Database, Tree, day, now, org_ref};

const CASES: u32 = 60;

/// Asks a few hundred questions in three scopes, each of which has the rows that `within` says.
fn check<R: Rows>(
    database: &Database,
    tree: &Tree,
    (audience, today): (Audience, NaiveDate),
    within: impl Fn(Scope) -> Vec<R>,
) {
    let runtime = tokio::runtime::Handle::current();
    let case = Case { database, audience, today };
    let config = Config { cases: CASES, failure_persistence: None, ..Config::default() };
    for org in [&tree.top, &tree.partners[0], &tree.customers[1]] {
        let scope = tree.scope_of(org);
        let rows = within(scope);
        let strategy = query_strategy(rows.clone(), audience, today);
        TestRunner::new(config.clone())
            .run(&strategy, |(query, window)| {
                runtime.block_on(case.check(&rows, &query, window, scope))
            })
            .unwrap();
        for sort in sorts::<R>() {
            let query = Query { sort, ..Query::default() };
            for start in [0, 301] {
                let window = Window { start, len: 20 };
                runtime.block_on(case.check(&rows, &query, window, scope)).unwrap();
            }
        }
    }
}

fn licenses(tree: &Tree) -> impl Strategy<Value = Vec<LicenseRow>> + use<> {
    let (partners, customers) = (tree.partners.clone(), tree.customers.clone());
    let one = (
        0..customers.len(),
        prop::option::weighted(0.8, select(&SEATS[..])),
        0..4i32,
        prop::option::weighted(0.8, days()),
        prop::option::weighted(0.8, days()),
        any::<bool>(),
    );
    prop::collection::vec(one, 0..60).prop_map(move |all| {
        let mut rows = Vec::new();
        for (n, (customer, seats, used, activated, expires, owned)) in (0..).zip(all) {
            let owner = Some(&customers[customer]).filter(|_| owned || activated.is_some());
            let row = support::license(&partners[customer / 3], owner, n);
            rows.push(LicenseRow { seats, used, activated, expires, ..row });
        }
        rows
    })
}

/// What the rules say of a customer.
fn counted(tree: &Tree, org: &Org, all: &[LicenseRow], today: NaiveDate) -> CustomerRow {
    use LicenseStatus::{Active, Expired, ExpiresSoon};
    let at = tree.customers.iter().position(|customer| customer.id == org.id).unwrap();
    let own = all.iter().filter(|row| row.customer.as_ref().is_some_and(|c| c.id == org.id));
    let own: Vec<&LicenseRow> =
        own.filter(|row| [Active, Expired, ExpiresSoon].contains(&row.status(today))).collect();
    let count = |status| own.iter().filter(|row| row.status(today) == status).count() as i64;
    CustomerRow {
        org: org_ref(org),
        partner: org_ref(&tree.partners[at / 3]),
        counts: [
            own.len() as i64,
            own.iter().filter_map(|row| row.seats).map(i64::from).sum(),
            own.iter().map(|row| i64::from(row.used)).sum(),
            count(ExpiresSoon),
            count(Expired),
        ],
        next: own.iter().filter_map(|row| row.expires).filter(|end| *end >= today).min(),
        created: now().date_naive(),
        state: state_of(at),
        sector: kept(at).sector,
        reference: Some(kept(at).reference).filter(|number| !number.is_empty()),
        priority: kept(at).priority,
    }
}

/// What is kept of the `at`th customer.
fn kept(at: usize) -> OrgDraft {
    OrgDraft {
        sector: Sector::ALL[at % 3],
        reference: ["", "Ä-1", "a-2", "100%", ""][at % 5].to_owned(),
        priority: [1, 3, 5][at % 3],
        ..OrgDraft::default()
    }
}

fn state_of(at: usize) -> OrgState {
    OrgState::ALL[at % 2 * 2]
}

async fn keep(database: &Database, tree: &Tree) {
    let mut tx = database.store.begin(tree.scope).await.unwrap();
    for (at, org) in tree.customers.iter().enumerate() {
        let draft = OrgDraft { name: org.name.clone(), ..kept(at) };
        let row = store::org::org_write(&mut tx, org, &draft.parse().unwrap()).await.unwrap();
        store::org::org_set_state(&mut tx, &row.org, state_of(at)).await.unwrap();
    }
    tx.commit().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn customers_equal_what_their_licenses_come_to() {
    let database = Database::new().await;
    let other = database.tree().await;
    for today in [DAYS[0], DAYS[3], DAYS[7]].map(day) {
        let tree = database.tree().await;
        keep(&database, &tree).await;
        let rows = licenses(&tree).new_tree(&mut TestRunner::default()).unwrap().current();
        for (tree, rows) in [(&tree, &rows), (&other, &vec![other.license(0)])] {
            let mut tx = database.store.begin(tree.scope).await.unwrap();
            let _ = store::license::licenses_insert_many(&mut tx, rows).await;
            let _ = tx.commit().await;
        }
        let within = |scope: Scope| {
            let customers = tree.customers.iter().filter(|org| scope.holds(org.interval.lo));
            customers.map(|org| counted(&tree, org, &rows, today)).collect::<Vec<_>>()
        };
        tokio::task::block_in_place(|| {
            // A customer does not see its partner, nor has it this grid.
            let within = |scope: Scope| match scope.lo == tree.customers[1].interval.lo {
                true => Vec::new(),
                false => within(scope),
            };
            check(&database, &tree, (Audience::Provider, today), within);
        });
    }
}

fn entries(tree: &Tree) -> impl Strategy<Value = Vec<NewLogEntry>> + use<> {
    let places: Vec<Org> = tree.partners.iter().chain(&tree.customers).cloned().collect();
    let text = || select(&["Äpfel", "apfel", "Straße 1", "100%_\\*", "Ω"][..]);
    let kinds: Vec<&str> = ENTITIES.iter().copied().chain(["view", "unheard"]).collect();
    let private = ["language-chosen", "preferences-chosen", "unheard"];
    let actions: Vec<&str> = DEEDS.iter().copied().chain(private).collect();
    let one = (
        (0..places.len(), select(kinds), select(actions)),
        (text(), prop::option::weighted(0.8, text())),
        (days(), select(&[0i64, 1, 3_600_000_000, 86_399_999_999][..])),
        prop::sample::subsequence(&["name", "note", "order", "seats"][..], 0..=3),
    );
    prop::collection::vec(one, 0..400).prop_map(move |all| {
        let mut entries = Vec::new();
        for ((place, entity, action), (actor, subject), (day, micros), fields) in all {
            let object = |value: &Value| {
                let fields = fields.iter().map(|field| ((*field).to_owned(), value.clone()));
                Value::Object(fields.collect())
            };
            entries.push(NewLogEntry {
                at: day.and_time(chrono::NaiveTime::MIN).and_utc() + Duration::microseconds(micros),
                person: None,
                actor: actor.to_owned(),
                action: action.to_owned(),
                entity: entity.to_owned(),
                entity_id: None,
                subject: subject.map(str::to_owned),
                org: places[place].id,
                before: object(&Value::Null),
                after: object(&json!("x")),
            });
        }
        entries
    })
}

/// An entry as it must be shown, and the tenant key of where it happened.
fn shown(tree: &Tree, entry: &NewLogEntry, id: uuid::Uuid) -> (i64, ActivityRow) {
    let places = tree.partners.iter().chain(&tree.customers);
    let place = places.clone().find(|org| org.id == entry.org).unwrap().interval.lo;
    let empty = Map::new();
    let fields = entry
        .after
        .as_object()
        .unwrap_or(&empty)
        .keys()
        .map(|key| (key.clone(), FieldChange { before: None, after: Some("x".to_owned()) }));
    let row = ActivityRow {
        id,
        entity: entry.entity.clone(),
        entity_id: None,
        subject: entry.subject.clone(),
        entry: domain::history::HistoryEntry {
            at: entry.at,
            actor: entry.actor.clone(),
            action: entry.action.clone(),
            fields: fields.collect(),
        },
    };
    (place, row)
}

fn may_be_seen(row: &ActivityRow, audience: Audience) -> bool {
    let private = ["language-chosen", "preferences-chosen"];
    let kept = row.entity == "view" || private.contains(&row.entry.action.as_str());
    let public = |key: &String| !internal(&grid::licenses::LICENSES, key);
    let told = audience == Audience::Provider
        || row.entity == "license" && row.entry.fields.keys().any(public);
    !kept && told
}

fn internal(spec: &GridSpec, key: &str) -> bool {
    spec.by_key(key).is_some_and(|id| spec.column(id).internal)
}

#[tokio::test(flavor = "multi_thread")]
async fn activity_equals_the_log_as_far_as_it_may_be_seen() {
    let database = Database::new().await;
    for audience in [Audience::Provider, Audience::Customer] {
        let tree = database.tree().await;
        let entries = entries(&tree).new_tree(&mut TestRunner::default()).unwrap().current();
        let mut rows: Vec<(i64, ActivityRow)> = Vec::new();
        let mut tx = database.store.begin(tree.scope).await.unwrap();
        store::import_batch::log_append_many(&mut tx, &entries).await.unwrap();
        tx.commit().await.unwrap();
        // Ids ascend with the entries.
        let ids: Vec<uuid::Uuid> =
            sqlx::query_scalar("SELECT id FROM action_log WHERE root_id = $1 ORDER BY id")
                .bind(tree.scope.root.0)
                .fetch_all(&mut database.owner().await)
                .await
                .unwrap();
        assert_eq!(ids.len(), entries.len());
        rows.extend(entries.iter().zip(ids).map(|(entry, id)| shown(&tree, entry, id)));
        rows.retain(|(_, row)| may_be_seen(row, audience));
        let within = |scope: Scope| {
            let held = rows.iter().filter(|(tkey, _)| scope.holds(*tkey));
            held.map(|(_, row)| row.clone()).collect::<Vec<_>>()
        };
        tokio::task::block_in_place(|| {
            check(&database, &tree, (audience, day(DAYS[3])), within);
        });
    }
}

/// Somebody of this organization, written as a person or as an open invitation.
async fn member(database: &Database, tree: &Tree, org: &Org, row: &PersonRow) {
    let mut tx = database.store.begin(tree.scope).await.unwrap();
    if row.access == Access::Invited {
        let inviter = store::person::NewPerson {
            id: PersonId(uuid::Uuid::now_v7()),
            // Where nobody of those who ask sees it.
            org: tree.partners[1].id,
            name: "Inviter".into(),
            email: "inviter@example.com".into(),
            role: Role::Owner,
            set: None,
            invited_by: None,
            language: None,
        };
        store::person::person_insert(&mut tx, &inviter, now()).await.unwrap();
        let invitation = InvitationRow {
            id: row.id,
            version: 1,
            org: org.id,
            name: row.name.clone(),
            email: row.email.clone(),
            email_key: row.id.to_string(),
            choice: RoleChoice::Fixed(row.role),
            invited_by: inviter.id,
            token_hash: Vec::new(),
            state: InvitationState::Open,
            created_at: now(),
            expires_at: now(),
        };
        store::invitation::invitation_insert(&mut tx, &invitation).await.unwrap();
    } else {
        let person = store::person::NewPerson {
            id: row.id,
            org: org.id,
            name: row.name.clone(),
            email: row.email.clone(),
            role: row.role,
            set: None,
            invited_by: None,
            language: None,
        };
        store::person::person_insert(&mut tx, &person, now()).await.unwrap();
        let account = store::directory::Account {
            person: row.id,
            root: tree.scope.root,
            email: row.email.clone(),
            email_key: row.id.to_string(),
            password_hash: String::new(),
            active: true,
        };
        store::directory::account_insert(&mut tx, &account).await.unwrap();
        if let Some(seen) = row.seen {
            store::person::person_seen(&mut tx, row.id, seen).await.unwrap();
        }
        if row.access == Access::Deactivated {
            let since = Some(now());
            store::person::person_set_access(&mut tx, row.id, 1, since).await.unwrap();
        }
    }
    tx.commit().await.unwrap();
}

fn people(tree: &Tree) -> impl Strategy<Value = Vec<(usize, PersonRow)>> + use<> {
    let places: Vec<Org> = all_of(tree).cloned().collect();
    let one = (
        0..places.len(),
        (
            select(&["Äpfel", "apfel", "Straße 1", "100%_\\*"][..]),
            select(&["a@x.example", "B@x.example"][..]),
        ),
        (select(&Role::FIXED[..]), select(&Access::ALL[..])),
        prop::option::weighted(0.7, (days(), select(&[0i64, 1, 86_399_999_999][..]))),
    );
    prop::collection::vec(one, 0..60).prop_map(move |all| {
        let row =
            |(at, (name, email), (role, access), seen): (usize, _, _, Option<(NaiveDate, i64)>)| {
                let moment = |(day, micros): (NaiveDate, i64)| {
                    day.and_time(chrono::NaiveTime::MIN).and_utc() + Duration::microseconds(micros)
                };
                let (name, email): (&str, &str) = (name, email);
                let row = PersonRow {
                    id: PersonId(uuid::Uuid::now_v7()),
                    version: if access == Access::Deactivated { 2 } else { 1 },
                    name: name.to_owned(),
                    email: email.to_owned(),
                    org: org_ref(&places[at]),
                    role,
                    set: None,
                    access,
                    seen: seen.filter(|_| access != Access::Invited).map(moment),
                    created: now().date_naive(),
                    mfa: (access != Access::Invited).then_some(false),
                };
                (at, row)
            };
        all.into_iter().map(row).collect()
    })
}

fn all_of(tree: &Tree) -> impl Iterator<Item = &Org> {
    std::iter::once(&tree.top).chain(&tree.partners).chain(&tree.customers)
}

#[tokio::test(flavor = "multi_thread")]
async fn people_are_those_whom_one_may_assist() {
    let database = Database::new().await;
    database.tree().await;
    let tree = database.tree().await;
    let rows = people(&tree).new_tree(&mut TestRunner::default()).unwrap().current();
    let places: Vec<Org> = all_of(&tree).cloned().collect();
    for (at, row) in &rows {
        member(&database, &tree, &places[*at], row).await;
    }
    // The second partner lets nobody assist, nor does the first one's second customer.
    let unassisted = [&tree.partners[1], &tree.customers[1]].map(|org| org.id.0.to_string());
    let mut owner = database.owner().await;
    let root = tree.scope.root.0;
    let scope = format!("SET app.root = '{root}'; SET app.lo = '0'; SET app.hi = '{}'", i64::MAX);
    owner.execute(AssertSqlSafe(scope)).await.unwrap();
    let closed = sqlx::query("UPDATE organization SET assistance = false WHERE id::text = ANY($1)")
        .bind(unassisted.to_vec())
        .execute(&mut owner)
        .await
        .unwrap();
    assert_eq!(closed.rows_affected(), 2);
    let hidden = |scope: Scope, place: &Org| {
        [&tree.partners[1], &tree.customers[1]].into_iter().any(|org| {
            let held = (org.interval.lo..=org.interval.hi).contains(&place.interval.lo);
            held && org.interval.lo > scope.lo && org.interval.hi <= scope.hi
        })
    };
    let within = |scope: Scope| {
        let seen = rows.iter().filter(|(at, _)| {
            let place = &places[*at];
            scope.holds(place.interval.lo) && !hidden(scope, place)
        });
        seen.map(|(_, row)| row.clone()).collect::<Vec<_>>()
    };
    tokio::task::block_in_place(|| {
        check(&database, &tree, (Audience::Provider, day(DAYS[3])), within);
    });
}

#[test]
fn moments_are_kept_to_the_microsecond() {
    let at: DateTime<Utc> = now() + Duration::microseconds(1);
    assert_ne!(grid::column::Cell::moment(at), grid::column::Cell::moment(now()));
}
