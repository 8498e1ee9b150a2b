use domain::field::FieldError;
use domain::program::{
    Evidence, EvidenceKind, HEAD_BYTES, MAX_FILE_BYTES, MAX_FILES, Upload, evidence,
};
use proptest::prelude::*;
use rstest::rstest;

const PDF: &[u8] = b"%PDF-1.7";
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n";
const JPEG: &[u8] = b"\xff\xd8\xff\xe0\x00\x10JF";

fn file<'a>(name: &'a str, head: &'a [u8]) -> Upload<'a> {
    Upload { name, size: 1_000, head }
}

fn found(errors: &[FieldError]) -> Vec<(&str, &str)> {
    errors.iter().map(|error| (error.field.as_str(), error.code.as_str())).collect()
}

#[rstest]
#[case::pdf("Bescheid.pdf", PDF, "Bescheid.pdf", EvidenceKind::Pdf)]
#[case::upper_case("CARD.PNG", PNG, "CARD.png", EvidenceKind::Png)]
#[case::jpg("card.jpg", JPEG, "card.jpg", EvidenceKind::Jpeg)]
#[case::jpeg("card.JPEG", JPEG, "card.jpg", EvidenceKind::Jpeg)]
#[case::umlauts_and_blanks(
    " Studien  ausweis Ä.pdf",
    PDF,
    "Studien ausweis Ä.pdf",
    EvidenceKind::Pdf
)]
#[case::folders("../../etc/passwd.pdf", PDF, "passwd.pdf", EvidenceKind::Pdf)]
#[case::folders_of_windows(r"C:\Users\Ada\card.png", PNG, "card.png", EvidenceKind::Png)]
#[case::two_endings("card.exe.pdf", PDF, "card.exe.pdf", EvidenceKind::Pdf)]
#[case::nothing_but_an_ending(".pdf", PDF, "evidence.pdf", EvidenceKind::Pdf)]
#[case::nothing_but_dots("....pdf", PDF, "evidence.pdf", EvidenceKind::Pdf)]
#[case::hidden(".card.png", PNG, "card.png", EvidenceKind::Png)]
#[case::a_folder_alone("card/.png", PNG, "evidence.png", EvidenceKind::Png)]
#[case::line_ends("a\r\nb\0c.pdf", PDF, "a b c.pdf", EvidenceKind::Pdf)]
#[case::turned_around("a\u{202e}gpj.pdf", PDF, "a gpj.pdf", EvidenceKind::Pdf)]
#[case::marks_of_disks("a<b>:\"c|?*.pdf", PDF, "a b c.pdf", EvidenceKind::Pdf)]
fn a_file_is_kept_under_a_clean_name(
    #[case] name: &str,
    #[case] head: &[u8],
    #[case] kept: &str,
    #[case] kind: EvidenceKind,
) {
    let expected = Evidence { name: kept.to_owned(), kind, size: 1_000 };
    assert_eq!(evidence(&[file(name, head)]), Ok(vec![expected]));
}

#[rstest]
#[case::no_ending("card", PDF, "evidence-type")]
#[case::no_name("", PDF, "evidence-type")]
#[case::another_ending("card.gif", b"GIF89a..", "evidence-type")]
#[case::script("card.svg", b"<svg xml", "evidence-type")]
#[case::ending_in_a_folder("card.pdf/x", PDF, "evidence-type")]
#[case::other_content("card.pdf", b"MZ\x90\x00\x03\x00\x00\x00", "evidence-type")]
#[case::page_called_pdf("card.pdf", b"<html>%P", "evidence-type")]
#[case::mark_further_on("card.pdf", b"\n%PDF-1.", "evidence-type")]
#[case::half_a_mark("card.png", b"\x89PNG", "evidence-type")]
#[case::nothing_read("card.png", b"", "evidence-type")]
#[case::picture_called_pdf("card.pdf", PNG, "evidence-mismatch")]
#[case::document_called_picture("card.jpg", PDF, "evidence-mismatch")]
#[case::png_called_jpeg("card.jpeg", PNG, "evidence-mismatch")]
fn what_is_no_evidence_is_refused(#[case] name: &str, #[case] head: &[u8], #[case] code: &str) {
    let errors = evidence(&[file("fine.pdf", PDF), file(name, head)]).unwrap_err();
    assert_eq!(found(&errors), [("evidence-1", code)]);
}

#[test]
fn size_and_number_are_limited() {
    let sized = |size| Upload { size, ..file("card.pdf", PDF) };
    assert!(evidence(&[sized(MAX_FILE_BYTES), sized(1)]).is_ok());
    let errors = evidence(&[sized(MAX_FILE_BYTES + 1), sized(0), sized(5)]).unwrap_err();
    assert_eq!(found(&errors), [("evidence-0", "file-too-big"), ("evidence-1", "file-empty")]);
    assert_eq!(errors[0].args, [("max".to_owned(), "10".to_owned())]);

    assert_eq!(found(&evidence(&[]).unwrap_err()), [("evidence", "evidence-missing")]);
    assert!(evidence(&[sized(1); MAX_FILES]).is_ok());
    let errors = evidence(&[sized(1); MAX_FILES + 1]).unwrap_err();
    assert_eq!(found(&errors), [("evidence", "evidence-too-many")]);
    assert_eq!(errors[0].args, [("max".to_owned(), "5".to_owned())]);
}

#[test]
fn kinds_know_their_names() {
    for kind in EvidenceKind::ALL {
        assert_eq!(EvidenceKind::from_slug(kind.slug()), Some(kind));
        assert!(kind.media_type().ends_with(kind.slug()));
    }
    assert_eq!(EvidenceKind::from_slug("gif"), None);
    assert!([PDF, PNG].iter().all(|head| head.len() <= HEAD_BYTES));
}

proptest! {
    #[test]
    fn no_name_leaves_its_folder_or_line(name in "(\\PC|[./\\\\:\r\n\0\u{202e} ]){0,300}") {
        let kept = file(&format!("{name}.pdf"), PDF).check("f").unwrap().name;
        let stem = kept.strip_suffix(".pdf").unwrap();
        prop_assert!((1..=100).contains(&stem.chars().count()));
        prop_assert!(!stem.starts_with(['.', ' ']) && !stem.ends_with(['.', ' ']));
        let unsafe_anywhere = ['/', '\\', ':', '\r', '\n', '\0', '\u{202e}', '"'];
        prop_assert!(!stem.contains(unsafe_anywhere));
        // What is kept could be uploaded again.
        prop_assert_eq!(&file(&kept, PDF).check("f").unwrap().name, &kept);
    }

    #[test]
    fn any_bytes_are_judged(name in any::<String>(), size in any::<u64>(), head in any::<[u8; 8]>()) {
        if let Ok(kept) = (Upload { name: &name, size, head: &head }).check("f") {
            prop_assert!(kept.size > 0 && kept.size <= MAX_FILE_BYTES);
        }
    }
}
