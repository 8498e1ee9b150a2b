//! The column of an exported file in which groups and the total say how many licenses they
//! have. A line that has something there is no license: an import passes over it.

use super::match_key;
use crate::people::Language;

/// The column's heading.
#[must_use]
pub const fn counted_heading(language: Language) -> &'static str {
    match language {
        Language::En => "Licenses counted",
        Language::De => "Lizenzen gezählt",
    }
}

/// Whether a heading is this column's, in any language.
#[must_use]
pub fn is_counted(heading: &str) -> bool {
    let heading = match_key(heading);
    Language::ALL.iter().any(|language| match_key(counted_heading(*language)) == heading)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::recognize;

    #[test]
    fn the_column_is_known_again_and_no_field() {
        for language in Language::ALL {
            let heading = counted_heading(language);
            assert!(is_counted(heading) && is_counted(&heading.to_uppercase()));
            assert_eq!(recognize(&[heading.to_owned()]).field(0), None);
        }
        assert!(!is_counted("Licenses") && !is_counted(""));
    }
}
