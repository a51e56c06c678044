//! For tests, of this crate and of those that build on it: a clock in hand, known randomness, and databases of
//! both kinds that are empty at the beginning and gone at the end. Cargo feature `testing`.
//!
//! PostgreSQL is looked for at `VESTIBULE_TEST_POSTGRES`, a URL of a server where databases may be made
//! (`scripts/postgres-for-tests start` prints one). Without it the PostgreSQL half of each [`store_test!`](crate::store_test!) fails;
//! `VESTIBULE_TEST_POSTGRES=off` leaves that half out.

#![expect(clippy::expect_used, reason = "tests fail by panicking")]

use std::panic::resume_unwind;
use std::path::Path;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use jiff::{SignedDuration, Timestamp};
use tokio_postgres::error::SqlState;

use crate::clock::{Clock, Environment, Random};
use crate::db::{DatabaseUrl, Db};
use crate::migration::{self, Schema};

/// Two tests out of one story: `name::on_sqlite` and `name::on_postgres`, each with a database of its own.
///
/// The tables are those of the constant `SCHEMA` in scope, or of `schema: …;` at the beginning. The parameter may be
/// a [`Db`], a [`DatabaseUrl`] or anything else that is [`TestSubject`].
///
/// ```
/// mod tests {
///     use vestibule_store::{Db, Schema, store_test};
///
///     const SCHEMA: Schema = Schema { name: "example", migrations: &[] };
///
///     store_test! {
///         async fn a_database_answers(db: Db) {
///             db.ping().await.unwrap();
///         }
///     }
/// }
/// ```
#[macro_export]
macro_rules! store_test {
    (schema: $schema:expr; $($(#[$meta:meta])* async fn $name:ident($subject:ident: $type:ty) $story:block)+) => { $(
        $(#[$meta])*
        #[cfg(test)]
        mod $name {
            use super::*;

            async fn story($subject: $type) $story

            #[test]
            fn on_sqlite() {
                $crate::testing::run($crate::testing::Kind::Sqlite, &$schema, story);
            }

            #[test]
            fn on_postgres() {
                $crate::testing::run($crate::testing::Kind::Postgres, &$schema, story);
            }
        }
    )+ };
    ($($story:tt)+) => { $crate::store_test! { schema: SCHEMA; $($story)+ } };
}

/// What a [`store_test!`](crate::store_test!) can be about.
pub trait TestSubject: Send + Sized + 'static {
    /// Opens it on a database that has the tables of `schema`.
    fn open(database: &TestDatabase, schema: &Schema) -> impl Future<Output = Self> + Send;
}

impl TestSubject for Db {
    async fn open(database: &TestDatabase, schema: &Schema) -> Self {
        Self::open(database.url(), schema)
            .await
            .expect("a new database opens")
    }
}

impl TestSubject for DatabaseUrl {
    async fn open(database: &TestDatabase, _: &Schema) -> Self {
        database.url().clone()
    }
}

/// Runs a story on a database of its own, which is removed whether the story ends or fails.
pub fn run<S, F>(kind: Kind, schema: &Schema, story: impl FnOnce(S) -> F)
where
    S: TestSubject,
    F: Future<Output = ()> + Send + 'static,
{
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build();
    runtime.expect("a runtime starts").block_on(async {
        let Some(database) = TestDatabase::create(kind, &[schema]).await else {
            return;
        };
        let subject = S::open(&database, schema).await;
        let outcome = tokio::spawn(story(subject)).await;
        database.remove().await;
        if let Err(failure) = outcome {
            resume_unwind(failure.into_panic());
        }
    });
}

/// Which of the two databases.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A file in a temporary directory.
    Sqlite,
    /// A database of its own on the server at `VESTIBULE_TEST_POSTGRES`.
    Postgres,
}

/// A database for one test.
pub struct TestDatabase {
    url: DatabaseUrl,
    place: Place,
}

enum Place {
    Directory(tempfile::TempDir),
    Server { url: String, name: String },
}

impl TestDatabase {
    /// Makes one with the tables of `schemas` (on SQLite they are made when it is opened), or `None` if PostgreSQL is
    /// switched off for this run.
    pub async fn create(kind: Kind, schemas: &[&Schema]) -> Option<Self> {
        match kind {
            Kind::Sqlite => {
                let directory = tempfile::tempdir().expect("a temporary directory can be made");
                let url = DatabaseUrl::Sqlite(directory.path().join("test.db"));
                Some(Self {
                    url,
                    place: Place::Directory(directory),
                })
            }
            Kind::Postgres => {
                let server = server_url()?;
                let name = format!("vestibule_test_{:016x}", random_number());
                clone_template(&server, schemas, &name).await;
                let url = DatabaseUrl::Postgres(with_database(&server, &name));
                Some(Self {
                    url,
                    place: Place::Server { url: server, name },
                })
            }
        }
    }

    /// Where it is.
    pub fn url(&self) -> &DatabaseUrl {
        &self.url
    }

    /// The temporary directory of a SQLite file: room for a second one.
    pub fn directory(&self) -> Option<&Path> {
        match &self.place {
            Place::Directory(directory) => Some(directory.path()),
            Place::Server { .. } => None,
        }
    }

    /// Removes it; connections still open are cut.
    pub async fn remove(self) {
        if let Place::Server { url, name } = self.place {
            let drop = format!("DROP DATABASE {name} WITH (FORCE)");
            connect(&url)
                .await
                .batch_execute(&drop)
                .await
                .expect("the test's database can be dropped");
        }
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "says where the tests' server is; no part of the product"
)]
fn server_url() -> Option<String> {
    let url = std::env::var("VESTIBULE_TEST_POSTGRES").expect(
        "VESTIBULE_TEST_POSTGRES is the URL of a PostgreSQL for tests (scripts/postgres-for-tests start), or off",
    );
    (url != "off").then_some(url)
}

/// Copies the database that has these tables; makes that first if it is the first time.
async fn clone_template(server: &str, schemas: &[&Schema], name: &str) {
    let client = connect(server).await;
    let template = template_name(schemas);
    let clone = format!("CREATE DATABASE {name} TEMPLATE {template} STRATEGY = FILE_COPY");
    match client.batch_execute(&clone).await {
        Ok(()) => return,
        Err(error) if error.code() == Some(&SqlState::UNDEFINED_DATABASE) => {}
        Err(error) => panic!("{clone}: {error:?}"),
    }
    client
        .batch_execute(&format!("SELECT pg_advisory_lock({LOCK})"))
        .await
        .expect("a lock can be taken");
    let exists = format!("SELECT 1 FROM pg_database WHERE datname = '{template}'");
    if client
        .query(&exists, &[])
        .await
        .expect("databases can be listed")
        .is_empty()
    {
        let unfinished = format!("{template}_unfinished");
        for make in [
            format!("DROP DATABASE IF EXISTS {unfinished} WITH (FORCE)"),
            format!("CREATE DATABASE {unfinished} TEMPLATE template0"),
        ] {
            client.batch_execute(&make).await.expect("a database can be made");
        }
        let url = DatabaseUrl::Postgres(with_database(server, &unfinished));
        for schema in schemas {
            Db::open(&url, schema).await.expect("the migrations run");
        }
        // Others see it only now that it is complete.
        let rename = format!("ALTER DATABASE {unfinished} RENAME TO {template}");
        client
            .batch_execute(&rename)
            .await
            .expect("the finished template can be renamed");
    }
    client
        .batch_execute(&format!("SELECT pg_advisory_unlock({LOCK})"))
        .await
        .expect("the lock is ours");
    client
        .batch_execute(&clone)
        .await
        .expect("the template can be copied");
}

fn template_name(schemas: &[&Schema]) -> String {
    let mut all = String::new();
    for schema in schemas {
        all.push_str(schema.name);
        schema
            .migrations
            .iter()
            .for_each(|migration| all.push_str(&migration::checksum(migration)));
    }
    let checksum = migration::checksum_of("template", &all);
    format!("vestibule_template_{}", checksum.get(..16).unwrap_or_default())
}

async fn connect(url: &str) -> tokio_postgres::Client {
    let (client, connection) = tokio_postgres::connect(url, tokio_postgres::NoTls)
        .await
        .expect("the server at VESTIBULE_TEST_POSTGRES can be reached");
    tokio::spawn(connection);
    client
}

fn with_database(server: &str, name: &str) -> String {
    let (address, query) = server
        .split_once('?')
        .map_or((server, None), |(a, q)| (a, Some(q)));
    let host = address.find("://").map_or(0, |at| at + 3);
    let end = address
        .get(host..)
        .and_then(|rest| rest.find('/'))
        .map_or(address.len(), |at| host + at);
    let address = address.get(..end).unwrap_or(address);
    query.map_or_else(
        || format!("{address}/{name}"),
        |query| format!("{address}/{name}?{query}"),
    )
}

fn random_number() -> u64 {
    u64::from_le_bytes(Environment::system().octets())
}

/// An environment whose clock stands at 2025-04-01T08:00:00Z until it is moved, and whose randomness follows from `seed`.
pub fn environment(seed: u64) -> (Environment, ManualClock) {
    let clock = ManualClock::default();
    (
        Environment::new(Arc::new(clock.clone()), Arc::new(SeededRandom::new(seed))),
        clock,
    )
}

/// A clock that stands still until it is moved; clones are the same clock.
#[derive(Debug, Clone)]
pub struct ManualClock(Arc<AtomicI64>);

impl ManualClock {
    /// A clock that shows `now`, to the microsecond.
    pub fn at(now: Timestamp) -> Self {
        Self(Arc::new(AtomicI64::new(now.as_microsecond())))
    }

    /// Makes it show `now`.
    pub fn set(&self, now: Timestamp) {
        self.0.store(now.as_microsecond(), Ordering::SeqCst);
    }

    /// Moves it on, or back if negative.
    pub fn advance(&self, by: SignedDuration) {
        self.set(self.now() + by);
    }
}

/// 2025-04-01T08:00:00Z.
impl Default for ManualClock {
    fn default() -> Self {
        Self(Arc::new(AtomicI64::new(1_743_494_400_000_000)))
    }
}

impl Clock for ManualClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_microsecond(self.0.load(Ordering::SeqCst)).expect("it was a timestamp before")
    }
}

/// The same octets in every run: SplitMix64. No secret.
#[derive(Debug)]
pub struct SeededRandom(Mutex<u64>);

impl SeededRandom {
    /// The sequence that begins at `seed`.
    pub fn new(seed: u64) -> Self {
        Self(Mutex::new(seed))
    }
}

impl Random for SeededRandom {
    fn fill(&self, octets: &mut [u8]) {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for chunk in octets.chunks_mut(8) {
            *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
            let mixed = (*state ^ (*state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            for (octet, random) in chunk.iter_mut().zip((mixed ^ (mixed >> 31)).to_le_bytes()) {
                *octet = random;
            }
        }
    }
}

/// Advisory lock under which a template is made.
const LOCK: i64 = 7_310_020;
