#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]
//! A file of many licenses takes no more memory than one of few. A program of its own, so that
//! nothing else takes any meanwhile.
#![cfg(target_os = "linux")]

use domain::license::LicenseRow;
use domain::people::Language;
use grid::column::Audience;
use grid::licenses::LICENSES as GRID;
use grid::state::State;
use services::demo;
use services::export::{File, Format, Layout, Words};
use std::io::{BufWriter, Seek, SeekFrom};
use store::grid::Figures;

/// Licenses: some 15 MB as they are, 60 MB as the cells of a workbook.
const LICENSES: u32 = 20_000;
/// What writing them may take, in kB: buffers, and the formats of a workbook.
const ALLOWED: u64 = 16 * 1024;

/// The most memory that this process had so far, in kB.
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    line.trim().trim_end_matches(" kB").parse().unwrap()
}

fn write(plan: &demo::DemoPlan, format: Format, state: &str, licenses: usize) -> u64 {
    let (view, _) = State::parse(&GRID, state, Audience::Provider);
    let today = "2026-06-15".parse().unwrap();
    let words = Words { language: Language::De, texts: |_, _, name| name.to_owned() };
    let layout = Layout::<LicenseRow>::of_view(&view, Audience::Provider, words, today);
    let levels = view.query.group.len();
    let groups = vec![Figures { count: 1, sums: vec![1, 1] }; levels];
    let mut content = tempfile::tempfile().unwrap();
    let to = BufWriter::new(content.try_clone().unwrap());
    let mut file = File::new(format, layout, to).unwrap();
    for license in plan.licenses().take(licenses) {
        file.row(&license.row, &groups).unwrap();
    }
    assert_eq!(file.finish().unwrap(), licenses as u64);
    content.seek(SeekFrom::End(0)).unwrap()
}

#[test]
fn memory_does_not_grow_with_the_licenses() {
    let (catalog, _) = services::catalog::load().unwrap();
    let plan = demo::plan(&catalog, "2026-06-15".parse().unwrap(), LICENSES);
    // Demo licenses are not sorted, so that almost each begins a group: the worst case.
    let state = "tab=all&group=customer,expires.month";
    for format in Format::ALL {
        write(&plan, format, state, 500);
    }
    let before = peak();
    for format in Format::ALL {
        let bytes = write(&plan, format, state, LICENSES as usize);
        let more = peak() - before;
        assert!(bytes > 1_000_000, "{format:?} of {bytes} bytes");
        assert!(more < ALLOWED, "{format:?}: {more} kB more than for 500 licenses");
    }
}
