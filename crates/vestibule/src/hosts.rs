//! Which host a request is for, and which system answers there.

use std::fmt;
use std::str::FromStr;

use http::header::HOST;
use http::request::Parts;

/// A host name of the service manager: one name, or all names one level below a domain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum HostPattern {
    /// `desk.contoso.example`
    Exact(String),
    /// `*.desk.example.com`, kept with the dot in front
    Below(String),
}

impl HostPattern {
    /// Whether the host, in lower case and without port, is one of these.
    pub(crate) fn matches(&self, host: &str) -> bool {
        match self {
            Self::Exact(name) => name == host,
            Self::Below(domain) => host
                .strip_suffix(domain.as_str())
                .is_some_and(|label| !label.is_empty() && !label.contains('.')),
        }
    }
}

impl FromStr for HostPattern {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let (name, is_wildcard) = text
            .strip_prefix("*.")
            .map_or((text, false), |domain| (domain, true));
        let name = name.to_ascii_lowercase();
        if !is_host_name(&name) {
            return Err(());
        }
        Ok(if is_wildcard {
            Self::Below(format!(".{name}"))
        } else {
            Self::Exact(name)
        })
    }
}

fn is_host_name(name: &str) -> bool {
    let is_label = |label: &str| {
        !label.is_empty()
            && label.len() <= 63
            && label
                .bytes()
                .all(|octet| octet.is_ascii_alphanumeric() || octet == b'-' || octet == b'_')
    };
    name.len() <= 253 && name.split('.').all(is_label)
}

impl fmt::Display for HostPattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Exact(name) => f.write_str(name),
            Self::Below(domain) => write!(f, "*{domain}"),
        }
    }
}

/// The system that answers on a host.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum System {
    /// Sign-in, My Apps, admin center, federation metadata.
    IdentityProvider,
    /// The service manager of one customer.
    Manager,
}

/// The hosts that are answered.
#[derive(Debug, Clone)]
pub(crate) struct Hosts {
    /// The identity provider's host, in lower case and without port.
    pub(crate) identity_provider: String,
    /// The service manager's.
    pub(crate) manager: Vec<HostPattern>,
}

impl Hosts {
    /// The system that answers on this host, if one does.
    pub(crate) fn system(&self, host: &str) -> Option<System> {
        if host == self.identity_provider {
            Some(System::IdentityProvider)
        } else if self.manager.iter().any(|pattern| pattern.matches(host)) {
            Some(System::Manager)
        } else {
            None
        }
    }
}

/// Why it cannot be said which host a request is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum HostError {
    /// HTTP/1.0, or a broken client.
    Missing,
    /// Two Host headers: two programs on the way could each believe another one.
    Several,
    /// The address in the request line and the Host header name different hosts.
    Contradicting,
    /// No host name and no IP address.
    Malformed,
}

impl fmt::Display for HostError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Missing => "the request names no host",
            Self::Several => "the request has several Host headers",
            Self::Contradicting => "the request line and the Host header name different hosts",
            Self::Malformed => "the Host header holds no host name",
        })
    }
}

/// The host that a request is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RequestedHost {
    /// In lower case and without port.
    pub(crate) name: String,
    /// The port, if the request names one.
    pub(crate) port: Option<u16>,
}

impl RequestedHost {
    /// The host as browsers name it: with the port unless it is the scheme's own.
    pub(crate) fn authority(&self, is_secure: bool) -> String {
        let usual = if is_secure { 443 } else { 80 };
        match self.port {
            Some(port) if port != usual => format!("{}:{port}", self.name),
            _ => self.name.clone(),
        }
    }
}

/// The host that a request is for. HTTP/2 names it in `:authority`,
/// HTTP/1 in the Host header; where both are there they must be equal (RFC 9112 section 3.2.2 would prefer the
/// request line, but a proxy in front that preferred the header would then have checked another host).
pub(crate) fn host_of(parts: &Parts) -> Result<RequestedHost, HostError> {
    let mut headers = parts.headers.get_all(HOST).iter();
    let header = headers.next();
    if headers.next().is_some() {
        return Err(HostError::Several);
    }
    let header = header
        .map(|value| value.to_str().map_err(|_| HostError::Malformed))
        .transpose()?;
    let authority = match (parts.uri.authority().map(http::uri::Authority::as_str), header) {
        (Some(authority), Some(header)) if !authority.eq_ignore_ascii_case(header) => {
            return Err(HostError::Contradicting);
        }
        (Some(authority), _) => authority,
        (None, Some(header)) => header,
        (None, None) => return Err(HostError::Missing),
    };
    split(authority).ok_or(HostError::Malformed)
}

fn split(authority: &str) -> Option<RequestedHost> {
    let (host, port) = if authority.starts_with('[') {
        let end = authority.find(']')?;
        let (host, rest) = authority.split_at_checked(end.checked_add(1)?)?;
        if host
            .trim_matches(['[', ']'])
            .parse::<std::net::Ipv6Addr>()
            .is_err()
        {
            return None;
        }
        (
            host,
            if rest.is_empty() {
                None
            } else {
                Some(rest.strip_prefix(':')?)
            },
        )
    } else {
        let (host, port) = authority
            .split_once(':')
            .map_or((authority, None), |(host, port)| (host, Some(port)));
        if !is_host_name(host) {
            return None;
        }
        (host, port)
    };
    let port = port.map(str::parse).transpose().ok()?;
    Some(RequestedHost {
        name: host.to_ascii_lowercase(),
        port,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn host(uri: &str, hosts: &[&str]) -> Result<String, HostError> {
        requested(uri, hosts).map(|host| host.name)
    }

    fn requested(uri: &str, hosts: &[&str]) -> Result<RequestedHost, HostError> {
        let mut request = http::Request::builder().uri(uri);
        for value in hosts {
            request = request.header(HOST, *value);
        }
        host_of(&request.body(()).unwrap().into_parts().0)
    }

    #[test]
    fn the_host_is_lower_case_and_without_port() {
        assert_eq!(host("/", &["LocalHost:8400"]).unwrap(), "localhost");
        assert_eq!(host("/", &["[::1]:8400"]).unwrap(), "[::1]");
        assert_eq!(
            host("http://login.example.com/x", &[]).unwrap(),
            "login.example.com"
        );
        assert_eq!(
            host("http://login.example.com/x", &["Login.example.com"]).unwrap(),
            "login.example.com"
        );
    }

    #[test]
    fn the_port_stays_unless_it_is_the_schemes_own() {
        assert_eq!(
            requested("/", &["A.localhost:8400"]).unwrap().authority(false),
            "a.localhost:8400"
        );
        assert_eq!(
            requested("/", &["a.localhost:443"]).unwrap().authority(true),
            "a.localhost"
        );
        assert_eq!(
            requested("/", &["a.localhost:443"]).unwrap().authority(false),
            "a.localhost:443"
        );
        assert_eq!(
            requested("/", &["a.localhost"]).unwrap().authority(true),
            "a.localhost"
        );
    }

    #[test]
    fn two_hosts_are_refused() {
        assert_eq!(host("/", &["localhost", "localhost"]), Err(HostError::Several));
        assert_eq!(
            host("http://a.localhost/", &["b.localhost"]),
            Err(HostError::Contradicting)
        );
        assert_eq!(
            host("http://a.localhost:1/", &["a.localhost:2"]),
            Err(HostError::Contradicting)
        );
    }

    #[test]
    fn what_is_no_host_is_refused() {
        assert_eq!(host("/", &[]), Err(HostError::Missing));
        for bad in [
            "", "a b", "a/b", "a@b", "a:b", "a:", "a:99999", "[::1", "[x]", "[::1]x", ".a", "a..b", "a.",
        ] {
            assert_eq!(host("/", &[bad]), Err(HostError::Malformed), "{bad}");
        }
    }

    #[test]
    fn a_wildcard_is_one_level_deep() {
        let pattern: HostPattern = "*.Saasit.localhost".parse().unwrap();
        assert!(pattern.matches("contoso.saasit.localhost"));
        assert!(!pattern.matches("saasit.localhost"));
        assert!(!pattern.matches("a.contoso.saasit.localhost"));
        assert!(!pattern.matches("evilsaasit.localhost"));
        assert_eq!(pattern.to_string(), "*.saasit.localhost");
    }

    #[test]
    fn a_host_belongs_to_one_system() {
        let hosts = Hosts {
            identity_provider: "localhost".into(),
            manager: vec!["*.saasit.localhost".parse().unwrap()],
        };
        assert_eq!(hosts.system("localhost"), Some(System::IdentityProvider));
        assert_eq!(hosts.system("contoso.saasit.localhost"), Some(System::Manager));
        assert_eq!(hosts.system("127.0.0.1"), None);
    }
}
