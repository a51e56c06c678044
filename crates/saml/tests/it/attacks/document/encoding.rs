//! Octets to text, and instants.

use super::*;

pub(super) fn base64() -> Vec<Row> {
    const RULE: &str = "SP-TRA-03";
    let good = || base64_strict("aGVsbG8=").map(drop);
    let mut rows: Vec<Row> = [
        ("the URL-safe alphabet", "_-__"),
        ("no padding", "aGVsbG8"),
        ("a NUL", "aGVs\0bG8="),
        ("text after the padding", "aGVsbG8=aGVs"),
        ("unused bits set", "aGVsbG9="),
        ("nothing", ""),
        ("white space alone", " \r\n"),
        ("a letter beyond ASCII", "aGVé"),
        ("padding alone", "===="),
    ]
    .into_iter()
    .map(|(name, text)| attack_with(RULE, name, good, move || base64_strict(text).map(drop), &[]))
    .collect();
    rows.push(legal_with(RULE, "folded at 76 columns with CR LF", || {
        assert_eq!(base64_strict("aGVs\r\nbG8=\r\n")?, b"hello");
        Ok(())
    }));
    rows.push(legal_with(RULE, "tabs and spaces", || {
        base64_strict("\taGVs bG8= ").map(drop)
    }));
    rows
}

pub(super) fn encodings() -> Vec<Row> {
    const RULE: &str = "SP-TRA-04";
    let utf16 = |swap: bool, mark: bool| {
        move || {
            let text = if mark { "\u{feff}<a/>" } else { "<a/>" };
            text.encode_utf16()
                .flat_map(|unit| {
                    if swap {
                        unit.to_be_bytes()
                    } else {
                        unit.to_le_bytes()
                    }
                })
                .collect()
        }
    };
    let mut rows = vec![
        attack(
            RULE,
            "UTF-16, little end first, with mark",
            &DOCUMENT,
            utf16(false, true),
            &["SP-XML-12", "SP-XML-03"],
        ),
        attack(
            RULE,
            "UTF-16, big end first, with mark",
            &DOCUMENT,
            utf16(true, true),
            &["SP-XML-12", "SP-XML-03"],
        ),
        attack(
            RULE,
            "UTF-16 without mark",
            &DOCUMENT,
            utf16(false, false),
            &["SP-XML-12", "SP-XML-03"],
        ),
        attack(
            RULE,
            "UTF-32 without mark",
            &DOCUMENT,
            || b"<\0\0\0a\0\0\0/\0\0\0>\0\0\0".to_vec(),
            &["SP-XML-12"],
        ),
        attack(
            RULE,
            "two marks",
            &DOCUMENT,
            || "\u{feff}\u{feff}<a/>".into(),
            &["SP-XML-03"],
        ),
    ];
    for (name, declaration) in [
        (
            "ISO-8859-1 declared",
            r#"<?xml version="1.0" encoding="ISO-8859-1"?>"#,
        ),
        ("UTF-7 declared", r#"<?xml version="1.0" encoding="UTF-7"?>"#),
        (
            "an unknown encoding declared",
            r#"<?xml version="1.0" encoding="x"?>"#,
        ),
        ("XML 1.1 declared", r#"<?xml version="1.1"?>"#),
    ] {
        rows.push(attack(
            RULE,
            name,
            &DOCUMENT,
            move || format!("{declaration}<a/>").into_bytes(),
            &[],
        ));
    }
    for (name, octets) in [
        ("an overlong form", &b"<a>\xc0\xbc</a>"[..]),
        ("a surrogate", b"<a>\xed\xa0\x80</a>"),
        ("a cut sequence", b"<a>\xe2\x82</a>"),
        ("an overlong form in a comment", b"<a><!--\xc0\xbc--></a>"),
    ] {
        rows.push(attack(RULE, name, &DOCUMENT, move || octets.to_vec(), &[]));
    }
    for (name, text) in [
        (
            "encoding in lower case",
            "<?xml version='1.0' encoding='utf-8'?><a/>",
        ),
        ("version alone", "<?xml version=\"1.0\" ?><a/>"),
        (
            "standalone",
            "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?><a/>",
        ),
        ("one mark", "\u{feff}<a/>"),
        ("letters of two to four octets", "<a>é€😀\u{fffd}</a>"),
    ] {
        rows.push(legal(RULE, name, &DOCUMENT, || text.into()));
    }
    rows
}

pub(super) fn times() -> Vec<Row> {
    const RULE: &str = "SP-TIM-04";
    let good = || instant::parse("2025-04-01T08:00:05.805Z").map(drop);
    let mut rows: Vec<Row> = [
        "yesterday",
        "",
        "2025-04-01",
        "1743494405",
        "-2099-04-01T08:00:05Z",
        "2025-04-01T08:00:60Z",
        "2025-04-01T08:00:05",
        "2025-04-01T24:00:00Z",
        "2025-04-01T25:00:00Z",
        "2025-13-01T08:00:05Z",
        "2025-02-30T08:00:05Z",
        "12025-04-01T08:00:05Z",
        "2222222222222222222222222222222222222222",
    ]
    .into_iter()
    .map(|text| attack_with(RULE, text, good, move || instant::parse(text).map(drop), &[]))
    .collect();
    rows.extend([
        attack(
            RULE,
            "no zone in a signed NotOnOrAfter",
            &LOGIN,
            || signed(&RESPONSE.replace("11:00:00.000Z", "11:00:00.000")),
            &[],
        ),
        legal_with(RULE, "an offset is converted exactly", || {
            assert_eq!(
                instant::parse("2025-04-01T08:00:05+14:00")?,
                "2025-03-31T18:00:05Z".parse().unwrap()
            );
            Ok(())
        }),
        legal(RULE, "seven digits", &LOGIN, || {
            signed(&RESPONSE.replace("11:00:00.000Z", "11:00:00.0000000Z"))
        }),
        legal(RULE, "no fraction", &LOGIN, || {
            signed(&RESPONSE.replace("11:00:00.000Z", "11:00:00Z"))
        }),
    ]);
    rows.push(legal_with("SP-TRA-03", "a form folded by its sender", || {
        let folded = world::fold(&form(&signed(RESPONSE)));
        let (decoded, _) = vestibule_saml::binding::post::decode_response(&folded)?;
        decoded.read().map(drop)
    }));
    rows
}
