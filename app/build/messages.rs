//! The check of the message files, and what the build makes of them: the texts that pages
//! carry and typed methods. A module of the build script; `tests/messages.rs` includes it too.
//!
//! Texts are written in Fluent, as far as `compile.rs` knows it.

mod compile;

use compile::{Compiled, Patterns, compile};
use fluent_syntax::ast::{Entry, Message};
use std::{collections::BTreeMap, fmt::Write as _};

/// One message file.
pub(crate) struct File {
    /// Its path, as errors name it.
    pub(crate) name: String,
    /// Its content.
    pub(crate) text: String,
}

/// Every message's key with its variables in the order of their first use in English.
pub(crate) type Catalog = BTreeMap<String, Vec<String>>;

/// What the files say, if nothing is wrong with them.
pub(crate) struct Checked {
    /// What all languages have in common.
    pub(crate) catalog: Catalog,
    /// The text of each language, in the order they were given.
    pub(crate) texts: Vec<String>,
}

/// A message and the file it was found in.
struct Found<'a> {
    file: &'a str,
    message: Compiled,
}

type Language<'a> = BTreeMap<&'a str, Found<'a>>;

/// The messages, if all languages have the same keys with the same variables. Otherwise the
/// problems, each naming file and key. Languages are compared once all can be read.
pub(crate) fn check(languages: &[(&str, &[File])]) -> Result<Checked, Vec<String>> {
    let mut problems = Vec::new();
    let read: Vec<(&str, Language)> =
        languages.iter().map(|(tag, files)| (*tag, read_language(files, &mut problems))).collect();
    if !problems.is_empty() {
        return Err(problems);
    }
    for (at, (tag, messages)) in read.iter().enumerate() {
        for (other_tag, others) in &read[at + 1..] {
            compare_keys(messages, others, other_tag, &mut problems);
            compare_keys(others, messages, tag, &mut problems);
            compare_variables(messages, others, &mut problems);
        }
    }
    problems.sort();
    problems.dedup();
    if !problems.is_empty() {
        return Err(problems);
    }
    let texts = read.iter().map(|(_, messages)| text(messages)).collect();
    let catalog = read.into_iter().next().into_iter().flat_map(|(_, first)| first);
    let catalog = catalog.map(|(key, found)| (key.to_owned(), found.message.variables)).collect();
    Ok(Checked { catalog, texts })
}

fn compare_keys(messages: &Language, others: &Language, tag: &str, problems: &mut Vec<String>) {
    for (key, found) in messages.iter().filter(|(key, _)| !others.contains_key(*key)) {
        problems.push(format!("{}: {key} has no message in {tag}", found.file));
    }
}

fn compare_variables(messages: &Language, others: &Language, problems: &mut Vec<String>) {
    for (key, found) in messages {
        let Some(other) = others.get(key) else { continue };
        let (mut mine, mut theirs) =
            (found.message.variables.clone(), other.message.variables.clone());
        mine.sort();
        theirs.sort();
        if mine != theirs {
            problems.push(format!(
                "{key} has the variables {mine:?} in {} and {theirs:?} in {}",
                found.file, other.file
            ));
        }
    }
}

fn read_language<'a>(files: &'a [File], problems: &mut Vec<String>) -> Language<'a> {
    let mut patterns = Patterns::new();
    let mut places = BTreeMap::new();
    for file in files {
        for message in read_file(file, problems) {
            let key = message.id.name;
            check_message(&message, file, problems);
            if let Some(first) = places.insert(key, &*file.name) {
                problems.push(format!("{}: {key} is already in {first}", file.name));
            }
            if let Some(pattern) = message.value {
                patterns.insert(key, pattern);
            }
        }
    }
    let mut language = Language::new();
    for &key in patterns.keys() {
        let file = places[key];
        match compile(key, &patterns) {
            Ok(message) => {
                language.insert(key, Found { file, message });
            }
            Err(problem) => problems.push(format!("{file}: {key} {problem}")),
        }
    }
    language
}

fn read_file<'a>(file: &'a File, problems: &mut Vec<String>) -> Vec<Message<&'a str>> {
    let (resource, errors) = match fluent_syntax::parser::parse(file.text.as_str()) {
        Ok(resource) => (resource, Vec::new()),
        Err((resource, errors)) => (resource, errors),
    };
    for error in errors {
        let before = file.text.get(..error.pos.start).unwrap_or_default();
        let line = before.matches('\n').count() + 1;
        problems.push(format!("{}:{line}: not a message: {error}", file.name));
    }
    let mut messages = Vec::new();
    for entry in resource.body {
        match entry {
            Entry::Message(message) => messages.push(message),
            Entry::Term(term) => {
                problems.push(format!("{}: -{} is a term, not a message", file.name, term.id.name));
            }
            _ => {}
        }
    }
    messages
}

fn check_message(message: &Message<&str>, file: &File, problems: &mut Vec<String>) {
    let key = message.id.name;
    if message.value.is_none() {
        problems.push(format!("{}: {key} has no text", file.name));
    }
    if !message.attributes.is_empty() {
        problems.push(format!("{}: {key} has attributes", file.name));
    }
    if key.contains('_') || key.chars().any(|c| c.is_ascii_uppercase()) {
        problems.push(format!("{}: {key} is not in kebab case", file.name));
    }
}

/// A language as one text: a line for each message, sorted by key.
fn text(language: &Language) -> String {
    language.iter().fold(String::new(), |mut text, (key, found)| {
        let _ = writeln!(text, "{key} = {}", found.message.text);
        text
    })
}

/// The lines that pages carry: all but those of mails, which only the server writes.
pub(crate) fn of_pages(text: &str) -> String {
    text.split_inclusive('\n').filter(|line| !line.starts_with("mail-")).collect()
}

/// One method for each message, and the list of keys for checks at compile time.
pub(crate) fn generate(catalog: &Catalog) -> String {
    let mut code = String::from("impl Messages {\n");
    for (key, variables) in catalog {
        let method = identifier(key);
        let parameters: String = variables.iter().fold(String::new(), |mut list, variable| {
            let _ = write!(list, ", {}: impl Into<Argument<'a>>", identifier(variable));
            list
        });
        let arguments: String = variables.iter().fold(String::new(), |mut list, variable| {
            let _ = write!(list, "({variable:?}, {}.into()), ", identifier(variable));
            list
        });
        let lifetime = if variables.is_empty() { "" } else { "<'a>" };
        let _ = write!(
            code,
            "    /// The message `{key}`.\n    \
             #[must_use]\n    \
             pub fn {method}{lifetime}(self{parameters}) -> String {{\n        \
             self.format({key:?}, &[{arguments}])\n    }}\n"
        );
    }
    let keys: Vec<&String> = catalog.keys().collect();
    let _ =
        write!(code, "}}\n\n/// Every message's key, sorted.\nconst KEYS: &[&str] = &{keys:?};\n");
    code
}

fn identifier(name: &str) -> String {
    const KEYWORDS: [&str; 8] = ["as", "for", "in", "loop", "match", "move", "type", "use"];
    let snake = name.replace('-', "_");
    if KEYWORDS.contains(&snake.as_str()) { format!("r#{snake}") } else { snake }
}
