use super::*;

#[test]
fn ids_and_names_occur_once() {
    let mut ids: Vec<_> = all().map(|rule| rule.id).collect();
    let count = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), count, "an id is given twice");
}

#[test]
fn received_is_cut_and_escaped() {
    let long = "x".repeat(300);
    assert_eq!(printable(&long).chars().count(), 201);
    assert_eq!(
        printable(&"\0".repeat(300)).chars().count(),
        201,
        "40 escapes of five characters and a mark"
    );
    assert_eq!(printable("a\r\n\u{202e}b\0"), "a\\u{d}\\u{a}\\u{202e}b\\u{0}");
    assert_eq!(printable("Zoë"), "Zoë");
}
