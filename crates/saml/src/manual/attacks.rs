//! The attacks on SAML, by class, and the rules that defeat them.
//!
//! Every name in code letters is a rule of [`rules`](crate::rules); its row gives the id and the section of the
//! specification. Each has a test that shows the attack getting through when the rule is taken out.
//!
//! # Wrapping
//!
//! The oldest and still the most frequent attack: a signed assertion is left in the document so that its signature
//! verifies, and a forged one is put where the application looks. It lives on two questions that must never be asked:
//! "is there a valid signature somewhere?" and "where is the first assertion?". Here the caller names the element,
//! the signature has to be its direct child (`signature_position`), the reference has to name that very element
//! (`reference_is_parent`), and what is returned is the node that was hashed (`verified_node_is_read`). Claims are
//! read from it by going from parent to only child (`child_walk_only`). On top of that no such document gets as far:
//! the root is a response (`root_is_response`), it holds one assertion and no other element of that name at any
//! depth (`one_assertion`), nothing that means something stands in a place where the schema allows anything
//! (`no_protocol_element_elsewhere`), no id comes twice (`id_unique`), and a signature on an error response, on a
//! sign-out message or on metadata is no evidence for a login (`signature_not_borrowed`).
//!
//! # Signature exclusion
//!
//! The signature is deleted, or is there in name only. Nothing turns verification off: there is no setting, no empty
//! list of keys, no unverified message with readable claims (`signature_required`). If two elements are signed both
//! signatures have to hold (`every_signature_verifies`), and a connection can demand where they are
//! (`signature_policy`).
//!
//! # Forged certificates
//!
//! The message brings the key it was signed with. Keys come from the configuration of the one provider that the
//! message claims to be from (`signed_by_trusted_key`, `key_of_this_provider`); what KeyInfo says is never used as a
//! key and never fetched (`keyinfo_inert`). A certificate is the container of a pinned key, not a link in a chain
//! (`certificate_is_pin`).
//!
//! # Freedom of XML Signature
//!
//! XSLT that runs code, XPath that leaves the subject out, manifests that nobody validates, HMAC keyed with a public
//! key, digests in comments: XML Signature is a language, and SAML needs one sentence of it. `signature_profile`,
//! `signature_plain`, `one_reference`, `reference_plain`, `transforms_exact`, `c14n_method`, `signature_algorithm`,
//! `digest_algorithm`, `no_hmac` and `algorithm_matches_key` are closed lists of it. Whatever is not listed is refused
//! by name. The value is verified before the reference is touched (`signature_value_first`), so that a stranger
//! cannot make us work.
//!
//! # Differences between readers
//!
//! A comment that cuts a name in two for one reader and not for the other, an attribute of another namespace that is
//! taken for ours, a relative namespace that makes a canonicalizer return nothing: `value_is_whole_text`,
//! `attribute_no_namespace`, `element_expanded_name`, `namespace_absolute`, `canonical_or_error`,
//! `same_text_for_digest_and_reader`. There is one parser and one tree (`no_reparse`), and what the parser is lax
//! about is checked before it (`well_formed`, `scan_agrees_with_parser`).
//!
//! # Entities and outside access
//!
//! No document type gets as far as the parser (`no_doctype`), no reference but the five and those to characters
//! (`references_predefined`), and the crate has no way to a file or a network (`no_external_access`).
//!
//! # Exhaustion
//!
//! Deflate bombs, documents of attributes, of namespaces, of depth: every limit is checked before the cost is paid
//! (`message_size`, `depth`, `nodes`, `attributes_per_element`, `namespaces_in_scope`, `inflate_bounded`, `values`).
//! A posted message is never inflated (`post_not_inflated`).
//!
//! # Somebody else's assertion
//!
//! A genuine assertion, made for another service provider, another address, another request, another time, or
//! already used. `audience` wants our name in every restriction; `recipient` and `destination` want our address;
//! `confirmation_in_response_to` reads the signed place and not the outer one; `in_response_to` does not let an
//! unknown request pass for none, and `unsolicited_allowed` is a setting of the connection; `not_before`,
//! `not_on_or_after`, `confirmation_not_on_or_after`, `freshness` and `validity_capped` bound the time. One bearer
//! confirmation has to hold in all its parts (`bearer_confirmation`): the address of one and the time of another
//! are no confirmation. Use is marked by the caller, under the id that is signed.
//!
//! # Mixed-up providers and names
//!
//! `issuer` and `response_issuer` tie assertion, response and keys to one provider. `name_qualifiers` keeps a name
//! that was made for another service provider from opening an account of ours, `name_id_format_pinned` keeps a user
//! from choosing the kind of name by editing an unsigned request, `attribute_values` does not choose for a field that
//! came twice. All comparisons are of octets.
//!
//! # Downgrades of the sign-in
//!
//! A request is unsigned as a rule, and the person it is about can edit it. What was asked for is therefore compared
//! with what was done (`authn_context`), and the identity provider answers with an error rather than with less
//! (`requested_authn_context`, `force_authn`).
//!
//! # Stolen answers
//!
//! The request says where the answer goes, and anybody can write a request. `reply_url_registered` takes a registered
//! address, octet by octet, and nothing near it; `reply_url_form` keeps `javascript:` and its like from ever being
//! registered; until that rule has held no refusal leaves the identity provider
//! ([`RequestRefusal::answerable`](crate::identity_provider::RequestRefusal)). Wishes that would have to be acted upon
//! are refused, not half honoured (`request_unsupported`).
//!
//! # Signatures of a query
//!
//! The redirect binding signs octets of a query. They are cut out as they came (`signed_octets_as_received`), each
//! parameter comes once and under its exact name (`query_parameter_once`), and the value that is used is decoded from
//! the octets that were verified. A signature in the wrong place is none (`signature_place`); where a certificate is
//! stored, one that is there has to be good (`present_signature_checked`).
//!
//! # Injection into what we write
//!
//! A display name that closes its element and opens another. XML is made by one writer, which escapes
//! (`writer_escapes`) and finishes no document that holds a character XML cannot carry (`values_legal_xml`).
//!
//! # Encryption
//!
//! Whoever can send ciphertexts and see what becomes of them can decrypt, if the answers differ: a padding that is
//! right, a plaintext that is XML. A signed response is therefore verified as it came before anything is decrypted
//! (`response_signature_first`), a cipher that lets itself be changed is taken inside a signature alone (`data_cipher`),
//! a padding that answers questions is not taken at all (`key_transport`), and from the first use of the key until a
//! trusted signature there is one refusal and one amount of work (`decryption_one_error`). What comes out is nobody's
//! word: everybody has our public key (`decrypted_is_signed`). It goes through the same front door as every document
//! (`plaintext_front_door`). References to elsewhere and crowds of keys are refused before the key is used
//! (`encrypted_shape`), and the key does nothing but decrypt (`encryption_key_separate`).
//!
//! # Words of strangers
//!
//! An error response makes no login and changes nothing (`status_success`, `error_response_harmless`). What it says
//! is repeated as its sender's word: cut, with control characters escaped.
