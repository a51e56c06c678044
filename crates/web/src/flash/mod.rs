//! A sentence for the next page, carried in a signed cookie and shown once.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::{SignedDuration, Timestamp};

use crate::cookie::{Cookies, NOTICE};
use crate::keyed::{self, Purpose};

/// How grave a notice is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gravity {
    /// Worth knowing.
    Info,
    /// It was done.
    Success,
    /// It was done, but.
    Warning,
    /// It was not done.
    Error,
}

/// A sentence and how grave it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// How grave it is.
    pub gravity: Gravity,
    /// The sentence in the reader's language; cut to 500 characters when it is carried to the next page.
    pub text: String,
}

impl Notice {
    /// It was done.
    pub fn success(text: impl Into<String>) -> Self {
        Self {
            gravity: Gravity::Success,
            text: text.into(),
        }
    }

    /// Worth knowing.
    pub fn info(text: impl Into<String>) -> Self {
        Self {
            gravity: Gravity::Info,
            text: text.into(),
        }
    }

    /// It was done, but.
    pub fn warning(text: impl Into<String>) -> Self {
        Self {
            gravity: Gravity::Warning,
            text: text.into(),
        }
    }

    /// It was not done.
    pub fn error(text: impl Into<String>) -> Self {
        Self {
            gravity: Gravity::Error,
            text: text.into(),
        }
    }
}

/// The notice that came with the request, until somebody shows it.
#[derive(Clone, Debug, Default)]
pub(crate) struct PendingNotice {
    notice: Option<Notice>,
    is_taken: Arc<AtomicBool>,
}

impl PendingNotice {
    pub(crate) fn read(key: &[u8; 32], cookies: &Cookies, now: Timestamp) -> Self {
        let notice = cookies.get(&NOTICE).and_then(|value| opened(key, value, now));
        Self {
            notice,
            is_taken: Arc::default(),
        }
    }

    pub(crate) fn take(&self) -> Option<Notice> {
        let notice = self.notice.clone()?;
        (!self.is_taken.swap(true, Ordering::Relaxed)).then_some(notice)
    }

    pub(crate) fn was_taken(&self) -> bool {
        self.is_taken.load(Ordering::Relaxed)
    }
}

/// How long a notice may take to the next page.
const LIFETIME: SignedDuration = SignedDuration::from_secs(60);
const LONGEST: usize = 500;

pub(crate) fn sealed(key: &[u8; 32], notice: &Notice, now: Timestamp) -> String {
    let letter = match notice.gravity {
        Gravity::Info => 'i',
        Gravity::Success => 's',
        Gravity::Warning => 'w',
        Gravity::Error => 'e',
    };
    let text: String = notice.text.chars().take(LONGEST).collect();
    let body = format!("{}.{letter}{}", now.as_second(), URL_SAFE_NO_PAD.encode(text));
    let mark = keyed::mark(key, Purpose::Notice, &body);
    format!("{body}.{mark}")
}

fn opened(key: &[u8; 32], value: &str, now: Timestamp) -> Option<Notice> {
    let (body, mark) = value.rsplit_once('.')?;
    if !keyed::is_mark_of(key, Purpose::Notice, body, mark) {
        return None;
    }
    let (made, content) = body.split_once('.')?;
    let age = now.duration_since(Timestamp::from_second(made.parse().ok()?).ok()?);
    if age > LIFETIME || age.is_negative() {
        return None;
    }
    let gravity = match content.chars().next()? {
        'i' => Gravity::Info,
        's' => Gravity::Success,
        'w' => Gravity::Warning,
        'e' => Gravity::Error,
        _ => return None,
    };
    let text = String::from_utf8(URL_SAFE_NO_PAD.decode(content.get(1..)?).ok()?).ok()?;
    Some(Notice { gravity, text })
}

#[cfg(test)]
mod tests;
