//! Every reason of a refusal is told in both languages.

use rstest::rstest;

#[rstest]
#[case::english(include_str!("../../../messages/en/errors.ftl"))]
#[case::german(include_str!("../../../messages/de/errors.ftl"))]
fn refusals_are_told(#[case] messages: &str) {
    let slugs = domain::renewal::Refusal::ALL.map(domain::renewal::Refusal::slug).into_iter();
    for slug in slugs.chain(domain::coupon::Refusal::ALL.map(domain::coupon::Refusal::slug)) {
        let told = messages.lines().filter(|line| line.starts_with(&format!("error-{slug} = ")));
        assert_eq!(told.count(), 1, "{slug}");
    }
}
