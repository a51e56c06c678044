//! The rules of safe sign-in that need a memory: the ones that the SAML library cannot keep alone.
//!
//! Each row is kept by the function that asks `is_on`, or by what `kept_by` names. In a product build every
//! rule is on and nothing can change that; under the feature `rule-switch`, which only tests enable, one can be left
//! out for a whole process, to prove that a test notices.

/// A rule: its stable id, its name, and what keeps it where no function of its own does.
#[derive(Debug, PartialEq, Eq)]
pub struct Rule {
    /// Stable id, e.g. `SP-RPL-01`; never reused.
    pub id: &'static str,
    /// Name, e.g. `replay`.
    pub name: &'static str,
    /// What keeps the rule where no function of its own does; such a rule cannot be switched off.
    pub kept_by: Option<&'static str>,
}

impl Rule {
    const fn new(id: &'static str, name: &'static str) -> Self {
        Self {
            id,
            name,
            kept_by: None,
        }
    }

    const fn kept_by(id: &'static str, name: &'static str, keeper: &'static str) -> Self {
        Self {
            id,
            name,
            kept_by: Some(keeper),
        }
    }

    /// Whether the rule is in force. Always, except under the switch of a test build.
    #[cfg(not(feature = "rule-switch"))]
    #[inline]
    #[expect(clippy::unused_self, reason = "the signature is the one of test builds")]
    pub(crate) fn is_on(&self) -> bool {
        true
    }

    /// Whether the rule is in force. Always, except under the switch of a test build.
    #[cfg(feature = "rule-switch")]
    pub(crate) fn is_on(&self) -> bool {
        switch::is_on(self.id)
    }
}

macro_rules! rules {
    ($($constant:ident = $rule:expr;)+) => {
        $(pub(crate) static $constant: Rule = $rule;)+

        /// Every rule of this crate.
        pub static ALL: &[&Rule] = &[$(&$constant),+];
    };
}

rules! {
    EXPECTED_ACS_CONFIGURED = Rule::kept_by("SP-TRA-06", "expected_acs_configured",
        "the customer of an allow-listed host, from whose row and the settings every address is made");
    ACS_RATE = Rule::new("SP-LIM-08", "acs_rate");
    KEY_OF_THIS_PROVIDER = Rule::kept_by("SP-KEY-02", "key_of_this_provider",
        "the keys handed to the verification, which are those of one provider row");
    PROVIDER_USABLE = Rule::new("SP-KEY-05", "provider_usable");
    RETIRED_KEY_DEAD = Rule::kept_by("SP-KEY-06", "retired_key_dead",
        "the certificates, which are read for every message and again in the transaction");
    PROVIDER_FOR_HOST = Rule::new("SP-RSP-06", "provider_for_host");
    ISSUER_WAS_ASKED = Rule::new("SP-ISS-03", "issuer_was_asked");
    AUDIENCE_OF_THIS_CUSTOMER = Rule::kept_by("SP-AUD-02", "audience_of_this_customer",
        "the entity id, which is made of this customer's host");
    REPLAY = Rule::new("SP-RPL-01", "replay");
    REPLAY_KEY_SIGNED = Rule::kept_by("SP-RPL-02", "replay_key_signed",
        "the accepted message, which knows the signed assertion id alone");
    IN_RESPONSE_TO = Rule::new("SP-RPL-03", "in_response_to");
    REQUEST_BOUND_TO_BROWSER = Rule::new("SP-RPL-04", "request_bound_to_browser");
    REQUEST_ID_RANDOM = Rule::kept_by("SP-RPL-06", "request_id_random",
        "the environment's generator, 128 bits of it");
    RELAY_STATE_OWN = Rule::new("SP-RLY-01", "relay_state_own");
    RELAY_STATE_SAME_SITE = Rule::new("SP-RLY-02", "relay_state_same_site");
    RELAY_STATE_INERT = Rule::kept_by("SP-RLY-03", "relay_state_inert",
        "markup that escapes, statements with parameters, and no other use");
    SESSION_ID_RENEWED = Rule::new("SP-SES-01", "session_id_renewed");
    SESSION_SERVER_SIDE = Rule::kept_by("SP-SES-02", "session_server_side",
        "the sessions table, found by the hash of a random token");
    COOKIE_SCOPE = Rule::kept_by("SP-SES-03", "cookie_scope", "the table of cookies");
    ACCOUNT_SWITCH_VISIBLE = Rule::new("SP-SES-04", "account_switch_visible");
    CSRF_EXEMPTION_EXACT = Rule::kept_by("SP-SES-05", "csrf_exemption_exact",
        "the one route that is handed to the layer");
    SESSION_BOUND = Rule::kept_by("SP-SES-06", "session_bound",
        "the statement that finds sessions, which asks for an active person and an enabled provider");
    ACCOUNT_KEY = Rule::kept_by("SP-ACC-01", "account_key", "the unique key of the identity links");
    NO_LINK_BY_EMAIL = Rule::kept_by("SP-ACC-02", "no_link_by_email",
        "the statement that finds links, which asks for the key alone");
    KEY_EXACT = Rule::new("SP-ACC-03", "key_exact");
    JIT_NO_LOOKALIKE = Rule::new("SP-ACC-04", "jit_no_lookalike");
    JIT_POLICY = Rule::new("SP-ACC-05", "jit_policy");
    JIT_PRIVILEGE = Rule::kept_by("SP-ACC-06", "jit_privilege",
        "the default role of the provider's record, the only source of a newcomer's role");
    PERSON_ENABLED = Rule::new("SP-ACC-08", "person_enabled");
    CLAIMS_ARE_INPUT = Rule::new("SP-ACC-09", "claims_are_input");
    TENANT_CLAIM = Rule::new("SP-ACC-10", "tenant_claim");
    REFUSAL_SAFE = Rule::kept_by("SP-ERR-02", "refusal_safe", "Refusal::new, which cuts and escapes");
    UNAVAILABLE_REFUSES = Rule::kept_by("SP-ERR-04", "unavailable_refuses",
        "the one transaction that marks, consumes and signs in");
    REQUEST_FROM_CONFIGURATION = Rule::kept_by("SP-REQ-01", "request_from_configuration",
        "the content of requests, which is made of rows and settings");
    REQUEST_STATE_BOUNDED = Rule::new("SP-REQ-05", "request_state_bounded");
    LOCAL_LOGIN_KEPT = Rule::kept_by("SP-REQ-04", "local_login_kept",
        "passwords, which only people made by an administrator have, and their lock");
}

/// Leaving one rule out, for tests: the one that the environment variable `VESTIBULE_RULE_OFF` names when the process
/// starts. A process is what tests of whole sign-ins have in common; a thread is not.
#[cfg(feature = "rule-switch")]
mod switch {
    use std::sync::LazyLock;

    pub(super) fn is_on(id: &str) -> bool {
        LEFT_OUT.as_deref() != Some(id)
    }

    #[expect(
        clippy::disallowed_methods,
        reason = "only in test builds, to switch a rule off from outside"
    )]
    static LEFT_OUT: LazyLock<Option<String>> = LazyLock::new(|| std::env::var("VESTIBULE_RULE_OFF").ok());
}
