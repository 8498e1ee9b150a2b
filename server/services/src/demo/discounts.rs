//! Discounts that the demo's first partner asked for: one to decide, one that was declined.

use super::{DemoPlan, FIRST_PARTNER};
use crate::ServiceError;
use chrono::{DateTime, Duration, Utc};
use domain::license::OrgRef;
use domain::program::{Evidence, EvidenceKind, Program, ProgramState};
use std::fmt::Write as _;
use store::TenantTx;
use store::org::Org;
use store::program::{NewEvidence, ProgramRow, program_insert, program_update};

/// Program, days ago, what was said, what the file is called and says, and why it was declined.
type Wish = (Program, i64, &'static str, &'static str, &'static str, Option<&'static str>);

const WISHES: [Wish; 2] = [
    (
        Program::Education,
        1,
        "Private vocational school with state approval; the notice is enclosed.",
        "Anerkennungsbescheid.pdf",
        "Notice of state approval as a school",
        None,
    ),
    (
        Program::NonProfit,
        12,
        "The association's purpose is public health.",
        "Vereinssatzung.pdf",
        "Articles of association",
        Some("The articles are a draft. Please send the notice of the tax office."),
    ),
];

/// Writes what was asked for, as far as the plan has customers.
pub(super) async fn ask(
    tx: &mut TenantTx,
    plan: &DemoPlan,
    made: &[Org],
    now: DateTime<Utc>,
) -> Result<(), ServiceError> {
    let person = plan.people.iter().find(|person| person.org == FIRST_PARTNER);
    let (Some(partner), Some(person)) = (made.get(FIRST_PARTNER), person) else { return Ok(()) };
    let decider = plan.people.first().map(|person| person.name.clone()).unwrap_or_default();
    let customers = plan.customers.first().cloned().unwrap_or_default();
    for ((program, days, message, file, says, reason), at) in WISHES.into_iter().zip(customers) {
        let Some(customer) = made.get(at) else { continue };
        let asked = now - Duration::days(days);
        let reference = |org: &Org| OrgRef { id: org.id, name: org.name.clone() };
        let (orgs, person) =
            ((reference(partner), reference(customer)), (person.id, person.name.clone()));
        let row = ProgramRow {
            message: Some(message.to_owned()),
            ..ProgramRow::asked(orgs, program, person, asked)
        };
        let content = page(&format!("{says} - {}", customer.name));
        let (name, size) = (file.to_owned(), content.len() as u64);
        let file = Evidence { name, kind: EvidenceKind::Pdf, size };
        program_insert(tx, &row, &[NewEvidence { file, content }]).await?;
        if let Some(reason) = reason {
            let decided = asked + Duration::hours(20);
            let declined = ProgramRow {
                state: ProgramState::Declined,
                seller: partner.parent,
                decided: Some((decider.clone(), decided)),
                reason: Some(reason.to_owned()),
                ended_at: Some(decided),
                ..row
            };
            program_update(tx, &declined).await?;
        }
    }
    Ok(())
}

/// A PDF of one page with one line; what Latin-1 does not have is left out.
fn page(line: &str) -> Vec<u8> {
    let plain: String = line.chars().filter(|c| c.is_ascii() && !"()\\".contains(*c)).collect();
    let text = format!("BT /F1 16 Tf 60 760 Td ({plain}) Tj ET");
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R \
         /Resources << /Font << /F1 5 0 R >> >> >>"
            .to_owned(),
        format!("<< /Length {} >>\nstream\n{text}\nendstream", text.len()),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>".to_owned(),
    ];
    let (mut pdf, mut places) = ("%PDF-1.4\n".to_owned(), String::new());
    for (at, object) in objects.iter().enumerate() {
        // Writing to a text does not fail.
        let _ = writeln!(places, "{:010} 00000 n ", pdf.len());
        let _ = write!(pdf, "{} 0 obj\n{object}\nendobj\n", at + 1);
    }
    let (count, start) = (objects.len() + 1, pdf.len());
    let _ = write!(
        pdf,
        "xref\n0 {count}\n0000000000 65535 f \n{places}trailer\n<< /Size {count} /Root 1 0 R >>\n\
         startxref\n{start}\n%%EOF\n"
    );
    pdf.into_bytes()
}
