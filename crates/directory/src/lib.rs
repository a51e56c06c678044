//! The directory: people, groups, applications, certificates, assignments, sessions and logs, with the operations on them.
//!
//! Every operation takes the [`Directory`], the [`Caller`] who asks for it, and what it is about. It authorises, decides,
//! saves and leaves its audit entry in one transaction, so that a rule added here holds for pages, programs and the
//! command line alike. The crate knows neither HTTP nor HTML nor XML.
//!
//! # Where to start
//!
//! - One sign-on: [`sign_in::sign_on`] reads all facts and hands them to a judge, who calls [`sign_in::decide`], which is
//!   pure and yields [`sign_in::Granted`], and [`claims::for_grant`], which says what the assertion will carry; what he
//!   grants is in the log when the transaction ends.
//! - One password: [`sign_in::verify_password`] yields [`sign_in::Authenticated`], the proof that [`sessions::start`] takes.
//! - One administrator's edit: [`applications::update`].
//! - What can go wrong: [`failure`], a catalogue of codes with their sentences.
//!
//! # A tenant, an application, a person, a sign-on
//!
//! ```
//! # tokio::runtime::Runtime::new()?.block_on(async {
//! #     let place = tempfile::tempdir()?;
//! #     let url = DatabaseUrl::Sqlite(place.path().join("directory.db"));
//! #     story(&url, &MasterKey::from_octets(Environment::system().octets())).await
//! # })?;
//! use vestibule_directory::applications::{self, NewApplication};
//! use vestibule_directory::assignments::{self, Principal};
//! use vestibule_directory::sessions::{self, Keep};
//! use vestibule_directory::sign_in::{self, Looking};
//! use vestibule_directory::tenants::{self, NewTenant};
//! use vestibule_directory::users::{self, NewUser};
//! use vestibule_directory::{Caller, DatabaseUrl, Directory, Environment, MasterKey, claims};
//!
//! async fn story(url: &DatabaseUrl, key: &MasterKey) -> Result<(), Box<dyn std::error::Error>> {
//!     let directory = Directory::open(url, key, Environment::system()).await?;
//!     let system = Caller::system("example");
//!     let new = NewTenant { domain: "contoso.com".parse()?, display_name: "Contoso".parse()? };
//!     let tenant = tenants::create(&directory, &system, new).await?;
//!
//!     let mut new = NewApplication::new(&tenant.id, "Service desk".parse()?);
//!     new.identifiers = vec!["https://desk.example/".parse()?];
//!     let application = applications::create(&directory, &system, new).await?;
//!
//!     let mut new = NewUser::new(&tenant.id, "B.Simon@contoso.com".parse()?, "B.Simon".parse()?);
//!     new.must_change_password = false;
//!     let created = users::create(&directory, &system, new).await?;
//!     let password = created.generated_password.ok_or("none was given, so one was made")?;
//!     let person = Principal::User(created.user.id);
//!     assignments::assign(&directory, &system, &tenant.id, &application.id, &person, None).await?;
//!
//!     let source = std::net::Ipv4Addr::LOCALHOST.into();
//!     let shown = sign_in::verify_password(&directory, &tenant.id, "b.simon@contoso.com", &password, source).await?;
//!     let started = sessions::start(&directory, &shown, Keep::No, source, None).await?;
//!
//!     let looking = Looking::ByIdentifier("https://desk.example/");
//!     let facts = sign_in::load(&directory, "contoso.com", looking, Some(started.token.expose())).await?;
//!     let granted = sign_in::decide(&facts, directory.environment().now())?;
//!     let claims = claims::for_grant(&granted, "https://idp.example/", None, "a random value");
//!     assert_eq!(claims.name_id.value, "B.Simon@contoso.com");
//!     Ok(())
//! }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod bulk;
mod caller;
mod directory;
mod page;
mod permission;

pub mod applications;
pub mod assignments;
pub mod audit;
pub mod certificates;
pub mod claims;
pub mod copies;
pub mod failure;
pub mod groups;
pub mod housekeeping;
pub mod passwords;
pub mod recovery;
pub mod roles;
pub mod sealing;
pub mod sessions;
pub mod sign_in;
pub mod sign_ins;
pub mod sign_outs;
pub mod templates;
pub mod tenants;
pub mod users;
pub mod value;

pub use bulk::{Fate, Writing};
pub use caller::{Caller, PersonCaller};
#[cfg(feature = "testing")]
pub use directory::SCHEMA;
pub use directory::{Directory, Loopback};
pub use failure::{Code, Conflict, Failure, Noun, Problem, Refusal};
pub use page::{Page, PageRequest};
pub use permission::Permission;
pub use roles::DirectoryRole;

/// What callers of the directory need of the layer below: time, randomness, secrets, addresses of databases.
pub use vestibule_store::{DatabaseUrl, Environment, MasterKey, OpenError, Sealer, Secret};
