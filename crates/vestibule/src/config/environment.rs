//! What is read from the environment, apart from what the command line's parser reads itself.

/// Whether colour is welcome (<https://no-color.org>: any value of `NO_COLOR` that is not empty says no).
#[expect(
    clippy::disallowed_methods,
    reason = "this is the place that reads the environment"
)]
pub(crate) fn wants_colour() -> bool {
    std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
}

/// Where the operating system's service manager wants to be told how the server is.
#[expect(
    clippy::disallowed_methods,
    reason = "this is the place that reads the environment"
)]
pub(crate) fn notify_socket() -> Option<String> {
    std::env::var("NOTIFY_SOCKET")
        .ok()
        .filter(|path| !path.is_empty())
}
