//! What `/metrics` tells Prometheus. The numbers are few and ours: a crate for metrics would bring locks, or label sets that grow,
//! for what is a dozen additions; and so it is certain that no label holds anything of a person or of a stranger.

mod listener;
mod requests;

use std::fmt::{self, Display, Write as _};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use vestibule_directory::certificates::{self, NOTICE_DAYS};
use vestibule_directory::{Caller, Directory};
use vestibule_manager::{Manager, providers};
use vestibule_store::Load;

pub(crate) use listener::serve;
pub(crate) use requests::{Requests, Route};

use crate::clock::ClockWatch;

/// Everything there is to tell, in Prometheus' text format.
pub(crate) async fn page(
    stores: &(Directory, Manager),
    requests: &Requests,
    clock: &ClockWatch,
) -> Result<String, fmt::Error> {
    let (directory, manager) = stores;
    let now = directory.environment().now();
    let mut text = String::with_capacity(8 * 1024);
    head(
        &mut text,
        "vestibule_build_info",
        "gauge",
        "The version that runs.",
    )?;
    writeln!(
        text,
        "vestibule_build_info{{version=\"{}\"}} 1",
        env!("CARGO_PKG_VERSION")
    )?;
    requests.write(&mut text)?;
    let name = "vestibule_sign_ins_total";
    head(
        &mut text,
        name,
        "counter",
        "Sign-ins that this process wrote into the log.",
    )?;
    for (system, counts) in [
        ("identity_provider", directory.sign_in_counts()),
        ("service_manager", manager.sign_in_counts()),
    ] {
        for (outcome, code, count) in counts {
            writeln!(
                text,
                "{name}{{system=\"{system}\",outcome=\"{outcome}\",code=\"{code}\"}} {count}"
            )?;
        }
    }
    databases(
        &mut text,
        [("directory", directory.load()), ("manager", manager.load())],
    )?;
    expiry(&mut text, directory, manager, now).await?;
    let name = "vestibule_clock_jumps_total";
    head(
        &mut text,
        name,
        "counter",
        "How often the machine's clock jumped.",
    )?;
    writeln!(text, "{name} {}", clock.jumps())?;
    process(&mut text)?;
    Ok(text)
}

fn databases(text: &mut String, databases: [(&str, Load); 2]) -> fmt::Result {
    type Read = fn(&Load) -> String;
    let families: [(&str, &str, Read); 5] = [
        (
            "read_transactions_total",
            "Transactions that only read.",
            |load| load.reads.to_string(),
        ),
        ("write_transactions_total", "Transactions that write.", |load| {
            load.writes.to_string()
        }),
        (
            "retries_total",
            "Transactions that ran again after a conflict.",
            |load| load.retries.to_string(),
        ),
        (
            "failures_total",
            "Transactions that the database refused.",
            |load| load.failures.to_string(),
        ),
        (
            "wait_seconds_total",
            "Time that transactions waited to begin.",
            |load| seconds_of(load.waited),
        ),
    ];
    for (family, help, read) in families {
        let name = format!("vestibule_database_{family}");
        head(text, &name, "counter", help)?;
        for (database, load) in &databases {
            writeln!(text, "{name}{{database=\"{database}\"}} {}", read(load))?;
        }
    }
    Ok(())
}

/// Certificates that end soon: how many, and how many days the first of them has. Nothing is told while a database does
/// not answer.
async fn expiry(text: &mut String, directory: &Directory, manager: &Manager, now: Timestamp) -> fmt::Result {
    let [first, ..] = NOTICE_DAYS;
    let before = now
        .checked_add(SignedDuration::from_hours(24 * first))
        .unwrap_or(Timestamp::MAX);
    let caller = Caller::system("metrics");
    let signing = certificates::ending(directory, &caller, before).await.ok();
    let signing = signing.map(|all| all.into_iter().map(|one| one.certificate.not_after).collect());
    let providers = providers::ending(manager, before).await.ok();
    let providers = providers.map(|all| all.into_iter().map(|one| one.certificate.not_after).collect());
    let kinds: [(&str, Option<Vec<Timestamp>>); 2] = [("signing", signing), ("provider", providers)];
    let name = "vestibule_certificates_ending_soon";
    head(
        text,
        name,
        "gauge",
        "Active certificates that end within 60 days, or have ended.",
    )?;
    for (kind, ends) in &kinds {
        if let Some(ends) = ends {
            writeln!(text, "{name}{{kind=\"{kind}\"}} {}", ends.len())?;
        }
    }
    let name = "vestibule_certificate_days_left";
    head(
        text,
        name,
        "gauge",
        "Days that the first of them has left; absent if there is none.",
    )?;
    for (kind, ends) in &kinds {
        if let Some(end) = ends.iter().flatten().min() {
            let days = end.duration_since(now).as_hours().div_euclid(24);
            writeln!(text, "{name}{{kind=\"{kind}\"}} {days}")?;
        }
    }
    Ok(())
}

/// What the operating system knows of the process, where it says so (Linux).
fn process(text: &mut String) -> fmt::Result {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    if let Some(octets) = resident(&status) {
        let name = "process_resident_memory_bytes";
        head(text, name, "gauge", "Memory that the process has in use.")?;
        writeln!(text, "{name} {octets}")?;
    }
    if let Ok(open) = std::fs::read_dir("/proc/self/fd") {
        let name = "process_open_fds";
        head(
            text,
            name,
            "gauge",
            "Files and connections that the process has open.",
        )?;
        writeln!(text, "{name} {}", open.count())?;
    }
    Ok(())
}

fn resident(status: &str) -> Option<u64> {
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kibibytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kibibytes * 1024)
}

/// What stands above a family.
fn head(text: &mut String, name: &str, kind: &str, help: impl Display) -> fmt::Result {
    writeln!(text, "# HELP {name} {help}\n# TYPE {name} {kind}")
}

fn seconds_of(duration: Duration) -> String {
    seconds(u64::try_from(duration.as_micros()).unwrap_or(u64::MAX))
}

fn seconds(microseconds: u64) -> String {
    let text = format!("{}.{:06}", microseconds / 1_000_000, microseconds % 1_000_000);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seconds_are_written_as_short_as_they_can_be() {
        for (microseconds, text) in [
            (0, "0"),
            (1, "0.000001"),
            (9_004_000, "9.004"),
            (10_000_000, "10"),
        ] {
            assert_eq!(seconds(microseconds), text);
        }
    }

    #[test]
    fn memory_is_what_the_kernel_says() {
        assert_eq!(
            resident("Name:\tvestibule\nVmRSS:\t   12345 kB\nThreads:\t4\n"),
            Some(12_641_280)
        );
        assert_eq!(resident("Name:\tvestibule\n"), None);
    }
}
