//! Leaves one rule out, on the current thread, for tests, and counts work. Not compiled into a product build.

use std::cell::Cell;

thread_local! {
    static LEFT_OUT: Cell<Option<&'static str>> = const { Cell::new(None) };
    static WORK: Cell<Work> = const { Cell::new(Work { canonicalizations: 0, verifications: 0 }) };
}

/// Runs `f` with the rule `id` switched off on this thread.
///
/// # Panics
/// If no rule has that id, or if a type or library keeps it: such a test would prove nothing.
pub fn without<R>(id: &str, f: impl FnOnce() -> R) -> R {
    let Some(rule) = super::all().find(|rule| rule.id == id) else { panic!("there is no rule {id}") };
    assert!(rule.kept_by.is_none(), "{id} cannot be switched off: kept by {}", rule.kept_by.unwrap_or_default());
    struct Restore(Option<&'static str>);
    impl Drop for Restore {
        fn drop(&mut self) {
            LEFT_OUT.set(self.0);
        }
    }
    let restore = Restore(LEFT_OUT.replace(Some(rule.id)));
    let result = f();
    drop(restore);
    result
}

pub(super) fn is_on(id: &str) -> bool {
    LEFT_OUT.get() != Some(id)
}

/// What a message cost.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Work {
    /// Canonicalizations of an element.
    pub canonicalizations: usize,
    /// Public key operations.
    pub verifications: usize,
}

/// Runs `f` and says what it cost on this thread.
pub fn work_of<R>(f: impl FnOnce() -> R) -> (R, Work) {
    WORK.set(Work::default());
    let result = f();
    (result, WORK.get())
}

pub(crate) fn count(add: impl FnOnce(&mut Work)) {
    let mut work = WORK.get();
    add(&mut work);
    WORK.set(work);
}
