use proptest::prelude::*;

use super::{scan::Counts, *};
use crate::rules::{document, signature, switch};

fn source(text: &str) -> Source {
    Source::check(text.as_bytes(), &Limits::MESSAGE).unwrap()
}

fn canonical(text: &str) -> String {
    let source = source(text);
    let document = source.parse().unwrap();
    let mut out = Vec::new();
    canonical::exclusive(document.root(), None, &[], &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
fn scan_and_parser_agree_or_the_document_is_refused() {
    let seen = Counts {
        elements: 1,
        attributes: 2,
    };
    document::scan_agrees_with_parser(seen, seen).unwrap();
    for other in [
        Counts {
            elements: 2,
            attributes: 2,
        },
        Counts {
            elements: 1,
            attributes: 1,
        },
    ] {
        let rejected = document::scan_agrees_with_parser(seen, other).unwrap_err();
        assert_eq!(rejected.rule.name, "scan_agrees_with_parser");
        switch::without("SP-XML-11", || document::scan_agrees_with_parser(seen, other)).unwrap();
    }
}

#[test]
fn an_empty_canonical_form_is_an_error() {
    let source = source("<a><b/></a>");
    let document = source.parse().unwrap();
    let root = document.root();
    let mut out = Vec::new();
    let nothing = canonical::exclusive(root, Some(root), &[], &mut out).unwrap_err();
    assert_eq!(nothing.rule.name, "canonical_or_error");
    switch::without("SP-CAN-01", || {
        canonical::exclusive(root, Some(root), &[], &mut out)
    })
    .unwrap();
    for (form, name) in [
        ("", "a"),
        ("x<a></a>", "a"),
        ("<b></b>", "a"),
        ("<a>", ""),
        ("<a></a", "a"),
    ] {
        let is_good = signature::canonical_or_error(form.as_bytes(), name).is_ok();
        assert_eq!(is_good, form == "<a>", "{form}");
    }
}

#[test]
fn canonical_form_of_the_specification() {
    for (text, form) in [
        ("<a b='1' a=\"2\"/>", "<a a=\"2\" b=\"1\"></a>"),
        ("<a><!-- gone -->x<![CDATA[<&>]]></a>", "<a>x&lt;&amp;&gt;</a>"),
        (
            "<a b=\"\n\t'&#10;&quot;&lt;>\"/>",
            "<a b=\"  '&#xA;&quot;&lt;>\"></a>",
        ),
        (
            "<a xmlns='urn:x' xmlns:y='urn:y'><y:b/></a>",
            "<a xmlns=\"urn:x\"><y:b xmlns:y=\"urn:y\"></y:b></a>",
        ),
        (
            "<a xmlns='urn:x'><b xmlns=''/></a>",
            "<a xmlns=\"urn:x\"><b xmlns=\"\"></b></a>",
        ),
        ("<a xmlns=''><b xmlns=''/></a>", "<a><b></b></a>"),
        (
            "<y:a xmlns:y='urn:y' xmlns:z='urn:a' y:b='1' z:c='2' d='3' xml:lang='de'/>",
            "<y:a xmlns:y=\"urn:y\" xmlns:z=\"urn:a\" d=\"3\" xml:lang=\"de\" z:c=\"2\" y:b=\"1\"></y:a>",
        ),
        ("<a>\r\n\r&#13;</a>", "<a>\n\n&#xD;</a>"),
        ("<a>\r&lt;\r</a>", "<a>\n&lt;\n</a>"),
    ] {
        assert_eq!(canonical(text), form, "{text}");
    }
}

#[test]
fn a_writer_escapes_and_refuses_what_cannot_be_written() {
    let mut xml = Writer::new();
    xml.start("a")
        .namespace("", "urn:x")
        .attribute("b", "<\"&\n\r\t'>")
        .leaf("c", "<&>\r\"")
        .end();
    let text = xml.finish().unwrap();
    assert_eq!(
        text,
        "<a xmlns=\"urn:x\" b=\"&lt;&quot;&amp;&#xA;&#xD;&#x9;'>\"><c>&lt;&amp;&gt;&#xD;\"</c></a>"
    );
    assert_eq!(canonical(&text), text);
    let mut xml = Writer::new();
    xml.leaf("a", "x\u{1}");
    assert_eq!(xml.finish().unwrap_err(), IllegalCharacter('\u{1}'));
    let mut xml = Writer::new();
    xml.start("a").attribute("b", "\u{fffe}").end();
    assert_eq!(xml.finish().unwrap_err(), IllegalCharacter('\u{fffe}'));
}

#[test]
fn a_writer_sees_the_one_special_character_wherever_it_stands() {
    for special in ['<', '&', '>', '"', '\r', '\n', 'ß', '\u{7f}', '\u{1}', '\u{ffff}'] {
        for at in 0..70 {
            let mut value = "x".repeat(70);
            value.insert(at, special);
            let mut xml = Writer::new();
            xml.start("a").attribute("b", &value).text(&value);
            match xml.finish() {
                Ok(text) => assert_eq!(canonical(&text), text, "{special:?} at {at}"),
                Err(illegal) => assert_eq!(illegal, IllegalCharacter(special), "at {at}"),
            }
        }
    }
}

#[test]
fn whole_text_is_read_and_nothing_else() {
    let source = source("<a><b>x<![CDATA[y]]>&#122;</b><c>x<!---->y</c><d><e/></d><f/></a>");
    let document = source.parse().unwrap();
    let read: Vec<Option<String>> = document
        .root()
        .children()
        .map(|leaf| leaf.text().ok().map(std::borrow::Cow::into_owned))
        .collect();
    assert_eq!(read, [Some("xyz".to_owned()), None, None, Some(String::new())]);
}

#[test]
fn deep_and_wide_documents_cost_bounded_work() {
    // Nothing here may overflow the stack or hang; how long it takes is the bench's business.
    let declarations = |from: usize| {
        let list: Vec<String> = (from..from + 60)
            .map(|n| format!(" xmlns:n{n}='urn:{n}'"))
            .collect();
        list.concat()
    };
    let wide = "<q:b/>".repeat(2000);
    let text = format!(
        "<q:a xmlns:q='urn:q'{}>{}{wide}{}</q:a>",
        declarations(0),
        format!("<q:a{}>", declarations(0)).repeat(60),
        "</q:a>".repeat(60)
    );
    canonical(&text);
}

/// Markup that a careless scan gets wrong, in pieces.
fn fragment() -> impl Strategy<Value = String> {
    prop::sample::select(vec![
        "<a>",
        "</a>",
        "<b/>",
        "<a b='>'>",
        "<a b=\"/>\">",
        "<x:a xmlns:x='urn:x'>",
        "</x:a>",
        "<!--",
        "-->",
        "<!-- ' -->",
        "<![CDATA[",
        "]]>",
        "<![CDATA[<a>]]>",
        "'",
        "\"",
        "<",
        ">",
        "&",
        ";",
        "&lt;",
        "&#65;",
        "&#x0;",
        "]]",
        " ",
        "\r",
        "\n",
        "a",
        "=",
        "b='",
        "xmlns='urn:y'",
        "<?p ?>",
        "<?",
        "?>",
        "<!DOCTYPE a>",
        "é",
        "\u{fffe}",
        "\0",
        ":",
        "/",
    ])
    .prop_map(str::to_owned)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn scan_and_parser_never_differ_silently(pieces in prop::collection::vec(fragment(), 0..24)) {
        for text in [pieces.concat(), format!("<a>{}</a>", pieces.concat())] {
            if let Ok(source) = Source::check(text.as_bytes(), &Limits::MESSAGE) {
                match source.parse() {
                    Ok(_) => {}
                    // What the scan lets pass the parser reads, except for IDs, of which there are none.
                    Err(rejected) => prop_assert!(false, "{text:?}: {rejected}"),
                }
            }
        }
    }

    #[test]
    fn what_is_read_is_what_is_digested(pieces in prop::collection::vec(fragment(), 0..8)) {
        let text = format!("<r><leaf>{}</leaf></r>", pieces.concat());
        let Ok(source) = Source::check(text.as_bytes(), &Limits::MESSAGE) else { return Ok(()) };
        let document = source.parse().unwrap();
        let leaf = document.root().children().next().unwrap();
        let Ok(read) = leaf.text() else { return Ok(()) };
        let mut form = Vec::new();
        canonical::exclusive(leaf, None, &[], &mut form).unwrap();
        let form = String::from_utf8(form).unwrap();
        let between = form.strip_prefix("<leaf>").unwrap().strip_suffix("</leaf>").unwrap();
        let unescaped =
            between.replace("&lt;", "<").replace("&gt;", ">").replace("&#xD;", "\r").replace("&amp;", "&");
        prop_assert_eq!(read.as_ref(), unescaped);
    }

    #[test]
    fn the_canonical_form_is_its_own(pieces in prop::collection::vec(fragment(), 0..24)) {
        let text = format!("<a>{}</a>", pieces.concat());
        let Ok(source) = Source::check(text.as_bytes(), &Limits::MESSAGE) else { return Ok(()) };
        drop(source);
        let once = canonical(&text);
        prop_assert_eq!(canonical(&once), once);
    }
}

#[test]
fn an_octet_to_escape_is_found_wherever_it_stands() {
    for length in 0..50 {
        let plain = "~".repeat(length);
        assert!(canonical::is_plain(&plain), "{length}");
        for at in 0..length {
            for special in ['&', '<', '>', '"', '\t', '\r', '\u{7f}', 'ä'] {
                let text: String = [&plain[..at], &plain[at + 1..]].join(&special.to_string());
                assert!(!canonical::is_plain(&text), "{text:?}");
            }
        }
    }
}
