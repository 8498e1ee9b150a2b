//! The hashes of the action log: of an entry's content, and of its place in the chain.

use chrono::{DateTime, Utc};
use domain::ids::RootId;
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::fmt::Write;
use uuid::Uuid;

/// A SHA-256.
pub type Hash = [u8; 32];

/// Says what is hashed, and by which rules: another encoding has another name.
const ENTRY: &[u8] = b"seatkeeper log entry 1";
const LINK: &[u8] = b"seatkeeper log link 1";
const BEGINNING: &[u8] = b"seatkeeper log chain 1";

/// What an entry says, all of it: every column but the root and the tenant key, which follow
/// from the chain and from the organization.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Content<'a> {
    /// The entry's id.
    pub id: Uuid,
    /// When; hashed in microseconds, as Postgres keeps it.
    pub at: DateTime<Utc>,
    /// Who.
    pub person: Option<Uuid>,
    /// The name it goes by, and its folded form.
    pub actor: [&'a str; 2],
    /// What was done.
    pub action: &'a str,
    /// To what.
    pub entity: &'a str,
    /// To which.
    pub entity_id: Option<Uuid>,
    /// What that was called, and its folded form.
    pub subject: [Option<&'a str>; 2],
    /// Where.
    pub org: Option<Uuid>,
    /// The changed fields before.
    pub before: &'a Value,
    /// The changed fields after.
    pub after: &'a Value,
}

impl Content<'_> {
    /// Its hash. Every part comes with its length, so that nothing can be moved from one part
    /// into the next, and a part that is not there differs from an empty one.
    #[must_use]
    pub fn digest(&self) -> Hash {
        let mut sha = Sha256::new_with_prefix(ENTRY);
        let mut part = |bytes: Option<&[u8]>| match bytes {
            None => sha.update([0]),
            Some(bytes) => {
                sha.update([1]);
                sha.update((bytes.len() as u64).to_be_bytes());
                sha.update(bytes);
            }
        };
        part(Some(self.id.as_bytes()));
        part(Some(&self.at.timestamp_micros().to_be_bytes()));
        part(self.person.as_ref().map(|id| &id.as_bytes()[..]));
        self.actor.iter().for_each(|text| part(Some(text.as_bytes())));
        part(Some(self.action.as_bytes()));
        part(Some(self.entity.as_bytes()));
        part(self.entity_id.as_ref().map(|id| &id.as_bytes()[..]));
        self.subject.iter().for_each(|text| part(text.map(str::as_bytes)));
        part(self.org.as_ref().map(|id| &id.as_bytes()[..]));
        part(Some(canonical(self.before).as_bytes()));
        part(Some(canonical(self.after).as_bytes()));
        sha.finalize().into()
    }
}

/// A value as the log keeps it: texts, whole numbers of 64 bits, and what is made of them.
/// Other numbers become texts, since Postgres writes them in another form than they came in.
#[must_use]
pub fn kept(value: &Value) -> Value {
    match value {
        Value::Number(number) if !(number.is_i64() || number.is_u64()) => {
            Value::String(number.to_string())
        }
        Value::Array(items) => Value::Array(items.iter().map(kept).collect()),
        Value::Object(fields) => {
            Value::Object(fields.iter().map(|(key, value)| (key.clone(), kept(value))).collect())
        }
        other => other.clone(),
    }
}

/// JSON with its keys sorted and without spaces: one text for each value.
fn canonical(value: &Value) -> String {
    let mut text = String::new();
    write_canonical(value, &mut text);
    text
}

fn write_canonical(value: &Value, text: &mut String) {
    match value {
        Value::Array(items) => {
            text.push('[');
            for (at, item) in items.iter().enumerate() {
                if at > 0 {
                    text.push(',');
                }
                write_canonical(item, text);
            }
            text.push(']');
        }
        Value::Object(fields) => {
            let mut fields: Vec<_> = fields.iter().collect();
            fields.sort_unstable_by_key(|(key, _)| *key);
            text.push('{');
            for (at, (key, value)) in fields.into_iter().enumerate() {
                if at > 0 {
                    text.push(',');
                }
                write_canonical(&Value::String(key.clone()), text);
                text.push(':');
                write_canonical(value, text);
            }
            text.push('}');
        }
        // Writing to a text does not fail.
        plain => drop(write!(text, "{plain}")),
    }
}

/// What stands for the hash before the first link of a root whose entries up to `older` came
/// before there was a chain. So no later entry can be passed off as one of those.
#[must_use]
pub fn beginning(root: RootId, older: i64) -> Hash {
    let mut sha = Sha256::new_with_prefix(BEGINNING);
    sha.update(root.0.to_be_bytes());
    sha.update(older.to_be_bytes());
    sha.finalize().into()
}

/// The hash of a link: of everything before it, its number, and its entry.
#[must_use]
pub fn link(before: &Hash, seq: i64, digest: &Hash) -> Hash {
    let mut sha = Sha256::new_with_prefix(LINK);
    sha.update(before);
    sha.update(seq.to_be_bytes());
    sha.update(digest);
    sha.finalize().into()
}

#[cfg(test)]
mod tests;
