//! Many people at once.

use std::net::IpAddr;

use vestibule_store::{Db, store_test};

use crate::world::{Browser, CONTOSO, SCHEMA, World};

const PEOPLE: usize = 24;

store_test! {
    async fn a_crowd_signs_in_at_once_from_one_address(db: Db) {
        let world = World::new(db).await;
        let people = 0..PEOPLE;
        let stories = people.map(|number| {
            let world = &world;
            async move {
                let mut browser = Browser::new(world, CONTOSO, IpAddr::from([192, 0, 2, 1]));
                let request = browser.is_sent_away_from("/").await;
                let login = format!("person{number}@contoso.com");
                let answer = world.answering(&request).about(&login, &format!("id-{number}"), "Person", &number.to_string());
                browser.brings(&answer).await.is_welcome_to("/");
                assert_eq!(browser.opens("/").await.status, 200);
            }
        });
        join_all(stories).await;
        assert_eq!(world.people(&world.contoso).await.len(), PEOPLE);
    }
}

/// Polls them all until the last one is done.
async fn join_all<F: Future<Output = ()>>(stories: impl Iterator<Item = F>) {
    let mut stories: Vec<_> = stories.map(Box::pin).collect();
    std::future::poll_fn(|context| {
        stories.retain_mut(|story| story.as_mut().poll(context).is_pending());
        if stories.is_empty() {
            std::task::Poll::Ready(())
        } else {
            std::task::Poll::Pending
        }
    })
    .await;
}
