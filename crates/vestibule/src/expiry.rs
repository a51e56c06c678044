//! Says in the log when certificates end: at the start of a server, and on each day of a notice.

use std::error::Error;

use jiff::{SignedDuration, Timestamp};
use vestibule_directory::certificates::{self, Expiry, NOTICE_DAYS, is_notice_due};
use vestibule_directory::{Caller, Directory};
use vestibule_manager::{Manager, providers};

/// Until when everything was said. Each replica says it: whoever reads one log alone is to know.
#[derive(Debug, Default)]
pub(crate) struct Watch {
    said_until: Option<Timestamp>,
}

impl Watch {
    /// Says what is to be said now. What fails is tried again the next time.
    pub(crate) async fn look(&mut self, directory: &Directory, manager: &Manager) {
        let now = directory.environment().now();
        let own = self.say_own(directory, now).await.map_err(anyhow::Error::from);
        let providers = self
            .say_providers(manager, now)
            .await
            .map_err(anyhow::Error::from);
        match own.and(providers) {
            Ok(()) => self.said_until = Some(now),
            Err(failure) => tracing::warn!(
                error = &*failure as &dyn Error,
                "it is not known which certificates end soon"
            ),
        }
    }

    /// The certificates that applications are sent messages under.
    async fn say_own(
        &self,
        directory: &Directory,
        now: Timestamp,
    ) -> Result<(), vestibule_directory::Failure> {
        let caller = Caller::system("expiry of certificates");
        for ending in certificates::ending(directory, &caller, horizon(now)).await? {
            let not_after = ending.certificate.not_after;
            let Some(warning) = self.due(not_after, now) else {
                continue;
            };
            tracing::warn!(
                application.id = ending.app_id,
                application.name = ending.application,
                tenant.id = ending.tenant_id,
                certificate.thumbprint = ending.certificate.thumbprint,
                certificate.not_after = %not_after,
                "the active signing certificate {warning}"
            );
        }
        Ok(())
    }

    /// The certificates that messages of customers' identity providers are verified with.
    async fn say_providers(
        &self,
        manager: &Manager,
        now: Timestamp,
    ) -> Result<(), vestibule_manager::Failure> {
        for ending in providers::ending(manager, horizon(now)).await? {
            let not_after = ending.certificate.not_after;
            let Some(warning) = self.due(not_after, now) else {
                continue;
            };
            tracing::warn!(
                customer.name = ending.customer,
                provider.issuer = ending.issuer,
                certificate.thumbprint = ending.certificate.thumbprint,
                certificate.not_after = %not_after,
                "a certificate of the identity provider {warning}"
            );
        }
        Ok(())
    }

    /// The warning, if it has to be said now.
    fn due(&self, not_after: Timestamp, now: Timestamp) -> Option<String> {
        let is_due = self
            .said_until
            .is_none_or(|said| is_notice_due(not_after, said, now));
        Expiry::of(not_after, now).warning().filter(|_| is_due)
    }
}

/// What ends later than this is not said yet.
fn horizon(now: Timestamp) -> Timestamp {
    let [first, ..] = NOTICE_DAYS;
    now.checked_add(SignedDuration::from_hours(24 * first + 1))
        .unwrap_or(Timestamp::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_start_says_what_is_near_and_later_only_what_is_new() {
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        let end = at("2028-04-01T08:00:00Z");
        let started = Watch::default();
        assert_eq!(started.due(end, at("2028-01-01T00:00:00Z")), None);
        assert_eq!(
            started.due(end, at("2028-03-20T08:00:00Z")).unwrap(),
            "ends in 12 days"
        );
        let running = Watch {
            said_until: Some(at("2028-03-25T07:30:00Z")),
        };
        assert_eq!(running.due(end, at("2028-03-25T07:59:00Z")), None);
        assert_eq!(
            running.due(end, at("2028-03-25T08:30:00Z")).unwrap(),
            "ends in 6 days"
        );
    }
}
