//! Server functions of grids: of any by its name, and windows of those that are only read.
#![expect(missing_docs, reason = "the macro makes fields of arguments, which the functions name")]

use super::codec::Wire;
use super::error::ApiError;
use grid::activity::ActivityRow;
use grid::column::Key;
use grid::customers::CustomerRow;
use grid::orders::OrderRow;
use grid::page::{FilterOption, Page};
use leptos::prelude::*;

#[cfg(feature = "ssr")]
use super::context::call;
#[cfg(feature = "ssr")]
use services::{ServiceError, with_grid};

/// The paths of the groups that "expand all" opens: level by level, at most
/// [`grid::query::MAX_OPEN`]. `state` is the grid's state as in its page's address.
#[server(endpoint = "grid_groups", input = Wire, output = Wire)]
pub async fn grid_groups(grid: String, state: String) -> Result<Vec<Vec<Key>>, ApiError> {
    call(async |services, who| {
        with_grid!(&*grid, R => services.grid_groups::<R>(who, &state).await)
            .unwrap_or(Err(ServiceError::NotFound))
    })
    .await
}

/// The values a column's set filter offers, those whose name contains `search`.
#[server(endpoint = "grid_options", input = Wire, output = Wire)]
pub async fn grid_options(
    grid: String,
    state: String,
    column: String,
    search: String,
) -> Result<Vec<FilterOption>, ApiError> {
    call(async |services, who| {
        with_grid!(&*grid, R => services.grid_options::<R>(who, &state, &column, &search).await)
            .unwrap_or(Err(ServiceError::NotFound))
    })
    .await
}

/// A window of the customers grid.
#[server(endpoint = "customers_page", input = Wire, output = Wire)]
pub async fn customers_page(
    state: String,
    start: u32,
    len: u32,
) -> Result<Page<CustomerRow>, ApiError> {
    call(async |services, who| services.grid_page(who, &state, start, len).await).await
}

/// A window of the activity grid.
#[server(endpoint = "activity_page", input = Wire, output = Wire)]
pub async fn activity_page(
    state: String,
    start: u32,
    len: u32,
) -> Result<Page<ActivityRow>, ApiError> {
    call(async |services, who| services.grid_page(who, &state, start, len).await).await
}

/// A window of the orders grid.
#[server(endpoint = "orders_page", input = Wire, output = Wire)]
pub async fn orders_page(state: String, start: u32, len: u32) -> Result<Page<OrderRow>, ApiError> {
    call(async |services, who| services.grid_page(who, &state, start, len).await).await
}
