//! What came from a stranger, as checked text that nobody has read yet.

use std::fmt;
use std::marker::PhantomData;

use super::unverified::Carriage;
use super::{AuthnRequest, Claimed, LogoutRequest, LogoutResponse, Response, Unverified};
use crate::error::Rejected;
use crate::rules::logout::{logout_request, logout_response};
use crate::rules::request::content::root_is_authn_request;
use crate::rules::response::shape;
use crate::xml::{Element, Source};

/// The text of a message: within limits, well-formed, and nothing more.
///
/// It owns what an [`Unverified`] borrows. There is nothing to learn from it but by [`read`](Self::read), which
/// parses the text once; what is looked up, verified and judged afterwards are parts of that one document.
pub struct Decoded<T> {
    source: Source,
    carriage: Carriage,
    message: PhantomData<fn() -> T>,
}

impl<T> Decoded<T> {
    pub(crate) fn new(source: Source, carriage: Carriage) -> Self {
        Self {
            source,
            carriage,
            message: PhantomData,
        }
    }

    /// Parses the text; `shape` checks what message it is and says what it claims.
    fn read_as(
        &self,
        shape: impl FnOnce(Element<'_, '_>) -> Result<Claimed, Rejected>,
    ) -> Result<Unverified<'_, T>, Rejected> {
        let document = self.source.parse()?;
        let claimed = shape(document.root())?;
        Ok(Unverified::new(document, claimed, &self.carriage))
    }
}

impl Decoded<Response> {
    /// Parses the response and checks its shape.
    ///
    /// # Errors
    /// The first rule that does not hold: `scan_agrees_with_parser`, `id_unique`, and those of the shape of a response.
    pub fn read(&self) -> Result<Unverified<'_, Response>, Rejected> {
        self.read_as(shape::response)
    }
}

impl Decoded<AuthnRequest> {
    /// Parses the request and checks its shape.
    ///
    /// # Errors
    /// The first rule that does not hold: `scan_agrees_with_parser`, `id_unique`, `root_is_authn_request`.
    pub fn read(&self) -> Result<Unverified<'_, AuthnRequest>, Rejected> {
        self.read_as(root_is_authn_request)
    }
}

impl Decoded<LogoutRequest> {
    /// Parses the request and checks its shape.
    ///
    /// # Errors
    /// The first rule that does not hold: `scan_agrees_with_parser`, `id_unique`, `signature_position`,
    /// `logout_same_rules`.
    pub fn read(&self) -> Result<Unverified<'_, LogoutRequest>, Rejected> {
        self.read_as(logout_request)
    }
}

impl Decoded<LogoutResponse> {
    /// Parses the response and checks its shape.
    ///
    /// # Errors
    /// As for a [`LogoutRequest`].
    pub fn read(&self) -> Result<Unverified<'_, LogoutResponse>, Rejected> {
        self.read_as(logout_response)
    }
}

/// Shows nothing of the message: it holds assertions and names of people.
impl<T> fmt::Debug for Decoded<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Decoded").finish_non_exhaustive()
    }
}
