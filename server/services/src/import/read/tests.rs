#![allow(clippy::unwrap_used)]
use super::*;
use chrono::NaiveDate;
use rstest::rstest;
use rust_xlsxwriter::{ExcelDateTime, Format as Style, Workbook};
use std::io::{Cursor, Write};
use zip::{ZipWriter, write::SimpleFileOptions};

fn code(name: &str, bytes: &[u8]) -> String {
    read(name, bytes).unwrap_err().code
}

fn texts(sheet: &Sheet) -> Vec<(u32, Vec<String>)> {
    sheet.rows.iter().map(|r| (r.line, r.cells.iter().map(Cell::to_text).collect())).collect()
}

#[rstest]
#[case("Key;Kunde\nA;Müller\n".as_bytes().to_vec())]
#[case("\u{feff}Key,Kunde\r\nA,Müller\r\n".as_bytes().to_vec())]
#[case("Key\tKunde\nA\tMüller".as_bytes().to_vec())]
#[case("Key|Kunde\nA|Müller".as_bytes().to_vec())]
#[case("sep=;\nKey;Kunde\nA;Müller".as_bytes().to_vec())]
#[case(b"Key;Kunde\nA;M\xfcller\n".to_vec())]
#[case([&[0xFF, 0xFE][..], &"Key;Kunde\nA;Müller".encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<_>>()].concat())]
#[case([&[0xFE, 0xFF][..], &"Key;Kunde\nA;Müller".encode_utf16().flat_map(u16::to_be_bytes).collect::<Vec<_>>()].concat())]
fn text_in_any_usual_encoding_and_separator_is_read(#[case] bytes: Vec<u8>) {
    let sheet = read("licenses.csv", &bytes).unwrap();
    assert_eq!(sheet.headings, ["Key", "Kunde"]);
    assert_eq!(texts(&sheet)[0].1, ["A", "Müller"]);
}

#[test]
fn lines_are_those_of_the_file() {
    let text = "Report\n\nKey,Note\n\nA,\"two\nlines\"\n\nB,x\n,\nC\n";
    let sheet = read("a.csv", text.as_bytes()).unwrap();
    let wanted = [(5, vec!["A", "two\nlines"]), (8, vec!["B", "x"]), (10, vec!["C"])];
    let wanted = wanted.map(|(line, cells)| (line, cells.into_iter().map(String::from).collect()));
    assert_eq!(texts(&sheet), wanted);
    let hinted = read("a.csv", b"sep=,\nKey,Note\nA,x").unwrap();
    assert_eq!(hinted.rows[0].line, 3);
}

#[test]
fn separators_inside_values_do_not_mislead() {
    let text = "Key;Kunde;Notiz\nA;\"Müller; Söhne\";\"a, b, c\"\nB;X;1,5,6\n";
    let sheet = read("a.csv", text.as_bytes()).unwrap();
    assert_eq!(sheet.headings.len(), 3);
    assert_eq!(sheet.rows[0].cells[1], Cell::text("Müller; Söhne"));
}

#[test]
fn groups_and_totals_of_an_exported_view_are_passed_over() {
    let text = "Customer,Licenses counted,Key\nMüller,2,\n,,A\n\"two\nlines\",,B\nTotal,2,\n";
    let sheet = read("a.csv", text.as_bytes()).unwrap();
    let expected = [(3, vec!["", "", "A"]), (4, vec!["two\nlines", "", "B"])];
    let expected = expected.map(|(n, cells)| (n, cells.into_iter().map(String::from).collect()));
    assert_eq!(texts(&sheet), expected);
}

#[rstest]
#[case("a.csv", b"".to_vec(), "file-empty")]
#[case("a.csv", b" \r\n ".to_vec(), "file-empty")]
#[case("a.csv", b"Key;Product\n".to_vec(), "file-no-table")]
#[case("a.csv", b"Key\0;Product\n".to_vec(), "file-unknown")]
#[case("a.csv", b"<html><table>".to_vec(), "file-unknown")]
#[case("a.pdf", b"%PDF-1.7".to_vec(), "file-unknown")]
#[case("a.xlsx", b"Key;Product\nA;B".to_vec(), "xlsx-none")]
#[case("a.xlsx", b"PK\x03\x04 and no more".to_vec(), "xlsx-broken")]
#[case("a.xls", vec![0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1], "xlsx-old")]
#[case("a.csv", vec![b'a'; MAX_FILE + 1], "file-too-big")]
#[case("a.csv", format!("Key\n{}", "x".repeat(MAX_CELL + 1)).into_bytes(), "cell-too-long")]
#[case("a.csv", format!("Key\n{}1", "1;".repeat(MAX_COLUMNS)).into_bytes(), "file-too-many-columns")]
#[case("a.csv", format!("Key\n{}", "1\n".repeat(MAX_ROWS + 1)).into_bytes(), "file-too-many-rows")]
fn bad_files_are_refused(#[case] name: &str, #[case] bytes: Vec<u8>, #[case] wanted: &str) {
    assert_eq!(code(name, &bytes), wanted);
}

#[rstest]
#[case("Key;Note\nA;x\nB;\"no end\nC;z\n", "3")]
#[case("Key;Note\nA;\"two\nlines\"\nB;\"no end\n\nC;z", "4")]
#[case("Key,Note\r\nA,\"", "2")]
#[case("sep=;\nKey;Note\nA;\"x\nB;z", "3")]
#[case("Key;Note\nA;\"no end\nB;\"quoted\"\nC;z\n", "2")]
fn a_quote_without_end_is_refused_with_its_line(#[case] text: &str, #[case] line: &str) {
    let refused = read("a.csv", text.as_bytes()).unwrap_err();
    assert_eq!(refused.code, "quote-open");
    assert_eq!(refused.args, [("line".to_owned(), line.to_owned())]);
}

#[rstest]
#[case("Key;Note\nA;27\" screen\n", "27\" screen")]
#[case("Key;Note\nA;\"27\"\" screen\"", "27\" screen")]
#[case("Key;Note\nA;\"two\n\"\"lines\"\"\" \n", "two\n\"lines\" ")]
#[case("Key;Note\nA;\"a\"b\n", "ab")]
fn quotes_inside_and_over_lines_are_read(#[case] text: &str, #[case] note: &str) {
    let sheet = read("a.csv", text.as_bytes()).unwrap();
    assert_eq!(texts(&sheet), [(2, vec!["A".to_owned(), note.to_owned()])]);
}

#[test]
fn as_many_rows_as_allowed_are_read() {
    let text = format!("Report\nKey,Note\n{}", "1,\n".repeat(MAX_ROWS));
    assert_eq!(read("a.csv", text.as_bytes()).unwrap().rows.len(), MAX_ROWS);
}

fn zip(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in entries {
        writer.start_file(*name, SimpleFileOptions::default()).unwrap();
        writer.write_all(content).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

#[test]
fn a_zip_bomb_is_not_unpacked() {
    let zeros = vec![0; 30 * 1024 * 1024];
    let bomb = zip(&[("xl/workbook.xml", b"<workbook/>"), ("xl/worksheets/sheet1.xml", &zeros)]);
    assert!(bomb.len() < 100_000);
    assert_eq!(code("a.xlsx", &bomb), "xlsx-too-big");
}

#[test]
fn a_zip_bomb_that_lies_about_its_size_is_not_unpacked() {
    let zeros = vec![0; 30 * 1024 * 1024];
    let mut bomb =
        zip(&[("xl/workbook.xml", b"<workbook/>"), ("xl/worksheets/sheet1.xml", &zeros)]);
    let truth = u32::try_from(zeros.len()).unwrap().to_le_bytes();
    let lies: Vec<usize> = (0..bomb.len() - 4).filter(|at| bomb[*at..*at + 4] == truth).collect();
    assert!(!lies.is_empty());
    for at in lies {
        bomb[at..at + 4].copy_from_slice(&1000u32.to_le_bytes());
    }
    assert!(matches!(code("a.xlsx", &bomb).as_str(), "xlsx-too-big" | "xlsx-broken"));
}

#[test]
fn too_many_files_in_a_workbook_are_refused() {
    let names: Vec<String> = (0..2_100).map(|n| format!("f{n}")).collect();
    let entries: Vec<(&str, &[u8])> = names.iter().map(|n| (n.as_str(), &b"x"[..])).collect();
    assert_eq!(code("a.xlsx", &zip(&entries)), "xlsx-too-big");
}

#[test]
fn another_zip_file_is_no_workbook() {
    assert_eq!(code("a.xlsx", &zip(&[("content.xml", b"<office/>")])), "xlsx-none");
}

#[test]
fn a_workbook_without_sense_is_broken() {
    assert_eq!(code("a.xlsx", &zip(&[("xl/workbook.xml", b"<workbook")])), "xlsx-broken");
}

#[test]
fn a_workbook_is_read_with_its_numbers_and_days() {
    let mut workbook = Workbook::new();
    let cover = workbook.add_worksheet();
    cover.write(0, 0, "Our licenses").unwrap();
    let sheet = workbook.add_worksheet();
    let style = Style::new().set_num_format("dd.mm.yyyy");
    let day = NaiveDate::from_ymd_opt(2027, 1, 31).unwrap();
    sheet.write(1, 0, "Lizenzschlüssel").unwrap();
    sheet.write(1, 1, "Plätze").unwrap();
    sheet.write(1, 2, "Gültig bis").unwrap();
    sheet.write(3, 0, "A-1").unwrap();
    sheet.write(3, 1, 25).unwrap();
    sheet.write_with_format(3, 2, ExcelDateTime::from_ymd(2027, 1, 31).unwrap(), &style).unwrap();
    let sheet = read("a.xlsx", &workbook.save_to_buffer().unwrap()).unwrap();
    assert_eq!(sheet.headings, ["Lizenzschlüssel", "Plätze", "Gültig bis"]);
    assert_eq!(sheet.rows[0].line, 4);
    assert_eq!(*sheet.rows[0].cells, [Cell::text("A-1"), Cell::Number(25.0), Cell::Day(day)]);
}

/// A workbook of a sheet of licenses between two others, and what is wrong with the others.
fn with_others(spoil: impl Fn(&mut rust_xlsxwriter::Worksheet), licenses: bool) -> Vec<u8> {
    let mut workbook = Workbook::new();
    spoil(workbook.add_worksheet().write(0, 0, "Notes of the year").unwrap());
    if licenses {
        let sheet = workbook.add_worksheet();
        for (column, (heading, value)) in [("Key", "A-1"), ("Product", "AV")].iter().enumerate() {
            let column = u16::try_from(column).unwrap();
            sheet.write(0, column, *heading).unwrap().write(1, column, *value).unwrap();
        }
    }
    spoil(workbook.add_worksheet().write(0, 0, "More").unwrap());
    workbook.save_to_buffer().unwrap()
}

#[rstest]
#[case(200, 5, "file-too-many-columns")]
#[case(0, u32::try_from(MAX_ROWS + 20).unwrap(), "file-too-many-rows")]
fn another_sheet_may_be_larger_than_allowed(
    #[case] column: u16,
    #[case] rows: u32,
    #[case] code_alone: &str,
) {
    let spoil = |sheet: &mut rust_xlsxwriter::Worksheet| {
        for row in 1..rows {
            sheet.write(row, column, "x").unwrap();
        }
    };
    let sheet = read("a.xlsx", &with_others(spoil, true)).unwrap();
    assert_eq!(sheet.headings, ["Key", "Product"]);
    assert_eq!(code("a.xlsx", &with_others(spoil, false)), code_alone);
}

#[test]
fn a_sheet_of_licenses_that_is_too_wide_is_not_replaced_by_another() {
    let mut workbook = Workbook::new();
    workbook.add_worksheet().write(0, 0, "Key").unwrap().write(1, 0, "from the cover").unwrap();
    let sheet = workbook.add_worksheet();
    sheet.write(0, 0, "Key").unwrap().write(0, 1, "Product").unwrap();
    sheet.write(1, 0, "A-1").unwrap().write(1, 200, "far").unwrap();
    assert_eq!(code("a.xlsx", &workbook.save_to_buffer().unwrap()), "file-too-many-columns");
}

#[test]
fn a_workbook_named_csv_is_read_as_what_it_is() {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    sheet.write(0, 0, "Key").unwrap();
    sheet.write(1, 0, "A").unwrap();
    assert_eq!(read("a.csv", &workbook.save_to_buffer().unwrap()).unwrap().rows.len(), 1);
}

#[test]
fn a_far_away_cell_costs_no_memory() {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    sheet.write(0, 0, "Key").unwrap();
    sheet.write(1_048_575, 0, "A").unwrap();
    let buffer = workbook.save_to_buffer().unwrap();
    assert_eq!(texts(&read("a.xlsx", &buffer).unwrap()), [(1_048_576, vec!["A".to_owned()])]);
    let mut workbook = Workbook::new();
    workbook.add_worksheet().write(0, 16_383, "Key").unwrap();
    assert_eq!(code("a.xlsx", &workbook.save_to_buffer().unwrap()), "file-too-many-columns");
}
