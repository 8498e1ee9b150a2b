//! How tokens are written: `skt_<prefix>_<secret>_<checksum>`, in base 32 (RFC 4648, lower
//! case). The prefix (40 bits) finds one, the secret has 160 bits, and by the checksum (CRC-32
//! of all before it) whoever looks for lost tokens tells a real one without asking anybody.

use domain::api_token::MARK;
use rand::RngExt;

const DIGITS: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";
/// Characters of each part.
const PREFIX: usize = 8;
const SECRET: usize = 32;
const CHECKSUM: usize = 7;

/// A token as far as it finds one.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Token {
    pub(super) prefix: String,
}

impl Token {
    /// The prefix of a new token, and all of it.
    pub(super) fn make() -> (String, String) {
        let mut rng = rand::rng();
        let (prefix, secret): ([u8; 5], [u8; 20]) = (rng.random(), rng.random());
        let prefix = written(&prefix);
        let body = format!("{MARK}_{prefix}_{}", written(&secret));
        let token = format!("{body}_{}", checksum(&body));
        (prefix, token)
    }

    /// Reads a token; none for what cannot be one.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let (body, sum) = text.rsplit_once('_')?;
        let mut parts = body.split('_');
        let (mark, prefix, secret) = (parts.next()?, parts.next()?, parts.next()?);
        let fits = |part: &str, length: usize| {
            part.len() == length && part.bytes().all(|byte| DIGITS.contains(&byte))
        };
        let whole = mark == MARK && parts.next().is_none();
        let right = whole
            && fits(prefix, PREFIX)
            && fits(secret, SECRET)
            && sum.len() == CHECKSUM
            && sum == checksum(body);
        right.then(|| Self { prefix: prefix.to_owned() })
    }
}

/// Whether a text is written like a token, good or not.
#[must_use]
pub fn is_token(text: &str) -> bool {
    Token::parse(text).is_some()
}

fn checksum(body: &str) -> String {
    written(&crc32fast::hash(body.as_bytes()).to_be_bytes())
}

/// Bytes in base 32, without padding.
fn written(bytes: &[u8]) -> String {
    let bit = |at: usize| bytes.get(at / 8).is_some_and(|byte| byte >> (7 - at % 8) & 1 == 1);
    let digit = |at: usize| (0..5).fold(0, |digit, n| digit << 1 | usize::from(bit(at * 5 + n)));
    (0..(bytes.len() * 8).div_ceil(5)).map(|at| char::from(DIGITS[digit(at)])).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_written_as_the_standard_says() {
        for (bytes, text) in
            [("", ""), ("f", "my"), ("fo", "mzxq"), ("foob", "mzxw6yq"), ("fooba", "mzxw6ytb")]
        {
            assert_eq!(written(bytes.as_bytes()), text);
        }
    }

    #[test]
    fn a_token_is_known_by_its_checksum() {
        let (prefix, token) = Token::make();
        assert_eq!(Token::parse(&token), Some(Token { prefix }));
        assert_eq!(token.len(), 3 + 1 + PREFIX + 1 + SECRET + 1 + CHECKSUM);
        for at in 0..token.len() {
            let mut other = token.clone().into_bytes();
            other[at] = if other[at] == b'q' { b'r' } else { b'q' };
            assert_eq!(Token::parse(std::str::from_utf8(&other).unwrap()), None, "{at}");
        }
        for bad in
            ["", "skt", "skt___", "skt_a_b_c", "skt_ü_b_c_d", &token[1..], &token.to_uppercase()]
        {
            assert!(!is_token(bad), "{bad}");
        }
        let longer = format!("{token}_x");
        assert!(!is_token(&longer));
    }
}
