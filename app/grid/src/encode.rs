//! Percent encoding of query strings, and backslash escapes inside their values.
//!
//! Values are split only after percent-decoding, since browsers and mail programs encode
//! commas and the like as they please; what must not be split carries a backslash.

use std::borrow::Cow;

/// Decodes one name or value: `%41`, `+` as a space. Broken escapes stay as they are, broken
/// UTF-8 and NUL (which the database refuses) become U+FFFD.
pub(crate) fn decode(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let (byte, used) = match bytes[at] {
            b'+' => (b' ', 1),
            b'%' => hex_pair(bytes.get(at + 1), bytes.get(at + 2)).map_or((b'%', 1), |b| (b, 3)),
            other => (other, 1),
        };
        out.push(byte);
        at += used;
    }
    String::from_utf8_lossy(&out).replace('\0', "\u{fffd}")
}

fn hex_pair(high: Option<&u8>, low: Option<&u8>) -> Option<u8> {
    let digit = |byte: Option<&u8>| char::from(*byte?).to_digit(16);
    u8::try_from(digit(high)? * 16 + digit(low)?).ok()
}

/// Appends the encoded text. What people read in an address stays readable.
pub(crate) fn encode(text: &str, out: &mut String) {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    for byte in text.bytes() {
        match byte {
            b' ' => out.push('+'),
            b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z' => out.push(char::from(byte)),
            b'-' | b'_' | b'.' | b'~' | b',' | b'*' | b'!' | b':' | b'=' => {
                out.push(char::from(byte));
            }
            _ => {
                out.push('%');
                out.push(char::from(HEX[usize::from(byte >> 4)]));
                out.push(char::from(HEX[usize::from(byte & 15)]));
            }
        }
    }
}

/// Splits at a separator that has no backslash before it. The parts keep their escapes.
pub(crate) fn split(text: &str, separator: char) -> impl Iterator<Item = &str> {
    let mut escaped = false;
    text.split(move |c| {
        let cut = c == separator && !escaped;
        escaped = c == '\\' && !escaped;
        cut
    })
}

/// Escapes a text so that [`split`] leaves it whole and no keyword equals it.
pub(crate) fn escape(text: &str) -> Cow<'_, str> {
    match text {
        "" => Cow::Borrowed("\\e"),
        "none" => Cow::Borrowed("\\none"),
        _ if text.contains(['\\', ',', '~', '!']) => {
            let mut out = String::with_capacity(text.len() + 2);
            for c in text.chars() {
                if matches!(c, '\\' | ',' | '~' | '!') {
                    out.push('\\');
                }
                out.push(c);
            }
            Cow::Owned(out)
        }
        _ => Cow::Borrowed(text),
    }
}

/// The text that was escaped; for anything else, something sensible.
pub(crate) fn unescape(text: &str) -> String {
    if text == "\\e" {
        return String::new();
    }
    let mut escaped = false;
    text.chars()
        .filter(|c| {
            escaped = *c == '\\' && !escaped;
            !escaped
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn decodes_what_browsers_send() {
        assert_eq!(decode("a+b%20c%2Cd"), "a b c,d");
        assert_eq!(decode("M%C3%BCller"), "Müller");
        assert_eq!(decode("100%"), "100%");
        assert_eq!(decode("%zz%4"), "%zz%4");
        assert_eq!(decode("%ff%00"), "\u{fffd}\u{fffd}");
    }

    proptest! {
        #[test]
        fn decoding_undoes_encoding(text in "[^\0]*") {
            let mut encoded = String::new();
            encode(&text, &mut encoded);
            prop_assert!(encoded.is_ascii() && !encoded.contains(['&', '#', ' ', '+']) || text.contains(' '));
            prop_assert_eq!(decode(&encoded), text);
        }

        #[test]
        fn escaped_texts_survive_a_list(texts in prop::collection::vec("[a,~!\\\\ n]{0,4}|none|e", 1..5)) {
            let list = texts.iter().map(|t| escape(t)).collect::<Vec<_>>().join(",");
            let back: Vec<String> = split(&list, ',').map(unescape).collect();
            prop_assert_eq!(back, texts);
        }
    }
}
