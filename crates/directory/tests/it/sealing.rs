//! The master key changes while people sign in.

use std::sync::atomic::{AtomicBool, Ordering};

use vestibule_directory::certificates;
use vestibule_directory::sealing::reseal;
use vestibule_directory::sign_in::{self, Looking};
use vestibule_directory::{Caller, Directory, Failure, MasterKey, OpenError};
use vestibule_store::{Resealed, store_test};

use crate::SCHEMA;
use crate::world::{IDENTIFIER, World, system, tenant};

/// The key of [`World`].
fn first() -> MasterKey {
    MasterKey::from_octets(std::array::from_fn(|at| u8::try_from(at).unwrap()))
}

fn second() -> MasterKey {
    MasterKey::from_octets([9; 32])
}

async fn open(world: &World, key: &MasterKey) -> Result<Directory, OpenError> {
    Directory::open(&world.url, key, world.directory.environment().clone()).await
}

/// What a sign-on opens: the tenant's salt and the application's key, by a server that has opened nothing yet.
async fn signs(world: &World, directory: &Directory) -> Result<(), Failure> {
    let looking = Looking::ByIdentifier(IDENTIFIER);
    let facts = sign_in::load(directory, world.tenant_id(), looking, None).await?;
    directory.signing_material(&facts).await.map(drop)
}

store_test! {
    async fn a_server_with_both_keys_reads_under_either_and_seals_under_the_new_one(world: World) {
        let application = world.application().await;
        let both = open(&world, &second().beside(vec![first()])).await.unwrap();
        signs(&world, &both).await.unwrap();
        let new = certificates::create(&both, &system(), world.tenant_id(), &application.id).await.unwrap();
        certificates::activate(&both, &system(), world.tenant_id(), &application.id, &new.thumbprint).await.unwrap();
        assert!(signs(&world, &world.directory).await.is_err(), "a server without the new key");
        let waiting = open(&world, &first().beside(vec![second()])).await.unwrap();
        signs(&world, &waiting).await.unwrap();
    }

    async fn everything_comes_under_the_new_key_and_the_old_one_can_go(world: World) {
        world.application().await;
        // More than one transaction takes.
        for at in 0..120 {
            tenant(&world.directory, &format!("t{at}.example")).await;
        }
        let both = open(&world, &second().beside(vec![first()])).await.unwrap();
        assert_eq!(reseal(&both, &system()).await.unwrap(), Resealed { resealed: 122, current: 0 });
        assert_eq!(reseal(&both, &system()).await.unwrap(), Resealed { resealed: 0, current: 122 });
        let alone = open(&world, &second()).await.unwrap();
        signs(&world, &alone).await.unwrap();
        assert!(matches!(open(&world, &first()).await, Err(OpenError::MasterKey { schema: "directory" })));
    }

    async fn what_is_left_under_a_former_key_stops_a_start_without_it(world: World) {
        let application = world.application().await;
        let both = open(&world, &second().beside(vec![first()])).await.unwrap();
        reseal(&both, &system()).await.unwrap();
        // A server that was not started anew makes one more.
        certificates::create(&world.directory, &system(), world.tenant_id(), &application.id).await.unwrap();
        let refused = open(&world, &second()).await.err().unwrap();
        assert!(matches!(&refused, OpenError::FormerMasterKey { schema: "directory", .. }));
        assert!(refused.to_string().contains(&world.directory.sealer().key_id()), "{refused}");
        let both = open(&world, &second().beside(vec![first()])).await.unwrap();
        assert_eq!(reseal(&both, &system()).await.unwrap(), Resealed { resealed: 1, current: 2 });
        open(&world, &second()).await.unwrap();
    }

    async fn people_sign_in_while_the_key_changes(world: World) {
        let application = world.application().await;
        for _ in 0..5 {
            certificates::create(&world.directory, &system(), world.tenant_id(), &application.id).await.unwrap();
        }
        let both = open(&world, &second().beside(vec![first()])).await.unwrap();
        let waiting = open(&world, &first().beside(vec![second()])).await.unwrap();
        let is_over = AtomicBool::new(false);
        let sign_on = async |master_key: MasterKey| {
            let mut count = 0;
            while !is_over.load(Ordering::Relaxed) || count == 0 {
                // Anew each time, so that nothing is known from before.
                let server = open(&world, &master_key).await.unwrap();
                signs(&world, &server).await.unwrap();
                count += 1;
            }
        };
        let rotate = async {
            for server in [&both, &waiting, &both] {
                reseal(server, &system()).await.unwrap();
            }
            is_over.store(true, Ordering::Relaxed);
        };
        tokio::join!(
            rotate,
            sign_on(second().beside(vec![first()])),
            sign_on(first().beside(vec![second()])),
        );
        signs(&world, &open(&world, &second()).await.unwrap()).await.unwrap();
    }

    async fn nobody_changes_the_key_from_a_page(world: World) {
        let person = world.administrator("global", vestibule_directory::DirectoryRole::GlobalAdministrator).await;
        let caller: Caller = world.caller(&person).await;
        assert!(matches!(reseal(&world.directory, &caller).await, Err(Failure::Forbidden(_))));
    }
}
