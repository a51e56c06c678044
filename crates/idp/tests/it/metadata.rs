//! Federation metadata.

use vestibule_directory::Caller;
use vestibule_directory::applications::{self, CompatibilityProfile};
use vestibule_idp::{federation_metadata, metadata_url};

use crate::partner::trusted_keys;
use crate::world::{BASE, World};

#[tokio::test(flavor = "multi_thread")]
async fn metadata_is_found_in_any_case_and_by_domain() {
    let world = World::new().await;
    let browser = world.browser();
    let path = metadata_url(&world.settings, &world.tenant.id, &world.application.app_id).replace(BASE, "");
    let alike = [
        path.clone(),
        path.replace("federationmetadata/", "FederationMetadata/")
            .replace("federationmetadata.xml", "FederationMetadata.xml"),
        path.replace(&world.tenant.id, "contoso.example"),
    ];
    for path in alike {
        let page = browser.gets(&path).await;
        assert_eq!(page.status, 200, "{path}: {}", page.body);
        assert!(page.header("content-type").unwrap().contains("xml"));
        assert!(
            page.body.contains(&format!("entityID=\"{}\"", world.issuer())),
            "{}",
            page.body
        );
        assert!(
            page.body
                .contains(&vestibule_idp::login_url(&world.settings, &world.tenant.id))
        );
    }
    assert_eq!(
        browser.gets(&path.replace("2007-06", "2007-07")).await.status,
        404
    );
    assert_eq!(
        browser
            .gets(&path.replace("metadata.xml", "metadata.xm"))
            .await
            .status,
        404
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn metadata_of_a_whole_tenant_is_refused_with_a_sentence() {
    let world = World::new().await;
    let path = format!(
        "/{}/federationmetadata/2007-06/federationmetadata.xml",
        world.tenant.id
    );
    let page = world.browser().gets(&path).await;
    page.assert_refused(400, "appid");
    let page = world
        .browser()
        .gets(&format!("{path}?appid={}", world.tenant.id))
        .await;
    page.assert_refused(400, "AADSTS700016");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_download_is_what_the_address_serves() {
    let world = World::new().await;
    let (tenant, app_id) = (&world.tenant.id, &world.application.app_id);
    let document = federation_metadata(&world.directory, &world.settings, tenant, app_id)
        .await
        .unwrap();
    assert!(document.contains(&world.issuer()));
    trusted_keys(&world).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn shibboleth_gets_metadata_that_its_schemas_know_with_the_same_keys_and_addresses() {
    let world = World::new().await;
    let (tenant, application) = (&world.tenant.id, &world.application);
    let document = async || {
        federation_metadata(&world.directory, &world.settings, tenant, &application.app_id)
            .await
            .unwrap()
    };
    let keys = trusted_keys(&world).await;
    let reading = vestibule_saml::metadata::Reading {
        entity_id: None,
        now: crate::partner::now(&world),
        plain_http: vestibule_saml::identity_provider::PlainHttp::OnLoopback,
        signed_by: Some(&keys),
    };
    let read = |xml: &str| {
        vestibule_saml::metadata::IdentityProviderMetadata::parse(xml.as_bytes(), &reading).unwrap()
    };
    let before = document().await;
    assert!(before.contains("fed:SecurityTokenServiceType"));
    let profile = Some(CompatibilityProfile::ShibbolethSp);
    let key = (tenant.as_str(), application.id.as_str());
    let caller = Caller::system("test");
    applications::set_compatibility_profile(&world.directory, &caller, key, profile)
        .await
        .unwrap();
    let after = document().await;
    assert!(
        !after.contains("RoleDescriptor") && !after.contains("xsi:type"),
        "{after}"
    );
    assert_eq!(read(&after), read(&before), "signed, and saying the same of SAML");
    applications::set_compatibility_profile(&world.directory, &caller, key, None)
        .await
        .unwrap();
    assert!(document().await.contains("fed:SecurityTokenServiceType"));
}
