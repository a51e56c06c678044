//! How much a document may have.

use super::*;

pub(super) fn limits() -> Vec<Row> {
    let limits = Limits::MESSAGE;
    let sized = |octets: usize| move || format!("<a>{}</a>", "x".repeat(octets - 7)).into_bytes();
    let nested = |depth: usize| move || ("<a>".repeat(depth) + &"</a>".repeat(depth)).into_bytes();
    let nodes = |count: usize| move || format!("<a>{}</a>", "<b/>".repeat(count - 1)).into_bytes();
    let attributes = |count: usize| {
        move || {
            let list: String = (0..count).map(|index| format!(" a{index}=''")).collect();
            format!("<a{list}/>").into_bytes()
        }
    };
    let namespaces = |count: usize| {
        move || {
            let open: String = (0..=count / 8)
                .map(|level| {
                    let list: String = (level * 8..((level + 1) * 8).min(count))
                        .map(|index| format!(" xmlns:n{index}='urn:x'"))
                        .collect();
                    format!("<a{list}>")
                })
                .collect();
            (open + &"</a>".repeat(count / 8 + 1)).into_bytes()
        }
    };
    vec![
        attack(
            "SP-LIM-01",
            "one octet too many",
            &DOCUMENT,
            sized(limits.octets + 1),
            &[],
        ),
        legal("SP-LIM-01", "as many as may be", &DOCUMENT, sized(limits.octets)),
        attack(
            "SP-LIM-02",
            "one level too many",
            &DOCUMENT,
            nested(limits.depth + 1),
            &[],
        ),
        attack(
            "SP-LIM-02",
            "one level too many, never closed",
            &DOCUMENT,
            move || "<a>".repeat(limits.depth + 1).into(),
            &["SP-XML-12"],
        ),
        attack(
            "SP-LIM-02",
            "one level too many, the last one empty",
            &DOCUMENT,
            move || ("<a>".repeat(limits.depth) + "<b/>" + &"</a>".repeat(limits.depth)).into(),
            &[],
        ),
        legal("SP-LIM-02", "as deep as may be", &DOCUMENT, nested(limits.depth)),
        attack(
            "SP-LIM-03",
            "one node too many",
            &DOCUMENT,
            nodes(limits.nodes + 1),
            &[],
        ),
        attack(
            "SP-LIM-03",
            "texts and comments count",
            &DOCUMENT,
            move || format!("<a>{}</a>", "x<!---->".repeat(limits.nodes / 2)).into(),
            &[],
        ),
        legal("SP-LIM-03", "as many as may be", &DOCUMENT, nodes(limits.nodes)),
        attack(
            "SP-LIM-04",
            "one attribute too many",
            &DOCUMENT,
            attributes(limits.attributes_per_element + 1),
            &[],
        ),
        legal(
            "SP-LIM-04",
            "as many as may be",
            &DOCUMENT,
            attributes(limits.attributes_per_element),
        ),
        attack(
            "SP-LIM-05",
            "one declaration too many, over several ancestors",
            &DOCUMENT,
            namespaces(limits.namespaces_in_scope + 1),
            &[],
        ),
        legal(
            "SP-LIM-05",
            "as many as may be",
            &DOCUMENT,
            namespaces(limits.namespaces_in_scope),
        ),
        legal("SP-LIM-05", "the same prefix again and again", &DOCUMENT, || {
            ("<a xmlns:x='urn:x'>".repeat(60) + &"</a>".repeat(60)).into()
        }),
        legal(
            "SP-LIM-01",
            "two hundred attributes and five hundred groups",
            &LOGIN,
            || {
                let attributes: String = (0..200)
                    .map(|index| {
                        format!("<Attribute Name=\"a{index}\"><AttributeValue>x</AttributeValue></Attribute>")
                    })
                    .collect();
                let groups: String = (0..500)
                    .map(|index| format!("<AttributeValue>group {index}</AttributeValue>"))
                    .collect();
                let all = format!(
                    "{attributes}<Attribute Name=\"groups\">{groups}</Attribute></AttributeStatement>"
                );
                signed(&RESPONSE.replace("</AttributeStatement>", &all))
            },
        ),
    ]
}
