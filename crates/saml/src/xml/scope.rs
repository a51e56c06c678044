//! Which prefix means what, here and now.

/// A table of prefixes with a value each, that can be taken back to an earlier state. There is one entry a prefix,
/// whatever is redeclared how often below, so that a look-up costs no more than the number of distinct prefixes.
#[derive(Debug)]
pub(super) struct Scope<'t, V> {
    entries: Vec<(&'t str, V)>,
    undo: Vec<Undo<V>>,
}

#[derive(Debug)]
enum Undo<V> {
    /// The last entry was added.
    Added,
    /// The entry at this place had this value.
    Replaced(usize, V),
}

impl<'t, V> Scope<'t, V> {
    pub(super) fn new() -> Self {
        Self {
            entries: Vec::new(),
            undo: Vec::new(),
        }
    }

    /// The present state, for [`Self::restore`].
    pub(super) fn mark(&self) -> usize {
        self.undo.len()
    }

    pub(super) fn get(&self, prefix: &str) -> Option<&V> {
        self.entries
            .iter()
            .find(|(known, _)| *known == prefix)
            .map(|(_, value)| value)
    }

    pub(super) fn set(&mut self, prefix: &'t str, value: V) {
        let found = self
            .entries
            .iter_mut()
            .enumerate()
            .find(|(_, (known, _))| *known == prefix);
        if let Some((index, (_, present))) = found {
            self.undo
                .push(Undo::Replaced(index, std::mem::replace(present, value)));
        } else {
            self.entries.push((prefix, value));
            self.undo.push(Undo::Added);
        }
    }

    /// Goes back to the state at `mark`.
    pub(super) fn restore(&mut self, mark: usize) {
        while self.undo.len() > mark {
            match self.undo.pop() {
                Some(Undo::Replaced(index, value)) => {
                    if let Some((_, present)) = self.entries.get_mut(index) {
                        *present = value;
                    }
                }
                Some(Undo::Added) => {
                    self.entries.pop();
                }
                None => return,
            }
        }
    }

    /// Number of distinct prefixes.
    pub(super) fn len(&self) -> usize {
        self.entries.len()
    }
}
