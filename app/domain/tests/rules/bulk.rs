//! The words of bulk changes.

use domain::bulk::{BulkOutcome, BulkState};

#[test]
fn slugs_lead_back() {
    for state in BulkState::ALL {
        assert_eq!(BulkState::from_slug(state.slug()), Some(state));
    }
    for outcome in BulkOutcome::ALL {
        assert_eq!(BulkOutcome::from_slug(outcome.slug()), Some(outcome));
    }
    assert_eq!((BulkState::from_slug(""), BulkOutcome::from_slug("gone")), (None, None));
}
