//! The master key is changed by the command line.

use serde_json::json;

use crate::binary::{json, refused};
use crate::commands::Place;

#[test]
fn a_master_key_is_replaced_by_another_step_by_step() {
    let place = Place::new();
    place.wiki();
    place.json(
        "manager customer create --name fabrikam --host fabrikam.desk.localhost",
        &[],
    );
    std::fs::write(place.folder().join("next.key"), "fedcba9876543210".repeat(4)).unwrap();
    let with = |line: &'static str, options: &[&'static str]| {
        let mut arguments: Vec<&str> = line.split(' ').collect();
        arguments.extend(["--config", "vestibule.toml", "--master-key-file", "next.key"]);
        arguments.extend(options);
        arguments
    };
    let both = ["--former-master-key-file", "master.key"];
    let alone = refused(place.folder(), &with("user list", &[]));
    assert!(alone.contains("the master key is not the one"), "{alone}");
    json(place.folder(), &with("app certificate create --app Wiki", &both));
    let shown = json(place.folder(), &with("master-key show", &both));
    let half = refused(place.folder(), &with("user list", &[]));
    let former = shown["formerMasterKeyIds"][0].as_str().unwrap();
    assert!(
        half.contains(former) && half.contains("master-key rotate"),
        "{half}"
    );

    let rotated = json(place.folder(), &with("master-key rotate", &both));
    assert_eq!(rotated["masterKeyId"], shown["masterKeyId"]);
    // The salt of the tenant and the first certificate; the second one was sealed under the new key.
    assert_eq!(
        rotated["directory"],
        json!({ "resealed": 2, "alreadyCurrent": 1 })
    );
    let again = json(place.folder(), &with("master-key rotate", &[]));
    assert_eq!(again["directory"], json!({ "resealed": 0, "alreadyCurrent": 3 }));
    assert_eq!(again["manager"], json!({ "resealed": 0, "alreadyCurrent": 0 }));
    assert!(
        place
            .refused("user list")
            .contains("the master key is not the one")
    );
}
