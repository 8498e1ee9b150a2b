//! One invoice with its lines.

use super::lock::Lock;
use super::{StateBadge, month};
use crate::api::codec::Data;
use crate::api::invoices::invoice_get;
use crate::api::{ApiError, ErrorCode};
use crate::i18n::{Messages, use_messages};
use crate::live::wire::Topic;
use crate::pages::answered::answered;
use crate::pages::follow::follow_by;
use crate::ui::{Button, Icon, IconName, dynamic, list, maybe, use_toasts, when};
use domain::billing::{Invoice, InvoiceDetail, InvoiceLine, LineKind};
use domain::ids::InvoiceId;
use domain::money::Money;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_meta::Title;
use leptos_router::hooks::use_location;

/// Lines that are read at once.
const LINES: u32 = 200;

/// The page.
#[component]
pub(crate) fn InvoicePage() -> impl IntoView {
    let path = use_location().pathname;
    // On the way to another page it stays what it was.
    let id = Memo::new(move |before: Option<&Option<InvoiceId>>| {
        let path = path.read();
        match path.strip_prefix("/invoices/") {
            Some(id) => id.parse().ok(),
            None => before.copied().flatten(),
        }
    });
    let data = Data::new_with_options(
        move || id.get(),
        |id| async move {
            match id {
                Some(id) => invoice_get(id, 0, LINES).await,
                None => Err(ErrorCode::NotFound.into()),
            }
        },
        true,
    );
    answered(data, |first| view! { <One first/> }.into_any())
}

#[component]
fn One(first: (InvoiceDetail, i64)) -> impl IntoView {
    let t = use_messages();
    let toasts = use_toasts();
    let (InvoiceDetail { invoice, lines, may_lock }, pos) = first;
    let id = invoice.id;
    let title = t.invoices_of(month(t, invoice.month), invoice.partner.name.clone());
    let now = RwSignal::new(invoice);
    let lines = RwSignal::new(lines);
    let lockable = RwSignal::new(may_lock);
    let busy = RwSignal::new(false);
    let pos = RwSignal::new(pos);
    let take = move |(detail, at): (InvoiceDetail, i64)| {
        now.try_set(detail.invoice);
        lines.try_set(detail.lines);
        lockable.try_set(detail.may_lock);
        pos.try_set(at);
    };
    // What others do to it shows, too, with as many lines as are shown.
    let anew = move || {
        let shown = u32::try_from(lines.read_untracked().len()).unwrap_or(u32::MAX);
        read(id, shown.max(LINES))
    };
    follow_by(anew, take, move || Topic::Invoices { pos: pos.get() });
    // Lines of a draft may have changed meanwhile, so they are read from the beginning.
    let reread = Callback::new(move |len: u32| {
        busy.set(true);
        spawn_local(async move {
            let read = read(id, len).await;
            busy.try_set(false);
            match read {
                Ok(detail) => take(detail),
                Err(error) => toasts.fail(t.api_error(&error)),
            }
        });
    });
    let again = Callback::new(move |()| reread.run(LINES));
    let more = move || {
        let shown = lines.read().len();
        let left = now.read().lines - i64::try_from(shown).unwrap_or(i64::MAX);
        (left > 0).then(|| {
            let len = u32::try_from(shown).unwrap_or(u32::MAX).saturating_add(LINES);
            view! {
                <Button busy on:click=move |_| reread.run(len)>{t.invoices_more(left)}</Button>
            }
        })
    };
    let csv = format!("/invoices/{id}/csv");
    view! {
        <Title text=title.clone()/>
        <article class="page__body order">
            <p class="order__back"><a href="/invoices">{t.invoices_back()}</a></p>
            <header class="order__head">
                <h1>{title}</h1>
                {dynamic(move || view! { <StateBadge state=now.read().state/> })}
            </header>
            {dynamic(move || view! { <Facts invoice=now.get()/> })}
            <section class="card" aria-labelledby="invoice-lines">
                <h2 id="invoice-lines">{t.order_lines()}</h2>
                {dynamic(move || view! { <Lines lines=lines.get()/> })}
                {when(more)}
            </section>
            <div class="order__deeds">
                <a class="button" href=csv rel="external" download="">
                    <Icon name=IconName::Download/>
                    {t.invoices_csv()}
                </a>
                {when(move || lockable.get().then(|| view! { <Lock invoice=now again/> }))}
            </div>
        </article>
    }
}

/// An invoice with its first lines, however many; a server answers so many at once.
async fn read(id: InvoiceId, len: u32) -> Result<(InvoiceDetail, i64), ApiError> {
    const MOST: u32 = 1_000;
    let (mut detail, pos) = invoice_get(id, 0, len.min(MOST)).await?;
    let mut start = MOST;
    while start < len {
        let (part, _) = invoice_get(id, start, (len - start).min(MOST)).await?;
        detail.lines.extend(part.lines);
        start += MOST;
    }
    Ok((detail, pos))
}

#[component]
fn Facts(invoice: Invoice) -> impl IntoView {
    let t = use_messages();
    let facts = [
        (t.column("partner"), Some(invoice.partner.name.clone())),
        (t.invoices_number(), invoice.number.clone()),
        (t.invoices_locked_at(), invoice.locked_at.map(|at| t.datetime(at))),
        (t.column("lines"), Some(t.number(invoice.lines))),
        (t.column("net"), Some(t.money(invoice.net))),
    ];
    let facts = facts.into_iter().filter_map(|(term, text)| {
        let text = text?;
        Some(view! { <div><dt>{term}</dt> <dd><bdi>{text}</bdi></dd></div> })
    });
    view! { <dl class="order__facts">{list(facts.collect::<Vec<_>>())}</dl> }
}

#[component]
fn Lines(lines: Vec<InvoiceLine>) -> impl IntoView {
    let t = use_messages();
    let rows = lines.into_iter().map(|line| row(t, line));
    view! {
        <div class="table-box">
            <table class="table">
                <thead>
                    <tr>
                        <th scope="col">{t.column("customer")}</th>
                        <th scope="col">{t.order_what()}</th>
                        <th scope="col">{t.column("month")}</th>
                        <th scope="col" class="number">{t.invoices_devices()}</th>
                        <th scope="col">{t.invoices_peak()}</th>
                        <th scope="col" class="number">{t.invoices_unit()}</th>
                        <th scope="col" class="number">{t.invoices_discount()}</th>
                        <th scope="col" class="number">{t.column("net")}</th>
                    </tr>
                </thead>
                <tbody>{list(rows)}</tbody>
            </table>
        </div>
    }
}

fn row(t: Messages, line: InvoiceLine) -> impl IntoView {
    let unit = Money { minor: line.unit_minor, ..line.net };
    let mark = match line.kind {
        LineKind::Usage => None,
        LineKind::Activation if line.net.minor == 0 => Some(t.invoices_activation_ordered()),
        LineKind::Activation => Some(t.invoices_activation()),
        LineKind::Adjustment => Some(t.invoices_adjustment()),
    };
    let mark = mark.map(|mark| view! { <span class="badge badge--accent">{mark}</span> });
    let floor = line.floor_applied.then(|| {
        view! { <span class="badge">{t.invoices_floor()}</span> }
    });
    let discount = (line.discount_percent > 0)
        .then(|| t.percent(domain::price::Percent::whole(line.discount_percent)));
    view! {
        <tr>
            <td><bdi>{line.customer.map(|customer| customer.name)}</bdi></td>
            <td>
                <a href=format!("/licenses/{}", line.license)><bdi>{line.license_name}</bdi></a>
                " "
                <span class="faint">{line.edition.name}</span>
                " "
                {maybe(mark)}
            </td>
            <td class="short">{month(t, line.month)}</td>
            <td class="number">{t.number(line.devices)}</td>
            <td class="short">{line.peak_day.map(|day| t.date(day))}</td>
            <td class="number">{t.money(unit)}</td>
            <td class="number">{discount}</td>
            <td class="number">{maybe(floor)} " " {t.money(line.net)}</td>
        </tr>
    }
}
