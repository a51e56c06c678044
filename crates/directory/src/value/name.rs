//! Names of people and domains.

use std::fmt;
use std::str::FromStr;

use unicode_normalization::UnicodeNormalization;

use crate::Problem;

/// A user principal name: `local@domain`, by Entra's rules for characters and lengths.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Upn {
    text: String,
    at: usize,
}

impl Upn {
    /// The most characters before the `@`.
    const LONGEST_LOCAL: usize = 64;
    /// The most characters behind the `@`.
    const LONGEST_DOMAIN: usize = 48;

    /// Checks a user principal name. Upper and lower case are kept, and are the same when names are compared.
    ///
    /// # Errors
    ///
    /// No `@`, a part that is empty or too long, a character outside `A-Z a-z 0-9 ' . - _ ! # ^ ~` before it, a dot right
    /// before it, or a domain that is none.
    pub fn parse(text: &str) -> Result<Self, Problem> {
        let problem =
            |id, message, expected: &str| Problem::new("userPrincipalName", id, message, expected, text);
        let Some((local, domain)) = text.split_once('@') else {
            return Err(problem(
                "upn-at",
                "a user principal name has one @",
                "name@domain",
            ));
        };
        if local.is_empty() || local.len() > Self::LONGEST_LOCAL {
            return Err(problem(
                "upn-local-length",
                "the part before the @ is empty or too long",
                "1 to 64 characters",
            ));
        }
        if !local
            .chars()
            .all(|character| character.is_ascii_alphanumeric() || "'.-_!#^~".contains(character))
        {
            return Err(problem(
                "upn-local-character",
                "the part before the @ has a character that is not allowed",
                "letters, digits and ' . - _ ! # ^ ~",
            ));
        }
        if local.ends_with('.') || local.starts_with('.') || local.contains("..") {
            return Err(problem(
                "upn-dot",
                "a dot stands between two characters",
                "no dot at the ends or twice",
            ));
        }
        if domain.len() > Self::LONGEST_DOMAIN {
            return Err(problem(
                "upn-domain-length",
                "the domain is too long",
                "at most 48 characters behind the @",
            ));
        }
        DomainName::parse(domain).map_err(|wrong| wrong.in_field("userPrincipalName"))?;
        Ok(Self {
            text: text.to_owned(),
            at: local.len(),
        })
    }

    /// The name as it was written.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The part before the `@`.
    pub fn local(&self) -> &str {
        self.text.get(..self.at).unwrap_or_default()
    }

    /// The domain in lower case.
    pub fn domain(&self) -> String {
        self.text
            .get(self.at + 1..)
            .unwrap_or_default()
            .to_ascii_lowercase()
    }
}

/// A mail address: `local@domain`, at most 254 characters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mail(String);

impl Mail {
    /// Checks a mail address. What stands before the `@` is the receiver's business and only bounded.
    ///
    /// # Errors
    ///
    /// No `@`, a part that is empty, blanks or control characters, too long, or a domain that is none.
    pub fn parse(text: &str) -> Result<Self, Problem> {
        let problem = |id, message, expected: &str| Problem::new("mail", id, message, expected, text);
        let Some((local, domain)) = text.rsplit_once('@') else {
            return Err(problem("mail-at", "a mail address has an @", "name@domain"));
        };
        if local.is_empty() || text.len() > 254 {
            return Err(problem(
                "mail-length",
                "the mail address is incomplete or too long",
                "at most 254 characters",
            ));
        }
        let is_odd =
            |character: char| character.is_control() || character.is_whitespace() || character == '@';
        if local.chars().any(is_odd) || !local.chars().all(super::is_legal_in_xml) {
            return Err(problem(
                "mail-character",
                "the mail address has a blank or a control character",
                "name@domain",
            ));
        }
        DomainName::parse(domain).map_err(|wrong| wrong.in_field("mail"))?;
        Ok(Self(text.to_owned()))
    }

    /// The address as it was written.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The domain in lower case.
    pub fn domain(&self) -> String {
        self.0
            .rsplit_once('@')
            .map(|(_, domain)| domain.to_ascii_lowercase())
            .unwrap_or_default()
    }
}

/// A domain name in lower case ASCII, with at least two labels.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DomainName(String);

impl DomainName {
    /// Checks a domain name and writes it in lower case.
    ///
    /// # Errors
    ///
    /// Fewer than two labels, a label that is empty, longer than 63 characters, or not of letters, digits and inner
    /// hyphens; an address in figures.
    pub fn parse(text: &str) -> Result<Self, Problem> {
        let problem = || {
            Problem::new(
                "domain",
                "domain-form",
                "this is not a domain name",
                "a name such as contoso.com",
                text,
            )
        };
        let is_label = |label: &str| {
            !label.is_empty()
                && label.len() <= 63
                && !label.starts_with('-')
                && !label.ends_with('-')
                && label
                    .bytes()
                    .all(|octet| octet.is_ascii_alphanumeric() || octet == b'-')
        };
        let labels: Vec<&str> = text.split('.').collect();
        let is_number = labels
            .last()
            .is_some_and(|last| last.bytes().all(|octet| octet.is_ascii_digit()));
        if text.len() > 253 || labels.len() < 2 || is_number || !labels.iter().copied().all(is_label) {
            return Err(problem());
        }
        Ok(Self(text.to_ascii_lowercase()))
    }

    /// The name in lower case.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// How names are compared and sorted: compatibility forms and case do not matter (NFKC of the lower case).
pub(crate) fn name_key(name: &str) -> String {
    // ASCII has no compatibility forms.
    if name.is_ascii() {
        return name.to_ascii_lowercase();
    }
    name.nfkc()
        .flat_map(char::to_lowercase)
        .collect::<String>()
        .nfkc()
        .collect()
}

macro_rules! text_traits {
    ($($name:ty),*) => {$(
        impl FromStr for $name {
            type Err = Problem;

            fn from_str(text: &str) -> Result<Self, Problem> {
                Self::parse(text)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str(self.as_str())
            }
        }
    )*};
}

text_traits!(Upn, Mail, DomainName);
