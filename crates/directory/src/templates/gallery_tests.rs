//! What holds for every entry of the gallery.

use std::collections::BTreeSet;

use super::*;

const CATEGORIES: [&str; 18] = [
    "collaboration",
    "content-management",
    "crm",
    "data-services",
    "developer-services",
    "education",
    "finance-procurement",
    "human-resources",
    "it-infrastructure",
    "marketing",
    "mobile-device-management",
    "monitoring",
    "network-security",
    "productivity",
    "project-management",
    "security",
    "telecommunications",
    "travel-expense",
];

#[test]
fn slugs_and_names_are_unique_and_categories_are_known() {
    let slugs: BTreeSet<&str> = gallery().iter().map(|template| template.slug.as_str()).collect();
    let names: BTreeSet<&str> = gallery()
        .iter()
        .map(|template| template.display_name.as_str())
        .collect();
    assert_eq!((slugs.len(), names.len()), (gallery().len(), gallery().len()));
    assert!(
        gallery().len() >= MINIMUM,
        "the gallery has shrunk to {}",
        gallery().len()
    );
    for template in gallery() {
        assert!(
            CATEGORIES.contains(&template.category.as_str()),
            "{}: {}",
            template.slug,
            template.category
        );
    }
}

#[test]
fn every_pattern_accepts_an_example_of_itself() {
    for template in gallery() {
        for field in [&template.identifier, &template.reply_url, &template.sign_on_url] {
            for pattern in &field.patterns {
                let example = example_of(pattern.as_str());
                assert!(
                    pattern.matches(&example),
                    "{}: {pattern} refuses {example}",
                    template.slug
                );
            }
        }
    }
}

#[test]
fn a_required_field_without_a_pattern_is_explained_in_a_step() {
    for template in gallery() {
        for field in [&template.identifier, &template.reply_url, &template.sign_on_url] {
            let is_open = field.is_required && field.patterns.is_empty();
            let is_explained = template
                .steps
                .iter()
                .any(|step| step.contains("Copy") || step.contains("Ask "));
            assert!(!is_open || is_explained, "{}", template.slug);
        }
    }
}

#[test]
fn texts_are_plain_sentences() {
    for template in gallery() {
        assert!(template.description.ends_with('.'), "{}", template.slug);
        assert!(!template.steps.is_empty(), "{}", template.slug);
        for text in template.steps.iter().chain([&template.description]) {
            assert!(
                !text.contains(['°', '`', '*', '›', '·']),
                "{}: {text}",
                template.slug
            );
            assert!(text.ends_with('.'), "{}: {text}", template.slug);
            let is_miscalled = text.contains("Federation Metadata URL") || text.contains("Login Url");
            assert!(
                !is_miscalled && !text.contains(['{', '}']),
                "{}: {text}",
                template.slug
            );
        }
    }
}

const MINIMUM: usize = 60;

/// The pattern with each placeholder filled.
fn example_of(pattern: &str) -> String {
    let mut parts = pattern.split('<');
    let mut example = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (_, fixed) = part.split_once('>').unwrap();
        example.push_str("acme");
        example.push_str(fixed);
    }
    example
}
