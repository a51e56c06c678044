//! Names, addresses and servers that are made up; what is dialled is written down.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::Mutex;

use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
use rustls::{RootCertStore, ServerConfig};
use rustls_pki_types::PrivateKeyDer;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

use super::super::*;

/// An address of the internet, at which the tests' server answers.
pub(super) const PUBLIC: &str = "198.41.0.4";

pub(super) struct World {
    pub(super) fetcher: Fetcher,
    pub(super) dialled: Arc<Mutex<Vec<SocketAddr>>>,
    pub(super) resolved: Arc<Mutex<Vec<String>>>,
}

impl World {
    /// `names` are resolved to these addresses, one list after another; every connection ends at a server that answers a
    /// path with the octets that `answer` gives for it, over TLS if `is_tls`, and keeps the connection if they are none.
    pub(super) async fn new(
        names: &[(&str, &[&[&str]])],
        allowed: Allowed,
        is_tls: bool,
        answer: fn(&str) -> Option<Vec<u8>>,
    ) -> Self {
        let (acceptor, tls) = tls();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let server = listener.local_addr().unwrap();
        tokio::spawn(async move {
            loop {
                let (stream, _) = listener.accept().await.unwrap();
                let acceptor = acceptor.clone();
                tokio::spawn(async move {
                    if is_tls {
                        if let Ok(stream) = acceptor.accept(stream).await {
                            serve(stream, answer).await;
                        }
                    } else {
                        serve(stream, answer).await;
                    }
                });
            }
        });
        let names: HashMap<String, Vec<Vec<IpAddr>>> = names
            .iter()
            .map(|(name, rounds)| {
                let round = |round: &&[&str]| round.iter().map(|address| address.parse().unwrap()).collect();
                ((*name).to_owned(), rounds.iter().map(round).collect())
            })
            .collect();
        let (dialled, resolved) = (
            Arc::<Mutex<Vec<_>>>::default(),
            Arc::<Mutex<Vec<String>>>::default(),
        );
        let (dials, resolves) = (Arc::clone(&dialled), Arc::clone(&resolved));
        let network = Network {
            resolve: Arc::new(move |host, port| {
                let mut asked = resolves.lock().unwrap();
                let round = asked.iter().filter(|before| **before == host).count();
                let rounds = names.get(&host).cloned().unwrap_or_default();
                let addresses = rounds.get(round).or(rounds.last()).cloned().unwrap_or_default();
                asked.push(host);
                Box::pin(async move {
                    Ok(addresses
                        .into_iter()
                        .map(|address| SocketAddr::new(address, port))
                        .collect())
                })
            }),
            dial: Arc::new(move |address| {
                dials.lock().unwrap().push(address);
                Box::pin(TcpStream::connect(server))
            }),
        };
        Self {
            fetcher: Fetcher::new(network, tls, allowed),
            dialled,
            resolved,
        }
    }

    /// One public host, at which everything is answered so.
    pub(super) async fn public(answer: fn(&str) -> Option<Vec<u8>>) -> Self {
        Self::new(
            &[("public.example", &[&[PUBLIC]])],
            Allowed::default(),
            true,
            answer,
        )
        .await
    }

    pub(super) async fn get(&self, url: &str) -> Result<Vec<u8>, FetchError> {
        self.fetcher.get(&url.parse().unwrap(), &Wanted::METADATA).await
    }

    /// Nothing was asked, not even for a moment.
    pub(super) async fn refuses(&self, url: &str, reason: &str) {
        let before = self.dialled.lock().unwrap().len();
        let error = self.get(url).await.unwrap_err();
        assert!(
            error.is_refusal() && error.to_string().contains(reason),
            "{url}: {error}"
        );
        assert_eq!(
            self.dialled.lock().unwrap().len(),
            before,
            "{url}: nobody is connected to"
        );
    }
}

async fn serve<S: tokio::io::AsyncRead + tokio::io::AsyncWrite + Unpin>(
    mut stream: S,
    answer: fn(&str) -> Option<Vec<u8>>,
) {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        let mut octet = [0];
        if stream.read_exact(&mut octet).await.is_err() {
            return;
        }
        head.push(octet[0]);
    }
    let head = String::from_utf8(head).unwrap();
    match answer(&head) {
        Some(octets) => {
            stream.write_all(&octets).await.ok();
            stream.shutdown().await.ok();
        }
        None => std::future::pending().await,
    }
}

/// An authority of the tests' own that has signed a certificate for every name below.
fn tls() -> (TlsAcceptor, Arc<ClientConfig>) {
    let authority_key = KeyPair::generate().unwrap();
    let mut params = CertificateParams::default();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let authority = params.self_signed(&authority_key).unwrap();
    let issuer = Issuer::new(params, authority_key);
    let key = KeyPair::generate().unwrap();
    let names = [
        "public.example",
        "rebinding.example",
        "wiki.corp.example",
        "localhost",
        PUBLIC,
    ];
    let server = CertificateParams::new(names.map(str::to_owned)).unwrap();
    let server = server.signed_by(&key, &issuer).unwrap();
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(
            vec![server.der().clone()],
            PrivateKeyDer::try_from(key.serialize_der()).unwrap(),
        )
        .unwrap();
    let mut roots = RootCertStore::empty();
    roots.add(authority.der().clone()).unwrap();
    (
        TlsAcceptor::from(Arc::new(config)),
        trust::with_roots(roots).unwrap(),
    )
}
