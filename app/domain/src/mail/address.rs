//! Mail addresses: which there can be, and when two are the same.

use crate::field::FieldError;
use idna::AsciiDenyList;
use idna::uts46::{DnsLength, Hyphens, Uts46};
use std::fmt;
use unicode_normalization::UnicodeNormalization;
use unicode_security::{GeneralSecurityProfile, RestrictionLevel, RestrictionLevelDetection};

/// The longest address that mail servers pass on, in bytes.
pub const MAX_BYTES: usize = 254;
/// The longest part before the @, in bytes.
const MAX_LOCAL: usize = 64;
/// What may stand before the @ besides letters and digits.
const ATOM_MARKS: &str = "!#$%&'*+-/=?^_`{|}~.";

/// An address as it is stored and written to: before the @ as it was typed, behind it the
/// domain's name in lower case and, where it has other letters, in ASCII (`xn--…`).
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct EmailAddress {
    local: String,
    domain: String,
}

impl EmailAddress {
    /// Reads an address. Blanks around it do not count.
    ///
    /// # Errors
    /// On the field `email`: `email-invalid`; `email-too-long` (arg `max`, in bytes);
    /// `email-look-alike` when a part mixes alphabets, or consists of another alphabet's
    /// letters that read as Latin ones.
    pub fn parse(text: &str) -> Result<Self, FieldError> {
        let text: String = text.trim().nfc().collect();
        if text.len() > MAX_BYTES {
            return Err(FieldError::new("email", "email-too-long").with("max", MAX_BYTES));
        }
        let (local, domain) = text.split_once('@').ok_or_else(invalid)?;
        check_local(local)?;
        let domain = domain_in_ascii(domain)?;
        Ok(Self { local: local.to_owned(), domain })
    }

    /// The form that is unique: two addresses that differ in case alone are one.
    #[must_use]
    pub fn key(&self) -> String {
        format!("{}@{}", self.local.to_lowercase().nfkc(), self.domain)
    }

    /// What stands before the @.
    #[must_use]
    pub fn local(&self) -> &str {
        &self.local
    }

    /// What stands behind it, in ASCII.
    #[must_use]
    pub fn domain(&self) -> &str {
        &self.domain
    }
}

impl fmt::Display for EmailAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}@{}", self.local, self.domain)
    }
}

/// The key of whatever somebody signs in with: of an address, or of what was taken for one
/// before there were rules.
#[must_use]
pub fn key_of(text: &str) -> String {
    EmailAddress::parse(text).map_or_else(|_| text.trim().to_lowercase(), |address| address.key())
}

fn invalid() -> FieldError {
    FieldError::new("email", "email-invalid")
}

fn check_local(local: &str) -> Result<(), FieldError> {
    if local.is_empty() || local.len() > MAX_LOCAL || local.split('.').any(str::is_empty) {
        return Err(invalid());
    }
    let fits = |c: char| match c.is_ascii() {
        true => c.is_ascii_alphanumeric() || ATOM_MARKS.contains(c),
        false => c.is_alphanumeric() || c.identifier_allowed(),
    };
    match local.chars().all(fits) {
        true => check_letters(local),
        false => Err(invalid()),
    }
}

/// The domain's name in ASCII.
fn domain_in_ascii(domain: &str) -> Result<String, FieldError> {
    let ascii = Uts46::new()
        .to_ascii(
            domain.as_bytes(),
            AsciiDenyList::STD3,
            Hyphens::CheckFirstLast,
            DnsLength::Verify,
        )
        .map_err(|_| invalid())?;
    // Numbers are no domain, and a name without a dot is none that others could write to.
    let top = ascii.rsplit_once('.').map_or("", |(_, top)| top);
    if top.is_empty() || top.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(invalid());
    }
    let (shown, read) = idna::domain_to_unicode(&ascii);
    read.map_err(|_| invalid())?;
    shown.split('.').try_for_each(check_letters)?;
    Ok(ascii.into_owned())
}

/// Refuses letters that are not what they look like.
fn check_letters(part: &str) -> Result<(), FieldError> {
    if part.is_ascii() {
        return Ok(());
    }
    let letters: String =
        part.chars().filter(|c| !c.is_ascii() || c.is_ascii_alphanumeric()).collect();
    // Also refuses what is only another way to write a letter, such as wide ones and ligatures.
    let mixed = !letters.as_str().check_restriction_level(RestrictionLevel::HighlyRestrictive);
    let reads_as_latin = unicode_security::skeleton(&letters).all(|c| c.is_ascii());
    match mixed || reads_as_latin {
        true => Err(FieldError::new("email", "email-look-alike")),
        false => Ok(()),
    }
}
