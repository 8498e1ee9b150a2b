use super::*;
use proptest::prelude::*;

/// RFC 6238, appendix B, SHA-1; the last six of its eight digits.
#[test]
fn the_vectors_of_the_standard() {
    for (seconds, expected) in [
        (59, "287082"),
        (1_111_111_109, "081804"),
        (1_111_111_111, "050471"),
        (1_234_567_890, "005924"),
        (2_000_000_000, "279037"),
        (20_000_000_000, "353130"),
    ] {
        assert_eq!(code(b"12345678901234567890", seconds / STEP), expected, "{seconds}");
        assert_eq!(
            judge(b"12345678901234567890", expected, seconds),
            Judged::Right(seconds / STEP)
        );
    }
}

#[test]
fn a_clock_that_is_five_minutes_off_is_noticed_when_it_is_slow() {
    let (secret, now) = (new_secret(), 1_800_000_000);
    assert_eq!(judge(&secret, &code(&secret, now / STEP - 10), now), Judged::Late);
    assert_eq!(judge(&secret, &code(&secret, now / STEP + 10), now), Judged::Wrong);
    assert_eq!(judge(&secret, &code(&secret, now / STEP - 2), now), Judged::Late);
    assert_eq!(judge(&secret, &code(&secret, now / STEP - 21), now), Judged::Wrong);
}

#[test]
fn what_is_no_code_is_wrong() {
    let (secret, now) = (new_secret(), 1_800_000_000);
    let right = code(&secret, now / STEP);
    assert_eq!(
        judge(&secret, &format!(" {} {}\n", &right[..3], &right[3..]), now),
        Judged::Right(now / STEP)
    );
    for typed in ["", "0", &right[..5], &format!("{right}0"), "١٢٣٤٥٦", "abcdef", "-12345"] {
        assert_eq!(judge(&secret, typed, now), Judged::Wrong, "{typed:?}");
    }
}

proptest! {
    #[test]
    fn a_code_counts_a_step_early_and_late_and_no_longer(
        secret in prop::collection::vec(any::<u8>(), 0..100), seconds in 0_i64..4_000_000_000, off in -40_i64..40,
    ) {
        let (step, typed) = (seconds.div_euclid(STEP), code(&secret, seconds.div_euclid(STEP) + off));
        prop_assert!(typed.len() == 6 && typed.bytes().all(|byte| byte.is_ascii_digit()));
        match judge(&secret, &typed, seconds) {
            // Two steps may have the same code by chance.
            Judged::Right(of) => prop_assert!((step - of).abs() <= 1 && code(&secret, of) == typed),
            Judged::Late => prop_assert!(off < -1),
            Judged::Wrong => prop_assert!(!(-20..=1).contains(&off)),
        }
    }
}

#[test]
fn the_secret_is_told_in_groups() {
    assert_eq!(told(b"12345678901234567890"), "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ");
    assert_eq!(
        address(b"12345678901234567890", "a+b@c.example"),
        "otpauth://totp/Seatkeeper:a%2Bb%40c.example?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Seatkeeper"
    );
}

#[test]
fn a_qr_code_has_its_three_corners_and_a_quiet_zone() {
    let qr = qr(&address(&new_secret(), "somebody@partner.example")).unwrap();
    let dark = |x: u16, y: u16| qr.path.contains(&format!("M{x} {y}h1v1h-1z"));
    let far = qr.size - 5;
    for (x, y) in [(4, 4), (far, 4), (4, far)] {
        assert!(dark(x, y), "{x} {y}");
    }
    assert!(!(0..qr.size).any(|at| dark(at, 3) || dark(3, at) || dark(at, qr.size - 4)));
    assert!(super::qr(&"x".repeat(5_000)).is_none());
}

/// Debian's `oathtool` makes the same codes; tools/setup installs it for tests.
#[test]
fn oathtool_agrees() {
    let secret = new_secret();
    for seconds in [1_780_000_000_i64, 1_780_000_029, 1_780_000_030, 4_102_444_800] {
        let output = std::process::Command::new("oathtool")
            .args(["--totp", "--base32", &told(&secret), "--now", &format!("@{seconds}")])
            .output()
            .unwrap();
        let theirs = String::from_utf8(output.stdout).unwrap();
        assert_eq!(theirs.trim(), code(&secret, seconds / STEP), "{seconds}");
    }
}
