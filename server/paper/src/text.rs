//! Texts made harmless: what cannot be seen cannot change what is read.

/// `raw` on one line, without anything that hides, reorders or ends text.
pub(crate) fn clean(raw: &str) -> String {
    let mut out = String::with_capacity(raw.len());
    for c in raw.chars() {
        match c {
            _ if is_space(c) => {
                if !out.is_empty() && !out.ends_with(' ') {
                    out.push(' ');
                }
            }
            _ if is_hidden(c) => {}
            _ if is_meaningless(c) => out.push(char::REPLACEMENT_CHARACTER),
            _ => out.push(c),
        }
    }
    while out.ends_with(' ') {
        out.pop();
    }
    out
}

/// Spaces of any width at which a line may end, and what ends a line.
fn is_space(c: char) -> bool {
    let no_break = matches!(c, '\u{a0}' | '\u{2007}' | '\u{202f}');
    c.is_control() || (c.is_whitespace() && !no_break)
}

/// Marks of direction, and characters of no width that make two texts look the same. The joiner
/// and the variation selectors stay: emoji are made with them.
fn is_hidden(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}' | '\u{200e}' | '\u{200f}'
        | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}'
        | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e00ff}')
}

/// Private use and no characters at all; archival files refuse them.
fn is_meaningless(c: char) -> bool {
    matches!(c,
        '\u{e000}'..='\u{f8ff}' | '\u{fdd0}'..='\u{fdef}' | '\u{f0000}'..='\u{10ffff}')
        || (c as u32) & 0xfffe == 0xfffe
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_characters_become_one_space() {
        assert_eq!(clean("\r\n a\tb\0\u{7}c\u{2028}d \n"), "a b c d");
    }

    #[test]
    fn overrides_of_direction_go() {
        assert_eq!(clean("in\u{202e}voice\u{2066}1\u{2069}\u{200f}"), "invoice1");
    }

    #[test]
    fn a_sum_keeps_its_spaces() {
        assert_eq!(clean("1\u{202f}234,00\u{a0}€"), "1\u{202f}234,00\u{a0}€");
    }

    #[test]
    fn what_means_nothing_is_seen() {
        assert_eq!(clean("a\u{e000}\u{ffff}"), "a\u{fffd}\u{fffd}");
    }
}
