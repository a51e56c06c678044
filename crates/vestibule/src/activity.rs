//! What goes on on a connection: whether a request is being answered, whether one has begun to arrive, and
//! since when nothing happens. The connection's task looks at it every few seconds.

use std::io;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::Instant;

use crate::heads::Heads;
use crate::listen::{HEAD_TIMEOUT, IDLE_TIMEOUT};

/// The state of one connection.
pub(crate) struct Activity(Mutex<State>);

struct State {
    requests_under_way: usize,
    last_change: Instant,
    /// When the first octet of a request arrived whose headers are not complete yet.
    head_began: Option<Instant>,
}

/// What to do with the connection.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    Fine,
    /// Nothing has been asked for long: close it in good manners.
    Idle,
    /// A request's headers do not come to an end: cut it off.
    Stalled,
}

impl Activity {
    /// A connection that has just begun.
    pub(crate) fn new() -> Self {
        Self(Mutex::new(State {
            requests_under_way: 0,
            last_change: Instant::now(),
            head_began: None,
        }))
    }

    /// Notes that the headers of a request are complete; it is under way until the guard is dropped.
    pub(crate) fn begin(activity: &Arc<Self>) -> RequestGuard {
        activity.change(|state| {
            state.requests_under_way += 1;
            state.head_began = None;
        });
        RequestGuard(Arc::clone(activity))
    }

    /// What to do now. Only HTTP/1 has a moment at which arriving octets must be the beginning of a request.
    pub(crate) fn verdict(&self, is_http1: bool) -> Verdict {
        let state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if state.requests_under_way > 0 {
            Verdict::Fine
        } else if is_http1
            && state
                .head_began
                .is_some_and(|began| began.elapsed() > HEAD_TIMEOUT)
        {
            Verdict::Stalled
        } else if state.last_change.elapsed() > IDLE_TIMEOUT {
            Verdict::Idle
        } else {
            Verdict::Fine
        }
    }

    fn octets_arrived(&self) {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if state.requests_under_way == 0 && state.head_began.is_none() {
            state.head_began = Some(Instant::now());
        }
    }

    fn change(&self, change: impl FnOnce(&mut State)) {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        change(&mut state);
        state.last_change = Instant::now();
    }
}

/// A request under way.
pub(crate) struct RequestGuard(Arc<Activity>);

impl Drop for RequestGuard {
    fn drop(&mut self) {
        self.0
            .change(|state| state.requests_under_way = state.requests_under_way.saturating_sub(1));
    }
}

/// A stream that notes when octets arrive, and gives the parser one head at a time.
pub(crate) struct Watched<S> {
    stream: S,
    activity: Arc<Activity>,
    heads: Arc<Heads>,
}

impl<S> Watched<S> {
    pub(crate) fn new(stream: S, activity: Arc<Activity>, heads: Arc<Heads>) -> Self {
        Self {
            stream,
            activity,
            heads,
        }
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Watched<S> {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        let before = buf.filled().len();
        let polled = this.heads.poll_read(&mut this.stream, cx, buf);
        if polled.is_ready() && buf.filled().len() > before {
            this.activity.octets_arrived();
        }
        polled
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Watched<S> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(cx, buf)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bufs: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write_vectored(cx, bufs)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_head_that_does_not_end_is_cut_off() {
        let activity = Arc::new(Activity::new());
        activity.octets_arrived();
        tokio::time::advance(HEAD_TIMEOUT).await;
        assert_eq!(activity.verdict(true), Verdict::Fine);
        activity.octets_arrived();
        tokio::time::advance(Duration::from_millis(1)).await;
        assert_eq!(activity.verdict(true), Verdict::Stalled);
        assert_eq!(activity.verdict(false), Verdict::Fine);
    }

    #[tokio::test(start_paused = true)]
    async fn a_request_under_way_is_left_alone_and_the_wait_after_it_is_bounded() {
        let activity = Arc::new(Activity::new());
        activity.octets_arrived();
        let request = Activity::begin(&activity);
        tokio::time::advance(IDLE_TIMEOUT * 2).await;
        assert_eq!(activity.verdict(true), Verdict::Fine);
        drop(request);
        tokio::time::advance(IDLE_TIMEOUT).await;
        assert_eq!(activity.verdict(true), Verdict::Fine);
        tokio::time::advance(Duration::from_millis(1)).await;
        assert_eq!(activity.verdict(true), Verdict::Idle);
    }
}
