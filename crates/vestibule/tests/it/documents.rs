//! Documents that are made from what they describe are up to date.

fn document(path: &str) -> String {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../..")
        .join(path);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

#[test]
fn the_configuration_page_is_made_from_the_fields() {
    let written = document("docs/configuration.md");
    let made = vestibule::configuration_page();
    assert!(
        written == made,
        "run: vestibule config reference > docs/configuration.md"
    );
}

#[test]
fn the_example_configuration_names_every_key_once() {
    let example = vestibule::configuration_example();
    for line in vestibule::configuration_page().lines() {
        let Some(key) = line.strip_prefix("### `").and_then(|rest| rest.split('`').next()) else {
            continue;
        };
        let is_set = |line: &&str| line.trim_start_matches('#').starts_with(&format!("{key} = "));
        assert!(example.lines().any(|line| is_set(&line)), "{key}");
    }
}

#[test]
fn links_between_documents_lead_somewhere() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut dead = Vec::new();
    for folder in [root.clone(), root.join("docs")] {
        for entry in std::fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_none_or(|extension| extension != "md") {
                continue;
            }
            let text = std::fs::read_to_string(&path).unwrap();
            for link in text.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
                let file = link.split('#').next().unwrap_or_default();
                let is_elsewhere = link.contains("://") || link.starts_with("mailto:") || file.is_empty();
                if !is_elsewhere && !folder.join(file).exists() {
                    dead.push(format!("{}: {link}", path.display()));
                }
            }
        }
    }
    assert!(dead.is_empty(), "{dead:#?}");
}
