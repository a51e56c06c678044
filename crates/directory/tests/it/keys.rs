//! What an application signs with, and what it says.

use vestibule_directory::applications;
use vestibule_directory::assignments::Principal;
use vestibule_directory::sign_in::{self, Looking};
use vestibule_directory::users::{self, UserChange};
use vestibule_directory::value::DisplayName;
use vestibule_store::store_test;

use crate::SCHEMA;
use crate::world::{World, claims_of, system};

store_test! {
    async fn each_application_signs_with_a_key_of_its_own(world: World) {
        let one = world.application().await;
        let other = world.new_application("Other", "https://other.example/");
        let other = applications::create(&world.directory, &system(), other).await.unwrap();
        let mut materials = Vec::new();
        for application in [&one, &other] {
            let looking = Looking::ById(&application.app_id);
            let facts = sign_in::load(&world.directory, world.tenant_id(), looking, None).await.unwrap();
            let listed = vestibule_directory::certificates::list(&world.directory, &system(), world.tenant_id(), &application.id).await.unwrap();
            assert_eq!(listed.iter().map(|one| one.id.as_str()).collect::<Vec<_>>(), [facts.certificate().unwrap().id.as_str()]);
            materials.push(world.directory.signing_material(&facts).await.unwrap());
        }
        assert_ne!(materials[0].pkcs8.expose(), materials[1].pkcs8.expose());
        assert_ne!(materials[0].der, materials[1].der);
    }

    async fn what_looks_like_an_expression_is_sent_as_it_is(world: World) {
        let (application, user) = (world.application().await, world.bsimon().await);
        world.assign(&application, Principal::User(user.id.clone())).await;
        for text in ["{{7*7}}", "${x}", "user.__class__", "%{7*7}", "#{7*7}"] {
            let change = UserChange { display_name: Some(DisplayName::parse(text).unwrap()), ..UserChange::default() };
            users::update(&world.directory, &system(), world.tenant_id(), &user.id, change).await.unwrap();
            let granted = world.decides(&world.signs_in(&user).await).await.unwrap();
            let claims = claims_of(&granted);
            let name = claims.attributes.iter().find(|claim| claim.name.ends_with("/displayname")).unwrap();
            assert_eq!(name.values, [text]);
        }
    }
}
