//! The build's check of message files.
#![allow(clippy::unwrap_used, clippy::expect_used)]

#[path = "../build/messages.rs"]
mod messages;

use messages::{File, check, generate, of_pages};

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
    let catalog =
        check(&[("en", &[file("e", english)]), ("de", &[file("d", german)])]).unwrap().catalog;
    assert_eq!(catalog["used"], ["used", "seats"]);
    assert_eq!(catalog["all"], ["used", "seats", "more"]);
    let code = generate(&catalog);
    assert!(code.contains("pub fn used<'a>(self, used: impl Into<Argument<'a>>, seats:"));
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
    assert_eq!(
        problems("a = A\nb = <b>", "a = A\nb = b"),
        ["en/a.ftl: b holds `<`, which pages cannot carry"]
    );
    assert_eq!(
        problems("a = { b }", "a = { b }"),
        ["en/a.ftl: a refers to b, not a message", "de/a.ftl: a refers to b, not a message"]
    );
}

/// What the page carries of one file.
fn compiled(text: &str) -> String {
    check(&[("en", &[file("a", text)])]).map(|checked| checked.texts.concat()).unwrap()
}

#[test]
fn the_page_carries_a_sorted_line_for_each_message_and_no_comments() {
    assert_eq!(compiled("## All\n\n# Why\nb = B\na = A\n\n"), "a = A\nb = B\n");
    let two = check(&[("en", &[file("f", "b = B"), file("g", "a = A")])]).unwrap();
    assert_eq!(two.texts, ["a = A\nb = B\n"]);
}

#[test]
fn pages_carry_no_messages_of_mails() {
    let text = compiled("mail-a = A\nmails-b = B\na = mail-c\nmail-d = two\n  lines\n");
    assert_eq!(of_pages(&text), "a = mail-c\nmails-b = B\n");
}

#[test]
fn what_fluent_can_say_is_said_without_it() {
    for (fluent, ours) in [
        ("{ $count } of { $limit }", "{count} of {limit}"),
        ("{ $n ->\n [0] no\n [one] one\n *[other] { $n }\n } left", "[n|0:no|1:one|:{n}] left"),
        // The default fits last, wherever it stands.
        ("{ $n ->\n *[other] many\n [7] seven\n }", "[n|7:seven|:many]"),
        (
            "{ $n ->\n [one] { $m ->\n  [0] a\n  *[other] b\n }\n *[other] c\n }",
            "[n|1:[m|0:a|:b]|:c]",
        ),
        ("two\n  lines", r"two\nlines"),
        (r#"{ "{" }a|b[c]\{ " \"\\\u00e4" }"#, r#"\{a\|b\[c\]\\ "\\ä"#),
        ("{ { $n } }, { b }\nb = B { $n }", "{n}, B {n}"),
    ] {
        let text = compiled(&format!("a = {fluent}\n"));
        assert_eq!(text.lines().next(), Some(&*format!("a = {ours}")), "{fluent}");
    }
}

#[test]
fn what_pages_cannot_say_is_named() {
    for (fluent, problem) in [
        ("a = { NUMBER($n) }", "a calls the function NUMBER"),
        ("a = { -brand }", "a refers to the term -brand"),
        ("a = A\n-brand = B", "-brand is a term, not a message"),
        ("a = { b.c }\nb = B", "a refers to the attribute b.c"),
        ("a = A\n .b = B", "a has attributes"),
        ("a = { 5 }", "a has 5 in braces; a fixed number is plain text"),
        ("a = { b }\nb = { a }", "a refers to itself by way of a"),
        ("a = { \"\\u003C\" }", "a holds `<`, which pages cannot carry"),
        ("a = { \"\\u000D\" }", "a holds the control character '\\r'"),
        ("a = { NUMBER($n) ->\n *[other] A\n }", "a chooses by something else than a variable"),
        ("a = { $n ->\n [one] A\n *[two] B\n }", "a has a default other than *[other]"),
        (
            "a = { $n ->\n [few] A\n *[other] B\n }",
            "a has the case [few]; there are [one], whole numbers and the default",
        ),
        (
            "a = { $n ->\n [1.5] A\n *[other] B\n }",
            "a has the case [1.5]; there are [one], whole numbers and the default",
        ),
    ] {
        let found = check(&[("en", &[file("f", fluent)])]).map(|_| ()).unwrap_err();
        assert_eq!(found[0], format!("f: {problem}"), "{fluent}");
    }
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
