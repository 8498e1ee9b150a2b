//! `/api/v1`: what programs read. Rows of grids by the columns that people see, under the names
//! in a grid page's address; errors are problem documents (RFC 9457).

use super::problem::Asker;
use app::api::{ApiError, ErrorCode, context::RequestContext};
use axum::{
    Extension,
    extract::{Path, RawQuery, Request},
    http::header,
    response::{IntoResponse, Response},
};
use chrono::NaiveDate;
use domain::field::FieldError;
use domain::people::Principal;
use domain::policy::{Action, effective};
use grid::column::{Audience, Cell, Column, ColumnType, Key};
use grid::page::Line;
use grid::state::State;
use serde_json::{Map, Value, json};
use services::grid::{Rows, audience};
use services::tokens::Bearer;
use services::{ServiceError, Services, with_grid};
use store::grid::Source;

/// Rows that are answered at once where nobody says how many, and at most.
const LEN: u32 = 100;
const MAX_LEN: u32 = 500;

/// `GET /api/v1/me`: whom the token acts for, and what it may.
pub(super) async fn me(
    Extension(context): Extension<RequestContext>,
    bearer: Option<Extension<Bearer>>,
    request: Request,
) -> Response {
    let Some(who) = &context.principal else {
        return Asker::of(&request).answer(ErrorCode::Unauthenticated);
    };
    let may = effective(who.org_kind, who.grants).iter().map(Action::slug).collect::<Vec<_>>();
    let token = bearer.map(|Extension(Bearer { token, .. })| {
        json!({ "name": token.name, "prefix": token.prefix, "expires": token.expires })
    });
    answer(&json!({
        "id": who.person,
        "name": who.name,
        "email": who.email,
        "role": who.role,
        "organization": { "id": who.org, "name": who.org_name, "kind": who.org_kind },
        "may": may,
        "token": token,
    }))
}

/// `GET /api/v1/{grid}?state=…&start=…&len=…`: rows of a grid. `state` is what stands behind the
/// question mark of the grid's page, without groups.
pub(super) async fn rows(
    Extension(context): Extension<RequestContext>,
    Path(name): Path<String>,
    RawQuery(query): RawQuery,
    request: Request,
) -> Response {
    let asker = Asker::of(&request);
    let Some(who) = context.principal.clone() else {
        return asker.answer(ErrorCode::Unauthenticated);
    };
    let services = &context.services;
    let found = match asked(&query.unwrap_or_default()) {
        Ok(asked) => {
            let act = with_grid!(&*name, R => services
                .guarded(&who, &context.endpoint, window::<R>(services, &who, asked)).await);
            act.unwrap_or(Err(ServiceError::NotFound))
        }
        Err(wrong) => Err(wrong.into()),
    };
    match found {
        Ok(body) => answer(&body),
        Err(error) => asker.explain(ApiError::of(error, Some(&context.request_id))),
    }
}

/// A window of a grid.
struct Asked {
    state: String,
    start: u32,
    len: u32,
}

fn asked(query: &str) -> Result<Asked, FieldError> {
    let mut asked = Asked { state: String::new(), start: 0, len: LEN };
    for (name, value) in grid::url::parameters(query) {
        let number = || {
            let number = value.parse::<u32>();
            number.map_err(|_| FieldError::new(&name, "number-invalid"))
        };
        match name.as_str() {
            "state" => asked.state.clone_from(&value),
            "start" => asked.start = number()?,
            "len" => asked.len = number()?.clamp(1, MAX_LEN),
            _ => return Err(FieldError::new(&name, "parameter-unknown").with("name", &name)),
        }
    }
    Ok(asked)
}

async fn window<R: Rows>(
    services: &Services,
    who: &Principal,
    asked: Asked,
) -> Result<Value, ServiceError> {
    let audience = audience(who);
    let (mut state, problems) = State::parse(R::SPEC, &asked.state, audience);
    if let Some(problem) = problems.first() {
        return Err(FieldError::new("state", "view-unfit").with("part", &problem.name).into());
    }
    state.query.group.clear();
    state.query.open.clear();
    let Asked { start, len, .. } = asked;
    let page = services.grid_page::<R>(who, &state.format(), start, len).await?;
    let rows = page.window.iter().filter_map(|line| match line {
        Line::Row(row) => Some(told(row, audience, page.today)),
        Line::Group(_) => None,
    });
    let rows: Vec<Value> = rows.collect();
    let end = u64::from(start) + rows.len() as u64;
    let next = (end < page.rows && !rows.is_empty()).then(|| {
        let mut query = String::new();
        for (name, value) in
            [("state", &*asked.state), ("start", &end.to_string()), ("len", &len.to_string())]
        {
            grid::url::push(&mut query, name, value);
        }
        format!("/api/v1/{}?{query}", R::SPEC.name)
    });
    Ok(json!({ "total": page.rows, "start": start, "rows": rows, "next": next }))
}

/// A row by its columns' names.
fn told<R: Source>(row: &R, audience: Audience, today: NaiveDate) -> Value {
    let mut object = Map::new();
    object.insert("id".to_owned(), json!(row.id()));
    for (id, column) in R::SPEC.ids().filter(|(_, column)| audience.sees(column)) {
        object.insert(column.key.to_owned(), value(column, row.cell(id, today)));
    }
    Value::Object(object)
}

/// A value: days and moments as ISO 8601 in UTC, choices by their stable names, what has an id
/// with it.
fn value(column: &Column, Cell { key, label }: Cell) -> Value {
    match key {
        Key::None => Value::Null,
        Key::Int(rank) => match column.kind {
            ColumnType::Choice(slugs) => {
                json!(usize::try_from(rank).ok().and_then(|at| slugs.get(at)))
            }
            ColumnType::Ref => json!({ "id": rank, "name": label }),
            _ => json!(rank),
        },
        Key::Day(day) if label.is_empty() => json!(day),
        Key::Day(day) => json!(format!("{day}T{label}Z")),
        Key::Id(id) => json!({ "id": id, "name": label }),
        Key::Text(text) => json!(text),
    }
}

fn answer(body: &Value) -> Response {
    let kind = [(header::CONTENT_TYPE, "application/json"), (header::CACHE_CONTROL, "no-store")];
    (kind, body.to_string()).into_response()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_window_is_asked_for_by_name() {
        let whole = asked("state=tab%3Dall%26q%3Da&start=5&len=9999").unwrap();
        assert_eq!((&*whole.state, whole.start, whole.len), ("tab=all&q=a", 5, MAX_LEN));
        let plain = asked("").unwrap();
        assert_eq!((&*plain.state, plain.start, plain.len), ("", 0, LEN));
        for (bad, code) in [
            ("start=-1", "number-invalid"),
            ("len=x", "number-invalid"),
            ("tab=all", "parameter-unknown"),
        ] {
            assert_eq!(asked(bad).err().unwrap().code, code, "{bad}");
        }
    }

    #[test]
    fn values_are_told_by_stable_names() {
        let choice = Column { kind: ColumnType::Choice(&["a", "b"]), ..Column::PLAIN };
        assert_eq!(value(&choice, Cell::int(1)), json!("b"));
        let day = "2026-06-15".parse().unwrap();
        let date = Column { kind: ColumnType::Date, ..Column::PLAIN };
        assert_eq!(value(&date, Cell::day(Some(day))), json!("2026-06-15"));
        let moment = "2026-06-15T10:00:00.5Z".parse().unwrap();
        assert_eq!(value(&date, Cell::moment(moment)), json!("2026-06-15T10:00:00.500000Z"));
        assert_eq!(value(&Column::PLAIN, Cell::NONE), Value::Null);
    }
}
