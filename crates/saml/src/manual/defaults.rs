//! Why the defaults are as they are.
//!
//! **Clocks may be 60 seconds apart, at most 300.** Computers that keep time differ by less than a second; a minute
//! forgives a virtual machine that just woke up. There is no setting that turns time off: a captured assertion would
//! be good for ever. ([`Expectations::DEFAULT_CLOCK_SKEW`](crate::service_provider::Expectations),
//! [`MAXIMUM_CLOCK_SKEW`](crate::rules::response::MAXIMUM_CLOCK_SKEW))
//!
//! **A response is at most an hour old.** That is how long Entra's assertions live, and the time between issuing and
//! posting is seconds. ([`AGE_LIMIT`](crate::rules::response::AGE_LIMIT))
//!
//! **An assertion is valid for at most 25 hours.** Entra's longest lifetime is a day and five minutes. Used ids have to
//! be remembered for as long as the assertion is good, so the cap keeps that memory finite.
//! ([`VALIDITY_LIMIT`](crate::rules::response::VALIDITY_LIMIT))
//!
//! **A signature may be on the response, on the assertion, or on both.** The profile allows each, products differ, and
//! each protects the assertion. What is signed is verified in any case.
//!
//! **When only the assertion is signed, the response around it is a stranger's.** Its Destination, Issuer, Status and
//! InResponseTo can have been edited on the way. They are looked at, because a contradiction is a reason to refuse,
//! but nothing is believed because of them.
//!
//! **An assertion is encrypted with AES-256-GCM, and its key with RSA-OAEP and SHA-1.** Entra takes AES-256-CBC, whose
//! ciphertexts can be changed unnoticed; every product of today knows GCM. Nothing about OAEP rests on the collisions
//! that SHA-1 has, and it is what every product knows. ([`DataCipher`](crate::encryption::DataCipher),
//! [`KeyTransport`](crate::encryption::KeyTransport))
//!
//! **Unsolicited responses are a setting of the connection.** Portals need them; they cannot be tied to a browser
//! that asked, so somebody has to want them.
//!
//! **Requests need not be signed.** An answer goes to a registered address only, so a forged request makes a person
//! sign in to an application he is assigned to, and no more. Entra does the same.
//!
//! **Where a certificate is stored for requests, a bad signature is refused even if none is demanded.** An
//! administrator who stored it believes that it is used.
//!
//! **Error responses are unsigned.** As Entra's are. A signed document that is no login is raw material for attacks on
//! service providers that ask whether something is signed instead of what.
//!
//! **ForceAuthn together with IsPassive is refused with NoPassive.** A new sign-in cannot be had without a page.
//!
//! **A RequestedAuthnContext needs one class that is known.** A list of alternatives may hold one that nobody here has
//! heard of; a wish that cannot be understood at all cannot be met.
//!
//! **RelayState is limited to 1,024 octets, not 80.** The specification says 80 and products send JSON.
//!
//! **A `+` in a redirected RelayState is a space, in a redirected SAMLRequest it is a plus.** Half of the world encodes
//! queries as forms. In Base64 there is no space, so there the other reading is the only one that makes sense.
//!
//! **A redirected request that was not deflated is taken.** Partners send it, and Entra takes it.
//!
//! **An attribute without values is not written.** A claim whose source is empty is left out, as Entra leaves it out;
//! an empty element would mean "known to be empty".
