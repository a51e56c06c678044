//! Leaves one rule out, on the current thread, for tests. Not compiled into a product build.

use std::cell::Cell;

thread_local! {
    static LEFT_OUT: Cell<Option<&'static str>> = const { Cell::new(None) };
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
