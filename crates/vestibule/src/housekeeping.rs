//! What both systems throw away when its time is over, as long as the server runs.

use std::error::Error;
use std::time::Duration;

use tokio::time::MissedTickBehavior;
use vestibule_directory::housekeeping::{self as directory, Retention};
use vestibule_directory::{Caller, Directory, certificates};
use vestibule_manager::{Manager, housekeeping as manager};

use crate::expiry::Watch;
use crate::fetch::Fetcher;
use crate::metadata::Reader;

/// How often the short-lived goes; the rest goes every sixtieth time.
const EVERY: Duration = Duration::from_mins(1);
const MINUTES: u64 = 60;

/// Sweeps at once and then every minute, for ever, unless another replica does it. What fails is tried again the next time.
pub(crate) async fn keep(stores: (Directory, Manager), retention: Retention, fetcher: Option<Fetcher>) {
    let (directory, manager) = stores;
    let caller = Caller::system("housekeeping");
    let server = directory.environment().unguessable_id();
    let mut ticks = tokio::time::interval(EVERY);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut watch = Watch::default();
    let mut reader = Reader::default();
    for minute in 0_u64.. {
        ticks.tick().await;
        let is_full = minute.is_multiple_of(MINUTES);
        if is_full {
            watch.look(&directory, &manager).await;
        }
        match directory::is_ours(&directory, &caller, &server).await {
            Ok(true) => {}
            Ok(false) => continue,
            Err(failure) => {
                tracing::warn!(error = &failure as &dyn Error, "nothing was swept");
                continue;
            }
        }
        if let Some(fetcher) = &fetcher {
            reader.begin(&directory, fetcher);
        }
        match certificates::activate_due(&directory, &caller).await {
            Ok(0) => {}
            Ok(switched) => tracing::info!(switched, "scheduled certificates were activated"),
            Err(failure) => tracing::warn!(
                error = &failure as &dyn Error,
                "scheduled certificates were not activated"
            ),
        }
        if is_full {
            match directory::sweep(&directory, &caller, retention).await {
                Ok(swept) => tracing::debug!(?swept, "the directory was swept"),
                Err(failure) => tracing::warn!(error = &failure as &dyn Error, "the directory was not swept"),
            }
        }
        let swept = if is_full {
            manager::sweep(&manager, retention.sign_ins).await
        } else {
            manager::sweep_expired(&manager).await
        };
        match swept {
            Ok(swept) => tracing::debug!(swept, "the service manager was swept"),
            Err(failure) => tracing::warn!(
                error = &failure as &dyn Error,
                "the service manager was not swept"
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::net::IpAddr;

    use axum::body::Body;
    use http::Request;
    use jiff::SignedDuration;
    use vestibule_directory::{DatabaseUrl, MasterKey, PageRequest, sign_ins};
    use vestibule_manager::Page;
    use vestibule_store::testing::environment;

    use super::*;
    use crate::demo::OpenStage;
    use crate::demo::state::{self, Scheme};
    use crate::server::{Serving, Signals, serve_until_told};
    use crate::{front::Front, listen};

    async fn sends(front: &Front, method: &str, host: &str, path: &str) {
        let request = Request::builder().method(method).uri(path).header("host", host);
        let request = request
            .header("content-type", "application/x-www-form-urlencoded")
            .body(Body::from("SAMLResponse=x"))
            .unwrap();
        front.answer(request, IpAddr::from([192, 0, 2, 1])).await;
    }

    #[tokio::test]
    async fn a_server_throws_away_every_hour_what_is_over() {
        let folder = tempfile::tempdir().unwrap();
        let url = |name: &str| DatabaseUrl::Sqlite(folder.path().join(name));
        let key = MasterKey::from_octets([7; 32]);
        let (environment, clock) = environment(1);
        let directory = Directory::open(&url("directory.db"), &key, environment.clone())
            .await
            .unwrap();
        let manager = Manager::open(&url("manager.db"), &key, environment)
            .await
            .unwrap();
        let base_url = state::base_url(Scheme::Http, 8400).unwrap();
        let stage = OpenStage::new(directory.clone(), manager.clone(), &base_url);
        let state = stage.seed(Scheme::Http, 8400).await.unwrap();
        let front = stage.front(&state).unwrap();
        let customer = vestibule_manager::customers::find_by_host(&manager, &state.customers[0].host)
            .await
            .unwrap()
            .unwrap();
        let logs = async || {
            let (filter, page) = (sign_ins::SignInFilter::default(), PageRequest::default());
            let caller = Caller::system("test");
            let own = sign_ins::list(&directory, &caller, &state.tenant_id, &filter, &page).await;
            let managers = vestibule_manager::sign_ins::list(&manager, &customer, &Page::default()).await;
            (own.unwrap().items.len(), managers.unwrap().len())
        };
        sends(
            &front,
            "GET",
            "localhost:8400",
            &format!("/{}/saml2?x", state.tenant_id),
        )
        .await;
        let acs = "/handlers/sso/SamlAssertionConsumerHandler.ashx";
        sends(&front, "POST", &format!("{}:8400", customer.host), acs).await;
        assert_eq!(logs().await, (1, 1));

        tokio::time::pause();
        let listeners = listen::bind_loopback(0).await.unwrap();
        let signals = Signals::catch().unwrap();
        let server = tokio::spawn(serve_until_told(
            listeners,
            None,
            front,
            signals,
            Serving::default(),
        ));
        tokio::time::sleep(Duration::from_mins(1)).await;
        clock.advance(SignedDuration::from_hours(24 * 30));
        tokio::time::sleep(Duration::from_mins(58)).await;
        assert_eq!(logs().await, (1, 1), "the hour is not over");
        tokio::time::sleep(Duration::from_mins(2)).await;
        assert_eq!(logs().await, (0, 0));
        server.abort();
    }
}
