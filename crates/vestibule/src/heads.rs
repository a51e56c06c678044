//! Where the heads of requests begin and end in an HTTP/1 connection, and that each of their lines ends in CR LF.
//!
//! RFC 9112 2.2 lets a reader take a bare line feed for the end of a line. A proxy that does not, and a server that does,
//! see different requests in the same octets; so one is refused here, before the parser sees it. The parser gets each head
//! by itself, and says after it how long the body is: there is one reading of lengths, the parser's. Bodies are counted,
//! never looked at. HTTP/2 has no lines.

use std::io;
use std::pin::Pin;
use std::sync::{Mutex, PoisonError};
use std::task::{Context, Poll, ready};

use tokio::io::{AsyncRead, ReadBuf};

/// What the parser gets in place of a bare line feed and all that follows: no head may have such an octet, so it answers
/// 400 and closes, as with everything else that it refuses.
const REFUSED: &[u8] = b"\0\r\n\r\n";

/// The place in the octets that arrive on a connection.
pub(crate) struct Heads(Mutex<State>);

struct State {
    place: Place,
    /// Octets that were read and are not the parser's yet.
    held: Vec<u8>,
}

#[derive(Debug, PartialEq, Eq)]
enum Place {
    /// HTTP/2.
    Everywhere,
    /// In the lines of a head, or before it.
    Head(Lines),
    /// Behind a head, and the parser has not said what follows.
    Behind,
    /// In a body, with so many octets to come.
    Body(u64),
    /// In a body whose end only the parser finds. It is the last of its connection.
    LastBody,
    /// Behind a bare line feed; nothing is read any more.
    Refused,
}

/// What the connection does after a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Then {
    /// Goes on with the next.
    GoesOn,
    /// Closes: where a next one would begin is not known here.
    Closes,
    /// Nothing was to begin here: the request is to be refused.
    Never,
}

impl Heads {
    pub(crate) fn new(is_http1: bool) -> Self {
        let place = if is_http1 {
            Place::Head(Lines::default())
        } else {
            Place::Everywhere
        };
        Self(Mutex::new(State {
            place,
            held: Vec::new(),
        }))
    }

    /// Notes that the parser has read a head; `body` is the length of what follows, unless only chunks tell.
    pub(crate) fn end(&self, body: Option<u64>) -> Then {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (place, then) = match (&state.place, body) {
            (Place::Everywhere, _) => return Then::GoesOn,
            (Place::Behind, Some(0)) => (Place::Head(Lines::default()), Then::GoesOn),
            (Place::Behind, Some(length)) => (Place::Body(length), Then::GoesOn),
            (Place::Behind, None) => (Place::LastBody, Then::Closes),
            _ => (Place::Refused, Then::Never),
        };
        state.place = place;
        then
    }

    /// Reads what the parser may have now.
    pub(crate) fn poll_read<S: AsyncRead + Unpin>(
        &self,
        stream: &mut S,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if state.held.is_empty() {
            match state.place {
                Place::Everywhere => return Pin::new(stream).poll_read(cx, buf),
                Place::Refused => return Poll::Ready(Ok(())),
                _ => {}
            }
            let before = buf.filled().len();
            ready!(Pin::new(stream).poll_read(cx, buf))?;
            let arrived = buf.filled().get(before..).unwrap_or_default();
            let allowed = state.place.walk(arrived)?;
            if allowed < arrived.len() {
                state.held = arrived.get(allowed..).unwrap_or_default().to_vec();
                buf.set_filled(before + allowed);
            }
            if state.refuse() && allowed == 0 {
                state.hand_over(buf)?;
            }
            return Poll::Ready(Ok(()));
        }
        Poll::Ready(state.hand_over(buf))
    }
}

impl State {
    /// Puts the refusal in the place of what is held, if there is to be one.
    fn refuse(&mut self) -> bool {
        let is_refused = self.place == Place::Refused && !self.held.is_empty();
        if is_refused {
            self.held = REFUSED.to_vec();
        }
        is_refused
    }

    /// Gives out of what is held what the parser may have now, at least one octet.
    fn hand_over(&mut self, buf: &mut ReadBuf<'_>) -> io::Result<()> {
        let length = self.held.len().min(buf.remaining());
        let next = self.held.get(..length).unwrap_or_default();
        let allowed = self.place.walk(next)?;
        buf.put_slice(next.get(..allowed).unwrap_or_default());
        self.held.drain(..allowed);
        if allowed < length {
            let is_refused = self.refuse();
            if is_refused && allowed == 0 {
                return self.hand_over(buf);
            }
        }
        Ok(())
    }
}

impl Place {
    /// Goes over octets as far as the parser may have them; how many those are.
    fn walk(&mut self, octets: &[u8]) -> io::Result<usize> {
        let mut rest = octets;
        while !rest.is_empty() {
            let (count, next) = match self {
                Self::Everywhere | Self::LastBody | Self::Refused => return Ok(octets.len()),
                Self::Behind => return Err(io::Error::from(io::ErrorKind::InvalidData)),
                Self::Body(length) => {
                    let here = rest.len().min(usize::try_from(*length).unwrap_or(usize::MAX));
                    *length = length.saturating_sub(u64::try_from(here).unwrap_or(u64::MAX));
                    (here, (*length == 0).then(|| Self::Head(Lines::default())))
                }
                Self::Head(lines) => match lines.walk(rest) {
                    Met::Nothing => return Ok(octets.len()),
                    Met::End(count) => (count, Some(Self::Behind)),
                    Met::BareLineFeed(count) => (count, Some(Self::Refused)),
                },
            };
            rest = rest.get(count..).unwrap_or_default();
            if let Some(next) = next {
                let stops = matches!(next, Self::Behind | Self::Refused);
                *self = next;
                if stops {
                    break;
                }
            }
        }
        Ok(octets.len() - rest.len())
    }
}

/// The lines of one head.
#[derive(Debug, Default, PartialEq, Eq)]
struct Lines {
    /// Octets of the line under way.
    length: usize,
    /// Whether the last of them is a carriage return.
    is_behind_cr: bool,
    /// Whether a line came that is not empty: empty ones before a request are skipped, RFC 9112 2.2.
    is_begun: bool,
}

#[derive(Debug, PartialEq, Eq)]
enum Met {
    Nothing,
    /// The head ends after so many octets.
    End(usize),
    /// A bare line feed stands behind so many octets.
    BareLineFeed(usize),
}

impl Lines {
    fn walk(&mut self, octets: &[u8]) -> Met {
        let mut count = 0;
        let ends = memchr::memchr_iter(b'\n', octets).map(|at| at + 1);
        for end in ends.chain([octets.len()]) {
            let piece = octets.get(count..end).unwrap_or_default();
            count = end;
            self.length = self.length.saturating_add(piece.len());
            let Some(line) = piece.strip_suffix(b"\n") else {
                self.is_behind_cr = piece.ends_with(b"\r");
                break;
            };
            if !(line.ends_with(b"\r") || line.is_empty() && self.is_behind_cr) {
                return Met::BareLineFeed(count - 1);
            }
            if self.length > b"\r\n".len() {
                self.is_begun = true;
            } else if self.is_begun {
                return Met::End(count);
            }
            self.length = 0;
            self.is_behind_cr = false;
        }
        Met::Nothing
    }
}

#[cfg(test)]
mod tests;
