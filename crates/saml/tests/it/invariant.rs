//! Whatever is done to a signed message without the key: it is refused, or it says what it said.
//!
//! `VESTIBULE_TEST_EDITS` is the number of edited messages (20,000), `VESTIBULE_TEST_SEED` the seed.

use std::sync::LazyLock;

use crate::world::{RESPONSE, RSA, Recipe, accept_with, signed_twice};
use vestibule_saml::{rules::switch, signature::TrustedKeys};

static TRUSTED: LazyLock<TrustedKeys> = LazyLock::new(|| RSA.trusted());

/// Everything that is concluded from a message, or nothing if it is refused.
fn claims(xml: &[u8]) -> Option<String> {
    accept_with(xml, &TRUSTED)
        .ok()
        .map(|accepted| format!("{accepted:?}"))
}

fn messages() -> [Vec<u8>; 3] {
    let good = Recipe::default;
    [
        good().on_assertion(RESPONSE),
        good().on_response(RESPONSE),
        signed_twice(RESPONSE, &good(), &good()),
    ]
}

#[expect(clippy::disallowed_methods, reason = "a test asks how long it may take")]
fn setting(name: &str, default: u64) -> u64 {
    std::env::var(name)
        .ok()
        .and_then(|value| value.parse().ok())
        .unwrap_or(default)
}

#[test]
fn edited_messages_are_refused_or_mean_the_same() {
    let seed = setting("VESTIBULE_TEST_SEED", 0x5eed);
    let edits = setting("VESTIBULE_TEST_EDITS", 20_000) / 3;
    let mut accepted = 0;
    for message in messages() {
        let outcome = walk(&String::from_utf8(message).unwrap(), seed, edits);
        assert_eq!(outcome.changed, None, "seed {seed}");
        accepted += outcome.accepted;
    }
    assert!(
        accepted > 100,
        "the edits are too coarse to prove anything: {accepted} accepted"
    );
}

#[test]
fn the_edits_find_it_when_a_rule_is_missing() {
    let message = String::from_utf8(Recipe::default().on_assertion(RESPONSE)).unwrap();
    for rule in ["SP-XML-05", "SP-REF-06", "SP-SIG-01"] {
        let outcome = switch::without(rule, || walk(&message, 0x5eed, 20_000));
        assert!(outcome.changed.is_some(), "nothing got through without {rule}");
    }
}

struct Walk {
    accepted: usize,
    /// The first edited message that is accepted and says something else.
    changed: Option<String>,
}

/// Edits the message in one to three places, again and again.
fn walk(message: &str, seed: u64, edits: u64) -> Walk {
    let mut random = Random(seed | 1);
    let meaning = claims(message.as_bytes()).unwrap();
    let tree = parse(message);
    let mut accepted = 0;
    for _ in 0..edits {
        let mut edited = tree.clone();
        for _ in 0..=random.below(3) {
            edit(&mut edited, &tree, &mut random);
        }
        let text = edited.iter().map(Node::to_text).collect::<String>();
        if let Some(said) = claims(text.as_bytes()) {
            accepted += 1;
            if said != meaning {
                return Walk {
                    accepted,
                    changed: Some(text),
                };
            }
        }
    }
    Walk {
        accepted,
        changed: None,
    }
}

#[test]
fn flipped_bits_are_refused_or_mean_the_same() {
    let message = Recipe::default().on_assertion(RESPONSE);
    let meaning = claims(&message).unwrap();
    for index in 0..message.len() {
        for bit in 0..8 {
            let mut flipped = message.clone();
            flipped[index] ^= 1 << bit;
            if let Some(said) = claims(&flipped) {
                assert_eq!(said, meaning, "octet {index}, bit {bit}");
            }
        }
    }
}

#[test]
fn cut_messages_are_refused() {
    let message = Recipe::default().on_assertion(RESPONSE);
    for length in 0..message.len() {
        assert!(claims(&message[..length]).is_none(), "{length} octets");
    }
}

/// xorshift64*: the same edits for the same seed everywhere.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        usize::try_from((self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33) % bound.max(1) as u64).unwrap()
    }

    fn choose<'a, T: ?Sized>(&mut self, list: &[&'a T]) -> &'a T {
        list[self.below(list.len())]
    }
}

/// Name, attributes and children so far.
type OpenElement = (String, Vec<(String, String)>, Vec<Node>);

#[derive(Clone)]
enum Node {
    /// As written.
    Text(String),
    Element {
        name: String,
        attributes: Vec<(String, String)>,
        children: Vec<Self>,
    },
}

impl Node {
    fn to_text(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Element {
                name,
                attributes,
                children,
            } => {
                let mut text = format!("<{name}");
                for (name, value) in attributes {
                    text.extend([" ", name, "=\"", value, "\""]);
                }
                text += ">";
                for child in children {
                    text += &child.to_text();
                }
                text + "</" + name + ">"
            }
        }
    }
}

/// Parses a message of ours, which has elements and text only.
fn parse(text: &str) -> Vec<Node> {
    let mut stack: Vec<OpenElement> = vec![OpenElement::default()];
    for piece in text.split_inclusive('>') {
        let (before, tag) = piece.split_once('<').unwrap();
        if !before.is_empty() {
            stack.last_mut().unwrap().2.push(Node::Text(before.to_owned()));
        }
        let tag = tag.strip_suffix('>').unwrap();
        if tag.starts_with('/') {
            let (name, attributes, children) = stack.pop().unwrap();
            stack.last_mut().unwrap().2.push(Node::Element {
                name,
                attributes,
                children,
            });
            continue;
        }
        let inside = tag.strip_suffix('/').unwrap_or(tag);
        let (name, rest) = inside.split_once(' ').unwrap_or((inside, ""));
        let mut quoted = rest.split('"');
        let mut attributes = Vec::new();
        while let (Some(attribute), Some(value)) = (quoted.next(), quoted.next()) {
            attributes.push((
                attribute.trim().trim_end_matches('=').to_owned(),
                value.to_owned(),
            ));
        }
        if tag.ends_with('/') {
            let children = Vec::new();
            stack.last_mut().unwrap().2.push(Node::Element {
                name: name.to_owned(),
                attributes,
                children,
            });
        } else {
            stack.push((name.to_owned(), attributes, Vec::new()));
        }
    }
    stack.pop().unwrap().2
}

fn size(nodes: &[Node]) -> usize {
    nodes
        .iter()
        .map(|node| {
            1 + if let Node::Element { children, .. } = node {
                size(children)
            } else {
                0
            }
        })
        .sum()
}

/// The list that holds node number `wanted` in document order, and its place in it.
fn locate<'n>(nodes: &'n mut Vec<Node>, wanted: &mut usize) -> Option<(&'n mut Vec<Node>, usize)> {
    for index in 0..nodes.len() {
        if *wanted == 0 {
            return Some((nodes, index));
        }
        *wanted -= 1;
        let inner = if let Node::Element { children, .. } = &nodes[index] {
            size(children)
        } else {
            0
        };
        if *wanted < inner {
            let Node::Element { children, .. } = &mut nodes[index] else {
                unreachable!()
            };
            return locate(children, wanted);
        }
        *wanted -= inner;
    }
    None
}

/// One structural edit without the key.
fn edit(tree: &mut Vec<Node>, original: &[Node], random: &mut Random) {
    let mut wanted = random.below(size(tree));
    let other = any_node(original, random);
    let moved = any_node(tree, random);
    let Some((list, index)) = locate(tree, &mut wanted) else {
        return;
    };
    match random.below(14) {
        0 => drop(list.remove(index)),
        1 => list.insert(index, list[index].clone()),
        2 => list.insert(index, other),
        3 => list.insert(index + 1, moved),
        4 => list[index] = other,
        5 => {
            let name = random
                .choose(&[
                    "x",
                    "samlp:Extensions",
                    "Advice",
                    "ds:Object",
                    "Subject",
                    "Assertion",
                ])
                .to_owned();
            let attributes = vec![(
                "xmlns:ds".to_owned(),
                "http://www.w3.org/2000/09/xmldsig#".to_owned(),
            )];
            list[index] = Node::Element {
                name,
                attributes,
                children: vec![list[index].clone()],
            };
        }
        6 | 7 => edit_element(&mut list[index], random),
        8 | 9 => edit_attribute(&mut list[index], random),
        10 | 11 => edit_text(&mut list[index], random),
        12 => list.insert(index, Node::Text(random.choose(&MARKUP).to_owned())),
        _ => {
            let place = index + 1;
            if place < list.len() {
                list.swap(index, place);
            }
        }
    }
}

const MARKUP: [&str; 10] = [
    "<!---->",
    "<!--victim@contoso.example-->",
    "<![CDATA[victim]]>",
    "<?p x?>",
    " ",
    "\r\n",
    "victim",
    "<x xmlns=\"\"/>",
    "<ds:Object xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\"/>",
    "&#118;",
];

fn any_node(nodes: &[Node], random: &mut Random) -> Node {
    let mut nodes = nodes.to_vec();
    let mut wanted = random.below(size(&nodes));
    match locate(&mut nodes, &mut wanted) {
        Some((list, index)) => list[index].clone(),
        None => Node::Text(String::new()),
    }
}

fn edit_element(node: &mut Node, random: &mut Random) {
    let Node::Element {
        name,
        attributes,
        children,
    } = node
    else {
        return;
    };
    match random.below(6) {
        0 => {
            *name = String::from(random.choose(&[
                "Assertion",
                "NameID",
                "Subject",
                "samlp:Response",
                "Audience",
                "x",
            ]));
        }
        1 => *name = name.split(':').next_back().unwrap().to_owned(),
        2 => {
            *name = format!("p:{}", name.split(':').next_back().unwrap());
            let namespace = random.choose(&[
                "urn:oasis:names:tc:SAML:2.0:assertion",
                "urn:oasis:names:tc:SAML:2.0:protocol",
                "http://www.w3.org/2000/09/xmldsig#",
                "urn:x",
            ]);
            attributes.push(("xmlns:p".to_owned(), namespace.to_owned()));
        }
        3 => attributes.push((
            "xmlns".to_owned(),
            random
                .choose(&["", "urn:x", "urn:oasis:names:tc:SAML:1.0:assertion"])
                .to_owned(),
        )),
        4 => children.reverse(),
        _ => children.clear(),
    }
}

fn edit_attribute(node: &mut Node, random: &mut Random) {
    let Node::Element { attributes, .. } = node else {
        return;
    };
    if attributes.is_empty() || random.below(4) == 0 {
        let name = random.choose(&[
            "ID",
            "Id",
            "xml:id",
            "Recipient",
            "Destination",
            "Format",
            "xmlns:unused",
            "x",
        ]);
        attributes.push((
            name.to_owned(),
            random.choose(&["_a", "_r", "_b", "urn:x"]).to_owned(),
        ));
        return;
    }
    let index = random.below(attributes.len());
    match random.below(5) {
        0 => drop(attributes.remove(index)),
        1 => {
            attributes[index].1 =
                String::from(random.choose(&["", "_a", "_b", "#_r", "urn:x", "2027-11-24T11:00:00.000Z"]));
        }
        2 => attributes[index]
            .1
            .push_str(random.choose(&[" ", "&#10;", "x", "\n"])),
        3 => attributes[index].0 = format!("xml:{}", attributes[index].0),
        _ => attributes.reverse(),
    }
}

fn edit_text(node: &mut Node, random: &mut Random) {
    let Node::Text(text) = node else { return };
    let places: Vec<usize> = (0..=text.len())
        .filter(|&place| text.is_char_boundary(place))
        .collect();
    let place = places[random.below(places.len())];
    match random.below(4) {
        0 => text.insert_str(place, random.choose(&MARKUP)),
        1 => *text = format!("<![CDATA[{text}]]>"),
        2 => text.truncate(place),
        _ => {
            *text = text
                .chars()
                .map(|character| format!("&#{};", u32::from(character)))
                .collect();
        }
    }
}
