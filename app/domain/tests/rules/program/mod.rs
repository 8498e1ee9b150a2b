//! Discount programs: what can follow what, what counts as evidence, who may use a link.

mod evidence;
mod grant;

use domain::program::ProgramState::{
    self, Approved, Declined, Expired, Requested, Used, Withdrawn,
};
use domain::program::{Program, Refusal, Step};
use proptest::prelude::*;
use rstest::rstest;
use std::collections::HashSet;

#[rstest]
#[case(Requested, [Ok(Approved), Ok(Declined), Ok(Withdrawn), Err(Refusal::NotApproved), Err(Refusal::NotApproved)])]
#[case(Approved, [Err(Refusal::Decided), Err(Refusal::Decided), Ok(Withdrawn), Ok(Used), Ok(Expired)])]
#[case(Declined, [Err(Refusal::Decided), Err(Refusal::Decided), Err(Refusal::Ended), Err(Refusal::NotApproved), Err(Refusal::NotApproved)])]
#[case(Withdrawn, [Err(Refusal::Ended), Err(Refusal::Ended), Err(Refusal::Ended), Err(Refusal::NotApproved), Err(Refusal::NotApproved)])]
#[case(Used, [Err(Refusal::Ended), Err(Refusal::Ended), Err(Refusal::Ended), Err(Refusal::Used), Err(Refusal::Used)])]
#[case(Expired, [Err(Refusal::Ended), Err(Refusal::Ended), Err(Refusal::Ended), Err(Refusal::Expired), Err(Refusal::Expired)])]
fn what_can_follow(
    #[case] state: ProgramState,
    #[case] expected: [Result<ProgramState, Refusal>; 5],
) {
    assert_eq!(Step::ALL.map(|step| state.after(step)), expected);
}

proptest! {
    #[test]
    fn whatever_is_tried_a_request_is_decided_and_used_at_most_once(
        steps in proptest::collection::vec(0_usize..Step::ALL.len(), 0..30),
    ) {
        let (mut state, mut decided, mut used) = (Requested, 0, 0);
        let mut seen = vec![state];
        for step in steps.into_iter().map(|at| Step::ALL[at]) {
            if let Ok(next) = state.after(step) {
                decided += u32::from(matches!(step, Step::Approve | Step::Decline));
                used += u32::from(step == Step::Use);
                prop_assert!(!seen.contains(&next), "nothing comes back");
                seen.push(next);
                state = next;
            }
        }
        prop_assert!(decided <= 1 && used <= 1);
        prop_assert!(used == 0 || seen == [Requested, Approved, Used]);
    }
}

#[test]
fn slugs_are_read_back() {
    assert_eq!(Program::ALL.map(Program::slug), Program::SLUGS);
    assert!(
        Program::ALL.iter().all(|program| Program::from_slug(program.slug()) == Some(*program))
    );
    assert_eq!(ProgramState::ALL.map(ProgramState::slug), ProgramState::SLUGS);
    let read = |state: &ProgramState| ProgramState::from_slug(state.slug()) == Some(*state);
    assert!(ProgramState::ALL.iter().all(read));
    assert_eq!((Program::from_slug("Student"), ProgramState::from_slug("")), (None, None));
    let steps: HashSet<_> = Step::ALL.map(Step::slug).into();
    assert_eq!(steps.len(), Step::ALL.len());
}

#[test]
fn every_refusal_has_its_own_words_in_both_languages() {
    let slugs: HashSet<_> = Refusal::ALL.map(Refusal::slug).into();
    assert_eq!(slugs.len(), Refusal::ALL.len());
    for words in [
        include_str!("../../../../messages/en/programs.ftl"),
        include_str!("../../../../messages/de/programs.ftl"),
    ] {
        let missing = slugs.iter().find(|slug| !words.contains(&format!("\nerror-{slug} = ")));
        assert_eq!(missing, None);
    }
}
