//! What a reader finds in a file.

use lopdf::content::Content;
use lopdf::{Dictionary, Document, Object};

/// A file, read.
pub(crate) struct Read {
    file: Document,
    /// The text of each page without its spaces, which readers place as they like.
    pub(crate) pages: Vec<String>,
    /// What glyphs stand for where it is not what they show.
    pub(crate) actual_texts: Vec<String>,
}

/// `text` without its spaces.
pub(crate) fn squeezed(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

impl Read {
    pub(crate) fn new(bytes: &[u8]) -> Self {
        let file = Document::load_mem(bytes).unwrap();
        let numbers: Vec<u32> = file.get_pages().into_keys().collect();
        let pages = numbers.iter().map(|page| squeezed(&file.extract_text(&[*page]).unwrap()));
        let pages = pages.collect();
        let mut actual_texts = Vec::new();
        for page in file.get_pages().into_values() {
            let content = Content::decode(&file.get_page_content(page)).unwrap();
            for operation in content.operations {
                if let [_, Object::Dictionary(properties)] = operation.operands.as_slice() {
                    actual_texts.extend(text(properties, b"ActualText"));
                }
            }
        }
        Self { file, pages, actual_texts }
    }

    pub(crate) fn info(&self, key: &str) -> String {
        let info = self.file.trailer.get(b"Info").unwrap().as_reference().unwrap();
        text(self.file.get_dictionary(info).unwrap(), key.as_bytes()).unwrap_or_default()
    }

    pub(crate) fn language(&self) -> String {
        text(self.file.catalog().unwrap(), b"Lang").unwrap_or_default()
    }

    pub(crate) fn is_tagged(&self) -> bool {
        let catalog = self.file.catalog().unwrap();
        catalog.has(b"StructTreeRoot")
            && catalog.get(b"MarkInfo").and_then(Object::as_dict).unwrap().has(b"Marked")
    }
}

fn text(dictionary: &Dictionary, key: &[u8]) -> Option<String> {
    dictionary.get(key).ok().map(|object| lopdf::decode_text_string(object).unwrap())
}
