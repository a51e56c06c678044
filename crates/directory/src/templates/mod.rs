//! The gallery: one data file an application, embedded in the binary.

/// A gallery entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template {
    /// The entry's GUID, which applications keep.
    pub id: String,
    /// Its short name, such as `ivanti-service-manager`: the file's name.
    pub slug: String,
    /// The application's name.
    pub display_name: String,
    /// Who makes it.
    pub publisher: String,
}

/// All entries, by name.
pub fn gallery() -> &'static [Template] {
    todo!()
}

/// The entry with this id or slug.
pub fn find(id_or_slug: &str) -> Option<&'static Template> {
    todo!()
}
