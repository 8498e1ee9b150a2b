//! The tags of a page, as far as a test of what runs in it needs them.

/// A start tag.
#[derive(Debug)]
pub(crate) struct Tag {
    /// In lower case.
    pub(crate) name: String,
    /// Names in lower case, and values with references as they are written.
    pub(crate) attributes: Vec<(String, String)>,
}

impl Tag {
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        let found = self.attributes.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str())
    }
}

/// The start tags of a document. What stands in scripts, styles and comments is none.
pub(crate) fn tags(page: &str) -> Vec<Tag> {
    let (mut found, mut rest) = (Vec::new(), page);
    while let Some(at) = rest.find('<') {
        rest = &rest[at + 1..];
        if let Some(comment) = rest.strip_prefix("!--") {
            rest = comment.split_once("-->").map_or("", |(_, after)| after);
        } else if rest.starts_with(|first: char| first.is_ascii_alphabetic()) {
            let tag;
            (tag, rest) = start_tag(rest);
            if ["script", "style", "textarea", "title"].contains(&&*tag.name) {
                let end = format!("</{}", tag.name);
                let lower = rest.to_ascii_lowercase();
                rest = &rest[lower.find(&end).unwrap_or(rest.len())..];
            }
            found.push(tag);
        }
    }
    found
}

/// A tag whose `<` has been read, and what follows it.
fn start_tag(text: &str) -> (Tag, &str) {
    let ends = |c: char| c.is_ascii_whitespace() || c == '/' || c == '>';
    let (name, mut rest) = text.split_at(text.find(ends).unwrap_or(text.len()));
    let mut attributes = Vec::new();
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == '/');
        if rest.is_empty() || rest.starts_with('>') {
            let tag = Tag { name: name.to_ascii_lowercase(), attributes };
            return (tag, rest.strip_prefix('>').unwrap_or(rest));
        }
        let ends = |c: char| ends(c) || c == '=';
        // A name may begin with what ends it elsewhere.
        let end = rest[1..].find(ends).map_or(rest.len(), |at| at + 1);
        let (key, after) = rest.split_at(end);
        let value;
        (value, rest) = match after.trim_start().strip_prefix('=') {
            None => ("", after),
            Some(after) => {
                let after = after.trim_start();
                match after.chars().next() {
                    Some(quote @ ('"' | '\'')) => {
                        after[1..].split_once(quote).unwrap_or((&after[1..], ""))
                    }
                    _ => {
                        let ends = |c: char| c.is_ascii_whitespace() || c == '>';
                        after.split_at(after.find(ends).unwrap_or(after.len()))
                    }
                }
            }
        };
        attributes.push((key.to_ascii_lowercase(), value.to_owned()));
    }
}

#[test]
fn tags_are_read_as_browsers_do() {
    let page = "<!DOCTYPE html><!-- <script> --><p class=\"a>b\" HIDDEN onclick='x()' id=c>\
        <script nonce=\"1\">if (a < b) \"<b>\"</script><br/><img src=/x alt= ><SCRIPT\n>";
    let found: Vec<String> = tags(page)
        .iter()
        .map(|tag| {
            let attributes = tag.attributes.iter().map(|(key, value)| format!(" {key}={value}"));
            format!("{}{}", tag.name, attributes.collect::<String>())
        })
        .collect();
    assert_eq!(
        found,
        [
            "p class=a>b hidden= onclick=x() id=c",
            "script nonce=1",
            "br",
            "img src=/x alt=",
            "script"
        ]
    );
}
