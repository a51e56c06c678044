//! Clocks that differ, and messages that are old.

use jiff::SignedDuration;
use vestibule_manager::Failure;
use vestibule_manager::providers::{self, AccountKey};
use vestibule_store::{Clock as _, Db, store_test};

use crate::world::{SCHEMA, World};

store_test! {
    async fn a_clock_four_minutes_behind_is_refused_and_says_so(db: Db) {
        let world = World::new(db).await;
        let ahead = world.unsolicited().written_at(world.clock.now() + SignedDuration::from_mins(4));
        let refused = world.browser().brings(&ahead).await;
        refused.is_refused_with("SSO-115");
        assert!(refused.text().contains("4 min 0 s ahead of this server's clock"), "{}", refused.text());
        let german = world.browser().reads("de").brings(&ahead).await;
        assert!(german.text().contains("4 min 0 s vor der Uhr dieses Servers"), "{}", german.text());
    }

    async fn a_clock_one_minute_off_either_way_is_accepted(db: Db) {
        let world = World::new(db).await;
        for seconds in [-60, -59, 59, 60] {
            let off = world.unsolicited().written_at(world.clock.now() + SignedDuration::from_secs(seconds));
            world.browser().brings(&off).await.is_welcome_to("/");
        }
        let off = world.unsolicited().written_at(world.clock.now() + SignedDuration::from_secs(61));
        world.browser().brings(&off).await.is_refused_with("SSO-115");
    }

    async fn an_expired_answer_says_by_how_much(db: Db) {
        let world = World::new(db).await;
        let answer = world.unsolicited();
        world.passes(SignedDuration::from_mins(62));
        let refused = world.browser().brings(&answer).await;
        refused.is_refused_with("SSO-114");
        assert!(refused.text().contains("behind this server's clock"), "{}", refused.text());
    }

    async fn the_allowed_difference_is_a_setting_of_five_minutes_at_most(db: Db) {
        let world = World::new(db).await;
        let mut record = world.record(AccountKey::ObjectId);
        record.clock_skew = SignedDuration::from_secs(300);
        world.sets(record.clone()).await;
        let ahead = world.unsolicited().written_at(world.clock.now() + SignedDuration::from_mins(4));
        world.browser().brings(&ahead).await.is_welcome_to("/");
        record.clock_skew = SignedDuration::from_secs(301);
        let refused = providers::set(&world.manager, &world.contoso, record).await;
        assert!(matches!(refused, Err(Failure::Invalid(_))));
    }
}
