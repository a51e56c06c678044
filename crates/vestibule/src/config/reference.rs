//! The commented example and the reference page, made from the documentation of the fields.

use super::file::{FieldReference, Need, SECTIONS};

/// The file that `vestibule config example` prints: complete, commented, and valid as it stands.
pub fn example() -> String {
    let mut text = String::from(
        "# Configuration of `vestibule serve`.\n\
         # What is commented out may be left out; the value shown there is an example.\n\
         # `vestibule config check --config FILE` tells everything that is wrong with a file.\n",
    );
    for section in &SECTIONS {
        text.push('\n');
        push_comment(&mut text, section.about);
        let is_needed = section.fields.iter().any(|field| field.need == Need::Required);
        let mark = if is_needed { "" } else { "#" };
        push(&mut text, format_args!("{mark}[{}]\n", section.key));
        for field in section.fields {
            text.push('\n');
            push_comment(&mut text, field.about);
            let mark = if field.need == Need::Required { "" } else { "#" };
            push(
                &mut text,
                format_args!("{mark}{} = {}\n", field.key, field.example),
            );
        }
    }
    text
}

/// The page `docs/configuration.md`.
pub fn page() -> String {
    let mut text = String::from(
        "# Configuration\n\n\
         <!-- Made from the documentation of the fields in crates/vestibule/src/config/file.rs. Do not edit: run\n     \
         `vestibule config reference > docs/configuration.md`. -->\n\n\
         `vestibule serve --config FILE` reads one TOML file. `vestibule config example` prints a commented one,\n\
         `vestibule config check --config FILE` tells everything that is wrong with one. A key that is not listed\n\
         here is refused, so that a misspelt one is never silently without effect.\n",
    );
    for section in &SECTIONS {
        push(
            &mut text,
            format_args!("\n## [{}]\n\n{}\n", section.key, paragraph(section.about)),
        );
        for field in section.fields {
            text.push_str(&field_entry(field));
        }
    }
    text
}

fn field_entry(field: &FieldReference) -> String {
    let need = if field.need == Need::Required {
        " (required)"
    } else {
        ""
    };
    format!(
        "\n### `{}`{need}\n\n{}\n\nExample: `{} = {}`\n",
        field.key,
        paragraph(field.about),
        field.key,
        field.example
    )
}

fn push(text: &mut String, part: std::fmt::Arguments<'_>) {
    // Writing to a String cannot fail.
    let _infallible = std::fmt::Write::write_fmt(text, part);
}

fn push_comment(text: &mut String, lines: &[&str]) {
    for line in lines {
        text.push('#');
        text.push_str(line);
        text.push('\n');
    }
}

/// The lines of a documentation comment without the blank that `///` leaves in front of each.
fn paragraph(lines: &[&str]) -> String {
    lines
        .iter()
        .map(|line| line.trim())
        .collect::<Vec<_>>()
        .join("\n")
}
