//! Which addresses are of the internet, and which of this machine, this network or nobody.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// What an address is that is not of the internet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Inside {
    /// This machine.
    Loopback,
    /// A private network: RFC 1918, RFC 4193, or shared by a carrier (RFC 6598).
    Private,
    /// Where the metadata service of a cloud answers whoever asks.
    CloudMetadata,
    /// Anything else that no server of the internet has: link-local, multicast, reserved, a way to wrap an IPv4 address.
    Other(&'static str),
}

impl Inside {
    /// What it is called.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Loopback => "an address of this machine",
            Self::Private => "an address of a private network",
            Self::CloudMetadata => "the address of a cloud's metadata service",
            Self::Other(name) => name,
        }
    }

    /// What this address is, unless it is of the internet. An IPv4 address that is written as an IPv6 one counts as what
    /// it is.
    pub(crate) fn of(address: IpAddr) -> Option<Self> {
        match address.to_canonical() {
            IpAddr::V4(address) => of_v4(address),
            IpAddr::V6(address) => of_v6(address),
        }
    }
}

/// The registry of special addresses, RFC 6890 and its successors.
fn of_v4(address: Ipv4Addr) -> Option<Inside> {
    if CLOUD_METADATA.contains(&address) {
        return Some(Inside::CloudMetadata);
    }
    Some(match address.octets() {
        [127, ..] => Inside::Loopback,
        [10, ..] | [172, 16..=31, ..] | [192, 168, ..] | [100, 64..=127, ..] => Inside::Private,
        [0, ..] => Inside::Other("an address of nobody"),
        [169, 254, ..] => Inside::Other("a link-local address"),
        [192, 0, 0, _] => Inside::Other("an address of a protocol"),
        [192, 0, 2, _] | [198, 51, 100, _] | [203, 0, 113, _] => Inside::Other("an address of documentation"),
        [192, 88, 99, _] => Inside::Other(SIX_TO_FOUR),
        [198, 18..=19, ..] => Inside::Other("an address of benchmarks"),
        [224..=239, ..] => Inside::Other(MULTICAST),
        [240..=255, ..] => Inside::Other("a reserved address"),
        _ => return None,
    })
}

/// Servers of the internet have addresses of 2000::/3, bar a few blocks of it.
fn of_v6(address: Ipv6Addr) -> Option<Inside> {
    if address == CLOUD_METADATA_V6 {
        return Some(Inside::CloudMetadata);
    }
    Some(match address.segments() {
        [0, 0, 0, 0, 0, 0, 0, 1] => Inside::Loopback,
        [0xfc00..=0xfdff, ..] => Inside::Private,
        [0xfe80..=0xfebf, ..] => Inside::Other("a link-local address"),
        [0xff00..=0xffff, ..] => Inside::Other(MULTICAST),
        [0x64, 0xff9b, ..] => Inside::Other("an IPv4 address behind NAT64"),
        [0x2002, ..] => Inside::Other(SIX_TO_FOUR),
        // Teredo, benchmarks, ORCHID and the other protocols of 2001::/23.
        [0x2001, 0..=0x1ff, ..] => Inside::Other("an address of a protocol"),
        [0x2001, 0xdb8, ..] | [0x3fff, 0..=0xfff, ..] => Inside::Other("an address of documentation"),
        [0x2000..=0x3fff, ..] => return None,
        _ => Inside::Other("an address of nobody"),
    })
}

/// Those that the ranges do not name by themselves: most clouds, Azure, Alibaba, Oracle.
const CLOUD_METADATA: [Ipv4Addr; 4] = [
    Ipv4Addr::new(169, 254, 169, 254),
    Ipv4Addr::new(168, 63, 129, 16),
    Ipv4Addr::new(100, 100, 100, 200),
    Ipv4Addr::new(192, 0, 0, 192),
];
/// The same of Amazon by IPv6.
const CLOUD_METADATA_V6: Ipv6Addr = Ipv6Addr::new(0xfd00, 0xec2, 0, 0, 0, 0, 0, 0x254);
const SIX_TO_FOUR: &str = "an IPv4 address behind 6to4";
const MULTICAST: &str = "a multicast address";

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Option<Inside> {
        Inside::of(text.parse().unwrap())
    }

    /// Each in the list is of this kind.
    fn all(addresses: &str, expected: Inside) {
        for text in addresses.split_whitespace() {
            assert_eq!(of(text), Some(expected), "{text}");
        }
    }

    #[test]
    fn every_kind_of_internal_address_is_known() {
        all("127.0.0.1 127.255.255.254 ::1 ::ffff:127.0.0.1", Inside::Loopback);
        all(
            "10.0.0.1 172.16.0.1 172.31.255.255 192.168.1.1 100.64.0.1 100.127.255.255 fc00::1 fdff:ffff::1 \
             ::ffff:10.0.0.1 ::ffff:192.168.0.1",
            Inside::Private,
        );
        all(
            "169.254.169.254 ::ffff:169.254.169.254 168.63.129.16 100.100.100.200 192.0.0.192 fd00:ec2::254",
            Inside::CloudMetadata,
        );
        let others = "0.0.0.0 0.1.2.3 169.254.0.1 192.0.0.1 192.0.2.1 198.51.100.1 203.0.113.1 192.88.99.1 198.18.0.1 \
                      198.19.255.255 224.0.0.1 239.255.255.255 240.0.0.1 255.255.255.255 :: ::7f00:1 fe80::1 febf::1 \
                      fec0::1 ff02::1 64:ff9b::7f00:1 64:ff9b::808:808 64:ff9b:1::1 2002:7f00:1:: 2002:808:808::1 \
                      2001::1 2001:2::1 2001:1ff::1 2001:db8::1 3fff::1 100::1 4000::1 1::";
        for text in others.split_whitespace() {
            assert!(matches!(of(text), Some(Inside::Other(_))), "{text}");
        }
    }

    #[test]
    fn addresses_of_the_internet_are_none_of_these() {
        let public = "8.8.8.8 1.1.1.1 9.255.255.255 11.0.0.0 100.63.255.255 100.128.0.0 126.255.255.255 128.0.0.0 \
                      169.253.0.1 169.255.0.1 172.15.255.255 172.32.0.0 192.167.1.1 192.169.1.1 198.17.0.1 198.20.0.1 \
                      223.255.255.255 ::ffff:8.8.8.8 2001:200::1 2001:4860:4860::8888 2606:4700::1 2a00:1450::1 3ffe::1";
        for text in public.split_whitespace() {
            assert_eq!(of(text), None, "{text}");
        }
    }
}
