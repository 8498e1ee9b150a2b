//! Partners who change their distributor: codes, messages, and what stands in the way.

use domain::handover::{
    CODE_SIGNS, HandoverState, LeaveContext, MAX_MESSAGE, SIGNS, code_of, leave_obstacles,
    parse_code, parse_message,
};
use domain::organization::OrgState;
use proptest::prelude::*;

#[test]
fn codes_are_read_however_they_are_typed() {
    let kept = "ABCD-EFGH-JKMN";
    for typed in [kept, "abcdefghjkmn", " abcd efgh jkmn ", "ab-cd-ef-gh-jk-mn"] {
        assert_eq!(parse_code(typed).unwrap(), kept, "{typed}");
    }
    // Too short, too long, signs that look like others, letters of other alphabets.
    for wrong in
        ["", "ABCD", "ABCD-EFGH-JKMN-P", "ABCD-EFGH-JKM0", "ABCD-EFGH-JKMI", "АBCD-EFGH-JKMN"]
    {
        let error = parse_code(wrong).unwrap_err();
        assert_eq!(
            (error.field.as_str(), error.code.as_str()),
            ("code", "handover-code"),
            "{wrong}"
        );
    }
}

#[test]
fn messages_are_bounded_text() {
    assert_eq!(parse_message("  Hello\r\nthere ").unwrap(), "Hello\nthere");
    assert_eq!(parse_message(" ").unwrap(), "");
    assert!(parse_message(&"ü".repeat(MAX_MESSAGE)).is_ok());
    let long = parse_message(&"x".repeat(MAX_MESSAGE + 1)).unwrap_err();
    assert_eq!((long.field.as_str(), long.code.as_str()), ("message", "note-too-long"));
    assert_eq!(parse_message("a\u{7}").unwrap_err().code, "text-control");
}

#[test]
fn states_have_names() {
    for state in HandoverState::ALL {
        assert_eq!(HandoverState::from_slug(state.slug()), Some(state));
    }
    assert_eq!(HandoverState::from_slug("lost"), None);
}

#[test]
fn each_obstacle_is_named() {
    let free = LeaveContext {
        partner: "Hafen",
        state: OrgState::Active,
        bulk: false,
        import: false,
        foreign_set: None,
        name_taken: false,
        to: "Südwind",
    };
    assert_eq!(leave_obstacles(free), []);
    for (context, code) in [
        (LeaveContext { state: OrgState::Suspended, ..free }, "organization-suspended"),
        (LeaveContext { state: OrgState::Closed, ..free }, "organization-closed"),
        (LeaveContext { bulk: true, ..free }, "handover-bulk"),
        (LeaveContext { import: true, ..free }, "handover-import"),
        (LeaveContext { foreign_set: Some("Ada"), ..free }, "handover-set"),
        (LeaveContext { name_taken: true, ..free }, "move-name-taken"),
    ] {
        let codes: Vec<String> = leave_obstacles(context).into_iter().map(|e| e.code).collect();
        assert_eq!(codes, [code]);
    }
    let all = LeaveContext { bulk: true, import: true, name_taken: true, ..free };
    assert_eq!(leave_obstacles(all).len(), 3, "all of them at once");
}

proptest! {
    #[test]
    fn what_is_made_is_read(signs in prop::collection::vec(0_usize..32, CODE_SIGNS)) {
        let signs: Vec<u8> = signs.into_iter().map(|at| SIGNS[at]).collect();
        let code = code_of(&signs);
        prop_assert_eq!(parse_code(&code).unwrap(), code);
    }
}
