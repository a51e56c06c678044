//! Groups, nested ones too.

use vestibule_directory::groups::{self, Group, Member, NewGroup};
use vestibule_directory::value::DisplayName;
use vestibule_directory::{Conflict, Failure, PageRequest};
use vestibule_store::store_test;

use crate::SCHEMA;
use crate::world::{World, system};

pub(crate) async fn group(world: &World, name: &str) -> Group {
    let display_name = DisplayName::parse(name).unwrap();
    let new = NewGroup {
        tenant_id: world.tenant.id.clone(),
        display_name,
        description: None,
    };
    groups::create(&world.directory, &system(), new).await.unwrap()
}

pub(crate) async fn add(world: &World, group: &Group, member: Member) -> Result<(), Failure> {
    groups::add_member(&world.directory, &system(), world.tenant_id(), &group.id, &member).await
}

store_test! {
    async fn members_are_listed_by_name_people_and_groups_together(world: World) {
        let (outer, inner) = (group(&world, "Outer").await, group(&world, "Inner").await);
        let user = world.bsimon().await;
        add(&world, &outer, Member::Group(inner.id.clone())).await.unwrap();
        add(&world, &outer, Member::User(user.id.clone())).await.unwrap();
        add(&world, &outer, Member::User(user.id.clone())).await.unwrap();
        let (directory, tenant_id) = (&world.directory, world.tenant_id());
        let first = groups::members(directory, &system(), tenant_id, &outer.id, &PageRequest::first(1)).await.unwrap();
        assert_eq!(first.items[0].member, Member::User(user.id.clone()));
        let page = PageRequest::following(first.next.unwrap(), 1);
        let second = groups::members(directory, &system(), tenant_id, &outer.id, &page).await.unwrap();
        assert_eq!((&second.items[0].member, second.next), (&Member::Group(inner.id.clone()), None));
        groups::remove_member(directory, &system(), tenant_id, &outer.id, &Member::User(user.id)).await.unwrap();
        let page = PageRequest::default();
        assert_eq!(groups::members(directory, &system(), tenant_id, &outer.id, &page).await.unwrap().items.len(), 1);
    }

    async fn the_groups_of_a_person_include_those_around_his(world: World) {
        let [inner, middle, outer] = [group(&world, "A").await, group(&world, "B").await, group(&world, "C").await];
        group(&world, "D").await;
        let user = world.bsimon().await;
        add(&world, &inner, Member::User(user.id.clone())).await.unwrap();
        add(&world, &middle, Member::Group(inner.id.clone())).await.unwrap();
        add(&world, &outer, Member::Group(middle.id.clone())).await.unwrap();
        let groups = groups::groups_of(&world.directory, &system(), world.tenant_id(), &user.id).await.unwrap();
        assert_eq!(groups.into_iter().map(|group| group.display_name).collect::<Vec<_>>(), ["A", "B", "C"]);
    }

    async fn a_group_cannot_contain_itself(world: World) {
        let [inner, middle, outer] = [group(&world, "A").await, group(&world, "B").await, group(&world, "C").await];
        add(&world, &middle, Member::Group(inner.id.clone())).await.unwrap();
        add(&world, &outer, Member::Group(middle.id.clone())).await.unwrap();
        for member in [&inner, &middle, &outer] {
            let result = add(&world, &inner, Member::Group(member.id.clone())).await;
            assert!(matches!(result, Err(Failure::Conflict(Conflict::GroupCycle))), "{}", member.display_name);
        }
    }

    async fn two_who_put_two_groups_into_each_other_at_once_make_no_circle(world: World) {
        let (a, b) = (group(&world, "A").await, group(&world, "B").await);
        let replica = world.replica().await;
        let add = |directory: vestibule_directory::Directory, group: String, member: String| {
            let tenant_id = world.tenant.id.clone();
            tokio::spawn(async move {
                let member = Member::Group(member);
                groups::add_member(&directory, &system(), &tenant_id, &group, &member).await.is_ok()
            })
        };
        let one = add(world.directory.clone(), a.id.clone(), b.id.clone());
        let other = add(replica, b.id, a.id);
        assert_ne!(one.await.unwrap(), other.await.unwrap());
    }

    async fn a_deleted_group_takes_its_memberships_along(world: World) {
        let (outer, inner) = (group(&world, "Outer").await, group(&world, "Inner").await);
        add(&world, &outer, Member::Group(inner.id.clone())).await.unwrap();
        let (directory, tenant_id) = (&world.directory, world.tenant_id());
        groups::delete(directory, &system(), tenant_id, &inner.id).await.unwrap();
        let page = PageRequest::default();
        assert!(groups::members(directory, &system(), tenant_id, &outer.id, &page).await.unwrap().items.is_empty());
        assert_eq!(groups::find_by_name(directory, &system(), tenant_id, "inner").await.unwrap(), None);
        assert_eq!(groups::list(directory, &system(), tenant_id, &page).await.unwrap().items, [outer]);
    }
}
