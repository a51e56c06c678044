//! Several servers, of which one is the primary. Two doors lead to the server for tests: one lets everything through, the
//! other is a standby's, through which nothing can be written until it is promoted.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use vestibule_store::testing::{Kind, TestDatabase};
use vestibule_store::{DatabaseUrl, Db, Error};

use crate::world::{SCHEMA, amount_of, given, set_amount};

/// What the product asks of the session, and as many octets that make it a standby's.
const ASKED: &[u8] = b"-c statement_timeout=30s -c idle_in_transaction_session_timeout=30s";
const READ_ONLY: &[u8] = b"-c default_transaction_read_only=on                                ";

/// A port that leads to the server for tests until it is closed.
struct Door {
    address: SocketAddr,
    is_standby: Arc<AtomicBool>,
    entered: Arc<AtomicUsize>,
    open: JoinSet<()>,
}

impl Door {
    async fn open(server: String, is_standby: bool) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let is_standby = Arc::new(AtomicBool::new(is_standby));
        let entered = Arc::new(AtomicUsize::new(0));
        let mut open = JoinSet::new();
        let (standby, count) = (Arc::clone(&is_standby), Arc::clone(&entered));
        open.spawn(async move {
            let mut inside = JoinSet::new();
            while let Ok((client, _)) = listener.accept().await {
                count.fetch_add(1, Ordering::SeqCst);
                inside.spawn(pass(client, server.clone(), standby.load(Ordering::SeqCst)));
            }
        });
        Self {
            address,
            is_standby,
            entered,
            open,
        }
    }

    fn promote(&self) {
        self.is_standby.store(false, Ordering::SeqCst);
    }

    /// Cuts every connection, and refuses new ones.
    async fn close(&mut self) {
        self.open.shutdown().await;
    }

    fn entered(&self) -> usize {
        self.entered.load(Ordering::SeqCst)
    }
}

async fn pass(mut client: TcpStream, server: String, is_standby: bool) {
    let mut hello = vec![0; 4];
    client.read_exact(&mut hello).await.unwrap();
    let length = usize::try_from(u32::from_be_bytes(hello.as_slice().try_into().unwrap())).unwrap();
    hello.resize(length, 0);
    client.read_exact(&mut hello[4..]).await.unwrap();
    if is_standby {
        let at = hello.windows(ASKED.len()).position(|part| part == ASKED).unwrap();
        hello[at..at + ASKED.len()].copy_from_slice(READ_ONLY);
    }
    let mut server = TcpStream::connect(server).await.unwrap();
    server.write_all(&hello).await.unwrap();
    // Either end may go at any time.
    drop(tokio::io::copy_bidirectional(&mut client, &mut server).await);
}

/// A database, and the place of its server.
async fn database() -> Option<(TestDatabase, String)> {
    let database = TestDatabase::create(Kind::Postgres, &[&SCHEMA]).await?;
    let DatabaseUrl::Postgres(url) = database.url() else {
        return None;
    };
    let place = url
        .rsplit('@')
        .next()
        .unwrap()
        .split('/')
        .next()
        .unwrap()
        .to_owned();
    Some((database, place))
}

/// The database by way of these places.
fn through(database: &TestDatabase, places: &str, place: &str) -> DatabaseUrl {
    let DatabaseUrl::Postgres(url) = database.url() else {
        panic!("not on a server")
    };
    let separator = if url.contains('?') { '&' } else { '?' };
    format!("{}{separator}sslmode=disable", url.replace(place, places))
        .parse()
        .unwrap()
}

#[tokio::test]
async fn the_primary_is_found_among_standbys_and_after_a_failover_found_again() {
    let Some((database, place)) = database().await else {
        return;
    };
    let standby = Door::open(place.clone(), true).await;
    let mut primary = Door::open(place.clone(), false).await;
    let places = format!("127.0.0.1:1,{},{}", standby.address, primary.address);
    let db = Db::open(&through(&database, &places, &place), &SCHEMA)
        .await
        .unwrap();
    given(&db, &[("1", 5)]).await;
    assert_eq!(amount_of(&db, "1").await, Some(5));
    let asked = standby.entered();

    primary.close().await;
    let write = async |amount| {
        db.write(async |mut tx| set_amount(&mut tx, "1", amount).await)
            .await
    };
    // Nobody can be written to: said at once, and nothing is saved.
    assert!(matches!(write(6).await, Err(Error::Unavailable(_))));
    assert!(standby.entered() > asked, "the standby was not asked");

    standby.promote();
    assert_eq!(write(7).await.unwrap(), 1);
    assert_eq!(amount_of(&db, "1").await, Some(7));
    drop(db);
    database.remove().await;
}

#[tokio::test]
async fn once_the_primary_is_known_it_is_asked_first() {
    let Some((database, place)) = database().await else {
        return;
    };
    let standby = Door::open(place.clone(), true).await;
    let primary = Door::open(place.clone(), false).await;
    let places = format!("{},{}", standby.address, primary.address);
    let db = Db::open(&through(&database, &places, &place), &SCHEMA)
        .await
        .unwrap();
    let asked = standby.entered();
    let mut all = JoinSet::new();
    for _ in 0..8 {
        let db = db.clone();
        all.spawn(async move { db.ping().await });
    }
    for answer in all.join_all().await {
        answer.unwrap();
    }
    assert!(primary.entered() > 1);
    assert_eq!(standby.entered(), asked);
    drop(db);
    database.remove().await;
}

#[tokio::test]
async fn standbys_alone_are_no_database_to_serve_from() {
    let Some((database, place)) = database().await else {
        return;
    };
    let doors = [
        Door::open(place.clone(), true).await,
        Door::open(place.clone(), true).await,
    ];
    let places = format!("{},{}", doors[0].address, doors[1].address);
    let error = Db::open(&through(&database, &places, &place), &SCHEMA)
        .await
        .map(drop)
        .unwrap_err();
    let reason = std::error::Error::source(&error).unwrap().to_string();
    assert!(reason.contains(&format!("{}: ", doors[1].address)), "{reason}");
    assert!(reason.contains("does not allow writes"), "{reason}");
    database.remove().await;
}
