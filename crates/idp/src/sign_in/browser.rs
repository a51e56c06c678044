//! What one browser holds of sign-ins: the tokens of its sessions, and the mark that ties a sign-in to it.
//!
//! A browser may be signed in with several accounts at once. Each has a session of its own with a token of its own;
//! two cookies list them, one that browsers forget when they are closed and one for people who stay signed in.

use http::HeaderValue;
use jiff::Timestamp;
use vestibule_directory::Environment;
use vestibule_web::cookie::{CookieKind, Cookies, KEPT_SESSION, SESSION, SIGN_IN};

/// The most sessions that one cookie lists; the oldest give way.
const MOST: usize = 8;

/// Between the entries of a cookie, and between a token and its time. Tokens are base64url and hold neither.
const SEPARATOR: char = '.';
const TIME: char = ':';

/// A token that the browser sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Held {
    /// The token.
    pub(crate) token: String,
    /// Whether its owner chose to stay signed in.
    pub(crate) is_kept: bool,
    /// When it was last chosen, in seconds; only for the order.
    chosen_at: i64,
}

/// The sign-in cookies of a request.
#[derive(Clone, Debug)]
pub(crate) struct Browser {
    held: Vec<Held>,
    mark: Option<String>,
    cookies: Cookies,
}

impl Browser {
    /// Reads the cookies of a request.
    pub(crate) fn read(cookies: &Cookies) -> Self {
        let list = |kind: &CookieKind, is_kept| {
            let value = cookies.get(kind).unwrap_or_default();
            value
                .split(SEPARATOR)
                .take(MOST)
                .filter_map(|entry| Held::read(entry, is_kept))
                .collect::<Vec<_>>()
        };
        let mut held = list(&SESSION, false);
        held.extend(list(&KEPT_SESSION, true));
        held.sort_by_key(|held| std::cmp::Reverse(held.chosen_at));
        let mark = cookies
            .get(&SIGN_IN)
            .filter(|mark| is_token(mark))
            .map(str::to_owned);
        Self {
            held,
            mark,
            cookies: cookies.clone(),
        }
    }

    /// The tokens that the browser sent, the last chosen one first.
    pub(crate) fn held(&self) -> &[Held] {
        &self.held
    }

    /// The mark that sealed states are bound to; empty if the browser has none, which opens nothing.
    pub(crate) fn mark(&self) -> &str {
        self.mark.as_deref().unwrap_or_default()
    }

    /// The mark, and the cookie that gives one to a browser that has none.
    pub(crate) fn mark_or_new(&self, environment: &Environment) -> (String, Option<HeaderValue>) {
        if let Some(mark) = &self.mark {
            return (mark.clone(), None);
        }
        let mark = environment.token();
        let cookie = self.cookies.set(&SIGN_IN, &mark);
        (mark, Some(cookie))
    }

    /// The cookies once `token` was chosen: it comes first, those of `ended` are gone.
    pub(crate) fn chosen(
        &self,
        token: &str,
        is_kept: bool,
        ended: &[&str],
        now: Timestamp,
    ) -> Vec<HeaderValue> {
        let others = self
            .held
            .iter()
            .filter(|held| held.token != token && !ended.contains(&held.token.as_str()));
        let chosen = Held {
            token: token.to_owned(),
            is_kept,
            chosen_at: now.as_second(),
        };
        self.write(&std::iter::once(&chosen).chain(others).collect::<Vec<_>>())
    }

    /// The cookies without the sessions of `ended`.
    pub(crate) fn without(&self, ended: &[&str]) -> Vec<HeaderValue> {
        let others = self
            .held
            .iter()
            .filter(|held| !ended.contains(&held.token.as_str()));
        self.write(&others.collect::<Vec<_>>())
    }

    /// The cookies without any session.
    pub(crate) fn signed_out(&self) -> Vec<HeaderValue> {
        self.write(&[])
    }

    fn write(&self, held: &[&Held]) -> Vec<HeaderValue> {
        let cookie = |kind: &CookieKind, is_kept| {
            let entries: Vec<String> = held
                .iter()
                .filter(|held| held.is_kept == is_kept)
                .take(MOST)
                .map(|held| held.write())
                .collect();
            match (entries.is_empty(), self.cookies.get(kind)) {
                (true, None) => None,
                (true, Some(_)) => Some(self.cookies.clear(kind)),
                (false, _) => Some(self.cookies.set(kind, &entries.join(&SEPARATOR.to_string()))),
            }
        };
        [cookie(&SESSION, false), cookie(&KEPT_SESSION, true)]
            .into_iter()
            .flatten()
            .collect()
    }
}

impl Held {
    fn read(entry: &str, is_kept: bool) -> Option<Self> {
        let (token, chosen_at) = entry.split_once(TIME)?;
        let chosen_at = chosen_at.parse().ok()?;
        is_token(token).then(|| Self {
            token: token.to_owned(),
            is_kept,
            chosen_at,
        })
    }

    fn write(&self) -> String {
        format!("{}{TIME}{}", self.token, self.chosen_at)
    }
}

/// 43 characters of base64url: 32 random octets.
fn is_token(text: &str) -> bool {
    text.len() == 43
        && text
            .bytes()
            .all(|octet| octet.is_ascii_alphanumeric() || matches!(octet, b'-' | b'_'))
}
