//! The catalogue: every code with which a sign-in, a request or a new password can be refused, one row each.
//!
//! The numbers and symbolic names are Entra's; the sentences are ours. Pages translate by [`Code::what_happened_id`] and
//! [`Code::what_to_change_id`]; the English text here is what logs and programs show.

/// One row of the catalogue.
#[derive(Debug, PartialEq, Eq)]
pub struct Code {
    /// The number behind `AADSTS`, such as 50105.
    pub number: u32,
    /// Entra's symbolic name, such as `EntitlementGrantsNotFound`; ours where Entra prints none.
    pub name: &'static str,
    /// The HTTP status of the page.
    pub http_status: u16,
    /// The SAML status, if the refusal is answered to the application rather than on a page.
    pub saml_status: Option<SamlStatus>,
    /// How loud the log is about it.
    pub level: LogLevel,
    /// The text id of the sentence that says what happened.
    pub what_happened_id: &'static str,
    /// The text id of the sentence that says what to change.
    pub what_to_change_id: &'static str,
    /// What happened, in English.
    pub what_happened: &'static str,
    /// What to change, in English.
    pub what_to_change: &'static str,
    /// The commands that do it. `APP` and `UPN` stand for the application and the person; the other words in capitals are
    /// for the reader to fill in: what a stranger sent is never part of a command that somebody is to run.
    pub commands: &'static [&'static str],
    /// The setting that an administrator would change, if it is one.
    pub setting: Option<Setting>,
}

impl Code {
    /// The row with this number.
    pub fn find(number: u32) -> Option<&'static Self> {
        ALL.iter().copied().find(|code| code.number == number)
    }

    /// As Entra prints it: `AADSTS50105`.
    pub fn label(&self) -> String {
        format!("AADSTS{}", self.number)
    }
}

/// The status pairs that refusals of the protocol are answered with (saml-core 3.2.2.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SamlStatus {
    /// `Responder`, `NoPassive`.
    NoPassive,
    /// `Responder`, `NoAuthnContext`.
    NoAuthnContext,
    /// `Requester`, `InvalidNameIDPolicy`.
    InvalidNameIdPolicy,
    /// `Requester`, `RequestUnsupported`.
    RequestUnsupported,
}

/// How loud a refusal is in the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogLevel {
    /// Part of daily life: a wrong password.
    Info,
    /// Somebody should look at it: a setting that does not fit.
    Warning,
    /// The identity provider itself cannot do its work.
    Error,
}

/// Where an administrator finds what to change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Setting {
    /// The identifiers in the application's Basic SAML Configuration.
    Identifiers,
    /// The reply URLs there.
    ReplyUrls,
    /// The application's properties: enabled for users to sign in, assignment required.
    ApplicationProperties,
    /// The application's users and groups.
    Assignments,
    /// The application's SAML certificates.
    Certificates,
    /// The application's attributes and claims.
    Claims,
    /// The person's page: enabled, password, sessions.
    Person,
}

impl Setting {
    /// A stable name for links, such as `reply-urls`.
    pub fn anchor(self) -> &'static str {
        match self {
            Self::Identifiers => "identifiers",
            Self::ReplyUrls => "reply-urls",
            Self::ApplicationProperties => "properties",
            Self::Assignments => "users-and-groups",
            Self::Certificates => "certificates",
            Self::Claims => "claims",
            Self::Person => "person",
        }
    }
}

macro_rules! catalogue {
    ($(
        $constant:ident = $number:literal $name:literal, $status:literal, $saml:expr, $level:ident, $setting:expr,
        $happened:literal, $change:literal $(=> $command:literal)*;
    )*) => {
        /// The rows by name.
        #[expect(clippy::unreadable_literal, reason = "the codes are written as Entra prints them")]
        pub mod code {
            use super::{Code, LogLevel, SamlStatus, Setting};
            $(
                #[doc = concat!("AADSTS", $number, ": ", $happened)]
                pub const $constant: &Code = &Code {
                    number: $number,
                    name: $name,
                    http_status: $status,
                    saml_status: { let status: Option<SamlStatus> = $saml; status },
                    level: LogLevel::$level,
                    what_happened_id: concat!("aadsts-", $number, "-happened"),
                    what_to_change_id: concat!("aadsts-", $number, "-change"),
                    what_happened: $happened,
                    what_to_change: $change,
                    commands: &[$($command),*],
                    setting: { let setting: Option<Setting> = $setting; setting },
                };
            )*
        }

        /// All rows, by number in each group.
        pub const ALL: &[&Code] = &[$(code::$constant),*];
    };
}

catalogue! {
    // The request, the application, the reply URL.
    MISSING_SIGNING_KEY = 50003 "MissingSigningKey", 500, None, Error, Some(Setting::Certificates),
        "The application has no signing certificate that could be used.",
        "Create a signing certificate for the application and make it active."
            => "vestibule app certificate create --app APP --activate";
    INVALID_SIGNATURE = 50006 "InvalidSignature", 400, None, Warning, Some(Setting::Certificates),
        "The signature of the request does not fit its content.",
        "Compare the certificate and the algorithm with which the application signs with the verification certificates stored for it; it should sign with RSA-SHA256."
            => "vestibule app update --app APP --add-verification-certificate FILE";
    ENCRYPTION_CERTIFICATE = 50007 "PartnerEncryptionCertificateMissing", 500, None, Error, Some(Setting::Certificates),
        "The application's assertions are to be encrypted, and its certificate for that cannot be used.",
        "Store the application's encryption certificate again, as its administrator hands it out."
            => "vestibule app update --app APP --encryption-certificate FILE"
            => "vestibule app update --app APP --no-encryption";
    INVALID_REPLY_URL = 50011 "InvalidReplyTo", 400, None, Warning, Some(Setting::ReplyUrls),
        "The reply URL of the request is not among those registered for the application.",
        "If the application is at that address, add it under Basic SAML Configuration > Reply URL, exactly as it was received; else correct it at the application."
            => "vestibule app update --app APP --add-reply-url URL";
    MISSING_CUSTOM_SIGNING_KEY = 50146 "MissingCustomSigningKey", 500, None, Error, Some(Setting::Certificates),
        "The application's signing certificate cannot be used: it is not valid yet, or its key cannot be opened.",
        "Create a new signing certificate, or start the server with the master key under which this one was stored."
            => "vestibule app certificate create --app APP --activate";
    APPLICATION_UNAUTHORIZED = 70001 "UnauthorizedClient", 403, None, Warning, Some(Setting::ApplicationProperties),
        "There is no such application in this tenant, or it was deleted.",
        "Check the address, or restore the application."
            => "vestibule app restore --app APP";
    APPLICATION_NOT_FOUND = 700016 "UnauthorizedClient_DoesNotMatchRequest", 400, None, Warning, Some(Setting::Identifiers),
        "No application of this tenant has the identifier that the request names as its issuer.",
        "Compare Basic SAML Configuration > Identifier (Entity ID) with the one that the application's own settings name, to the letter and the last slash."
            => "vestibule app update --app APP --add-identifier URI";
    APPLICATION_DISABLED = 7000112 "UnauthorizedClientApplicationDisabled", 403, None, Warning, Some(Setting::ApplicationProperties),
        "Sign-in to the application is switched off.",
        "Set Properties > Enabled for users to sign in to Yes."
            => "vestibule app update --app APP --enabled on";
    UNSUPPORTED_BINDING = 75003 "UnsupportedBindingError", 400, None, Warning, None,
        "The request asks for the answer on a binding that is not offered.",
        "Set the application to receive responses by HTTP-POST.";
    SAML_MESSAGE_INVALID = 75005 "Saml2MessageInvalid", 400, None, Warning, None,
        "The request is not a valid SAML 2.0 protocol message.",
        "Check the SAML settings of the application; it has to send an AuthnRequest of SAML 2.0.";
    UNEXPECTED_DESTINATION = 75008 "RequestDeniedError", 400, None, Warning, None,
        "The request was meant for another address.",
        "Set the application's Login URL to the one that the single sign-on page shows."
            => "vestibule app show --app APP";
    NO_AUTHN_CONTEXT = 75011 "NoMatchedAuthnContextInOutputClaims", 400, Some(SamlStatus::NoAuthnContext), Warning, None,
        "The way in which the person signed in is not the one that the application asks for.",
        "Let the application ask for no authentication context, for Password or for PasswordProtectedTransport, or sign in anew.";
    INVALID_NAME_ID_POLICY = 75016 "Saml2AuthenticationRequestInvalidNameIDPolicy", 400, Some(SamlStatus::InvalidNameIdPolicy), Warning, Some(Setting::Claims),
        "The application asks for a format of the name identifier that is not offered.",
        "Set the application to ask for emailAddress, persistent, transient or unspecified, or for no format at all.";
    MESSAGE_MISSING = 750054 "SamlMessageMissing", 400, None, Info, None,
        "The address was opened without a SAML request.",
        "Start the sign-in at the application or in My Apps; do not bookmark this page.";
    MESSAGE_NOT_BASE64 = 750056 "SamlMessageNotBase64", 400, None, Warning, None,
        "The SAML message is not proper Base64.",
        "Check what the application sends, and that nothing between it and this server changes it.";
    XML_ERROR = 7500525 "SamlMessageXmlError", 400, None, Warning, None,
        "The SAML message is not well-formed XML.",
        "Check what the application sends, and that nothing between it and this server changes it.";
    INVALID_ID = 7500529 "SamlIdInvalid", 400, None, Warning, None,
        "The ID of the request is not a valid SAML ID.",
        "Let the application make IDs that begin with a letter or an underscore.";
    SIGNED_REQUEST_REQUIRED = 76021 "ApplicationRequiresSignedRequests", 400, None, Warning, Some(Setting::Certificates),
        "The application requires signed requests, and this one carries no signature in the place where it belongs.",
        "Let the application sign its requests, and the sign-in start there; or switch off \"Require verification certificates\"."
            => "vestibule app update --app APP --require-signed-requests off";
    REQUEST_EXPIRED = 76026 "RequestIssueTimeExpired", 400, None, Warning, None,
        "The request was issued too long ago, or in the future.",
        "Compare the clock of the application with this server's, and start the sign-in anew.";
    TENANT_NOT_FOUND = 90002 "InvalidTenantName", 404, None, Info, None,
        "There is no tenant of that id or domain.",
        "Compare the address with the Login URL that the single sign-on page shows."
            => "vestibule app show --app APP";
    QUERY_TOO_LONG = 90015 "QueryStringTooLong", 414, None, Warning, None,
        "The request is too long to be sent in the address.",
        "Set the application to send its requests by HTTP-POST.";
    TENANT_MISSING = 90019 "MissingTenantRealm", 400, None, Info, None,
        "The address does not say which tenant is meant.",
        "Compare the address with the Login URL that the single sign-on page shows."
            => "vestibule app show --app APP";
    MALFORMED_REQUEST = 90023 "InvalidRequest", 400, None, Warning, None,
        "The request is malformed.",
        "Start the sign-in anew; if it happens again, check the settings of the application.";
    BUSY = 90033 "TransientFailure", 503, None, Error, None,
        "The identity provider cannot do this right now.",
        "Try again in a minute; if it happens again, look at the server's log.";
    COMPARISON_UNSUPPORTED = 900235 "AuthnContextComparisonUnsupported", 400, Some(SamlStatus::NoAuthnContext), Warning, None,
        "The request compares authentication contexts in a way that is not offered.",
        "Set the application to compare exactly, or to ask for no authentication context.";
    PROPERTY_UNSUPPORTED = 900236 "InvalidRequestSamlPropertyUnsupported", 400, Some(SamlStatus::RequestUnsupported), Warning, None,
        "The request sets a property that is not supported.",
        "Let the application leave out the property that is named.";
    METHOD_NOT_ALLOWED = 900561 "BadResourceRequestInvalidRequest", 405, None, Info, None,
        "This address does not accept that kind of request.",
        "Start the sign-in anew rather than going back in the browser.";
    NO_REPLY_URL = 900971 "NoReplyAddress", 400, None, Warning, Some(Setting::ReplyUrls),
        "The application has no reply URL.",
        "Add the address under Basic SAML Configuration > Reply URL (Assertion Consumer Service URL)."
            => "vestibule app update --app APP --add-reply-url URL";

    // The person and the session.
    USER_NOT_FOUND = 50034 "UserAccountNotFound", 400, None, Info, None,
        "There is no person of that name in the tenant.",
        "Check the spelling of the user name.";
    LOCKED = 50053 "IdsLocked", 429, None, Warning, Some(Setting::Person),
        "There were too many attempts to sign in with wrong passwords.",
        "Wait a little and try again; an administrator can set a new password."
            => "vestibule user reset-password --upn UPN";
    PASSWORD_MUST_CHANGE = 50055 "InvalidPasswordExpiredPassword", 403, None, Info, Some(Setting::Person),
        "The password has to be changed before going on.",
        "Choose a new password.";
    USER_DISABLED = 50057 "UserDisabled", 403, None, Info, Some(Setting::Person),
        "The account is disabled.",
        "An administrator can enable the account again."
            => "vestibule user update --upn UPN --enabled on";
    NOT_SIGNED_IN = 50058 "UserInformationNotProvided", 403, Some(SamlStatus::NoPassive), Info, None,
        "The application asked for a sign-in without any page, and nobody is signed in.",
        "Sign in first, or let the application ask without IsPassive.";
    SIGN_OUT_INVALID = 50061 "SignoutInvalidRequest", 400, None, Info, None,
        "The sign-out message does not belong to a sign-out that is under way.",
        "Sign out again, at the application or in My Apps.";
    SIGN_OUT_EXPIRED = 50071 "SignoutMessageExpired", 400, None, Warning, None,
        "The application's sign-out message is too old, or it comes from the future.",
        "Sign out again; if it happens again, check the application's clock.";
    FLOW_EXPIRED = 50089 "FlowTokenExpired", 400, None, Info, None,
        "The sign-in page was open for too long.",
        "Start the sign-in anew.";
    NOT_ASSIGNED = 50105 "EntitlementGrantsNotFound", 403, None, Warning, Some(Setting::Assignments),
        "The application admits assigned people only, and this person is neither assigned nor a direct member of an assigned group.",
        "Assign the person, or a group in which the person is a direct member, under Users and groups of the application."
            => "vestibule app assign --app APP --user UPN";
    WRONG_PASSWORD = 50126 "InvalidUserNameOrPassword", 400, None, Info, None,
        "The user name or the password is not right.",
        "Check both and try again; an administrator can set a new password.";
    SESSION_INVALID = 50132 "SsoArtifactInvalidOrExpired", 403, None, Info, None,
        "The session is not valid any more.",
        "Sign in again.";
    SESSION_REVOKED = 50133 "SsoArtifactRevoked", 403, None, Info, Some(Setting::Person),
        "The session was ended because the password or the account was changed.",
        "Sign in again.";
    KEEP_INTERRUPT = 50140 "KmsiInterrupt", 403, None, Info, None,
        "The sign-in was left at the question whether to stay signed in.",
        "Answer the question to go on.";
    LOOP_DETECTED = 50196 "LoopDetected", 400, None, Warning, None,
        "The application asked for the same sign-in again and again.",
        "Check that the application accepts the response and keeps its own session.";
    NAME_ID_EMPTY = 501241 "NameIdSourceEmpty", 400, None, Warning, Some(Setting::Claims),
        "The source of the name identifier has no value for this person.",
        "Fill in the attribute at the person, or choose another source for the name identifier."
            => "vestibule user update --upn UPN --mail ADDRESS";

    // New passwords.
    CURRENT_PASSWORD_WRONG = 120000 "PasswordChangeIncorrectCurrentPassword", 400, None, Info, None,
        "The current password is not right.",
        "Type the password with which you signed in.";
    PASSWORD_TOO_WEAK = 120002 "PasswordChangeInvalidNewPasswordWeak", 422, None, Info, None,
        "The new password does not meet the rules.",
        "Take 8 to 256 characters with three of these: small letters, capital letters, digits, symbols; not the password before.";
    PASSWORD_CONTAINS_NAME = 120003 "PasswordChangeInvalidNewPasswordContainsMemberName", 422, None, Info, None,
        "The new password contains the person's name.",
        "Choose a password without parts of your name.";
    PASSWORD_TOO_COMMON = 120018 "PasswordChangePasswordDoesNotComplyFuzzyPolicy", 422, None, Info, None,
        "The new password is too close to words that everybody tries.",
        "Choose several words that do not belong together, or a generated password.";
}
