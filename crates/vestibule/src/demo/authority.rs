//! A certificate authority of this demo's own, good for loopback names alone, and the server's certificate.

use std::path::{Path, PathBuf};

use anyhow::Context as _;
use jiff::tz::Offset;
use jiff::{Timestamp, ToSpan as _};
use rcgen::{
    BasicConstraints, CertificateParams, CidrSubnet, DistinguishedName, DnType, ExtendedKeyUsagePurpose,
    GeneralSubtree, IsCa, Issuer, KeyPair, KeyUsagePurpose, NameConstraints,
};

use super::cast::HOST_SUFFIX;
use crate::files;

/// The files of the demo's TLS.
#[derive(Debug, Clone)]
pub(crate) struct Authority {
    /// What a browser is to trust.
    pub(crate) certificate: PathBuf,
    /// The server's certificate, followed by the authority's.
    pub(crate) server_certificate: PathBuf,
    /// The server's key.
    pub(crate) server_key: PathBuf,
}

impl Authority {
    /// Where the files lie.
    pub(crate) fn in_data(data: &Path) -> Self {
        let folder = data.join("tls");
        Self {
            certificate: folder.join("authority.pem"),
            server_certificate: folder.join("server.pem"),
            server_key: folder.join("server.key"),
        }
    }

    /// Makes what is not there. The authority's key is not kept: one authority signs one certificate, so that
    /// nobody can sign another with it. Both end after two years; then `--reset` makes new ones.
    pub(crate) fn ensure(&self, now: Timestamp) -> anyhow::Result<()> {
        if [&self.certificate, &self.server_certificate, &self.server_key]
            .iter()
            .all(|file| file.exists())
        {
            return Ok(());
        }
        let folder = self.certificate.parent().context("the TLS folder has no name")?;
        files::create_private_directory(folder)?;
        let authority_key = KeyPair::generate().context("cannot make the authority's key")?;
        let params = authority(now)?;
        let certificate = params
            .self_signed(&authority_key)
            .context("cannot make the authority's certificate")?;
        let issuer = Issuer::new(params, authority_key);
        let key = KeyPair::generate().context("cannot make the server's key")?;
        let server = server(now)?
            .signed_by(&key, &issuer)
            .context("cannot make the server's certificate")?;
        let chain = format!("{}{}", server.pem(), certificate.pem());
        files::write_private(&self.server_key, key.serialize_pem().as_bytes())?;
        files::write_private(&self.server_certificate, chain.as_bytes())?;
        files::write_private(&self.certificate, certificate.pem().as_bytes())
    }
}

fn authority(now: Timestamp) -> anyhow::Result<CertificateParams> {
    let mut params = CertificateParams::default();
    params.distinguished_name = name("Vestibule demo on this machine");
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    // Whoever trusts it trusts it for this machine and nothing else.
    params.name_constraints = Some(NameConstraints {
        permitted_subtrees: vec![
            GeneralSubtree::DnsName("localhost".to_owned()),
            GeneralSubtree::IpAddress(CidrSubnet::from_v4_prefix([127, 0, 0, 0], 8)),
            GeneralSubtree::IpAddress(CidrSubnet::from_v6_prefix(
                std::net::Ipv6Addr::LOCALHOST.octets(),
                128,
            )),
        ],
        excluded_subtrees: Vec::new(),
    });
    limit(&mut params, now)?;
    Ok(params)
}

fn server(now: Timestamp) -> anyhow::Result<CertificateParams> {
    let session_control = HOST_SUFFIX.replace(".localhost", ".mcas.localhost");
    let names = vec![
        "localhost".to_owned(),
        format!("*.{HOST_SUFFIX}"),
        format!("*.{session_control}"),
        "127.0.0.1".to_owned(),
        "::1".to_owned(),
    ];
    let mut params = CertificateParams::new(names).context("cannot name the server's certificate")?;
    params.distinguished_name = name("localhost");
    params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    params.use_authority_key_identifier_extension = true;
    limit(&mut params, now)?;
    Ok(params)
}

fn name(common_name: &str) -> DistinguishedName {
    let mut name = DistinguishedName::new();
    name.push(DnType::OrganizationName, "Vestibule demo");
    name.push(DnType::CommonName, common_name);
    name
}

/// From yesterday, in case a clock is a little slow, for two years: browsers refuse more than 825 days.
fn limit(params: &mut CertificateParams, now: Timestamp) -> anyhow::Result<()> {
    let today = Offset::UTC.to_datetime(now).date();
    let (year, month, day) = parts(today.checked_sub(1.day())?)?;
    params.not_before = rcgen::date_time_ymd(year, month, day);
    let (year, month, day) = parts(today.checked_add(2.years())?)?;
    params.not_after = rcgen::date_time_ymd(year, month, day);
    Ok(())
}

fn parts(date: jiff::civil::Date) -> anyhow::Result<(i32, u8, u8)> {
    Ok((
        i32::from(date.year()),
        u8::try_from(date.month())?,
        u8::try_from(date.day())?,
    ))
}
