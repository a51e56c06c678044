//! A request body that must arrive in time.

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use hyper::body::{Body, Frame, Incoming, SizeHint};
use tokio::time::Sleep;

/// A body that fails once its time is over, however steadily octets drip in.
pub(crate) struct DeadlineBody<B = Incoming> {
    body: B,
    /// Made at the first look at the body, so that requests without one cost no timer.
    deadline: Option<Pin<Box<Sleep>>>,
    allowance: Duration,
}

impl<B> DeadlineBody<B> {
    /// The time begins when the body is first read.
    pub(crate) fn new(body: B, allowance: Duration) -> Self {
        Self {
            body,
            deadline: None,
            allowance,
        }
    }
}

/// The body did not arrive in time.
#[derive(Debug, thiserror::Error)]
#[error("the request's body did not arrive within {0:?}")]
pub(crate) struct TooSlow(Duration);

impl<B> Body for DeadlineBody<B>
where
    B: Body + Unpin,
    B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    type Data = B::Data;
    type Error = Box<dyn std::error::Error + Send + Sync>;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Self::Data>, Self::Error>>> {
        if let Poll::Ready(frame) = Pin::new(&mut self.body).poll_frame(cx) {
            return Poll::Ready(frame.map(|frame| frame.map_err(Into::into)));
        }
        let allowance = self.allowance;
        let deadline = self
            .deadline
            .get_or_insert_with(|| Box::pin(tokio::time::sleep(allowance)));
        match deadline.as_mut().poll(cx) {
            Poll::Ready(()) => Poll::Ready(Some(Err(Box::new(TooSlow(allowance))))),
            Poll::Pending => Poll::Pending,
        }
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A body that never says anything.
    struct Silent;

    impl Body for Silent {
        type Data = axum::body::Bytes;
        type Error = std::convert::Infallible;

        fn poll_frame(
            self: Pin<&mut Self>,
            _: &mut Context<'_>,
        ) -> Poll<Option<Result<Frame<Self::Data>, Self::Error>>> {
            Poll::Pending
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_body_that_does_not_arrive_fails_in_time() {
        let body = axum::body::Body::new(DeadlineBody::new(Silent, Duration::from_secs(30)));
        let error = axum::body::to_bytes(body, 10).await.unwrap_err();
        assert!(format!("{error:?}").contains("TooSlow"), "{error:?}");
    }
}
