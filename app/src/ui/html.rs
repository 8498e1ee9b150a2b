//! Markup for what is drawn too often for components: the rows of grids. It is kept in parts, so
//! that an element that shows something alike only gets the texts that differ. Every text and
//! every attribute's value is escaped where it is written out; there is no other way in.

use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::{Element, Node};
use std::fmt::Write;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Part {
    Open(&'static str),
    Attribute(&'static str),
    Text,
    Close(&'static str),
}

/// Markup.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Html {
    /// Each part, and where its value ends.
    parts: Vec<(Part, usize)>,
    /// The values of all parts, one after the other.
    values: String,
}

impl Html {
    fn part(&mut self, part: Part, value: &str) {
        self.values.push_str(value);
        self.parts.push((part, self.values.len()));
    }

    /// A text.
    pub(crate) fn text(&mut self, text: &str) -> &mut Self {
        // The browser makes no node of it.
        if !text.is_empty() {
            self.part(Part::Text, text);
        }
        self
    }

    /// Begins an element.
    pub(crate) fn open(
        &mut self,
        tag: &'static str,
        attributes: &[(&'static str, &str)],
    ) -> &mut Self {
        self.part(Part::Open(tag), "");
        for (name, value) in attributes {
            self.part(Part::Attribute(name), value);
        }
        self
    }

    /// Ends an element.
    pub(crate) fn close(&mut self, tag: &'static str) -> &mut Self {
        self.part(Part::Close(tag), "");
        self
    }

    /// An element that holds a text, perhaps an empty one.
    pub(crate) fn element(
        &mut self,
        tag: &'static str,
        attributes: &[(&'static str, &str)],
        text: &str,
    ) -> &mut Self {
        self.open(tag, attributes).part(Part::Text, text);
        self.close(tag)
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
        let before = self.values.len();
        self.values.push_str(&other.values);
        self.parts.extend(other.parts.iter().map(|(part, end)| (*part, before + end)));
        self
    }

    /// The parts with their values.
    fn values(&self) -> impl Iterator<Item = (Part, &str)> {
        let mut start = 0;
        self.parts.iter().map(move |(part, end)| {
            let value = &self.values[start..*end];
            start = *end;
            (*part, value)
        })
    }

    /// The markup as text.
    #[must_use]
    pub(crate) fn markup(&self) -> String {
        let mut out = String::with_capacity(2 * self.values.len());
        let mut open = false;
        for (part, value) in self.values() {
            if open && !matches!(part, Part::Attribute(_)) {
                out.push('>');
                open = false;
            }
            let _ = match part {
                Part::Open(tag) => {
                    open = true;
                    write!(out, "<{tag}")
                }
                Part::Attribute(name) => {
                    let _ = write!(out, " {name}=\"");
                    escape(&mut out, value);
                    write!(out, "\"")
                }
                Part::Text => {
                    escape(&mut out, value);
                    Ok(())
                }
                Part::Close(tag) => write!(out, "</{tag}>"),
            };
        }
        out
    }

    /// Lets an element that shows other markup show this.
    pub(crate) fn replace(&self, other: &Self, element: &Element) {
        if self.write_over(other, element).is_none() {
            self.put_anew(element);
        }
    }

    /// Puts a new element in the place of one.
    pub(crate) fn put_anew(&self, element: &Element) {
        element.set_outer_html(&self.markup());
    }

    /// Writes the values that differ over those that the element shows; none if more differs,
    /// or something else (a translator, say) has changed the element.
    fn write_over(&self, shown: &Self, element: &Element) -> Option<()> {
        let alike = self.parts.iter().map(|part| part.0).eq(shown.parts.iter().map(|part| part.0));
        if !alike {
            return None;
        }
        let mut next: Option<Node> = Some(element.clone().into());
        let mut within: Vec<Element> = Vec::new();
        for ((part, value), (_, old)) in self.values().zip(shown.values()) {
            match part {
                Part::Open(_) => {
                    let opened: Element = next?.dyn_into().ok()?;
                    next = opened.first_child();
                    within.push(opened);
                }
                Part::Attribute(name) if value != old => {
                    within.last()?.set_attribute(name, value).ok()?;
                }
                Part::Attribute(_) => {}
                Part::Text => match next {
                    // The browser made none of an empty text.
                    None if old.is_empty() => {
                        if !value.is_empty() {
                            within.last()?.set_text_content(Some(value));
                        }
                    }
                    text => {
                        let text = text.filter(|text| text.node_type() == Node::TEXT_NODE)?;
                        if value != old {
                            text.set_node_value(Some(value));
                        }
                        next = text.next_sibling();
                    }
                },
                Part::Close(_) => next = within.pop()?.next_sibling(),
            }
        }
        Some(())
    }
}

fn escape(out: &mut String, text: &str) {
    let mut rest = text;
    while let Some(at) = rest.find(['&', '<', '>', '"', '\'']) {
        out.push_str(&rest[..at]);
        out.push_str(match rest.as_bytes()[at] {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' => "&gt;",
            b'"' => "&quot;",
            _ => "&#39;",
        });
        rest = &rest[at + 1..];
    }
    out.push_str(rest);
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
        assert_eq!(html.markup(), format!("<b title=\"{inside}\">{inside}</b>"));
    }

    #[test]
    fn other_letters_stay() {
        let mut html = Html::default();
        html.text("Müller 😀 עברית");
        assert_eq!(html.markup(), "Müller 😀 עברית");
    }

    #[test]
    fn elements_lie_in_elements() {
        let mut inner = Html::default();
        inner.element("i", &[], "").text("after");
        let mut html = Html::default();
        html.open("p", &[("class", "a"), ("id", "b")]).text("before").push(&inner).close("p");
        assert_eq!(html.markup(), r#"<p class="a" id="b">before<i></i>after</p>"#);
    }
}
