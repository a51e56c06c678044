//! Tells the service manager of the operating system how the server is (`sd_notify`): a message to a socket, if there is one.

use std::os::unix::net::UnixDatagram;

use crate::config::notify_socket;

/// Ready to answer.
pub(crate) const READY: &str = "READY=1";
/// Stopping: requests under way may finish.
pub(crate) const STOPPING: &str = "STOPPING=1";

/// Says it. Nobody who listens is no failure.
pub(crate) fn say(state: &str) {
    let Some(path) = notify_socket() else { return };
    let said = UnixDatagram::unbound().and_then(|socket| send(&socket, &path, state));
    if let Err(error) = said {
        tracing::debug!(%error, "the operating system's service manager was not told");
    }
}

#[cfg(target_os = "linux")]
fn send(socket: &UnixDatagram, path: &str, state: &str) -> std::io::Result<()> {
    use std::os::linux::net::SocketAddrExt as _;
    use std::os::unix::net::SocketAddr;
    // A name that begins with "@" is of the abstract kind, which has no file.
    let address = match path.strip_prefix('@') {
        Some(name) => SocketAddr::from_abstract_name(name)?,
        None => SocketAddr::from_pathname(path)?,
    };
    socket.send_to_addr(state.as_bytes(), &address).map(drop)
}

#[cfg(not(target_os = "linux"))]
fn send(socket: &UnixDatagram, path: &str, state: &str) -> std::io::Result<()> {
    socket.send_to(state.as_bytes(), path).map(drop)
}
