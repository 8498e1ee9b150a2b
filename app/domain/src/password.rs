//! What a password must be. The list of stolen passwords is passed in.

use crate::field::FieldError;
use crate::text::fold;

/// Shortest password, in characters.
pub const MIN_CHARACTERS: usize = 12;
/// Longest password, in bytes, so that nobody makes the server hash megabytes.
pub const MAX_BYTES: usize = 1024;
/// So many different characters at least.
const MIN_DIFFERENT: usize = 5;
/// Words of a name shorter than this may be in a password: by chance they are in many.
const MIN_WORD: usize = 5;

/// Whose password it is: what a stranger who knows the person would try first.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Whose<'a> {
    /// The address to sign in with.
    pub email: &'a str,
    /// The person's name.
    pub name: &'a str,
    /// The organization's name.
    pub organization: &'a str,
}

/// Checks a new password. `listed` says whether a [`stem`] is one of a stolen password.
///
/// # Errors
/// On the field `password`: `password-too-short` (arg `min`, in characters), `password-too-long`
/// (arg `max`, in bytes), `password-breached` when it is a stolen one, perhaps with digits and
/// symbols around it or repeated, `password-personal` (arg `word`).
pub fn check(
    password: &str,
    whose: &Whose<'_>,
    listed: impl Fn(&str) -> bool,
) -> Result<(), FieldError> {
    let refused = |code| FieldError::new("password", code);
    if password.chars().count() < MIN_CHARACTERS {
        return Err(refused("password-too-short").with("min", MIN_CHARACTERS));
    }
    if password.len() > MAX_BYTES {
        return Err(refused("password-too-long").with("max", MAX_BYTES));
    }
    let folded = fold(password);
    if let Some(word) = words(whose).into_iter().find(|word| folded.contains(&fold(word))) {
        return Err(refused("password-personal").with("word", word));
    }
    match is_guessed(&folded, listed) {
        true => Err(refused("password-breached")),
        false => Ok(()),
    }
}

/// Words of name, address and organization that may not be in a password.
fn words<'a>(whose: &Whose<'a>) -> Vec<&'a str> {
    let long = |word: &&str| word.chars().count() >= MIN_WORD;
    let address = whose.email.split(['@', '.', '+']);
    let names = [whose.name, whose.organization].into_iter();
    let names = names.flat_map(|name| name.split(|c: char| !c.is_alphanumeric()));
    address.chain(names).filter(long).collect()
}

fn is_guessed(folded: &str, listed: impl Fn(&str) -> bool) -> bool {
    let symbols: Vec<char> = folded.chars().collect();
    let mut different = symbols.clone();
    different.sort_unstable();
    different.dedup();
    if different.len() < MIN_DIFFERENT {
        return true;
    }
    let repeated: String = symbols.iter().take(period(&symbols)).collect();
    [folded, &repeated].into_iter().any(|text| {
        let stem = stem(text);
        stem.is_empty() || listed(&stem)
    })
}

/// After how many characters it begins anew, over and over; its length when it does not.
fn period(symbols: &[char]) -> usize {
    let repeats = |every: &usize| symbols[*every..].iter().eq(&symbols[..symbols.len() - every]);
    (1..=symbols.len() / 2).find(repeats).unwrap_or(symbols.len())
}

/// The word that a folded password is made of: without the digits and symbols around it, and
/// with letters where digits and symbols stand for them (`p4ssw0rd` is `password`).
#[must_use]
pub fn stem(folded: &str) -> String {
    let inner = folded.trim_matches(|c: char| !c.is_alphabetic());
    let letter = |c| match c {
        '0' => 'o',
        '1' => 'l',
        '3' => 'e',
        '4' | '@' => 'a',
        '5' | '$' => 's',
        '7' => 't',
        '!' => 'i',
        other => other,
    };
    inner.chars().map(letter).collect()
}
