//! What partners do, what is taken, and what is refused on purpose.
//!
//! # Taken
//!
//! - Any prefixes, default namespaces, unused declarations; `xsi:type` with and without the `xs` declaration.
//! - Indentation, CR LF, comments between elements, CDATA, character references, wrapped attribute values.
//! - Base64 folded at any width, with a trailing line end.
//! - `InclusiveNamespaces` with a PrefixList of up to 16 prefixes, on transform and canonicalization method.
//! - AttributeStatement before or behind AuthnStatement, several statements, no attributes at all.
//! - Several audiences, several restrictions, several confirmations of which one is for us, white space around an
//!   audience.
//! - Response signed, assertion signed, both; KeyInfo absent, by name only, with several certificates.
//! - Response without Issuer or Destination where it is unsigned; SessionIndex and SessionNotOnOrAfter absent.
//! - NameID without Format, in any Format; qualifiers at their defaults.
//! - Attributes without NameFormat, several of one Name (one list, in document order), `xsi:nil`, structured values
//!   (told as values without text).
//! - An encrypted assertion, signed inside, outside or both; its key inside of KeyInfo or beside the data, among keys
//!   for others; AES-GCM with 128 and 256 bits, RSA-OAEP in both spellings.
//! - Times with zero to nine digits of a second; sign-ins that lie months back.
//! - Requests without assertion consumer, with an index, without NameIDPolicy, with ProviderName, Extensions, IDPList;
//!   PasswordProtectedTransport where a password was used.
//! - Queries with lower-case escapes, parameters in any order, parameters of others.
//! - Metadata in aggregates, with role descriptors of WS-Federation, with keys for no stated use, with a byte order
//!   mark, with extensions nobody knows.
//!
//! # Refused on purpose
//!
//! | what | why | what the partner can do |
//! |---|---|---|
//! | inclusive canonicalization, canonicalization with comments | the digest depends on what is around the element, or covers what is not read | switch to exclusive; every current product has it |
//! | SHA-1 in signature or digest | collisions | switch to SHA-256 |
//! | several assertions, an assertion in Advice | one more is the raw material of wrapping | send one |
//! | document types, processing instructions | no SAML product sends them | – |
//! | comments inside a value | no product writes them, attackers do | – |
//! | EncryptedID, BaseID | not supported; the refusal says so | encrypt the assertion as a whole |
//! | RSA 1.5 and AES key wrap for the key, triple DES | who may ask whether a padding was right can decrypt | RSA-OAEP and AES |
//! | AES-CBC outside of a signed response | the ciphertext can be changed, and what happens then tells the content | sign the response too, or AES-GCM |
//! | RSA-OAEP with two different hashes | the library has one hash for both places | SHA-1 twice, the default, or SHA-256 twice |
//! | holder-of-key, sender-vouches, Artifact, SOAP, PAOS | not implemented is not accepted | bearer, HTTP-POST |
//! | an unsigned response over TLS | TLS to the browser authenticates nobody | sign |
//! | RSA below 2048 bits, RSASSA-PSS, EdDSA, other curves | closed list | RSA-2048 or P-256 |
//! | NotBefore in a bearer confirmation | the profile forbids it | a setting tolerates and honours it |
//!
//! # What is written
//!
//! Responses have Entra's form: one line, no declaration, the prefix `samlp` for the protocol and default namespaces
//! for the rest, times with three decimals, attributes with nothing but a Name, statements in the order attributes,
//! authentication. The document is in exclusive canonical form as it is sent: attributes are sorted and empty
//! elements have an end tag, which no reader can tell from Entra's order and `<X/>`.
