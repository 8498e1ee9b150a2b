//! The build's check of message files.
#![allow(clippy::unwrap_used, clippy::expect_used)]

#[path = "../build/messages.rs"]
mod messages;

use messages::{File, bundle, check, generate};

fn file(name: &str, text: &str) -> File {
    File { name: name.to_owned(), text: text.to_owned() }
}

fn problems(english: &str, german: &str) -> Vec<String> {
    check(&[("en", &[file("en/a.ftl", english)]), ("de", &[file("de/a.ftl", german)])])
        .map(|_| Vec::new())
        .unwrap_or_else(|problems| problems)
}

#[test]
fn equal_languages_pass_and_variables_keep_the_english_order() {
    let english = "used = { $used } of { $seats }\nall = { used }, { $more }\n";
    let german = "used = von { $seats } { $used }\nall = { $more }: { used }\n";
    let catalog = check(&[("en", &[file("e", english)]), ("de", &[file("d", german)])]).unwrap();
    assert_eq!(catalog["used"], ["used", "seats"]);
    assert_eq!(catalog["all"], ["more", "used", "seats"]);
    let code = generate(&catalog);
    assert!(code.contains("pub fn used<'a>(self, used: impl Into<FluentValue<'a>>, seats:"));
    assert!(code.contains(r#"const KEYS: &[&str] = &["all", "used"];"#));
}

#[test]
fn a_key_missing_in_either_language_is_named() {
    assert_eq!(problems("a = A\nb = B", "a = A"), ["en/a.ftl: b has no message in de"]);
    assert_eq!(problems("a = A", "a = A\nb = B"), ["de/a.ftl: b has no message in en"]);
}

#[test]
fn other_variables_are_named_also_inside_plurals() {
    let plural = "n = { $count ->\n  [one] one { $what }\n *[other] many\n }";
    assert_eq!(
        problems(plural, "n = { $count }"),
        [r#"n has the variables ["count", "what"] in en/a.ftl and ["count"] in de/a.ftl"#]
    );
}

#[test]
fn duplicates_junk_and_markup_are_named() {
    assert_eq!(problems("a = A\na = B", "a = A"), ["en/a.ftl: a is already in en/a.ftl"]);
    let junk = problems("a = A\n\njunk here", "a = A");
    assert!(junk[0].starts_with("en/a.ftl:3: not a message"), "{junk:?}");
    assert_eq!(problems("a = A\nb = <b>", "a = A\nb = b"), ["en/a.ftl:2: messages hold no `<`"]);
    assert_eq!(
        problems("a = { b }", "a = { b }"),
        ["de/a.ftl: a refers to b, not a message", "en/a.ftl: a refers to b, not a message"]
    );
}

#[test]
fn the_page_carries_messages_without_comments() {
    let files = [file("a", "# Why\na = A\n\n"), file("b", "b = { $n ->\n *[other] B\n }")];
    assert_eq!(bundle(&files), "a = A\nb = { $n ->\n *[other] B\n }\n");
}

/// Codes of field errors and refusals, as the sources write them.
fn codes(source: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (start, last) in [("FieldError::new(", true), ("Refused(\"", false), ("refuse(\"", false)] {
        for (at, _) in source.match_indices(start) {
            let call = &source[at + start.len() - usize::from(!last)..];
            let call = &call[..call.find(')').unwrap_or(0)];
            // `FieldError::new("note", "note-too-long")`: the code is the last text.
            if let Some(code) =
                call.split('"').skip(1).step_by(2).last().filter(|_| call.ends_with('"'))
            {
                found.push(code.to_owned());
            }
        }
    }
    found
}

fn sources(folder: &std::path::Path, each: &mut impl FnMut(&str)) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, each);
        } else if path.extension().is_some_and(|end| end == "rs")
            && path.file_name().is_some_and(|name| name != "tests.rs")
        {
            let text = std::fs::read_to_string(&path).unwrap();
            // Tests invent codes.
            each(text.split("#[cfg(test)]").next().unwrap_or_default());
        }
    }
}

#[test]
fn every_error_code_in_the_sources_has_a_message() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut wanted = std::collections::BTreeSet::new();
    for folder in ["domain/src", "../server/services/src", "../server/src"] {
        sources(&root.join(folder), &mut |text| wanted.extend(codes(text)));
    }
    assert!(wanted.len() > 30, "the search finds codes: {wanted:?}");
    let mut known = String::new();
    for entry in std::fs::read_dir(root.join("messages/en")).unwrap() {
        known.push_str(&std::fs::read_to_string(entry.unwrap().path()).unwrap());
    }
    let missing: Vec<_> =
        wanted.iter().filter(|code| !known.contains(&format!("\nerror-{code} ="))).collect();
    assert!(missing.is_empty(), "no message for {missing:?}");
}
