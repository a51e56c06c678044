//! What a service provider knows before it looks at a response.

use std::net::IpAddr;

use jiff::{SignedDuration, Timestamp};

use crate::message::{AuthnContextClass, NameIdFormat};

/// Where a connection wants the signature. Whatever is signed is verified in any case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum SignaturePolicy {
    /// On the response, the assertion, or both.
    #[default]
    Any,
    /// On the response at least.
    Response,
    /// On the assertion at least.
    Assertion,
    /// On both.
    Both,
}

/// Whether the response answers a request of ours.
#[derive(Debug, Clone, Copy)]
pub enum Solicited<'a> {
    /// It answers this one, which is outstanding, unused and sent to this provider by this browser.
    Request {
        /// The id of the request.
        id: &'a str,
        /// Whether a new sign-in was asked for.
        force_authn: bool,
        /// The classes one of which was asked for; empty if none was.
        requested_contexts: &'a [AuthnContextClass],
        /// When the request was sent.
        sent_at: Timestamp,
    },
    /// It answers nothing.
    Unsolicited {
        /// Whether the connection takes such responses.
        allowed: bool,
    },
}

/// Everything a response is held against. The values are configuration, never taken from the message or from the
/// HTTP request that brought it.
#[derive(Debug, Clone, Copy)]
pub struct Expectations<'a> {
    /// Our entity id, as this customer's service provider has it.
    pub entity_id: &'a str,
    /// The address of our assertion consumer service.
    pub acs_url: &'a str,
    /// The entity id of the provider whose keys verified the response.
    pub provider_entity_id: &'a str,
    /// The time, read once for the message.
    pub now: Timestamp,
    /// How far the clocks may be apart, 0 to 300 seconds.
    pub clock_skew: SignedDuration,
    /// Whether the response answers a request.
    pub solicited: Solicited<'a>,
    /// The formats in which names are taken; `None` takes any.
    pub accepted_name_id_formats: Option<&'a [NameIdFormat]>,
    /// Whether a NotBefore in a bearer confirmation, which the profile forbids, is honoured instead of refused.
    pub tolerate_not_before_in_confirmation: bool,
    /// The address of the browser, if the connection demands that a confirmation which names one names this one.
    pub demanded_address: Option<IpAddr>,
}

impl<'a> Expectations<'a> {
    /// How far clocks may be apart unless a connection says otherwise.
    pub const DEFAULT_CLOCK_SKEW: SignedDuration = SignedDuration::from_secs(60);

    /// Expectations with everything else at its default.
    pub fn new(
        entity_id: &'a str,
        acs_url: &'a str,
        provider_entity_id: &'a str,
        now: Timestamp,
        solicited: Solicited<'a>,
    ) -> Self {
        Self {
            entity_id,
            acs_url,
            provider_entity_id,
            now,
            clock_skew: Self::DEFAULT_CLOCK_SKEW,
            solicited,
            accepted_name_id_formats: None,
            tolerate_not_before_in_confirmation: false,
            demanded_address: None,
        }
    }
}
