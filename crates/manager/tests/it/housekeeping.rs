//! What is dropped when its time is over, and what is not.

use jiff::SignedDuration;
use vestibule_manager::housekeeping;
use vestibule_store::{Db, store_test};

use crate::world::{ACS, From, SCHEMA, World};

const MONTH: SignedDuration = SignedDuration::from_hours(24 * 30);

store_test! {
    async fn the_sign_in_log_is_kept_for_thirty_days(db: Db) {
        let world = World::new(db).await;
        // More than one transaction takes.
        let mut stranger = world.browser();
        for number in 0..1_003 {
            stranger.posts(ACS, &[("SAMLResponse", "x")], From::Nowhere).await;
            if number % 500 == 0 {
                world.passes(SignedDuration::from_mins(2));
            }
        }
        world.passes(SignedDuration::from_hours(24 * 30) - SignedDuration::from_mins(1));
        world.browser().signs_in().await;
        housekeeping::sweep(&world.manager, MONTH).await.unwrap();
        let kept = world.log().await;
        assert!(kept.len() > 1, "the last ones are not thirty days old");
        world.passes(SignedDuration::from_mins(1));
        housekeeping::sweep(&world.manager, MONTH).await.unwrap();
        let log = world.log().await;
        assert_eq!(log.len(), 1, "the sign-in alone is left");
        assert_eq!(log[0].code, None);
        assert_eq!(housekeeping::sweep(&world.manager, MONTH).await.unwrap(), 0);
    }
}
