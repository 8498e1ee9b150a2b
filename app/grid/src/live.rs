//! What a change of one row means for a view that is open somewhere.

use crate::column::Row;
use crate::eval::View;

/// The effect of a change on a view.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Effect {
    /// Nothing that the view shows has changed.
    None,
    /// Only the row itself looks different; it stays where it is and no number changes.
    Patch,
    /// The row enters, leaves or moves, or counts, sums or a group's name change.
    Reflow,
}

/// Judges a change by the row before and after it; none where the row did not exist (or lay
/// outside the viewer's scope).
#[must_use]
pub fn effect<R: Row>(view: &View<'_>, before: Option<&R>, after: Option<&R>) -> Effect {
    let before = before.filter(|row| view.matches(*row));
    let after = after.filter(|row| view.matches(*row));
    match (before, after) {
        (None, None) => Effect::None,
        (Some(before), Some(after))
            if view.compare(before, after).is_eq()
                && view.groups_of(before) == view.groups_of(after)
                && before.sums() == after.sums() =>
        {
            Effect::Patch
        }
        _ => Effect::Reflow,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::column::Audience;
    use crate::page::Line;
    use crate::query::Window;
    use crate::testing::{self, SPEC, Thing, day, today};
    use crate::url;
    use proptest::prelude::*;
    use rstest::rstest;

    const ALL: Window = Window { start: 0, len: 500 };

    fn thing() -> Thing {
        Thing {
            id: 1,
            title: "Alpha".into(),
            product: 1,
            owner: Some(1),
            seats: Some(3),
            ends: Some(day(70)),
            note: None,
        }
    }

    fn judge(text: &str, before: Option<&Thing>, after: Option<&Thing>) -> Effect {
        let (query, problems) = url::parse(&SPEC, text, Audience::Provider);
        assert_eq!(problems, []);
        effect(&View::new(&SPEC, &query, Audience::Provider, today()), before, after)
    }

    #[rstest]
    #[case("", Effect::Patch)]
    #[case("sort=note", Effect::Reflow)]
    #[case("q=new", Effect::Reflow)]
    #[case("note=new", Effect::Reflow)]
    #[case("note==none", Effect::Reflow)]
    #[case("seats=9", Effect::None)]
    #[case("group=product,owner", Effect::Patch)]
    fn a_note_is_written(#[case] text: &str, #[case] expected: Effect) {
        let mut after = thing();
        after.note = Some("new none".into());
        assert_eq!(judge(text, Some(&thing()), Some(&after)), expected);
    }

    #[rstest]
    #[case("", Effect::Reflow)]
    #[case("sort=title", Effect::Patch)]
    #[case("group=ends&sort=title", Effect::Patch)]
    #[case("group=-ends.year:count,ends.week&sort=title", Effect::Patch)]
    #[case("group=ends.day&sort=title", Effect::Reflow)]
    #[case("sort=title&ends=next-10", Effect::Reflow)]
    fn an_end_moves_by_a_day_within_its_month(#[case] text: &str, #[case] expected: Effect) {
        let after = Thing { ends: Some(day(71)), ..thing() };
        assert_eq!(judge(text, Some(&thing()), Some(&after)), expected);
    }

    #[test]
    fn rows_come_and_go() {
        assert_eq!(judge("", None, Some(&thing())), Effect::Reflow);
        assert_eq!(judge("", Some(&thing()), None), Effect::Reflow);
        assert_eq!(judge("product=2", None, Some(&thing())), Effect::None);
        let more = Thing { seats: Some(4), ..thing() };
        assert_eq!(judge("", Some(&thing()), Some(&more)), Effect::Reflow);
        assert_eq!(judge("group=product:seats", Some(&thing()), Some(&more)), Effect::Reflow);
    }

    fn edited() -> impl Strategy<Value = (Vec<Thing>, Thing)> {
        (testing::things(20), testing::thing(5000), any::<prop::sample::Index>(), 0u8..9).prop_map(
            |(rows, other, at, what)| {
                if rows.is_empty() {
                    return (rows, other);
                }
                let mut row = at.get(&rows).clone();
                match what {
                    0 => return (rows, other),
                    1 => row.title = other.title,
                    2 => row.seats = other.seats,
                    3 => row.ends = other.ends,
                    4 => (row.owner, row.product) = (other.owner, other.product),
                    _ => row.note = other.note,
                }
                (rows, row)
            },
        )
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(1000))]
        #[test]
        fn effects_keep_their_promise((rows, changed) in edited(), query in testing::query()) {
            let before = rows.iter().find(|row| row.id == changed.id);
            let mut next = rows.clone();
            next.retain(|row| row.id != changed.id);
            next.push(changed.clone());
            let view = View::new(&SPEC, &query, Audience::Provider, today());
            let (old, mut new) = (view.page(&rows, ALL), view.page(&next, ALL));
            match effect(&view, before, Some(&changed)) {
                Effect::None => {}
                Effect::Patch => {
                    for line in &mut new.window {
                        if let (Line::Row(row), Some(before)) = (line, before)
                            && row.id == before.id
                        {
                            *row = before.clone();
                        }
                    }
                }
                Effect::Reflow => return Ok(()),
            }
            prop_assert_eq!(new, old);
        }
    }
}
