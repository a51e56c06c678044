use super::format::{Reading, Record, Records};
use super::order::fillable;
use super::*;

fn written() -> Vec<u8> {
    let mut records = Records::begin(Vec::new()).unwrap();
    records.note("madeBy", "a test").unwrap();
    let step = Step {
        version: 1,
        name: "one".into(),
        checksum: "c".into(),
    };
    records.schema("example", &[step]).unwrap();
    records.table("thing", &["id".into(), "note".into()]).unwrap();
    for note in [Value::Null, Value::Text("ß".into()), Value::Bytes(vec![0, 255])] {
        let row = [Value::Integer(-1), note].map(Ok);
        records.row(row.into_iter()).unwrap();
    }
    records.table("empty", &["is_open".into()]).unwrap();
    records.end_of_schema(3).unwrap();
    records.end().unwrap().0
}

#[test]
fn what_was_written_is_read() {
    let octets = written();
    let mut reading = Reading::begin(octets.as_slice()).unwrap();
    assert_eq!(
        reading.next().unwrap(),
        Record::Note("madeBy".into(), "a test".into())
    );
    assert!(
        matches!(reading.next().unwrap(), Record::Schema(name, steps) if name == "example" && steps.len() == 1)
    );
    assert!(matches!(reading.next().unwrap(), Record::Table(..)));
    let row = vec![Value::Integer(-1), Value::Null];
    assert_eq!(reading.next().unwrap(), Record::Row(row));
    let contents = BackupReader::begin(octets.as_slice())
        .unwrap()
        .contents()
        .unwrap();
    assert_eq!(contents.schemas[0].rows, 3);
    assert_eq!(contents.schemas[0].version, 1);
}

#[test]
fn no_octet_can_be_changed_or_left_out_and_none_added() {
    let octets = written();
    let contents = |octets: &[u8]| BackupReader::begin(octets).and_then(BackupReader::contents);
    for at in 0..octets.len() {
        assert!(contents(&octets[..at]).is_err(), "cut off at {at}");
        let mut changed = octets.clone();
        changed[at] ^= 1;
        assert!(contents(&changed).is_err(), "changed at {at}");
    }
    let longer = [octets.as_slice(), b"Z"].concat();
    assert!(matches!(contents(&longer), Err(BackupError::Damaged(_))));
    assert!(matches!(contents(b"PK\x03\x04"), Err(BackupError::NoBackup)));
}

#[test]
fn a_length_that_is_a_lie_takes_no_memory() {
    let mut octets = written();
    octets.truncate(18);
    octets.extend_from_slice(b"N\xff\xff\xff\xffshort");
    assert!(matches!(
        BackupReader::begin(octets.as_slice()).map(drop),
        Err(BackupError::Damaged(_))
    ));
}

#[test]
fn tables_are_filled_after_those_they_refer_to() {
    let names = |names: &[&str]| names.iter().map(|name| String::from(*name)).collect::<Vec<_>>();
    let pair = |one: &str, other: &str| (one.to_owned(), other.to_owned());
    let order = fillable(
        names(&["a", "b", "c", "d"]),
        [pair("a", "c"), pair("a", "b"), pair("b", "d"), pair("c", "d")],
    );
    assert_eq!(order, Some(names(&["d", "b", "c", "a"])));
    assert_eq!(
        fillable(names(&["a", "b"]), [pair("a", "b"), pair("b", "a")]),
        None
    );
}
