//! Documents of applications, read from their addresses: at once for a command, and when they are due for a server.

use std::error::Error;

use jiff::Timestamp;
use tokio::task::JoinSet;
use vestibule_directory::applications::{self, DueMetadata, Found, MetadataSource, PartnerMetadata};
use vestibule_directory::{Caller, Directory};
use vestibule_idp::{PartnerReading, partner_metadata};

use crate::fetch::{Fetcher, Wanted};

/// Reads a document from where it is.
///
/// # Errors
///
/// It cannot be fetched, or is no metadata that can be used.
pub(crate) async fn read(
    fetcher: &Fetcher,
    source: &MetadataSource,
    now: Timestamp,
) -> anyhow::Result<PartnerMetadata> {
    let url = source.url.as_str().parse()?;
    let octets = fetcher.get(&url, &Wanted::METADATA).await?;
    let reading = PartnerReading {
        entity_id: source.entity_id.as_deref(),
        signed_by: &source.signed_by,
        now,
    };
    Ok(partner_metadata(&octets, &reading)?)
}

/// Reads one document, and hands over what came of it.
pub(crate) async fn check(
    directory: &Directory,
    fetcher: &Fetcher,
    caller: &Caller,
    due: &DueMetadata,
) -> Result<Found, vestibule_directory::Failure> {
    let read = read(fetcher, &due.source, directory.environment().now()).await;
    let read = read.map_err(|error| format!("{error:#}"));
    if let Err(reason) = &read {
        tracing::warn!(
            application.id = due.application_id,
            application.name = due.application,
            tenant.id = due.tenant_id,
            reason,
            "the metadata of an application cannot be read"
        );
    }
    let found = applications::metadata_read(directory, caller, due, read).await?;
    if found == Found::Waiting {
        tracing::warn!(
            application.id = due.application_id,
            application.name = due.application,
            tenant.id = due.tenant_id,
            "the metadata of an application has changed: `vestibule app metadata show` shows how, and nothing of it \
             counts until `vestibule app metadata approve`"
        );
    }
    Ok(found)
}

/// Reads documents aside, so that nothing waits for a slow server. What is under way ends with its owner.
#[derive(Debug, Default)]
pub(crate) struct Reader(JoinSet<()>);

impl Reader {
    /// Begins to read what is due, unless that is still going on since the last time.
    pub(crate) fn begin(&mut self, directory: &Directory, fetcher: &Fetcher) {
        while self.0.try_join_next().is_some() {}
        if self.0.is_empty() {
            self.0.spawn(read_due(directory.clone(), fetcher.clone()));
        }
    }
}

async fn read_due(directory: Directory, fetcher: Fetcher) {
    let caller = Caller::system("refresh of metadata");
    let failed = |failure: vestibule_directory::Failure| {
        tracing::warn!(error = &failure as &dyn Error, "metadata was not looked at again");
    };
    match applications::due_metadata(&directory, &caller).await {
        Ok(all) => {
            for due in all {
                if let Err(failure) = check(&directory, &fetcher, &caller, &due).await {
                    failed(failure);
                }
            }
        }
        Err(failure) => failed(failure),
    }
}

#[cfg(test)]
mod tests {
    use jiff::SignedDuration;
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    use vestibule_directory::applications::NewApplication;
    use vestibule_directory::tenants::{self, NewTenant};
    use vestibule_directory::{DatabaseUrl, MasterKey};
    use vestibule_store::testing::environment;

    use super::*;
    use crate::fetch::{self, Allowed, Network};

    /// Answers every request with this document; yields its address.
    async fn publish(document: String) -> String {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        tokio::spawn(async move {
            loop {
                let (mut stream, _) = listener.accept().await.unwrap();
                let mut head = [0; 1024];
                assert!(stream.read(&mut head).await.unwrap() > 0);
                let length = document.len();
                let answer = format!("HTTP/1.1 200 OK\r\ncontent-length: {length}\r\n\r\n{document}");
                stream.write_all(answer.as_bytes()).await.unwrap();
            }
        });
        format!("http://{address}/metadata")
    }

    fn document(acs: &str) -> String {
        format!(
            "<EntityDescriptor xmlns=\"urn:oasis:names:tc:SAML:2.0:metadata\" entityID=\"https://wiki.example/\">\
             <SPSSODescriptor protocolSupportEnumeration=\"urn:oasis:names:tc:SAML:2.0:protocol\">\
             <AssertionConsumerService index=\"0\" Binding=\"urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST\" \
             Location=\"{acs}\"/></SPSSODescriptor></EntityDescriptor>"
        )
    }

    #[tokio::test]
    async fn a_server_reads_what_is_due_and_applies_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let (environment, clock) = environment(1);
        let url = DatabaseUrl::Sqlite(folder.path().join("directory.db"));
        let directory = Directory::open(&url, &MasterKey::from_octets([7; 32]), environment)
            .await
            .unwrap();
        let caller = Caller::system("test");
        let new = NewTenant {
            domain: "fabrikam.example".parse().unwrap(),
            display_name: "Fabrikam".parse().unwrap(),
        };
        let tenant = tenants::create(&directory, &caller, new).await.unwrap();
        let reading = PartnerReading {
            entity_id: None,
            signed_by: &[],
            now: directory.environment().now(),
        };
        let accepted = partner_metadata(document("https://wiki.example/acs").as_bytes(), &reading).unwrap();
        let mut new = NewApplication::new(&tenant.id, "Wiki".parse().unwrap());
        accepted.begin(&mut new, false);
        let application = applications::create(&directory, &caller, new).await.unwrap();
        let source = MetadataSource {
            url: publish(document("https://evil.example/acs"))
                .await
                .parse()
                .unwrap(),
            entity_id: None,
            signed_by: Vec::new(),
        };
        let key = (tenant.id.as_str(), application.id.as_str());
        applications::follow_metadata(&directory, &caller, key, &source, &accepted)
            .await
            .unwrap();
        let allowed = Allowed {
            loopback: true,
            ..Allowed::default()
        };
        let fetcher = Fetcher::new(Network::of_this_machine(), fetch::client(&[]).unwrap(), allowed);
        let pending = async || {
            let mut reader = Reader::default();
            reader.begin(&directory, &fetcher);
            while reader.0.join_next().await.is_some() {}
            let state = applications::metadata_state(&directory, &caller, key.0, key.1).await;
            state.unwrap().unwrap().pending
        };
        assert_eq!(pending().await, None, "it is not due");
        clock.advance(SignedDuration::from_hours(24));
        assert_eq!(
            pending().await.unwrap().differences[0].after,
            ["https://evil.example/acs (index 0) (default)"]
        );
        let now = applications::get(&directory, &caller, key.0, key.1)
            .await
            .unwrap();
        assert_eq!(now, application, "nothing is live");
    }
}
