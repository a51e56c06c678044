//! Values on their way into a statement and out of a row. Six types, the same on both databases.
//!
//! | here | SQLite | PostgreSQL |
//! |---|---|---|
//! | [`i64`] (and the smaller integers) | `INTEGER` | `BIGINT` |
//! | [`bool`] | `INTEGER`, 0 or 1 | `BOOLEAN` |
//! | [`String`] | `TEXT` | `TEXT` |
//! | octets | `BLOB` | `BYTEA` |
//! | [`Timestamp`] | `INTEGER`, microseconds since 1970, UTC | `BIGINT` |
//! | [`Option`] of each | or `NULL` | or `NULL` |

use std::borrow::Cow;

use jiff::Timestamp;

/// A value for a `$n` of a statement. Made by [`params!`](crate::params!) out of whatever is [`ToParameter`].
#[derive(Debug, Clone, PartialEq)]
pub enum Parameter<'a> {
    /// `NULL` of whatever type the statement expects.
    Null,
    /// A whole number.
    Integer(i64),
    /// True or false.
    Boolean(bool),
    /// Text.
    Text(Cow<'a, str>),
    /// Octets.
    Bytes(Cow<'a, [u8]>),
}

/// What can be given to a statement. Types of the domain may implement it, an enum by its name for instance.
pub trait ToParameter {
    /// The value as the database keeps it.
    fn to_parameter(&self) -> Parameter<'_>;
}

/// The parameters of a statement: the first is `$1`. Takes everything by reference, so nothing is moved.
///
/// ```
/// # use vestibule_store::params;
/// # let (id, mail): (String, Option<String>) = ("1".into(), None);
/// let parameters = params![id, mail, true, 5, None::<&str>];
/// # assert_eq!(parameters.len(), 5);
/// # let none = params![];
/// # assert!(none.is_empty());
/// ```
#[macro_export]
macro_rules! params {
    () => { &[] as &[$crate::Parameter<'_>] };
    ($($value:expr),+ $(,)?) => { &[$($crate::ToParameter::to_parameter(&$value)),+] as &[$crate::Parameter<'_>] };
}

impl ToParameter for Parameter<'_> {
    fn to_parameter(&self) -> Parameter<'_> {
        match self {
            Self::Null => Parameter::Null,
            Self::Integer(value) => Parameter::Integer(*value),
            Self::Boolean(value) => Parameter::Boolean(*value),
            Self::Text(value) => Parameter::Text(Cow::Borrowed(value)),
            Self::Bytes(value) => Parameter::Bytes(Cow::Borrowed(value)),
        }
    }
}

impl<T: ToParameter + ?Sized> ToParameter for &T {
    fn to_parameter(&self) -> Parameter<'_> {
        (**self).to_parameter()
    }
}

impl<T: ToParameter> ToParameter for Option<T> {
    fn to_parameter(&self) -> Parameter<'_> {
        self.as_ref().map_or(Parameter::Null, ToParameter::to_parameter)
    }
}

macro_rules! integers_to_parameter {
    ($($integer:ty),+) => { $(
        impl ToParameter for $integer {
            fn to_parameter(&self) -> Parameter<'_> { Parameter::Integer(i64::from(*self)) }
        }
    )+ };
}

integers_to_parameter!(i8, i16, i32, i64, u8, u16, u32);

impl ToParameter for bool {
    fn to_parameter(&self) -> Parameter<'_> {
        Parameter::Boolean(*self)
    }
}

impl ToParameter for str {
    fn to_parameter(&self) -> Parameter<'_> {
        Parameter::Text(Cow::Borrowed(self))
    }
}

impl ToParameter for String {
    fn to_parameter(&self) -> Parameter<'_> {
        self.as_str().to_parameter()
    }
}

impl ToParameter for Cow<'_, str> {
    fn to_parameter(&self) -> Parameter<'_> {
        Parameter::Text(Cow::Borrowed(self))
    }
}

impl ToParameter for [u8] {
    fn to_parameter(&self) -> Parameter<'_> {
        Parameter::Bytes(Cow::Borrowed(self))
    }
}

impl<const N: usize> ToParameter for [u8; N] {
    fn to_parameter(&self) -> Parameter<'_> {
        self.as_slice().to_parameter()
    }
}

impl ToParameter for Vec<u8> {
    fn to_parameter(&self) -> Parameter<'_> {
        self.as_slice().to_parameter()
    }
}

/// Microseconds since 1970, UTC; what is finer is cut off.
impl ToParameter for Timestamp {
    fn to_parameter(&self) -> Parameter<'_> {
        Parameter::Integer(self.as_microsecond())
    }
}

/// A value of a row, as the database keeps it.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// `NULL`.
    Null,
    /// A whole number; SQLite's booleans too.
    Integer(i64),
    /// True or false.
    Boolean(bool),
    /// Text.
    Text(String),
    /// Octets.
    Bytes(Vec<u8>),
}

/// A value of a row, where it lies.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum ValueRef<'r> {
    /// `NULL`.
    Null,
    /// A whole number; SQLite's booleans too.
    Integer(i64),
    /// True or false.
    Boolean(bool),
    /// Text.
    Text(&'r str),
    /// Octets.
    Bytes(&'r [u8]),
}

impl ValueRef<'_> {
    /// What it is, for messages: never the content.
    pub(crate) fn kind(self) -> &'static str {
        match self {
            Self::Null => "NULL",
            Self::Integer(_) => "an integer",
            Self::Boolean(_) => "a boolean",
            Self::Text(_) => "text",
            Self::Bytes(_) => "octets",
        }
    }
}

impl From<ValueRef<'_>> for Value {
    fn from(value: ValueRef<'_>) -> Self {
        match value {
            ValueRef::Null => Self::Null,
            ValueRef::Integer(value) => Self::Integer(value),
            ValueRef::Boolean(value) => Self::Boolean(value),
            ValueRef::Text(text) => Self::Text(text.into()),
            ValueRef::Bytes(octets) => Self::Bytes(octets.into()),
        }
    }
}

impl ToParameter for Value {
    fn to_parameter(&self) -> Parameter<'_> {
        match self {
            Self::Null => Parameter::Null,
            Self::Integer(value) => Parameter::Integer(*value),
            Self::Boolean(value) => Parameter::Boolean(*value),
            Self::Text(value) => Parameter::Text(Cow::Borrowed(value)),
            Self::Bytes(value) => Parameter::Bytes(Cow::Borrowed(value)),
        }
    }
}

/// What can be read out of a row. Types of the domain may implement it, an enum by its name for instance.
pub trait FromValue<'r>: Sized {
    /// The value, or `None` if it is of another type or out of range.
    fn from_value(value: ValueRef<'r>) -> Option<Self>;
}

impl<'r, T: FromValue<'r>> FromValue<'r> for Option<T> {
    fn from_value(value: ValueRef<'r>) -> Option<Self> {
        match value {
            ValueRef::Null => Some(None),
            other => T::from_value(other).map(Some),
        }
    }
}

macro_rules! integers_from_value {
    ($($integer:ty),+) => { $(
        impl FromValue<'_> for $integer {
            fn from_value(value: ValueRef<'_>) -> Option<Self> {
                match value {
                    ValueRef::Integer(value) => Self::try_from(value).ok(),
                    _ => None,
                }
            }
        }
    )+ };
}

integers_from_value!(i16, i32, i64, u16, u32, u64, usize);

impl FromValue<'_> for bool {
    fn from_value(value: ValueRef<'_>) -> Option<Self> {
        match value {
            ValueRef::Boolean(value) => Some(value),
            ValueRef::Integer(0) => Some(false),
            ValueRef::Integer(1) => Some(true),
            _ => None,
        }
    }
}

impl<'r> FromValue<'r> for &'r str {
    fn from_value(value: ValueRef<'r>) -> Option<Self> {
        match value {
            ValueRef::Text(value) => Some(value),
            _ => None,
        }
    }
}

impl FromValue<'_> for String {
    fn from_value(value: ValueRef<'_>) -> Option<Self> {
        <&str>::from_value(value).map(Into::into)
    }
}

impl<'r> FromValue<'r> for &'r [u8] {
    fn from_value(value: ValueRef<'r>) -> Option<Self> {
        match value {
            ValueRef::Bytes(value) => Some(value),
            _ => None,
        }
    }
}

impl FromValue<'_> for Vec<u8> {
    fn from_value(value: ValueRef<'_>) -> Option<Self> {
        <&[u8]>::from_value(value).map(Into::into)
    }
}

impl<const N: usize> FromValue<'_> for [u8; N] {
    fn from_value(value: ValueRef<'_>) -> Option<Self> {
        <&[u8]>::from_value(value)?.try_into().ok()
    }
}

impl FromValue<'_> for Timestamp {
    fn from_value(value: ValueRef<'_>) -> Option<Self> {
        Self::from_microsecond(i64::from_value(value)?).ok()
    }
}
