//! The configuration file as it is written: one struct a section, every field optional, its documentation
//! beside it. The macro keeps the documentation as data, so that the example and the reference page are made
//! from the same words that a reader of this file sees.

use std::net::SocketAddr;
use std::path::PathBuf;

use toml::{Table, Value};
use url::Url;

use super::Problem;
use super::setting::{Days, LogFormat, Network, Setting, Span, Target};

/// What is told of a section.
pub(crate) struct SectionReference {
    /// Its name in square brackets.
    pub(crate) key: &'static str,
    /// Its documentation, a line an entry.
    pub(crate) about: &'static [&'static str],
    /// Its fields in the order of the example.
    pub(crate) fields: &'static [FieldReference],
}

/// What is told of a field.
pub(crate) struct FieldReference {
    /// Its key.
    pub(crate) key: &'static str,
    /// Its documentation, a line an entry.
    pub(crate) about: &'static [&'static str],
    /// A value as it would stand in the file.
    pub(crate) example: &'static str,
    /// Whether a file must have it.
    pub(crate) need: Need,
}

/// Whether a file must have a field.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Need {
    Required,
    Optional,
}

macro_rules! section {
    (
        $(#[doc = $about:literal])*
        [$key:literal] $name:ident {
            $( $(#[doc = $doc:literal])* $field:ident: $type:ty = $example:literal, $need:ident; )*
        }
    ) => {
        $(#[doc = $about])*
        #[derive(Debug, Default)]
        pub(crate) struct $name { $( $(#[doc = $doc])* pub(crate) $field: Option<$type>, )* }

        impl $name {
            /// The documentation above as data.
            pub(crate) const REFERENCE: SectionReference = SectionReference {
                key: $key,
                about: &[$($about),*],
                fields: &[$( FieldReference {
                    key: stringify!($field),
                    about: &[$($doc),*],
                    example: $example,
                    need: Need::$need,
                } ),*],
            };

            /// Takes the section out of the file and reads every field, noting all that is wrong.
            fn read(file: &mut Table, problems: &mut Vec<Problem>) -> Self {
                let mut table = take_section(file, &Self::REFERENCE, problems);
                let section = Self { $( $field: take(&mut table, $key, stringify!($field), problems), )* };
                for (field, reference) in Self::REFERENCE.fields.iter().map(|field| (field.key, field)) {
                    if reference.need == Need::Required && section.lacks(field) && !problems.iter().any(
                        |problem| problem.key == format!("{}.{field}", $key)) {
                        problems.push(Problem::new($key, field, format!("a value, such as {}", reference.example), "nothing"));
                    }
                }
                for (field, _) in table {
                    problems.push(unknown($key, &field, &Self::REFERENCE));
                }
                section
            }

            fn lacks(&self, field: &str) -> bool {
                match field {
                    $( stringify!($field) => self.$field.is_none(), )*
                    _ => false,
                }
            }
        }
    };
}

section! {
    /// Where the server listens. One process serves all systems; the host name of a request tells which
    /// one it is for.
    ["server"] Server {
        /// The addresses and ports to listen on. A port that is taken stops the start.
        addresses: Vec<SocketAddr> = r#"["0.0.0.0:8443", "[::]:8443"]"#, Required;
        /// How long requests under way may take to finish after SIGTERM before they are cut off.
        /// Default: "30s".
        shutdown_grace: Span = r#""30s""#, Optional;
    }
}

section! {
    /// The server's own TLS. Leave the section out when a proxy in front of the server does TLS; then
    /// `proxy.trusted` must name that proxy, unless the base URL is plain http on loopback.
    ["tls"] Tls {
        /// PEM file with the server's certificate, followed by the intermediate ones.
        certificate_file: PathBuf = r#""/etc/vestibule/tls/fullchain.pem""#, Optional;
        /// PEM file with the private key of that certificate.
        key_file: PathBuf = r#""/etc/vestibule/tls/key.pem""#, Optional;
    }
}

section! {
    /// The proxy in front of the server, if there is one.
    ["proxy"] Proxy {
        /// Addresses or networks of the proxies that are believed. The last entry of X-Forwarded-For and
        /// X-Forwarded-Proto is taken from them and from nobody else. The proxy must pass the Host header on
        /// as it received it. Default: none.
        trusted: Vec<Network> = r#"["10.0.0.5", "10.1.0.0/16"]"#, Optional;
    }
}

section! {
    /// Where everything is kept.
    ["database"] Database {
        /// "sqlite:DIRECTORY" keeps directory.db and manager.db in that directory; "postgres://user@host/name"
        /// keeps two schemas, directory and manager, in one PostgreSQL database. Several servers may share
        /// one PostgreSQL database. No password stands here: see password_file.
        ///
        /// A primary and its standbys are named together: "postgres://user@host1:5432,host2:5432/name". Each
        /// connection is made to the one that can be written to (target_session_attrs=read-write, the default; of
        /// several hosts nothing else is possible), so that a standby that was promoted is found without a restart.
        /// Settings follow "?", with "&" between them, and hold for every host: sslmode (disable, prefer,
        /// require, verify-full; default: prefer), sslrootcert (a PEM file; default: the system's certificates),
        /// tcp_user_timeout (seconds until a server that is gone without a word is given up; default: 10).
        url: String = r#""sqlite:/var/lib/vestibule""#, Required;
        /// File whose first line is the password for PostgreSQL. Default: none is sent.
        password_file: PathBuf = r#""/etc/vestibule/database-password""#, Optional;
    }
}

section! {
    /// Keys that do not lie in the database.
    ["keys"] Keys {
        /// File with the master key, under which private keys and other secrets are encrypted in the database:
        /// 32 random octets in Base64 or hexadecimal (`openssl rand -base64 32`). It must not lie in the
        /// data directory: a copy of the data would then be a copy of the secrets. Keep a backup elsewhere.
        /// The option --master-key-file and the environment's VESTIBULE_MASTER_KEY_FILE come before this.
        master_key_file: PathBuf = r#""/etc/vestibule/master.key""#, Optional;
        /// Files with other master keys, which only open what they encrypted, while the master key is being
        /// changed: `vestibule master-key rotate --help` says how. The option --former-master-key-file and the
        /// environment's VESTIBULE_FORMER_MASTER_KEY_FILES (separated by colons) come before this. Default: none.
        former_master_key_files: Vec<PathBuf> = r#"["/etc/vestibule/former-master.key"]"#, Optional;
    }
}

section! {
    /// The identity provider: sign-in, My Apps, admin center, federation metadata.
    ["identity_provider"] IdentityProvider {
        /// Its address as browsers see it: scheme, host and, if it is not the usual one, port. The service
        /// manager is reached by the same scheme and port under its own hosts.
        base_url: Url = r#""https://login.example.com""#, Required;
        /// The issuer (entity id) of a tenant, with {tenantId} in it, for those who must imitate another
        /// product, as in "https://sts.windows.net/{tenantId}/". Changing it later breaks every application
        /// that was set up. Default: the base URL followed by /{tenantId}/.
        issuer: String = r#""https://login.example.com/{tenantId}/""#, Optional;
    }
}

section! {
    /// The service manager. Leave the section out to run the identity provider alone.
    ["manager"] Manager {
        /// Host names of its customers, each a name of its own or "*.DOMAIN" for all names one level below.
        /// Which customer a host belongs to is said by `vestibule manager customer create --host`.
        hosts: Vec<String> = r#"["*.desk.example.com", "desk.contoso.example"]"#, Optional;
    }
}

section! {
    /// What the server asks of others: metadata that was set up by its address. Only https: addresses of the internet are
    /// asked, without any proxy.
    ["outbound"] Outbound {
        /// Hosts (by name, in private networks) and networks inside that may be asked as well. Default: none.
        allowed: Vec<Target> = r#"["wiki.corp.example", "10.1.2.0/24"]"#, Optional;
        /// PEM file with the authorities whose certificates are believed. Default: the system's.
        certificates_file: PathBuf = r#""/etc/vestibule/authorities.pem""#, Optional;
    }
}

section! {
    /// Numbers for Prometheus, without anything of a person in them.
    ["metrics"] Metrics {
        /// Address and port at which http://ADDRESS/metrics is answered, in plain text and to whoever can reach it: keep
        /// it to this machine or to a network of your own. Default: it is not answered.
        listen: SocketAddr = r#""127.0.0.1:9464""#, Optional;
    }
}

section! {
    /// What is logged to standard error.
    ["log"] Log {
        /// "text" for people, "json" for one object a line. Default: "text".
        format: LogFormat = r#""text""#, Optional;
        /// What is let through: a level (error, warn, info, debug, trace), or a list of target=level.
        /// Default: "info".
        filter: String = r#""info,vestibule_store=warn""#, Optional;
    }
}

section! {
    /// How long what happened is kept. What nobody needs longer goes by itself: sessions and requests that are over, marks of
    /// used messages, and, 30 days after they were deleted, people and applications. One server at a time does this for all,
    /// every minute or hour, a thousand rows at once. Servers that share a database should say the same.
    ["retention"] Retention {
        /// Entries of both sign-in logs. Single logout asks the log which applications a session was used for: keep it no
        /// shorter than people stay signed in. Default: "30d".
        sign_ins: Days = r#""30d""#, Optional;
        /// Entries of the audit log. Default: "30d".
        audit: Days = r#""30d""#, Optional;
    }
}

/// The file, section by section.
#[derive(Debug, Default)]
pub(crate) struct File {
    pub(crate) server: Server,
    pub(crate) tls: Tls,
    pub(crate) proxy: Proxy,
    pub(crate) database: Database,
    pub(crate) keys: Keys,
    pub(crate) identity_provider: IdentityProvider,
    pub(crate) manager: Manager,
    pub(crate) retention: Retention,
    pub(crate) outbound: Outbound,
    pub(crate) metrics: Metrics,
    pub(crate) log: Log,
}

/// Every section, in the order of the example.
pub(crate) const SECTIONS: [SectionReference; 11] = [
    Server::REFERENCE,
    Tls::REFERENCE,
    Proxy::REFERENCE,
    Database::REFERENCE,
    Keys::REFERENCE,
    IdentityProvider::REFERENCE,
    Manager::REFERENCE,
    Retention::REFERENCE,
    Outbound::REFERENCE,
    Metrics::REFERENCE,
    Log::REFERENCE,
];

impl File {
    /// Reads the file's table. Unknown sections and keys are problems: a misspelt switch must not be silently off.
    pub(crate) fn read(mut table: Table, problems: &mut Vec<Problem>) -> Self {
        let file = Self {
            server: Server::read(&mut table, problems),
            tls: Tls::read(&mut table, problems),
            proxy: Proxy::read(&mut table, problems),
            database: Database::read(&mut table, problems),
            keys: Keys::read(&mut table, problems),
            identity_provider: IdentityProvider::read(&mut table, problems),
            manager: Manager::read(&mut table, problems),
            retention: Retention::read(&mut table, problems),
            outbound: Outbound::read(&mut table, problems),
            metrics: Metrics::read(&mut table, problems),
            log: Log::read(&mut table, problems),
        };
        for (key, _) in table {
            let known = SECTIONS
                .iter()
                .map(|section| format!("[{}]", section.key))
                .collect::<Vec<_>>()
                .join(" ");
            problems.push(Problem {
                key,
                expected: format!("one of the sections {known}"),
                received: "a name that is not known".into(),
            });
        }
        file
    }
}

fn take_section(file: &mut Table, reference: &SectionReference, problems: &mut Vec<Problem>) -> Table {
    match file.remove(reference.key) {
        None => Table::new(),
        Some(Value::Table(table)) => table,
        Some(other) => {
            problems.push(Problem {
                key: reference.key.into(),
                expected: format!("a section [{}]", reference.key),
                received: other.to_string(),
            });
            Table::new()
        }
    }
}

fn take<T: Setting>(table: &mut Table, section: &str, field: &str, problems: &mut Vec<Problem>) -> Option<T> {
    let value = table.remove(field)?;
    match T::read(&value) {
        Ok(read) => Some(read),
        Err(expected) => {
            problems.push(Problem::new(section, field, expected, value.to_string()));
            None
        }
    }
}

fn unknown(section: &str, field: &str, reference: &SectionReference) -> Problem {
    let known = reference
        .fields
        .iter()
        .map(|field| field.key)
        .collect::<Vec<_>>()
        .join(", ");
    Problem::new(
        section,
        field,
        format!("one of the keys {known}"),
        "a key that is not known",
    )
}
