//! Addresses that are written the way browsers write them, which nearly all are: one look tells what they are.

/// Scheme, host and port of a web address that a parser would leave as it is: lower case, no user name, no port that
/// goes without saying, nothing to be escaped. `None` for every other address, which has to be parsed.
pub fn plain_origin(address: &str) -> Option<&str> {
    let (rest, usual_port) = match address.strip_prefix("https://") {
        Some(rest) => (rest, "443"),
        None => (address.strip_prefix("http://")?, "80"),
    };
    let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    let (host, port) = match authority.split_once(':') {
        Some((host, port)) => (host, Some(port)),
        None => (authority, None),
    };
    let is_port = |port: &str| port != usual_port && is_number(port) && port.parse::<u16>().is_ok();
    let is_graphic = path
        .bytes()
        .all(|octet| octet.is_ascii_graphic() && octet != b'\\');
    let is_plain = is_name(host) && port.is_none_or(is_port) && is_graphic;
    let (origin, _) = address.split_at_checked(address.len() - path.len())?;
    is_plain.then_some(origin)
}

/// A host name that is neither a number, as IP addresses are, nor international.
fn is_name(host: &str) -> bool {
    let is_label = |label: &str| {
        let is_of_name = |octet: u8| octet.is_ascii_lowercase() || octet.is_ascii_digit() || octet == b'-';
        !label.is_empty() && label.bytes().all(is_of_name) && !label.contains("--")
    };
    let last = host.rsplit('.').next().unwrap_or_default();
    last.starts_with(|character: char| character.is_ascii_lowercase()) && host.split('.').all(is_label)
}

fn is_number(digits: &str) -> bool {
    !digits.starts_with('0') && digits.bytes().all(|octet| octet.is_ascii_digit())
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
