//! Markup as text, for what is drawn too often for components: the rows of grids. Every text
//! and every attribute's value is escaped on its way in; there is no other way in.

use std::fmt::Write;

/// Markup being written.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Html(String);

impl Html {
    /// A text.
    pub(crate) fn text(&mut self, text: &str) -> &mut Self {
        let mut rest = text;
        while let Some(at) = rest.find(['&', '<', '>', '"', '\'']) {
            self.0.push_str(&rest[..at]);
            self.0.push_str(match rest.as_bytes()[at] {
                b'&' => "&amp;",
                b'<' => "&lt;",
                b'>' => "&gt;",
                b'"' => "&quot;",
                _ => "&#39;",
            });
            rest = &rest[at + 1..];
        }
        self.0.push_str(rest);
        self
    }

    /// Begins an element.
    pub(crate) fn open(
        &mut self,
        tag: &'static str,
        attributes: &[(&'static str, &str)],
    ) -> &mut Self {
        let _ = write!(self.0, "<{tag}");
        for (name, value) in attributes {
            let _ = write!(self.0, " {name}=\"");
            self.text(value);
            self.0.push('"');
        }
        self.0.push('>');
        self
    }

    /// Ends an element.
    pub(crate) fn close(&mut self, tag: &'static str) -> &mut Self {
        let _ = write!(self.0, "</{tag}>");
        self
    }

    /// An element that holds a text.
    pub(crate) fn element(
        &mut self,
        tag: &'static str,
        attributes: &[(&'static str, &str)],
        text: &str,
    ) -> &mut Self {
        self.open(tag, attributes).text(text).close(tag)
    }

    /// A button of a row, drawn by its style and done by the grid's one listener. It is
    /// reached by the row's keys, not by Tab.
    pub(crate) fn row_button(&mut self, class: &str, act: &str, label: &str) -> &mut Self {
        let attributes = [
            ("type", "button"),
            ("class", class),
            ("tabindex", "-1"),
            ("data-act", act),
            ("aria-label", label),
            ("title", label),
        ];
        self.element("button", &attributes, "")
    }

    /// Other markup.
    pub(crate) fn push(&mut self, other: &Self) -> &mut Self {
        self.0.push_str(&other.0);
        self
    }

    /// The markup as text.
    #[must_use]
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::Html;

    #[test]
    fn nothing_gets_out_of_its_place() {
        let mut html = Html::default();
        let evil = "<img src=x onerror='a()'>\"&";
        html.open("b", &[("title", evil)]).text(evil).close("b");
        let inside = "&lt;img src=x onerror=&#39;a()&#39;&gt;&quot;&amp;";
        assert_eq!(html.as_str(), format!("<b title=\"{inside}\">{inside}</b>"));
    }

    #[test]
    fn other_letters_stay() {
        let mut html = Html::default();
        html.text("Müller 😀 עברית");
        assert_eq!(html.as_str(), "Müller 😀 עברית");
    }
}
