//! How the cells of a license look.

use crate::grid::{CellContext, marked};
use crate::i18n::Messages;
use crate::ui::Tone;
use chrono::NaiveDate;
use domain::license::{LicenseRow, LicenseStatus};
use grid::column::ColumnId;
use grid::licenses::{
    CUSTOMER, EDITION, EXPIRES, KEY, NAME, NOTE, ORDER, PARTNER, PRODUCT, PURCHASED, SEATS, STATUS,
    VENDOR,
};
use leptos::prelude::*;

/// The content of a cell.
pub(super) fn cell(row: &LicenseRow, column: ColumnId, context: CellContext) -> AnyView {
    let (t, needle) = (context.messages, context.needle);
    match column {
        NAME => editable(marked(&row.name, needle), column, context),
        NOTE => editable(marked(row.note.as_deref().unwrap_or_default(), needle), column, context),
        KEY => {
            let key = marked(&row.key, needle);
            view! {
                <code>{key}</code>
                <button
                    type="button"
                    class="row-button copy"
                    tabindex="-1"
                    data-act="copy"
                    aria-label=t.license_copy_key()
                    title=t.license_copy_key()
                ></button>
            }
            .into_any()
        }
        CUSTOMER => match &row.customer {
            Some(customer) => marked(&customer.name, needle),
            None => view! { <span class="faint">{t.grid_none()}</span> }.into_any(),
        },
        ORDER => marked(row.order_no.as_deref().unwrap_or_default(), needle),
        PRODUCT => plain(&row.product.name),
        EDITION => plain(&row.edition.name),
        VENDOR => plain(&row.vendor.name),
        PARTNER => plain(&row.partner.name),
        SEATS => seats(t, row.used, row.seats),
        STATUS => status(t, row.status(context.today)),
        PURCHASED => view! { <span class="number">{t.date(row.purchased)}</span> }.into_any(),
        EXPIRES => expires(t, row, context.today),
        ColumnId(_) => ().into_any(),
    }
}

fn plain(text: &str) -> AnyView {
    let text = text.to_owned();
    view! { <bdi class="clip">{text}</bdi> }.into_any()
}

fn editable(content: AnyView, column: ColumnId, context: CellContext) -> AnyView {
    let t = context.messages;
    let pencil = context.may_edit.then(|| {
        let label = t.grid_edit(t.column(grid::licenses::LICENSES.column(column).key));
        view! {
            <button
                type="button"
                class="row-button pencil"
                tabindex="-1"
                data-act="edit"
                aria-label=label.clone()
                title=label
            ></button>
        }
    });
    view! { {content}{pencil} }.into_any()
}

/// How full a license is, in percent, at most 100; none when it cannot be full.
fn fullness(used: i32, seats: Option<i32>) -> Option<i64> {
    let seats = i64::from(seats?);
    Some(if seats <= 0 { 100 } else { (i64::from(used) * 100 / seats).clamp(0, 100) })
}

fn seats(t: Messages, used: i32, seats: Option<i32>) -> AnyView {
    let full = fullness(used, seats);
    let of = seats.map_or_else(|| "∞".to_owned(), |seats| t.number(i64::from(seats)));
    let text = format!("{}/{of}", t.number(i64::from(used)));
    let class = match full {
        Some(100) => "usage full",
        Some(_) => "usage",
        None => "usage none",
    };
    view! {
        <span class="number">{text}</span>
        <svg class=class viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true">
            <rect width=full.unwrap_or_default().to_string() height="4"></rect>
        </svg>
    }
    .into_any()
}

fn status(t: Messages, status: LicenseStatus) -> AnyView {
    view! { <span class=Tone::of(status).class()>{t.status(status.slug())}</span> }.into_any()
}

fn expires(t: Messages, row: &LicenseRow, today: NaiveDate) -> AnyView {
    let Some(end) = row.expires else {
        return view! { <span class="faint">{t.license_never_ends()}</span> }.into_any();
    };
    let days = (end - today).num_days();
    let class = match row.status(today) {
        LicenseStatus::Expired | LicenseStatus::Lapsed => "days over",
        LicenseStatus::ExpiresSoon => "days soon",
        _ => "days",
    };
    view! {
        <span class="number">{t.date(end)}</span>
        <span class=class>{t.days_left(days)}</span>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::fullness;

    #[test]
    fn the_usage_bar_ends_at_full() {
        assert_eq!(fullness(11, Some(50)), Some(22));
        assert_eq!(fullness(60, Some(50)), Some(100));
        assert_eq!(fullness(1, Some(0)), Some(100));
        assert_eq!(fullness(11, None), None, "unlimited is never full");
    }
}
