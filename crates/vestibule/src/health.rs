//! `/healthz`: the process is up. `/readyz`: the databases answer, and take writes.

use std::error::Error;

use axum::body::Body;
use http::{Method, Response, StatusCode};
use vestibule_directory::Directory;
use vestibule_manager::Manager;

use crate::clock::ClockWatch;
use crate::front::plain;

/// Which of the two.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Probe {
    Live,
    Ready,
}

/// Answers a probe.
pub(crate) async fn answer(
    method: &Method,
    probe: Probe,
    (directory, manager): (&Directory, &Manager),
    clock: &ClockWatch,
) -> Response<Body> {
    if !matches!(*method, Method::GET | Method::HEAD) {
        return plain(StatusCode::METHOD_NOT_ALLOWED, "method not allowed\n".to_owned());
    }
    if probe == Probe::Live {
        return plain(StatusCode::OK, "ok\n".to_owned());
    }
    let (directory_answers, manager_answers) = tokio::join!(directory.ping(), manager.ping());
    if let Err(error) = directory_answers {
        return unready("directory", "does not answer", &error);
    }
    if let Err(error) = manager_answers {
        return unready("manager", "does not answer", &error);
    }
    // After a write that failed (a full disk, a standby) another is tried here, so that the server is back as soon as it can be.
    if let Err(error) = directory.check_writing().await {
        return unready("directory", "takes no writes", &error);
    }
    if let Err(error) = manager.check_writing().await {
        return unready("manager", "takes no writes", &error);
    }
    let notice = clock.notice(directory.environment().now());
    let notice = notice.map_or_else(String::new, |sentence| sentence + "\n");
    plain(StatusCode::OK, format!("ready\n{notice}"))
}

fn unready(database: &str, what: &str, error: &(dyn Error + 'static)) -> Response<Body> {
    tracing::warn!(database, error, "the database {what}");
    plain(
        StatusCode::SERVICE_UNAVAILABLE,
        format!("the {database} database {what}\n"),
    )
}

#[cfg(test)]
mod tests {
    use axum::body::to_bytes;
    use vestibule_directory::{DatabaseUrl, MasterKey};
    use vestibule_manager::{SCHEMA, housekeeping};
    use vestibule_store::Db;
    use vestibule_store::testing::environment;

    use super::*;

    #[tokio::test(flavor = "multi_thread")]
    async fn a_database_that_takes_no_writes_is_told_of_until_it_does_again() {
        let folder = tempfile::tempdir().unwrap();
        let url = |name: &str| DatabaseUrl::Sqlite(folder.path().join(name));
        let key = MasterKey::from_octets([7; 32]);
        let (environment, _) = environment(1);
        let directory = Directory::open(&url("directory.db"), &key, environment.clone())
            .await
            .unwrap();
        let manager = Manager::open(&url("manager.db"), &key, environment)
            .await
            .unwrap();
        let clock = ClockWatch::default();
        let ready = async || {
            let response = answer(&Method::GET, Probe::Ready, (&directory, &manager), &clock).await;
            let (parts, body) = response.into_parts();
            let body = to_bytes(body, 1 << 10).await.unwrap();
            (parts.status, String::from_utf8(body.to_vec()).unwrap())
        };
        let writes = async || housekeeping::sweep_expired(&manager).await.is_ok();
        assert!(writes().await);
        assert_eq!(ready().await, (StatusCode::OK, "ready\n".to_owned()));

        // As a full disk would have it: statements that write fail, those that read do not.
        let faulty = Db::open(&url("manager.db"), &SCHEMA).await.unwrap();
        let run = async |sql: &'static str| {
            let done = faulty.write(async |mut tx| tx.execute(sql, &[]).await.map(drop));
            done.await
                .map_err(|error: vestibule_store::Error| error.to_string())
                .unwrap();
        };
        run("ALTER TABLE authn_requests RENAME TO authn_requests_gone").await;
        run("ALTER TABLE schema_migration RENAME TO schema_migration_gone").await;
        assert!(!writes().await);
        let refused = (
            StatusCode::SERVICE_UNAVAILABLE,
            "the manager database takes no writes\n".to_owned(),
        );
        assert_eq!(ready().await, refused);
        assert_eq!(ready().await, refused);
        run("ALTER TABLE authn_requests_gone RENAME TO authn_requests").await;
        run("ALTER TABLE schema_migration_gone RENAME TO schema_migration").await;
        assert_eq!(ready().await, (StatusCode::OK, "ready\n".to_owned()));
    }
}
