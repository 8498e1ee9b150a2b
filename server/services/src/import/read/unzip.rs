//! A workbook is a zip file. Before it is opened, it is unpacked into nothing, to see how
//! large it truly is: what it says of itself may be a lie.

use super::refuse;
use domain::field::FieldError;
use std::io::{Cursor, Read, copy, sink};
use zip::ZipArchive;

/// Most bytes of everything unpacked.
const MAX_UNPACKED: u64 = 300 * 1024 * 1024;
/// Unpacked, a file may be so many times its size; tables of text reach about 30.
const MAX_RATIO: u64 = 150;
/// Below this the ratio does not matter.
const SMALL: u64 = 20 * 1024 * 1024;
/// Most files inside.
const MAX_ENTRIES: usize = 2_000;

/// Refuses what is no workbook, is broken, or unpacks to too much.
pub(super) fn check(bytes: &[u8]) -> Result<(), FieldError> {
    let broken = |_| refuse("xlsx-broken");
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(broken)?;
    if archive.len() > MAX_ENTRIES {
        return Err(refuse("xlsx-too-big"));
    }
    if archive.index_for_name("xl/workbook.xml").is_none() {
        return Err(refuse("xlsx-none"));
    }
    let allowed = MAX_UNPACKED.min((bytes.len() as u64 * MAX_RATIO).max(SMALL));
    if archive.decompressed_size().is_some_and(|size| size > u128::from(allowed)) {
        return Err(refuse("xlsx-too-big"));
    }
    let mut left = allowed;
    for at in 0..archive.len() {
        let entry = archive.by_index(at).map_err(broken)?;
        // One byte more than allowed is enough to know.
        let unpacked =
            copy(&mut entry.take(left + 1), &mut sink()).map_err(|_| refuse("xlsx-broken"))?;
        left = left.checked_sub(unpacked).ok_or_else(|| refuse("xlsx-too-big"))?;
    }
    Ok(())
}
