//! Orders on paper, in the reader's language: quotes, confirmations.

use crate::i18n::Messages;
use domain::money::Money;
use domain::order::{LineKind, OrderDetail, OrderLine, OrderSheet, OrderState, Party, resale};
use domain::people::Language;
use domain::price::{LinePrice, Per, Percent, Totals};
use paper::{Align, Column, Document, Fact, PaperError, Row, Table, Total};

/// Whom a document is for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum For {
    /// Who buys, from who sells, at the buyer's cost.
    Buyer,
    /// Whom the buyer sells it on to, from the buyer, at the buyer's own price.
    Customer,
}

/// An order on paper. None for a customer where there is not the one, or where the reader is not
/// the buyer: a margin is nobody else's business.
#[must_use]
pub fn order(sheet: &OrderSheet, whom: For, language: Language) -> Option<Document> {
    let t = Messages::of(language);
    let order = &sheet.order;
    let (nets, totals, tax, from, to) = match whom {
        For::Buyer => {
            let nets = order.lines.iter().map(|line| Some(line.price.as_ref()?.net)).collect();
            (nets, order.totals, order.tax, sheet.seller.as_ref(), &sheet.buyer)
        }
        For::Customer => {
            let (customer, tax) = sheet.customer.as_ref()?;
            let (nets, totals) = resale(order, order.margin?, *tax)?;
            let nets = nets.into_iter().map(Some).collect();
            (nets, totals, *tax, Some(&sheet.buyer), customer)
        }
    };
    let number = order.number.clone().unwrap_or_default();
    let title = title(t, order, whom, &number);
    Some(Document {
        language: language.tag().to_owned(),
        title,
        facts: facts(t, order, whom, to),
        sender: from.map(lines_of).unwrap_or_else(|| vec![t.product_name()]),
        recipient: lines_of(to),
        intro: vec![intro(t, order, whom)],
        table: table(t, order, whom, nets),
        totals: sums(t, totals, tax),
        closing: closing(t, order, whom),
        footer: from.into_iter().filter_map(|from| tax_line(t, from)).collect(),
        page_label: t.paper_page(paper::PAGE, paper::PAGES),
        created: Some(order.placed_at.unwrap_or(order.created_at)),
    })
}

/// An order as a PDF, with the name of the file; see [`order`].
///
/// # Errors
/// When it cannot be shown as it is meant.
pub fn file(
    sheet: &OrderSheet,
    whom: For,
    language: Language,
) -> Result<Option<(String, Vec<u8>)>, PaperError> {
    let Some(document) = order(sheet, whom, language) else { return Ok(None) };
    let number = sheet.order.number.as_deref().unwrap_or_default();
    let safe = number.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' });
    Ok(Some((format!("{}.pdf", safe.collect::<String>()), paper::render(&document)?)))
}

fn title(t: Messages, order: &OrderDetail, whom: For, number: &str) -> String {
    match (order.state, whom) {
        (OrderState::Placed | OrderState::Fulfilled, For::Buyer) => t.paper_confirmation(number),
        (OrderState::Canceled, _) => t.paper_canceled(number),
        _ => t.paper_quote(number),
    }
}

fn intro(t: Messages, order: &OrderDetail, whom: For) -> String {
    match (order.state, whom) {
        (OrderState::Placed | OrderState::Fulfilled, For::Buyer) => t.paper_confirmation_text(),
        (OrderState::Canceled, _) => t.paper_canceled_text(),
        _ => t.paper_quote_text(),
    }
}

/// A name with its address.
fn lines_of(party: &Party) -> Vec<String> {
    let address = party.address.lines().map(str::to_owned);
    std::iter::once(party.name.clone()).chain(address).collect()
}

fn tax_line(t: Messages, party: &Party) -> Option<String> {
    (!party.tax_number.is_empty())
        .then(|| format!("{} · {}", party.name, t.paper_tax_number(party.tax_number.as_str())))
}

/// What stands beside the addresses. A buyer's own order number is nothing to its customer.
fn facts(t: Messages, order: &OrderDetail, whom: For, to: &Party) -> Vec<Fact> {
    let text = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
    let at = order.placed_at.unwrap_or(order.created_at);
    let facts = [
        (t.column("number"), order.number.clone()),
        (t.paper_date(), Some(t.date(at.date_naive()))),
        (
            t.order_valid_until(),
            order.valid_until.filter(|_| order.awaits.is_some()).map(|day| t.date(day)),
        ),
        (t.order_own_number(), text(&order.checkout.own_number).filter(|_| whom == For::Buyer)),
        (t.order_reference(), text(&order.checkout.reference)),
        (t.paper_your_tax_number(), text(&to.tax_number)),
    ];
    let fact = |(label, value): (String, Option<String>)| Some(Fact { label, value: value? });
    facts.into_iter().filter_map(fact).collect()
}

fn table(t: Messages, order: &OrderDetail, whom: For, nets: Vec<Option<Money>>) -> Table {
    let column = |title: String, align, share| Column { title, align, share };
    let columns = vec![
        column(t.paper_position(), Align::Start, 5),
        column(t.order_what(), Align::Start, 51),
        column(t.column("seats"), Align::End, 10),
        column(t.column("count"), Align::End, 12),
        column(t.order_price(), Align::End, 22),
    ];
    let rows = order.lines.iter().zip(nets).zip(1..);
    let rows = rows.map(|((line, net), place): ((&OrderLine, Option<Money>), i32)| Row {
        cells: vec![
            place.to_string(),
            format!("{} {}", line.vendor.name, line.edition.name),
            t.number(i64::from(line.seats)),
            t.number(i64::from(line.count)),
            net.map_or_else(|| t.order_on_request(), |net| t.money(net)),
        ],
        note: Some(note(t, line, whom)),
    });
    Table { columns, rows: rows.collect() }
}

/// The term of a line; none of what only moves an end.
fn term(t: Messages, line: &OrderLine) -> Option<String> {
    let has = line.kind != LineKind::CoTerm;
    has.then(|| crate::pages::buy::term(t, line.years))
}

/// What stands under a line: the term, whom it is for, and to the buyer what makes it cheaper.
fn note(t: Messages, line: &OrderLine, whom: For) -> String {
    let term = term(t, line);
    let moved = line.ends.map(|(_, new)| t.paper_until(t.date(new)));
    let wish = Some(line.wish.clone()).filter(|wish| !wish.is_empty());
    let customer = line.customer.clone().filter(|_| whom == For::Buyer);
    let price = line.price.as_ref().filter(|_| whom == For::Buyer);
    let told = |price: &&LinePrice| {
        let fee = price.per == Per::License && price.gross() == Some(price.net);
        !price.discounts.is_empty() || fee
    };
    let price = price.filter(told).map(|price| {
        let discounts = price.discounts.iter().map(|discount| {
            let name = crate::pages::buy::discount_name(t, discount.kind);
            format!("{name} −{}", t.percent(discount.percent))
        });
        let listed = crate::pages::buy::listed(t, price);
        std::iter::once(listed).chain(discounts).collect::<Vec<_>>().join(", ")
    });
    let kind = t.line_kind(line.kind);
    let parts = [Some(kind), term, moved, customer, wish, price];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

fn sums(t: Messages, totals: Totals, tax: Percent) -> Vec<Total> {
    let sum = |label: String, amount: String, strong| Total { label, amount, strong };
    let gross = totals.gross().map_or_else(String::new, |gross| t.money(gross));
    let mut sums = vec![sum(t.buy_net(), t.money(totals.net), false)];
    if tax != Percent::ZERO {
        sums.push(sum(t.order_tax(t.percent(tax)), t.money(totals.tax), false));
    }
    sums.push(sum(t.order_total(), gross, true));
    sums
}

fn closing(t: Messages, order: &OrderDetail, whom: For) -> Vec<String> {
    let mut closing = Vec::new();
    // How the buyer pays its seller says nothing of how its customer pays.
    if order.state.holds() && whom == For::Buyer {
        closing.push(t.paper_account());
    }
    if order.lines.iter().any(|line| line.price.is_none()) {
        closing.push(t.order_unpriced_hint());
    }
    if let Some(day) = order.valid_until.filter(|_| order.awaits.is_some()) {
        closing.push(t.paper_valid(t.date(day)));
    }
    closing
}
