//! Signing: the digest is taken over the very octets that the writer wrote.

use base64::Engine as _;

use super::SigningKey;
use crate::{
    encoding::BASE64,
    rules::signature::ENVELOPED,
    xml::{IllegalCharacter, Writer, ns},
};

/// The `Signature` of the element with this `id` whose canonical form, without the signature, is
/// `canonical_octets`; to be inserted right after its Issuer.
///
/// It is in canonical form itself and declares its own default namespace, so that what it is inserted into stays
/// canonical; and its prefixes are nobody's, so that it can stand anywhere.
pub(crate) fn enveloped_signature(
    canonical_octets: &[u8],
    id: &str,
    key: &SigningKey,
) -> Result<String, IllegalCharacter> {
    let digest_algorithm = key.algorithm().digest();
    let digest = BASE64.encode(digest_algorithm.digest(canonical_octets));
    let mut xml = Writer::with_capacity(1024);
    xml.start("SignedInfo").namespace("", ns::DSIG);
    xml.start("CanonicalizationMethod")
        .attribute("Algorithm", ns::EXC_C14N)
        .end();
    xml.start("SignatureMethod")
        .attribute("Algorithm", key.algorithm().uri())
        .end();
    xml.start("Reference").attribute("URI", &["#", id].concat());
    xml.start("Transforms");
    xml.start("Transform").attribute("Algorithm", ENVELOPED).end();
    xml.start("Transform").attribute("Algorithm", ns::EXC_C14N).end();
    xml.end();
    xml.start("DigestMethod")
        .attribute("Algorithm", digest_algorithm.uri())
        .end();
    xml.leaf("DigestValue", &digest);
    xml.end().end();
    // Standing alone, SignedInfo declares the namespace that it inherits from Signature in place.
    let signed_info = xml.finish()?;
    let value = BASE64.encode(key.sign_octets(signed_info.as_bytes()));
    let certificate = key.certificate_base64();

    let mut xml = Writer::with_capacity(signed_info.len() + value.len() + certificate.len() + 256);
    xml.start("Signature").namespace("", ns::DSIG);
    xml.markup("<SignedInfo>").markup(behind_start_tag(&signed_info));
    xml.leaf("SignatureValue", &value);
    xml.start("KeyInfo")
        .start("X509Data")
        .leaf("X509Certificate", certificate);
    xml.end().end().end();
    xml.finish()
}

fn behind_start_tag(element: &str) -> &str {
    element.split_once('>').map_or("", |(_, rest)| rest)
}
