//! How the report reads: pure, without a page.

use crate::i18n::Messages;
use crate::ui::Tone;
use domain::import::{FieldChange, LineReport, Outcome, RowIssue};

/// Lines on one page of the report.
pub(super) const PAGE: u32 = 100;

/// An outcome's color.
pub(super) const fn tone(outcome: Outcome) -> Tone {
    match outcome {
        Outcome::Create => Tone::Good,
        Outcome::Change => Tone::Accent,
        Outcome::Same => Tone::Neutral,
        Outcome::Refuse => Tone::Bad,
    }
}

/// What a line says, each sentence for itself.
pub(super) fn sentences(t: Messages, line: &LineReport) -> Vec<String> {
    let issues = line.issues.iter().map(|issue| issue_text(t, issue));
    let changes = line.changes.iter().filter_map(|change| change_text(t, line.outcome, change));
    issues.chain(changes).collect()
}

fn issue_text(t: Messages, issue: &RowIssue) -> String {
    let why = t.field_error(&issue.error);
    match (issue.heading.as_str(), issue.value.as_str()) {
        ("", "") => why,
        (heading, "") => format!("{heading}: {why}"),
        (heading, value) => format!("{} – {why}", t.import_issue(heading, value)),
    }
}

/// A new license tells its values, a changed one what it had before. The key stands in its
/// own column.
fn change_text(t: Messages, outcome: Outcome, change: &FieldChange) -> Option<String> {
    let field = t.import_field(change.field);
    let shown = |value: &Option<String>| value.clone().unwrap_or_else(|| t.import_nothing_value());
    match outcome {
        Outcome::Create if change.field == domain::import::Field::Key => None,
        Outcome::Create => change.after.clone().map(|after| t.import_set(field, after)),
        _ => Some(t.import_changed(field, shown(&change.before), shown(&change.after))),
    }
}

/// First and last line (from 1) of the page that begins at `offset`.
pub(super) fn span(offset: u32, total: u32) -> (u32, u32) {
    ((offset + 1).min(total), (offset + PAGE).min(total))
}

/// How far, in percent; an import of nothing is complete.
pub(super) fn percent(done: u32, total: u32) -> u32 {
    if total == 0 {
        return 100;
    }
    u32::try_from(u64::from(done.min(total)) * 100 / u64::from(total)).unwrap_or(100)
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;
    use domain::{field::FieldError, import::Field, people::Language};

    fn line(outcome: Outcome) -> LineReport {
        LineReport { line: 7, key: "A-1".into(), outcome, changes: Vec::new(), issues: Vec::new() }
    }

    #[test]
    fn a_refused_line_names_column_value_and_reason() {
        let t = Messages::of(Language::En);
        let mut refused = line(Outcome::Refuse);
        let error = FieldError::new("expires", "date-range").with("first", 1970).with("last", 2200);
        refused.issues.push(RowIssue {
            line: 7,
            heading: "Valid until".into(),
            value: "20266-01-01".into(),
            error,
        });
        let expected = "Valid until: “20266-01-01” – The year must lie between 1970 and 2200.";
        assert_eq!(sentences(t, &refused), [expected]);
    }

    #[test]
    fn a_change_names_both_values_and_a_new_license_its_own() {
        let t = Messages::of(Language::En);
        let seats = |before: Option<&str>| FieldChange {
            field: Field::Seats,
            before: before.map(str::to_owned),
            after: Some("25".into()),
        };
        let mut changed = line(Outcome::Change);
        changed.changes = vec![seats(Some("20")), seats(None)];
        assert_eq!(sentences(t, &changed), ["Seats: 20 → 25", "Seats: (none) → 25"]);
        let mut created = line(Outcome::Create);
        created.changes = vec![seats(None)];
        assert_eq!(sentences(t, &created), ["Seats: 25"]);
    }

    #[test]
    fn pages_and_percents_stay_within_bounds() {
        assert_eq!(span(0, 0), (0, 0));
        assert_eq!(span(100, 130), (101, 130));
        assert_eq!(percent(0, 0), 100);
        assert_eq!(percent(199_999, 200_000), 99);
        assert_eq!(percent(9, 5), 100);
    }
}
