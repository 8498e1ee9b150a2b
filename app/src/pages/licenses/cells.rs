//! How the cells of a license look.

use crate::grid::{CellContext, marked};
use crate::i18n::Messages;
use crate::ui::{Html, Tone};
use chrono::NaiveDate;
use domain::license::{EXPIRES_SOON_DAYS, LicenseRow, LicenseStatus};
use grid::column::ColumnId;
use grid::licenses::{
    AUTO, CUSTOMER, EDITION, EXPIRES, KEY, NAME, NOTE, ORDER, PARTNER, PRODUCT, PURCHASED, SEATS,
    STATUS, VENDOR,
};

/// Within so many days an end is told louder.
const NEAR_DAYS: i64 = 7;

/// Draws a cell's content.
pub(super) fn cell(row: &LicenseRow, column: ColumnId, context: CellContext, html: &mut Html) {
    let (t, needle) = (context.messages, context.needle);
    match column {
        NAME | NOTE => {
            let text = if column == NAME { Some(&row.name) } else { row.note.as_ref() };
            marked(html, text.map_or("", String::as_str), needle);
            if context.may_edit {
                let label = t.grid_edit(t.column(grid::licenses::LICENSES.column(column).key));
                html.row_button("row-button pencil", "edit", &label);
            }
        }
        KEY => {
            html.open("code", &[]);
            marked(html, &row.key, needle);
            html.close("code");
            html.row_button("row-button copy", "copy", &t.license_copy_key());
        }
        CUSTOMER => match &row.customer {
            Some(customer) => marked(html, &customer.name, needle),
            // A note on an unused key reserves it (DOMAIN.md D15).
            None if row.note.is_some() && row.status(context.today) == LicenseStatus::Unused => {
                html.element("span", &[("class", Tone::Warning.class())], &t.coupon_reserved());
            }
            None => faint(html, &t.grid_none()),
        },
        ORDER => marked(html, row.order_no.as_deref().unwrap_or_default(), needle),
        PRODUCT => plain(html, &row.product.name),
        EDITION => plain(html, &row.edition.name),
        VENDOR => plain(html, &row.vendor.name),
        PARTNER => plain(html, &row.partner.name),
        SEATS => seats(html, t, row.used, row.seats),
        STATUS => {
            let status = row.status(context.today);
            html.element("span", &[("class", Tone::of(status).class())], &t.status(status.slug()));
        }
        PURCHASED => number(html, &t.date(row.purchased)),
        EXPIRES => expires(html, t, row, context.today),
        AUTO => match row.auto_years {
            Some(_) => plain(html, &auto(t, row)),
            None => faint(html, &auto(t, row)),
        },
        ColumnId(_) => {}
    }
}

/// A cell's content as plain text, for copying.
pub(super) fn plain_text(
    t: Messages,
    row: &LicenseRow,
    column: ColumnId,
    today: NaiveDate,
) -> String {
    let maybe = |text: Option<&String>| text.cloned().unwrap_or_default();
    match column {
        NAME => row.name.clone(),
        KEY => row.key.clone(),
        PRODUCT => row.product.name.clone(),
        EDITION => row.edition.name.clone(),
        VENDOR => row.vendor.name.clone(),
        PARTNER => row.partner.name.clone(),
        CUSTOMER => row.customer.as_ref().map(|customer| customer.name.clone()).unwrap_or_default(),
        SEATS => usage(t, row.used, row.seats),
        STATUS => t.status(row.status(today).slug()),
        PURCHASED => t.date(row.purchased),
        EXPIRES => row.expires.map_or_else(|| t.license_never_ends(), |end| t.date(end)),
        NOTE => maybe(row.note.as_ref()),
        ORDER => maybe(row.order_no.as_ref()),
        AUTO => auto(t, row),
        ColumnId(_) => String::new(),
    }
}

/// Whether it renews by itself, and for how long.
fn auto(t: Messages, row: &LicenseRow) -> String {
    match row.auto_years {
        Some(years) => t.license_renews(t.license_years(years)),
        None => t.choice(grid::licenses::LICENSES.column(AUTO), 0),
    }
}

fn usage(t: Messages, used: i32, seats: Option<i32>) -> String {
    let of = seats.map_or_else(|| "∞".to_owned(), |seats| t.number(i64::from(seats)));
    format!("{}/{of}", t.number(i64::from(used)))
}

fn plain(html: &mut Html, text: &str) {
    html.element("bdi", &[("class", "clip")], text);
}

fn faint(html: &mut Html, text: &str) {
    html.element("span", &[("class", "faint")], text);
}

fn number(html: &mut Html, text: &str) {
    html.element("span", &[("class", "number")], text);
}

/// How full a license is, in percent, at most 100; none when it cannot be full.
fn fullness(used: i32, seats: Option<i32>) -> Option<i64> {
    let seats = i64::from(seats?);
    Some(if seats <= 0 { 100 } else { (i64::from(used) * 100 / seats).clamp(0, 100) })
}

fn seats(html: &mut Html, t: Messages, used: i32, seats: Option<i32>) {
    let full = fullness(used, seats);
    number(html, &usage(t, used, seats));
    let class = match full {
        Some(100) => "usage full",
        Some(_) => "usage",
        None => "usage none",
    };
    let frame = [
        ("class", class),
        ("viewBox", "0 0 100 4"),
        ("preserveAspectRatio", "none"),
        ("aria-hidden", "true"),
    ];
    let width = full.unwrap_or_default().to_string();
    html.open("svg", &frame)
        .element("rect", &[("width", &width), ("height", "4")], "")
        .close("svg");
}

fn expires(html: &mut Html, t: Messages, row: &LicenseRow, today: NaiveDate) {
    let Some(end) = row.expires else { return faint(html, &t.license_never_ends()) };
    let left = (end - today).num_days();
    let class = match row.status(today) {
        LicenseStatus::Expired | LicenseStatus::Lapsed => "days over",
        LicenseStatus::ExpiresSoon | LicenseStatus::Unused if left <= NEAR_DAYS => "days near",
        LicenseStatus::ExpiresSoon => "days soon",
        LicenseStatus::Unused if left <= EXPIRES_SOON_DAYS => "days soon",
        _ => "days",
    };
    number(html, &t.date(end));
    html.element("span", &[("class", class)], &t.days_left(left));
    if row.auto_years.is_some() {
        let label = auto(t, row);
        let named =
            [("class", "renews"), ("role", "img"), ("aria-label", &*label), ("title", &label)];
        html.element("span", &named, "↻");
    }
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
