//! A level as the URL writes it: `[-]column[.bucket][:measure]`.

use super::{column, sign};
use crate::column::{Audience, GridSpec};
use crate::level::{Bucket, Level, Measure};

/// Reads a level without its sign; none when a part of it does not exist or does not fit.
pub(super) fn parse(spec: &GridSpec, audience: Audience, text: &str) -> Option<Level> {
    let (name, measure) = cut(text, ':');
    let (key, bucket) = cut(name, '.');
    let id = column(spec, audience, key).filter(|id| spec.column(*id).groupable)?;
    let mut level = Level::new(spec, id);
    if let Some(slug) = bucket {
        level.bucket = Bucket::from_slug(slug)?;
    }
    if let Some(slug) = measure {
        level.by = Measure::from_slug(spec, slug)?;
    }
    Bucket::choices(spec.column(id)).contains(&level.bucket).then_some(level)
}

/// Writes a level with its sign, as short as [`parse`] allows.
pub(super) fn format(spec: &GridSpec, level: &Level) -> String {
    let column = spec.column(level.column);
    let mut out = format!("{}{}", sign(level.direction), column.key);
    if level.bucket != Bucket::standard(column) {
        out.push('.');
        out.push_str(level.bucket.slug());
    }
    if let Some(measure) = level.by.slug(spec) {
        out.push(':');
        out.push_str(measure);
    }
    out
}

fn cut(text: &str, separator: char) -> (&str, Option<&str>) {
    match text.split_once(separator) {
        Some((before, after)) => (before, Some(after)),
        None => (text, None),
    }
}
