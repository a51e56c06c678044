//! Addresses that are written the way browsers write them, which nearly all are: one look tells what they are.

/// Scheme, host and port of a web address that a parser would leave as it is: lower case, no user name, no port that
/// goes without saying, nothing to be escaped. `None` for every other address, which has to be parsed.
pub fn plain_origin(address: &str) -> Option<&str> {
    let octets = address.as_bytes();
    let (beginning, usual_port) = match octets {
        [b'h', b't', b't', b'p', b's', b':', b'/', b'/', ..] => (8, 443),
        [b'h', b't', b't', b'p', b':', b'/', b'/', ..] => (7, 80),
        _ => return None,
    };
    let host = host_length(octets.get(beginning..)?)?;
    let behind = octets.get(beginning + host..)?;
    let port = port_length(behind, usual_port)?;
    let path = behind.get(port..)?;
    let is_graphic = |octet: u8| octet.is_ascii_graphic() && octet != b'\\';
    // No early end, so that the compiler looks at many octets at once.
    path.iter()
        .fold(true, |all, octet| all & is_graphic(*octet))
        .then(|| address.get(..beginning + host + port))?
}

/// The length of a host name that is neither a number, as IP addresses are, nor international, up to a port or a path.
fn host_length(text: &[u8]) -> Option<usize> {
    let (mut before, mut first_of_label) = (b'.', b'.');
    let mut length = 0;
    for &octet in text {
        match (before, octet) {
            (_, b':' | b'/') => break,
            (b'.', b'.') | (b'-', b'-') => return None,
            (_, b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.') => {}
            _ => return None,
        }
        if before == b'.' {
            first_of_label = octet;
        }
        before = octet;
        length += 1;
    }
    (before != b'.' && first_of_label.is_ascii_lowercase()).then_some(length)
}

/// The length of a colon and a port that does not go without saying; 0 if a path comes, or nothing.
fn port_length(text: &[u8], usual_port: u32) -> Option<usize> {
    let digits = match text {
        [b':', digits @ ..] => digits,
        [b'/', ..] | [] => return Some(0),
        _ => return None,
    };
    let length = digits.iter().take_while(|octet| **octet != b'/').count();
    let digits = digits.get(..length)?;
    if !(1..=5).contains(&length) || digits.starts_with(b"0") {
        return None;
    }
    let port = digits.iter().try_fold(0, |port: u32, octet| {
        octet
            .is_ascii_digit()
            .then(|| port * 10 + u32::from(octet - b'0'))
    })?;
    (port != usual_port && port <= 65_535).then_some(length + 1)
}

#[cfg(test)]
mod tests {
    use url::Url;

    use super::plain_origin;

    #[test]
    fn the_usual_addresses_are_plain() {
        for (address, origin) in [
            (
                "https://contoso.saasit.com/handlers/sso/SamlAssertionConsumerHandler.ashx",
                "https://contoso.saasit.com",
            ),
            (
                "http://contoso.saasit.localhost:8400/acs?x=1&y=%20#z",
                "http://contoso.saasit.localhost:8400",
            ),
            ("https://localhost", "https://localhost"),
            ("http://a-1.example:443/", "http://a-1.example:443"),
        ] {
            assert_eq!(plain_origin(address), Some(origin));
        }
    }

    #[test]
    fn what_is_plain_is_what_a_parser_leaves_as_it_is() {
        let schemes = ["http://", "https://", "HTTP://", "https:", "ftp://", ""];
        let hosts = "a.example A.example a..example .a a. - a-b.c1 1.2.3.4 1.a a.1 a.0x1f 0x7f 127.1 [::1] xn--a \
                     xn--bcher-kva.example a--b b\u{fc}cher u@a u:p@a a_b a%41 a?b a#b a\\b a\tb *.a";
        let hosts: Vec<&str> = hosts.split(' ').chain(["", "a b"]).collect();
        let ports = [
            "", ":", ":80", ":443", ":8400", ":08400", ":0", ":65535", ":65536", ":+1", ":a", ":1:2",
        ];
        let paths = [
            "",
            "/",
            "/a/b?c=d&e=%2F#f",
            "/../a",
            "/a b",
            "/a\\b",
            "/\u{e4}",
            "/\t",
            "/\"<>",
            "?a",
            "#a",
            "/a@b:c//d",
        ];
        for scheme in schemes {
            for host in &hosts {
                for port in ports {
                    for path in paths {
                        let address = format!("{scheme}{host}{port}{path}");
                        let Some(origin) = plain_origin(&address) else {
                            continue;
                        };
                        let url = Url::parse(&address).unwrap();
                        assert_eq!(url.origin().ascii_serialization(), origin, "{address}");
                        assert!(url.username().is_empty() && url.password().is_none(), "{address}");
                    }
                }
            }
        }
    }
}
