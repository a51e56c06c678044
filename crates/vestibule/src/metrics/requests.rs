//! Requests by what they were for and how they were answered: an addition or three to numbers in memory for each.

use std::fmt::Write as _;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use http::StatusCode;

use crate::hosts::System;

/// What a request was for. There are no other labels, so that nobody outside can make more of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Route(usize);

/// System and route of each.
const ROUTES: [(&str, &str); 12] = [
    ("front", "probe"),
    ("front", "refused"),
    ("identity_provider", "saml2"),
    ("identity_provider", "metadata"),
    ("identity_provider", "launch"),
    ("identity_provider", "admin"),
    ("identity_provider", "myapps"),
    ("identity_provider", "other"),
    ("service_manager", "acs"),
    ("service_manager", "metadata"),
    ("service_manager", "logout"),
    ("service_manager", "other"),
];

impl Route {
    /// `/healthz` and `/readyz`.
    pub(crate) const PROBE: Self = Self(0);
    /// No system's.
    pub(crate) const REFUSED: Self = Self(1);

    /// By system and path.
    pub(crate) fn of(system: System, path: &str) -> Self {
        let has = |beginning: &str| path.starts_with(beginning);
        Self(match system {
            System::IdentityProvider if has("/admin") => 5,
            System::IdentityProvider if has("/myapps") => 6,
            System::IdentityProvider if has("/signin/") => 4,
            System::IdentityProvider if path.ends_with("/saml2") => 2,
            System::IdentityProvider if path.ends_with("/federationmetadata.xml") => 3,
            System::IdentityProvider => 7,
            System::Manager if has("/handlers/sso/") => 8,
            System::Manager if has("/saml/metadata") => 9,
            System::Manager if has("/saml/logout") => 10,
            System::Manager => 11,
        })
    }
}

/// Upper bounds of the histogram, in microseconds, and as they are written.
const BOUNDS: [(u64, &str); 12] = [
    (500, "0.0005"),
    (1_000, "0.001"),
    (2_500, "0.0025"),
    (5_000, "0.005"),
    (10_000, "0.01"),
    (25_000, "0.025"),
    (50_000, "0.05"),
    (100_000, "0.1"),
    (250_000, "0.25"),
    (500_000, "0.5"),
    (1_000_000, "1"),
    (5_000_000, "5"),
];

/// Of one route.
#[derive(Debug, Default)]
struct Counts {
    /// By the first digit of the status, 1 to 5.
    statuses: [AtomicU64; 5],
    /// By duration; the last is what took longer than every bound.
    durations: [AtomicU64; BOUNDS.len() + 1],
    microseconds: AtomicU64,
}

/// Of all routes.
#[derive(Debug, Default)]
pub(crate) struct Requests([Counts; ROUTES.len()]);

impl Requests {
    /// Counts one.
    pub(crate) fn count(&self, route: Route, status: StatusCode, took: Duration) {
        let Some(counts) = self.0.get(route.0) else { return };
        let class = usize::from(status.as_u16() / 100).saturating_sub(1);
        if let Some(count) = counts.statuses.get(class) {
            count.fetch_add(1, Ordering::Relaxed);
        }
        let took = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
        let bucket = BOUNDS.iter().take_while(|(bound, _)| took > *bound).count();
        if let Some(count) = counts.durations.get(bucket) {
            count.fetch_add(1, Ordering::Relaxed);
        }
        counts.microseconds.fetch_add(took, Ordering::Relaxed);
    }

    /// Both families as text. What never happened is left out.
    pub(super) fn write(&self, text: &mut String) -> std::fmt::Result {
        let read = |count: &AtomicU64| count.load(Ordering::Relaxed);
        let all = || ROUTES.iter().zip(&self.0);
        super::head(
            text,
            "vestibule_http_requests_total",
            "counter",
            "Requests that were answered.",
        )?;
        for ((system, route), counts) in all() {
            for (class, count) in counts
                .statuses
                .iter()
                .enumerate()
                .filter(|(_, count)| read(count) > 0)
            {
                writeln!(
                    text,
                    "vestibule_http_requests_total{{system=\"{system}\",route=\"{route}\",status=\"{}xx\"}} {}",
                    class + 1,
                    read(count)
                )?;
            }
        }
        let name = "vestibule_http_request_duration_seconds";
        super::head(
            text,
            name,
            "histogram",
            "From the head of a request to that of its answer.",
        )?;
        for ((system, route), counts) in all() {
            let labels = format!("system=\"{system}\",route=\"{route}\"");
            let mut sum = 0;
            let total: u64 = counts.durations.iter().map(read).sum();
            if total == 0 {
                continue;
            }
            for ((_, bound), count) in BOUNDS.iter().zip(&counts.durations) {
                sum += read(count);
                writeln!(text, "{name}_bucket{{{labels},le=\"{bound}\"}} {sum}")?;
            }
            writeln!(text, "{name}_bucket{{{labels},le=\"+Inf\"}} {}", total.max(sum))?;
            writeln!(
                text,
                "{name}_sum{{{labels}}} {}",
                super::seconds(read(&counts.microseconds))
            )?;
            writeln!(text, "{name}_count{{{labels}}} {}", total.max(sum))?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_a_stranger_asks_for_falls_into_one_of_few_routes() {
        let name = |system, path: &str| ROUTES[Route::of(system, path).0];
        let tenant = "/0f0e0d0c-0b0a-0908-0706-050403020100";
        for (path, route) in [
            (format!("{tenant}/saml2"), "saml2"),
            (
                format!("{tenant}/federationmetadata/2007-06/federationmetadata.xml"),
                "metadata",
            ),
            ("/signin/x".into(), "launch"),
            ("/admin/users".into(), "admin"),
            ("/myapps".into(), "myapps"),
            ("/%00\"}\n".into(), "other"),
        ] {
            assert_eq!(
                name(System::IdentityProvider, &path),
                ("identity_provider", route)
            );
        }
        for (path, route) in [
            ("/handlers/sso/SamlAssertionConsumerHandler.ashx", "acs"),
            ("/saml/metadata", "metadata"),
            ("/saml/logout", "logout"),
            ("/", "other"),
        ] {
            assert_eq!(name(System::Manager, path), ("service_manager", route));
        }
    }

    #[test]
    fn durations_add_up() {
        let requests = Requests::default();
        for milliseconds in [0, 1, 3, 9_000] {
            requests.count(Route::PROBE, StatusCode::OK, Duration::from_millis(milliseconds));
        }
        requests.count(Route::REFUSED, StatusCode::MISDIRECTED_REQUEST, Duration::ZERO);
        let mut text = String::new();
        requests.write(&mut text).unwrap();
        for line in [
            "vestibule_http_requests_total{system=\"front\",route=\"probe\",status=\"2xx\"} 4",
            "vestibule_http_requests_total{system=\"front\",route=\"refused\",status=\"4xx\"} 1",
            "vestibule_http_request_duration_seconds_bucket{system=\"front\",route=\"probe\",le=\"0.0005\"} 1",
            "vestibule_http_request_duration_seconds_bucket{system=\"front\",route=\"probe\",le=\"0.001\"} 2",
            "vestibule_http_request_duration_seconds_bucket{system=\"front\",route=\"probe\",le=\"5\"} 3",
            "vestibule_http_request_duration_seconds_bucket{system=\"front\",route=\"probe\",le=\"+Inf\"} 4",
            "vestibule_http_request_duration_seconds_sum{system=\"front\",route=\"probe\"} 9.004",
            "vestibule_http_request_duration_seconds_count{system=\"front\",route=\"probe\"} 4",
        ] {
            assert!(text.lines().any(|written| written == line), "{line}\n{text}");
        }
        assert!(!text.contains("saml2"), "what never happened is left out");
    }
}
