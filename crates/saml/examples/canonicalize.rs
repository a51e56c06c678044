//! Canonicalizes documents from standard input, for `scripts/canonical-differential`.
//!
//! Each request is three lengths-with-octets: the document, the inclusive prefixes (separated by spaces), and two
//! numbers in decimal, separated by a space: which element, counted in document order, and which one below it to
//! leave out (0: none). The answer is one length-with-octets: `=` and the canonical form, or `!` and the refusal. A length is four
//! octets, the big end first.

use std::io::{self, Read, Write};

use vestibule_saml::{
    Rejected,
    xml::{Limits, Source, canonical},
};

fn main() -> io::Result<()> {
    let (mut input, mut output) = (io::stdin().lock(), io::BufWriter::new(io::stdout().lock()));
    while let Some(document) = field(&mut input)? {
        let prefixes = field(&mut input)?.unwrap_or_default();
        let place = field(&mut input)?.unwrap_or_default();
        let answer = match canonicalize(
            &document,
            &String::from_utf8_lossy(&prefixes),
            &String::from_utf8_lossy(&place),
        ) {
            Ok(form) => [b"=".to_vec(), form].concat(),
            Err(rejected) => format!("!{rejected}").into_bytes(),
        };
        output.write_all(
            &u32::try_from(answer.len())
                .map_err(io::Error::other)?
                .to_be_bytes(),
        )?;
        output.write_all(&answer)?;
        output.flush()?;
    }
    Ok(())
}

fn canonicalize(document: &[u8], prefixes: &str, place: &str) -> Result<Vec<u8>, Rejected> {
    let source = Source::check(document, &Limits::METADATA)?;
    let document = source.parse()?;
    let mut numbers = place.split(' ').map(|number| number.parse().unwrap_or(0));
    let element = document
        .root()
        .descendants()
        .nth(numbers.next().unwrap_or(0))
        .unwrap_or(document.root());
    let skip = numbers
        .next()
        .filter(|&number| number > 0)
        .and_then(|number| element.descendants().nth(number));
    let prefixes: Vec<&str> = prefixes.split_whitespace().collect();
    let mut form = Vec::new();
    canonical::exclusive(element, skip, &prefixes, &mut form)?;
    Ok(form)
}

/// The next length-with-octets, or nothing at the end.
fn field(input: &mut impl Read) -> io::Result<Option<Vec<u8>>> {
    let mut length = [0; 4];
    match input.read_exact(&mut length) {
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(None),
        other => other?,
    }
    let mut octets = vec![0; u32::from_be_bytes(length) as usize];
    input.read_exact(&mut octets)?;
    Ok(Some(octets))
}
