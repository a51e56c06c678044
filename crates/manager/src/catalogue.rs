//! Every reason for which a sign-in is refused, as a table.
//!
//! The sentences that people read stand in the language files under `sso-110-happened` and `sso-110-change`; a test
//! compares both with this table. What was expected and what was received is data of the single [`Refusal`].
//!
//! [`Refusal`]: crate::failure::Refusal

use std::fmt;

/// One reason. Displays as `SSO-110`.
#[derive(Debug, PartialEq, Eq)]
pub struct Code {
    /// The number behind `SSO-`; never given to anything else.
    pub number: u16,
    /// A short name in lower case, for logs and tests.
    pub name: &'static str,
    /// The HTTP status of the page.
    pub http_status: u16,
    /// How loud the log is about it.
    pub level: Level,
    /// The commands that put it right. `CUSTOMER` stands for the customer's name; the other words in capitals are for
    /// the reader to fill in: what a stranger sent is never part of a command that somebody is to run.
    pub commands: &'static [&'static str],
}

/// How loud a refusal is in the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    /// Everyday: a wrong password, a page left open too long.
    Info,
    /// Somebody should look at it: a setting does not fit, or somebody tries something.
    Warn,
}

impl fmt::Display for Code {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "SSO-{}", self.number)
    }
}

macro_rules! catalogue {
    ($($(#[doc = $doc:literal])+ $constant:ident = $number:literal, $name:literal, $status:literal, $level:ident $(=> $command:literal)*;)+) => {
        $($(#[doc = $doc])+ pub static $constant: Code = Code {
            number: $number,
            name: $name,
            http_status: $status,
            level: Level::$level,
            commands: &[$($command),*],
        };)+

        /// The whole catalogue, by number.
        pub static ALL: &[&Code] = &[$(&$constant),+];
    };
}

catalogue! {
    /// No provider is set up, or it is disabled, or it has no certificate.
    PROVIDER_UNUSABLE = 101, "provider unusable", 403, Warn
        => "vestibule manager sso set --customer CUSTOMER --enabled on"
        => "vestibule manager sso set --customer CUSTOMER --certificate FILE";
    /// Too many refused messages from one address.
    TOO_MANY_REFUSED = 102, "too many refused messages", 429, Warn;
    /// Too many sign-ins were started from one address and not finished.
    TOO_MANY_STARTED = 103, "too many unfinished sign-ins", 429, Warn;
    /// The signature is missing, has a shape that is not allowed, or was made with another key.
    SIGNATURE = 110, "signature", 403, Warn
        => "vestibule manager sso set --customer CUSTOMER --add-certificate FILE";
    /// The message comes from another identity provider than the one that is set up or was asked.
    ISSUER = 111, "issuer", 403, Warn
        => "vestibule manager sso set --customer CUSTOMER --issuer URI --login-url URL --certificate FILE";
    /// The message is meant for another service.
    AUDIENCE = 112, "audience", 403, Warn
        => "vestibule app update --app APP --add-identifier URI";
    /// The message is meant for another address.
    RECIPIENT = 113, "recipient", 403, Warn
        => "vestibule app update --app APP --add-reply-url URL";
    /// The message is not valid any more.
    EXPIRED = 114, "expired", 403, Warn
        => "vestibule manager sso set --customer CUSTOMER --clock-skew 300";
    /// The message is not valid yet.
    NOT_YET_VALID = 115, "not yet valid", 403, Warn
        => "vestibule manager sso set --customer CUSTOMER --clock-skew 300";
    /// The message was used before.
    REPLAYED = 116, "replayed", 403, Warn;
    /// The message was not asked for, and the provider's record does not allow that.
    UNSOLICITED = 117, "unsolicited", 403, Warn
        => "vestibule manager sso set --customer CUSTOMER --unsolicited on";
    /// The identity provider says that the sign-in failed.
    STATUS = 118, "status not success", 403, Info
        => "vestibule log sign-ins --status failure";
    /// The message is encrypted, and it cannot be opened or is encrypted in a way that is not taken.
    ENCRYPTED = 119, "encrypted", 403, Warn
        => "vestibule app update --app APP --encryption-certificate FILE"
        => "vestibule app update --app APP --no-encryption";
    /// The message cannot be read: encoding, XML, version or size.
    MALFORMED = 120, "malformed", 400, Warn;
    /// The message answers a request that is not open: answered before, too old, or not ours.
    UNKNOWN_REQUEST = 121, "unknown request", 403, Info;
    /// The message answers a request of another browser, or of a browser that keeps no cookies.
    OTHER_BROWSER = 122, "other browser", 403, Info;
    /// The certificate that the message was signed under has expired, and the record refuses that.
    CERTIFICATE_EXPIRED = 123, "certificate expired", 403, Warn
        => "vestibule manager sso set --customer CUSTOMER --certificate FILE"
        => "vestibule manager sso set --customer CUSTOMER --expired-certificates accept";
    /// How the person confirmed who he is, or what the message restricts, does not suffice.
    CONDITIONS = 124, "conditions", 403, Warn;
    /// The message came in a way that is not allowed: method, media type, fields.
    TRANSPORT = 125, "transport", 400, Warn;
    /// The message comes from another tenant of the provider than the one that the record names.
    OTHER_TENANT = 126, "other tenant", 403, Warn
        => "vestibule manager sso set --customer CUSTOMER --tenant-id ID";
    /// The message names nobody: the key that leads to accounts is missing, empty or unusable.
    NO_SUBJECT = 201, "no usable subject", 403, Warn;
    /// The person is unknown, and the record does not make accounts.
    UNKNOWN_PERSON = 202, "unknown person", 403, Info
        => "vestibule manager sso set --customer CUSTOMER --jit on";
    /// The person is unknown and of a domain that the record makes no accounts for.
    FOREIGN_DOMAIN = 203, "foreign domain", 403, Warn
        => "vestibule manager sso set --customer CUSTOMER --add-allowed-domain NAME";
    /// Another account has this Login ID or mail address, or one that looks the same.
    COLLISION = 204, "collision", 403, Warn
        => "vestibule manager user link --customer CUSTOMER --login LOGIN --subject KEY";
    /// The account is disabled, or its owner has left.
    DISABLED = 205, "account disabled", 403, Info
        => "vestibule manager user update --customer CUSTOMER --login LOGIN --enabled on";
    /// The account has no role.
    NO_ROLE = 206, "no role", 403, Info;
    /// A value in the message cannot be stored: too long, several where one is wanted, or with control characters.
    BAD_VALUE = 207, "unusable value", 403, Warn;
    /// The user name or the password is wrong.
    WRONG_PASSWORD = 301, "wrong user name or password", 403, Info;
    /// Too many wrong passwords; over by itself after a few minutes.
    LOCKED = 302, "locked for a while", 403, Warn;
    /// Too many wrong passwords; an administrator has to unlock the account.
    HARD_LOCKED = 303, "locked", 403, Warn
        => "vestibule manager user unlock --customer CUSTOMER --login LOGIN";
}
