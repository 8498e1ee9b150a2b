//! Copies of the checkpoints outside of the database: a file for each root, a line of JSON for
//! each checkpoint.

use std::fs::{File, OpenOptions};
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use store::log::checkpoint::Checkpoint;

/// Longest line that is read, in bytes; ours have some 400.
const LONGEST: u64 = 4_096;

/// The file of a root.
fn path(folder: &Path, root: i64) -> PathBuf {
    folder.join(format!("checkpoints-{root}.jsonl"))
}

/// The file of a root, for this process alone until it is closed.
pub(super) struct Copy {
    file: File,
    /// The last checkpoint that is in it.
    pub(super) last: Option<Checkpoint>,
}

impl Copy {
    /// Opens or makes it. A line that a full disk cut off is taken away.
    ///
    /// # Errors
    /// Whatever the disk says; `WouldBlock` while another process writes into it.
    pub(super) fn open(folder: &Path, root: i64) -> io::Result<Self> {
        let path = path(folder, root);
        let mut file = OpenOptions::new().read(true).append(true).create(true).open(path)?;
        file.try_lock()?;
        let length = file.metadata()?.len();
        let from = length.saturating_sub(2 * LONGEST);
        file.seek(SeekFrom::Start(from))?;
        let mut tail = Vec::new();
        (&file).take(length - from).read_to_end(&mut tail)?;
        let whole = tail.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
        let lines = tail[..whole].strip_suffix(b"\n").unwrap_or_default();
        let line = lines.rsplit(|byte| *byte == b'\n').next().unwrap_or_default();
        let last: Option<Checkpoint> = serde_json::from_slice(line).ok();
        if last.is_none() && (whole > 0 || from > 0) {
            let says = "its last line is no checkpoint";
            return Err(io::Error::new(io::ErrorKind::InvalidData, says));
        }
        if whole < tail.len() {
            file.set_len(from + whole as u64)?;
        }
        Ok(Self { file, last })
    }

    /// Adds checkpoints, and returns when they are on the disk.
    ///
    /// # Errors
    /// Whatever the disk says; a part of them may be there then.
    pub(super) fn append(&mut self, checkpoints: &[Checkpoint]) -> io::Result<()> {
        let mut lines = Vec::new();
        for checkpoint in checkpoints {
            serde_json::to_writer(&mut lines, checkpoint)?;
            lines.push(b'\n');
        }
        self.file.write_all(&lines)?;
        self.file.sync_data()
    }
}

/// Reads a root's file line by line, as far as it goes now. One that is not there has no lines.
///
/// # Errors
/// When the folder or the file cannot be read.
pub(super) fn read(folder: &Path, root: i64) -> io::Result<Lines> {
    let file = match File::open(path(folder, root)) {
        Ok(file) => Some(BufReader::new(file)),
        // A folder that is not there either is more likely a slip of the pen.
        Err(error) if error.kind() == io::ErrorKind::NotFound && folder.is_dir() => None,
        Err(error) => return Err(error),
    };
    let mut lines = Lines { file, left: 0, read: 0, number: 0 };
    lines.grow()?;
    Ok(lines)
}

/// The lines of a file.
pub(super) struct Lines {
    file: Option<BufReader<File>>,
    /// Bytes that are still to be read, and those that were.
    left: u64,
    read: u64,
    /// Lines read so far.
    number: u64,
}

impl Lines {
    /// Goes on to where the file ends by now.
    pub(super) fn grow(&mut self) -> io::Result<()> {
        if let Some(file) = &self.file {
            self.left = file.get_ref().metadata()?.len().saturating_sub(self.read);
        }
        Ok(())
    }

    /// The next checkpoint, or the number of a line that is none.
    pub(super) fn next(&mut self) -> io::Result<Option<Result<Checkpoint, u64>>> {
        let Some(file) = &mut self.file else { return Ok(None) };
        let mut line = Vec::new();
        let read = file.take(LONGEST.min(self.left)).read_until(b'\n', &mut line)? as u64;
        if read == 0 {
            return Ok(None);
        }
        (self.read, self.left) = (self.read + read, self.left - read);
        self.number += 1;
        Ok(Some(serde_json::from_slice(&line).map_err(|_| self.number)))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn checkpoint(seq: i64) -> Checkpoint {
        Checkpoint {
            root: 1,
            first: seq,
            seq,
            hash: "ab".repeat(32),
            previous: "cd".repeat(32),
            at: "2026-06-15T10:00:00Z".parse().unwrap(),
            key_id: "key".into(),
            signature: "ef".repeat(64),
        }
    }

    fn all(folder: &Path) -> Vec<Result<i64, u64>> {
        let mut lines = read(folder, 1).unwrap();
        let mut all = Vec::new();
        while let Some(line) = lines.next().unwrap() {
            all.push(line.map(|checkpoint| checkpoint.seq));
        }
        all
    }

    #[test]
    fn lines_are_added_behind_the_last_whole_one() {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path();
        assert_eq!(all(folder), []);
        let mut copy = Copy::open(folder, 1).unwrap();
        assert_eq!(copy.last, None);
        assert_eq!(Copy::open(folder, 1).err().unwrap().kind(), io::ErrorKind::WouldBlock);
        copy.append(&(1..=40).map(checkpoint).collect::<Vec<_>>()).unwrap();
        drop(copy);
        // A disk that became full.
        let mut torn = OpenOptions::new().append(true).open(path(folder, 1)).unwrap();
        torn.write_all(b"{\"root\":1,\"fir").unwrap();
        drop(torn);
        assert_eq!(all(folder).last(), Some(&Err(41)));
        let mut copy = Copy::open(folder, 1).unwrap();
        assert_eq!(copy.last, Some(checkpoint(40)));
        copy.append(&[checkpoint(41)]).unwrap();
        assert_eq!(all(folder), (1..=41).map(Ok).collect::<Vec<_>>());
        // Whoever reads meanwhile sees what was there when it began, until it looks again.
        let mut lines = read(folder, 1).unwrap();
        copy.append(&[checkpoint(42)]).unwrap();
        for _ in 1..=41 {
            assert!(lines.next().unwrap().is_some());
        }
        assert_eq!(lines.next().unwrap(), None);
        lines.grow().unwrap();
        assert_eq!(lines.next().unwrap(), Some(Ok(checkpoint(42))));
    }

    #[test]
    fn what_is_no_copy_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(path(folder.path(), 1), "something else\n").unwrap();
        assert!(Copy::open(folder.path(), 1).is_err());
        assert_eq!(all(folder.path()), [Err(1)]);
        assert!(read(&folder.path().join("nowhere"), 1).is_err());
    }
}
