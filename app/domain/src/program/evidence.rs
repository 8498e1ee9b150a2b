//! Files that show that somebody may have a discount.

use crate::field::FieldError;
use crate::name::is_hidden;
use serde::{Deserialize, Serialize};

/// Most files of a request; at least one is needed.
pub const MAX_FILES: usize = 5;
/// Largest file, in bytes: 10 MiB.
pub const MAX_FILE_BYTES: u64 = MAX_FILE_MIB * 1024 * 1024;
/// The same in MiB.
pub const MAX_FILE_MIB: u64 = 10;
/// As many bytes of a file's beginning as are looked at.
pub const HEAD_BYTES: usize = 8;
/// Longest name of a file, in characters, without its ending.
const MAX_STEM: usize = 100;
/// What no file's name may hold somewhere.
const NOT_IN_NAMES: &str = "\"*/:<>?\\|";

/// What a file may be.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum EvidenceKind {
    /// A document.
    Pdf,
    /// A picture.
    Png,
    /// A photograph.
    Jpeg,
}

impl EvidenceKind {
    /// Every kind.
    pub const ALL: [Self; 3] = [Self::Pdf, Self::Png, Self::Jpeg];

    /// The stable name used in the database.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Pdf => "pdf",
            Self::Png => "png",
            Self::Jpeg => "jpeg",
        }
    }

    /// The kind with this slug.
    #[must_use]
    pub fn from_slug(slug: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.slug() == slug)
    }

    /// The media type for HTTP.
    #[must_use]
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Pdf => "application/pdf",
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
        }
    }

    /// The ending of its files' names.
    #[must_use]
    pub const fn ending(self) -> &'static str {
        match self {
            Self::Pdf => "pdf",
            Self::Png => "png",
            Self::Jpeg => "jpg",
        }
    }

    /// What a file is by the ending of its name.
    fn by_ending(ending: &str) -> Option<Self> {
        match ending.to_ascii_lowercase().as_str() {
            "pdf" => Some(Self::Pdf),
            "png" => Some(Self::Png),
            "jpg" | "jpeg" => Some(Self::Jpeg),
            _ => None,
        }
    }

    /// What a file is by how it begins. Readers of PDF find its mark later, too, but then the file
    /// may be something else at the same time.
    fn by_content(head: &[u8]) -> Option<Self> {
        let marks: [(&[u8], Self); 3] = [
            (b"%PDF-", Self::Pdf),
            (b"\x89PNG\r\n\x1a\n", Self::Png),
            (b"\xff\xd8\xff", Self::Jpeg),
        ];
        marks.into_iter().find_map(|(mark, kind)| head.starts_with(mark).then_some(kind))
    }
}

/// A file as it arrives.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Upload<'a> {
    /// Its name as the browser tells it.
    pub name: &'a str,
    /// Its size in bytes.
    pub size: u64,
    /// Its first [`HEAD_BYTES`], or all of a shorter one.
    pub head: &'a [u8],
}

/// A file as it is kept.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Evidence {
    /// A name that can be written to any disk: no path, nothing hidden, the ending of its kind.
    pub name: String,
    /// What it is.
    pub kind: EvidenceKind,
    /// Its size in bytes.
    pub size: u64,
}

/// The files of a request as they are kept, in the same order.
///
/// # Errors
/// On the field `evidence`: `evidence-missing`; `evidence-too-many` (arg `max`), and then nothing
/// of the files. Otherwise what is wrong with each, on the field `evidence-<n>`, counted from 0;
/// see [`Upload::check`].
pub fn evidence(files: &[Upload<'_>]) -> Result<Vec<Evidence>, Vec<FieldError>> {
    if files.is_empty() {
        return Err(vec![FieldError::new("evidence", "evidence-missing")]);
    }
    if files.len() > MAX_FILES {
        let error = FieldError::new("evidence", "evidence-too-many").with("max", MAX_FILES);
        return Err(vec![error]);
    }
    let (mut kept, mut wrong) = (Vec::new(), Vec::new());
    for (at, file) in files.iter().enumerate() {
        match file.check(&format!("evidence-{at}")) {
            Ok(file) => kept.push(file),
            Err(error) => wrong.push(error),
        }
    }
    if wrong.is_empty() { Ok(kept) } else { Err(wrong) }
}

impl Upload<'_> {
    /// The file as it is kept.
    ///
    /// # Errors
    /// On this field: `file-empty`; `file-too-big` (arg `max`, in MB); `evidence-type` when name
    /// or content is of none of the kinds; `evidence-mismatch` when they are of different ones.
    pub fn check(&self, field: &str) -> Result<Evidence, FieldError> {
        if self.size == 0 {
            return Err(FieldError::new(field, "file-empty"));
        }
        if self.size > MAX_FILE_BYTES {
            return Err(FieldError::new(field, "file-too-big").with("max", MAX_FILE_MIB));
        }
        let (stem, ending) = self.name.rsplit_once('.').unwrap_or_default();
        let named = EvidenceKind::by_ending(ending);
        let (Some(named), Some(kind)) = (named, EvidenceKind::by_content(self.head)) else {
            return Err(FieldError::new(field, "evidence-type"));
        };
        if named != kind {
            return Err(FieldError::new(field, "evidence-mismatch"));
        }
        let name = format!("{}.{}", clean(stem), kind.ending());
        Ok(Evidence { name, kind, size: self.size })
    }
}

/// A file's name without folders and without what means something to disks and shells; `evidence`
/// where nothing is left.
fn clean(stem: &str) -> String {
    let name = stem.rsplit(['/', '\\']).next().unwrap_or_default();
    let plain: String = name
        .chars()
        .map(|c| if is_hidden(c) || NOT_IN_NAMES.contains(c) { ' ' } else { c })
        .collect();
    let words = plain.split_whitespace().collect::<Vec<_>>().join(" ");
    // No dot in front, which hides files, and none at the end, which some disks drop.
    let edge = [' ', '.'];
    let short: String = words.trim_matches(edge).chars().take(MAX_STEM).collect();
    match short.trim_end_matches(edge) {
        "" => "evidence".to_owned(),
        name => name.to_owned(),
    }
}
