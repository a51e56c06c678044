//! The values a configuration file can hold, each read from TOML with a sentence when it is something else.

use std::fmt;
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

use toml::Value;
use url::Url;

/// One kind of value. `read` says what it expected; what was received is told by the caller.
pub(crate) trait Setting: Sized {
    /// Reads the value, or says in a few words what was expected.
    fn read(value: &Value) -> Result<Self, String>;
}

impl Setting for String {
    fn read(value: &Value) -> Result<Self, String> {
        value
            .as_str()
            .map(Self::from)
            .ok_or_else(|| "a text in quotation marks".into())
    }
}

impl Setting for PathBuf {
    fn read(value: &Value) -> Result<Self, String> {
        match value.as_str() {
            Some(path) if !path.is_empty() => Ok(path.into()),
            _ => Err("the path of a file".into()),
        }
    }
}

impl<T: Setting> Setting for Vec<T> {
    fn read(value: &Value) -> Result<Self, String> {
        match value {
            Value::Array(values) => values
                .iter()
                .map(|value| {
                    T::read(value).map_err(|expected| format!("in every place of the list {expected}"))
                })
                .collect(),
            _ => Err("a list in square brackets".into()),
        }
    }
}

/// Reads a value by its `FromStr`.
fn parsed<T: FromStr>(value: &Value, expected: &str) -> Result<T, String> {
    value
        .as_str()
        .and_then(|text| text.parse().ok())
        .ok_or_else(|| expected.into())
}

impl Setting for SocketAddr {
    fn read(value: &Value) -> Result<Self, String> {
        parsed(
            value,
            "an IP address with a port, such as \"127.0.0.1:8443\" or \"[::1]:8443\"",
        )
    }
}

impl Setting for Url {
    fn read(value: &Value) -> Result<Self, String> {
        parsed(value, "an absolute URL, such as \"https://login.example.com\"")
    }
}

/// A length of time, written as `"30s"`, `"15m"` or `"1h 30m"`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Span(pub(crate) Duration);

impl Setting for Span {
    fn read(value: &Value) -> Result<Self, String> {
        let expected = || "a length of time, such as \"30s\" or \"15m\"".to_owned();
        let span: jiff::SignedDuration = parsed(value, "").map_err(|_| expected())?;
        Duration::try_from(span).map(Self).map_err(|_| expected())
    }
}

/// How long something is kept: a number of days, `"30d"`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Days(pub(crate) i64);

impl Setting for Days {
    fn read(value: &Value) -> Result<Self, String> {
        let days = value
            .as_str()
            .and_then(|text| text.strip_suffix('d')?.parse().ok());
        days.filter(|days| (1..=3_650).contains(days))
            .map(Self)
            .ok_or_else(|| "a number of days, from \"1d\" to \"3650d\"".into())
    }
}

/// Addresses of one network, written as `10.0.0.0/8`; a bare address is a network of one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Network {
    address: IpAddr,
    prefix: u32,
}

impl Network {
    /// Whether the address lies in the network. An IPv4 address that arrives mapped into IPv6
    /// (`::ffff:10.0.0.1`, as it does on a socket that takes both) counts as the IPv4 address it is.
    pub(crate) fn contains(&self, address: IpAddr) -> bool {
        match (self.address, address.to_canonical()) {
            (IpAddr::V4(network), IpAddr::V4(address)) => same_prefix(
                network.to_bits().into(),
                address.to_bits().into(),
                32,
                self.prefix,
            ),
            (IpAddr::V6(network), IpAddr::V6(address)) => {
                same_prefix(network.to_bits(), address.to_bits(), 128, self.prefix)
            }
            _ => false,
        }
    }
}

/// Somebody inside who may be asked all the same: a network, or a host by its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Target {
    Network(Network),
    Host(String),
}

impl Setting for Target {
    fn read(value: &Value) -> Result<Self, String> {
        let text = value.as_str().unwrap_or_default();
        if let Ok(network) = text.parse() {
            return Ok(Self::Network(network));
        }
        let is_label = |label: &str| {
            let is_plain = |octet: u8| octet.is_ascii_alphanumeric() || octet == b'-';
            !label.is_empty() && label.bytes().all(is_plain)
        };
        // What looks like an address and is none would be a name that nobody has.
        let is_number = text
            .rsplit('.')
            .next()
            .is_some_and(|last| last.bytes().all(|octet| octet.is_ascii_digit()));
        if !is_number && text.split('.').all(is_label) {
            return Ok(Self::Host(text.to_ascii_lowercase()));
        }
        Err("a host name, an address or a network, such as \"idp.corp.example\" or \"10.1.2.0/24\"".into())
    }
}

/// Whether the first `prefix` of `width` bits are equal.
fn same_prefix(one: u128, other: u128, width: u32, prefix: u32) -> bool {
    (one ^ other)
        .checked_shr(width.saturating_sub(prefix))
        .unwrap_or(0)
        == 0
}

impl FromStr for Network {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let (address, prefix) = match text.split_once('/') {
            Some((address, prefix)) => (address, Some(prefix.parse::<u32>().map_err(|_| ())?)),
            None => (text, None),
        };
        let address: IpAddr = address.parse().map_err(|_| ())?;
        let width = if address.is_ipv4() { 32 } else { 128 };
        let prefix = prefix.unwrap_or(width);
        if prefix > width {
            Err(())
        } else {
            Ok(Self { address, prefix })
        }
    }
}

impl fmt::Display for Network {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.address, self.prefix)
    }
}

impl Setting for Network {
    fn read(value: &Value) -> Result<Self, String> {
        parsed(value, "an IP address or a network, such as \"10.0.0.0/8\"")
    }
}

/// How log lines look.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum LogFormat {
    /// For people.
    #[default]
    Text,
    /// One JSON object a line, for collectors.
    Json,
}

impl Setting for LogFormat {
    fn read(value: &Value) -> Result<Self, String> {
        match value.as_str() {
            Some("text") => Ok(Self::Text),
            Some("json") => Ok(Self::Json),
            _ => Err("\"text\" or \"json\"".into()),
        }
    }
}
