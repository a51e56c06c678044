//! The way in: pages from the account to the answer.

pub(crate) mod account;
pub(crate) mod browser;
pub(crate) mod change_password;
pub(crate) mod flow;
mod inline;
pub(crate) mod keep;
pub(crate) mod password;
mod picker;
pub(crate) mod plan;
mod session;
pub(crate) mod state;
mod step;

use vestibule_directory::Refusal;
use vestibule_directory::failure::code;

use state::Unusable;

/// A name that was typed or suggested, if it can be one at all.
pub(crate) fn account_name(text: &str) -> Option<String> {
    const LONGEST: usize = 320;
    let name = text.trim();
    let is_possible = !name.is_empty() && name.len() <= LONGEST && !name.chars().any(char::is_control);
    is_possible.then(|| name.to_owned())
}

/// The refusal of a sealed state: the sign-in has to be started again.
pub(crate) fn unusable(reason: Unusable) -> Refusal {
    let received = match reason {
        Unusable::Missing => "none".to_owned(),
        Unusable::Foreign => "one that was not begun in this browser, or was altered".to_owned(),
        Unusable::Expired(received_at) => format!("one of {}", received_at.strftime("%Y-%m-%d %H:%M:%SZ")),
    };
    let expected = format!(
        "a sign-in begun in this browser at most {} minutes ago",
        state::LIFETIME.as_mins()
    );
    Refusal::new(code::FLOW_EXPIRED, expected, &received)
}
