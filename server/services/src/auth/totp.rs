//! Time-based one-time codes (RFC 6238): six digits, SHA-1, 30 seconds, as every
//! authenticator knows them. Pure: the time is a parameter.

use data_encoding::BASE32_NOPAD;
use domain::sign_in::Qr;
use hmac::{Hmac, KeyInit, Mac};
use qrcode::{Color, EcLevel, QrCode};
use rand::RngExt;
use sha1::Sha1;
use std::fmt::Write as _;

/// Seconds of a step.
const STEP: i64 = 30;
/// Steps before and after the present one whose codes count.
const WINDOW: i64 = 1;
/// How many steps too late a code is recognized, to say that a clock is slow: 10 minutes.
const LATE: i64 = 20;
/// Bytes of a secret, as RFC 4226 recommends.
const SECRET: usize = 20;
/// Light modules around a QR code.
const QUIET: u16 = 4;

/// What a code turned out to be.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Judged {
    /// Right; the step that it is of, which counts once.
    Right(i64),
    /// Right some minutes ago: a clock is slow, or somebody was.
    Late,
    /// Wrong. A code of the future is, too: to say so would help to guess it.
    Wrong,
}

/// A fresh secret.
pub(super) fn new_secret() -> Vec<u8> {
    rand::rng().random::<[u8; SECRET]>().to_vec()
}

/// The code of a step.
fn code(secret: &[u8], step: i64) -> String {
    // A key of any length will do.
    let Ok(mut mac) = Hmac::<Sha1>::new_from_slice(secret) else { return String::new() };
    mac.update(&step.to_be_bytes());
    let hash = mac.finalize().into_bytes();
    let at = usize::from(hash[19] & 0x0f);
    let part = u32::from_be_bytes([hash[at], hash[at + 1], hash[at + 2], hash[at + 3]]);
    format!("{:06}", (part & 0x7fff_ffff) % 1_000_000)
}

/// Judges a typed code at a time in seconds since 1970. Blanks in it do not matter.
pub(super) fn judge(secret: &[u8], typed: &str, seconds: i64) -> Judged {
    let typed: String = typed.chars().filter(|c| !c.is_whitespace()).collect();
    let now = seconds.div_euclid(STEP);
    let is = |step: &i64| equal(&code(secret, *step), &typed);
    // The newest first, so that a code that is right twice is taken where it is later.
    if let Some(step) = (now - WINDOW..=now + WINDOW).rev().find(is) {
        return Judged::Right(step);
    }
    match (now - LATE..now - WINDOW).any(|step| is(&step)) {
        true => Judged::Late,
        false => Judged::Wrong,
    }
}

/// Compares without telling by the time how much of it is right.
fn equal(a: &str, b: &str) -> bool {
    a.len() == b.len() && a.bytes().zip(b.bytes()).fold(0, |all, (a, b)| all | (a ^ b)) == 0
}

/// The secret as people type it: Base32 in groups of four.
pub(super) fn told(secret: &[u8]) -> String {
    let text = BASE32_NOPAD.encode(secret);
    let mut told = String::with_capacity(text.len() * 5 / 4);
    for (at, c) in text.chars().enumerate() {
        if at > 0 && at % 4 == 0 {
            told.push(' ');
        }
        told.push(c);
    }
    told
}

/// What authenticators read from a QR code.
pub(super) fn address(secret: &[u8], email: &str) -> String {
    let mut label = String::new();
    for byte in email.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' => {
                label.push(char::from(byte));
            }
            other => {
                // Writing to a text cannot fail.
                let _ = write!(label, "%{other:02X}");
            }
        }
    }
    let secret = BASE32_NOPAD.encode(secret);
    format!("otpauth://totp/Seatkeeper:{label}?secret={secret}&issuer=Seatkeeper")
}

/// A text as a QR code; none when it is too long for one.
pub(super) fn qr(text: &str) -> Option<Qr> {
    let code = QrCode::with_error_correction_level(text, EcLevel::M).ok()?;
    let width = u16::try_from(code.width()).ok()?;
    let mut path = String::new();
    for (y, row) in (QUIET..).zip(code.to_colors().chunks(usize::from(width))) {
        for (x, color) in (QUIET..).zip(row) {
            if *color == Color::Dark {
                // Writing to a text cannot fail.
                let _ = write!(path, "M{x} {y}h1v1h-1z");
            }
        }
    }
    Some(Qr { size: width + 2 * QUIET, path })
}

#[cfg(test)]
mod tests;
