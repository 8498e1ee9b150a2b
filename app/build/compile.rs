//! One message as the text that the page carries and `src/i18n/pattern.rs` reads.
//!
//! A browser should not need a Fluent parser to fill in a number, so what takes parsing
//! happens here:
//!
//! * `{count}` stands for an argument.
//! * `[count|0:none|1:one|:many]` holds the cases of a number. The first that fits is shown;
//!   the last has no number and fits always. Cases hold arguments and further cases.
//! * A backslash makes the next of `\ { [ | ]` plain text; `\n` is a line break.
//!
//! English and German have the same two plurals for whole numbers, so `[one]` is written as
//! the number 1. As plurals do not look at the sign, no case does.

use fluent_syntax::ast::{
    Expression, InlineExpression, Pattern, PatternElement, Variant, VariantKey,
};
use fluent_syntax::unicode::unescape_unicode_to_string;
use std::collections::BTreeMap;

/// What each message of a language says, by key.
pub(crate) type Patterns<'a> = BTreeMap<&'a str, Pattern<&'a str>>;

/// A message that needs no parser any more.
#[derive(Default)]
pub(crate) struct Compiled {
    /// What the page carries.
    pub(crate) text: String,
    /// Its variables in the order of their first use, with those of messages it refers to.
    pub(crate) variables: Vec<String>,
}

/// The message of a key, or what it does that the pages' messages cannot.
pub(crate) fn compile<'a>(key: &'a str, messages: &'a Patterns<'a>) -> Result<Compiled, String> {
    let mut compiler = Compiler { messages, within: Vec::new(), made: Compiled::default() };
    compiler.message(key)?;
    Ok(compiler.made)
}

struct Compiler<'a> {
    messages: &'a Patterns<'a>,
    /// The message itself and those whose references led here.
    within: Vec<&'a str>,
    made: Compiled,
}

impl<'a> Compiler<'a> {
    /// A message that refers to another contains it.
    fn message(&mut self, key: &'a str) -> Result<(), String> {
        if self.within.contains(&key) {
            return Err(format!("refers to itself by way of {key}"));
        }
        let pattern =
            self.messages.get(key).ok_or_else(|| format!("refers to {key}, not a message"))?;
        self.within.push(key);
        self.pattern(pattern)?;
        self.within.pop();
        Ok(())
    }

    fn pattern(&mut self, pattern: &'a Pattern<&'a str>) -> Result<(), String> {
        pattern.elements.iter().try_for_each(|element| match element {
            PatternElement::TextElement { value } => self.plain(value),
            PatternElement::Placeable { expression } => self.expression(expression),
        })
    }

    fn expression(&mut self, expression: &'a Expression<&'a str>) -> Result<(), String> {
        match expression {
            Expression::Inline(inline) => self.inline(inline),
            Expression::Select {
                selector: InlineExpression::VariableReference { id },
                variants,
            } => self.select(id.name, variants),
            Expression::Select { .. } => Err("chooses by something else than a variable".into()),
        }
    }

    fn inline(&mut self, inline: &'a InlineExpression<&'a str>) -> Result<(), String> {
        match inline {
            InlineExpression::StringLiteral { value } => {
                self.plain(&unescape_unicode_to_string(value))
            }
            InlineExpression::VariableReference { id } => {
                self.variable(id.name);
                self.made.text.extend(["{", id.name, "}"]);
                Ok(())
            }
            InlineExpression::MessageReference { id, attribute: None } => self.message(id.name),
            InlineExpression::MessageReference { id, attribute: Some(attribute) } => {
                Err(format!("refers to the attribute {}.{}", id.name, attribute.name))
            }
            InlineExpression::Placeable { expression } => self.expression(expression),
            InlineExpression::NumberLiteral { value } => {
                Err(format!("has {value} in braces; a fixed number is plain text"))
            }
            InlineExpression::FunctionReference { id, .. } => {
                Err(format!("calls the function {}", id.name))
            }
            InlineExpression::TermReference { id, .. } => {
                Err(format!("refers to the term -{}", id.name))
            }
        }
    }

    fn select(&mut self, name: &str, variants: &'a [Variant<&'a str>]) -> Result<(), String> {
        self.variable(name);
        self.made.text.extend(["[", name]);
        // Fluent shows the default only if no other fits, wherever it stands.
        let (default, others): (Vec<_>, Vec<_>) = variants.iter().partition(|v| v.default);
        for variant in others {
            self.made.text.extend(["|", number(&variant.key)?, ":"]);
            self.pattern(&variant.value)?;
        }
        for variant in default {
            if !matches!(variant.key, VariantKey::Identifier { name: "other" }) {
                return Err("has a default other than *[other]".into());
            }
            self.made.text.push_str("|:");
            self.pattern(&variant.value)?;
        }
        self.made.text.push(']');
        Ok(())
    }

    fn variable(&mut self, name: &str) {
        if !self.made.variables.iter().any(|known| known == name) {
            self.made.variables.push(name.to_owned());
        }
    }

    /// Text that says what it says, whatever it consists of.
    fn plain(&mut self, text: &str) -> Result<(), String> {
        for symbol in text.chars() {
            match symbol {
                // Either would end the element or the line that holds the message.
                '<' => return Err("holds `<`, which pages cannot carry".into()),
                '\n' => self.made.text.push_str("\\n"),
                _ if symbol.is_control() => {
                    return Err(format!("holds the control character {symbol:?}"));
                }
                '\\' | '{' | '[' | '|' | ']' => self.made.text.extend(['\\', symbol]),
                _ => self.made.text.push(symbol),
            }
        }
        Ok(())
    }
}

/// The number a case is for.
fn number<'a>(key: &VariantKey<&'a str>) -> Result<&'a str, String> {
    match key {
        VariantKey::Identifier { name: "one" } => Ok("1"),
        VariantKey::NumberLiteral { value } if value.parse::<u32>().is_ok() => Ok(value),
        VariantKey::Identifier { name: value } | VariantKey::NumberLiteral { value } => {
            Err(format!("has the case [{value}]; there are [one], whole numbers and the default"))
        }
    }
}
