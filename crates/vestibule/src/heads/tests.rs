use std::task::Waker;

use super::*;

/// A stream that gives out these pieces, and then ends.
struct Pieces(Vec<Vec<u8>>);

impl AsyncRead for Pieces {
    fn poll_read(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if !self.0.is_empty() {
            buf.put_slice(&self.0.remove(0));
        }
        Poll::Ready(Ok(()))
    }
}

fn read(heads: &Heads, stream: &mut Pieces, room: usize) -> io::Result<String> {
    let mut octets = vec![0; room];
    let mut buf = ReadBuf::new(&mut octets);
    let polled = heads.poll_read(stream, &mut Context::from_waker(Waker::noop()), &mut buf);
    assert!(polled.is_ready());
    let Poll::Ready(outcome) = polled else {
        unreachable!()
    };
    outcome.map(|()| String::from_utf8_lossy(buf.filled()).into_owned())
}

/// All that the parser gets from octets that arrive in pieces of a size, the bodies being none.
fn given(octets: &str, size: usize) -> String {
    let mut stream = Pieces(octets.as_bytes().chunks(size).map(<[u8]>::to_vec).collect());
    let heads = Heads::new(true);
    let mut all = String::new();
    loop {
        let next = read(&heads, &mut stream, 64).unwrap();
        if next.is_empty() {
            return all;
        }
        all.push_str(&next);
        let is_behind = heads.0.lock().unwrap().place == Place::Behind;
        if is_behind {
            assert_eq!(heads.end(Some(0)), Then::GoesOn);
        }
    }
}

#[test]
fn a_bare_line_feed_anywhere_in_a_head_becomes_a_refusal_however_it_arrives() {
    let head = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
    let refused = std::str::from_utf8(REFUSED).unwrap();
    for size in 1..=64 {
        let legal = format!("\r\n{head}{head}");
        assert_eq!(given(&legal, size), legal, "{size}");
        for (at, _) in head.match_indices("\r\n") {
            let before = format!("{head}{}", &head[..at]);
            let odd = format!("{before}{}{head}", &head[at + 1..]);
            assert_eq!(given(&odd, size), format!("{before}{refused}"), "{size}, {at}");
        }
        for odd in ["\n", "\r\n\n", "\rG\n"] {
            let before = odd.strip_suffix('\n').unwrap();
            assert_eq!(
                given(&format!("{odd}{head}"), size),
                format!("{before}{refused}"),
                "{size}"
            );
        }
    }
}

#[test]
fn a_body_may_have_line_feeds_and_the_head_behind_it_may_not() {
    let heads = Heads::new(true);
    let head = "POST / HTTP/1.1\r\nContent-Length: 4\r\n\r\n";
    let mut stream = Pieces(vec![
        format!("{head}\n\r\n\r{head}\n\n\n\nGET /").into_bytes(),
        b" HTTP/1.1\n\r\n".to_vec(),
    ]);
    assert_eq!(read(&heads, &mut stream, 128).unwrap(), head);
    assert_eq!(heads.end(Some(4)), Then::GoesOn);
    let next = read(&heads, &mut stream, 128).unwrap();
    assert_eq!(next, format!("\n\r\n\r{head}"));
    assert_eq!(heads.end(Some(4)), Then::GoesOn);
    assert_eq!(read(&heads, &mut stream, 3).unwrap(), "\n\n\n");
    assert_eq!(read(&heads, &mut stream, 128).unwrap(), "\nGET /");
    assert_eq!(read(&heads, &mut stream, 128).unwrap(), " HTTP/1.1");
    assert_eq!(read(&heads, &mut stream, 128).unwrap(), "\0\r\n\r\n");
    assert_eq!(read(&heads, &mut stream, 128).unwrap(), "");
}

#[test]
fn what_begins_where_nothing_may_is_refused() {
    let head = b"GET / HTTP/1.1\r\n\r\n".to_vec();
    let heads = Heads::new(true);
    assert_eq!(heads.end(Some(0)), Then::Never, "no head has ended");
    let heads = Heads::new(true);
    let mut stream = Pieces(vec![head.clone(), b"5\n".to_vec()]);
    read(&heads, &mut stream, 128).unwrap();
    assert_eq!(heads.end(None), Then::Closes);
    assert_eq!(read(&heads, &mut stream, 128).unwrap(), "5\n");
    assert_eq!(heads.end(Some(0)), Then::Never, "behind a body of chunks");
    let heads = Heads::new(true);
    let mut stream = Pieces(vec![head.clone(), head]);
    read(&heads, &mut stream, 128).unwrap();
    assert!(read(&heads, &mut stream, 128).is_err(), "the parser saw no end");
}

#[test]
fn http2_is_left_alone() {
    let heads = Heads::new(false);
    let mut stream = Pieces(vec![b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\n\n".to_vec()]);
    assert_eq!(
        read(&heads, &mut stream, 128).unwrap(),
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\n\n"
    );
    assert_eq!(heads.end(None), Then::GoesOn);
}
