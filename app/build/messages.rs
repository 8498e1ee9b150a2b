//! The check of the message files and the code made from them. A module of the build
//! script; `tests/messages.rs` includes it too.
//!
//! A message is plain text with variables, plurals and references. Attributes and `<` are
//! refused: the first have no typed method, the second would need escaping in the page.

use fluent_syntax::ast::{
    CallArguments, Entry, Expression, InlineExpression, Message, Pattern, PatternElement,
};
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

/// A message where it was found.
struct Found {
    file: String,
    variables: Vec<String>,
    references: Vec<String>,
}

type Language = BTreeMap<String, Found>;

/// The catalog of the first language, if all languages have the same keys with the same
/// variables. Otherwise every problem, each naming file and key.
pub(crate) fn check(languages: &[(&str, &[File])]) -> Result<Catalog, Vec<String>> {
    let mut problems = Vec::new();
    let read: Vec<(&str, Language)> =
        languages.iter().map(|(tag, files)| (*tag, read_language(files, &mut problems))).collect();
    for (at, (tag, messages)) in read.iter().enumerate() {
        for (other_tag, others) in &read[at + 1..] {
            compare_keys(messages, others, other_tag, &mut problems);
            compare_keys(others, messages, tag, &mut problems);
            compare_variables(messages, others, &mut problems);
        }
    }
    problems.sort();
    problems.dedup();
    match read.into_iter().next() {
        Some((_, first)) if problems.is_empty() => {
            let keys: Vec<String> = first.keys().cloned().collect();
            Ok(keys.into_iter().map(|key| (key.clone(), variables(&first, &key, 0))).collect())
        }
        _ => Err(problems),
    }
}

fn compare_keys(messages: &Language, others: &Language, tag: &str, problems: &mut Vec<String>) {
    for (key, found) in messages.iter().filter(|(key, _)| !others.contains_key(*key)) {
        problems.push(format!("{}: {key} has no message in {tag}", found.file));
    }
}

fn compare_variables(messages: &Language, others: &Language, problems: &mut Vec<String>) {
    for (key, found) in messages {
        let Some(other) = others.get(key) else { continue };
        let (mut mine, mut theirs) = (variables(messages, key, 0), variables(others, key, 0));
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

fn read_language(files: &[File], problems: &mut Vec<String>) -> Language {
    let mut language = Language::new();
    for file in files {
        let resource = match fluent_syntax::parser::parse(file.text.as_str()) {
            Ok(resource) => resource,
            Err((resource, errors)) => {
                for error in errors {
                    let before = file.text.get(..error.pos.start).unwrap_or_default();
                    let line = before.matches('\n').count() + 1;
                    problems.push(format!("{}:{line}: not a message: {error}", file.name));
                }
                resource
            }
        };
        for entry in &resource.body {
            let Entry::Message(message) = entry else { continue };
            let key = message.id.name;
            check_message(message, file, problems);
            let found = Found::of(message, file);
            if let Some(first) = language.insert(key.to_owned(), found) {
                problems.push(format!("{}: {key} is already in {}", file.name, first.file));
            }
        }
        for (at, line) in file.text.lines().enumerate() {
            if line.contains('<') && !line.starts_with('#') {
                problems.push(format!("{}:{}: messages hold no `<`", file.name, at + 1));
            }
        }
    }
    for (key, found) in &language {
        for reference in found.references.iter().filter(|to| !language.contains_key(*to)) {
            problems.push(format!("{}: {key} refers to {reference}, not a message", found.file));
        }
    }
    language
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

impl Found {
    fn of(message: &Message<&str>, file: &File) -> Self {
        let mut found =
            Self { file: file.name.clone(), variables: Vec::new(), references: Vec::new() };
        if let Some(value) = &message.value {
            found.pattern(value);
        }
        found
    }

    fn pattern(&mut self, pattern: &Pattern<&str>) {
        for element in &pattern.elements {
            if let PatternElement::Placeable { expression } = element {
                self.expression(expression);
            }
        }
    }

    fn expression(&mut self, expression: &Expression<&str>) {
        match expression {
            Expression::Inline(inline) => self.inline(inline),
            Expression::Select { selector, variants } => {
                self.inline(selector);
                variants.iter().for_each(|variant| self.pattern(&variant.value));
            }
        }
    }

    fn inline(&mut self, inline: &InlineExpression<&str>) {
        match inline {
            InlineExpression::VariableReference { id }
                if !self.variables.iter().any(|known| known == id.name) =>
            {
                self.variables.push(id.name.to_owned());
            }
            InlineExpression::MessageReference { id, .. } => {
                self.references.push(id.name.to_owned());
            }
            InlineExpression::FunctionReference { arguments, .. } => self.call(arguments),
            InlineExpression::TermReference { arguments: Some(arguments), .. } => {
                self.call(arguments);
            }
            InlineExpression::Placeable { expression } => self.expression(expression),
            _ => {}
        }
    }

    fn call(&mut self, arguments: &CallArguments<&str>) {
        arguments.positional.iter().for_each(|argument| self.inline(argument));
        arguments.named.iter().for_each(|argument| self.inline(&argument.value));
    }
}

/// The variables of a message and of those it refers to. Depth ends a circle of references.
fn variables(language: &Language, key: &str, depth: usize) -> Vec<String> {
    let Some(found) = language.get(key).filter(|_| depth < 8) else { return Vec::new() };
    let mut all = found.variables.clone();
    for reference in &found.references {
        for variable in variables(language, reference, depth + 1) {
            if !all.contains(&variable) {
                all.push(variable);
            }
        }
    }
    all
}

/// A language's files as one text without comments: what the server parses and the page carries.
pub(crate) fn bundle(files: &[File]) -> String {
    let mut text = String::new();
    for line in files.iter().flat_map(|file| file.text.lines()) {
        if !line.starts_with('#') && !line.trim().is_empty() {
            text.push_str(line);
            text.push('\n');
        }
    }
    text
}

/// One method for each message, and the list of keys for checks at compile time.
pub(crate) fn generate(catalog: &Catalog) -> String {
    let mut code = String::from("impl Messages {\n");
    for (key, variables) in catalog {
        let method = identifier(key);
        let parameters: String = variables.iter().fold(String::new(), |mut list, variable| {
            let _ = write!(list, ", {}: impl Into<FluentValue<'a>>", identifier(variable));
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
