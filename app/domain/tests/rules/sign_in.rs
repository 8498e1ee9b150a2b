use domain::sign_in::agent;
use rstest::rstest;

#[rstest]
#[case(
    "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
    Some("Firefox · Linux")
)]
#[case(
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0",
    Some("Edge · Windows")
)]
#[case(
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.4 Safari/605.1.15",
    Some("Safari · macOS")
)]
#[case(
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_4 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/140.0 Mobile/15E148 Safari/604.1",
    Some("Chrome · iPhone")
)]
#[case(
    "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36",
    Some("Chrome · Android")
)]
#[case("curl/8.14.1", Some("curl"))]
#[case("<script>alert(1)</script>", None)]
#[case("a_tool/1.0", Some("a"))]
#[case("", None)]
fn browsers_are_told_in_words(#[case] name: &str, #[case] told: Option<&str>) {
    assert_eq!(agent(name).as_deref(), told);
}
