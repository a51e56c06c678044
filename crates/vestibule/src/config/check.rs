//! What fields must be together.

use std::time::Duration;

use jiff::SignedDuration;
use url::Url;
use vestibule_directory::DatabaseUrl;
use vestibule_directory::housekeeping::Retention;
use vestibule_idp::IssuerForm;

use super::file::File;
use super::setting::{Days, Span};
use super::{Config, Problem, TlsFiles};
use crate::hosts::HostPattern;

/// Longest time that a shutdown may be held up by requests under way.
const MAX_SHUTDOWN_GRACE: Duration = Duration::from_mins(10);

/// Checks the file as a whole. `problems` are those found while it was read; every further one is added, so
/// that an administrator sees all of them at once.
pub(crate) fn check(file: File, mut problems: Vec<Problem>) -> Result<Config, Vec<Problem>> {
    let tls = tls_files(&file, &mut problems);
    check_addresses(&file, &mut problems);
    check_database(&file, &mut problems);
    let issuer = issuer(&file, &mut problems);
    check_base_url(&file, tls.is_some(), &mut problems);
    check_filter(&file, &mut problems);
    let shutdown_grace = shutdown_grace(&file, &mut problems);
    let manager_hosts = manager_hosts(&file, &mut problems);
    match (
        file.server.addresses,
        file.database.url,
        file.identity_provider.base_url,
    ) {
        (Some(addresses), Some(database_url), Some(base_url)) if problems.is_empty() => Ok(Config {
            addresses,
            shutdown_grace,
            tls,
            trusted_proxies: file.proxy.trusted.unwrap_or_default(),
            database_url,
            database_password_file: file.database.password_file,
            master_key_file: file.keys.master_key_file,
            former_master_key_files: file.keys.former_master_key_files.unwrap_or_default(),
            base_url,
            issuer,
            manager_hosts,
            retention: retention(&file.retention),
            outbound: file.outbound.allowed.unwrap_or_default(),
            outbound_certificates: file.outbound.certificates_file,
            metrics: file.metrics.listen,
            log_format: file.log.format.unwrap_or_default(),
            log_filter: file.log.filter.unwrap_or_else(|| "info".into()),
        }),
        _ => Err(problems),
    }
}

fn tls_files(file: &File, problems: &mut Vec<Problem>) -> Option<TlsFiles> {
    match (&file.tls.certificate_file, &file.tls.key_file) {
        (Some(certificate), Some(key)) => Some(TlsFiles {
            certificate: certificate.clone(),
            key: key.clone(),
        }),
        (Some(_), None) => {
            problems.push(Problem::new(
                "tls",
                "key_file",
                "the key of tls.certificate_file",
                "nothing",
            ));
            None
        }
        (None, Some(_)) => {
            problems.push(Problem::new(
                "tls",
                "certificate_file",
                "the certificate of tls.key_file",
                "nothing",
            ));
            None
        }
        (None, None) => None,
    }
}

fn check_addresses(file: &File, problems: &mut Vec<Problem>) {
    if file.server.addresses.as_ref().is_some_and(Vec::is_empty) {
        problems.push(Problem::new(
            "server",
            "addresses",
            "at least one address",
            "an empty list",
        ));
    }
}

fn check_database(file: &File, problems: &mut Vec<Problem>) {
    let Some(text) = &file.database.url else { return };
    let is_sqlite = text.starts_with("sqlite:");
    match text.parse::<DatabaseUrl>() {
        Ok(url) if url.has_password() => problems.push(Problem::new(
            "database",
            "url",
            "no password in it: write it into a file and name that as database.password_file",
            "a URL with a password",
        )),
        Ok(_) => {}
        // Not the text itself: a password may stand in it.
        Err(error) if text.starts_with("postgres") => problems.push(Problem::new(
            "database",
            "url",
            "\"postgres://user@host/name\", or with several hosts \"postgres://user@host1:5432,host2:5432/name\"",
            error.to_string(),
        )),
        Err(_) => problems.push(Problem::new(
            "database",
            "url",
            "\"sqlite:DIRECTORY\" or \"postgres://user@host/name\"",
            format!("{text:?}"),
        )),
    }
    if is_sqlite && file.database.password_file.is_some() {
        problems.push(Problem::new(
            "database",
            "password_file",
            "a PostgreSQL database.url beside it",
            "SQLite",
        ));
    }
}

fn issuer(file: &File, problems: &mut Vec<Problem>) -> IssuerForm {
    let Some(text) = &file.identity_provider.issuer else {
        return IssuerForm::Base;
    };
    IssuerForm::template(text).unwrap_or_else(|_| {
        problems.push(Problem::new(
            "identity_provider",
            "issuer",
            "an absolute URI with {tenantId} in it once",
            format!("{text:?}"),
        ));
        IssuerForm::Base
    })
}

fn check_base_url(file: &File, has_tls: bool, problems: &mut Vec<Problem>) {
    let Some(url) = &file.identity_provider.base_url else {
        return;
    };
    let mut problem = |expected: &str, received: String| {
        problems.push(Problem::new("identity_provider", "base_url", expected, received));
    };
    if !matches!(url.scheme(), "https" | "http") || url.host_str().is_none() {
        problem("an https address", format!("\"{url}\""));
        return;
    }
    if url.path() != "/" || url.query().is_some() || url.fragment().is_some() || !url.username().is_empty() {
        problem("scheme, host and port alone", format!("\"{url}\""));
    }
    let is_https = url.scheme() == "https";
    let trusts_proxy = file
        .proxy
        .trusted
        .as_ref()
        .is_some_and(|trusted| !trusted.is_empty());
    if is_https && !has_tls && !trusts_proxy {
        problem(
            "a [tls] section or proxy.trusted, since the address is https",
            "neither".into(),
        );
    }
    if !is_https && has_tls {
        problem(
            "an https address, since there is a [tls] section",
            format!("\"{url}\""),
        );
    }
    if !is_https && !is_loopback(url) {
        problem(
            "an https address; plain http is for loopback only",
            format!("\"{url}\""),
        );
    }
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(url::Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(url::Host::Ipv4(address)) => address.is_loopback(),
        Some(url::Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

fn check_filter(file: &File, problems: &mut Vec<Problem>) {
    let Some(filter) = &file.log.filter else { return };
    if tracing_subscriber::EnvFilter::builder().parse(filter).is_err() {
        problems.push(Problem::new(
            "log",
            "filter",
            "a level or a list of target=level",
            format!("{filter:?}"),
        ));
    }
}

fn shutdown_grace(file: &File, problems: &mut Vec<Problem>) -> Duration {
    let Span(grace) = file
        .server
        .shutdown_grace
        .unwrap_or(Span(Duration::from_secs(30)));
    if grace > MAX_SHUTDOWN_GRACE {
        problems.push(Problem::new(
            "server",
            "shutdown_grace",
            "ten minutes at most",
            format!("{grace:?}"),
        ));
    }
    grace
}

fn retention(section: &super::file::Retention) -> Retention {
    let default = Retention::default();
    let kept = |days: Option<Days>, default| {
        days.map_or(default, |Days(days)| SignedDuration::from_hours(24 * days))
    };
    Retention {
        sign_ins: kept(section.sign_ins, default.sign_ins),
        audit: kept(section.audit, default.audit),
    }
}

fn manager_hosts(file: &File, problems: &mut Vec<Problem>) -> Vec<HostPattern> {
    let base_host = file.identity_provider.base_url.as_ref().and_then(Url::host_str);
    let mut patterns = Vec::new();
    for host in file.manager.hosts.iter().flatten() {
        let mut problem = |expected: &str| {
            problems.push(Problem::new("manager", "hosts", expected, format!("{host:?}")));
        };
        match host.parse::<HostPattern>() {
            Ok(pattern) if base_host.is_some_and(|base| pattern.matches(base)) => {
                problem("hosts that do not cover the identity provider's own");
            }
            Ok(pattern) => patterns.push(pattern),
            Err(()) => problem("host names without scheme, port or path, or \"*.DOMAIN\""),
        }
    }
    patterns
}
