//! `/invoices`: what was charged by the month; `/invoices/<id>`: one of them.
#![expect(unreachable_pub, reason = "the macro makes more of a component public than was asked")]

mod lock;
mod one;
mod plan;

use crate::api::codec::Data;
use crate::api::invoices::invoice_list;
use crate::i18n::{Messages, use_messages};
use crate::live::wire::Topic;
use crate::pages::answered::answered;
use crate::pages::follow::follow;
use crate::session::use_session;
use crate::ui::{Badge, EmptyState, IconName, Tone, dynamic, list, maybe};
use domain::billing::{Invoice, InvoiceState, Month};
use domain::people::OrgKind;
use leptos::prelude::*;
use leptos_meta::Title;
pub(crate) use one::InvoicePage;
pub(crate) use plan::EndPlan;

/// The page.
#[component]
pub(crate) fn InvoicesPage() -> impl IntoView {
    let data = Data::new_with_options(|| (), |()| invoice_list(None), true);
    answered(data, |first| view! { <Invoices first/> }.into_any())
}

#[component]
fn Invoices(first: (Vec<Invoice>, i64)) -> impl IntoView {
    let t = use_messages();
    let now = RwSignal::new(first);
    follow(now, |(_, pos)| Topic::Invoices { pos: *pos }, || invoice_list(None));
    let content = dynamic(move || {
        let invoices = now.get().0;
        match invoices.is_empty() {
            true => {
                let (title, text) = (t.invoices_none(), t.invoices_none_hint());
                view! { <EmptyState title text icon=IconName::Info/> }.into_any()
            }
            false => view! { <Listed invoices/> }.into_any(),
        }
    });
    view! {
        <Title text=t.invoices_title()/>
        <div class="page__body home">
            <header class="page__head">
                <h1>{t.invoices_title()}</h1>
                <p class="page__lead">{t.invoices_lead()}</p>
            </header>
            {content}
        </div>
    }
}

#[component]
fn Listed(invoices: Vec<Invoice>) -> impl IntoView {
    let t = use_messages();
    // A partner sees its own alone.
    let all = use_session().viewer.is_some_and(|it| it.org_kind == OrgKind::Distributor);
    let rows = invoices.into_iter().map(move |invoice| {
        let partner = all.then(|| view! { <td><bdi>{invoice.partner.name.clone()}</bdi></td> });
        view! {
            <tr>
                <th scope="row" class="short">
                    <a href=format!("/invoices/{}", invoice.id)>{month(t, invoice.month)}</a>
                </th>
                {maybe(partner)}
                <td>{invoice.number.clone().unwrap_or_default()}</td>
                <td><StateBadge state=invoice.state/></td>
                <td>{invoice.currency.code()}</td>
                <td class="number">{t.number(invoice.lines)}</td>
                <td class="number">{t.money(invoice.net)}</td>
            </tr>
        }
    });
    view! {
        <div class="table-box">
            <table class="table">
                <thead>
                    <tr>
                        <th scope="col">{t.column("month")}</th>
                        {maybe(all.then(|| view! { <th scope="col">{t.column("partner")}</th> }))}
                        <th scope="col">{t.invoices_number()}</th>
                        <th scope="col">{t.column("progress")}</th>
                        <th scope="col">{t.column("currency")}</th>
                        <th scope="col" class="number">{t.column("lines")}</th>
                        <th scope="col" class="number">{t.column("net")}</th>
                    </tr>
                </thead>
                <tbody>{list(rows)}</tbody>
            </table>
        </div>
    }
}

#[component]
fn StateBadge(state: InvoiceState) -> impl IntoView {
    let t = use_messages();
    match state {
        InvoiceState::Draft => view! { <Badge tone=Tone::Accent>{t.invoices_draft()}</Badge> },
        InvoiceState::Locked => view! { <Badge tone=Tone::Good>{t.invoices_locked()}</Badge> },
    }
}

fn month(t: Messages, month: Month) -> String {
    t.month(month.year(), month.month())
}
