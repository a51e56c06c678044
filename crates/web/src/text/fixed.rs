//! What depends on the language alone.

use std::sync::OnceLock;

use super::Language;

/// A value that is the same for every reader of a language, made when it is first asked for: sentences without
/// arguments, and markup around them.
pub(crate) struct Fixed<T> {
    make: fn(Language) -> T,
    english: OnceLock<T>,
    german: OnceLock<T>,
}

impl<T> Fixed<T> {
    pub(crate) const fn new(make: fn(Language) -> T) -> Self {
        Self {
            make,
            english: OnceLock::new(),
            german: OnceLock::new(),
        }
    }

    /// The value in one language.
    pub(crate) fn of(&self, language: Language) -> &T {
        let made = match language {
            Language::English => &self.english,
            Language::German => &self.german,
        };
        made.get_or_init(|| (self.make)(language))
    }
}
