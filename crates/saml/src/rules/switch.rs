//! Leaves one rule out, on the current thread, for tests, and counts work. Not compiled into a product build.

use std::cell::{Cell, RefCell};

thread_local! {
    static LEFT_OUT: RefCell<Vec<&'static str>> = const { RefCell::new(Vec::new()) };
    static WORK: Cell<Work> = const { Cell::new(Work { canonicalizations: 0, verifications: 0, decryptions: 0 }) };
}

/// Runs `f` with the rule `id` switched off on this thread. Calls inside each other add up.
///
/// # Panics
/// If no rule has that id, or if a type or library keeps it: such a test would prove nothing.
pub fn without<R>(id: &str, f: impl FnOnce() -> R) -> R {
    let Some(rule) = super::all().find(|rule| rule.id == id) else {
        panic!("there is no rule {id}")
    };
    assert!(
        rule.kept_by.is_none(),
        "{id} cannot be switched off: kept by {}",
        rule.kept_by.unwrap_or_default()
    );
    LEFT_OUT.with_borrow_mut(|left_out| left_out.push(rule.id));
    let _restore = Restore;
    f()
}

/// Switches back, also when the test panics.
struct Restore;

impl Drop for Restore {
    fn drop(&mut self) {
        LEFT_OUT.with_borrow_mut(Vec::pop);
    }
}

pub(super) fn is_on(id: &str) -> bool {
    LEFT_OUT.with_borrow(|left_out| !left_out.contains(&id))
}

/// What a message cost.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Work {
    /// Canonicalizations of an element.
    pub canonicalizations: usize,
    /// Public key operations.
    pub verifications: usize,
    /// Private key operations that decrypt.
    pub decryptions: usize,
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
