//! What depends on the language alone.

use std::sync::OnceLock;

use super::Language;

/// A value that is the same for every reader of a language, made when it is first asked for: sentences without
/// arguments, and markup around them.
pub struct Fixed<T> {
    make: fn(Language) -> T,
    english: OnceLock<T>,
    german: OnceLock<T>,
}

impl<T> Fixed<T> {
    /// Made by `make`, which is called once for each language.
    pub const fn new(make: fn(Language) -> T) -> Self {
        Self {
            make,
            english: OnceLock::new(),
            german: OnceLock::new(),
        }
    }

    /// The value in one language.
    pub fn of(&self, language: Language) -> &T {
        let made = match language {
            Language::English => &self.english,
            Language::German => &self.german,
        };
        made.get_or_init(|| (self.make)(language))
    }
}

/// A sentence with one name in it, taken apart.
#[derive(Debug)]
pub struct Around {
    before: String,
    behind: String,
}

impl Around {
    /// Takes a sentence apart; `write` writes it with the name that it is given, which it uses once.
    pub fn name(write: impl FnOnce(&str) -> String) -> Self {
        let sentence = write(HOLE);
        let (before, behind) = sentence.split_once(HOLE).unwrap_or((&sentence, ""));
        Self {
            before: before.to_owned(),
            behind: behind.to_owned(),
        }
    }

    /// The sentence with a name.
    pub fn with(&self, name: &str) -> String {
        [&self.before, name, &self.behind].concat()
    }
}

/// No text contains it: it stands for an object that is not there.
const HOLE: &str = "\u{fffc}";
